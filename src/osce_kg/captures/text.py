"""Plain text files: one page per file, possibly compressed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from osce_kg.captures.model import Capture, Options, capture
from osce_kg.captures.streams import read_bounded
from osce_kg.errors import ContainerError

SUFFIXES = frozenset({".txt", ".text"})


def read(stream: BinaryIO, source: str, options: Options) -> Iterator[Capture]:
    """Yield the one capture of a text file.

    Raises:
        ContainerError: it is empty, binary or over the limit.
    """
    yield capture(read_page_bytes(stream, options), "text/plain", source)


def read_page_bytes(stream: BinaryIO, options: Options) -> bytes:
    """Return the bytes of a file that is one page.

    Raises:
        ContainerError: it is empty, binary or over the limit.
    """
    content = read_bounded(stream, options.limits)
    if not content.strip():
        raise ContainerError("empty file")
    if b"\0" in content and not content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise ContainerError("binary file: it contains NUL bytes")
    return content
