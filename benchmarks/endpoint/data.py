"""The data that every engine answers from: a release of synthetic captures."""

from __future__ import annotations

import shutil
from contextlib import closing
from pathlib import Path

from benchmarks.corpus.pages import generate
from benchmarks.corpus.writers import write_jsonl
from osce_kg.build import BuildOptions, build
from osce_kg.dump import open_lines, read_lines
from osce_kg.release import DUMP, TEXT


def some_documents(release: Path, number: int) -> list[str]:
    """Return relative IRIs of some documents of the release, spread over it."""
    prefix, found = b"<https://w3id.org/osce-kg/id/document/", []
    with closing(read_lines(release / DUMP)) as lines:
        for line in lines:
            if line.startswith(prefix) and b"#headline" not in line and b"schema.org/headline" in line:
                found.append(line[len(prefix) - len(b"document/") : line.index(b">")].decode())
    step = max(1, len(found) // number)
    return found[::step][:number]


def built_release(captures: int, folder: Path) -> Path:
    """Return a release that the real converters built from synthetic captures."""
    corpus = folder / "corpus.jsonl"
    write_jsonl(generate(captures, seed=captures), corpus)
    outcome = build(BuildOptions((str(corpus),), folder / "releases", workers=2))
    return outcome.release.path


def plain_dumps(release: Path, folder: Path) -> tuple[Path, ...]:
    """Return the dumps of a release uncompressed, as engines take them, written into a folder."""
    plain = []
    for name in (DUMP, TEXT):
        path = folder / name.removesuffix(".zst")
        with open_lines(release / name) as source, path.open("wb") as target:
            shutil.copyfileobj(source, target, 1 << 20)
        plain.append(path)
    return tuple(plain)
