"""Descriptions of people whose names are kept out of the graph: victims, detainees, minors."""

from __future__ import annotations

import re
from functools import lru_cache

from osce_kg.extract.quote_words import ROLE_WORDS, WITHHELD, WITHHELD_STATES

_WORD = re.compile(r"[^\W_]+(?:-[^\W_]+)*")
_HEAD_ENDS = frozenset({"of", "for", "in", "to", "on", "at", "from", "with", "by", "who"})
_ADULT = 18
_MOST_DIGITS = 3


def is_age(word: str) -> bool:
    """Whether a word is a number that may be somebody's age in years."""
    return len(word) <= _MOST_DIGITS and word.isdecimal()


def is_minors_age(word: str) -> bool:
    """Whether a word is the age of somebody who is not of age."""
    return is_age(word) and int(word) < _ADULT


@lru_cache(maxsize=1 << 13)
def withheld(description: str) -> bool:
    """Whether a description is of somebody whose name is kept out: a victim, a detainee, a minor.

    The word must be what the person is: a "child protection officer" and a "Minister for Children" are named.
    """
    words = [match.group() for match in _WORD.finditer(description.lower())]
    if (words and is_minors_age(words[0])) or any(word.endswith("year-old") for word in words):
        return True
    start = 3 if words[:2] == ["one", "of"] else 0
    stop = next((at for at, word in enumerate(words) if at >= start and word in _HEAD_ENDS), len(words))
    head = words[start and 2 : stop]
    if any(word in WITHHELD_STATES for word in head):
        return True
    return any(
        word in WITHHELD and not any(later in ROLE_WORDS for later in head[at + 1 :]) for at, word in enumerate(head)
    )
