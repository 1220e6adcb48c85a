"""Where a page may name somebody: a key's last word, looked for before any sentence is read.

Reading sentences is what costs; most pages quote few people, and most of their paragraphs name none of them.
"""

from __future__ import annotations

from collections.abc import Sequence

from osce_kg.extract.names import key_words


class NameIndex:
    """The words of paragraphs as keys of names have them. It may find too much, never too little."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._plain: list[str] = []
        self._other: dict[int, set[str]] = {}
        for at, text in enumerate(texts):
            plain = text.lower()
            if not text.isascii():
                plain = plain.replace("’", "'")
                other = text.replace("’", "'").replace("“", " ").replace("”", " ").replace("–", " ")
                if not other.isascii():
                    words = [key_words(word) for word in other.split() if not word.isascii()]
                    self._other[at] = set().union(*words)
            self._plain.append(plain)

    def may_have(self, word: str) -> list[int]:
        """Return the positions of the paragraphs where a name may be whose key ends with this word."""
        return [at for at, plain in enumerate(self._plain) if self._may_have(word, plain, at)]

    def _may_have(self, word: str, plain: str, at: int) -> bool:
        if at in self._other and not self._other[at].isdisjoint((word, "")):
            # "" is of a name in a script without a romanization: it may be anybody's.
            return True
        if "`" in plain or "´" in plain:
            # Marks that are apostrophes only in keys.
            return True
        if "'" in plain:
            # An apostrophe joins two words of a key ("O'Brien"), or stands between two names.
            return _has_word(plain.replace("'", ""), word) or _has_word(plain.replace("'", " "), word)
        return word in plain and _has_word(plain, word)


def _has_word(text: str, word: str) -> bool:
    at = text.find(word)
    while at >= 0:
        end = at + len(word)
        if not (_continues(text[at - 1 : at]) or _continues(text[end : end + 1])):
            return True
        at = text.find(word, at + 1)
    return False


def _continues(char: str) -> bool:
    # Letters of other alphabets may be no part of a key.
    return char.isascii() and char.isalnum()
