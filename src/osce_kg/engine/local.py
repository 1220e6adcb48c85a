"""An engine in this process: an Oxigraph store in memory, evaluated on threads of its own.

Results are bound to the thread that made them, so one thread evaluates and serializes a query and hands its
bytes to the event loop through a bounded queue. A thread cannot be killed: one whose deadline has passed
stops at its next chunk, and keeps its turn until then, so runaway queries can fill all turns but never more.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from pathlib import Path

import pyoxigraph

from osce_kg.engine.chunks import ChunkWriter, Stopped
from osce_kg.engine.evaluate import evaluate
from osce_kg.engine.guard import Inspection, Limits, inspect
from osce_kg.engine.model import AnswerTooLong, Kind, QueryAnswer, QueryBusy, QueryRequest, QueryTimeout
from osce_kg.engine.rows import RowCounter, row_counter
from osce_kg.engine.text_functions import TextIndex
from osce_kg.errors import QueryError

_QUEUED_CHUNKS = 8
_STACK_BYTES = 256 * 1024 * 1024  # address space, touched only as deep as a query nests
_stack_size_lock = threading.Lock()


@dataclass(frozen=True, slots=True)
class LocalLimits:
    """Bounds: seconds per query, seconds in the queue, queries at a time, bytes and rows of an answer, and the
    most seconds that a request may ask for.
    """

    timeout: float = 30.0
    queue_timeout: float = 5.0
    concurrency: int = 4
    max_answer_bytes: int = 1 << 30
    query: Limits = field(default_factory=Limits)
    max_rows: int = 1_000_000
    max_timeout: float = 60.0


class LocalEngine:
    """Answers queries from a store that is never written to again."""

    def __init__(self, store: pyoxigraph.Store, limits: LocalLimits | None = None, search: Path | None = None) -> None:
        """Answer from a store and, in functions that find words, from the search index in a folder."""
        self._store = store
        self._texts = TextIndex(search)
        self._limits = limits or LocalLimits()
        self._turns = asyncio.Semaphore(self._limits.concurrency)
        self._running: set[_Evaluation] = set()

    async def query(self, request: QueryRequest) -> QueryAnswer:
        """Return the answer as soon as its first chunk is there; see `Engine.query`."""
        inspection = await asyncio.to_thread(inspect, request.text, self._limits.query)
        try:
            await asyncio.wait_for(self._turns.acquire(), self._limits.queue_timeout)
        except TimeoutError as error:
            turns = self._limits.concurrency
            raise QueryBusy(f"all {turns} turns are taken; try again in a few seconds") from error
        evaluation = _Evaluation(self._store, request, inspection, self._limits, self._texts)
        self._running.add(evaluation)
        evaluation.start(lambda: self._finished(evaluation))
        try:
            kind = await evaluation.first()
        except BaseException:
            evaluation.stop()
            raise
        return QueryAnswer(kind, evaluation.chunks())

    def _finished(self, evaluation: _Evaluation) -> None:
        self._running.discard(evaluation)
        self._turns.release()

    @property
    def running(self) -> int:
        """How many evaluations have not ended, those given up included."""
        return len(self._running)

    async def close(self) -> None:
        """Ask all evaluations to stop; does not wait for them."""
        for evaluation in list(self._running):
            evaluation.stop()


class _Evaluation:
    """One query on its thread, and the queue between that thread and the event loop.

    The queue lives on the loop; credits bound it, and the thread waits for one before each chunk.
    """

    def __init__(
        self,
        store: pyoxigraph.Store,
        request: QueryRequest,
        inspection: Inspection,
        limits: LocalLimits,
        texts: TextIndex,
    ) -> None:
        self._store = store
        self._texts = texts
        self._request = request
        self._inspection = inspection
        self._limits = limits
        self._loop = asyncio.get_running_loop()
        self._timeout = min(request.timeout, limits.max_timeout) if request.timeout else limits.timeout
        self._deadline = time.monotonic() + self._timeout
        self._rows: RowCounter | None = None
        self._queue: asyncio.Queue[bytes | Exception | None] = asyncio.Queue()
        self._credits = threading.Semaphore(_QUEUED_CHUNKS)
        self._stopped = threading.Event()
        self._kind: Kind | None = None
        self._head: bytes | None = None
        self._sent = 0

    def start(self, finished: Callable[[], None]) -> None:
        """Start the thread; `finished` is called on the loop when it has ended."""
        thread = threading.Thread(target=self._run, args=(finished,), name="query", daemon=True)
        with _stack_size_lock:
            before = threading.stack_size(_STACK_BYTES)
            try:
                thread.start()
            finally:
                threading.stack_size(before)

    def stop(self) -> None:
        """Let the thread end at its next chunk."""
        self._stopped.set()

    async def first(self) -> Kind:
        """Return the kind once the first chunk is there, so that early errors still become a status."""
        item = await self._next()
        if isinstance(item, Exception):
            raise item
        self._head = item
        assert self._kind is not None
        return self._kind

    async def chunks(self) -> AsyncIterator[bytes]:
        """Yield the bytes; an error in the middle is raised."""
        try:
            if self._head is None:
                return
            yield self._head
            while (item := await self._next()) is not None:
                if isinstance(item, Exception):
                    raise item
                yield item
        finally:
            self.stop()

    async def _next(self) -> bytes | Exception | None:
        try:
            item = await asyncio.wait_for(self._queue.get(), max(0.001, self._deadline - time.monotonic()))
        except TimeoutError:
            self.stop()
            return self._too_late()
        self._credits.release()
        return item

    def _too_late(self) -> QueryTimeout:
        return QueryTimeout(f"the query took longer than {self._timeout:g} seconds; ask for less")

    def _run(self, finished: Callable[[], None]) -> None:
        end: Exception | None = None
        try:
            writer = ChunkWriter(self._send)
            evaluate(self._store, self._request, self._inspection, writer, self._set_kind, self._texts)
            writer.finish()
        except QueryError as error:
            end = error
        except Stopped:
            end = self._too_late()
        except Exception as error:  # noqa: BLE001 - the edge of a thread: nothing else would report it
            end = QueryError(f"the query could not be evaluated: {error}")
        self._post(lambda: self._queue.put_nowait(end))
        self._post(finished)

    def _set_kind(self, kind: Kind) -> None:
        self._kind = kind
        if kind is Kind.SOLUTIONS:
            self._rows = row_counter(self._request.format)

    def _send(self, chunk: bytes) -> None:
        """Hand a chunk over; waits for the reader, raises Stopped when nobody will read it."""
        self._sent += len(chunk)
        if self._sent > self._limits.max_answer_bytes:
            raise AnswerTooLong(f"the answer has more than {self._limits.max_answer_bytes:,} bytes; use the dump")
        if self._rows is not None:
            self._rows.feed(chunk)
            if self._rows.rows > self._limits.max_rows:
                raise AnswerTooLong(f"the answer has more than {self._limits.max_rows:,} rows; use the dump")
        while not self._credits.acquire(timeout=0.1):
            if self._stopped.is_set() or time.monotonic() > self._deadline:
                raise Stopped
        if self._stopped.is_set() or time.monotonic() > self._deadline:
            raise Stopped
        self._post(lambda: self._queue.put_nowait(chunk))

    def _post(self, action: Callable[[], None]) -> None:
        if not self._loop.is_closed():
            try:
                self._loop.call_soon_threadsafe(action)
            except RuntimeError:  # closed between the two lines: nobody is left to be told
                self._stopped.set()
