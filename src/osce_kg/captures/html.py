"""HTML files: one page per file, possibly compressed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from osce_kg.captures.model import Capture, Options, capture
from osce_kg.captures.text import read_page_bytes

SUFFIXES = frozenset({".html", ".htm", ".xhtml"})


def read(stream: BinaryIO, source: str, options: Options) -> Iterator[Capture]:
    """Yield the one capture of an HTML file.

    Raises:
        ContainerError: it is empty, binary or over the limit.
    """
    yield capture(read_page_bytes(stream, options), "text/html", source)
