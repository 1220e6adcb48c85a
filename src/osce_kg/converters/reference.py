"""Registries → `graph/reference` (facts), `graph/taxonomy` (schemes), `graph/mapping` (links elsewhere).

Fields of work with their matches, and places with their GeoNames ids, are in `graph/reference` whole: they
are shared things that documents point to. All other links to the outside are in `graph/mapping`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from osce_kg.converters.reference_bodies import convert_bodies
from osce_kg.converters.reference_meetings import convert_meetings
from osce_kg.converters.reference_schemes import convert_schemes
from osce_kg.converters.reference_statements import (
    WIKIDATA,
    Statement,
    convert_place,
    quads,
    sources,
    typed,
)
from osce_kg.converters.reference_states import convert_offices, convert_states
from osce_kg.iris import Iris
from osce_kg.rdf import IRI, XSD, Literal, Quad, date
from osce_kg.reference.facts import ClaimEntry, Source, Tables
from osce_kg.reference.model import Registries
from osce_kg.vocab import OA, OSCE, RDFS, SCHEMA

_PROPERTIES = {
    "from": OSCE.from_,
    "until": OSCE.until,
    "operationalFrom": OSCE.operationalFrom,
    "dimension": OSCE.dimension,
    "sameAs": SCHEMA.sameAs,
}


def convert_reference(tables: Tables, registries: Registries, iris: Iris, places: Iterable[str] = ()) -> Iterator[Quad]:
    """Yield every reference fact once, in the order of the registry files.

    `places` are the keys of places that documents point to; seats and meeting places come without being asked
    for, other places do not: the registry has far more than the graph needs.
    """
    seen: set[Quad] = set()
    for quad in _all(tables, registries, iris, places):
        if quad not in seen:
            seen.add(quad)
            yield quad


def _all(tables: Tables, registries: Registries, iris: Iris, places: Iterable[str]) -> Iterator[Quad]:
    graph = iris.graph("reference")
    for source in tables.sources.values():
        yield from quads(iris.thing("source", source.key), _source(source), graph)
    yield from convert_states(tables, iris)
    yield from convert_offices(tables, iris)
    yield from convert_bodies(tables, iris)
    yield from convert_schemes(tables, iris)
    yield from convert_meetings(tables, iris)
    for claim in tables.claims.values():
        yield from quads(iris.thing("claim", claim.key), _claim(claim, tables, iris), graph)
    for key in sorted(reference_places(tables) | set(places)):
        place = registries.places.get(key)
        if place:
            yield from convert_place(place, iris)


def reference_places(tables: Tables) -> set[str]:
    """Return the keys of the places that the registries point to: seats, and where meetings were held."""
    seats = {place for body in tables.bodies.values() for place in body.seats}
    return seats | {meeting.place for meeting in tables.meetings.values() if meeting.place}


def _source(source: Source) -> list[Statement]:
    statements = [*typed(OSCE.Source), (RDFS.label, Literal(source.text, "en"))]
    if source.url:
        statements.append((SCHEMA.url, Literal(source.url, datatype=IRI(XSD + "anyURI"))))
    return statements


def _claim(claim: ClaimEntry, tables: Tables, iris: Iris) -> list[Statement]:
    kind, key = claim.subject
    name = tables.bodies[key].body.label if kind == "organization" else f"{kind} {key}"
    statements = typed(OSCE.Claim)
    statements += [
        (RDFS.label, Literal(f"{name}: {claim.property} {claim.value}", "en")),
        (OSCE.onSubject, iris.thing(kind, key)),
        (OSCE.onProperty, _PROPERTIES[claim.property]),
        _value(claim, iris),
        (OSCE.rank, OSCE.Preferred if claim.preferred else OSCE.NotPreferred),
    ]
    return statements + sources(claim.sourced, iris)


def _value(claim: ClaimEntry, iris: Iris) -> Statement:
    if claim.property == "dimension":
        return OA.hasBody, iris.thing("dimension", claim.value)
    if claim.property == "sameAs":
        return OA.hasBody, IRI(f"{WIKIDATA}{claim.value}")
    return OSCE.onLiteral, date(claim.value)
