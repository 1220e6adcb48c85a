"""Who may run now, who waits, who is sent away. Knows turns and clients, no processes.

A query begins in the short lane. One that runs longer than a moment must find a place in the long lane, which
leaves turns free; where there is none it gives its turn back and waits. One that has begun to stream cannot be
begun again: it goes to a lane for streams, whose pace the client sets.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import dataclass, field
from enum import IntEnum, auto

from osce_kg.engine.model import ClientBusy, QueryBusy


class Lane(IntEnum):
    """Where a turn counts."""

    SHORT = auto()
    LONG = auto()
    STREAM = auto()


@dataclass(frozen=True, slots=True)
class Turns:
    """Turns at the same time; how many of them are kept from long queries; streams beside them; how many wait,
    in all and of one client, and for how many seconds.
    """

    total: int = 4
    reserved: int = 2
    streams: int = 8
    queue: int = 512
    client_queue: int = 256
    queue_timeout: float = 5.0

    @property
    def long(self) -> int:
        return max(1, self.total - self.reserved)


@dataclass(eq=False, slots=True)
class Turn:
    """The right to run one query."""

    client: str
    lane: Lane


@dataclass(eq=False, slots=True)
class _Ticket:
    """A place in the queue."""

    client: str
    lane: Lane
    granted: asyncio.Future[Turn] = field(default_factory=lambda: asyncio.get_running_loop().create_future())


class Admission:
    """Gives turns: to the client with the fewest first, among equals in order of arrival."""

    def __init__(self, turns: Turns) -> None:
        self._turns = turns
        self._running: Counter[Lane] = Counter()
        self._by_client: Counter[str] = Counter()
        self._queue: list[_Ticket] = []

    @property
    def waiting(self) -> int:
        return len(self._queue)

    def running(self, lane: Lane) -> int:
        """Return how many turns are taken in a lane."""
        return self._running[lane]

    async def enter(self, client: str, lane: Lane = Lane.SHORT) -> Turn:
        """Return a turn in the lane, waiting for it.

        Raises:
            ClientBusy: too many queries of this client wait already.
            QueryBusy: too many wait in all, or none became free in time.
        """
        if not self._queue and self._has_room(lane):
            return self._grant(client, lane)
        if len(self._queue) >= self._turns.queue:
            raise QueryBusy(f"{len(self._queue)} queries wait already; try again in a few seconds")
        if sum(ticket.client == client for ticket in self._queue) >= self._turns.client_queue:
            raise ClientBusy(f"{self._turns.client_queue} of your queries wait already; let them be answered first")
        ticket = _Ticket(client, lane)
        self._queue.append(ticket)
        self._dispatch()
        timer = asyncio.get_running_loop().call_later(self._turns.queue_timeout, self._give_up, ticket)
        try:
            return await ticket.granted
        except asyncio.CancelledError:
            if ticket in self._queue:
                self._queue.remove(ticket)
            elif not ticket.granted.cancelled() and ticket.granted.exception() is None:
                self.leave(ticket.granted.result())  # granted in the moment in which its owner left
            raise
        finally:
            timer.cancel()

    def _give_up(self, ticket: _Ticket) -> None:
        if ticket in self._queue:
            self._queue.remove(ticket)
            message = f"no turn became free in {self._turns.queue_timeout:g} seconds; try again"
            ticket.granted.set_exception(QueryBusy(message))

    def lengthen(self, turn: Turn, *, streaming: bool) -> bool:
        """Move a turn out of the short lane. Return whether there was a place for it; if not it must leave."""
        if streaming and self._running[Lane.STREAM] < self._turns.streams:
            self._move(turn, Lane.STREAM)
            return True
        if self._running[Lane.LONG] < self._turns.long:
            self._move(turn, Lane.LONG)
            return True
        return False

    def leave(self, turn: Turn) -> None:
        """Give a turn back."""
        self._running[turn.lane] -= 1
        self._by_client[turn.client] -= 1
        if not self._by_client[turn.client]:
            del self._by_client[turn.client]
        if self._queue:
            self._dispatch()

    def _move(self, turn: Turn, lane: Lane) -> None:
        self._running[turn.lane] -= 1
        turn.lane = lane
        self._running[lane] += 1
        self._dispatch()

    def _has_room(self, lane: Lane) -> bool:
        taken = self._running[Lane.SHORT] + self._running[Lane.LONG]
        return taken < self._turns.total and (lane is Lane.SHORT or self._running[Lane.LONG] < self._turns.long)

    def _grant(self, client: str, lane: Lane) -> Turn:
        self._running[lane] += 1
        self._by_client[client] += 1
        return Turn(client, lane)

    def _dispatch(self) -> None:
        while True:
            able = [ticket for ticket in self._queue if self._has_room(ticket.lane)]
            if not able:
                return
            ticket = min(able, key=lambda ticket: self._by_client[ticket.client])
            self._queue.remove(ticket)
            if not ticket.granted.done():
                ticket.granted.set_result(self._grant(ticket.client, ticket.lane))
