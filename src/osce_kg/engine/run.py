"""One query on one worker: what comes of it, and what becomes of the worker."""

from __future__ import annotations

import asyncio
import os
import signal
from typing import TYPE_CHECKING

from osce_kg.engine.admission import Lane, Turn
from osce_kg.engine.link import WorkerLink, WorkerLost
from osce_kg.engine.model import (
    AnswerTooLong,
    QueryAnswer,
    QueryBusy,
    QueryCrash,
    QueryMemory,
    QueryTimeout,
    Tally,
)
from osce_kg.engine.wire import END, KINDS, Failure, Frame, Task
from osce_kg.errors import QueryError, QueryRefused, QuerySyntaxError

if TYPE_CHECKING:
    from osce_kg.engine.pool import PoolEngine


class Displaced(Exception):
    """The query runs longer than a moment, and the long lane is full."""


class Unlucky(Exception):
    """The worker was ended by something that is not the query's doing: it may be tried again."""


class Run:
    """One query on one worker. Iterates over the chunks of its answer; ends its worker unless that has ended."""

    def __init__(self, pool: PoolEngine, turn: Turn, key: str, timeout: float) -> None:
        self.turn = turn
        self._pool = pool
        self._key = key
        self._timeout = timeout
        self._link: WorkerLink | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._first: bytes | None = None
        self._streaming = False
        self._slowed = False
        self._over = False
        self._tally = Tally()

    async def begin(self, task: Task) -> QueryAnswer:
        """Return the answer once its first frame is there."""
        try:
            self._link = link = await self._worker()
            loop = asyncio.get_running_loop()
            moment = self._pool.limits.short_seconds
            if self.turn.lane is Lane.SHORT and moment < self._timeout:
                self._timer = loop.call_later(moment, self._outlast)
            else:
                self._timer = loop.call_later(self._timeout, self._expire)
            link.ask(task)
            frame, payload = await link.frame()
            if frame is Frame.WHOLE:
                return self._whole(payload)
            if frame is Frame.FIRST:
                self._streaming = True
                self._first = payload[1:]
                return QueryAnswer(KINDS[payload[0]], self, None, self._tally)
            raise self._failed(Failure.decode(payload))
        except WorkerLost:
            error = await self._cause()
            self._stop()
            raise error from None
        except BaseException as error:
            self._stop(type(error).__name__)
            raise

    @property
    def held(self) -> int:
        """Bytes that wait for the reader."""
        return self._link.held if self._link else 0

    def __aiter__(self) -> Run:
        return self

    async def __anext__(self) -> bytes:
        if self._first is not None:
            chunk, self._first = self._first, None
            return chunk
        if self._over or self._link is None:
            raise StopAsyncIteration
        try:
            frame, payload = await self._link.frame()
            if frame is Frame.MORE:
                return payload
            if frame is Frame.FAILURE:
                raise self._failed(Failure.decode(payload))
        except WorkerLost:
            error = await self._cause()
            self._stop("QueryCrash")
            raise (QueryCrash("the evaluation was ended") if isinstance(error, Unlucky) else error) from None
        except BaseException as error:
            self._stop(type(error).__name__)
            raise
        self._ended(payload)
        raise StopAsyncIteration

    async def aclose(self) -> None:
        """End the evaluation at once if it still runs."""
        self._stop("abandoned")

    async def _worker(self) -> WorkerLink:
        if link := self._pool.fleet.take_idle():
            return link
        patience = self._pool.limits.turns.queue_timeout
        try:
            async with asyncio.timeout(patience):
                return await self._pool.fleet.take()
        except TimeoutError as error:
            raise QueryBusy(f"no process became free in {patience:g} seconds; try again") from error

    def _whole(self, payload: bytes) -> QueryAnswer:
        kind = KINDS[payload[0]]
        self._ended(payload[1 : 1 + END.size])
        document = payload[1 + END.size :]
        return QueryAnswer(kind, _Once(document), document, self._tally)

    def _ended(self, end: bytes) -> None:
        """Note what the end says, and let the worker go on if it may."""
        rows, retire = END.unpack(end)
        self._tally.rows = rows if rows >= 0 else None
        self._pool.outcomes["answered"] += 1
        self._release(keep=not retire)

    def _failed(self, failure: Failure) -> QueryError:
        """Return the error that a worker reported; the worker itself is well."""
        self._pool.outcomes[failure.error] += 1
        if failure.error == QueryMemory.__name__:
            self._pool.history.crashed(self._key, self.turn.client)
        self._release(keep=not failure.retire)
        if failure.error == AnswerTooLong.__name__:
            return AnswerTooLong(f"{failure.message}; ask for less, or take the dump")
        if failure.error == QueryMemory.__name__:
            return _memory()
        if failure.error == QuerySyntaxError.__name__:
            return QuerySyntaxError(failure.message, failure.line, failure.column)
        if failure.error == QueryRefused.__name__:
            return QueryRefused(failure.message)
        return QueryError(failure.message)

    async def _cause(self) -> Exception:
        """Return what to say of a worker that is lost, by how it ended."""
        assert self._link is not None
        status = await self._pool.fleet.status(self._link)
        if status is None or status < 0 or (os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL):
            return Unlucky()
        self._pool.history.crashed(self._key, self.turn.client)
        # Rust aborts when it is refused memory; a stack that overflows is a segmentation fault.
        if os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGABRT:
            self._pool.outcomes["QueryMemory"] += 1
            return _memory()
        self._pool.outcomes["QueryCrash"] += 1
        return QueryCrash("the evaluation ended its process; simplify the query")

    def _outlast(self) -> None:
        """Called when the query has run for a moment."""
        assert self._link is not None
        pool = self._pool
        streaming = self._streaming
        if not streaming:
            pool.history.ran_long(self._key)
        if pool.admission.lengthen(self.turn, streaming=streaming):
            self._slowed = True
            pool.fleet.slow_down(self._link)
            rest = self._timeout - pool.limits.short_seconds
            self._timer = asyncio.get_running_loop().call_later(rest, self._expire)
        elif streaming:
            self._link.fail(QueryBusy("too many answers are read slowly; this one was broken off"))
            pool.fleet.discard(self._link)
        else:
            self._link.fail(Displaced())
            pool.fleet.discard(self._link)

    def _expire(self) -> None:
        """Called when the deadline has passed."""
        assert self._link is not None
        self._link.fail(QueryTimeout(f"the query took longer than {self._timeout:g} seconds; ask for less"))
        self._pool.fleet.discard(self._link)

    def _stop(self, outcome: str = "") -> None:
        """End the worker in the middle of what it does, unless the run is over."""
        if self._over:
            return
        if outcome:
            self._pool.outcomes[outcome.lstrip("_")] += 1
        self._release(keep=False)

    def _release(self, *, keep: bool) -> None:
        """End the run: once, whatever happens. A worker that was slowed down is not used again."""
        self._over = True
        if self._timer is not None:
            self._timer.cancel()
        if self._link is not None:
            if keep and not self._slowed:
                self._pool.fleet.give_back(self._link)
            else:
                self._pool.fleet.discard(self._link)
        self._pool.forget(self)


class _Once:
    """Iterates over one chunk."""

    def __init__(self, chunk: bytes) -> None:
        self._chunk: bytes | None = chunk

    def __aiter__(self) -> _Once:
        return self

    async def __anext__(self) -> bytes:
        if self._chunk is None:
            raise StopAsyncIteration
        chunk, self._chunk = self._chunk, None
        return chunk


def _memory() -> QueryMemory:
    return QueryMemory("the query needs more memory than a query may have; ask for less, or take the dump")
