"""One row of a corpus → capture: what JSONL and Parquet share."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from osce_kg.captures.model import Capture, Columns, Damaged, Limits, Skipped, capture, other_media_type
from osce_kg.records import Finding, Severity


@dataclass(frozen=True, slots=True)
class Row:
    """The cells of a row under their canonical names, of whatever type the container has."""

    url: object = None
    text: object = None
    html: object = None
    date: object = None


def missing_columns(names: Columns, found: str) -> str:
    """Return what to say of a corpus that has neither of the columns that hold the page."""
    return (
        f"no column {names.text!r} or {names.html!r}, found: {found or 'none'}; "
        "name the column with --column-text or --column-html"
    )


def row_capture(row: Row, source: str, limits: Limits) -> Capture | Skipped | Damaged:
    """Return the row's page; its captured bytes are the UTF-8 of the html cell, else of the text cell."""
    cell, media_type = (row.html, "text/html") if row.html else (row.text, "text/plain")
    if cell is None:
        return Damaged("row has neither a text nor an html value", source)
    if isinstance(cell, str):
        try:
            content = cell.encode()
        except UnicodeEncodeError as error:
            return Damaged(f"text has an unpaired surrogate at character {error.start}", source)
    elif isinstance(cell, bytes):
        content = cell
    else:
        return Damaged(f"text must be a string, found {type(cell).__name__}", source)
    if len(content) > limits.record_bytes:
        return Damaged(f"longer than the limit of {limits.record_bytes} bytes for one record", source)
    if not content.strip():
        return Damaged("row has an empty text", source)
    other = other_media_type(content)
    if other:
        return Skipped("media-type", source, other)
    captured_at, findings = _captured_at(row.date, source)
    url = None
    if isinstance(row.url, str) and _is_encodable(row.url):
        url = row.url.strip() or None
    elif row.url is not None:
        found = "an unpaired surrogate" if isinstance(row.url, str) else type(row.url).__name__
        findings += (_odd("url-not-text", f"url must be a string, found {found}", source),)
    return capture(content, media_type, source, url=url, captured_at=captured_at, findings=findings)


def _captured_at(cell: object, source: str) -> tuple[str | None, tuple[Finding, ...]]:
    """Return the corpus's date in ISO 8601 as it stands; a date that is none is reported, not interpreted."""
    if cell is None or cell == "":
        return None, ()
    if isinstance(cell, dt.datetime | dt.date):
        return cell.isoformat(), ()
    if isinstance(cell, str):
        try:
            moment = dt.datetime.fromisoformat(cell.strip())
        except ValueError:
            pass
        else:
            value = cell.strip()
            return (value if len(value) == 10 or "T" in value else moment.isoformat()), ()
    value = str(cell).encode("utf-8", "backslashreplace").decode()
    return None, (_odd("container-date-unread", f"date {cell!r} is not ISO 8601", source, value),)


def _is_encodable(text: str) -> bool:
    """Whether a text has no unpaired surrogates, which JSON can escape and UTF-8 cannot hold."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _odd(code: str, message: str, source: str, value: str | None = None) -> Finding:
    return Finding(code, Severity.INFO, message, value=value, source=source)
