"""Byte streams with limits: decompression that notices bombs and cut-off ends, lines of bounded length."""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterator
from typing import BinaryIO, Protocol

import zstandard
from fastwarc.stream_io import BrotliReader

from osce_kg.captures.model import Limits
from osce_kg.errors import ContainerError

GZIP_MAGIC = b"\x1f\x8b"
ZSTD_MAGIC = b"\x28\xb5\x2f\xfd"
_CHUNK = 64 * 1024
# One zstd block of four bytes can become 128 KiB; feeding little at a time keeps a step's output bounded.
_ZSTD_FEED = 1024


class Readable(Protocol):
    """Anything with `read(size)`."""

    def read(self, size: int = -1, /) -> bytes: ...


class _Decoder(Protocol):
    """One compressed member or frame."""

    @property
    def eof(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...
    def decompress(self, data: bytes, /) -> bytes: ...


class DecompressedStream(io.RawIOBase):
    """The decoded bytes of a gzip or zstd stream of one or more members.

    Raises ContainerError, from `read`, for damage, a cut-off end, trailing junk or a broken ratio limit.
    """

    def __init__(self, stream: Readable, kind: str, limits: Limits) -> None:
        super().__init__()
        self._stream = stream
        self._kind = kind
        self._limits = limits
        self._pending = b""
        self._decoded = b""
        self._decoder: _Decoder | None = None
        self._in = 0
        self._out = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object, /) -> int:
        view = memoryview(buffer)  # type: ignore[arg-type]
        while not self._decoded:
            if not self._step():
                return 0
        size = min(len(view), len(self._decoded))
        view[:size] = self._decoded[:size]
        self._decoded = self._decoded[size:]
        return size

    def _step(self) -> bool:
        """Decode a little more; return False at a proper end."""
        if not self._pending:
            self._pending = self._stream.read(_CHUNK if self._kind == "gzip" else _ZSTD_FEED)
        ended = not self._pending
        if self._decoder is None:
            if ended:
                return False
            # Some writers pad the last member with zeros.
            if self._in and not self._pending.strip(b"\0"):
                self._pending = b""
                return True
            self._decoder = self._new()
        self._decode()
        if ended and self._decoder is not None and not self._decoded:
            raise ContainerError(f"{self._kind} stream is cut off after {self._in} compressed bytes")
        if self._limits.too_dense(self._in, self._out):
            raise ContainerError(
                f"{self._kind} stream expands more than {self._limits.ratio}:1 after {self._in} compressed bytes"
            )
        return True

    def _new(self) -> _Decoder:
        if self._kind == "gzip":
            return _GzipMember()
        return zstandard.ZstdDecompressor(max_window_size=2**27).decompressobj()

    def _decode(self) -> None:
        assert self._decoder is not None
        fed, self._pending = self._pending, b""
        try:
            self._decoded = self._decoder.decompress(fed)
        except (zlib.error, zstandard.ZstdError) as error:
            raise ContainerError(f"{self._kind} stream is damaged near compressed byte {self._in}: {error}") from error
        rest = self._decoder.unused_data
        if self._decoder.eof:
            self._decoder = None
        self._pending = rest
        self._in += len(fed) - len(rest)
        self._out += len(self._decoded)


class _GzipMember:
    """A gzip member decoded at most 1 MiB at a time; undecoded input is handed back as `unused_data`."""

    def __init__(self) -> None:
        self._inner = zlib.decompressobj(wbits=31)

    @property
    def eof(self) -> bool:
        return self._inner.eof

    @property
    def unused_data(self) -> bytes:
        return self._inner.unused_data if self._inner.eof else self._inner.unconsumed_tail

    def decompress(self, data: bytes, /) -> bytes:
        return self._inner.decompress(data, 2**20)


def decompressed(stream: Readable, kind: str, limits: Limits) -> BinaryIO:
    """Return a buffered reader of the decoded bytes; `kind` is "gzip" or "zstd"."""
    return io.BufferedReader(DecompressedStream(stream, kind, limits), _CHUNK)


def read_bounded(stream: Readable, limits: Limits) -> bytes:
    """Return everything the stream has.

    Raises:
        ContainerError: it is longer than a record may be.
    """
    parts, size = [], 0
    while part := stream.read(2**20):
        size += len(part)
        if size > limits.record_bytes:
            raise ContainerError(f"longer than the limit of {limits.record_bytes} bytes for one record")
        parts.append(part)
    return b"".join(parts)


def bounded_lines(stream: BinaryIO, limits: Limits) -> Iterator[bytes | None]:
    """Yield each line without its end, or None for one longer than a record may be, which is passed over."""
    limit = limits.record_bytes
    while line := stream.readline(limit + 2):
        if len(line) <= limit or line.endswith(b"\n"):
            yield line.rstrip(b"\r\n")
            continue
        while line and not line.endswith(b"\n"):
            line = stream.readline(_CHUNK)
        yield None


def undo_coding(data: bytes, coding: str, limits: Limits) -> bytes:
    """Return data with one HTTP content coding undone (RFC 9110 §8.4.1; br RFC 7932; zstd RFC 8878).

    Raises:
        ContainerError: an unknown coding, damage, or a broken limit.
    """
    source = io.BytesIO(data)
    if coding in ("gzip", "x-gzip"):
        return read_bounded(decompressed(source, "gzip", limits), limits)
    if coding == "zstd":
        return read_bounded(decompressed(source, "zstd", limits), limits)
    if coding == "deflate":
        return _inflate(data, limits)
    if coding == "br":
        return _unbrotli(data, limits)
    raise ContainerError(f"content coding {coding!r} is not supported")


def _inflate(data: bytes, limits: Limits) -> bytes:
    # "deflate" means a zlib stream, but some servers send the raw one.
    for wbits in (15, -15):
        inner = zlib.decompressobj(wbits=wbits)
        try:
            decoded = inner.decompress(data, limits.record_bytes + 1)
        except zlib.error:
            continue
        return _checked(data, decoded, "deflate", limits, complete=inner.eof)
    raise ContainerError("deflate data is damaged")


def _unbrotli(data: bytes, limits: Limits) -> bytes:
    reader = BrotliReader(io.BytesIO(data))
    parts, size = [], 0
    try:
        while part := reader.read(_CHUNK):
            parts.append(part)
            size += len(part)
            if size > limits.record_bytes or limits.too_dense(len(data), size):
                break
    except (OSError, ValueError) as error:
        raise ContainerError(f"br data is damaged: {error}") from error
    return _checked(data, b"".join(parts), "br", limits, complete=True)


def _checked(data: bytes, decoded: bytes, coding: str, limits: Limits, *, complete: bool) -> bytes:
    if len(decoded) > limits.record_bytes:
        raise ContainerError(f"longer than the limit of {limits.record_bytes} bytes for one record")
    if limits.too_dense(len(data), len(decoded)):
        raise ContainerError(f"{coding} data expands more than {limits.ratio}:1")
    if not complete:
        raise ContainerError(f"{coding} data is cut off")
    return decoded
