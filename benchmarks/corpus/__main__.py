"""`python -m benchmarks.corpus --pages 1000 --format jsonl --output corpus.jsonl`: write a synthetic corpus."""

from __future__ import annotations

import argparse
from functools import partial
from pathlib import Path

from benchmarks.corpus.pages import generate
from benchmarks.corpus.writers import WRITERS, write_warc


def main(arguments: list[str] | None = None) -> None:
    """Write the corpus that the arguments ask for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.corpus", description=__doc__)
    parser.add_argument("--pages", type=int, required=True)
    parser.add_argument("--seed", type=int, default=1, help="the same seed gives the same bytes (default 1)")
    parser.add_argument("--format", choices=sorted(WRITERS), default="jsonl")
    parser.add_argument("--html", action="store_true", help="pages as HTML of about 60 kB; always so in a WARC")
    parser.add_argument("--level", type=int, choices=range(1, 6), default=1, help="zlib level of a WARC (default 1)")
    parser.add_argument("--output", type=Path, required=True)
    chosen = parser.parse_args(arguments)
    pages = generate(chosen.pages, chosen.seed, as_html=chosen.html or chosen.format == "warc")
    write = partial(write_warc, level=chosen.level) if chosen.format == "warc" else WRITERS[chosen.format]
    write(pages, chosen.output)


if __name__ == "__main__":
    main()
