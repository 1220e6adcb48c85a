"""Pages of bodies and of field presences: mandates, names, predecessors and successors, what they issued, who spoke."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from osce_kg.server.charts import Span, timeline
from osce_kg.server.lookups import Row, Term
from osce_kg.server.things.asking import Visit, first, grouped, labelled, latest, linked
from osce_kg.server.things.citing import described
from osce_kg.server.things.drawings import by_year, year_counts, years_chart
from osce_kg.server.things.frame import Thing, release_day, same_as
from osce_kg.server.things.model import Content, Drawing, Entry, Item, Listing, Section, Summary, Value
from osce_kg.server.things.names import counted
from osce_kg.server.things.times import day, drawn, in_words
from osce_kg.vocab import ORG, OSCE, RDFS

SPEAKERS = (
    "SELECT ?of ?s (COUNT(DISTINCT ?q) AS ?n) (MIN(?t) AS ?a) (MAX(?t) AS ?z) { ?q osce:speakerBody ?of ; "
    "osce:speaker ?s ; schema:isPartOf ?d . ?d dct:issued ?t } GROUP BY ?of ?s"
)
"""Who spoke for each body, how often, and when first and last."""
_DECIDED = (
    ("Established by", OSCE.establishedBy),
    ("Mandate changed by", OSCE.mandateUpdatedBy),
    ("Closed by", OSCE.closedBy),
)


async def body(visit: Visit, thing: Thing) -> Content:
    """Return the page of a body."""
    iri = thing.iri
    pattern = f"?x osce:issuedBy <{iri}>"
    around, years, recent, spoke = await asyncio.gather(
        visit.ask.rows(
            "SELECT DISTINCT ?x ?as ?p ?o { "
            f'{{ ?x osce:nameOf <{iri}> BIND("name" AS ?as) }} '
            f'UNION {{ ?x osce:succeededBy <{iri}> BIND("before" AS ?as) }} '
            f'UNION {{ ?x org:subOrganizationOf <{iri}> BIND("part" AS ?as) }} '
            f'UNION {{ <{iri}> osce:phaseOf ?f . ?x osce:phaseOf ?f BIND("phase" AS ?as) }} '
            f'UNION {{ ?x a osce:Tenure ; org:organization <{iri}> BIND("office" AS ?as) }} ?x ?p ?o }}'
        ),
        year_counts(visit, OSCE.issuedBy),
        latest(visit, "latest", "Latest documents", pattern),
        _speakers(visit),
    )
    sections: list[Section] = [Summary(tuple(_entries(visit, thing, around)))]
    spans = _spans(visit, thing, around)
    if spans:
        today = day(await release_day(visit) or "")
        sections.append(Drawing(timeline(spans, title="Mandates and names over time", until=today)))
    sections += years_chart(years, "Documents issued by year")
    sections += [listing for listing in (recent, spoke) if listing]
    for role, anchor, title in (("office", "offices", "Office holders"), ("part", "parts", "Its parts")):
        items = _items(visit, around, role)
        if items:
            sections.append(Listing(anchor, title, tuple(items), len(items)))
    time = in_words(thing.statements)
    return Content(
        "Body",
        f"{thing.title}{f' ({time})' if time else ''}: mandates, names, documents by year and who spoke for it",
        tuple(sections),
        (("Bodies", "/browse/bodies"),),
        described(
            "Organization", iri, thing.title, foundingDate=thing.one(OSCE.from_), sameAs=same_as(thing),
            dissolutionDate=thing.one(OSCE.until),
            parentOrganization=[{"@id": parent.value} for parent in thing.terms(ORG.subOrganizationOf)],
        ),
    )  # fmt: skip


async def presence(visit: Visit, thing: Thing) -> Content:
    """Return the page of a field presence: its mandates one after another."""
    iri = thing.iri
    pattern = f"?b osce:phaseOf <{iri}> . ?x osce:issuedBy ?b"
    mandates, years, recent = await asyncio.gather(
        visit.ask.rows(f"SELECT DISTINCT ?x ?p ?o {{ ?x osce:phaseOf <{iri}> . ?x ?p ?o }}"),
        by_year(visit, pattern),
        latest(visit, "latest", "Latest documents", pattern),
    )
    rows = tuple({**row, "as": Term("literal", "phase")} for row in mandates)
    sections: list[Section] = [Summary(tuple(_entries(visit, thing, ())))]
    spans = _spans(visit, thing, rows)
    if spans:
        today = day(await release_day(visit) or "")
        sections.append(Drawing(timeline(spans, title="Mandates over time", until=today)))
    items = _items(visit, rows, "phase")
    sections.append(Listing("mandates", "Mandates", tuple(items), len(items)))
    sections += years_chart(years, "Documents by year")
    if recent:
        sections.append(recent)
    return Content(
        "Field presence", f"{thing.title}: its {counted(len(items), 'mandate')} and what was issued under them",
        tuple(sections),
        (("Bodies", "/browse/bodies"), ("Field presences", "/browse/field-operations")),
        described("Organization", iri, thing.title, sameAs=same_as(thing)),
    )  # fmt: skip


def _entries(visit: Visit, thing: Thing, around: Sequence[Row]) -> list[Entry]:
    known = visit.terms
    entries = []
    status = labelled(thing.terms(OSCE.status), {}, known)
    time = in_words(thing.statements)
    if status or time:
        since = thing.one(OSCE.statusAsOf)
        entries.append(
            Entry("Status", status, ", ".join(part for part in (time, f"as of {since}" if since else "") if part))
        )
    before = [item.value for item in _items(visit, around, "before")]
    for name, values in (
        ("Preceded by", tuple(before)),
        ("Succeeded by", labelled(thing.terms(OSCE.succeededBy), thing.labels)),
        *((name, labelled(thing.terms(prop), thing.labels)) for name, prop in _DECIDED),
        ("Part of", labelled(thing.terms(ORG.subOrganizationOf), thing.labels)),
        ("Mandate of", labelled(thing.terms(OSCE.phaseOf), thing.labels)),
        ("Host country", labelled(thing.terms(OSCE.hostCountry), thing.labels)),
        ("Seat", labelled(thing.terms(OSCE.seat), thing.labels)),
    ):
        if values:
            entries.append(Entry(name, values))
    return entries


def _named(visit: Visit, rows: Sequence[Row], role: str) -> list[tuple[str, str, list[tuple[str, Term]]]]:
    """Return IRI, label and statements of the things around that have a role, by beginning."""
    chosen = [row for row in rows if row["as"].value == role]
    labels = visit.labels([{"o": row["x"], "l": row["o"]} for row in chosen if row["p"].value == RDFS.label])
    found = [(iri, labels.get(iri, ""), said) for iri, said in grouped(chosen, "x").items()]
    return sorted(found, key=lambda entry: (first(entry[2], OSCE.fromEarliest) or "9999", entry[0]))


def _items(visit: Visit, rows: Sequence[Row], role: str) -> list[Item]:
    return [Item(linked(iri, label or None), "", in_words(said)) for iri, label, said in _named(visit, rows, role)]


def _spans(visit: Visit, thing: Thing, rows: Sequence[Row]) -> list[Span]:
    href = visit.site.renderer.href
    phases = [
        drawn(label or iri, said, None if iri == thing.iri else href(iri), "Mandates")
        for iri, label, said in _named(visit, rows, "phase")
    ]
    names = [drawn(label or iri, said, href(iri), "Names") for iri, label, said in _named(visit, rows, "name")]
    if not phases:
        phases = [drawn(thing.title, thing.statements, None, "Mandates")]
    return [span for span in (*phases, *names) if span]


async def _speakers(visit: Visit) -> Listing | None:
    rows = await visit.ask.share(SPEAKERS, visit.iri)
    rows = tuple(sorted(rows, key=lambda row: (-int(row["n"].value), row["s"].value))[:15])
    if not rows:
        return None
    labels = await names_of(visit, [row["s"].value for row in rows])
    items = tuple(
        Item(
            Value(row["s"], labels.get(row["s"].value)),
            "",
            f"{row['n'].value} quotations, {row['a'].value} – {row['z'].value}",
        )
        for row in rows
    )
    return Listing("speakers", "Who spoke for it most", items)


async def names_of(visit: Visit, things: Sequence[str]) -> dict[str, str]:
    """Return a label for each of a few things."""
    if not things:
        return {}
    listed = " ".join(f"<{thing}>" for thing in things)
    return visit.labels(await visit.ask.rows(f"SELECT ?o ?l {{ VALUES ?o {{ {listed} }} ?o rdfs:label ?l }}"))
