"""Gathers what a serializer writes in small pieces into chunks worth handing on."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import cast

FIRST_BYTES = 16 * 1024
CHUNK_BYTES = 128 * 1024


class Stopped(Exception):
    """Raised by the sink of a `ChunkWriter` to end an evaluation."""


class ChunkWriter(io.RawIOBase):
    """A binary file that hands on what is written to it: the first 16 KiB soon, then `enough` bytes or more at once."""

    def __init__(self, send: Callable[[bytes], object], enough: int = CHUNK_BYTES) -> None:
        self._send = send
        self._later = enough
        self._pieces: list[bytes] = []
        self._size = 0
        self._enough = FIRST_BYTES

    def writable(self) -> bool:
        return True

    def write(self, data: object) -> int:
        piece = bytes(cast(bytes, data))  # no copy of what is bytes already
        self._pieces.append(piece)
        self._size += len(piece)
        if self._size >= self._enough:
            self._hand_on()
            self._enough = self._later
        return len(piece)

    def finish(self) -> None:
        """Hand on the rest; an empty answer is one empty chunk, so that the reader learns of it."""
        self._hand_on()

    def _hand_on(self) -> None:
        chunk = b"".join(self._pieces)
        self._pieces.clear()
        self._size = 0
        self._send(chunk)
