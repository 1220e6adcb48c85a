"""A function of blocks that remembers its values for the last few arguments."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import Generic, TypeVar

from osce_kg.page import Block

V = TypeVar("V")


class Recent(Generic[V]):
    """Calls a function once for each of its last few arguments; these are compared, not hashed.

    Pages of a site share the blocks of their menu as objects, and comparing an object with itself takes no time: a
    hash of a hundred blocks is as much work as reading a paragraph.
    """

    def __init__(self, function: Callable[[tuple[Block, ...]], V], size: int) -> None:
        self._function = function
        self._kept: deque[tuple[tuple[Block, ...], V]] = deque(maxlen=size)

    def __call__(self, blocks: tuple[Block, ...]) -> V:
        """Return the function's value."""
        # A copy: another thread may add to it meanwhile.
        for known, value in tuple(self._kept):
            if known == blocks:
                return value
        value = self._function(blocks)
        self._kept.appendleft((blocks, value))
        return value
