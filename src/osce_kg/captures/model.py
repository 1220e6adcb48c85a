"""What containers yield: captures, what was passed over and why, what is damaged and where."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import BinaryIO, TypeAlias

from osce_kg.records import CaptureInfo, Finding

HTML_TYPES = frozenset({"text/html", "application/xhtml+xml"})
TEXT_TYPES = frozenset({"text/plain"})


@dataclass(frozen=True, slots=True)
class Capture:
    """One captured page: what its container says of it and the captured bytes, content codings undone.

    `charset` is the one the HTTP header declares. `findings` are oddities of the container's own fields.
    """

    info: CaptureInfo
    content: bytes
    charset: str | None = None
    findings: tuple[Finding, ...] = ()


_OTHER_TYPES = (
    (b"%PDF-", "application/pdf"),
    (b"\x89PNG\r\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF8", "image/gif"),
    (b"PK\x03\x04", "application/zip"),
    (b"\xd0\xcf\x11\xe0", "application/x-ole-storage"),
)


def other_media_type(content: bytes) -> str | None:
    """Return the media type of bytes that are no page, whatever their name or header says: PDF, images, archives."""
    return next((media_type for magic, media_type in _OTHER_TYPES if content.startswith(magic)), None)


@dataclass(frozen=True, slots=True)
class Skipped:
    """Something that is not read here: another host, an image, a redirect. `reason` is kebab-case."""

    reason: str
    source: str
    detail: str | None = None


@dataclass(frozen=True, slots=True)
class Damaged:
    """A file or one record of it that cannot be read, to be quarantined. `source` names file and record."""

    reason: str
    source: str


Item: TypeAlias = Capture | Skipped | Damaged


@dataclass(frozen=True, slots=True)
class Columns:
    """The column names of JSONL and Parquet corpora; `html` is preferred to `text` where a row has both."""

    url: str = "url"
    text: str = "text"
    html: str = "html"
    date: str = "date"


@dataclass(frozen=True, slots=True)
class Limits:
    """Bytes of one record after decoding, and how many bytes one compressed byte may become."""

    record_bytes: int = 64 * 2**20
    ratio: int = 200
    ratio_floor: int = 2**20
    """Below this many decoded bytes the ratio is not looked at: tiny inputs compress absurdly well."""

    def too_dense(self, compressed: int, decoded: int) -> bool:
        """Whether that much decoded data from so little compressed data breaks the ratio limit."""
        return decoded > self.ratio_floor and decoded > self.ratio * max(compressed, 1)


@dataclass(frozen=True, slots=True)
class Options:
    """How containers are read. `allow_hosts` are hosts beside the OSCE's own that web archives may yield."""

    columns: Columns = Columns()
    limits: Limits = Limits()
    allow_hosts: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Source:
    """A container file: its name as the user gave it, how to open it for reading bytes, its size where known.

    `location` is the absolute path or the URL by which another process may open it, None if there is none.
    """

    name: str
    open: Callable[[], BinaryIO]
    size: int = 0
    location: str | None = None


@dataclass(slots=True)
class Position:
    """How far the reading of all containers has come, in bytes as they are stored."""

    total: int = 0
    passed: int = 0
    stream: BinaryIO | None = None

    @property
    def part(self) -> float | None:
        """What part is read, from 0 to 1; None if the sizes are not known."""
        if not self.total:
            return None
        within = self.stream.tell() if self.stream and not self.stream.closed else 0
        return min(1.0, (self.passed + within) / self.total)


def capture(
    content: bytes,
    media_type: str,
    source: str,
    *,
    url: str | None = None,
    captured_at: str | None = None,
    charset: str | None = None,
    findings: tuple[Finding, ...] = (),
) -> Capture:
    """Return a capture with the SHA-256 of its bytes."""
    digest = hashlib.sha256(content).hexdigest()
    info = CaptureInfo(digest, media_type, url=url, captured_at=captured_at, source=source)
    return Capture(info, content, charset, findings)
