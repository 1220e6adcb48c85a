"""The page of a State or area: its part in the OSCE, its chairs, field presences there, what is said about it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable

from osce_kg.rdf import RDF_TYPE
from osce_kg.server.lookups import Row, Term
from osce_kg.server.things.asking import Visit, first, grouped, labelled, latest, linked
from osce_kg.server.things.body import names_of
from osce_kg.server.things.citing import described
from osce_kg.server.things.drawings import area_map, year_counts, years_chart
from osce_kg.server.things.frame import Thing, same_as
from osce_kg.server.things.model import Content, Drawing, Entry, Item, Listing, Section, Summary
from osce_kg.server.things.names import counted
from osce_kg.server.things.times import in_words
from osce_kg.vocab import OSCE, RDFS, SKOS

_FORMS = {OSCE.Participation: "participation", OSCE.Partnership: "partnership", OSCE.Chairpersonship: "chair"}


async def state(visit: Visit, thing: Thing) -> Content:
    """Return the page of a State or area."""
    iri = thing.iri
    about = f"?x osce:aboutCountry <{iri}>"
    members, ministers, hosted, years, recent, spoke = await asyncio.gather(
        visit.ask.rows(f"SELECT DISTINCT ?x ?p ?o {{ ?x org:member <{iri}> . ?x ?p ?o }}"),
        visit.ask.rows(
            f"SELECT DISTINCT ?x ?p ?o {{ ?c org:member <{iri}> . ?x osce:underChairpersonship ?c . ?x ?p ?o }}"
        ),
        visit.ask.rows(f"SELECT DISTINCT ?x ?p ?o {{ ?x osce:hostCountry <{iri}> . ?x ?p ?o }}"),
        year_counts(visit, OSCE.aboutCountry),
        latest(visit, "latest", "Latest documents about it", about),
        _speakers(visit),
    )
    sections: list[Section] = []
    entries = []
    code = thing.one(OSCE.isoAlpha3) or thing.one(OSCE.areaCode)
    forms: dict[str, list[Item]] = {}
    for item, said in _items(visit, members):
        kind = next(
            (form for name, form in _FORMS.items() if name in {v.value for p, v in said if p == RDF_TYPE}), "other"
        )
        forms.setdefault(kind, []).append(item)
    for kind, name in (("participation", "Participating State"), ("partnership", "Partner for Co-operation")):
        entries += [Entry(name, (item.value,), item.note) for item in forms.get(kind, [])]
    if code:
        entries.append(Entry("Code", labelled(thing.terms(OSCE.isoAlpha3, OSCE.areaCode), {})))
    for note in thing.terms(SKOS.scopeNote):
        entries.append(Entry("Note", labelled([note], {})))
    sections.append(Summary(tuple(entries)))
    if code:
        sections.append(Drawing(await asyncio.to_thread(area_map, code, thing.title)))
    sections += years_chart(years, "Documents about it by year")
    chairs = forms.get("chair", [])
    if chairs:
        sections.append(Listing("chairs", "Chairpersonships", tuple(chairs), len(chairs)))
    tenures = [item for item, _ in _items(visit, ministers)]
    if tenures:
        sections.append(Listing("ministers", "Chairpersons-in-Office", tuple(tenures), len(tenures)))
    bodies = [
        item
        for item, said in _items(visit, hosted)
        if OSCE.FieldPresence not in {v.value for p, v in said if p == RDF_TYPE}
    ]
    if bodies:
        sections.append(Listing("operations", "Field operations hosted", tuple(bodies), len(bodies)))
    sections += [listing for listing in (recent, spoke) if listing]
    return Content(
        "State" if OSCE.State in thing.types else "Area",
        f"{thing.title} in the OSCE: participation, chairpersonships, field operations, documents by year",
        tuple(sections),
        (("Participating States", "/browse/states"),),
        described("Country", iri, thing.title, identifier=code, sameAs=same_as(thing)),
    )


def _items(visit: Visit, rows: Iterable[Row]) -> list[tuple[Item, list[tuple[str, Term]]]]:
    """Return the things of rows of `?x ?p ?o` as items with their time, by beginning, with what is said of each."""
    items = []
    for iri, said in grouped(rows, "x").items():
        labels = visit.labels([{"o": Term("uri", iri), "l": value} for name, value in said if name == RDFS.label])
        items.append((Item(linked(iri, labels.get(iri)), "", in_words(said)), said))
    return sorted(items, key=lambda pair: (first(pair[1], OSCE.fromEarliest) or "9999", pair[0].value.term.value))


async def _speakers(visit: Visit) -> Listing | None:
    rows = await visit.ask.counted(
        f"SELECT ?s (COUNT(DISTINCT ?q) AS ?n) {{ ?q osce:speakerState <{visit.iri}> ; osce:speaker ?s }} "
        "GROUP BY ?s ORDER BY DESC(?n) ?s LIMIT 15"
    )
    found = [(row["s"].value, row["n"].value) for row in rows if "s" in row]
    if not found:
        return None
    labels = await names_of(visit, [iri for iri, _ in found])
    items = tuple(Item(linked(iri, labels.get(iri)), "", counted(int(number), "quotation")) for iri, number in found)
    return Listing("speakers", "Its officials quoted most", items)
