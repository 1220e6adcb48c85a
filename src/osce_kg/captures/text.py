"""Plain text files: one page per file, possibly compressed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from osce_kg.captures.model import Capture, Options, Skipped, capture, other_media_type
from osce_kg.captures.streams import read_bounded
from osce_kg.errors import ContainerError

SUFFIXES = frozenset({".txt", ".text"})


def read(stream: BinaryIO, source: str, options: Options) -> Iterator[Capture | Skipped]:
    """Yield the one capture of a text file, or that it is another kind of file.

    Raises:
        ContainerError: it is empty, binary or over the limit.
    """
    yield page_file(stream, "text/plain", source, options)


def page_file(stream: BinaryIO, media_type: str, source: str, options: Options) -> Capture | Skipped:
    """Return the capture that a file is, or that it is another kind of file.

    Raises:
        ContainerError: it is empty, binary or over the limit.
    """
    content = read_bounded(stream, options.limits)
    if not content.strip():
        raise ContainerError("empty file")
    other = other_media_type(content)
    if other:
        return Skipped("media-type", source, other)
    if b"\0" in content and not content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise ContainerError("binary file: it contains NUL bytes")
    return capture(content, media_type, source)
