"""Runs a server: opens what is served, answers until told to stop, and moves to a new release while it runs."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import signal
import socket
import sys
from collections.abc import Callable
from pathlib import Path

import uvicorn

from osce_kg.engine.admission import Turns
from osce_kg.engine.guard import Limits
from osce_kg.engine.local import LocalEngine, LocalLimits
from osce_kg.engine.model import Engine
from osce_kg.engine.plan import make_plan
from osce_kg.engine.pool import PoolEngine, PoolLimits
from osce_kg.engine.store import Source, load_store
from osce_kg.errors import OsceKgError, ReleaseError
from osce_kg.server import lookups
from osce_kg.server.access_log import AccessLog
from osce_kg.server.app import create_app
from osce_kg.server.cache import AnswerCache
from osce_kg.server.clients import trusted_networks
from osce_kg.server.connection import bounded
from osce_kg.server.files import Served
from osce_kg.server.front import Edition, Front
from osce_kg.server.metrics import Metrics
from osce_kg.server.site import ServerState
from osce_kg.settings import Settings

_LOG = logging.getLogger("osce_kg.server")
HAS_POOL = sys.platform == "linux"
"""The pool needs fork, address-space limits that hold, and a signal at the parent's death."""


class Host:
    """One server with its current edition. Made and used on one event loop."""

    def __init__(self, settings: Settings, watched: Path | None, reopen: Callable[[], Served]) -> None:
        self._settings = settings
        self._watched = watched
        self._reopen = reopen
        self._cache = AnswerCache(settings.cache_bytes, settings.cache_entry_bytes)
        self._state = ServerState()
        self._log = AccessLog(sys.stderr.fileno()) if settings.access_log else None
        self._front: Front | None = None
        self._seen = self._target()
        self._hurry = asyncio.Event()
        self._tasks: set[asyncio.Task[None]] = set()

    async def run(self, served: Served, listener: socket.socket, announce: Callable[[int], None]) -> None:
        """Serve on the listener until a signal ends it. `announce` is told the number of quads.

        Raises:
            UsageError, InputError, ReleaseError: what is to be served cannot be loaded.
        """
        edition, quads = await self._open(served)
        metrics = Metrics() if self._settings.metrics else None
        trusted = trusted_networks(self._settings.trusted_proxies)
        self._front = Front(edition, self._cache, trusted, self._log, metrics)
        server = _Server(self._config(self._front, served.base or self._settings.base), self._stopping)
        announce(quads)
        watch = asyncio.create_task(self._watch()) if self._watched else None
        try:
            _stop_on_signal(server)
            await server.serve(sockets=[listener])
        finally:
            if watch:
                watch.cancel()
            await self._front.current.engine.close()
            for task in self._tasks:
                task.cancel()
            if self._tasks:
                await asyncio.wait(self._tasks)
            if self._log:
                self._log.close()

    def hurry(self) -> None:
        """Look for a new release now, also for one that was refused."""
        self._seen = None
        self._hurry.set()

    async def _open(self, served: Served) -> tuple[Edition, int]:
        """Return an edition that answers, and its number of quads."""
        settings = self._settings
        if served.base:
            settings = settings.model_copy(update={"base": served.base})
        engine: Engine
        if HAS_POOL:
            pool = PoolEngine(
                make_plan(
                    Source(tuple(served.files.dumps), served.quads),
                    store=settings.store,
                    share=settings.memory_share,
                    workers=settings.concurrency,
                    copies=2 if self._watched else 1,
                    memory_bytes=settings.worker_memory,
                    folder=settings.store_directory,
                ),
                pool_limits(settings),
            )
            engine = pool
        else:
            store = await asyncio.to_thread(load_store, served.files.dumps)
            engine = LocalEngine(store, local_limits(settings))
        try:
            quads = (await pool.start()).quads if HAS_POOL else len(store)
            # Asked of a worker, as queries will be: what answers this answers them.
            if quads and not (await lookups.select(engine, "ASK { ?s ?p ?o }")).truth:
                raise ReleaseError("the store answers as if it were empty; rebuild the release")
            app = await asyncio.to_thread(create_app, engine, settings, served.files, self._cache, self._state)
        except BaseException:
            await engine.close()
            raise
        return Edition(served.files.digest, app, engine), quads

    async def _watch(self) -> None:
        """Move to what `current` points to whenever that changes."""
        with contextlib.suppress(NotImplementedError, RuntimeError, ValueError):
            asyncio.get_running_loop().add_signal_handler(signal.SIGHUP, self.hurry)
        while True:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._hurry.wait(), self._settings.poll_seconds)
            self._hurry.clear()
            target = self._target()
            if target is None or target == self._seen:
                continue
            self._seen = target
            try:
                await self._move()
            except OsceKgError as error:
                self._refuse(f"{target.name}: {error}")
            except OSError as error:
                self._refuse(f"{target.name}: {error.strerror or error}")

    async def _move(self) -> None:
        """Open what is there now and answer from it.

        Raises:
            OsceKgError: it is damaged or cannot be loaded; the one before keeps serving.
        """
        assert self._front is not None
        served = await asyncio.to_thread(self._reopen)
        if served.files.digest == self._front.current.digest:
            self._state.refused = None
            return
        edition, quads = await self._open(served)
        before = self._front.switch(edition)
        self._state.refused = None
        _LOG.warning("now serving %s: %s quads", served.name, f"{quads:,}")
        task = asyncio.create_task(self._retire(before))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _refuse(self, reason: str) -> None:
        assert self._front is not None
        self._front.refused += 1
        self._state.refused = reason
        _LOG.error("refused a release, the one before keeps serving: %s", reason)

    async def _retire(self, edition: Edition) -> None:
        """Close an edition's engine once its last request is answered."""
        try:
            if edition.requests:
                await edition.idle.wait()
        finally:
            await edition.engine.close()

    def _target(self) -> Path | None:
        """Return the folder that the watched link points to, None while there is none."""
        try:
            return self._watched.resolve(strict=True) if self._watched else None
        except OSError:
            return None

    def _stopping(self) -> None:
        self._state.stopping = True

    def _config(self, front: Front, base: str) -> uvicorn.Config:
        settings = self._settings
        return uvicorn.Config(
            front,
            http=bounded(max(65_536, 4 * settings.max_query_bytes), settings.max_connections, base),
            ws="none",
            lifespan="off",
            log_level="critical",
            access_log=False,
            server_header=False,
            proxy_headers=False,
            timeout_graceful_shutdown=max(1, round(settings.drain_timeout)),
        )


