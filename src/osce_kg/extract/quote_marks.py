"""Quoted stretches of a paragraph: curly, straight, low-high and guillemet marks, nested ones inside."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

_CLOSERS = {"“": "”", "„": "“”", "«": "»", "»": "«", '"': '"', "”": "”", "‟": "”"}
_STRAIGHT = '"'
_MARK = re.compile('[“„«»"”‟]')


class Quoted(NamedTuple):
    """A stretch between marks, as offsets in the paragraph.

    `open` is the opening mark, `start` to `end` the words, `after` the first character behind the closing
    mark. One that is not `closed` runs to the paragraph's end.
    """

    open: int
    start: int
    end: int
    after: int
    closed: bool = True


def find_quoted(text: str) -> tuple[Quoted, ...]:
    """Return the outermost quoted stretches in order; one without its closing mark runs to the end."""
    # Most paragraphs have no mark; looking for each of them costs less than one expression for all.
    if _STRAIGHT in text:
        return _find_quoted(text)
    if text.isascii():
        return ()
    marked = "“" in text or "„" in text or "«" in text or "»" in text or "”" in text or "‟" in text
    return _find_quoted(text) if marked else ()


@lru_cache(maxsize=64)
def _find_quoted(text: str) -> tuple[Quoted, ...]:
    found: list[Quoted] = []
    index, nesting = 0, True
    while (mark := _MARK.search(text, index)) is not None:
        index = mark.start()
        if not _opens(text, index):
            index += 1
            continue
        closed = _close(text, index, nested=True) if nesting else None
        # Marks that do not pair up once will not pair up further on: reading stays linear.
        nesting = closed is not None
        quoted = closed or _close(text, index, nested=False) or _unclosed(text, index)
        found.append(quoted)
        index = quoted.after
    return tuple(found)


def _opens(text: str, index: int) -> bool:
    mark = text[index]
    if mark == "«" and _spaced(text, index):
        return True
    if mark in "“„«‟":
        return _before_word(text, index)
    if mark == _STRAIGHT:
        return _opening_side(text, index)
    # A right mark opens only where nothing but an opening mark can stand.
    return mark in "»”" and _opening_side(text, index) and _before_word(text, index)


def _spaced(text: str, index: int) -> bool:
    """Whether a guillemet opens with a space inside, as French sets it."""
    before, after = text[index - 1 : index] if index else " ", text[index + 1 : index + 2]
    return (before.isspace() or before in "([") and after in {" ", "\xa0", "\u202f"} and _before_word(text, index + 1)


def _close(text: str, index: int, *, nested: bool) -> Quoted | None:
    """Return the stretch that opens at the index, marks of the same kind within it counted if `nested`."""
    mark = text[index]
    depth = 0
    for match in _MARK.finditer(text, index + 1):
        at = match.start()
        if nested and _nests(text, at, mark):
            depth += 1
        elif _closes(text, at, mark):
            if depth == 0:
                return Quoted(index, index + 1, at, at + 1)
            depth -= 1
    return None


def _unclosed(text: str, index: int) -> Quoted:
    end = len(text.rstrip())
    return Quoted(index, index + 1, max(end, index + 1), len(text), closed=False)


def _nests(text: str, at: int, mark: str) -> bool:
    char = text[at]
    if char != mark or mark in "»”":
        return False
    if mark in "“" and _closes_misprinted(text, at):
        return False
    return _opening_side(text, at) if mark in '"“' else True


def _closes(text: str, at: int, mark: str) -> bool:
    char = text[at]
    if char in _CLOSERS[mark]:
        return mark != _STRAIGHT or not _opening_side(text, at) or at + 1 == len(text)
    if mark in "“”" and char in '“"':
        return _closes_misprinted(text, at)
    if mark in '„"' and char in '"”':
        return _closes_misprinted(text, at)
    return False


def _closes_misprinted(text: str, at: int) -> bool:
    """A mark of the wrong shape closes where only a closing one can stand: after a word, before none."""
    return at > 0 and not text[at - 1].isspace() and not text[at + 1 : at + 2].isalnum()


def _opening_side(text: str, index: int) -> bool:
    """Whether the mark has white space or an opening bracket or dash on its left and a word on its right."""
    left = text[index - 1] if index else " "
    return (left.isspace() or left in "([{—–-:,/") and _before_word(text, index)


def _before_word(text: str, index: int) -> bool:
    right = text[index + 1 : index + 2]
    return bool(right) and not right.isspace() and (right.isalnum() or right in "[('‘…“„«$€.&\"#")
