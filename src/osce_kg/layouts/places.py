"""The places a document was filed from: place labels, header line and dateline, resolved once each."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from osce_kg.extract.dateline import Dateline, read_header
from osce_kg.extract.dateline_places import DatelinePlace, split_country
from osce_kg.extract.dateline_places import read_places as read_listed
from osce_kg.extract.places import resolve_place, same_place
from osce_kg.layouts.model import Draft
from osce_kg.records import Finding, Reading, Severity, Snippet, Span
from osce_kg.reference import Registries
from osce_kg.reference.model import fold

_JOINED = re.compile(r"[,;/|]")


@dataclass(frozen=True, slots=True)
class Places:
    """Resolved places in page order, and what stayed unlinked."""

    places: tuple[Reading[str], ...]
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class _Named:
    names: tuple[str, ...]
    span: Span
    rule: str


def read_places(draft: Draft, dateline: Dateline | None, registries: Registries, issuer: str | None) -> Places:
    """Return the places of a draft. Ambiguity is settled by the dateline's country, then by the issuer's hosts."""
    hosts = registries.bodies[issuer].hosts if issuer else ()
    country = dateline.country if dateline else None
    readings: list[Reading[str]] = []
    findings: dict[str, Finding] = {}
    for named in _named(draft, dateline, registries):
        found = resolve_place(named.names, registries, country_hint=country, issuer_countries=hosts)
        if found.key is None:
            # The label repeats what the dateline says: one place, one finding.
            findings.setdefault(fold(named.names[0]), _unlinked(named, found.candidates))
        else:
            readings.append(Reading(found.key, named.span, named.rule, found.basis, found.confidence))
    return Places(tuple(readings), tuple(findings.values()))


def _named(draft: Draft, dateline: Dateline | None, registries: Registries) -> list[_Named]:
    named = []
    if dateline:
        named += [_Named(names, span, "dateline-place") for names, span in _groups(dateline, registries)]
    header = read_header(draft.header.text, draft.header.span.start) if draft.header else None
    if header:
        named += [_Named(names, span, "header-place") for names, span in _groups(header, registries)]
    for label in draft.places:
        named += [_Named(names, span, "place-label") for names, span in _label_groups(label, registries)]
    return named


def _label_groups(label: Snippet, registries: Registries) -> list[tuple[tuple[str, ...], Span]]:
    """Return the places of a label's value: of "Vienna, Austria" the town, of joined names each."""
    if not _JOINED.search(label.text) or registries.places_named(label.text):
        return [((label.text,), label.span)]
    listed = read_listed(label.text, label.span.start)
    if listed is None:
        return [((label.text,), label.span)]
    places, _ = split_country(listed, lambda name: registries.area(name) is not None)
    return _grouped(places, registries)


def _groups(dateline: Dateline, registries: Registries) -> list[tuple[tuple[str, ...], Span]]:
    return _grouped(dateline.places, registries)


def _grouped(listed: Sequence[DatelinePlace], registries: Registries) -> list[tuple[tuple[str, ...], Span]]:
    """Return the places, slash-joined names of one place kept together."""
    groups: list[tuple[tuple[str, ...], Span]] = []
    for place in listed:
        joined = len(place.names) > 1 and all(
            same_place(place.names[0], other, registries) for other in place.names[1:]
        )
        if joined or len(place.names) == 1:
            groups.append((place.names, place.span))
        else:
            groups += [((name,), span) for name, span in zip(place.names, place.spans, strict=True)]
    return groups


def _unlinked(named: _Named, candidates: Sequence[str]) -> Finding:
    name = "/".join(named.names)
    if not candidates:
        return Finding("unknown-place", Severity.INFO, f"place {name!r} is in no registry", span=named.span, value=name)
    listed = ", ".join(candidates[:5])
    message = f"place {name!r} may be any of {listed}; left unlinked"
    return Finding("ambiguous-place", Severity.INFO, message, span=named.span, value=name)
