"""Words → tokens that find each other: without case, diacritics and script, and once more as they sound.

One function serves the index and what is looked for, so both agree whatever the romanization is.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from osce_kg.extract.folding import romanize

_WORD = re.compile(r"[^\W_]+")
_KEPT = re.compile("[a-z0-9]+")
_LONGEST = 64
# What languages write differently for one sound, after diacritics are gone: "š" is "s" here and "sh" there.
_SOUNDS = tuple(
    (re.compile(written), sound)
    for written, sound in (
        ("shch|sch|sh", "s"), ("tch|tsch|ch|ts|cz", "c"), ("zh|dzh|dj|gj", "z"), ("kh|gh", "h"), ("dz", "z"),
        ("ph", "f"), ("[jy]", "i"), ("w", "v"), ("q", "k"), (r"(.)\1+", r"\1"), ("i+", "i"),
    )
)  # fmt: skip


class Token(NamedTuple):
    """A folded word, and where it stands in the text it is from."""

    word: str
    start: int
    end: int


def tokens(text: str) -> Iterator[Token]:
    """Yield the words of a text folded, in their order; characters that are in no word separate."""
    for match in _WORD.finditer(text):
        folded = fold(match[0])
        if folded:
            yield Token(folded, match.start(), match.end())


def folded(text: str) -> list[str]:
    """Return the folded words of a text."""
    return [word for match in _WORD.findall(text) if (word := fold(match))]


@lru_cache(maxsize=1 << 16)
def fold(word: str) -> str:
    """Return one word folded, at most 64 characters; empty if nothing is left.

    Letters of scripts that are not romanized stay as they are, in lower case.
    """
    if word.isascii():
        return word.lower()[:_LONGEST]
    unified = unicodedata.normalize("NFKC", word)
    return "".join(letter for letter in romanize(unified).lower() if letter.isalnum())[:_LONGEST]


@lru_cache(maxsize=1 << 16)
def sound(word: str) -> str:
    """Return a folded word as it sounds in the languages of the region: `prishtina` and `pristina` are one."""
    if not _KEPT.fullmatch(word):
        return word
    for written, heard in _SOUNDS:
        word = written.sub(heard, word)
    return word
