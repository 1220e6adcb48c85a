"""Builds synthetic archives of growing size and prints what it took.

    python -m benchmarks.build --pages 1000 10000 --formats jsonl warc --workers 2
    python -m benchmarks.build --peers 1000

Each build starts from nothing, in a process tree of its own: captures are read, joined, converted, validated, written,
fsynced, verified and switched in. Then one capture in a hundred is new, and it is built again. With `--peers`
nothing is built: records of so many documents are written and validated by osce-kg and by others.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from benchmarks.build.measure import Run, run
from benchmarks.build.peers import compare
from benchmarks.corpus import Page, generate
from benchmarks.corpus.writers import write_jsonl, write_warc

_NEW = 100
_STAGES = ("read", "join", "validate", "sort", "write")
_COMMAND = "from osce_kg.cli import main; main()"


@dataclass(frozen=True, slots=True)
class Build:
    """One build measured: what was built, and what the build itself says of its stages in seconds."""

    kind: str
    pages: int
    documents: int
    quads: int
    run: Run
    stages: dict[str, float]

    def row(self) -> str:
        stages = " | ".join(f"{self.stages.get(name, 0):.1f}" for name in _STAGES)
        run = self.run
        memory = " | ".join(f"{size / 2**20:,.0f}" for size in (run.peak, run.first, run.other))
        return (
            f"| {self.kind} | {self.pages:,} | {self.documents:,} | {self.quads:,} | {run.seconds:.1f} "
            f"| {self.pages / run.seconds:,.0f} | {run.cpu:.1f} | {memory} | {stages} |"
        )


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.build", description=__doc__)
    parser.add_argument("--pages", type=int, nargs="+", default=[1000, 10000], help="numbers of captures")
    parser.add_argument("--formats", nargs="+", choices=["jsonl", "warc"], default=["jsonl"], help="text or HTML")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--folder", type=Path, help="where corpora and releases are kept; a temporary one otherwise")
    parser.add_argument("--peers", type=int, metavar="DOCUMENTS", help="compare with rdflib, pySHACL and morph-kgc")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.folder or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        if options.peers:
            for line in compare(options.peers, folder / f"peers-{options.peers}"):
                print(line, flush=True)
        else:
            _table(folder, options.formats, options.pages, options.workers)


def _table(folder: Path, formats: list[str], sizes: list[int], workers: int) -> None:
    """Build archives and print a line for each."""
    columns = ["captures", "pages", "documents", "quads", "s", "pages/s", "CPU s", "peak MB", "builder MB", "other MB"]
    columns += _STAGES
    print(f"| {' | '.join(columns)} |\n{'|---' * len(columns)}|")
    for kind in formats:
        for pages in sizes:
            for build in _builds(kind, pages, folder, workers):
                print(build.row(), flush=True)


def _builds(kind: str, pages: int, folder: Path, workers: int) -> list[Build]:
    """Build an archive from nothing, then again with one capture in a hundred new."""
    more = pages // _NEW
    first, second = folder / f"{kind}-{pages}.{_SUFFIX[kind]}", folder / f"{kind}-{pages}-more.{_SUFFIX[kind]}"
    if not second.exists():
        made = generate(pages + more, as_html=kind == "warc")
        _write(kind, islice(made, pages), first)
        _write(kind, made, second)
    releases = folder / f"releases-{kind}-{pages}"
    shutil.rmtree(releases, ignore_errors=True)
    whole = _build(kind, pages, [first], releases, workers)
    again = _build(f"{kind}, 1 % new", pages + more, [first, second], releases, workers)
    return [whole, again]


_SUFFIX = {"jsonl": "jsonl", "warc": "warc.gz"}


def _write(kind: str, pages: Iterator[Page], path: Path) -> None:
    (write_jsonl if kind == "jsonl" else write_warc)(pages, path)


def _build(kind: str, pages: int, inputs: list[Path], releases: Path, workers: int) -> Build:
    command = [
        sys.executable,
        "-c",
        _COMMAND,
        "build",
        *map(str, inputs),
        "-o",
        str(releases),
        "--workers",
        str(workers),
    ]
    done = run(command)
    report = json.loads((releases / "last-build.json").read_text(encoding="utf-8"))
    manifest = json.loads((releases / "current" / "manifest.json").read_text(encoding="utf-8"))
    return Build(kind, pages, manifest["documents"], manifest["quads"], done, report["stages"])


if __name__ == "__main__":
    main()
