"""An engine somewhere else: queries go to a SPARQL 1.1 endpoint, under the limits of this server.

An answer is never passed on as it comes. Rows are asked for in a format whose end can be told, graphs line by
line, and both are parsed and written anew in the format that the client wants. So what breaks off, what the
store cut at limits of its own, and what is no SPARQL answer at all becomes an error, and the client gets this
server's serializations whatever the store makes of its own.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from urllib.parse import urlencode

from osce_kg.engine import vendor
from osce_kg.engine.evaluate import syntax_error
from osce_kg.engine.guard import Form, Inspection, Limits, inspect
from osce_kg.engine.model import Kind, QueryAnswer, QueryBusy, QueryRequest, QueryTimeout, UpstreamError
from osce_kg.engine.rewrite import Rewriting
from osce_kg.engine.transcode import transcode
from osce_kg.engine.upstream import Reply, Upstream
from osce_kg.errors import QueryError, QuerySyntaxError
from osce_kg.formats import N_TRIPLES, RESULTS_JSON, RESULTS_XML, TURTLE, Format

_KINDS = {
    Form.SELECT: Kind.SOLUTIONS,
    Form.ASK: Kind.BOOLEAN,
    Form.CONSTRUCT: Kind.GRAPH,
    Form.DESCRIBE: Kind.GRAPH,
}
_ASKED: dict[Kind, tuple[Format, ...]] = {
    Kind.SOLUTIONS: (RESULTS_JSON, RESULTS_XML),
    Kind.BOOLEAN: (RESULTS_JSON, RESULTS_XML),
    Kind.GRAPH: (N_TRIPLES, TURTLE),
}
_FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True)
class RemoteLimits:
    """Bounds: seconds per query, seconds in the queue, queries at a time, bytes read and bytes written."""

    timeout: float = 30.0
    queue_timeout: float = 5.0
    concurrency: int = 4
    max_answer_bytes: int = 1 << 30
    query: Limits = field(default_factory=Limits)


class RemoteEngine:
    """Answers queries from an endpoint. `parameters` are sent with each query that names no dataset.

    `max_triples` is the number of rows at which the store stops without a word when it answers a graph. With
    `extensions`, what a store has beside SPARQL 1.1 is passed on: for the caller's own store, never for the public.
    """

    def __init__(
        self,
        upstream: Upstream,
        limits: RemoteLimits | None = None,
        *,
        parameters: tuple[tuple[str, str], ...] = (),
        max_triples: int | None = None,
        extensions: bool = False,
    ) -> None:
        self.upstream = upstream
        self._limits = limits or RemoteLimits()
        self._parameters = parameters
        self._max_triples = max_triples
        self._extensions = extensions
        self._turns = asyncio.Semaphore(self._limits.concurrency)

    async def query(self, request: QueryRequest) -> QueryAnswer:
        """Return the answer as soon as its first chunk is there; see `Engine.query`.

        Raises:
            UpstreamDown: the endpoint cannot be reached.
            UpstreamError: it failed, or answered what is no whole answer.
        """
        inspection = await asyncio.to_thread(self._inspect, request.text)
        assert inspection.form is not None
        kind = _KINDS[inspection.form]
        _check_format(kind, request.format)
        try:
            await asyncio.wait_for(self._turns.acquire(), self._limits.queue_timeout)
        except TimeoutError as error:
            turns = self._limits.concurrency
            raise QueryBusy(f"all {turns} turns are taken; try again in a few seconds") from error
        chunks = _Chunks(self._turns)
        try:
            deadline = asyncio.get_running_loop().time() + self._limits.timeout
            chunks.reply = reply = await self._ask(request, inspection, kind, deadline)
            source = self._source(reply, kind)
            rewriting = Rewriting(
                kind, source, request.format, self.upstream.name, self._limits.max_answer_bytes, self._max_triples
            )
            await chunks.begin(transcode(rewriting.prepared(reply.body()), rewriting, deadline))
        except BaseException:
            await chunks.aclose()
            raise
        return QueryAnswer(kind, chunks)

    def _inspect(self, text: str) -> Inspection:
        inspection = inspect(text, self._limits.query)
        if inspection.form is None:
            raise QuerySyntaxError("expected SELECT, ASK, CONSTRUCT or DESCRIBE after the prologue")
        if not self._extensions:
            vendor.refuse_extensions(text)
        return inspection

    async def _ask(self, request: QueryRequest, inspection: Inspection, kind: Kind, deadline: float) -> Reply:
        """Send the query by POST of a form (SPARQL 1.1 Protocol, section 2.1.2)."""
        fields = [("query", request.text)]
        fields += [("default-graph-uri", iri) for iri in request.dataset.default_graphs]
        fields += [("named-graph-uri", iri) for iri in request.dataset.named_graphs]
        if not request.dataset and not inspection.has_dataset:
            fields += self._parameters
        accept = ", ".join(f"{fmt.media_type};q={1 - 0.2 * rank:.1f}" for rank, fmt in enumerate(_ASKED[kind]))
        headers = {"Accept": accept, "Content-Type": _FORM}
        reply = await self.upstream.send("POST", headers, urlencode(fields).encode(), deadline=deadline)
        if reply.status == 200:
            return reply
        try:
            async with asyncio.timeout_at(deadline):
                raise failure(self.upstream.name, reply.status, await reply.message())
        except TimeoutError as error:
            raise QueryTimeout(f"{self.upstream.name} did not answer in time; ask for less") from error
        finally:
            await reply.aclose()

    def _source(self, reply: Reply, kind: Kind) -> Format:
        """Return the format of the answer.

        Raises:
            UpstreamError: it is none that was asked for, or its end could not be told.
            PartialAnswer: the store says that it is a part.
        """
        name = self.upstream.name
        vendor.refuse_partial(name, reply.headers)
        found = reply.media_type
        fmt = next((fmt for fmt in _ASKED[kind] if found in (fmt.media_type, *fmt.aliases)), None)
        if fmt is None:
            asked = " or ".join(fmt.media_type for fmt in _ASKED[kind])
            raise UpstreamError(f"{name} answered {found or 'without a media type'}, expected {asked}")
        if kind is Kind.GRAPH and not reply.has_length:
            raise UpstreamError(f"{name} answered a graph without its length: whether it is whole cannot be told")
        return fmt

    async def close(self) -> None:
        """Close the connections; queries that run break off."""
        await self.upstream.aclose()


class _Chunks:
    """The bytes of an answer, with its turn and its connection, both given back however it ends."""

    def __init__(self, turns: asyncio.Semaphore) -> None:
        self._turns = turns
        self._stream: AsyncIterator[bytes] | None = None
        self._head: bytes | None = None
        self._closed = False
        self.reply: Reply | None = None

    async def begin(self, stream: AsyncIterator[bytes]) -> None:
        """Wait for the first chunk, so that early errors still become a status."""
        self._stream = stream
        self._head = await anext(stream, b"")

    def __aiter__(self) -> _Chunks:
        return self

    async def __anext__(self) -> bytes:
        if self._head is not None:
            head, self._head = self._head, None
            return head
        assert self._stream is not None
        try:
            # Chunks that wait already must not keep the loop from learning of a client that left.
            await asyncio.sleep(0)
            return await anext(self._stream)
        except BaseException:
            await self.aclose()
            raise

    async def aclose(self) -> None:
        if self._closed:
            return
        self._closed = True
        self._turns.release()
        close = getattr(self._stream, "aclose", None)
        if close is not None:
            await close()
        if self.reply is not None:
            await self.reply.aclose()


def _check_format(kind: Kind, fmt: Format) -> None:
    if kind is Kind.GRAPH and fmt.rdf is None:
        raise QueryError(f"a {kind} cannot be written as {fmt.name}; choose an RDF format")
    if kind is not Kind.GRAPH and fmt.results is None:
        raise QueryError(f"{kind} cannot be written as {fmt.name}; choose a result format")


def failure(name: str, status: int, body: str) -> QueryError:
    """Return the error for a status that an endpoint answered with a message."""
    try:
        problem = json.loads(body)
    except ValueError:
        problem = {}
    if isinstance(problem, dict) and "detail" in problem:  # RFC 9457, which this server itself speaks
        message = vendor.message_of(str(problem["detail"]))
        place = [problem.get("line"), problem.get("column")]
        line, column = (n if isinstance(n, int) else None for n in place)
        said = QuerySyntaxError(message, line, column)
    else:
        said = syntax_error(vendor.message_of(body))
    if vendor.is_syntax_error(status, body):
        return QuerySyntaxError(str(said) or f"{name} answered 400", said.line, said.column)
    if status in {408, 504} or vendor.is_timeout(body):
        return QueryTimeout(f"{name} gave up: {said}")
    if status in {429, 503}:
        return QueryBusy(f"{name} is busy ({status}): {said}")
    return UpstreamError(f"{name} answered {status}: {said}".removesuffix(": "))
