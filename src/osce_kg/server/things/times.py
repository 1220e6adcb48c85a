"""Times as sourced and as drawn: words for a row, spans for a timeline."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from osce_kg.server.charts import Span
from osce_kg.server.lookups import Term
from osce_kg.server.things.asking import first
from osce_kg.vocab import OSCE

Statements = Iterable[tuple[str, Term]]


def in_words(said: Statements) -> str:
    """Return beginning and end as sourced, such as `1999-11-16 – 2013`, empty if neither is known."""
    statements = tuple(said)
    begin, end = first(statements, OSCE.from_), first(statements, OSCE.until)
    state = first(statements, OSCE.endState)
    if not end:
        end = "today" if state == OSCE.Ongoing else "end not known" if begin else ""
    return f"{begin or 'beginning not known'} – {end}" if begin or end else ""


def drawn(label: str, said: Statements, href: str | None = None, group: str | None = None) -> Span | None:
    """Return the row of a timeline, None if its beginning is not known. Reduced precision is drawn as unsure."""
    statements = tuple(said)
    start = day(first(statements, OSCE.fromEarliest))
    if start is None:
        return None
    latest = day(first(statements, OSCE.fromLatest))
    end = day(first(statements, OSCE.untilLatest))
    unknown = first(statements, OSCE.endState) not in {OSCE.Ongoing, OSCE.Ended}
    return Span(label, start, end, href, bool(latest and latest.year != start.year), end is None and unknown, group)


def day(text: str) -> date | None:
    """Return a date of ISO 8601, None if the text is not one."""
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None
