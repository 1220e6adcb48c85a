"""`python -m benchmarks.corpus --pages 1000 --format jsonl --output corpus.jsonl`: write a synthetic corpus."""

from __future__ import annotations

import argparse
import gzip
import json
import uuid
from collections.abc import Iterable
from pathlib import Path

from benchmarks.corpus.pages import Page, generate


def write_jsonl(pages: Iterable[Page], path: Path) -> None:
    """Write one JSON object per line with `url`, `text` and `date`."""
    with path.open("w", encoding="utf-8") as file:
        for page in pages:
            column = "html" if page.is_html else "text"
            row = {"url": page.url, column: page.body, "date": page.captured}
            file.write(json.dumps(row, ensure_ascii=False) + "\n")


def write_warc(pages: Iterable[Page], path: Path) -> None:
    """Write one WARC 1.1 response record per page, each its own gzip member."""
    with path.open("wb") as file:
        for number, page in enumerate(pages):
            kind = "text/html" if page.is_html else "text/plain"
            payload = f"HTTP/1.1 200 OK\r\nContent-Type: {kind}; charset=utf-8\r\n\r\n{page.body}".encode()
            headers = (
                "WARC/1.1",
                "WARC-Type: response",
                f"WARC-Record-ID: <urn:uuid:{uuid.UUID(int=number)}>",
                f"WARC-Target-URI: {page.url}",
                f"WARC-Date: {page.captured}",
                "Content-Type: application/http; msgtype=response",
                f"Content-Length: {len(payload)}",
            )
            record = "\r\n".join(headers).encode() + b"\r\n\r\n" + payload + b"\r\n\r\n"
            file.write(gzip.compress(record, compresslevel=5, mtime=0))


def main() -> None:
    """Write the corpus that the arguments ask for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.corpus", description=__doc__)
    parser.add_argument("--pages", type=int, required=True)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--format", choices=["jsonl", "warc"], default="jsonl")
    parser.add_argument("--output", type=Path, required=True)
    arguments = parser.parse_args()
    pages = generate(arguments.pages, arguments.seed, as_html=arguments.format == "warc")
    (write_warc if arguments.format == "warc" else write_jsonl)(pages, arguments.output)


if __name__ == "__main__":
    main()
