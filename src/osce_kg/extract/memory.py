"""A function's values by its argument, kept within bounds."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

K = TypeVar("K")
V = TypeVar("V")


class Memory(dict[K, V]):
    """Calls a function once per argument, until it remembers `size` of them and forgets them all at once.

    For what is asked hundreds of times a page: a look-up is a dict's and no more, while `lru_cache` also puts each
    value it returns before all others.
    """

    def __init__(self, function: Callable[[K], V], size: int) -> None:
        super().__init__()
        self._function = function
        self._size = size

    def __missing__(self, key: K) -> V:
        if len(self) >= self._size:
            self.clear()
        value = self[key] = self._function(key)
        return value
