"""The data that every engine answers from: a release of synthetic captures."""

from __future__ import annotations

from pathlib import Path

from benchmarks.corpus.__main__ import write_jsonl
from benchmarks.corpus.pages import generate
from osce_kg.build import BuildOptions, build


def some_documents(release: Path, number: int) -> list[str]:
    """Return relative IRIs of some documents of the release, spread over it."""
    prefix, found = b"<https://w3id.org/osce-kg/id/document/", []
    with (release / "dump.nq").open("rb") as file:
        for line in file:
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
