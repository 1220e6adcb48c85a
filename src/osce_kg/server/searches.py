"""Searches run on threads of their own: the event loop never waits for one, and few may wait for their turn."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from osce_kg.engine.model import QueryBusy
from osce_kg.search.finder import Finder

_THREADS = 2
_WAITING = 64

T = TypeVar("T")


class Searches:
    """Runs what asks a finder."""

    def __init__(self, finder: Finder) -> None:
        self._finder = finder
        self._threads = ThreadPoolExecutor(_THREADS, thread_name_prefix="search")
        self._asked = 0

    async def run(self, look: Callable[[Finder], T]) -> T:
        """Return what a function finds.

        Raises:
            QueryBusy: too many searches wait already.
            QueryRefused: the finder refuses this one.
        """
        if self._asked >= _WAITING:
            raise QueryBusy(f"{self._asked} searches wait already; try again in a few seconds")
        self._asked += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, look, self._finder)
        finally:
            self._asked -= 1
