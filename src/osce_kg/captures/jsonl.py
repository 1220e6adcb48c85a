"""JSON Lines corpora, one page per line, possibly compressed (https://jsonlines.org)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import BinaryIO

from osce_kg.captures.model import Capture, Damaged, Options
from osce_kg.captures.rows import Row, row_capture
from osce_kg.captures.streams import bounded_lines
from osce_kg.errors import ContainerError

SUFFIXES = frozenset({".jsonl", ".ndjson"})
_BOM = b"\xef\xbb\xbf"


def read(stream: BinaryIO, source: str, options: Options) -> Iterator[Capture | Damaged]:
    """Yield a capture per line; a line that cannot be used is damaged, the others go on.

    Raises:
        ContainerError: the file has no line at all.
    """
    number = 0
    for number, line in enumerate(bounded_lines(stream, options.limits), start=1):
        where = f"{source}#{number}"
        if line is None:
            yield Damaged(f"line longer than the limit of {options.limits.record_bytes} bytes", where)
        elif line.strip():
            yield _line(line.removeprefix(_BOM) if number == 1 else line, where, options)
    if number == 0:
        raise ContainerError("empty file")


def _line(line: bytes, where: str, options: Options) -> Capture | Damaged:
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
    names = options.columns
    row = Row(value.get(names.url), value.get(names.text), value.get(names.html), value.get(names.date))
    return row_capture(row, where, options.limits)
