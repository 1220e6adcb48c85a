"""The life of a worker: a forked process that evaluates one query after the other and may be killed at any time.

It holds no state that anybody else needs. Whatever a query does to it (memory, stack, endless loops) ends with
the process.
"""

from __future__ import annotations

import os
import resource
import signal
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph

from osce_kg.engine import confine
from osce_kg.engine.chunks import ChunkWriter
from osce_kg.engine.evaluate import evaluate
from osce_kg.engine.guard import Inspection
from osce_kg.engine.model import AnswerTooLong, Dataset, Kind, QueryMemory, QueryRequest
from osce_kg.engine.rows import RowCounter, row_counter
from osce_kg.engine.text_functions import TextIndex
from osce_kg.engine.wire import END, HEAD, KINDS, Failure, Frame, Task
from osce_kg.errors import QueryError, QueryRefused, QuerySyntaxError
from osce_kg.formats import by_name

STACK_BYTES = 256 * 1024 * 1024
"""Address space for deep recursion, touched only as deep as a query nests."""


_MEASURED = 32  # quick answers between two looks at the memory, which cost as much as a small query
_LONG_SECONDS = 0.01
_TASK_BYTES = 262_144
_COPIED_BYTES = 16_384  # what is longer is sent from where it lies


@dataclass(frozen=True, slots=True)
class WorkerLimits:
    """Bytes of address space a worker may add to what it inherits; queries it answers before it is replaced;
    bytes of resident growth after which it is.
    """

    memory_bytes: int
    queries: int = 10_000
    growth_bytes: int = 256 << 20


def become_worker(
    connection: socket.socket,
    parent: int,
    limits: WorkerLimits,
    open_store: Callable[[], pyoxigraph.Store],
    search: Path | None,
) -> None:
    """Answer queries until the other side hangs up. Runs in a child right after the fork; never returns."""
    status = 1
    try:
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        confine.die_with_parent(parent)
        confine.volunteer_for_the_kernel()
        confine.limit_files()
        os.dup2(1, 2)  # what Rust says when it is refused memory helps nobody
        worker = _Worker(connection, limits, open_store, TextIndex(search))
        threading.stack_size(STACK_BYTES)
        thread = threading.Thread(target=worker.run, name="query")
        thread.start()
        thread.join()
        status = 0
    finally:
        os._exit(status)


class _Worker:
    """One connection, one store, one query at a time."""

    def __init__(
        self,
        connection: socket.socket,
        limits: WorkerLimits,
        open_store: Callable[[], pyoxigraph.Store],
        texts: TextIndex,
    ) -> None:
        self._connection = connection
        self._limits = limits
        self._open_store = open_store
        self._texts = texts
        self._answered = 0
        self._asked = 0.0
        self._resident = confine.memory_pages()[1]

    def run(self) -> None:
        """Answer until the connection ends, which is the only way to be let go."""
        store = self._open_store()
        # Only now: what a store on disk maps and reserves as it is opened is not the query's.
        confine.limit_memory(self._limits.memory_bytes)
        try:
            while (task := self._receive()) is not None:
                self._answered += 1
                self._asked = time.monotonic()
                self._answer(store, task)
        except OSError:  # the other side is gone in the middle of an answer
            os._exit(0)

    def _receive(self) -> Task | None:
        """Return the next task, None when there will be none. One task comes at a time, most in one piece."""
        data = self._connection.recv(_TASK_BYTES)
        while data and (len(data) < HEAD.size or len(data) < HEAD.size + HEAD.unpack_from(data)[0]):
            piece = self._connection.recv(_TASK_BYTES)
            if not piece:
                return None
            data += piece
        return Task.decode(data[HEAD.size :]) if data else None

    def _answer(self, store: pyoxigraph.Store, task: Task) -> None:
        answer = _Answer(self._send, task)
        try:
            answer.write(store, self._texts)
        except QuerySyntaxError as error:
            failure = Failure("QuerySyntaxError", str(error), error.line, error.column, self._is_done())
        except MemoryError:
            failure = Failure(QueryMemory.__name__, "", retire=True)
        except AnswerTooLong as error:
            failure = Failure(AnswerTooLong.__name__, str(error), retire=self._is_done())
        except QueryRefused as error:
            failure = Failure("QueryRefused", str(error), retire=self._is_done())
        except QueryError as error:
            failure = Failure("QueryError", str(error), retire=self._is_done())
        else:
            answer.finish(self._is_done())
            return
        self._send(Frame.FAILURE, failure.encode())

    def _send(self, frame: Frame, *pieces: bytes) -> None:
        *small, last = HEAD.pack(sum(map(len, pieces)), frame), *pieces
        if len(last) < _COPIED_BYTES:
            self._connection.sendall(b"".join((*small, last)))
        else:
            self._connection.sendall(b"".join(small))
            self._connection.sendall(last)

    def _is_done(self) -> bool:
        """Whether this worker has served its time: by queries, or because they left memory behind."""
        if self._answered >= self._limits.queries:
            return True
        if self._answered % _MEASURED and time.monotonic() - self._asked < _LONG_SECONDS:
            return False
        growth = (confine.memory_pages()[1] - self._resident) * resource.getpagesize()
        return growth > self._limits.growth_bytes


class _Answer:
    """Turns what the evaluator writes into frames, counting rows and bytes; a small answer is one frame."""

    def __init__(self, send: Callable[..., None], task: Task) -> None:
        self._send = send
        self._task = task
        self._format = by_name(task.format)
        self._counter: RowCounter | None = None
        self._kind: Kind | None = None
        self._last: bytes | None = None
        self._ending = False
        self._started = False
        self._size = 0

    def write(self, store: pyoxigraph.Store, texts: TextIndex) -> None:
        if self._format is None:
            raise QueryError(f"unknown format {self._task.format}")
        request = QueryRequest(
            self._task.text,
            self._format,
            Dataset(self._task.default_graphs, self._task.named_graphs),
            base=self._task.base,
        )
        output = ChunkWriter(self._feed)
        inspection = Inspection(None, self._task.has_dataset, False)
        evaluate(store, request, inspection, output, self._announce, texts)
        self._ending = True
        output.finish()

    def finish(self, retire: bool) -> None:
        """Send the last chunk, which may be the whole answer, and the end."""
        end = END.pack(self._counter.rows if self._counter else -1, retire)
        last = self._last or b""
        if self._started:
            self._send(Frame.MORE, last)
            self._send(Frame.END, end)
        else:
            self._send(Frame.WHOLE, self._kind_byte(), end, last)

    def _announce(self, kind: Kind) -> None:
        self._kind = kind
        if kind is Kind.SOLUTIONS and self._format is not None:
            self._counter = row_counter(self._format)

    def _feed(self, chunk: bytes) -> None:
        """Send a chunk once it is known to keep within the caps; the last one waits for the end."""
        self._size += len(chunk)
        if self._counter:
            self._counter.feed(chunk)
            if self._counter.rows > self._task.max_rows:
                raise AnswerTooLong(f"the answer has more than {self._task.max_rows:,} rows")
        if self._size > self._task.max_bytes:
            raise AnswerTooLong(f"the answer has more than {self._task.max_bytes:,} bytes")
        if self._ending:
            self._last = chunk
        elif self._started:
            self._send(Frame.MORE, chunk)
        else:
            self._started = True
            self._send(Frame.FIRST, self._kind_byte(), chunk)

    def _kind_byte(self) -> bytes:
        assert self._kind is not None
        return bytes([KINDS.index(self._kind)])
