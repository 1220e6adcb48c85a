"""The engine of the server on Linux: every query in a process of its own kind, which may be killed.

The event loop only passes bytes. A template process holds the store; workers forked from it evaluate one query
at a time, within a deadline, an address space and no network. A worker that is killed, crashes, has served
long enough or has been slowed down is replaced by a new one, and no other query notices.
"""

from __future__ import annotations

import asyncio
from collections import Counter

from osce_kg.engine.admission import Admission, Lane
from osce_kg.engine.fleet import Fleet, Loaded
from osce_kg.engine.guard import INLINE_BYTES, Inspection, inspect
from osce_kg.engine.history import History
from osce_kg.engine.limits import EngineLimits
from osce_kg.engine.model import QueryAnswer, QueryCrash, QueryRequest, query_key
from osce_kg.engine.run import Displaced, Run, Unlucky
from osce_kg.engine.template import Plan
from osce_kg.engine.wire import Task

_RETRIES = 2


class PoolEngine:
    """Answers queries by a fleet of workers. Made and used on one event loop."""

    def __init__(self, plan: Plan, limits: EngineLimits | None = None) -> None:
        self.limits = limits or EngineLimits()
        self.fleet = Fleet(plan, spare=max(2, self.limits.turns.total))
        self.admission = Admission(self.limits.turns)
        self.history = History()
        self.outcomes: Counter[str] = Counter()
        self._runs: set[Run] = set()

    async def start(self) -> Loaded:
        """Load the store and return what was loaded; see `Fleet.start` for errors."""
        return await self.fleet.start()

    @property
    def running(self) -> int:
        """How many queries are being answered."""
        return len(self._runs)

    @property
    def held_bytes(self) -> int:
        """Bytes of answers that wait here for their readers."""
        return sum(run.held for run in self._runs)

    async def query(self, request: QueryRequest) -> QueryAnswer:
        """Return the answer as soon as its first bytes are there; see `Engine.query`.

        Raises:
            QueryMemory, QueryCrash: the evaluation ended its process.
            QueryQuarantined, ClientBusy: it did so before, or its sender asks too much.
        """
        inspection = request.inspection or await self._inspect(request.text)
        key = request.key or query_key(request.text)
        timeout = self.limits.seconds(request.timeout)
        lane = Lane.LONG if self.history.is_long(key) else Lane.SHORT
        task = _task(request, inspection, self.limits)
        attempts = 0
        while True:
            self.history.check(key, request.client)
            turn = await self.admission.enter(request.client, lane)
            run = Run(self, turn, key, timeout)
            self._runs.add(run)
            try:
                return await run.begin(task)
            except Displaced:
                lane = Lane.LONG
                self.outcomes["displaced"] += 1
            except Unlucky as error:
                attempts += 1
                self.outcomes["retried"] += 1
                if attempts > _RETRIES:
                    raise QueryCrash("the evaluation was ended from outside, again and again; try later") from error

    async def close(self) -> None:
        """Give up what runs and end all processes."""
        await self.fleet.close()

    def forget(self, run: Run) -> None:
        """Take a run that has ended off the list and give its turn back."""
        self._runs.discard(run)
        self.admission.leave(run.turn)

    async def _inspect(self, text: str) -> Inspection:
        if len(text) <= INLINE_BYTES:
            return inspect(text, self.limits.query)
        return await asyncio.to_thread(inspect, text, self.limits.query)


def _task(request: QueryRequest, inspection: Inspection, limits: EngineLimits) -> Task:
    dataset = request.dataset
    return Task(
        request.text, request.format.name, dataset.default_graphs, dataset.named_graphs,
        inspection.has_dataset, limits.max_rows, limits.max_answer_bytes, request.base,
    )  # fmt: skip
