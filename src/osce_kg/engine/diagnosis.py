"""Where a query stops to be SPARQL, and what could stand there.

Oxigraph's parser reports the furthest place it looked at, and it looks a whole keyword ahead: a misspelt first
word is blamed on a place nine characters on. So the longest run of tokens that can begin a query is searched
here: it is followed by blanks wider than any keyword and by a character that no query has, and the parser is
asked whether it got there. Nothing is evaluated, because no such text parses.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import pyoxigraph

from osce_kg.engine.guard import token_spans

_PAD = " " * 40  # the longest keyword has 14 letters
_STOP = "\x01"
_POSITION = re.compile(r"error at (\d+):(\d+): ")
_CHARACTER_CLASSES = re.compile(r"\['(?:.|\n)*?'\](?=, |$)|\[_\]")
_SHOWN = 40


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """Line and column, both from 1, columns in code points; what was found there, empty at the end; what the
    parser expected instead.
    """

    line: int
    column: int
    found: str
    expected: tuple[str, ...]


def diagnose(text: str, message: str, base: str | None) -> Diagnosis | None:
    """Return what is wrong with a text that the parser refused with this message; None if it gave no position."""
    if not _POSITION.match(message):
        return None
    store = pyoxigraph.Store()
    spans = token_spans(text)
    good, bad = 0, len(spans) + 1  # so many tokens can begin a query; so many cannot, or there are no more
    expected = expected_of(message)
    while bad - good > 1:
        middle = (good + bad) // 2
        complaint = _complaint(store, text[: spans[middle - 1][1]], base)
        if complaint is None:
            bad = middle
        else:
            good = middle
    if good == len(spans):  # what is wrong is known at the end only: something is missing, or names clash
        return Diagnosis(*_place(text, len(text)), "", expected)
    complaint = _complaint(store, text[: spans[good - 1][1]] if good else "", base)
    start, end = spans[good]
    found = text[start:end]
    shown = found if len(found) <= _SHOWN else f"{found[:_SHOWN]}…"
    return Diagnosis(*_place(text, start), shown, expected_of(complaint or message))


def _complaint(store: pyoxigraph.Store, prefix: str, base: str | None) -> str | None:
    """Return the parser's message about what follows a prefix, None if it did not get to its end."""
    padded = prefix + _PAD
    try:
        store.query(padded + _STOP, base_iri=base)
    except SyntaxError as error:
        message = str(error)
    else:
        return None
    match = _POSITION.match(message)
    line, column = _place(padded, len(padded))
    return message if match and (int(match[1]), int(match[2])) >= (line, column) else None


def _place(text: str, offset: int) -> tuple[int, int]:
    """Return line and column of an offset."""
    return text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)


def expected_of(message: str) -> tuple[str, ...]:
    """Return what the parser expected by its message, without its character classes, in its order."""
    detail = message[match.end() :] if (match := _POSITION.match(message)) else message
    listed = _CHARACTER_CLASSES.sub("", detail.removeprefix("expected ").removeprefix("one of "))
    return tuple(dict.fromkeys(name.strip() for name in listed.split(", ") if name.strip()))
