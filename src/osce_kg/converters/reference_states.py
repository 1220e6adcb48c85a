"""Areas, participations, partnerships, chairs, posts and tenures → `graph/reference`, `graph/mapping`."""

from __future__ import annotations

from collections.abc import Iterator

from osce_kg.converters.reference_statements import (
    GEONAMES,
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
from osce_kg.rdf import IRI, Literal, Quad, date, integer
from osce_kg.reference.facts import AreaEntry, ChairEntry, PostEntry, Tables
from osce_kg.reference.model import Label, OfficeHolder, Sourced
from osce_kg.vocab import ORG, OSCE, RDFS, SCHEMA, SKOS

_TYPES = {
    "participating-state": (OSCE.State, OSCE.ParticipatingState),
    "partner": (OSCE.State, OSCE.PartnerForCooperation),
    "former-state": (OSCE.State, OSCE.FormerState),
    "area": (OSCE.Area,),
}


def convert_states(tables: Tables, iris: Iris) -> Iterator[Quad]:
    """Yield areas, and what States are to the OSCE."""
    for area in tables.areas.values():
        yield from _area(area, iris)
    yield from _participations(tables, iris)
    yield from _partnerships(tables, iris)


def convert_offices(tables: Tables, iris: Iris) -> Iterator[Quad]:
    """Yield posts, chairpersonships, and the people who held a listed post."""
    for post in tables.posts.values():
        yield from _post(post, iris)
    for chair in tables.chairs.values():
        yield from _chair(chair, tables, iris)
    for key, tenure in tables.tenures.items():
        yield from _tenure(key, tenure.holder, tenure.sourced, tables, iris)


def _area(entry: AreaEntry, iris: Iris) -> Iterator[Quad]:
    area, subject = entry.area, iris.country(entry.area.code)
    statements = typed(*_TYPES[area.kind])
    statements += [(RDFS.label, text(label)) for label in area.labels]
    statements += other_names(area.alt_labels, area.labels)
    is_iso = len(area.code) == 3 and area.kind != "area"
    statements.append((OSCE.isoAlpha3 if is_iso else OSCE.areaCode, Literal(area.code)))
    if area.alpha2 and is_iso:
        statements.append((OSCE.isoAlpha2, Literal(area.alpha2)))
    if area.m49:
        statements.append((OSCE.m49, Literal(area.m49)))
    if entry.scope_note:
        statements.append((SKOS.scopeNote, Literal(entry.scope_note, "en")))
    yield from quads(subject, statements + sources(entry.sourced, iris), iris.graph("reference"))
    same = [f"{WIKIDATA}{entry.wikidata}"] if entry.wikidata else []
    same += [f"{GEONAMES}{entry.geonames}/"] if entry.geonames else []
    same += [entry.eu_country] if entry.eu_country else []
    yield from quads(subject, [(SCHEMA.sameAs, IRI(iri)) for iri in same], iris.graph("mapping"))


def _participations(tables: Tables, iris: Iris) -> Iterator[Quad]:
    for entry in tables.participations.values():
        name = tables.areas[entry.area].area.label
        statements = typed(OSCE.Participation, ORG.Membership)
        statements += _membership(f"Participation of {name} in the OSCE", entry.area, iris)
        statements += [*time(Period(entry.start)), end_state(None, tables.as_of)]
        if entry.helsinki_final_act:
            statements.append((OSCE.helsinkiFinalActSigned, date(entry.helsinki_final_act)))
        if entry.charter_of_paris:
            statements.append((OSCE.charterOfParisSigned, date(entry.charter_of_paris)))
        statements += sources(entry.sourced, iris)
        yield from quads(iris.thing("participation", entry.area), statements, iris.graph("reference"))


def _partnerships(tables: Tables, iris: Iris) -> Iterator[Quad]:
    for entry in tables.partnerships.values():
        name = tables.areas[entry.area].area.label
        statements = typed(OSCE.Partnership, ORG.Membership)
        label = f"{name} as {entry.group} Partner for Co-operation"
        statements += _membership(label, entry.area, iris)
        statements.append((OSCE.partnerGroup, Literal(entry.group)))
        statements += [*time(Period(entry.start, entry.end)), end_state(entry.end, tables.as_of)]
        statements += sources(entry.sourced, iris)
        yield from quads(iris.thing("partnership", entry.area), statements, iris.graph("reference"))


def _membership(label: str, area: str, iris: Iris) -> list[Statement]:
    return [
        (RDFS.label, Literal(label, "en")),
        (ORG.member, iris.country(area)),
        (ORG.organization, iris.organization("osce")),
    ]


def _post(entry: PostEntry, iris: Iris) -> Iterator[Quad]:
    post = entry.post
    label = Label(post.label, "en")
    statements = [*typed(ORG.Post), (RDFS.label, text(label))]
    statements += other_names(post.alt_labels, [label])
    statements.append((ORG.postIn, iris.organization(post.body)))
    statements.append((ORG.role, iris.thing("role", post.role)))
    statements += sources(entry.sourced, iris)
    yield from quads(iris.thing("post", post.key), statements, iris.graph("reference"))


def _chair(entry: ChairEntry, tables: Tables, iris: Iris) -> Iterator[Quad]:
    year, subject = str(entry.year), iris.thing("chairpersonship", str(entry.year))
    name = tables.areas[entry.area].area.label
    statements = typed(OSCE.Chairpersonship, ORG.Membership)
    statements += _membership(f"OSCE Chairpersonship {year} ({name})", entry.area, iris)
    statements.append((OSCE.year, integer(entry.year)))
    statements += [*time(Period(year, year)), end_state(year, tables.as_of)]
    yield from quads(subject, statements + sources(entry.sourced, iris), iris.graph("reference"))
    for minister in entry.ministers:
        key = f"chairpersonship-{year}-{minister.person}"
        yield from _tenure(key, minister, entry.sourced, tables, iris)
        statement = (OSCE.underChairpersonship, subject)
        yield from quads(iris.thing("tenure", key), [statement], iris.graph("reference"))


def _tenure(key: str, held: OfficeHolder, sourced: Sourced, tables: Tables, iris: Iris) -> Iterator[Quad]:
    post, person, graph = tables.posts[held.post].post, iris.person(held.person), iris.graph("reference")
    named = [(RDFS.label, Literal(held.name)), (SCHEMA.name, Literal(held.name))]
    yield from quads(person, [*typed(SCHEMA.Person), *named, (OSCE.identity, OSCE.Confirmed)], graph)
    years = "–".join(dict.fromkeys(bound[:4] for bound in (held.start, held.end) if bound))
    statements = typed(OSCE.Tenure, ORG.Membership)
    statements += [
        (RDFS.label, Literal(f"{held.name}, {post.label} {years}", "en")),
        (ORG.member, person),
        (ORG.organization, iris.organization(post.body)),
        (OSCE.post, iris.thing("post", post.key)),
        (OSCE.role, iris.thing("role", post.role)),
    ]
    if held.state:
        statements.append((OSCE.state, iris.country(held.state)))
    statements += [*time(Period(held.start, held.end)), end_state(held.end, tables.as_of)]
    yield from quads(iris.thing("tenure", key), statements + sources(sourced, iris), graph)
