"""Dates of one document as quads: those that agree support the chosen one, the others stand beside it."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pyoxigraph as ox

from osce_kg.converters.document import DocumentOptions, convert_document
from osce_kg.iris import Iris
from osce_kg.records import (
    CaptureInfo,
    DateOrigin,
    DateReading,
    Document,
    DocumentType,
    Reading,
    Span,
)
from osce_kg.vocab import DCT, OSCE

_SPAN = Span(0, 4)
_LABEL = DateReading(Reading(dt.date(2011, 7, 6), _SPAN, "date-label"), DateOrigin.LABEL)
_AGREES = DateReading(Reading(dt.date(2011, 7, 6), Span(9, 20), "dateline-date"), DateOrigin.DATELINE)
_DIFFERS = DateReading(Reading(dt.date(2011, 6, 6), Span(9, 20), "dateline-date"), DateOrigin.DATELINE)
_DOCUMENT = Document(
    key="h0123456789abcdef",
    fingerprint="0123456789abcdef",
    family="F1",
    type=Reading(DocumentType.PRESS_RELEASE, _SPAN, "content-type-label"),
    headline=Reading("Wells reopen", _SPAN, "headline"),
    language=Reading("en", _SPAN, "language-detected"),
    body="",
    body_span=None,
    issued=_LABEL,
)


def _quads(*dates: DateReading) -> list[ox.Quad]:
    document = dataclasses.replace(_DOCUMENT, dates=dates)
    dump = convert_document(document, CaptureInfo("a" * 64, "text/plain"), Iris(), DocumentOptions()).dump
    return list(ox.parse(dump, format=ox.RdfFormat.N_QUADS))


def _values(quads: list[ox.Quad], predicate: str) -> list[str]:
    return [
        quad.object.value
        for quad in quads
        if quad.predicate.value == predicate and isinstance(quad.object, (ox.Literal, ox.NamedNode))
    ]


def test_a_date_that_agrees_is_more_evidence_for_the_chosen_one() -> None:
    quads = _quads(_LABEL, _AGREES)
    assert _values(quads, DCT.issued) == ["2011-07-06"]
    assert _values(quads, OSCE.otherDate) == []
    assert _values(quads, OSCE.onProperty).count(DCT.issued) == 2


def test_a_date_that_differs_stands_beside_it_with_its_evidence() -> None:
    quads = _quads(_LABEL, _DIFFERS)
    assert _values(quads, OSCE.otherDate) == ["2011-06-06"]
    assert _values(quads, OSCE.onProperty).count(OSCE.otherDate) == 1
