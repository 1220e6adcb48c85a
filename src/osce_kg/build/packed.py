"""Values as the state file holds them: MessagePack of the records' types, compressed, with a checksum."""

from __future__ import annotations

from collections.abc import Hashable
from functools import lru_cache
from typing import Any, TypeVar, cast

import msgspec
import zstandard

from osce_kg.errors import ReleaseError

FILE = "state.sqlite"
_LEVEL = 1
_T = TypeVar("_T")


class StateDamaged(ReleaseError):
    """The state file does not hold what was put into it. Nothing is lost but time: captures can be read again."""


def pack(value: object) -> bytes:
    """Return a value of the records' types as compressed MessagePack."""
    return pack_bytes(_encoder().encode(value))


def unpack(packed: bytes, kind: type[_T]) -> _T:
    """Return what was packed.

    Raises:
        StateDamaged: it is not a value of that type; the file was changed by something else.
    """
    try:
        value: _T = _decoder(cast("Hashable", kind)).decode(unpack_bytes(packed))
        return value
    except msgspec.MsgspecError as error:
        raise StateDamaged(f"{FILE} holds what is no {kind.__name__} ({error}); build with --no-resume") from error


def pack_bytes(content: bytes) -> bytes:
    """Return bytes compressed, with a checksum."""
    return _compressor().compress(content)


def unpack_bytes(packed: bytes) -> bytes:
    """Return what was compressed.

    Raises:
        StateDamaged: the bytes are not those that were packed.
    """
    try:
        return zstandard.ZstdDecompressor().decompress(packed)
    except zstandard.ZstdError as error:
        raise StateDamaged(f"{FILE} is damaged ({error}); build with --no-resume") from error


@lru_cache(maxsize=1)
def _compressor() -> zstandard.ZstdCompressor:
    return zstandard.ZstdCompressor(level=_LEVEL, write_checksum=True)


@lru_cache(maxsize=1)
def _encoder() -> msgspec.msgpack.Encoder:
    return msgspec.msgpack.Encoder()


@lru_cache(maxsize=8)
def _decoder(kind: Hashable) -> msgspec.msgpack.Decoder[Any]:
    return msgspec.msgpack.Decoder(cast("type[Any]", kind))
