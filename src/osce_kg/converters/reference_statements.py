"""What all reference things have in common: labels, time, sources, confidence, as predicate-object pairs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

from osce_kg.iris import Iris
from osce_kg.rdf import IRI, RDF_TYPE, Literal, Object, Quad, date, decimal
from osce_kg.reference.model import Label, Place, Sourced, earliest, latest
from osce_kg.vocab import OSCE, PROV, RDFS, SCHEMA, SKOS, osce

Statement: TypeAlias = tuple[IRI, Object]

WIKIDATA = "http://www.wikidata.org/entity/"
GEONAMES = "https://sws.geonames.org/"


@dataclass(frozen=True, slots=True)
class Period:
    """A period as sourced, and bounds for its ends where the source gives none."""

    start: str | None
    end: str | None = None
    start_bounds: tuple[dt.date | None, dt.date | None] = (None, None)
    end_bounds: tuple[dt.date | None, dt.date | None] = (None, None)


def quads(subject: IRI, statements: Iterable[Statement], graph: IRI) -> Iterator[Quad]:
    """Yield one quad per statement."""
    return (Quad(subject, predicate, value, graph) for predicate, value in statements)


def typed(*types: IRI) -> list[Statement]:
    """Return the types of a thing."""
    return [(RDF_TYPE, kind) for kind in types]


def text(label: Label) -> Literal:
    """Return a name as a literal; abbreviations have no language tag."""
    return Literal(label.text, label.lang)


def other_names(labels: Iterable[Label], taken: Iterable[Label]) -> list[Statement]:
    """Return `skos:altLabel` for names that are not labels already (SKOS S13: the two are disjoint)."""
    used = set(taken)
    return [(SKOS.altLabel, text(label)) for label in dict.fromkeys(labels) if label not in used]


def sources(sourced: Sourced, iris: Iris) -> list[Statement]:
    """Return sources, confidence and note of an entry."""
    statements: list[Statement] = [(PROV.hadPrimarySource, iris.thing("source", key)) for key in sourced.sources]
    if sourced.confidence:
        statements.append((OSCE.confidence, osce(sourced.confidence.capitalize())))
    if sourced.note:
        statements.append((SKOS.editorialNote, Literal(sourced.note, "en")))
    return statements


def time(period: Period) -> list[Statement]:
    """Return `osce:from` and `osce:until` as sourced, and the four bounds wherever they can be derived.

    A bound is narrowed by the other end: what ended on 2 July 1992 did not begin later in 1992.
    """
    first, last = _bounds(period.start, period.start_bounds), _bounds(period.end, period.end_bounds)
    from_earliest, from_latest = first
    until_earliest, until_latest = last
    if from_latest and until_latest:
        from_latest = min(from_latest, until_latest)
    if until_earliest and from_earliest:
        until_earliest = max(until_earliest, from_earliest)
    statements: list[Statement] = []
    if period.start:
        statements.append((OSCE.from_, date(period.start)))
    if period.end:
        statements.append((OSCE.until, date(period.end)))
    days = (
        (OSCE.fromEarliest, from_earliest),
        (OSCE.fromLatest, from_latest),
        (OSCE.untilEarliest, until_earliest),
        (OSCE.untilLatest, until_latest),
    )
    return statements + [(predicate, date(day.isoformat())) for predicate, day in days if day]


def _bounds(value: str | None, bounds: tuple[dt.date | None, dt.date | None]) -> tuple[dt.date | None, dt.date | None]:
    return (earliest(value), latest(value)) if value else bounds


def end_state(end: str | None, as_of: str, status: str | None = None) -> Statement:
    """Return whether a period has ended on the day to which statuses hold."""
    if status == "closed" or (end is not None and latest(end) < dt.date.fromisoformat(as_of)):
        return OSCE.endState, OSCE.Ended
    return OSCE.endState, OSCE.EndUnknown if status == "unknown" else OSCE.Ongoing


def convert_place(place: Place, iris: Iris) -> Iterator[Quad]:
    """Yield a place of the registry: names, country, coordinates, GeoNames, all in `graph/reference`."""
    label = Label(place.label, "en")
    statements = typed(SCHEMA.Place)
    statements += [(RDFS.label, text(label)), (SCHEMA.name, text(label))]
    statements += other_names(place.alt_labels, [label])
    statements.append((OSCE.country, iris.country(place.country)))
    for predicate, value in ((SCHEMA.latitude, place.latitude), (SCHEMA.longitude, place.longitude)):
        if value:
            statements.append((predicate, decimal(value)))
    if place.key[0] == "g" and place.key[1:].isdigit():
        statements.append((SCHEMA.sameAs, IRI(f"{GEONAMES}{place.key[1:]}/")))
    yield from quads(iris.place(place.key), statements, iris.graph("reference"))
