"""What a user typed → words, phrases and exclusions. Every text means something; too much of it is refused."""

from __future__ import annotations

import re
from dataclasses import dataclass

from osce_kg.errors import QueryRefused
from osce_kg.search.folding import folded

MAX_CHARACTERS = 500
MAX_WORDS = 32

_PART = re.compile(r"""(?P<without>-(?=[^\s-]))?(?:["“”„«»](?P<phrase>[^"“”„«»]*)["“”„«»]?|(?P<word>[^\s"“”„«»]+))""")


class SearchTooLong(QueryRefused):
    """More characters or words than are looked for at once."""


@dataclass(frozen=True, slots=True)
class Words:
    """Folded words. A phrase is of two words or more; one word between quotation marks is a word."""

    words: tuple[str, ...] = ()
    phrases: tuple[tuple[str, ...], ...] = ()
    without: tuple[tuple[str, ...], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.words or self.phrases or self.without)

    @property
    def wanted(self) -> tuple[str, ...]:
        """Every word that is looked for, each once."""
        return tuple(dict.fromkeys([*self.words, *(word for phrase in self.phrases for word in phrase)]))


def read_words(text: str) -> Words:
    """Return what a text asks for: `police "open day" -mission`. Words with hyphens are phrases.

    Raises:
        SearchTooLong: more than 500 characters or 32 words.
    """
    if len(text) > MAX_CHARACTERS:
        raise SearchTooLong(f"a search may have {MAX_CHARACTERS} characters, this one has {len(text):,}")
    words: list[str] = []
    phrases: list[tuple[str, ...]] = []
    without: list[tuple[str, ...]] = []
    for part in _PART.finditer(text):
        found = tuple(folded(part["word"] or part["phrase"] or ""))
        if not found:
            continue
        if part["without"]:
            without.append(found)
        elif len(found) > 1:
            phrases.append(found)
        else:
            words.append(found[0])
    count = len(words) + sum(map(len, (*phrases, *without)))
    if count > MAX_WORDS:
        raise SearchTooLong(f"a search may have {MAX_WORDS} words, this one has {count}")
    return Words(tuple(dict.fromkeys(words)), tuple(dict.fromkeys(phrases)), tuple(dict.fromkeys(without)))
