"""Two sorted dumps → what was added, removed and changed, thing by thing, in memory that one thing bounds.

Both streams are read in windows that end with the same subject. Windows that are equal cost one comparison of lists; in
others the lines that only one side has are found by sets.
"""

from __future__ import annotations

import operator
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice

from osce_kg.errors import InputError
from osce_kg.outputs.quads import Statement, Thing, parse, unbracketed

WINDOW = 4_000
"""Lines that are read of each side at once; more only where one thing has more."""

_AFTER = "\U0010ffff"


class State(StrEnum):
    """What became of a thing."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class PropertyChange:
    """The objects of one property that went, and those that came; moved to another graph is both."""

    predicate: str
    removed: tuple[Statement, ...]
    added: tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that is not the same in both. `before` and `after` are its lines; `removed` and `added` those of them
    that the other side has not.
    """

    iri: str
    before: Sequence[str]
    after: Sequence[str]
    removed: Sequence[str]
    added: Sequence[str]

    @property
    def state(self) -> State:
        if not self.before:
            return State.ADDED
        return State.CHANGED if self.after else State.REMOVED

    @property
    def thing(self) -> Thing:
        """The thing as it is after, or as it was before it was removed."""
        return Thing(self.iri, [parse(line) for line in self.after or self.before])

    def properties(self) -> list[PropertyChange]:
        """Return what changed, by property, sorted by IRI."""
        removed, added = ([parse(line) for line in lines] for lines in (self.removed, self.added))
        predicates = sorted({statement.predicate for statement in (*removed, *added)})
        return [
            PropertyChange(
                predicate,
                tuple(statement for statement in removed if statement.predicate == predicate),
                tuple(statement for statement in added if statement.predicate == predicate),
            )
            for predicate in predicates
        ]


def compare(before: Iterable[str], after: Iterable[str], window: int = WINDOW) -> Iterator[Change]:
    """Yield every thing that differs, sorted by IRI as the dumps are. Lines are canonical N-Quads, sorted, distinct.

    Raises:
        InputError: lines are not sorted or not distinct; or one that differs is no canonical N-Quads.
    """
    old, new = _Window(before, "the first", window), _Window(after, "the second", window)
    while old.fill() | new.fill():
        bound = min(old.bound, new.bound)
        yield from _differences(old.take(bound), new.take(bound))


class _Window:
    """Reads lines ahead; `bound` sorts after all lines of the last thing that is known to be complete."""

    def __init__(self, lines: Iterable[str], name: str, size: int) -> None:
        self._lines = iter(lines)
        self._name = name
        self._size = size
        self._kept: list[str] = []
        self._last = ""
        self._ended = False
        self.bound = ""

    def fill(self) -> bool:
        """Read until a thing is complete. Return whether there is a line."""
        while not self._ended and (len(self._kept) < self._size or not self.bound):
            more = list(islice(self._lines, self._size))
            self._check(more)
            self._ended = len(more) < self._size
            self._kept += more
            self._set_bound()
        if self._ended:
            self.bound = _AFTER
        return bool(self._kept)

    def _check(self, lines: list[str]) -> None:
        if not lines:
            return
        if self._last >= lines[0] or any(map(operator.ge, lines, islice(lines, 1, None))):
            raise InputError(f"{self._name} dump is not sorted, or has a line twice; sort it with LC_ALL=C sort -u")
        self._last = lines[-1]

    def _set_bound(self) -> None:
        if not self._kept:
            return
        start = bisect_left(self._kept, _subject(self._kept[-1]))
        self.bound = _subject(self._kept[start - 1]) + _AFTER if start else ""

    def take(self, bound: str) -> list[str]:
        """Return the lines before a bound; they are read no more."""
        cut = bisect_right(self._kept, bound)
        taken, self._kept = self._kept[:cut], self._kept[cut:]
        self.bound = ""
        self._set_bound()
        return taken


def _subject(line: str) -> str:
    return line[: line.find(" ") + 1]


def _differences(before: list[str], after: list[str]) -> Iterator[Change]:
    if before == after:
        return
    old, new = set(before), set(after)
    removed = [line for line in before if line not in new]
    added = [line for line in after if line not in old]
    for subject in sorted({_subject(line) for line in (*removed, *added)}):
        if subject == " " or not subject:
            raise InputError(f"not a line of canonical N-Quads: {(removed + added)[0][:200]}")
        yield Change(
            unbracketed(subject[:-1]),
            *(lines[bisect_left(lines, subject) : bisect_right(lines, subject + _AFTER)]
              for lines in (before, after, removed, added)),
        )  # fmt: skip
