"""The page of a person: roles over time as texts gave them, offices held, bodies, quotations by date."""

from __future__ import annotations

import asyncio
import json
from functools import lru_cache
from pathlib import Path

from osce_kg.server.lookups import Row
from osce_kg.server.things.asking import ROWS, Visit, grouped, labelled, linked
from osce_kg.server.things.citing import described
from osce_kg.server.things.facts import SAID, read_evidence
from osce_kg.server.things.frame import Thing, same_as
from osce_kg.server.things.model import Content, Entry, Item, Listing, Quotations, Section, Summary, Table, Value
from osce_kg.server.things.names import counted
from osce_kg.server.things.times import in_words
from osce_kg.server.things.utterances import utterances
from osce_kg.vocab import OSCE, RDFS, SKOS

_MOST_ROLES = 40


async def person(visit: Visit, thing: Thing) -> Content:
    """Return the page of a person. Roles that only inference gives stay out if the visit asks so."""
    iri = thing.iri
    written, bodies, offices, total, homonym = await asyncio.gather(
        _roles(visit, OSCE.speakerRole), _roles(visit, OSCE.speakerBody), _offices(visit),
        visit.ask.number(f"?x osce:speaker <{iri}>"), asyncio.to_thread(_homonyms, visit.site.files.report),
    )  # fmt: skip
    entries = [Entry("Known by", labelled(thing.terms(OSCE.identity), thing.labels, visit.terms))]
    others = thing.terms(SKOS.altLabel) or [fact.value.term for fact in thing.names if fact.predicate == SKOS.altLabel]
    if others:
        entries.append(Entry("Also written", labelled(others, {})))
    if visit.key in homonym:
        entries.append(
            Entry("Caution", (), "this name is met in unrelated bodies or far apart in time: it may be two people")
        )
    dates = [row["first"].value for row in written[0] if "first" in row] + [
        row["last"].value for row in written[0] if "last" in row
    ]
    if dates:
        entries.append(
            Entry("Quoted", (), f"{' – '.join(sorted({min(dates), max(dates)}))}, {counted(total, 'quotation')}")
        )
    sections: list[Section] = [Summary(tuple(entries))]
    if offices:
        sections.append(Listing("offices", "Offices held", tuple(offices), len(offices)))
    if written[0]:
        sections.append(_table("roles", "Roles as texts gave them", "Role as written", written))
    if bodies[0]:
        sections.append(_table("bodies", "Bodies spoken for", "Body", bodies))
    if total:
        sections.append(await _quotations(visit, iri, total))
    roles = ", ".join(dict.fromkeys(row["o"].value for row in written[0][:3]))
    return Content(
        "Person",
        f"{thing.title}{f', {roles}' if roles else ''}: {total} quotations in press releases of the OSCE",
        tuple(sections),
        (("People", "/browse/people"),),
        described("Person", iri, thing.title, sameAs=same_as(thing),
                  jobTitle=[row["o"].value for row in written[0][:5]], alternateName=[term.value for term in others]),
    )  # fmt: skip


async def _roles(visit: Visit, prop: str) -> tuple[tuple[Row, ...], dict[str, str]]:
    """Return each value of a property of the person's quotations with first and last date and how often."""
    spoken = f"?q osce:speaker <{visit.iri}> ; <{prop}> ?o ; schema:isPartOf ?d . ?d dct:issued ?t"
    rows, labels = await asyncio.gather(
        visit.ask.counted(
            f"SELECT ?o (MIN(?t) AS ?first) (MAX(?t) AS ?last) (COUNT(DISTINCT ?q) AS ?n) {{ {spoken} }} "
            f"GROUP BY ?o ORDER BY DESC(?n) ?o LIMIT {_MOST_ROLES}"
        ),
        visit.ask.rows(f"SELECT DISTINCT ?o ?l {{ ?q osce:speaker <{visit.iri}> ; <{prop}> ?o . ?o rdfs:label ?l }}"),
    )
    return tuple(row for row in rows if "o" in row), visit.labels(labels)


def _table(anchor: str, title: str, head: str, found: tuple[tuple[Row, ...], dict[str, str]]) -> Table:
    rows, labels = found
    ordered = sorted(rows, key=lambda row: (row["first"].value, row["o"].value))
    return Table(
        anchor, title, (head, "First", "Last", "Quotations"),
        tuple(
            (Value(row["o"], labels.get(row["o"].value)), Value(row["first"]), Value(row["last"]), Value(row["n"]))
            for row in ordered
        ),
    )  # fmt: skip


async def _offices(visit: Visit) -> list[Item]:
    rows = await visit.ask.rows(f"SELECT DISTINCT ?m ?p ?o {{ ?m org:member <{visit.iri}> . ?m ?p ?o }}")
    items = []
    for iri, said in grouped(rows, "m").items():
        labels = visit.labels([{"o": linked(iri, None).term, "l": value} for name, value in said if name == RDFS.label])
        items.append(Item(linked(iri, labels.get(iri)), "", in_words(said)))
    return sorted(items, key=lambda item: (item.note, item.value.term.value))


async def _quotations(visit: Visit, iri: str, total: int) -> Quotations:
    chosen = (
        f"SELECT DISTINCT ?q ?d ?t {{ ?q osce:speaker <{iri}> ; schema:isPartOf ?d . ?d dct:issued ?t }} "
        f"ORDER BY DESC(?t) ?q LIMIT {ROWS} OFFSET {visit.offset}"
    )
    when, said, labels, proofs = await visit.ask.together(
        f"SELECT ?q ?d ?t ?l {{ {{ {chosen} }} ?d rdfs:label ?l }}",
        f"SELECT DISTINCT ?q ?p ?o {{ {{ {chosen} }} ?q ?p ?o }}",
        f"SELECT DISTINCT ?o ?l {{ {{ {chosen} }} ?q ?p ?o . ?o rdfs:label ?l }}",
        f"SELECT DISTINCT ?e ?p ?o {{ {{ {chosen} }} ?e osce:onSubject ?q ; osce:onProperty ?about . ?e ?p ?o {SAID} "
        "FILTER(?about IN (schema:text, osce:speaker)) }",
    )
    names = visit.labels(when, "d")
    dates = {row["q"].value: (row["t"].value, linked(row["d"].value, names.get(row["d"].value))) for row in when}
    spoken = utterances(
        grouped(said, "q"),
        visit.labels(labels),
        read_evidence(proofs, visit.ids),
        visit,
        frozenset({OSCE.speaker}),
        dates,
    )
    return Quotations("quotations", f"Quotations ({total})", spoken, visit.pager(total, "quotations"))


@lru_cache(maxsize=4)
def _homonyms(report: Path) -> frozenset[str]:
    """Return the keys of people whom the report of the build suspects of being two."""
    try:
        findings = json.loads(report.read_bytes()).get("findings", [])
    except (OSError, ValueError):
        return frozenset()
    return frozenset(str(finding.get("value")) for finding in findings if finding.get("code") == "homonym-suspicion")
