"""An engine somewhere else: queries go to a SPARQL 1.1 endpoint, under the limits of this server.

An answer is never passed on as it comes. Rows are asked for in a format whose end can be told, graphs line by
line, and both are parsed and written anew in the format that the client wants. So what breaks off, what the
store cut at limits of its own, and what is no SPARQL answer at all becomes an error, and the client gets this
server's serializations whatever the store makes of its own.
"""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import AsyncIterator
from urllib.parse import urlencode

from osce_kg.engine import vendor
from osce_kg.engine.admission import Admission, Lane, Turn
from osce_kg.engine.base import with_base
from osce_kg.engine.chunks import FIRST_BYTES
from osce_kg.engine.guard import INLINE_BYTES, Form, Inspection, inspect
from osce_kg.engine.history import History
from osce_kg.engine.limits import EngineLimits
from osce_kg.engine.model import (
    AnswerTooLong,
    Kind,
    QueryAnswer,
    QueryBusy,
    QueryRequest,
    QueryTimeout,
    Tally,
    UpstreamError,
    query_key,
)
from osce_kg.engine.rewrite import Rewriting
from osce_kg.engine.rows import row_counter
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


class RemoteEngine:
    """Answers queries from an endpoint. `parameters` are sent with each query that names no dataset.

    `max_triples` is the number of rows at which the store stops without a word when it answers a graph. With
    `extensions`, what a store has beside SPARQL 1.1 is passed on: for the caller's own store, never for the public.
    """

    def __init__(
        self,
        upstream: Upstream,
        limits: EngineLimits | None = None,
        *,
        parameters: tuple[tuple[str, str], ...] = (),
        max_triples: int | None = None,
        extensions: bool = False,
    ) -> None:
        self.upstream = upstream
        self.limits = limits or EngineLimits()
        self.admission = Admission(self.limits.turns)
        self.outcomes: Counter[str] = Counter()
        self._history = History()
        self._parameters = parameters
        self._max_triples = max_triples
        self._extensions = extensions

    async def query(self, request: QueryRequest) -> QueryAnswer:
        """Return the answer as soon as its first chunk is there; see `Engine.query`.

        Raises:
            ClientBusy: its sender asks too much at once.
            UpstreamDown: the endpoint cannot be reached.
            UpstreamError: it failed, or answered what is no whole answer.
        """
        inspection = await self._inspect(request)
        assert inspection.form is not None
        kind = _KINDS[inspection.form]
        _check_format(kind, request.format)
        key = request.key or query_key(request.text)
        seconds = self.limits.seconds(request.timeout)
        lane = Lane.LONG if self._history.is_long(key) else Lane.SHORT
        turn = await self.admission.enter(request.client, lane)
        run = _Run(self, turn, key, kind, request)
        try:
            deadline = asyncio.get_running_loop().time() + seconds
            run.reply = reply = await self._ask(request, inspection, kind, deadline)
            rewriting = Rewriting(
                kind,
                self._source(reply, kind),
                request.format,
                self.upstream.name,
                self.limits.max_answer_bytes,
                self._max_triples,
            )
            document = await run.begin(transcode(rewriting.prepared(reply.body()), rewriting, deadline))
        except BaseException as error:
            await run.end(type(error).__name__)
            raise
        return QueryAnswer(kind, run, document, run.tally)

    def outlasts(self, key: str, turn: Turn, *, streaming: bool) -> None:
        """Note that a query runs longer than a moment: its turn moves to another lane if there is room, and the
        query will begin in the long one next time. It is not begun anew, since the store would go on evaluating.
        """
        if not streaming:
            self._history.ran_long(key)
        self.admission.lengthen(turn, streaming=streaming)

    async def _inspect(self, request: QueryRequest) -> Inspection:
        if len(request.text) <= INLINE_BYTES:
            return self._checked(request)
        return await asyncio.to_thread(self._checked, request)

    def _checked(self, request: QueryRequest) -> Inspection:
        inspection = request.inspection or inspect(request.text, self.limits.query)
        if inspection.form is None:
            raise QuerySyntaxError("expected SELECT, ASK, CONSTRUCT or DESCRIBE after the prologue")
        if not self._extensions:
            vendor.refuse_extensions(request.text)
        return inspection

    async def _ask(self, request: QueryRequest, inspection: Inspection, kind: Kind, deadline: float) -> Reply:
        """Send the query by POST of a form (SPARQL 1.1 Protocol, section 2.1.2)."""
        text, added = with_base(request.text, request.base)
        fields = [("query", text)]
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
                raise failure(self.upstream.name, reply.status, await reply.message(), added)
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


