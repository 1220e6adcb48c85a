"""Writes anew what an endpoint answered: only what parses to its end, and only as much as the limits allow."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from typing import IO, cast

import pyoxigraph
from pyoxigraph import Quad, QuerySolutions, Triple

from osce_kg.engine import vendor
from osce_kg.engine.chunks import ChunkWriter
from osce_kg.engine.csv_results import write_csv
from osce_kg.engine.model import AnswerTooLong, Kind, UpstreamError
from osce_kg.engine.xml_text import well_formed
from osce_kg.errors import QueryLimit
from osce_kg.formats import RESULTS_CSV, RESULTS_JSON, Format

# Virtuoso names blank nodes by URLs, which are no labels. A string cannot hold these bytes: its quotes are escaped.
_NODE_ID = b'"bnode", "value": "nodeID://'
_LABEL = b'"bnode", "value": "'
_MAX_TRUTH_BYTES = 64 * 1024


@dataclass(frozen=True, slots=True)
class Rewriting:
    """Parses an answer and writes it in the format that the client wants.

    `max_triples` is the number of rows at which the store stops without a word when it answers a graph.
    """

    kind: Kind
    source: Format
    target: Format
    name: str
    max_bytes: int
    max_triples: int | None

    def prepared(self, body: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
        """Yield what is to be parsed, up to the number of bytes; more of it raises AnswerTooLong."""
        bounded = _bounded(body, self.max_bytes)
        return _plain_labels(bounded) if self.source is RESULTS_JSON else bounded

    def __call__(self, incoming: IO[bytes], outgoing: ChunkWriter) -> None:
        """Read one file and write the other, on a thread.

        Raises:
            UpstreamError: what was read does not parse to its end, or is another kind of result.
            AnswerTooLong: it is too long.
            QueryLimit: the store may have cut it.
        """
        file = well_formed(cast(IO[bytes], _Counted(outgoing, self.max_bytes)), self.target)
        try:
            if self.kind is Kind.GRAPH:
                self._graph(incoming, file)
            else:
                self._results(incoming, file)
        except (SyntaxError, ValueError, OSError) as error:
            raise UpstreamError(f"what {self.name} answered does not parse: {vendor.message_of(str(error))}") from error

    def _results(self, incoming: IO[bytes], file: IO[bytes]) -> None:
        assert self.source.results is not None
        assert self.target.results is not None
        document = incoming if self.kind is Kind.SOLUTIONS else self._whole(incoming)
        results = pyoxigraph.parse_query_results(input=document, format=self.source.results)
        if self.kind is Kind.BOOLEAN:
            vendor.truth_of(results, self.name).serialize(file, format=self.target.results)
        elif not isinstance(results, QuerySolutions):
            raise UpstreamError(f"{self.name} answered true or false to a query for {self.kind}")
        elif self.target is RESULTS_CSV:
            write_csv(results, file)
        else:
            results.serialize(file, format=self.target.results)

    def _whole(self, incoming: IO[bytes]) -> bytes:
        """Return a truth value's document, read to its end, which the parser of results would not look for.

        Raises:
            ValueError: it does not end where it should.
        """
        document = b""
        while piece := incoming.read(_MAX_TRUTH_BYTES):
            document += piece
            if len(document) > _MAX_TRUTH_BYTES:
                raise ValueError("too long for a truth value")
        if self.source is RESULTS_JSON:
            json.loads(document)
        elif not document.rstrip().endswith(b"sparql>"):
            raise ValueError("the document does not end")
        return document

    def _graph(self, incoming: IO[bytes], file: IO[bytes]) -> None:
        assert self.source.rdf is not None
        assert self.target.rdf is not None
        quads = pyoxigraph.parse(input=incoming, format=self.source.rdf)
        pyoxigraph.serialize(self._triples(quads), file, format=self.target.rdf)

    def _triples(self, quads: Iterator[Quad]) -> Iterator[Triple]:
        """Yield the triples; as many as the store would cut at are too many, since it does not say."""
        for number, quad in enumerate(quads, 1):
            if number == self.max_triples:
                raise QueryLimit(f"the store may have cut the graph at {number:,} rows; ask for fewer with LIMIT")
            yield quad.triple


class _Counted:
    """A binary file that ends an answer over a number of bytes."""

    def __init__(self, file: ChunkWriter, limit: int) -> None:
        self._file = file
        self._limit = limit
        self._written = 0

    def write(self, data: bytes) -> int:
        self._written += len(data)
        if self._written > self._limit:
            raise _too_large(self._limit)
        return self._file.write(data)

    def flush(self) -> None:
        """Do nothing: chunks are handed on when they are full."""


async def _bounded(body: AsyncIterator[bytes], limit: int) -> AsyncIterator[bytes]:
    read = 0
    async for piece in body:
        read += len(piece)
        if read > limit:
            raise _too_large(limit)
        yield piece


async def _plain_labels(body: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """Yield SPARQL JSON with Virtuoso's names of blank nodes as labels."""
    held = b""
    async for piece in body:
        text = (held + piece).replace(_NODE_ID, _LABEL)
        keep = next((n for n in range(len(_NODE_ID) - 1, 0, -1) if text.endswith(_NODE_ID[:n])), 0)
        held = text[len(text) - keep :]
        if len(text) > keep:
            yield text[: len(text) - keep]
    if held:
        yield held


def _too_large(limit: int) -> AnswerTooLong:
    return AnswerTooLong(f"the answer has more than {limit:,} bytes; ask for less, or take the dump")
