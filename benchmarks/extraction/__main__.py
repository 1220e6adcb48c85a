"""`python -m benchmarks.extraction`: captures per second of CPU, text and HTML, page and records apart."""

from __future__ import annotations

import argparse
import hashlib
import time
from collections.abc import Iterable, Iterator, Sequence

from benchmarks.corpus.model import Page
from benchmarks.corpus.pages import generate
from osce_kg.captures.model import Capture
from osce_kg.layouts.read import Reader, read_records
from osce_kg.page import read_page
from osce_kg.records import CaptureInfo
from osce_kg.reference import load_registries


def _capture(page: Page) -> Capture:
    content = page.body.encode()
    media = "text/html" if page.is_html else "text/plain"
    info = CaptureInfo(hashlib.sha256(content).hexdigest(), media, url=page.url, captured_at=page.captured)
    return Capture(info, content)


def corpora(pages: int, rounds: int, *, as_html: bool) -> Iterator[Sequence[Capture]]:
    """Yield captures for a round of warming up and for each that counts; no page comes twice."""
    for seed in range(rounds + 1):
        yield [_capture(page) for page in generate(pages, seed=seed, as_html=as_html)]


def measure(rounds: Iterable[Sequence[Capture]], reader: Reader) -> tuple[float, float, float]:
    """Return the least CPU milliseconds a capture for page and for records, and the mean size in kB.

    The first round warms up what a process keeps and is not counted.
    """
    page_least = records_least = float("inf")
    sizes: list[int] = []
    for round_, captures in enumerate(rounds):
        sizes += [len(capture.content) for capture in captures]
        started = time.process_time()
        pages = [read_page(capture) for capture in captures]
        between = time.process_time()
        for page in pages:
            read_records(page, reader)
        ended = time.process_time()
        if round_:
            page_least = min(page_least, (between - started) / len(captures) * 1e3)
            records_least = min(records_least, (ended - between) / len(captures) * 1e3)
    return page_least, records_least, sum(sizes) / len(sizes) / 1e3


def main() -> None:
    """Measure text and HTML captures and print a line for each."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.extraction", description=__doc__)
    parser.add_argument("--pages", type=int, default=2000)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    reader = Reader.of(load_registries(None))
    for name, as_html in (("text", False), ("HTML", True)):
        page, records, size = measure(corpora(options.pages, options.rounds, as_html=as_html), reader)
        rate = 1e3 / (page + records)
        print(f"{name}: captures of {size:.1f} kB, {rate:,.0f} a second (page {page:.2f} ms, records {records:.2f} ms)")


if __name__ == "__main__":
    main()
