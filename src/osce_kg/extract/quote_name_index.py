"""Where a page may name somebody: a key's last word, looked for before any sentence is read.

Reading sentences is what costs; most pages quote few people, and most of their paragraphs name none of them.
"""

from __future__ import annotations

from osce_kg.extract.names import key_words


class NameIndex:
    """The words of one paragraph as keys of names have them. It may find too much, never too little."""

    __slots__ = ("_any", "_other", "_plain")

    def __init__(self, text: str) -> None:
        self._other: set[str] = set()
        plain = text
        if not text.isascii():
            plain = text.replace("’", "'").replace("“", " ").replace("”", " ").replace("–", " ")
            if not plain.isascii():
                for word in plain.split():
                    if not word.isascii():
                        self._other |= key_words(word)
        plain = plain.lower()
        # An apostrophe joins two words of a key ("O'Brien"), or stands between two names.
        self._plain = (plain.replace("'", ""), plain.replace("'", " ")) if "'" in plain else (plain,)
        # Names in a script without a romanization, and marks that are apostrophes only in keys, are anybody's.
        self._any = "`" in plain or "´" in plain or "" in self._other

    def may_have(self, word: str) -> bool:
        """Whether a key whose last word is this one may be that of a name in the paragraph."""
        if self._any or word in self._other:
            return True
        for plain in self._plain:
            if word in plain and _has_word(plain, word):
                return True
        return False


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
