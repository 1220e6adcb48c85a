"""Blackens the names of suppressed people in a page, before anything is read from it."""

from __future__ import annotations

import re

from osce_kg.extract.names import is_name_word, person_key
from osce_kg.reference.people import People

_WORD = re.compile(r"[^\W\d_][\w’'ʼ.\-‐‑]*")
_GAP = re.compile(r"[ \u00a0]{1,2}\Z")
_LONGEST = 5
_BLOCK = "█"


def redact(text: str, people: People) -> str:
    """Return the text, of the same length, with every name of a suppressed person in blocks.

    Full names are found by the hash of their key; where one is found, its last word is blackened everywhere.
    """
    if not people.suppressed:
        return text
    surnames: set[str] = set()
    spans: list[tuple[int, int]] = []
    for run in _runs(text):
        for first in range(len(run)):
            for last in range(first + 1, min(first + _LONGEST, len(run))):
                start, end = run[first].start(), run[last].end()
                if people.is_suppressed(person_key(text[start:end])):
                    spans.append((start, end))
                    surnames.add(run[last].group().rstrip("."))
    for surname in surnames:
        spans += [match.span() for match in re.finditer(rf"(?<!\w){re.escape(surname)}", text, re.IGNORECASE)]
    characters = list(text)
    for start, end in spans:
        for index in range(start, end):
            if not characters[index].isspace():
                characters[index] = _BLOCK
    return "".join(characters)


def _runs(text: str) -> list[list[re.Match[str]]]:
    """Return the runs of words that could be names, next to each other on one line."""
    runs: list[list[re.Match[str]]] = []
    previous_end = -10
    for match in _WORD.finditer(text):
        if not is_name_word(match.group().rstrip(".")):
            continue
        if runs and _GAP.match(text[previous_end : match.start()]):
            runs[-1].append(match)
        else:
            runs.append([match])
        previous_end = match.end()
    return [run for run in runs if len(run) > 1]
