"""Times what is made of a written release: tables, the change feed, the description, the reference graph.

Each runs in a process of its own; time is the CPU's, memory the peak of that process. The change feed compares the dump
with one from which every thousandth line is gone.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from osce_kg.outputs.change_feed import Side, patch_lines
from osce_kg.outputs.changes import compare
from osce_kg.outputs.dataset import describe_release
from osce_kg.outputs.quads import read_lines, read_release
from osce_kg.outputs.serializations import release_serializations
from osce_kg.outputs.tables import release_tables
from osce_kg.release import Release, open_release

_EVERY = 1000


@dataclass(frozen=True, slots=True)
class Measured:
    """CPU seconds, peak of the process in MB, and how many of what came out."""

    seconds: float
    peak: int
    number: int
    unit: str


def _reading(release: Release, _folder: Path) -> tuple[int, str]:
    return sum(1 for _ in read_release(release.dumps)), "lines"


def _tables(release: Release, folder: Path) -> tuple[int, str]:
    return sum(release_tables(release, folder).rows.values()), "rows"


def _same(release: Release, _folder: Path) -> tuple[int, str]:
    return sum(1 for _ in compare(read_release(release.dumps), read_release(release.dumps))), "changes"


def _changed(release: Release, _folder: Path) -> tuple[int, str]:
    after = (line for number, line in enumerate(read_lines(release.dump)) if number % _EVERY)
    side = Side("x", release.digest)
    return sum(1 for _ in patch_lines(compare(read_lines(release.dump), after), side, side)), "rows"


def _description(release: Release, _folder: Path) -> tuple[int, str]:
    return len(describe_release(release)), "bytes"


def _reference(release: Release, _folder: Path) -> tuple[int, str]:
    return sum(map(len, release_serializations(release).values())), "bytes"


Work = Callable[[Release, Path], tuple[int, str]]
WORKS: dict[str, Work] = {
    "reading every line": _reading,
    "tables": _tables,
    "change feed, nothing changed": _same,
    "change feed as RDF Patch, every 1,000th line gone": _changed,
    "description (VoID, DCAT)": _description,
    "reference graph (Turtle, JSON-LD)": _reference,
}


def _measure(name: str, path: Path) -> Measured:
    release = open_release(path)
    with tempfile.TemporaryDirectory() as folder:
        started = time.process_time()
        number, unit = WORKS[name](release, Path(folder))
        seconds = time.process_time() - started
    return Measured(seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024, number, unit)


def main() -> None:
    """Print a table in Markdown, or a row of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("release", type=Path)
    parser.add_argument("--only", choices=list(WORKS), help="measure one, in this process, and print its row")
    given = parser.parse_args()
    manifest = open_release(given.release).manifest
    if given.only:
        found = _measure(given.only, given.release)
        rate = manifest.quads / found.seconds
        print(f"| {given.only} | {found.seconds:.1f} | {rate:,.0f} | {found.number:,} {found.unit} | {found.peak} |")
        return
    print(f"{manifest.documents:,} documents, {manifest.quads:,} quads\n")
    print("| what | CPU s | quads/s | out | peak MB |\n|---|---|---|---|---|", flush=True)
    for name in WORKS:
        subprocess.run([sys.executable, "-m", "benchmarks.outputs", str(given.release), "--only", name], check=True)


if __name__ == "__main__":
    main()
