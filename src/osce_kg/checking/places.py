"""Page texts → lines of the files that captures lie in, as far as a file has such lines."""

from __future__ import annotations

import html
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from osce_kg.captures import html as html_files
from osce_kg.captures import jsonl as json_lines
from osce_kg.captures import text as text_files
from osce_kg.charset import decode

_MOST_BYTES = 32 * 2**20


@dataclass(frozen=True, slots=True)
class FilePlace:
    """A file, and the 1-based line and column in it, where these are known."""

    file: str
    line: int | None = None
    column: int | None = None


def place_in_file(source: str, line: int | None, column: int | None, words: Callable[[], str | None]) -> FilePlace:
    """Return where something of a page stands in the file of its capture.

    `source` is the container as reports name it: a file, or `file#row`. The page text of a text file is the file; a row
    of JSON Lines is a line; in HTML the words are looked for, and where they stand once, that is the place. Of
    archives and compressed files there is the file alone.
    """
    name, row = _split(source)
    suffix = Path(name).suffix.lower()
    if row is not None:
        return FilePlace(name, row if suffix in json_lines.SUFFIXES else None)
    if suffix in text_files.SUFFIXES:
        return FilePlace(name, line, column)
    if suffix in html_files.SUFFIXES:
        return _in_markup(name, words())
    return FilePlace(name)


def _split(source: str) -> tuple[str, int | None]:
    name, mark, row = source.rpartition("#")
    return (name, int(row)) if mark and row.isascii() and row.isdecimal() else (source, None)


def _in_markup(name: str, words: str | None) -> FilePlace:
    path = Path(name)
    try:
        if not words or path.stat().st_size > _MOST_BYTES:
            return FilePlace(name)
        markup = decode(path.read_bytes(), None).text
    except OSError:
        return FilePlace(name)
    for spelling in dict.fromkeys((words, html.escape(words, quote=False), html.escape(words))):
        if markup.count(spelling) == 1:
            at = markup.index(spelling)
            return FilePlace(name, markup.count("\n", 0, at) + 1, at - markup.rfind("\n", 0, at))
    return FilePlace(name)