class _Server(uvicorn.Server):
    """Says when it begins to stop."""

    def __init__(self, config: uvicorn.Config, on_stop: Callable[[], None]) -> None:
        super().__init__(config)
        self._on_stop = on_stop

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._on_stop()
        await super().shutdown(sockets)


def _stop_on_signal(server: uvicorn.Server) -> None:
    """Let signals end the server in good order from now on, also before it has begun to listen for them itself.

    uvicorn raises the signal that ended it once more; stopping on request is no failure.
    """

    def stop(*_: object) -> None:
        server.should_exit = True

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)


def pool_limits(settings: Settings) -> PoolLimits:
    """Return the settings as bounds of a pool."""
    return PoolLimits(
        settings.query_timeout,
        max(settings.max_query_timeout, settings.query_timeout),
        settings.short_seconds,
        settings.max_rows,
        settings.max_answer_bytes,
        Turns(
            settings.concurrency, settings.short_lane, settings.stream_lane,
            settings.queue, settings.client_queue, settings.queue_timeout,
        ),
        Limits(max_bytes=settings.max_query_bytes),
    )  # fmt: skip


def local_limits(settings: Settings) -> LocalLimits:
    """Return the settings as bounds of an engine in this process."""
    return LocalLimits(
        settings.query_timeout,
        settings.queue_timeout,
        settings.concurrency,
        settings.max_answer_bytes,
        Limits(max_bytes=settings.max_query_bytes),
        settings.max_rows,
        max(settings.max_query_timeout, settings.query_timeout),
    )
