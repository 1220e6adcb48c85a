"""Where work runs: in this process, in a pool of processes here, or on a Dask cluster. One interface for all.

All give `concurrent.futures` futures.
"""

from __future__ import annotations

import gc
import importlib
import os
import signal
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor, wait
from contextlib import contextmanager
from itertools import islice
from multiprocessing import active_children
from typing import ParamSpec, TypeVar

from osce_kg.build.model import Stop
from osce_kg.engine.confine import die_with_parent
from osce_kg.errors import UsageError

_P = ParamSpec("_P")
_T = TypeVar("_T")
_Task = TypeVar("_Task")

_LISTEN_SECONDS = 0.2
_AHEAD = 3
"""Tasks in hand per worker: one that runs, one that waits, one that is done and not yet asked for."""


class Inline(Executor):
    """Runs each task at once, in this process."""

    def submit(self, fn: Callable[_P, _T], /, *args: _P.args, **kwargs: _P.kwargs) -> Future[_T]:
        """Return a future that is done."""
        future: Future[_T] = Future()
        future.set_result(fn(*args, **kwargs))
        return future


@contextmanager
def local(workers: int) -> Iterator[Executor]:
    """Yield this process for one worker, else a pool of processes; nothing that waits runs after an error.

    What is in memory by now stays to the end, so the garbage collector need not look at it again and again.
    """
    if workers == 1:
        gc.freeze()
        try:
            yield Inline()
        finally:
            gc.unfreeze()
        return
    others = set(active_children())
    pool = ProcessPoolExecutor(workers, initializer=_begin, initargs=(os.getpid(),))
    try:
        yield pool
    except KeyboardInterrupt:
        # Whoever stops a build does not wait for the pages in hand.
        for process in set(active_children()) - others:
            process.kill()
        raise
    finally:
        pool.shutdown(cancel_futures=True)


def _begin(parent: int) -> None:
    """Make this process a worker: it ends with the build, also with one that is killed, whose lock it would hold.

    What was loaded before the fork is kept out of garbage collection, whose visits cost time and unshare its memory.
    Ctrl+C is the parent's to answer: it ends the workers. SIGTERM is what a pool that lost one ends the others with.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    gc.freeze()
    if sys.platform == "linux":
        die_with_parent(parent)


@contextmanager
def cluster(address: str) -> Iterator[tuple[Executor, int]]:
    """Yield a Dask cluster and its number of workers.

    Raises:
        UsageError: the package is missing, or nothing answers at the address.
    """
    try:
        distributed = importlib.import_module("distributed")
    except ImportError as error:
        raise UsageError("--scheduler needs the package `distributed`: pip install 'osce-kg[cluster]'") from error
    try:
        client = distributed.Client(address, timeout="10s", set_as_default=False)
    except (OSError, ValueError, TimeoutError) as error:
        raise UsageError(f"no Dask scheduler answers at {address}: {error}") from error
    try:
        workers = sum(client.nthreads().values())
        if not workers:
            raise UsageError(f"the Dask scheduler at {address} has no workers; start some with `dask worker {address}`")
        yield client.get_executor(pure=False, retries=3), workers
    finally:
        client.close()


def each(
    executor: Executor, workers: int, work: Callable[[_Task], _T], tasks: Iterable[_Task], stop: Stop
) -> Iterator[_T]:
    """Yield the result of every task in the order of the tasks; a few per worker are in hand at once.

    Tasks are made when there is room for them, and results are waited for: neither those to come nor those that are
    done take memory.

    Raises:
        KeyboardInterrupt: the build is to stop.
    """
    waiting: deque[Future[_T]] = deque()
    coming = iter(tasks)
    try:
        while True:
            for task in islice(coming, _AHEAD * workers - len(waiting)):
                waiting.append(executor.submit(work, task))
            if not waiting:
                return
            while not stop() and not wait([waiting[0]], _LISTEN_SECONDS).done:
                pass
            if stop():
                raise KeyboardInterrupt
            yield waiting.popleft().result()
    finally:
        for future in waiting:
            future.cancel()