class _Run:
    """One query: iterates over the chunks of its answer; gives turn and connection back however it ends."""

    def __init__(self, engine: RemoteEngine, turn: Turn, key: str, kind: Kind, request: QueryRequest) -> None:
        self.tally = Tally()
        self.reply: Reply | None = None
        self._engine = engine
        self._turn = turn
        self._key = key
        self._counter = row_counter(request.format) if kind is Kind.SOLUTIONS else None
        self._stream: AsyncIterator[bytes] | None = None
        self._head: bytes | None = None
        self._over = False
        self._streaming = False
        self._timer = asyncio.get_running_loop().call_later(engine.limits.short_seconds, self._outlast)

    async def begin(self, stream: AsyncIterator[bytes]) -> bytes | None:
        """Wait for the first chunk, so that early errors still become a status. Return the answer if that is all."""
        self._stream = stream
        self._head = self._counted(await anext(stream, b""))
        if len(self._head) >= FIRST_BYTES:
            self._streaming = True
            return None
        self._head += b"".join([self._counted(chunk) async for chunk in stream])
        await self._answered()
        return self._head

    def __aiter__(self) -> _Run:
        return self

    async def __anext__(self) -> bytes:
        if self._head is not None:
            head, self._head = self._head, None
            return head
        if self._over or self._stream is None:
            raise StopAsyncIteration
        try:
            # Chunks that wait already must not keep the loop from learning of a client that left.
            await asyncio.sleep(0)
            return self._counted(await anext(self._stream))
        except StopAsyncIteration:
            await self._answered()
            raise
        except BaseException as error:
            await self.end(type(error).__name__)
            raise

    async def aclose(self) -> None:
        """Hang up on the store if it still answers."""
        await self.end("abandoned")

    async def end(self, outcome: str) -> None:
        """End the run: once, whatever happens."""
        if self._over:
            return
        self._over = True
        self._timer.cancel()
        self._engine.outcomes[outcome] += 1
        self._engine.admission.leave(self._turn)
        close = getattr(self._stream, "aclose", None)
        if close is not None:
            await close()
        if self.reply is not None:
            await self.reply.aclose()

    async def _answered(self) -> None:
        self.tally.rows = self._counter.rows if self._counter else None
        await self.end("answered")

    def _counted(self, chunk: bytes) -> bytes:
        """Return a chunk that keeps within the number of rows."""
        if self._counter is not None:
            self._counter.feed(chunk)
            most = self._engine.limits.max_rows
            if self._counter.rows > most:
                raise AnswerTooLong(f"the answer has more than {most:,} rows; ask for less, or take the dump")
        return chunk

    def _outlast(self) -> None:
        self._engine.outlasts(self._key, self._turn, streaming=self._streaming)


def _check_format(kind: Kind, fmt: Format) -> None:
    if kind is Kind.GRAPH and fmt.rdf is None:
        raise QueryError(f"a {kind} cannot be written as {fmt.name}; choose an RDF format")
    if kind is not Kind.GRAPH and fmt.results is None:
        raise QueryError(f"{kind} cannot be written as {fmt.name}; choose a result format")


def failure(name: str, status: int, body: str, added: int = 0) -> QueryError:
    """Return the error for a status that an endpoint answered with a message.

    `added` is how many lines were put before the query: places in it are told without them.
    """
    try:
        problem = json.loads(body)
    except ValueError:
        problem = {}
    if isinstance(problem, dict) and "detail" in problem:  # RFC 9457, which this server itself speaks
        place = [problem.get("line"), problem.get("column")]
        line, column = (n if isinstance(n, int) else None for n in place)
        detail = vendor.less_lines(vendor.message_of(str(problem["detail"])), added)
        said = QuerySyntaxError(detail, None if line is None else line - added, column)
    else:
        said = QuerySyntaxError(*vendor.placed(vendor.message_of(body), added))
    if vendor.is_syntax_error(status, body):
        return QuerySyntaxError(str(said) or f"{name} answered 400", said.line, said.column)
    if status in {408, 504} or vendor.is_timeout(body):
        return QueryTimeout(f"{name} gave up: {said}")
    if status in {429, 503}:
        return QueryBusy(f"{name} is busy ({status}): {said}")
    return UpstreamError(f"{name} answered {status}: {said}".removesuffix(": "))
