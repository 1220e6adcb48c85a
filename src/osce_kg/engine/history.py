"""What a pool remembers of queries and clients: which queries run long, which end their workers, who sends them."""

from __future__ import annotations

import time
from collections import OrderedDict, deque
from collections.abc import Callable
from typing import TypeVar

from osce_kg.engine.model import ClientBusy, QueryQuarantined

_REMEMBERED = 10_000
_T = TypeVar("_T")


class History:
    """Bounded memory of the last queries by key. Times are seconds of a monotonic clock."""

    def __init__(
        self,
        crashes: int = 2,
        client_crashes: int = 50,
        seconds: float = 60.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._crashes_allowed = crashes
        self._client_crashes_allowed = client_crashes
        self._seconds = seconds
        self._clock = clock
        self._long: OrderedDict[str, None] = OrderedDict()
        self._crashes: OrderedDict[str, deque[float]] = OrderedDict()
        self._clients: OrderedDict[str, deque[float]] = OrderedDict()

    def is_long(self, key: str) -> bool:
        """Whether this query ran longer than a moment before."""
        return key in self._long

    def ran_long(self, key: str) -> None:
        """Remember that it did."""
        _remember(self._long, key, None)

    def crashed(self, key: str, client: str) -> None:
        """Remember that a query ended its worker."""
        for memory, who in ((self._crashes, key), (self._clients, client)):
            times = memory.get(who) or deque(maxlen=self._client_crashes_allowed)
            times.append(self._clock())
            _remember(memory, who, times)

    def check(self, key: str, client: str) -> None:
        """Let a query pass.

        Raises:
            QueryQuarantined: it ended several workers in the last minute.
            ClientBusy: queries of this client did, again and again.
        """
        if not self._crashes:
            return
        if self._recent(self._crashes, key) >= self._crashes_allowed:
            raise QueryQuarantined("this query ended its process several times; it is tried again in a minute")
        if self._recent(self._clients, client) >= self._client_crashes_allowed:
            raise ClientBusy("your queries keep ending their processes; none of yours is evaluated for a minute")

    def _recent(self, memory: OrderedDict[str, deque[float]], who: str) -> int:
        times = memory.get(who)
        if times is None:
            return 0
        while times and times[0] < self._clock() - self._seconds:
            times.popleft()
        if not times:
            del memory[who]
        return len(times)


def _remember(memory: OrderedDict[str, _T], key: str, value: _T) -> None:
    memory[key] = value
    memory.move_to_end(key)
    if len(memory) > _REMEMBERED:
        memory.popitem(last=False)
