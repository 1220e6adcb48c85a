"""Answers in XML that hold what XML cannot: refused, since they would not parse (XML 1.0, production 2)."""

from __future__ import annotations

import io
from typing import IO, cast

from osce_kg.errors import QueryError
from osce_kg.formats import RDF_XML, RESULTS_XML, Format

_FINE = bytes(byte for byte in range(256) if byte >= 0x20 or byte in b"\t\n\r")
_NO_CHARACTERS = ("\ufffe".encode(), "\uffff".encode())


def well_formed(output: IO[bytes], fmt: Format) -> IO[bytes]:
    """Return a file for a serializer of this format that ends it before anything that is not XML passes.

    Its `write` raises QueryError then.
    """
    return cast(IO[bytes], _Characters(output)) if fmt in (RESULTS_XML, RDF_XML) else output


class _Characters(io.RawIOBase):
    """A binary file that hands on what XML may hold."""

    def __init__(self, output: IO[bytes]) -> None:
        self._output = output
        self._tail = b""

    def writable(self) -> bool:
        return True

    def write(self, data: object) -> int:
        piece = bytes(cast(bytes, data))
        text = self._tail + piece
        if piece.translate(None, _FINE) or any(character in text for character in _NO_CHARACTERS):
            raise QueryError("the answer holds characters that XML cannot hold; ask for another format")
        self._tail = text[-2:]  # a byte less than the longest of them has
        return self._output.write(piece)
