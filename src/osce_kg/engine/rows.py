"""Counts the rows of a serialized SELECT result as its chunks go by, so that the evaluator need not be slowed."""

from __future__ import annotations

import re
from typing import Protocol

from osce_kg.formats import RESULTS_CSV, RESULTS_JSON, RESULTS_TSV, RESULTS_XML, Format

# Strings escape their quotes, so `,{"` within one can only be its end, which `,`, `}` or `:` follows; a key never
# begins so. Rows without any binding, `{}`, are not told from text and are not counted.
_JSON_ROW = re.compile(rb'[,\[]\{"[^},:]')
_JSON_OVERLAP = 3  # a byte less than a match has, so that none is counted twice
_XML_ROW = b"<result>"


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
        text = self._tail + chunk
        self.rows += len(_JSON_ROW.findall(text))
        self._tail = text[-_JSON_OVERLAP:]


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
        if not self._quoted and b'"' not in chunk:
            self.rows += chunk.count(b"\n")
            return
        parts = chunk.split(b'"')
        self.rows += sum(part.count(b"\n") for part in parts[self._quoted :: 2])
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
