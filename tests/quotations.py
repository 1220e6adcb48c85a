"""Paragraphs of a text, its quotations, and what of them tests compare."""

from __future__ import annotations

import datetime as dt

from osce_kg.extract.quotes import QuoteResult, read_quotes
from osce_kg.records import Quotation, Reading, Snippet, Span
from osce_kg.reference import Registries


def snippets(text: str, offset: int = 0) -> list[Snippet]:
    found, at = [], offset
    for line in text.split("\n"):
        if line.strip():
            found.append(Snippet(line, Span(at, at + len(line))))
        at += len(line) + 1
    return found


def read(
    text: str, registries: Registries, *, on: dt.date | None = dt.date(2012, 5, 5), context: str | None = None
) -> QuoteResult:
    result = read_quotes(snippets(text), document_key="h0", registries=registries, on=on, context_body=context)
    for quotation in result.quotations:
        for reading in (quotation.text, quotation.speaker_name, quotation.speaker_role, quotation.collective):
            if reading is not None:
                assert reading.span is not None
                assert text[reading.span.start : reading.span.end] == reading.value
    for person in result.people:
        assert text[person.span.start : person.span.end] == person.name
    return result


def value(reading: Reading[str] | None) -> str | None:
    return reading.value if reading else None


def brief(quotation: Quotation) -> tuple[str, str | None, str | None, str | None]:
    """Return words, person, role as written and attribution."""
    attribution = quotation.attribution.value if quotation.attribution else None
    return quotation.text.value, value(quotation.person), value(quotation.speaker_role), attribution
