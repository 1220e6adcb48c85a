"""Bodies in roles that are not in English: by their localised names in any case form.

A name must hold the OSCE's own local abbreviation, so that nothing else is taken for one of its bodies.
"""

from __future__ import annotations

import datetime as dt
import re
from functools import lru_cache

import ahocorasick_rs

from osce_kg.extract.inflection import bases, table_language
from osce_kg.extract.mention_patterns import Pattern, end_of_suffixed, ends_word, inflected_bodies, lowered
from osce_kg.reference.model import Body, Label, Registries

_WORD = re.compile(r"[^\W_]+(?:-[^\W_]+)*")
_OWN = re.compile(r"\b(?:OSCE|OEBS|OESS|OSBE|OSZE|ОБСЕ|ОБСЄ|ОЕБС|ЕҚЫҰ|ЕККУ)", re.I)
_SHORTEST = 3


class _Names:
    """The localised names of bodies and their case forms, looked for in one pass."""

    def __init__(self, registries: Registries) -> None:
        self._patterns: dict[str, list[Pattern]] = {}
        for name, pattern in inflected_bodies(registries):
            if not pattern.bare or _OWN.search(name):
                self._patterns.setdefault(lowered(name), []).append(pattern)
        for body in registries.bodies.values():
            for label in body.alt_labels:
                if label.lang not in {None, "en"} and " " in label.text and _OWN.search(label.text):
                    self._patterns.setdefault(lowered(label.text), []).append(Pattern("organization", (body.key,)))
        self._all = list(self._patterns.values())
        self._automaton = ahocorasick_rs.AhoCorasick(list(self._patterns))

    def longest(self, text: str) -> tuple[int, int, tuple[str, ...]] | None:
        """Return where the longest name stands, the first of several, and the keys of the bodies that have it."""
        low = lowered(text)
        best: tuple[int, int, tuple[str, ...]] | None = None
        for number, start, end in self._automaton.find_matches_as_indexes(low, overlapping=True):
            if start and (low[start - 1].isalnum() or low[start - 1] == "_"):
                continue
            for pattern in self._all[number]:
                stop = end if ends_word(low, end) else end_of_suffixed(low, end, pattern)
                if stop is None or (best and (stop - start, -start) < (best[1] - best[0], -best[0])):
                    continue
                same = best[2] if best and best[:2] == (start, stop) else ()
                best = start, stop, tuple(dict.fromkeys((*same, *pattern.keys)))
        return best


@lru_cache(maxsize=2)
def _names(registries: Registries) -> _Names:
    return _Names(registries)


def body_inflected(text: str, registries: Registries, on: dt.date | None) -> tuple[int, int, Body] | None:
    """Return where an inflected name of a body stands in a text that is not in English, and the body."""
    if not _OWN.search(text):
        return None
    found = _names(registries).longest(text)
    if found is None:
        return None
    bodies = [registries.bodies[key] for key in found[2]]
    if len(bodies) > 1:
        bodies = [body for body in bodies if on is not None and body.in_force(on)]
    return (found[0], found[1], bodies[0]) if len(bodies) == 1 else None


def share_place(text: str, labels: tuple[Label, ...]) -> bool:
    """Whether a text with the abbreviation names, behind it, a word of one of the names: "… ОБСЕ в Астане"."""
    own = _OWN.search(text)
    if own is None:
        return False
    for label in labels:
        found = _OWN.search(label.text)
        if found and _behind(text, own.end(), label) & _behind(label.text, found.end(), label):
            return True
    return False


def _behind(text: str, start: int, label: Label) -> set[str]:
    """Return the words in capitals from there on, and what they may be case forms of in the label's language."""
    table = table_language(label.lang)
    words = [word for word in _WORD.findall(text[start:]) if len(word) >= _SHORTEST and word[0].isupper()]
    found = {word.lower() for word in words}
    return found.union(*(bases(word, table) for word in found)) if table else found
