"""Web archives (WARC 1.0 and 1.1, ISO 28500), plain or compressed record by record."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, BinaryIO

from fastwarc.warc import ArchiveIterator, WarcRecordType

from osce_kg.captures.model import HTML_TYPES, TEXT_TYPES, Capture, Damaged, Item, Options, Skipped, capture
from osce_kg.captures.streams import undo_coding
from osce_kg.captures.urls import parse_url
from osce_kg.errors import ContainerError

SUFFIXES = frozenset({".warc"})
MAGIC = b"WARC/"

_PAGES = (
    WarcRecordType.response | WarcRecordType.resource | WarcRecordType.conversion | WarcRecordType.revisit
)
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([A-Za-z0-9._:-]+)", re.I)
_CHUNK_SIZE = re.compile(rb"([0-9A-Fa-f]{1,8})[ \t]*(?:;[^\r\n]*)?\r?\n")


def read(stream: BinaryIO, source: str, options: Options) -> Iterator[Item]:
    """Yield a capture per page of the OSCE's hosts or of `allow_hosts`; all else is skipped by reason.

    Raises:
        ContainerError: the archive is damaged, cut off, or has no record.
    """
    number = 0
    try:
        for record in ArchiveIterator(stream, record_types=WarcRecordType.any_type, parse_http=False):
            number += 1
            if record.record_type & _PAGES:
                yield _record(record, f"{source}#{number}", options)
    except (OSError, ValueError, EOFError) as error:
        raise ContainerError(f"WARC is damaged after record {number}: {error}") from error
    if number == 0:
        raise ContainerError("no WARC record found")


def _record(record: Any, where: str, options: Options) -> Item:
    uri = (record.headers.get("WARC-Target-URI") or "").strip("<>") or None
    if record.record_type == WarcRecordType.revisit:
        return Skipped("revisit", where, uri)
    url = parse_url(uri)
    if url is None:
        return Skipped("not-a-web-page", where, uri)
    if not url.own and url.host not in options.allow_hosts:
        return Skipped("other-host", where, url.host)
    limit = options.limits.record_bytes
    if record.content_length > limit:
        return Damaged(f"record of {record.content_length} bytes is over the limit of {limit}", where)
    content_type, coding, chunked = record.headers.get("Content-Type") or "", "", False
    if record.record_type == WarcRecordType.response:
        if not content_type.lower().startswith("application/http"):
            return Skipped("not-http", where, content_type)
        record.parse_http()
        status = record.http_headers.status_code if record.http_headers else None
        if status is None:
            return Damaged("response has no HTTP status line", where)
        if status != 200:
            return Skipped("http-status", where, str(status))
        content_type = record.http_headers.get("Content-Type") or ""
        coding = record.http_headers.get("Content-Encoding") or ""
        chunked = "chunked" in (record.http_headers.get("Transfer-Encoding") or "").lower()
    media_type = content_type.partition(";")[0].strip().lower()
    media_type = media_type or (record.headers.get("WARC-Identified-Payload-Type") or "").lower()
    if media_type not in HTML_TYPES | TEXT_TYPES:
        return Skipped("media-type", where, media_type or "unknown")
    payload = record.reader.read(limit + 1)
    try:
        content = _payload(payload, coding, chunked, options)
    except ContainerError as error:
        return Damaged(str(error), where)
    if not content.strip():
        return Skipped("empty-body", where, uri)
    charset = _CHARSET.search(content_type)
    return _capture(content, media_type, where, uri, record, charset.group(1) if charset else None)


def _capture(
    content: bytes, media_type: str, where: str, uri: str | None, record: Any, charset: str | None
) -> Capture:
    captured_at = (record.headers.get("WARC-Date") or "").strip() or None
    return capture(content, media_type, where, url=uri, captured_at=captured_at, charset=charset)


def _payload(data: bytes, coding: str, chunked: bool, options: Options) -> bytes:
    if chunked:
        data = _joined_chunks(data)
    for name in reversed([part.strip().lower() for part in coding.split(",")]):
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
