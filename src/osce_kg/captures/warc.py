"""Web archives (WARC 1.0 and 1.1, ISO 28500), plain or compressed record by record."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, BinaryIO

from fastwarc.warc import ArchiveIterator, WarcRecordType

from osce_kg.captures.model import HTML_TYPES, TEXT_TYPES, Damaged, Item, Options, Skipped, capture, other_media_type
from osce_kg.captures.streams import undo_coding
from osce_kg.captures.urls import parse_url
from osce_kg.errors import ContainerError

SUFFIXES = frozenset({".warc"})
MAGIC = b"WARC/"

_PAGES = WarcRecordType.response | WarcRecordType.resource | WarcRecordType.conversion | WarcRecordType.revisit
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([A-Za-z0-9._:-]+)", re.I)
_HEAD_END = re.compile(rb"\r?\n\r?\n")
_STATUS = re.compile(r"HTTP/\d(?:\.\d)? +(\d{3})\b")
_CHUNK_SIZE = re.compile(rb"([0-9A-Fa-f]{1,8})[ \t]*(?:;[^\r\n]*)?\r?\n")


def read(stream: BinaryIO, source: str, options: Options) -> Iterator[Item]:
    """Yield a capture per page of the OSCE's hosts or of `allow_hosts`; all else is skipped by reason.

    Raises:
        ContainerError: the archive is damaged, cut off, or has no record.
    """
    number = 0
    try:
        records = ArchiveIterator(
            _Forward(stream), record_types=WarcRecordType.any_type, parse_http=False, stream_detect=False
        )
        for record in records:
            number += 1
            if record.record_type & _PAGES:
                yield _record(record, f"{source}#{number}", options)
    except (OSError, ValueError, EOFError) as error:
        raise ContainerError(f"WARC is damaged after record {number}: {error}") from error
    if number == 0:
        raise ContainerError("no WARC record found")


class _Forward:
    """A stream as the WARC parser wants it: it tells its position, and skips ahead where nothing can seek."""

    def __init__(self, stream: BinaryIO) -> None:
        self._read: Callable[[int], bytes] = getattr(stream, "read1", stream.read)
        self._close = stream.close
        self._at = 0

    def read(self, size: int = -1, /) -> bytes:
        # A buffered read would go on until `size` and lose whole records to damage that lies behind them.
        data = self._read(size)
        self._at += len(data)
        return data

    def close(self) -> None:
        self._close()

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = 0, /) -> int:
        ahead = offset - (self._at if whence == io.SEEK_SET else 0)
        if whence == io.SEEK_END or ahead < 0:
            raise io.UnsupportedOperation("this stream is read forwards only")
        while ahead > 0 and (data := self.read(min(ahead, 2**20))):
            ahead -= len(data)
        return self._at


@dataclass(frozen=True, slots=True)
class _Http:
    """The head of an HTTP response; header names in lower case, the last of several wins."""

    status: int
    headers: Mapping[str, str]


def _record(record: Any, where: str, options: Options) -> Item:
    uri = (record.headers.get("WARC-Target-URI") or "").strip("<>") or None
    if record.record_type == WarcRecordType.revisit:
        return Skipped("revisit", where, uri)
    url = parse_url(uri)
    if url is None:
        return Skipped("not-a-web-page", where, uri)
    if not url.own and url.host not in options.allow_hosts:
        return Skipped("other-host", where, url.host)
    size, limit = record.content_length, options.limits.record_bytes
    if size > limit:
        return Damaged(f"record of {size} bytes is over the limit of {limit}", where)
    content_type = record.headers.get("Content-Type") or ""
    is_response = record.record_type == WarcRecordType.response
    if is_response and not content_type.lower().startswith("application/http"):
        return Skipped("not-http", where, content_type)
    payload = record.reader.read(size)
    if len(payload) < size:
        raise ContainerError(f"{where} is cut off: {len(payload)} of {size} bytes")
    headers: Mapping[str, str] = {}
    if is_response:
        head, payload = _http(payload)
        if head is None:
            return Damaged("response has no HTTP status line", where)
        if head.status != 200:
            return Skipped("http-status", where, str(head.status))
        headers = head.headers
        content_type = headers.get("content-type", "")
    media_type = content_type.partition(";")[0].strip().lower()
    media_type = media_type or (record.headers.get("WARC-Identified-Payload-Type") or "").lower()
    if media_type not in HTML_TYPES | TEXT_TYPES:
        return Skipped("media-type", where, media_type or "unknown")
    try:
        content = _payload(payload, headers, options)
    except ContainerError as error:
        return Damaged(str(error), where)
    if not content.strip():
        return Skipped("empty-body", where, uri)
    other = other_media_type(content)
    if other:
        return Skipped("media-type", where, other)
    charset = _CHARSET.search(content_type)
    captured_at = (record.headers.get("WARC-Date") or "").strip() or None
    declared = charset.group(1) if charset else None
    return capture(content, media_type, where, url=uri, captured_at=captured_at, charset=declared)


def _http(block: bytes) -> tuple[_Http | None, bytes]:
    """Return the head of an HTTP message, None if it has no status line, and its body (RFC 9112 §4, §5)."""
    end = _HEAD_END.search(block)
    head, body = (block[: end.start()], block[end.end() :]) if end else (block, b"")
    lines = head.decode("latin-1").splitlines()
    status = _STATUS.match(lines[0]) if lines else None
    if status is None:
        return None, body
    fields = (line.partition(":") for line in lines[1:])
    return _Http(int(status.group(1)), {name.strip().lower(): value.strip() for name, _, value in fields}), body


def _payload(data: bytes, headers: Mapping[str, str], options: Options) -> bytes:
    if "chunked" in headers.get("transfer-encoding", "").lower():
        data = _joined_chunks(data)
    for name in reversed([part.strip().lower() for part in headers.get("content-encoding", "").split(",")]):
        if name in ("", "identity"):
            continue
        # Crawlers may store the decoded body under the header of the coded one.
        if _looks_decoded(data, name):
            continue
        data = undo_coding(data, name, options.limits)
    return data


def _looks_decoded(data: bytes, coding: str) -> bool:
    return coding in ("gzip", "x-gzip", "br", "deflate", "zstd") and data.lstrip()[:1] == b"<"


def _joined_chunks(data: bytes) -> bytes:
    """Return a chunked body joined (RFC 9112 §7.1), or unchanged where the crawler has joined it already.

    Raises:
        ContainerError: it is chunked but cut off.
    """
    parts: list[bytes] = []
    at = 0
    while match := _CHUNK_SIZE.match(data, at):
        size = int(match.group(1), 16)
        if size == 0:
            return b"".join(parts)
        if match.end() + size > len(data):
            raise ContainerError("chunked body is cut off")
        parts.append(data[match.end() : match.end() + size])
        at = match.end() + size
        at += 2 if data[at : at + 2] == b"\r\n" else 1
    if parts:
        raise ContainerError("chunked body is cut off")
    return data
