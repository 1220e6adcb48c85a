"""Pages of what documents are about: fields of work, places, projects, events and other things they mention."""

from __future__ import annotations

import asyncio

from osce_kg.server.charts import Bar, bar_chart
from osce_kg.server.maps import AreaMark, MapPoint, outline_map
from osce_kg.server.things.asking import Visit, labelled, latest, linked
from osce_kg.server.things.body import names_of
from osce_kg.server.things.citing import described
from osce_kg.server.things.drawings import by_year, year_counts, years_chart
from osce_kg.server.things.frame import Thing, same_as
from osce_kg.server.things.model import Content, Drawing, Entry, Section, Summary
from osce_kg.server.things.times import in_words
from osce_kg.vocab import DCT, OSCE, SCHEMA, SKOS

TOGETHER = "SELECT ?of ?f (COUNT(DISTINCT ?x) AS ?n) { ?x osce:fieldOfWork ?of ; osce:fieldOfWork ?f } GROUP BY ?of ?f"
"""How many documents each two fields of work share."""
_BESIDE = 12  # fields that a field is shown to occur with
_MATCHES = (SKOS.exactMatch, SKOS.closeMatch)


async def field_of_work(visit: Visit, thing: Thing) -> Content:
    """Return the page of a field of work: its dimension and neighbours, documents by year, fields beside it."""
    iri = thing.iri
    pattern = f"?x osce:fieldOfWork <{iri}>"
    beside, siblings, years, recent, together = await asyncio.gather(
        visit.ask.rows(f"SELECT DISTINCT ?o ?l {{ ?o skos:broader <{iri}> ; rdfs:label ?l }}"),
        visit.ask.rows(
            f"SELECT DISTINCT ?o ?l {{ <{iri}> osce:dimension ?d . ?o osce:dimension ?d ; rdfs:label ?l "
            f"FILTER(?o != <{iri}>) }}"
        ),
        year_counts(visit, OSCE.fieldOfWork),
        latest(visit, "latest", "Latest documents", pattern),
        visit.ask.share(TOGETHER, iri),
    )
    entries = [
        Entry(name, values)
        for name, values in (
            ("Dimension", labelled(thing.terms(OSCE.dimension), thing.labels)),
            ("Broader", labelled(thing.terms(SKOS.broader), thing.labels)),
            (
                "Narrower",
                tuple(linked(i, label) for i, label in sorted(visit.labels(beside).items(), key=lambda pair: pair[1])),
            ),
            (
                "Same dimension",
                tuple(
                    linked(i, label) for i, label in sorted(visit.labels(siblings).items(), key=lambda pair: pair[1])
                ),
            ),
            ("Scheme", labelled(thing.terms(SKOS.inScheme), thing.labels)),
            ("Matches", labelled(thing.terms(*_MATCHES), thing.labels)),
        )
        if values
    ]
    sections: list[Section] = [Summary(tuple(entries))]
    sections += years_chart(years, "Documents by year")
    found = [(row["f"].value, int(row["n"].value)) for row in together if row["f"].value != iri]
    found = sorted(found, key=lambda pair: (-pair[1], pair[0]))[:_BESIDE]
    if found:
        labels = await names_of(visit, [other for other, _ in found])
        href = visit.site.renderer.href
        bars = [Bar(labels.get(other, other), number, href(other)) for other, number in found]
        sections.append(Drawing(bar_chart(bars, title="Fields it occurs with", unit="documents")))
    if recent:
        sections.append(recent)
    total = sum(number for _, number in years)
    return Content(
        "Field of work",
        f"{thing.title}, a field of work of the OSCE: {total} documents by year and the fields it occurs with",
        tuple(sections),
        (("Fields of work", visit.site.renderer.href(visit.local("scheme", "fields-of-work"))),),
        described("DefinedTerm", iri, thing.title, sameAs=[term.value for term in thing.terms(SKOS.exactMatch)],
                  inDefinedTermSet=visit.local("scheme", "fields-of-work")),
    )  # fmt: skip


