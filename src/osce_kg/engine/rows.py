"""Counts the rows of a serialized SELECT result as its chunks go by, so that the evaluator need not be slowed."""

from __future__ import annotations

from typing import Protocol

from osce_kg.formats import RESULTS_CSV, RESULTS_JSON, RESULTS_TSV, RESULTS_XML, Format

_XML_ROW = b"<result>"


def _all_but(kept: bytes) -> bytes:
    return bytes(set(range(256)) - set(kept))


# Of JSON only a few marks are looked at, with lists opened by a comma. There `,{""` is an object in a list whose
# first key is a variable, and these are the rows: a string that ends in `,{` is followed by a comma, and a quote within
# one by the backslash before it. Rows without any binding, `{}`, are not told from text and are not counted.
_JSON_TEXT = _all_but(b'{,["\\')
_JSON_LISTS = bytes.maketrans(b"[", b",")
_JSON_ROW = b',{""'
_CSV_TEXT = _all_but(b'"\n')


class RowCounter(Protocol):
    """Takes chunks in order. `rows` counts those that have begun or ended so far, without the header."""

    rows: int

    def feed(self, chunk: bytes) -> None: ...


class JsonRows:
    """Rows of SPARQL JSON that bind at least one variable."""

    def __init__(self) -> None:
        self.rows = 0
        self._tail = b""

    def feed(self, chunk: bytes) -> None:
        text = self._tail + chunk.translate(_JSON_LISTS, _JSON_TEXT)
        self.rows += text.count(_JSON_ROW)
        self._tail = text[1 - len(_JSON_ROW) :]  # a byte less than a row's mark has, so that none is counted twice


class XmlRows:
    """Rows of SPARQL XML: `<` is escaped in text."""

    def __init__(self) -> None:
        self.rows = 0
        self._tail = b""

    def feed(self, chunk: bytes) -> None:
        text = self._tail + chunk
        self.rows += text.count(_XML_ROW)
        self._tail = text[1 - len(_XML_ROW) :]


class TsvRows:
    """Lines of TSV, which escapes the newlines of literals."""

    def __init__(self) -> None:
        self.rows = -1

    def feed(self, chunk: bytes) -> None:
        self.rows += chunk.count(b"\n")


class CsvRows:
    """Records of CSV: line ends outside quotes."""

    def __init__(self) -> None:
        self.rows = -1
        self._quoted = False

    def feed(self, chunk: bytes) -> None:
        parts = chunk.translate(None, _CSV_TEXT).split(b'"')
        self.rows += sum(map(len, parts[self._quoted :: 2]))
        self._quoted ^= len(parts) % 2 == 0


def row_counter(fmt: Format) -> RowCounter | None:
    """Return a counter for a result format, None for RDF."""
    counters: dict[str, type[JsonRows] | type[XmlRows] | type[TsvRows] | type[CsvRows]] = {
        RESULTS_JSON.name: JsonRows,
        RESULTS_XML.name: XmlRows,
        RESULTS_TSV.name: TsvRows,
        RESULTS_CSV.name: CsvRows,
    }
    counter = counters.get(fmt.name)
    return counter() if counter else None
