"""The template process and its workers as the event loop sees them: forked on request, kept, killed, replaced."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import socket
from collections import deque
from dataclasses import dataclass
from typing import Any

from osce_kg.engine.link import WorkerLink
from osce_kg.engine.model import QueryBusy
from osce_kg.engine.template import Plan, error_of
from osce_kg.engine.template_process import TemplateProcess
from osce_kg.errors import QueryError

_LOG = logging.getLogger("osce_kg.engine")
_RESTART_SECONDS = (0.05, 0.5, 2.0, 5.0)
_STATUS_SECONDS = 2.0


@dataclass(slots=True)
class FleetCounts:
    """Counters since the start."""

    forked: int = 0
    killed: int = 0
    lost: int = 0
    templates: int = 0


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a template said of itself once it was loaded: quads, resident bytes, and whether it has no network."""

    quads: int
    resident_bytes: int
    isolated: bool


class Fleet:
    """Keeps a template and idle workers. All methods run on one event loop."""

    def __init__(self, plan: Plan, spare: int) -> None:
        self.counts = FleetCounts()
        self.loaded: Loaded | None = None
        self._plan = plan
        self._spare = spare
        self._idle: list[WorkerLink] = []
        self._links: dict[int, WorkerLink] = {}
        self._starting: set[int] = set()
        self._waiting: deque[asyncio.Future[WorkerLink]] = deque()
        self._statuses: dict[int, asyncio.Future[int]] = {}
        self._numbers = 0
        self._template: TemplateProcess | None = None
        self._ready: asyncio.Future[Loaded] | None = None
        self._restarter: asyncio.Task[None] | None = None
        self._attempts = 0
        self._closed = False

    @property
    def template_pid(self) -> int | None:
        """The process id of the template, None while there is none."""
        return self._template.pid if self._template else None

    @property
    def worker_pids(self) -> list[int]:
        """The process ids of the workers that stand."""
        return [link.pid for link in self._links.values()]

    @property
    def idle(self) -> int:
        return len(self._idle)

    async def start(self) -> Loaded:
        """Start the template and return when it has loaded; its first workers are on their way then.

        Raises:
            UsageError, InputError, ReleaseError: what is to be served cannot be loaded.
            QueryError: the template ended without a word.
        """
        self._ready = asyncio.get_running_loop().create_future()
        self._template = TemplateProcess(self._plan, self._handle, self._template_ended)
        self.counts.templates += 1
        self.loaded = await self._ready
        self._fill()
        return self.loaded

    def take_idle(self) -> WorkerLink | None:
        """Return a worker that nobody uses, the one that was used last, if there is one."""
        while self._idle:
            link = self._idle.pop()
            if link.alive:
                self._fill()
                return link
        return None

    async def take(self) -> WorkerLink:
        """Return a worker that nobody else uses, as soon as there is one."""
        future: asyncio.Future[WorkerLink] = asyncio.get_running_loop().create_future()
        self._waiting.append(future)
        self._fill()
        try:
            return await future
        except asyncio.CancelledError:
            if future.done() and not future.cancelled():
                self.give_back(future.result())
            raise

    def give_back(self, link: WorkerLink) -> None:
        """Take back a worker that has ended its task."""
        if not link.alive or self._closed:
            self.discard(link)
            return
        while self._waiting:
            future = self._waiting.popleft()
            if not future.done():
                future.set_result(link)
                return
        self._idle.append(link)

    def discard(self, link: WorkerLink) -> None:
        """Kill a worker, whatever it does; its replacement starts at once."""
        if not link.killed:
            link.killed = True
            self.counts.killed += 1
            self._tell("kill", link.number)
            link.close()
        self._fill()

    def slow_down(self, link: WorkerLink) -> None:
        """Let a worker yield to others for the rest of its life."""
        self._tell("slow", link.number)

    async def status(self, link: WorkerLink) -> int | None:
        """Return the wait status of a worker that is lost, None if nobody knows it in time."""
        with contextlib.suppress(TimeoutError):
            return await asyncio.wait_for(asyncio.shield(link.status), _STATUS_SECONDS)
        return None

    async def close(self) -> None:
        """End the template and all workers, and wait until the template has been reaped."""
        self._closed = True
        if self._restarter:
            self._restarter.cancel()
        if self._template is not None:
            self._template.hang_up()
        for future in self._waiting:
            future.cancel()
        for link in list(self._links.values()):
            link.fail(QueryBusy("the server stops or moves on; try again"))
            link.close()
        if self._template is not None:
            await self._template.reap()

    # The template's packets

    def _handle(self, packet: dict[str, Any], descriptors: list[int]) -> None:
        said = packet["is"]
        if said == "forked":
            self._forked(int(packet["worker"]), int(packet["pid"]), descriptors[0])
        elif said == "ended":
            self._ended(int(packet["worker"]), int(packet["status"]))
        elif self._ready is not None and not self._ready.done():
            if said == "loaded":
                self._attempts = 0
                self._ready.set_result(Loaded(packet["quads"], packet["rss"], packet["isolated"]))
            else:
                self._ready.set_exception(error_of(str(packet["error"]), str(packet["message"])))

    def _forked(self, number: int, pid: int, descriptor: int) -> None:
        link = WorkerLink(number, pid, self._link_ended)
        self._links[number] = link
        loop = asyncio.get_running_loop()
        self._statuses[number] = link.status
        connection = socket.socket(fileno=descriptor)
        connection.setblocking(False)

        async def connect() -> None:
            await loop.create_unix_connection(lambda: link, sock=connection)
            self._starting.discard(number)
            self.counts.forked += 1
            self.give_back(link)

        task = loop.create_task(connect())
        self._connecting = task

    def _ended(self, number: int, status: int) -> None:
        future = self._statuses.pop(number, None)
        if future is not None and not future.done():
            future.set_result(status)
        self._starting.discard(number)
        self._fill()

    def _link_ended(self, link: WorkerLink) -> None:
        self._links.pop(link.number, None)
        if link in self._idle:
            self._idle.remove(link)
        if not link.killed:
            self.counts.lost += 1
        self._fill()

    def _template_ended(self) -> None:
        """Start another one: with the template its workers are gone."""
        self._starting.clear()
        for future in self._statuses.values():
            if not future.done():
                future.set_result(-1)
        self._statuses.clear()
        if self._ready is not None and not self._ready.done():
            self._ready.set_exception(QueryError("the process that holds the store ended while it loaded"))
            return
        if not self._closed and self._restarter is None:
            _LOG.error("the process that holds the store has ended; it is started again")
            self._restarter = asyncio.get_running_loop().create_task(self._restart())

    async def _restart(self) -> None:
        self.loaded = None
        try:
            while not self._closed:
                if self._template is not None:
                    await self._template.reap()
                await asyncio.sleep(_RESTART_SECONDS[min(self._attempts, len(_RESTART_SECONDS) - 1)])
                self._attempts += 1
                try:
                    await self.start()
                except Exception as error:  # noqa: BLE001 - whatever it is, the next attempt may go better
                    _LOG.error("the store cannot be loaded again: %s", error)
                    continue
                return
        finally:
            self._restarter = None

    # Helpers of both sides

    def _fill(self) -> None:
        """Ask for as many workers as are waited for, and the spare ones."""
        if self._closed or self.loaded is None or self._template is None or not self._template.connected:
            return
        waiting = sum(not future.done() for future in self._waiting)
        wanted = max(waiting + (self._spare if not self._idle else 0), self._spare - len(self._idle))
        for _ in range(wanted - len(self._starting)):
            self._numbers += 1
            self._starting.add(self._numbers)
            self._tell("fork", self._numbers)

    def _tell(self, what: str, number: int) -> None:
        if self._template is not None:
            self._template.tell({"do": what, "worker": number})


def processors() -> int:
    """Return how many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
