"""Bodies, their names, field presences, decisions and change events → `graph/reference`, `graph/mapping`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

from osce_kg.converters.reference_statements import (
    WIKIDATA,
    Period,
    Statement,
    end_state,
    other_names,
    quads,
    sources,
    text,
    time,
    typed,
)
from osce_kg.iris import Iris
from osce_kg.rdf import IRI, Literal, Quad, date
from osce_kg.reference.facts import BodyEntry, ChangeEntry, PresenceEntry, Tables
from osce_kg.reference.model import Label, earliest, latest
from osce_kg.vocab import DCT, ORG, OSCE, RDFS, SCHEMA, SKOS, osce

_STATUS = {"active": OSCE.Active, "closed": OSCE.Closed, "unknown": OSCE.StatusUnknown}


def convert_bodies(tables: Tables, iris: Iris) -> Iterator[Quad]:
    """Yield bodies, name periods, field presences, decisions, change events."""
    graph = iris.graph("reference")
    for body in tables.bodies.values():
        yield from quads(iris.organization(body.body.key), _body(body, tables, iris), graph)
        yield from quads(iris.organization(body.body.key), _matches(body), iris.graph("mapping"))
        yield from _names(body, tables, iris)
    for presence in tables.presences.values():
        subject = iris.thing("field-presence", presence.key)
        yield from quads(subject, _presence(presence, tables.as_of, iris), graph)
    for decision in tables.decisions.values():
        statements = typed(OSCE.Decision)
        statements += [
            (RDFS.label, Literal(decision.identifier, "en")),
            (DCT.identifier, Literal(decision.identifier)),
        ]
        if decision.issued:
            statements.append((DCT.issued, date(decision.issued)))
        statements += sources(decision.sourced, iris)
        yield from quads(iris.thing("decision", decision.key), statements, graph)
    for change in tables.changes.values():
        yield from _change(change, tables, iris)


def _body(entry: BodyEntry, tables: Tables, iris: Iris) -> list[Statement]:
    body, label = entry.body, Label(entry.body.label, "en")
    statements = typed(ORG.Organization, *(osce(kind) for kind in body.types))
    statements.append((RDFS.label, text(label)))
    statements += other_names(body.alt_labels, [label])
    if body.parent:
        statements.append((ORG.subOrganizationOf, iris.organization(body.parent)))
    statements += _links(ORG.linkedTo, "organization", entry.linked_to, iris)
    if body.presence:
        statements.append((OSCE.phaseOf, iris.thing("field-presence", body.presence)))
    statements += _links(OSCE.hostCountry, "country", body.hosts, iris)
    statements += _links(OSCE.seat, "place", entry.seats, iris)
    if entry.seat_note:
        statements.append((SKOS.editorialNote, Literal(f"Seat: {entry.seat_note}", "en")))
    statements += _links(OSCE.establishedBy, "decision", entry.established_by, iris)
    statements += _links(OSCE.mandateUpdatedBy, "decision", entry.mandate_updated_by, iris)
    statements += _links(OSCE.closedBy, "decision", entry.closed_by, iris)
    for change in tables.changes.values():
        if body.key in change.originals:
            statements += _links(OSCE.succeededBy, "organization", change.results, iris)
    statements += _status(entry.status, tables.as_of)
    statements += time(_lifetime(entry))
    statements.append(end_state(_end(entry), tables.as_of, entry.status))
    if entry.operational_from:
        statements.append((OSCE.operationalFrom, date(entry.operational_from)))
    return statements + sources(entry.sourced, iris)


def _links(predicate: IRI, kind: str, keys: Iterable[str], iris: Iris) -> list[Statement]:
    return [(predicate, iris.thing(kind, key)) for key in keys]


def _status(status: str | None, as_of: str) -> list[Statement]:
    return [(OSCE.status, _STATUS[status]), (OSCE.statusAsOf, date(as_of))] if status else []


def _end(entry: BodyEntry) -> str | None:
    """Return the sourced end; `Body.end` may also be a bound that look-ups need."""
    return None if entry.end_latest or entry.end_earliest else entry.body.end


def _lifetime(entry: BodyEntry) -> Period:
    bounds = (
        earliest(entry.end_earliest) if entry.end_earliest else None,
        latest(entry.end_latest) if entry.end_latest else None,
    )
    return Period(entry.body.start, _end(entry), end_bounds=bounds)


def _matches(entry: BodyEntry) -> list[Statement]:
    statements: list[Statement] = []
    if entry.wikidata:
        statements.append((SCHEMA.sameAs, IRI(f"{WIKIDATA}{entry.wikidata}")))
    if entry.match:
        statements.append((IRI(SKOS.NS + entry.match.relation), IRI(entry.match.iri)))
    return statements


def _names(entry: BodyEntry, tables: Tables, iris: Iris) -> Iterator[Quad]:
    names = entry.body.names
    for number, name in enumerate(names):
        last = number == len(names) - 1
        period = _name_period(entry, number)
        label = Literal(name.name, "en")
        statements = [*typed(OSCE.NamePeriod), (RDFS.label, label), (OSCE.name, label)]
        statements.append((OSCE.nameOf, iris.organization(entry.body.key)))
        statements += time(period)
        status = entry.status if last else "closed"
        statements.append(end_state(name.end, tables.as_of, status))
        statements += sources(name.sourced, iris)
        yield from quads(iris.thing("name-period", name.key), statements, iris.graph("reference"))


def _name_period(entry: BodyEntry, number: int) -> Period:
    """Return a name's period; an end that no source gives is bounded by the names before and after it."""
    names, name = entry.body.names, entry.body.names[number]
    before = names[number - 1] if number else None
    after = names[number + 1] if number + 1 < len(names) else None
    start_bounds = (_first(before.start), _last(name.end)) if before else (None, None)
    if after is None:
        end_bounds = _lifetime(entry).end_bounds
    else:
        end_bounds = (_first(name.start), _last(after.start) or _last(after.end))
    return Period(name.start, name.end, start_bounds, end_bounds)


def _first(value: str | None) -> dt.date | None:
    return earliest(value) if value else None


def _last(value: str | None) -> dt.date | None:
    return latest(value) if value else None


def _presence(entry: PresenceEntry, as_of: str, iris: Iris) -> list[Statement]:
    statements = [*typed(OSCE.FieldPresence), (RDFS.label, Literal(entry.label, "en"))]
    statements += _links(OSCE.hostCountry, "country", entry.hosts, iris)
    statements += _status(entry.status, as_of)
    if entry.succeeds:
        statements.append((OSCE.succeeds, iris.thing("field-presence", entry.succeeds)))
    return statements + sources(entry.sourced, iris)


def _change(entry: ChangeEntry, tables: Tables, iris: Iris) -> Iterator[Quad]:
    subject, graph = iris.thing("change-event", entry.key), iris.graph("reference")
    before, after = (
        ", ".join(tables.bodies[key].body.label for key in keys) for keys in (entry.originals, entry.results)
    )
    statements = [*typed(ORG.ChangeEvent), (RDFS.label, Literal(f"{before} followed by {after}", "en"))]
    statements += _links(ORG.originalOrganization, "organization", entry.originals, iris)
    statements += _links(ORG.resultingOrganization, "organization", entry.results, iris)
    statements += time(Period(entry.on, entry.on))
    yield from quads(subject, statements + sources(entry.sourced, iris), graph)
    for key in entry.originals:
        yield Quad(iris.organization(key), ORG.changedBy, subject, graph)
    for key in entry.results:
        yield Quad(iris.organization(key), ORG.resultedFrom, subject, graph)
