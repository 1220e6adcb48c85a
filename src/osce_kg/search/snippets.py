"""A text → the part of it where the words stand closest, and where in it they stand."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from osce_kg.search.folding import Token, tokens
from osce_kg.search.index import stemmer

LENGTH = 240
"""Characters of a snippet, at most but for the rest of a word."""

_READ = 20_000  # characters of a text that are looked at


@dataclass(frozen=True, slots=True)
class Snippet:
    """Part of a text. `marks` are places in it, in order and apart; `before` and `after` tell whether it goes on."""

    text: str
    marks: tuple[tuple[int, int], ...] = ()
    before: bool = False
    after: bool = False


def snippet(text: str, wanted: Collection[str]) -> Snippet:
    """Return the part of a text that has most of the wanted folded words, the first such; its beginning if none."""
    stems = {stem for word in wanted for stem in stemmer().analyze(word)}
    read = list(tokens(text[:_READ]))
    found = [token for token in read if token.word in wanted or _is_stem(token.word, stems)]
    start = _start(found, read)
    end = start + LENGTH
    if end < len(text):
        end = next((token.end for token in read if token.end >= end), len(text))
        end = min(end, start + 2 * LENGTH)
    end = min(end, len(text))
    marks = tuple(
        (token.start - start, token.end - start) for token in found if start <= token.start < token.end <= end
    )
    return Snippet(text[start:end].rstrip(), marks, start > 0, end < len(text.rstrip()))


def marked(text: str, wanted: Collection[str]) -> Snippet:
    """Return a whole text with its wanted words marked."""
    stems = {stem for word in wanted for stem in stemmer().analyze(word)}
    found = (token for token in tokens(text) if token.word in wanted or _is_stem(token.word, stems))
    return Snippet(text, tuple((token.start, token.end) for token in found))


def _is_stem(word: str, stems: Collection[str]) -> bool:
    return bool(stems) and any(stem in stems for stem in stemmer().analyze(word))


def _start(found: Sequence[Token], read: Sequence[Token]) -> int:
    """Return where to begin: some words before the first of those that stand closest together."""
    if not found:
        return 0
    best, most, last = 0, 0, 0
    for first, token in enumerate(found):
        last = max(last, first)
        while last < len(found) and found[last].end - token.start <= LENGTH:
            last += 1
        distinct = len({each.word for each in found[first:last]})
        if distinct > most:
            best, most = first, distinct
    earliest = found[best].start - LENGTH // 4
    if earliest <= 0:
        return 0
    return next(token.start for token in read if token.start >= earliest)
