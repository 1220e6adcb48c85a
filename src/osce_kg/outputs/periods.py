"""Times of reduced precision, and whether something held on a day: yes, possibly, or no."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from osce_kg.outputs.quads import Thing
from osce_kg.vocab import OSCE

_OPEN = "9999-12-31"


class Held(StrEnum):
    """Whether something held at a time, by its dates."""

    YES = "yes"
    POSSIBLY = "possibly"
    NO = "no"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Period:
    """Bounds as ISO 8601 days, each inclusive. It held for certain from `from_latest` to `until_earliest`, and outside
    of `from_earliest` to `until_latest` for certain not. `known_until` is the last day that a source speaks of.
    """

    from_earliest: str
    from_latest: str
    until_earliest: str
    until_latest: str
    known_until: str

    def held(self, start: str, end: str) -> Held:
        """Whether it held on some day from `start` to `end`, both inclusive."""
        if end < self.from_earliest or start > self.until_latest:
            return Held.NO
        certain = max(start, self.from_latest) <= min(end, self.until_earliest)
        return Held.YES if certain else Held.POSSIBLY

    def months(self) -> Iterator[str]:
        """Yield the months (`2007-06`) on some day of which it held or may have held, as far as is known."""
        first, last = self.from_earliest[:7], min(self.until_latest, self.known_until)[:7]
        year, month = int(first[:4]), int(first[5:])
        while (current := f"{year:04}-{month:02}") <= last:
            yield current
            year, month = (year + 1, 1) if month == 12 else (year, month + 1)


def period_of(thing: Thing) -> Period | None:
    """Return the period of a thing with `osce:fromEarliest` and the like; None if nothing says when it began.

    One that is ongoing held for certain up to the day its status was looked at. Where the end is not known, it held
    for certain when it began, and possibly ever since.
    """
    from_earliest = thing.one(OSCE.fromEarliest)
    if from_earliest is None:
        return None
    from_latest = thing.one(OSCE.fromLatest) or from_earliest
    as_of = thing.one(OSCE.statusAsOf)
    until_latest = thing.one(OSCE.untilLatest)
    if until_latest is not None:
        until_earliest = thing.one(OSCE.untilEarliest) or from_latest
        return Period(from_earliest, from_latest, until_earliest, until_latest, until_latest)
    if thing.one(OSCE.endState) == OSCE.Ongoing:
        return Period(from_earliest, from_latest, as_of or _OPEN, _OPEN, as_of or from_latest)
    return Period(from_earliest, from_latest, from_latest, _OPEN, as_of or from_latest)


def held_by_any(periods: Iterable[Period | None], start: str, end: str) -> Held:
    """Whether any of several periods held from `start` to `end`; unknown if none is known to, and one has no dates."""
    found = {period.held(start, end) if period else Held.UNKNOWN for period in periods}
    return next((held for held in (Held.YES, Held.POSSIBLY, Held.UNKNOWN) if held in found), Held.NO)


def held_in_year(periods: Iterable[Period | None], year: int) -> Held:
    """Whether any of several periods held on some day of a year."""
    return held_by_any(periods, f"{year:04}-01-01", f"{year:04}-12-31") if year else Held.UNKNOWN
