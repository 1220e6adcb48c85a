"""Where a page may name somebody: a key's last word, looked for before any sentence is read.

Reading sentences is what costs; most pages quote few people, and most of their paragraphs name none of them.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence

from osce_kg.extract.names import key_words

_WORD = re.compile(r"[a-z0-9]+")
# A page that quotes more people than this is searched once for all words, not once for each.
_SEARCHES = 64


class NameIndex:
    """The words of paragraphs as keys of names have them. It may find too much, never too little."""

    def __init__(self, texts: Sequence[str]) -> None:
        parts: list[str] = []
        self._owners: list[int] = []
        self._other: dict[str, list[int]] = {}
        self._anybody: set[int] = set()
        for at, text in enumerate(texts):
            plain = text.lower()
            if not text.isascii():
                plain = plain.replace("’", "'")
                self._read_other(at, text)
            # An apostrophe joins two words of a key ("O'Brien"), or stands between two names.
            forms = (plain.replace("'", ""), plain.replace("'", " ")) if "'" in plain else (plain,)
            parts += forms
            self._owners += [at] * len(forms)
        self._parts = parts
        self._whole = "\n".join(parts)
        self._ends: list[int] = []
        self._searches = 0
        self._places: dict[str, set[int]] | None = None

    def _read_other(self, at: int, text: str) -> None:
        """Remember the words of other alphabets, and whether the paragraph may name anybody for all that is known."""
        other = text.replace("’", "'").replace("“", " ").replace("”", " ").replace("–", " ")
        if other.isascii():
            return
        for word in other.split():
            if not (word.isascii() or _ends_no_name(word)):
                for key in key_words(word):
                    self._other.setdefault(key, []).append(at)
        if "`" in other or "´" in other or at in self._other.get("", ()):
            # Marks that are apostrophes only in keys; a name in a script without a romanization.
            self._anybody.add(at)

    def may_have(self, word: str) -> list[int]:
        """Return the positions of the paragraphs where a name may be whose key ends with this word."""
        self._searches += 1
        if self._searches <= _SEARCHES:
            found = self._searched(word)
        else:
            if self._places is None:
                self._places = self._all_places()
            found = self._places.get(word, set())
        return sorted({*found, *self._other.get(word, ()), *self._anybody})

    def _searched(self, word: str) -> set[int]:
        found: set[int] = set()
        whole = self._whole
        at = whole.find(word)
        while at >= 0:
            end = at + len(word)
            if not (_continues(whole[at - 1 : at]) or _continues(whole[end : end + 1])):
                found.add(self._owner(at))
            at = whole.find(word, at + 1)
        return found

    def _owner(self, offset: int) -> int:
        """Return the position of the paragraph to whose part an offset of the whole belongs."""
        if not self._ends:
            end = -1
            for part in self._parts:
                end += len(part) + 1
                self._ends.append(end)
        return self._owners[bisect_right(self._ends, offset)]

    def _all_places(self) -> dict[str, set[int]]:
        places: dict[str, set[int]] = {}
        for owner, part in zip(self._owners, self._parts, strict=True):
            for word in set(_WORD.findall(part)):
                places.setdefault(word, set()).add(owner)
        return places


def may_hold(text: str, word: str) -> bool:
    """Whether a name in the text may have a key with the word; a quick no for texts in plain letters."""
    plain = text.lower().replace("’", "'").replace("“", " ").replace("”", " ").replace("–", " ")
    return not plain.isascii() or "`" in plain or word in plain.replace("'", "")


def _ends_no_name(word: str) -> bool:
    """Whether a word is in small letters, as no name ends but Kyrgyz patronymics; Georgian has no others."""
    return word.islower() and max(word) < "ა" and "уулу" not in word and "кызы" not in word


def _continues(char: str) -> bool:
    # Letters of other alphabets may be no part of a key.
    return char.isascii() and char.isalnum()
