"""What further captures of one document add: labels, a date, a teaser, a type that its own capture does not show.

A listing's item has labels that a page of title and body lacks. They become facts of the document, each reading with
the digest of the capture it stands in. What the document's own capture shows stays, and a capture that says otherwise
is reported. A mirror's labels are its own ("Source: OSCE") and add nothing.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from osce_kg.records import Basis, CaptureInfo, DateReading, Document, Finding, Reading, Severity, Span
from osce_kg.reference.model import fold

_BY_URL = "issuer-by-url"


@dataclass(frozen=True, slots=True)
class Shown:
    """A document as one capture shows it."""

    document: Document
    capture: CaptureInfo


@dataclass(slots=True)
class _Joining:
    document: Document
    added: list[str] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    def disagree(self, other: Shown, what: str, kept: str, found: str, span: Span | None) -> None:
        message = f"{what} differs between captures of {self.document.key}: {kept!r} is kept, {found!r} is not"
        self.findings.append(
            Finding(
                "capture-conflict",
                Severity.INFO,
                message,
                capture=other.capture.sha256,
                span=span,
                value=found,
                source=other.capture.source,
                document=self.document.key,
            )
        )


def completed(best: Shown, others: Sequence[Shown]) -> tuple[Document, dict[str, tuple[str, ...]], list[Finding]]:
    """Return the document with what the others add, what that is by capture digest, and where they disagree.

    The first of the others that shows a group of labels gives it; their order decides, and is the caller's.
    """
    joining = _Joining(best.document)
    added: dict[str, tuple[str, ...]] = {}
    for other in others:
        if other.document.mirror or other.capture.sha256 == best.capture.sha256:
            continue
        joining.added = []
        for step in (_type, _dates, _sources, _places, _fields, _teaser, _headline, _url):
            step(joining, other)
        if joining.added:
            added[other.capture.sha256] = tuple(joining.added)
    return joining.document, added, joining.findings


def _from(other: Shown) -> Callable[[Sequence[Reading[str]]], tuple[Reading[str], ...]]:
    sha = other.capture.sha256
    return lambda readings: tuple(reading._replace(capture=sha) for reading in readings)


def _type(joining: _Joining, other: Shown) -> None:
    own, found = joining.document.type, other.document.type
    if found.basis is Basis.INFERRED or found.rule != "content-type-label":
        return
    if own.rule != found.rule:
        joining.document = dataclasses.replace(joining.document, type=found._replace(capture=other.capture.sha256))
        joining.added.append("content type")
    elif own.value is not found.value:
        joining.disagree(other, "content type", own.value.value, found.value.value, found.span)


def _dates(joining: _Joining, other: Shown) -> None:
    """Keep the days that the document does not have. Captures joined by title and date have the same."""
    document = joining.document
    known = {date.reading.value for date in document.dates}
    further = tuple(
        DateReading(date.reading._replace(capture=other.capture.sha256), date.origin)
        for date in other.document.dates
        if date.reading.value not in known
    )
    if not further:
        return
    joining.document = dataclasses.replace(document, dates=(*document.dates, *further))
    joining.added.append("date")
    issued, found = document.issued, other.document.issued
    if issued and found and issued.reading.value != found.reading.value:
        kept, other_day = issued.reading.value.isoformat(), found.reading.value.isoformat()
        joining.disagree(other, "date", kept, other_day, found.reading.span)


def _sources(joining: _Joining, other: Shown) -> None:
    """Take the source labels with the issuer and the countries that follow from them."""
    own, found, moved = joining.document, other.document, _from(other)
    if not found.tagged_source_texts:
        return
    if own.tagged_source_texts:
        _compare(joining, other, "source", own.tagged_source_texts, found.tagged_source_texts)
        return
    joining.document = dataclasses.replace(
        own,
        tagged_sources=moved(found.tagged_sources),
        tagged_source_texts=moved(found.tagged_source_texts),
    )
    joining.added.append("source")
    if not found.issuers:
        return
    # What a label says goes before what a URL lets expect; where both agree, both stay as evidence.
    issuers = {reading.value for reading in found.issuers}
    agreeing = tuple(reading for reading in own.issuers if reading.value in issuers)
    for reading in own.issuers:
        if reading.value not in issuers:
            joining.disagree(other, "issuer", found.issuers[0].value, reading.value, found.tagged_source_texts[0].span)
    countries = {reading.value for reading in found.countries}
    joining.document = dataclasses.replace(
        joining.document,
        issuers=(*moved(found.issuers), *agreeing),
        countries=(*moved(found.countries), *(own for own in own.countries if own.value in countries)),
    )


def _places(joining: _Joining, other: Shown) -> None:
    own, found, moved = joining.document, other.document, _from(other)
    if not found.place_texts:
        return
    if own.place_texts:
        _compare(joining, other, "place", own.place_texts, found.place_texts)
        return
    labelled = [reading for reading in found.places if reading.rule == "place-label"]
    joining.document = dataclasses.replace(
        own, places=(*own.places, *moved(labelled)), place_texts=moved(found.place_texts)
    )
    joining.added.append("place")


def _fields(joining: _Joining, other: Shown) -> None:
    own, found, moved = joining.document, other.document, _from(other)
    if not found.field_texts:
        return
    if own.field_texts:
        _compare(joining, other, "field of work", own.field_texts, found.field_texts)
        return
    joining.document = dataclasses.replace(
        own, fields_of_work=moved(found.fields_of_work), field_texts=moved(found.field_texts)
    )
    joining.added.append("fields of work")


def _teaser(joining: _Joining, other: Shown) -> None:
    found = other.document.teaser
    if found and joining.document.teaser is None:
        joining.document = dataclasses.replace(joining.document, teaser=found._replace(capture=other.capture.sha256))
        joining.added.append("teaser")


def _headline(joining: _Joining, other: Shown) -> None:
    own, found = joining.document.headline, other.document.headline
    same_language = joining.document.language.value == other.document.language.value
    if same_language and fold(own.value) != fold(found.value):
        joining.disagree(other, "headline", own.value, found.value, found.span)


def _url(joining: _Joining, other: Shown) -> None:
    """Prefer the URL of the node itself to that under which the site shows it for want of a translation."""
    own, found = joining.document, other.document
    if own.url_language and own.url_language != found.url_language and found.url and found.key == own.key:
        joining.document = dataclasses.replace(own, url=found.url, url_language=found.url_language)


def _compare(
    joining: _Joining, other: Shown, what: str, own: Sequence[Reading[str]], found: Sequence[Reading[str]]
) -> None:
    """Report values that the document's own labels do not have; a capture may show fewer of them."""
    known = {fold(reading.value) for reading in own}
    for reading in found:
        if fold(reading.value) not in known:
            joining.disagree(other, what, ", ".join(reading.value for reading in own), reading.value, reading.span)
