"""What the process that builds needs in memory, at several sizes: python -m benchmarks.build.memory 2000 8000 32000

Pages are not read but made up, so that sizes can be large: each is a short document that names a person and an open
value of its own, more than real pages do. All else is a build with two workers.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import sys
import tempfile
from functools import lru_cache
from pathlib import Path

from benchmarks.build.measure import run
from benchmarks.corpus import generate
from benchmarks.corpus.writers import write_jsonl
from osce_kg.build import BuildOptions, build, intake, read_capture
from osce_kg.build.packed import pack, pack_bytes
from osce_kg.build.reading import Batch, ReadTask, Worker, worker
from osce_kg.build.setup import Setup
from osce_kg.build.state import PageRow, identity
from osce_kg.captures import Capture, open_captures
from osce_kg.records import Document, Finding, PageRecords, Person, Severity, Span
from osce_kg.report import read_of

_TEXT = "x" * 500


@lru_cache(maxsize=1)
def _template(setup: Setup) -> Document:
    """Return a document that was really read, without quotations and mentions."""
    with tempfile.TemporaryDirectory() as folder:
        corpus = Path(folder) / "one.jsonl"
        write_jsonl(generate(20), corpus)
        captures = (item for item in open_captures([str(corpus)]) if isinstance(item, Capture))
        found = (read_capture(capture, worker(setup).reader).records.documents for capture in captures)
        document = next(documents[0] for documents in found if documents)
    return dataclasses.replace(document, quotations=(), mentions=(), projects=())


def _page(made_by: Worker, capture: Capture) -> PageRow:
    number = int(capture.content.split()[-1])
    document = dataclasses.replace(
        _template(made_by.setup),
        key=f"n{number}",
        node_id=str(number),
        fingerprint=f"{number:016x}",
        people=(Person(f"person-number-{number}", f"Person Number {number}", Span(0, 1)),),
    )
    info = dataclasses.replace(capture.info, text_sha256=capture.info.sha256)
    finding = Finding("unknown-place", Severity.INFO, "no place", capture=info.sha256, value=f"Place {number}")
    records = PageRecords(info, document.family, documents=(document,), findings=(finding,))
    row = made_by.document_row(document, info, _TEXT)
    return PageRow(identity(capture), info, None, pack(read_of(records)), pack_bytes(_TEXT.encode()), (row,))


def _make(task: ReadTask) -> Batch:
    made_by = worker(task.setup)
    return Batch(tuple(_page(made_by, capture) for capture in task.captures), ())


def _build(number: int, folder: Path) -> None:
    """Build so many made-up pages in this process."""
    vars(intake)["read_batch"] = _make
    corpus = folder / "pages.jsonl"
    with corpus.open("w", encoding="utf-8") as file:
        for page in range(1, number + 1):
            file.write(json.dumps({"url": f"https://www.osce.org/node/{page}", "text": f"page {page}"}) + "\n")
    build(BuildOptions((str(corpus),), folder / "releases", workers=2))


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.build.memory", description=__doc__)
    parser.add_argument("pages", type=int, nargs="+")
    parser.add_argument("--here", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.here:
        _build(options.pages[0], options.here)
        return
    print("| pages | state MB | builder MB | other MB |\n|---|---|---|---|")
    for number in options.pages:
        with tempfile.TemporaryDirectory() as folder:
            done = run([sys.executable, "-m", "benchmarks.build.memory", str(number), "--here", folder])
            state = (Path(folder) / "releases" / ".build" / "state.sqlite").stat().st_size
        print(
            f"| {number:,} | {state / 2**20:,.0f} | {done.first / 2**20:,.0f} | {done.other / 2**20:,.0f} |", flush=True
        )


if __name__ == "__main__":
    main()
