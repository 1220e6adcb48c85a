"""Words and marks of a sentence with their offsets, abbreviations kept whole."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from osce_kg.extract.quote_words import ABBREVIATIONS

_TOKEN = re.compile(r"[^\W_](?:[^\W_]|[’'ʼ.\-‐‑](?=[^\W_]))*[’']?|[^\s\w]|_")
_STOPS = frozenset(".!?…")


@dataclass(frozen=True, slots=True)
class Token:
    """One word or mark and where it stands."""

    text: str
    start: int
    end: int

    @property
    def lower(self) -> str:
        return self.text.lower()

    @property
    def is_word(self) -> bool:
        return self.text[0].isalnum()


def tokenize(text: str, start: int, end: int) -> list[Token]:
    """Return the tokens of a range; the full stop of an initial or abbreviation belongs to its word."""
    tokens: list[Token] = []
    for match in _TOKEN.finditer(text, start, end):
        token = Token(match.group(), match.start(), match.end())
        if token.text == "." and tokens and tokens[-1].end == token.start and _abbreviated(tokens[-1].text):
            tokens[-1] = Token(f"{tokens[-1].text}.", tokens[-1].start, token.end)
            continue
        tokens.append(token)
    return tokens


def sentences(tokens: Sequence[Token]) -> list[list[Token]]:
    """Return the tokens split after each sentence's stop; the stops are dropped."""
    found: list[list[Token]] = [[]]
    for token in tokens:
        if token.text in _STOPS:
            found.append([])
        else:
            found[-1].append(token)
    return found


def chunks(tokens: Sequence[Token]) -> list[list[Token]]:
    """Return the tokens split at commas and spaced dashes; a comma at the end leaves an empty last chunk."""
    found: list[list[Token]] = [[]]
    for token in tokens:
        if token.text in {",", "–", "—", "-", ";"}:
            found.append([])
        else:
            found[-1].append(token)
    return found


def _abbreviated(word: str) -> bool:
    return (len(word) == 1 and word.isupper()) or word.lower() in ABBREVIATIONS or bool(_INITIALS.match(word))


_INITIALS = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_]\Z")
