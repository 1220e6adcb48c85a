"""HTML files: one page per file, possibly compressed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from osce_kg.captures.model import Capture, Options, Skipped
from osce_kg.captures.text import page_file

SUFFIXES = frozenset({".html", ".htm", ".xhtml"})


def read(stream: BinaryIO, source: str, options: Options) -> Iterator[Capture | Skipped]:
    """Yield the one capture of an HTML file, or that it is another kind of file.

    Raises:
        ContainerError: it is empty, binary or over the limit.
    """
    yield page_file(stream, "text/html", source, options)
