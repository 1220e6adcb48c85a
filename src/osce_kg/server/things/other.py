"""The page of a kind without a form of its own, such as evidence, claims, sources, tenures and named graphs."""

from __future__ import annotations

from osce_kg.server.things.asking import ROWS, Visit, linked, query_address
from osce_kg.server.things.citing import described
from osce_kg.server.things.frame import Thing
from osce_kg.server.things.model import Content, Entry, Item, Listing, Section, Summary
from osce_kg.server.things.times import in_words

_COUNTED = 10_000
"""Statements of a named graph that are counted."""


async def other(visit: Visit, thing: Thing) -> Content:
    """Return the page of a thing: its time, and, if it names a graph, what that holds."""
    kind = thing.iri.removeprefix(visit.ids).partition("/")[0].replace("-", " ").capitalize() or "Thing"
    time = in_words(thing.statements)
    sections: list[Section] = [Summary((Entry("When", (), time),))] if time else []
    if held := await _graph(visit):
        sections += held
    return Content(
        kind,
        f"{thing.title}, {kind.lower()} in the graph of OSCE press releases",
        tuple(sections),
        (("Everything by kind", "/browse/classes"),),
        described("Thing", thing.iri, thing.title),
    )


async def _graph(visit: Visit) -> tuple[Section, ...]:
    """Return what a named graph is about and how much it holds; nothing if the IRI names none."""
    graph = f"GRAPH <{visit.iri}> {{ ?s ?p ?o }}"
    counted, subjects = await visit.ask.together(
        f"SELECT (COUNT(*) AS ?n) {{ {{ SELECT * {{ {graph} }} LIMIT {_COUNTED + 1} }} }}",
        f"SELECT ?s ?l {{ {{ SELECT DISTINCT ?s {{ {graph} FILTER(isIRI(?s)) }} LIMIT {ROWS} }} "
        "OPTIONAL { ?s rdfs:label ?l } }",
    )
    number = int(counted[0]["n"].value)
    if not number:
        return ()
    text = f"{number:,}" if number <= _COUNTED else f"more than {_COUNTED:,}"
    labels = visit.labels(subjects, "s")
    things = sorted({row["s"].value for row in subjects})
    query = query_address(f"SELECT ?s ?p ?o {{ {graph} }} LIMIT 1000")
    return (
        Summary((Entry("Statements in this graph", (), text),)),
        Listing(
            "content", "What this graph speaks of", tuple(Item(linked(iri, labels.get(iri))) for iri in things),
            None, query,
        ),
    )  # fmt: skip