async def place(visit: Visit, thing: Thing) -> Content:
    """Return the page of a place: where it is, what was filed from there and what mentions it."""
    filed, mentions = f"?x schema:locationCreated <{thing.iri}>", f"?x schema:mentions <{thing.iri}>"
    from_there, mentioning, years, areas = await asyncio.gather(
        latest(visit, "filed", "Latest documents filed from it", filed),
        latest(visit, "mentioning", "Latest documents that mention it", mentions),
        by_year(visit, filed),
        visit.ask.rows(
            f"SELECT DISTINCT ?c ?code ?l {{ <{thing.iri}> osce:country ?c . "
            "?c osce:isoAlpha3|osce:areaCode ?code ; rdfs:label ?l }"
        ),
    )
    countries = labelled(thing.terms(OSCE.country), thing.labels)
    latitude, longitude = _degrees(thing.one(SCHEMA.latitude), 90), _degrees(thing.one(SCHEMA.longitude), 180)
    entries = [Entry("Country", countries)] if countries else []
    sections: list[Section] = []
    if latitude is not None and longitude is not None:
        entries.append(Entry("Position", (), f"{latitude:.4f}°, {longitude:.4f}° (WGS 84)"))
        names = visit.labels(areas, "c")
        marks = {
            row["code"].value: AreaMark(names[row["c"].value], 2, visit.site.renderer.href(row["c"].value))
            for row in areas
        }
        point = MapPoint(thing.title, latitude, longitude)
        title = f"{thing.title} on the map"
        drawn = await asyncio.to_thread(outline_map, title=title, areas=marks, points=[point], fit="points")
        sections.append(Drawing(drawn))
    others = [fact.value.term for fact in thing.names if fact.predicate == SKOS.altLabel]
    if others:
        entries.append(Entry("Also written", labelled(others[:12], {})))
    sections.insert(0, Summary(tuple(entries)))
    sections += years_chart(years, "Documents filed from it by year") if len(years) > 1 else ()
    sections += [listing for listing in (from_there, mentioning) if listing]
    where = f", {countries[0].text}" if countries else ""
    return Content(
        "Place", f"{thing.title}{where}: press releases of the OSCE filed from it and mentioning it", tuple(sections),
        (("Places", None), *visit.step(countries)),
        described("Place", thing.iri, thing.title, latitude=latitude, longitude=longitude, sameAs=same_as(thing),
                  alternateName=[term.value for term in others]),
    )  # fmt: skip


def _degrees(text: str, most: int) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if -most <= value <= most else None


_SUMMED = (
    ("Carried out by", OSCE.implementedBy), ("With", OSCE.partner), ("Series", OSCE.series), ("Where", SCHEMA.location),
    ("Country", OSCE.country), ("Identifier", DCT.identifier),
)  # fmt: skip
_SCHEMA_KINDS = {"project": "Project", "meeting": "Event", "event": "Event"}


async def mentioned(visit: Visit, thing: Thing) -> Content:
    """Return the page of a thing that documents mention, such as a project, an event, a decision or a treaty."""
    kind = thing.iri.removeprefix(visit.ids).partition("/")[0]
    pattern = f"?x schema:mentions <{thing.iri}>"
    years, recent = await asyncio.gather(
        by_year(visit, pattern), latest(visit, "latest", "Latest documents that mention it", pattern)
    )
    entries = [Entry(name, labelled(values, thing.labels)) for name, prop in _SUMMED if (values := thing.terms(prop))]
    time = in_words(thing.statements)
    if time:
        entries.append(Entry("When", (), time))
    sections: list[Section] = [Summary(tuple(entries))] if entries else []
    sections += years_chart(years, "Documents that mention it by year") if len(years) > 1 else ()
    if recent:
        sections.append(recent)
    name = kind.replace("-", " ").capitalize()
    return Content(
        name, f"{thing.title}, {name.lower()} in the graph of OSCE press releases", tuple(sections),
        ((f"{name}s", None),),
        described(_SCHEMA_KINDS.get(kind, "Thing"), thing.iri, thing.title, sameAs=same_as(thing)),
    )  # fmt: skip
