"""The web process's end of one worker: a task goes in, frames come out. Never blocks the event loop."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from typing import cast

from osce_kg.engine.wire import HEAD, Frame, Task

_PAUSE_BYTES = 1 << 20
_RESUME_BYTES = 1 << 18


class WorkerLost(Exception):
    """The worker ended in the middle of a task."""


class WorkerLink(asyncio.Protocol):
    """A worker that runs at most one task. Frames wait here, up to a mebibyte; then the worker waits."""

    def __init__(self, number: int, pid: int, on_end: Callable[[WorkerLink], None]) -> None:
        self.number = number
        self.pid = pid
        self.killed = False
        self.status: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        """How the process ended, as `os.waitpid` puts it; -1 if nobody can know."""
        self._on_end = on_end
        self._transport: asyncio.Transport | None = None
        self._buffer = bytearray()  # a frame that is not there in whole
        self._needed = 0  # bytes of it that must be there before it is worth a look
        self._passing = 0  # bytes of a `MORE` that are still to come: these need not be gathered
        self._frames: deque[tuple[Frame, bytes]] = deque()
        self.held = 0
        self._paused = False
        self._waiter: asyncio.Future[None] | None = None
        self._error: Exception | None = None

    @property
    def alive(self) -> bool:
        """Whether tasks can be sent: the connection stands and nobody has killed the worker."""
        return self._transport is not None and not self.killed and self._error is None

    def ask(self, task: Task) -> None:
        """Send a task. The frames of the one before must have been read to their end."""
        assert self._transport is not None
        self._transport.write(task.encode())

    def fail(self, error: Exception) -> None:
        """Raise this to whoever reads frames, now and later; the first failure counts."""
        if self._error is None:
            self._error = error
            self._frames.clear()
            self._wake()

    async def frame(self) -> tuple[Frame, bytes]:
        """Return the next frame.

        Raises:
            WorkerLost: the worker ended before it.
            Exception: what `fail` was given.
        """
        while not self._frames:
            if self._error is not None:
                raise self._error
            self._waiter = asyncio.get_running_loop().create_future()
            try:
                await self._waiter
            finally:
                self._waiter = None
        kind, payload = self._frames.popleft()
        self.held -= len(payload)
        if self._paused and self.held < _RESUME_BYTES and self._transport is not None:
            self._paused = False
            self._transport.resume_reading()
        return kind, payload

    def close(self) -> None:
        """Hang up; an idle worker ends by that."""
        if self._transport is not None:
            self._transport.abort()

    # asyncio.Protocol

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)  # uvloop's are no subclasses

    def data_received(self, data: bytes) -> None:
        if self._buffer:
            self._buffer += data
            if len(self._buffer) < self._needed:
                return
            data = bytes(self._buffer)
            self._buffer.clear()
        offset = 0
        while offset < len(data):
            if self._passing:
                piece = data[offset : offset + self._passing]
                self._passing -= len(piece)
                offset += len(piece)
                self._put(Frame.MORE, piece)
                continue
            self._needed = HEAD.size
            if len(data) - offset >= HEAD.size:
                size, kind = HEAD.unpack_from(data, offset)
                if kind == Frame.MORE:
                    self._passing = size
                    offset += HEAD.size
                    continue
                self._needed += size
            if len(data) - offset < self._needed:
                self._buffer += memoryview(data)[offset:]
                break
            self._put(Frame(kind), data[offset + HEAD.size : offset + self._needed])
            offset += self._needed
        if self.held > _PAUSE_BYTES and not self._paused and self._transport is not None:
            self._paused = True
            self._transport.pause_reading()

    def connection_lost(self, exc: Exception | None) -> None:
        del exc
        self._transport = None
        if self._error is None:
            self._error = WorkerLost()
        self._wake()
        self._on_end(self)

    def _put(self, kind: Frame, payload: bytes) -> None:
        self._frames.append((kind, payload))
        self.held += len(payload)
        self._wake()

    def _wake(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)
