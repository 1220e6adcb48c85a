"""Where a page may name somebody: a key's last word, looked for before any sentence is read.

Reading sentences is what costs; most pages quote few people, and most of their paragraphs name none of them.
"""

from __future__ import annotations

from osce_kg.extract.names import key_words


class NameIndex:
    """The words of one paragraph as keys of names have them. It may find too much, never too little."""

    def __init__(self, text: str) -> None:
        # An apostrophe joins two words of a key ("O'Brien"), or stands between two names.
        joined = text.lower().replace("’", "'")
        self._plain = (joined.replace("'", ""), joined.replace("'", " ")) if "'" in joined else (joined,)
        self._other: set[str] = set()
        if not text.isascii():
            for word in text.split():
                if not word.isascii():
                    self._other |= key_words(word)
        # Names in a script without a romanization, and marks that are apostrophes only in keys, are anybody's.
        self._any = "" in self._other or "`" in text or "´" in text

    def may_have(self, word: str) -> bool:
        """Whether a key whose last word is this one may be that of a name in the paragraph."""
        return self._any or word in self._other or any(_has_word(plain, word) for plain in self._plain)


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
