"""Pages → container files: JSONL, Parquet, WARC. All stream: memory does not grow with the number of pages."""

from __future__ import annotations

import json
import uuid
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks.corpus.model import Page

_GZIP_MEMBER = 31
_ROWS = 1000


def write_jsonl(pages: Iterable[Page], path: Path) -> None:
    """Write one JSON object per line with `url`, `text` or `html`, and `date`."""
    with path.open("w", encoding="utf-8") as file:
        for page in pages:
            file.write(json.dumps(_row(page), ensure_ascii=False) + "\n")


def write_parquet(pages: Iterable[Page], path: Path) -> None:
    """Write the same columns as `write_jsonl`, in row groups of a thousand, compressed with zstd."""
    schema = pa.schema([(name, pa.string()) for name in ("url", "text", "html", "date")])
    with pq.ParquetWriter(path, schema, compression="zstd") as writer:
        rows = map(_row, pages)
        while group := list(islice(rows, _ROWS)):
            writer.write_table(pa.Table.from_pylist(group, schema=schema))


def write_warc(pages: Iterable[Page], path: Path, level: int = 1) -> None:
    """Write one WARC 1.1 response record per page, each a gzip member of its own; `level` is zlib's, 0 to 9."""
    with path.open("wb") as file:
        for record in _records(pages):
            file.write(zlib.compress(record, level, _GZIP_MEMBER))


def _row(page: Page) -> dict[str, str]:
    return {"url": page.url, "html" if page.is_html else "text": page.body, "date": page.captured}


def _records(pages: Iterable[Page]) -> Iterator[bytes]:
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
        yield "\r\n".join(headers).encode() + b"\r\n\r\n" + payload + b"\r\n\r\n"


WRITERS: Mapping[str, Callable[[Iterable[Page], Path], None]] = {
    "jsonl": write_jsonl,
    "parquet": write_parquet,
    "warc": write_warc,
}
"""By the name of the format."""
