"""SPARQL 1.1 Query Results CSV in which every field that needs quotes has them (section 3, RFC 4180).

Oxigraph quotes literals only, and fragments like `#char=9,20` then look like two columns. Which of its commas are
within IRIs cannot be told from its CSV. It can be told from its TSV (section 4): IRIs stand in angle brackets, literals
in quotes, and tabs and line ends are never within a term. So CSV is made from TSV, a block of whole lines at a time.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import IO, cast

import pyoxigraph as ox

from osce_kg.engine.chunks import ChunkWriter

_SEPARATORS = bytes.maketrans(b"\t", b",")
_BRACKETS = b"<>"
_TRIPLE = b"<<("
_CSV_QUOTE = ord('"')
_BLOCK_BYTES = 64 * 1024

# While a block is rewritten these stand for a literal that is written apart, and for a quote within one.
_GAP, _QUOTE = b"\0", b"\1"
_ENDS = b"\t\n"  # what comes behind a term
_SUFFIX = re.compile(rb"@[A-Za-z0-9\-]+|\^\^<[^>]*>")  # language or datatype behind a literal

_LITERAL = re.compile(rb'"((?:[^"\\]|\\.)*)"(?:@[A-Za-z0-9\-]+|\^\^<[^>]*>)?', re.DOTALL)
_ESCAPED = {ord("t"): b"\t", ord("n"): b"\n", ord("r"): b"\r"}
_SPECIAL = re.compile(rb'[",\r\n]')


def write_csv(results: ox.QuerySolutions, output: IO[bytes]) -> None:
    """Write solutions as CSV."""
    document = ChunkWriter(_Records(results.variables, output).feed, _BLOCK_BYTES)
    try:
        results.serialize(cast(IO[bytes], document), format=ox.QueryResultsFormat.TSV)
    finally:
        del results  # an error's traceback would keep them until another thread collects them, which leaks them
    document.finish()


class _Records:
    """Takes a document of TSV in pieces and writes the same rows as CSV, whole ones."""

    def __init__(self, variables: Iterable[ox.Variable], output: IO[bytes]) -> None:
        self._output = output
        self._header: bytes | None = b",".join(_field(variable.value.encode()) for variable in variables) + b"\r\n"
        self._rest: list[bytes] = []  # since the last end of a line

    def feed(self, piece: bytes) -> None:
        """Take some of the document."""
        end = piece.rfind(b"\n") + 1
        if not end:
            self._rest.append(piece)
            return
        lines = b"".join((*self._rest, piece[:end]))
        self._rest = [piece[end:]]
        if self._header is not None:
            header, self._header = self._header, None
            lines = lines[lines.index(b"\n") + 1 :]
            self._output.write(header + csv_of(lines))
        else:
            self._output.write(csv_of(lines))


def csv_of(lines: bytes) -> bytes:
    """Return lines of TSV as records of CSV."""
    if _GAP in lines or _QUOTE in lines or (b"(" in lines and _TRIPLE in lines):
        return b"".join(map(_record, lines.split(b"\n")[:-1]))
    if b'"' not in lines:
        return _plain(lines)
    around, fields = _without_literals(lines)
    pieces = [b""] * (2 * len(fields) + 1)
    pieces[::2] = _plain(around).split(_GAP)
    pieces[1::2] = fields
    return b"".join(pieces)


def _plain(lines: bytes) -> bytes:
    """Return lines without literals in quotes as records."""
    quoted = _quote_iris(lines) if b"," in lines else lines  # only IRIs have some
    return quoted.translate(_SEPARATORS, _BRACKETS).replace(b"\n", b"\r\n")


def _quote_iris(lines: bytes) -> bytes:
    """Return the lines with quotes instead of brackets around IRIs that hold commas."""
    quoted = bytearray(lines)
    done = 0
    while (comma := lines.find(b",", done)) >= 0:
        quoted[lines.rindex(b"<", done, comma)] = _CSV_QUOTE
        done = lines.index(b">", comma)
        quoted[done] = _CSV_QUOTE
    return bytes(quoted)


def _without_literals(lines: bytes) -> tuple[bytes, list[bytes]]:
    """Return what is around literals in quotes, with a gap for each, and their fields."""
    plain = b"\\" not in lines
    parts = (lines if plain else _unescaped(lines, _QUOTE)).split(b'"')
    values, around = parts[1::2], parts[::2]
    for number, behind in enumerate(around):
        if number and behind[0] not in _ENDS and (suffix := _SUFFIX.match(behind)):
            around[number] = behind[suffix.end() :]
    if plain:
        return _GAP.join(around), [b'"' + value + b'"' if b"," in value else value for value in values]
    return _GAP.join(around), [
        b'"' + value.replace(_QUOTE, b'""') + b'"'
        if b"," in value or _QUOTE in value or b"\n" in value or b"\r" in value
        else value
        for value in values
    ]


def _unescaped(text: bytes, quote: bytes) -> bytes:
    """Return a text of TSV with its escapes resolved; for a quote stands what is given."""
    escaped = _ESCAPED | {ord('"'): quote}
    first, *rest = text.split(b"\\")
    pieces = [first]
    following = iter(rest)
    for piece in following:
        if piece:
            pieces += escaped[piece[0]], piece[1:]
        else:  # two backslashes
            pieces += b"\\", next(following)
    return b"".join(pieces)


def _record(line: bytes) -> bytes:
    """Return any line as a record: slower, and misled by nothing. Triple terms are kept as TSV has them."""
    return b",".join(map(_cell, line.split(b"\t"))) + b"\r\n"


def _cell(cell: bytes) -> bytes:
    if literal := _LITERAL.fullmatch(cell):
        return _field(_unescaped(literal[1], b'"'))
    return _field(cell[1:-1] if cell.startswith(b"<") and not cell.startswith(_TRIPLE) else cell)


def _field(text: bytes) -> bytes:
    return b'"' + text.replace(b'"', b'""') + b'"' if _SPECIAL.search(text) else text
