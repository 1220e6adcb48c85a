"""JSON Lines corpora, one page per line, possibly compressed (https://jsonlines.org)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import BinaryIO

from osce_kg.captures.model import Capture, Columns, Damaged, Options, Skipped
from osce_kg.captures.rows import Row, missing_columns, row_capture
from osce_kg.captures.streams import bounded_lines
from osce_kg.errors import ContainerError

SUFFIXES = frozenset({".jsonl", ".ndjson"})
_BOM = b"\xef\xbb\xbf"
_PATIENCE = 100
_MOST_NAMES = 300


def read(stream: BinaryIO, source: str, options: Options) -> Iterator[Capture | Skipped | Damaged]:
    """Yield a capture per line; a line that cannot be used is damaged, the others go on.

    Raises:
        ContainerError: the file has no line at all, or its first hundred rows have no page under the columns' names.
    """
    number = 0
    # A file with other names is one problem, not as many as it has lines: such rows wait for one that has a page.
    waiting: list[Damaged] = []
    named = False
    for number, line in enumerate(bounded_lines(stream, options.limits), start=1):
        where = f"{source}#{number}"
        if line is None:
            yield Damaged(f"line longer than the limit of {options.limits.record_bytes} bytes", where)
        elif line.strip():
            row = _row(line.removeprefix(_BOM) if number == 1 else line, where)
            if isinstance(row, Damaged):
                yield row
                continue
            missing = _missing(row, where, options.columns)
            if missing and not named:
                waiting.append(missing)
                if len(waiting) == _PATIENCE:
                    break
                continue
            named = True
            yield from waiting
            waiting.clear()
            yield missing or _capture(row, where, options)
    if number == 0:
        raise ContainerError("empty file")
    if waiting:
        raise ContainerError(f"{waiting[0].reason}; no row was read")


def _row(line: bytes, where: str) -> dict[str, object] | Damaged:
    try:
        value = json.loads(line.decode())
    except UnicodeDecodeError as error:
        return Damaged(f"line is not UTF-8 at byte {error.start}", where)
    except RecursionError:
        return Damaged("line is nested too deeply", where)
    except ValueError as error:
        return Damaged(f"line is not JSON: {error}", where)
    if not isinstance(value, dict):
        return Damaged(f"line must be a JSON object, found {type(value).__name__}", where)
    return value


def _missing(row: dict[str, object], where: str, names: Columns) -> Damaged | None:
    """Return what is wrong with a row that has neither of the columns with a page."""
    if names.text in row or names.html in row:
        return None
    listed = ", ".join(sorted(row))
    # Whatever a key holds, the reason must be text that can be written.
    shown = listed[:_MOST_NAMES].encode("utf-8", "backslashreplace").decode()
    return Damaged(missing_columns(names, shown), where)


def _capture(row: dict[str, object], where: str, options: Options) -> Capture | Skipped | Damaged:
    names = options.columns
    cells = Row(row.get(names.url), row.get(names.text), row.get(names.html), row.get(names.date))
    return row_capture(cells, where, options.limits)
