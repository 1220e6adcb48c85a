"""Words and marks of a sentence with their offsets, abbreviations kept whole."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from typing import NamedTuple

from osce_kg.extract.quote_words import ABBREVIATIONS

_TOKEN = re.compile(r"[^\W_]+(?:[’'ʼ.\-‐‑][^\W_]+)*[’']?|[^\s\w]|_")
_new = tuple.__new__
_STOPS = frozenset(".!?…")
_BREAKS = frozenset(",–—-;")


class Token(NamedTuple):
    """One word or mark, where it stands, its small letters, and whether it is a word.

    A tuple, because pages have thousands of them.
    """

    text: str
    start: int
    end: int
    lower: str
    is_word: bool

    def with_stop(self) -> Token:
        """Return the word with the full stop behind it as its own."""
        return Token(f"{self.text}.", self.start, self.end + 1, f"{self.lower}.", self.is_word)


def tokenize(text: str, start: int, end: int) -> list[Token]:
    """Return the tokens of a range; the full stop of an initial or abbreviation belongs to its word."""
    # Made as tuples: the constructor of a named tuple costs as much as all the rest.
    found = [
        _new(Token, (word := match[0], (begin := match.start()), begin + len(word), word.lower(), word[0].isalnum()))
        for match in _TOKEN.finditer(text, start, end)
    ]
    if text.find(".", start, end) >= 0:
        # From the end, so that what is taken out moves nothing that is still to be looked at.
        for at in [at for at, token in enumerate(found) if token.text == "."][::-1]:
            before = found[at - 1] if at else None
            if before and before.end == found[at].start and _abbreviated(before.text):
                found[at - 1 : at + 1] = [before.with_stop()]
    return found


def sentences(tokens: Sequence[Token]) -> list[list[Token]]:
    """Return the tokens split after each sentence's stop; the stops are dropped."""
    return _split(tokens, _STOPS)


def first_sentence(tokens: list[Token], begin: int) -> list[Token]:
    """Return the tokens from one on up to a sentence's stop."""
    for index in range(begin, len(tokens)):
        if tokens[index].text in _STOPS:
            return tokens[begin:index]
    return tokens[begin:]


def chunks(tokens: Sequence[Token]) -> list[list[Token]]:
    """Return the tokens split at commas and spaced dashes; a comma at the end leaves an empty last chunk.

    What stands in brackets is one with what they follow: "NAME (MP, Finland), ROLE".
    """
    inside: set[int] = set()
    texts = [token.text for token in tokens]
    opened = texts.index("(") if "(" in texts else None
    if opened is not None:
        for index in range(opened + 1, len(texts)):
            if texts[index] == ")" and opened is not None:
                inside.update(range(opened, index))
                opened = None
            elif texts[index] == "(":
                opened = index
    return _split(tokens, _BREAKS, inside)


def _split(tokens: Sequence[Token], marks: frozenset[str], without: Collection[int] = ()) -> list[list[Token]]:
    at = [index for index, token in enumerate(tokens) if token.text in marks and index not in without]
    if not at:
        return [list(tokens)]
    begins = [0, *(index + 1 for index in at)]
    return [list(tokens[begin:end]) for begin, end in zip(begins, [*at, len(tokens)], strict=True)]


def _abbreviated(word: str) -> bool:
    return (len(word) == 1 and word.isupper()) or word.lower() in ABBREVIATIONS or bool(_INITIALS.match(word))


_INITIALS = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_]\Z")
