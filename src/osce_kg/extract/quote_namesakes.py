"""People who share the end of their names: who is meant by a surname, and where on the page each is named."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from functools import cached_property
from itertools import islice

from osce_kg.extract.quote_people import Known


class Namesakes:
    """People in page order, and the full names among them by the ends of their keys."""

    def __init__(self, people: Sequence[Known]) -> None:
        """Keep the full names, and of the surnames those that one full name ends with: they mean that person."""
        keys = dict.fromkeys(known.key for known in people if known.resolved)
        self._by_end = _by_end(keys)
        full = [known for known in people if known.resolved and known.key not in self._by_end]
        self._firsts: dict[str, Known] = {}
        for known in full:
            self._firsts.setdefault(known.key, known)
        short = [known for known in people if not known.resolved]
        short += [known for known in people if known.resolved and known.key in self._by_end]
        meant = [person for known in short if (person := self.meant(known))]
        self.people = tuple(sorted([*full, *meant], key=lambda known: known.span.start))
        self.starts = [known.span.start for known in self.people]

    def meant(self, short: Known) -> Known | None:
        """Return the one person whose full name ends with a surname, where the surname stands."""
        # Two are too many: how many more bear the surname does not matter.
        keys = list(islice((key for key in self._by_end.get(short.key, ()) if key in self._firsts), 2))
        if len(keys) != 1:
            return None
        return self._firsts[keys[0]]._replace(span=short.span, role=None, role_text=None, subject=True)

    @cached_property
    def by_key(self) -> dict[str, list[Known]]:
        """The people by their keys."""
        found: dict[str, list[Known]] = {}
        for known in self.people:
            found.setdefault(known.key, []).append(known)
        return found

    def ends_longer(self, key: str) -> bool:
        """Whether a key is the end of the longer key of one of the people."""
        return any(longer in self._firsts for longer in self._by_end.get(key, ()))

    def within(self, start: int, end: int) -> Sequence[Known]:
        """Return the people named between two offsets."""
        return self.people[bisect_left(self.starts, start) : bisect_left(self.starts, end)]


def _by_end(keys: Sequence[str] | dict[str, None]) -> dict[str, list[str]]:
    """Return the ends of keys, from a hyphen on → the keys."""
    found: dict[str, list[str]] = {}
    for key in keys:
        at = key.find("-")
        while at >= 0:
            found.setdefault(key[at + 1 :], []).append(key)
            at = key.find("-", at + 1)
    return found


class Choice:
    """The one full name that a surname means, by where the surname stands: earlier ones first, then any."""

    def __init__(self, names: Sequence[Known]) -> None:
        """Take the full names with that end, in page order."""
        self._starts = [known.span.start for known in names]
        self._meant: list[Known | None] = []
        seen: dict[str, None] = {}
        shortest, same = None, True
        for known in names:
            if shortest is None or len(known.name) < len(shortest.name):
                shortest = known
                same = all(_is_longer(key, known.key) for key in seen)
            else:
                same = same and _is_longer(known.key, shortest.key)
            seen[known.key] = None
            self._meant.append(shortest if same else None)

    def before(self, offset: int) -> Known | None:
        """Return the shortest of the names before an offset, of all if there is none; None if they are of several."""
        return self._meant[bisect_left(self._starts, offset) - 1] if self._meant else None


def _is_longer(key: str, short: str) -> bool:
    return key == short or key.endswith(f"-{short}")
