"""Runs a server: opens what is served, answers until told to stop, and moves to a new release while it runs."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import signal
import socket
import sys
from collections.abc import Callable, Coroutine
from pathlib import Path

import uvicorn

from osce_kg.errors import OsceKgError
from osce_kg.server.access_log import AccessLog
from osce_kg.server.answering import Answering, Choose
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


class Host:
    """One server with its current edition. Made and used on one event loop."""

    def __init__(self, settings: Settings, watched: Path | None, reopen: Callable[[], Served], choose: Choose) -> None:
        self._settings = settings
        self._watched = watched
        self._reopen = reopen
        self._choose = choose
        self._cache = AnswerCache(settings.cache_bytes, settings.cache_entry_bytes)
        self._state = ServerState()
        self._log: AccessLog | None = None
        self._front: Front | None = None
        self._seen = self._target()
        self._hurry = asyncio.Event()
        self._tasks: set[asyncio.Task[None]] = set()

    async def run(self, served: Served, listener: socket.socket, announce: Callable[[str], None]) -> None:
        """Serve on the listener until a signal ends it. `announce` is told what answers.

        Raises:
            UsageError, InputError, ReleaseError: what is to be served cannot be loaded.
            UpstreamError: the endpoint that is to answer does not.
        """
        edition, found = await self._open(served)
        self._log = AccessLog(sys.stderr.fileno()) if self._settings.access_log else None
        metrics = Metrics() if self._settings.metrics else None
        trusted = trusted_networks(self._settings.trusted_proxies)
        self._front = Front(edition, self._cache, trusted, self._log, metrics)
        server = _Server(self._config(self._front, served.base or self._settings.base), self._stopping)
        announce(found.said)
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

    async def _open(self, served: Served) -> tuple[Edition, Answering]:
        """Return an edition that answers, and what answers in it."""
        settings = self._settings
        if served.base:
            settings = settings.model_copy(update={"base": served.base})
        found = await self._choose(served, settings)
        try:
            app = await asyncio.to_thread(
                create_app, found.engine, settings, served.files, self._cache, self._state,
                live=found.live, union=found.union,
            )  # fmt: skip
        except BaseException:
            await found.engine.close()
            raise
        for warning in found.warnings:
            _LOG.warning("warning: %s", warning)
        if settings.prepare and not found.live:
            self._start(app.prepare())
        return Edition(served.files.digest, app, found.engine), found

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
        edition, found = await self._open(served)
        before = self._front.switch(edition)
        self._state.refused = None
        _LOG.warning("now serving %s", found.said)
        self._start(self._retire(before))

    def _start(self, work: Coroutine[None, None, None]) -> None:
        """Do something beside answering."""
        task = asyncio.create_task(work)
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
