"""`python -m benchmarks.extraction`: captures per second of CPU, text and HTML, page and records apart."""

from __future__ import annotations

import argparse
import hashlib
import time

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


def measure(captures: list[Capture], reader: Reader, rounds: int) -> tuple[float, float]:
    """Return the least CPU seconds of a round for pages and for records; the first round, a warm-up, is not counted."""
    pages_least = records_least = float("inf")
    for round_ in range(rounds + 1):
        started = time.process_time()
        pages = [read_page(capture) for capture in captures]
        between = time.process_time()
        for page in pages:
            read_records(page, reader)
        ended = time.process_time()
        if round_:
            pages_least = min(pages_least, between - started)
            records_least = min(records_least, ended - between)
    return pages_least, records_least


def main() -> None:
    """Measure text and HTML captures and print a line for each."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.extraction", description=__doc__)
    parser.add_argument("--pages", type=int, default=2000)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    reader = Reader.of(load_registries(None))
    for name, as_html in (("text", False), ("HTML", True)):
        captures = [_capture(page) for page in generate(options.pages, seed=3, as_html=as_html)]
        size = sum(len(capture.content) for capture in captures) / len(captures)
        pages, records = measure(captures, reader, options.rounds)
        rate = len(captures) / (pages + records)
        print(
            f"{name}: {len(captures)} captures of {size / 1000:.1f} kB, {rate:,.0f} a second"
            f" (page {pages / len(captures) * 1e3:.2f} ms, records {records / len(captures) * 1e3:.2f} ms)"
        )


if __name__ == "__main__":
    main()
