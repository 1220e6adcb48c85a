"""Labels as written → keys of the registries: tagged source, issuing body, fields of work, chosen date.

Nothing is guessed: what the registries do not settle stays as written and becomes a finding.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass

from osce_kg.records import (
    Basis,
    Confidence,
    DateOrigin,
    DateReading,
    Finding,
    Reading,
    Severity,
    Snippet,
    Span,
)
from osce_kg.reference import Body, Registries

_STATUS = re.compile(r"\s*\((?:closed|zatvoren[aoi]?|закрыт[аоы]?|закрит[аоі]?|mbyllur|discontinued)\)\s*\Z", re.I)
_JOINED = re.compile(r"\s*[,;]\s*")
_ORIGINS = list(DateOrigin)
_BY_URL = "issuer-by-url"


@dataclass(frozen=True, slots=True)
class Resolved:
    """Readings of registry keys, and what could not be resolved."""

    readings: tuple[Reading[str], ...] = ()
    findings: tuple[Finding, ...] = ()


def without_status(label: str) -> str:
    """Return a body's label without the site's "(closed)": that is a status, not part of a name."""
    return _STATUS.sub("", label)


def resolve_sources(labels: Sequence[Snippet], registries: Registries, on: dt.date | None) -> Resolved:
    """Return the bodies that `Source:` labels name. Tags are retroactive, so of namesakes the latest is meant."""
    readings, findings = [], []
    for label in labels:
        for name in _names(label, registries):
            body = _tagged_body(without_status(name.text), registries, on)
            if body is None:
                message = f"source {name.text!r} is no body of the registries; kept as tagged"
                findings.append(_warning("unknown-source", message, name))
                continue
            readings.append(Reading(body.key, name.span, "source-label", Basis.RESOLVED))
    return Resolved(tuple(readings), tuple(findings))


def _names(label: Snippet, registries: Registries) -> list[Snippet]:
    """Return the names that a label's value joins by commas, if any of them is a body's; names may have commas."""
    if not _JOINED.search(label.text) or registries.bodies_named(without_status(label.text)):
        return [label]
    names, at = [], 0
    for part in (*_JOINED.split(label.text),):
        start = label.text.index(part, at)
        at = start + len(part)
        span = Span(label.span.start + start, label.span.start + at)
        if part:
            names.append(Snippet(part, span))
    known = any(registries.bodies_named(without_status(name.text)) for name in names)
    return names if known else [label]


def _tagged_body(name: str, registries: Registries, on: dt.date | None) -> Body | None:
    found = registries.bodies_named(name)
    if not found:
        return None
    return registries.body_on(name, on) or found[-1]


def resolve_issuers(sources: Sequence[Reading[str]], registries: Registries, on: dt.date | None) -> Resolved:
    """Return the bodies in force on the date for the bodies tagged: inferred, since tags are retroactive."""
    readings, findings = [], []
    for source in sources:
        body = registries.bodies[source.value]
        issuer = _in_force(body, registries, on)
        if issuer is None:
            when = on.isoformat() if on else "an unknown date"
            message = f"no single mandate of {body.label!r} is known to be in force on {when}"
            span = source.span
            findings.append(Finding("issuer-unresolved", Severity.INFO, message, span=span, value=body.label))
            continue
        readings.append(Reading(issuer.key, source.span, "issuer-by-date", Basis.INFERRED, Confidence.MEDIUM))
    return Resolved(tuple(readings), tuple(findings))


def issuers_by_url(sections: Sequence[str], registries: Registries, on: dt.date | None) -> Resolved:
    """Return the body in force in whose section of the site the page is: inferred, and less sure than a label.

    The first section that is a body's counts. No words of the page say it, so the reading has no span.
    """
    bodies = [body for section in sections if (body := registries.body_of_section(section))]
    if not bodies:
        unknown = (f"section {section!r} of the URL is no body's; the issuer is not known" for section in sections[-1:])
        return Resolved(
            (), tuple(Finding("unknown-section", Severity.INFO, text, value=sections[-1]) for text in unknown)
        )
    source = Reading(bodies[0].key, None, _BY_URL, Basis.INFERRED, Confidence.LOW)
    found = resolve_issuers((source,), registries, on)
    return Resolved(tuple(source._replace(value=issuer.value) for issuer in found.readings), found.findings)


def _in_force(body: Body, registries: Registries, on: dt.date | None) -> Body | None:
    if on is None:
        return None
    if body.presence:
        return registries.mandate_on(body.presence, on)
    return body if body.in_force(on) else None


def resolve_fields(labels: Sequence[Snippet], registries: Registries) -> Resolved:
    """Return the fields of work that labels name; an unknown one stays as tagged and is reported."""
    readings, findings = [], []
    for label in labels:
        field = registries.field_of_work(label.text)
        if field is None:
            message = f"field of work {label.text!r} is unknown; kept as tagged, concept flagged for review"
            findings.append(_warning("unknown-field-of-work", message, label))
            continue
        readings.append(Reading(field.key, label.span, "field-label", Basis.RESOLVED))
    return Resolved(tuple(readings), tuple(findings))


def choose_date(dates: Sequence[DateReading]) -> tuple[DateReading | None, tuple[Finding, ...]]:
    """Return the date by the order of `DateOrigin` (then page order), and a finding if origins disagree."""
    if not dates:
        return None, ()
    chosen = min(dates, key=lambda date: _ORIGINS.index(date.origin))
    others = {date.reading.value for date in dates} - {chosen.reading.value}
    if not others:
        return chosen, ()
    listed = "; ".join(f"{date.origin.value} {date.reading.value.isoformat()}" for date in dates)
    message = f"dates disagree ({listed}); chosen by origin: {chosen.origin.value}"
    return chosen, (Finding("date-conflict", Severity.INFO, message, span=chosen.reading.span),)


def countries_of(issuers: Sequence[Reading[str]], registries: Registries) -> tuple[Reading[str], ...]:
    """Return the host countries of the issuing bodies as what the document is about: inferred."""
    found: dict[str, Reading[str]] = {}
    for issuer in issuers:
        for code in registries.bodies[issuer.value].hosts:
            found.setdefault(code, issuer)
    return tuple(
        Reading(code, issuer.span, "country-of-issuer", Basis.INFERRED, issuer.confidence)
        for code, issuer in found.items()
    )


def _warning(code: str, message: str, label: Snippet) -> Finding:
    return Finding(code, Severity.WARNING, message, span=label.span, value=label.text)
