"""Containers → captures: text, HTML, JSONL, Parquet, WARC, WACZ; one file per container, all streaming."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import PurePosixPath
from typing import BinaryIO, TypeAlias
from urllib.parse import urlsplit

from osce_kg.captures import html, jsonl, parquet, text, wacz, warc
from osce_kg.captures.inputs import sources
from osce_kg.captures.model import (
    Capture,
    Columns,
    Damaged,
    Item,
    Limits,
    Options,
    Position,
    Skipped,
    Source,
)
from osce_kg.captures.streams import GZIP_MAGIC, ZSTD_MAGIC, decompressed
from osce_kg.errors import ContainerError

__all__ = [
    "Capture",
    "Columns",
    "Damaged",
    "Item",
    "Limits",
    "Options",
    "Position",
    "Skipped",
    "Source",
    "open_captures",
    "open_source",
]

Reader: TypeAlias = Callable[[BinaryIO, str, Options], Iterator[Item]]

_BY_SUFFIX: dict[str, Reader] = {
    suffix: module.read for module in (text, html, jsonl, parquet, warc, wacz) for suffix in module.SUFFIXES
}
_COMPRESSED = {".gz": "gzip", ".zst": "zstd"}
_HEAD = 1024


def open_captures(
    inputs: Sequence[str],
    columns: Columns | None = None,
    options: Options | None = None,
    position: Position | None = None,
) -> Iterator[Item]:
    """Yield the captures of all inputs, what was skipped and what is damaged; damage never stops the others.

    `columns` overrides those of `options`. `position` is kept up to date while the inputs are read.

    Raises:
        UsageError: an input does not exist.
    """
    chosen = options or Options()
    if columns is not None:
        chosen = Options(columns, chosen.limits, chosen.allow_hosts)
    where = position or Position()
    if position is not None:
        where.total = sum(source.size for source in sources(inputs) if isinstance(source, Source))
    for source in sources(inputs):
        if isinstance(source, Source):
            yield from open_source(source, chosen, where)
            where.passed += source.size
        else:
            yield source


def open_source(source: Source, options: Options, position: Position | None = None) -> Iterator[Item]:
    """Yield what one container file holds; whatever ends it early is one last `Damaged`."""
    try:
        with source.open() as stream:
            if position is not None:
                position.stream = stream
            head = stream.read(_HEAD)
            stream.seek(0)
            if not head:
                yield Damaged("empty file", source.name)
                return
            yield from _read(stream, head, source.name, options)
    except (ContainerError, OSError) as error:
        yield Damaged(str(error), source.name)


def _read(stream: BinaryIO, head: bytes, name: str, options: Options) -> Iterator[Item]:
    kind = _compression(head)
    path = PurePosixPath(urlsplit(name).path if "://" in name else name)
    suffix = path.suffix.lower()
    if suffix in _COMPRESSED:
        if kind is None:
            raise ContainerError(f"not a {_COMPRESSED[suffix]} file, whatever its name says")
        suffix = PurePosixPath(path.stem).suffix.lower()
    if kind:
        inner = decompressed(stream, kind, options.limits)
        head = inner.peek(_HEAD)[:_HEAD]  # type: ignore[attr-defined]
        stream = inner
    reader = _BY_SUFFIX.get(suffix) or _by_magic(head, suffix)
    if reader is None:
        yield Skipped("unknown-container", name, suffix or None)
    elif kind and reader in (parquet.read, wacz.read):
        raise ContainerError(f"{suffix} inside {kind} is not supported; decompress it first")
    else:
        yield from reader(stream, name, options)


def _compression(head: bytes) -> str | None:
    if head.startswith(GZIP_MAGIC):
        return "gzip"
    return "zstd" if head.startswith(ZSTD_MAGIC) else None


def _by_magic(head: bytes, suffix: str) -> Reader | None:
    """Return the reader that the first bytes call for, or None: plain text alone is no page, nor is an office file."""
    if head.startswith(warc.MAGIC):
        return warc.read
    if head.startswith(parquet.MAGIC):
        return parquet.read
    if head.startswith(wacz.MAGIC) and suffix in ("", ".zip"):
        return wacz.read
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if start[:14].lower().startswith((b"<!doctype html", b"<html", b"<?xml")):
        return html.read
    return jsonl.read if start.startswith(b"{") else None
