"""Templates → sentences: `[a|b]` is expanded once, `{slot}` is filled from the story or from a pool."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

Draw: TypeAlias = Callable[[], float]
"""A source of floats in [0, 1)."""

STORY_SLOTS = (
    "org", "Org", "short", "Short", "short_name", "place", "country", "subject", "subject_cap", "project", "town",
    "town2",
)  # fmt: skip
"""What a story fills in, in this order."""

_CHOICE = re.compile(r"\[([^\]]*)\]")
_SLOT = re.compile(r"\{(\w+)\}")
_MOST_VARIANTS = 24

Form: TypeAlias = tuple[str, tuple[int, ...], int]
"""A %-format, the slots it takes (story slots first, then pools), and about how long it will be."""

_USUAL_VALUE = 12


@dataclass(frozen=True)
class Grammar:
    """Pools of words by name, and templates compiled against them."""

    pools: tuple[tuple[str, ...], ...]
    names: tuple[str, ...]

    @classmethod
    def of(cls, pools: dict[str, tuple[str, ...]]) -> Grammar:
        return cls(tuple(pools.values()), tuple(pools))

    def compile(self, templates: str) -> tuple[tuple[Form, ...], ...]:
        """Return, per line, the forms that its alternatives give: at most `_MOST_VARIANTS`, evenly chosen."""
        return tuple(tuple(map(self._form, _variants(line))) for line in templates.strip("\n").split("\n"))

    def _form(self, text: str) -> Form:
        order = (*STORY_SLOTS, *self.names)
        slots = tuple(order.index(name) for name in _SLOT.findall(text))
        length = len(_SLOT.sub("", text)) + _USUAL_VALUE * len(slots)
        return _SLOT.sub("%s", text.replace("%", "%%")), slots, length

    def fill(self, text: str, slots: Sequence[int], story: Sequence[str], draw: Draw) -> str:
        """Return a form, or many that are joined to one, with its slots filled."""
        known, pools = len(STORY_SLOTS), self.pools
        return text % tuple(
            [story[slot] if slot < known else (pool := pools[slot - known])[int(draw() * len(pool))] for slot in slots]
        )


def _variants(line: str) -> list[str]:
    parts = _CHOICE.split(line)
    choices = [part.split("|") if index % 2 else [part] for index, part in enumerate(parts)]
    found = ["".join(combination) for combination in itertools.product(*choices)]
    step = max(1, len(found) // _MOST_VARIANTS)
    return found[::step][:_MOST_VARIANTS]


def cap(text: str) -> str:
    """Return the text with a capital first letter, the rest unchanged."""
    return text[:1].upper() + text[1:]
