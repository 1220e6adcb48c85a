"""Names of bodies as the site's languages inflect them: "Misija OEBS-a u Srbiji" met as "Misije OEBS-a u Srbiji".

Words are compared by their first letters, short words not at all; a name must hold the OSCE's own local
abbreviation, so that nothing else is taken for one of its bodies.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

_WORD = re.compile(r"[^\W_]+(?:-[^\W_]+)*")
_OWN = re.compile(r"\b(?:OSCE|OEBS|OESS|OSBE|OSZE|ОБСЕ|ОБСЄ|ОЕБС|ЕҚЫҰ|ЕККУ)", re.I)
_STEM = 4
_SHORTEST = 3
_LONGEST = 12


def inflected_names(names: Iterable[tuple[str, str]]) -> dict[tuple[str, ...], tuple[str, ...]]:
    """Return the stems of names → keys, from pairs of name and key; names without the abbreviation are left out."""
    found: dict[tuple[str, ...], tuple[str, ...]] = {}
    for name, key in names:
        stems = tuple(_stem(match.group()) for match in _words(name))
        if _OWN.search(name) and len(stems) > 1:
            found[stems] = tuple(dict.fromkeys((*found.get(stems, ()), key)))
    return found


def find_inflected(text: str, names: dict[tuple[str, ...], tuple[str, ...]]) -> tuple[int, int, tuple[str, ...]] | None:
    """Return where the longest inflected name stands in the text, and its keys."""
    if not _OWN.search(text):
        return None
    matches = _words(text)
    stems = [_stem(match.group()) for match in matches]
    for length in range(min(len(stems), _LONGEST), 1, -1):
        for first in range(len(stems) - length + 1):
            keys = names.get(tuple(stems[first : first + length]))
            if keys:
                return matches[first].start(), matches[first + length - 1].end(), keys
    return None


def share_place(text: str, names: Iterable[str]) -> bool:
    """Whether a text with the abbreviation names, behind it, a word of one of the names: "… ОБСЕ в Астане"."""
    own = _OWN.search(text)
    if own is None:
        return False
    behind = {_stem(word.group()) for word in _words(text[own.end() :]) if word.group()[0].isupper()}
    return any(
        behind & {_stem(word.group()) for word in _words(name[found.end() :]) if word.group()[0].isupper()}
        for name in names
        if (found := _OWN.search(name)) is not None
    )


def _words(text: str) -> list[re.Match[str]]:
    return [match for match in _WORD.finditer(text) if len(match.group()) >= _SHORTEST]


def _stem(word: str) -> str:
    return word.casefold()[:_STEM]
