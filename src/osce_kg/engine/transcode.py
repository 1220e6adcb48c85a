"""Reads what an endpoint answers and writes it anew, so that only what parses to its end is passed on.

The parser and the serializer are Oxigraph's. They pull and push, so they run on a thread between two bounded
queues; the event loop fills the one and empties the other.
"""

from __future__ import annotations

import asyncio
import contextlib
import io
import queue
import threading
import traceback
from collections.abc import AsyncIterator, Callable
from typing import IO, cast

from osce_kg.engine.chunks import ChunkWriter, Stopped
from osce_kg.engine.model import QueryTimeout

_QUEUED = 8

Work = Callable[[IO[bytes], ChunkWriter], None]
"""Reads one file and writes another, on a thread. Raises an error of this package for what does not parse."""


class _Feed(io.RawIOBase):
    """A binary file of chunks that the event loop hands over."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._chunks: queue.SimpleQueue[bytes | BaseException | None] = queue.SimpleQueue()
        self._room = asyncio.Semaphore(_QUEUED)
        self._rest = b""
        self._ended = False
        self.failure: BaseException | None = None

    async def fill(self, source: AsyncIterator[bytes], deadline: float) -> None:
        """Hand over everything from the source, and then its end or its error."""
        try:
            async with asyncio.timeout_at(deadline):
                async for chunk in source:
                    await self._room.acquire()
                    self._chunks.put(chunk)
            self._chunks.put(None)
        except TimeoutError:
            self._chunks.put(QueryTimeout("the query took too long; ask for less"))
        except Exception as error:  # noqa: BLE001 - whatever it is, the thread waits to be told
            self._chunks.put(error)

    def stop(self) -> None:
        """Let the reader end with `Stopped`."""
        self._chunks.put(Stopped())

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        """Return at most `size` bytes; none at the end. Called on the thread."""
        if not self._rest and not self._ended:
            item = self._chunks.get()
            if isinstance(item, BaseException):
                self.failure = item
                raise item
            if item is None:
                self._ended = True
            else:
                self._rest = item
                _post(self._loop, self._room.release)
        taken = self._rest if size < 0 else self._rest[:size]
        self._rest = self._rest[len(taken) :]
        return taken


class _Drain:
    """Chunks on their way from the thread to the event loop."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._queue: asyncio.Queue[bytes | BaseException | None] = asyncio.Queue()
        self._room = threading.Semaphore(_QUEUED)
        self._stopped = threading.Event()

    def send(self, chunk: bytes) -> None:
        """Hand a chunk over; waits for the reader, raises Stopped when there is none any more."""
        while not self._room.acquire(timeout=0.1):
            if self._stopped.is_set():
                raise Stopped
        if self._stopped.is_set():
            raise Stopped
        self.end(chunk)

    def end(self, item: bytes | BaseException | None) -> None:
        _post(self._loop, lambda: self._queue.put_nowait(item))

    def stop(self) -> None:
        self._stopped.set()

    async def next(self, deadline: float) -> bytes | None:
        """Return the next chunk, None after the last."""
        try:
            async with asyncio.timeout_at(deadline):
                item = await self._queue.get()
        except TimeoutError as error:
            raise QueryTimeout("the query took too long; ask for less") from error
        self._room.release()
        if isinstance(item, BaseException):
            raise item
        return item


async def transcode(source: AsyncIterator[bytes], work: Work, deadline: float) -> AsyncIterator[bytes]:
    """Yield what `work` writes while it reads the source; raises what either raises.

    `deadline` is on the loop's clock. Whoever stops early closes this iterator, which ends source and thread.
    """
    loop = asyncio.get_running_loop()
    feed, drain = _Feed(loop), _Drain(loop)
    filling = asyncio.create_task(feed.fill(source, deadline))
    threading.Thread(target=_run, args=(work, feed, drain), name="transcode", daemon=True).start()
    try:
        while (chunk := await drain.next(deadline)) is not None:
            yield chunk
    finally:
        drain.stop()
        feed.stop()
        filling.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await filling


def _run(work: Work, feed: _Feed, drain: _Drain) -> None:
    end: BaseException | None = None
    try:
        writer = ChunkWriter(drain.send)
        work(cast(IO[bytes], feed), writer)
        writer.finish()
    except Exception as error:  # noqa: BLE001 - the edge of a thread: nothing else would report it
        _clear(error)
        end = feed.failure or error  # a parser may wrap what its file raised
    drain.end(end)


def _clear(error: BaseException) -> None:
    """Let go of what the frames of an error hold: Oxigraph's results leak if another thread collects them."""
    link: BaseException | None = error
    while link is not None:
        traceback.clear_frames(link.__traceback__)
        link = link.__cause__ or link.__context__


def _post(loop: asyncio.AbstractEventLoop, action: Callable[[], None]) -> None:
    with contextlib.suppress(RuntimeError):  # the loop is closed: nobody is left to be told
        loop.call_soon_threadsafe(action)
