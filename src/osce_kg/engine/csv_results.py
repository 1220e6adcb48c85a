"""SPARQL 1.1 Query Results CSV in which IRIs with a comma are quoted (section 3, RFC 4180).

Oxigraph quotes literals only, and fragments like `#char=9,20` then look like two columns. Its output is passed
on as long as every record has as many fields as there are variables, which is checked at the speed of its own
writing. At the first record that has not, the query is evaluated again and the rest is written here.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import re
from collections.abc import Callable, Generator
from typing import IO, cast

import pyoxigraph as ox

from osce_kg.errors import QueryError

_SPECIAL = re.compile('[",\r\n]')
_BATCH_ROWS = 256


class _Misquoted(Exception):
    """A record has another number of fields than there are variables."""


class _Checked(io.RawIOBase):
    """A binary file that hands on whole records, and refuses the first block with one that has too many fields.

    `sent` and `digest` speak of what was handed on.
    """

    def __init__(self, output: IO[bytes], columns: int) -> None:
        self._output = output
        self._separators = max(0, columns - 1)
        self._pieces: list[bytes] = []  # since the last end of a record
        self._in_quotes = False
        self.sent = 0
        self.digest = hashlib.sha256()

    def writable(self) -> bool:
        return True

    def write(self, data: object) -> int:
        piece = bytes(cast(bytes, data))
        self._in_quotes ^= piece.count(b'"') % 2 == 1
        end = piece.rfind(b"\r\n") + 2
        # A line end outside of quotes ends a record: as many quotes follow it as the end of the piece needs.
        if end < 2 or (piece.count(b'"', end) % 2 == 1) != self._in_quotes:
            self._pieces.append(piece)
            return len(piece)
        self._hand_on(b"".join((*self._pieces, piece[:end])))
        self._pieces = [piece[end:]]
        return len(piece)

    def _hand_on(self, records: bytes) -> None:
        bare = b"".join(records.split(b'"')[::2])  # what is outside of quotes
        if bare.count(b",") != self._separators * bare.count(b"\r\n"):
            raise _Misquoted
        self._output.write(records)
        self.sent += len(records)
        self.digest.update(records)

    def finish(self) -> None:
        """Hand on what follows the last line end that was seen as one."""
        rest = b"".join(self._pieces)
        if rest:
            self._hand_on(rest)


def write_csv(results: ox.QuerySolutions, again: Callable[[], ox.QuerySolutions], output: IO[bytes]) -> None:
    """Write solutions as CSV. `again` evaluates the same query once more.

    Raises:
        QueryError: the second evaluation differs from what was already written of the first.
    """
    checked = _Checked(output, len(results.variables))
    try:
        results.serialize(cast(IO[bytes], checked), format=ox.QueryResultsFormat.CSV)
        checked.finish()
        return
    except _Misquoted:
        pass
    finally:
        del results  # an error's traceback would keep them until another thread collects them, which leaks them
    left, digest = checked.sent, hashlib.sha256()
    with contextlib.closing(_blocks(again)) as blocks:
        for block in blocks:
            known, rest = block[:left], block[left:]
            digest.update(known)
            left -= len(known)
            if rest:
                if digest.digest() != checked.digest.digest():
                    raise QueryError("two evaluations of the query differ; order its rows, or ask for another format")
                output.write(rest)


def write_rows(results: ox.QuerySolutions, output: IO[bytes]) -> None:
    """Write solutions that cannot be had a second time as CSV."""
    with contextlib.closing(_blocks(lambda: results)) as blocks:
        for block in blocks:
            output.write(block)


def _blocks(evaluate: Callable[[], ox.QuerySolutions]) -> Generator[bytes]:
    """Yield header and records."""
    results = evaluate()
    try:
        lines = [",".join(_field(variable.value) for variable in results.variables)]
        for solution in results:
            lines.append(",".join(map(_cell, solution)))
            if len(lines) == _BATCH_ROWS:
                yield _joined(lines)
                lines = []
        yield _joined(lines)
    finally:
        del results


def _joined(lines: list[str]) -> bytes:
    return "".join(f"{line}\r\n" for line in lines).encode()


def _cell(term: object) -> str:
    if term is None:
        return ""
    return _field(term.value if isinstance(term, ox.NamedNode | ox.Literal) else str(term))


def _field(text: str) -> str:
    return '"' + text.replace('"', '""') + '"' if _SPECIAL.search(text) else text
