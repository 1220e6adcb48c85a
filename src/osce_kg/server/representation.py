"""What `/data/…` says of a thing, as quads: the thing, a page of what points to it, and what these are called.

Formats with named graphs have provenance too: what is known of each graph, and the evidence for the facts.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad

from osce_kg.engine.model import QueryRequest
from osce_kg.errors import QueryLimit
from osce_kg.formats import RESULTS_TSV
from osce_kg.rdf import RDF_TYPE, is_valid_iri
from osce_kg.server.browse.asking import Asker
from osce_kg.server.incoming import MOST_LINKS, PAGE, Incoming
from osce_kg.server.lookups import Row, Term
from osce_kg.server.site import Site
from osce_kg.vocab import DCT, OSCE, RDFS

_GRAPH = 10_000  # statements of a named graph that are written out with it
_STATEMENTS = 100_000
_EVIDENCE = 20_000


@dataclass(slots=True)
class Representation:
    """The quads of one page of data. `moved` is the IRI that stands for a retired thing."""

    quads: set[Quad] = field(default_factory=set)
    notes: list[str] = field(default_factory=list)
    moved: str | None = None


async def represent(
    site: Site, asker: Asker, iri: str, incoming: Incoming, page: int, *, provenance: bool
) -> Representation:
    """Return what the graph says of an IRI: on page 1 all that it states, on each page a part of what points to it.

    Raises:
        QueryLimit: it states more than is written into one answer.
    """
    found = Representation()
    said, named, pointing = await asyncio.gather(
        _stated(asker, iri) if page == 1 else _nothing(),
        _names_of_objects(asker, iri) if page == 1 else _nothing(),
        _pointing(site, asker, iri, incoming, page),
    )
    if len(said) > _STATEMENTS:
        raise QueryLimit(f"{iri} has more than {_STATEMENTS:,} statements; query for what you need, or take the dump")
    if sum(row["g"].value == iri for row in said if "g" in row) > _GRAPH:
        found.notes.append(f"The graph has more than {_GRAPH:,} statements; they are in the dumps and not here.")
        said = tuple(row for row in said if "g" not in row or row["g"].value != iri)
    found.moved = next((row["o"].value for row in said if _is(row, iri, DCT.isReplacedBy)), None)
    labels = await _names_of(asker, {row["s"].value for row in pointing})
    rows = [*said, *named, *pointing, *labels]
    if provenance:
        rows += await _graphs_of(asker, iri, pointing)
        rows += await _provenance(asker, iri, rows, found.notes)
    found.quads = _quads(rows) | _terms(site.term_labels, rows)
    return found


async def _nothing() -> tuple[Row, ...]:
    return ()


def _is(row: Row, subject: str, predicate: str) -> bool:
    return {"s", "p", "o"} <= row.keys() and (row["s"].value, row["p"].value) == (subject, predicate)


async def _stated(asker: Asker, iri: str) -> tuple[Row, ...]:
    return await asker.rows(
        f"SELECT ?s ?p ?o ?g {{ {{ BIND(<{iri}> AS ?s) <{iri}> ?p ?o }} UNION "
        f"{{ BIND(<{iri}> AS ?s) GRAPH ?g {{ <{iri}> ?p ?o }} }} UNION "
        f"{{ {{ SELECT ?s ?p ?o {{ GRAPH <{iri}> {{ ?s ?p ?o }} }} LIMIT {_GRAPH + 1} }} BIND(<{iri}> AS ?g) }} }} "
        f"LIMIT {2 * _STATEMENTS + 1}"
    )


_NAMES = (
    "{ { ?s rdfs:label ?o BIND(rdfs:label AS ?p) } UNION { GRAPH ?g { ?s rdfs:label ?o } BIND(rdfs:label AS ?p) } "
    f"UNION {{ ?s a ?o BIND(<{RDF_TYPE}> AS ?p) }} UNION {{ GRAPH ?g {{ ?s a ?o }} BIND(<{RDF_TYPE}> AS ?p) }} }}"
)


async def _names_of_objects(asker: Asker, iri: str) -> tuple[Row, ...]:
    """Return labels and types of what the thing points to."""
    things = f"{{ SELECT DISTINCT ?s {{ <{iri}> ?link ?s FILTER(isIRI(?s)) }} }}"
    return await asker.rows(f"SELECT ?s ?p ?o ?g {{ {things} {_NAMES} }} LIMIT {_STATEMENTS}")


async def _names_of(asker: Asker, things: Iterable[str]) -> tuple[Row, ...]:
    """Return labels and types of things."""
    values = " ".join(f"<{thing}>" for thing in sorted(things) if is_valid_iri(thing))
    return await asker.rows(f"SELECT ?s ?p ?o ?g {{ VALUES ?s {{ {values} }} {_NAMES} }}") if values else ()


async def _pointing(site: Site, asker: Asker, iri: str, incoming: Incoming, page: int) -> tuple[Row, ...]:
    """Return a part of what points to the thing, by property and then by IRI."""
    thing = Term("uri", iri)
    if page == 1 and incoming.first is not None:
        return tuple({"s": _subject(text), "p": Term("uri", name), "o": thing} for name, text in incoming.first)
    windows = incoming.windows(page)
    answers = await asyncio.gather(*(_subjects(site, asker, iri, *window) for window in windows))
    found = zip(windows, answers, strict=True)
    return tuple({"s": subject, "p": Term("uri", name), "o": thing} for (name, *_), part in found for subject in part)


def _subject(text: str) -> Term:
    """Return a subject as TSV has it."""
    return Term("uri", text[1:-1]) if text.startswith("<") else Term("bnode", text[2:])


async def _subjects(site: Site, asker: Asker, iri: str, name: str, number: int, offset: int, limit: int) -> list[Term]:
    """Return some of what points to a thing by one property, in the order of their IRIs.

    An engine takes ten times longer to sort than to find, so what is not too much is sorted here.
    """
    if number > MOST_LINKS:
        rows = await asker.rows(
            f"SELECT DISTINCT ?s {{ ?s <{name}> <{iri}> }} ORDER BY ?s LIMIT {limit} OFFSET {offset}"
        )
        return [row["s"] for row in rows]
    answer = await site.engine.query(QueryRequest(f"SELECT ?s {{ ?s <{name}> <{iri}> }}", RESULTS_TSV))
    document = await answer.read()
    lines = await asyncio.to_thread(_sorted_part, document, offset, limit)
    return [_subject(line) for line in lines]


def _sorted_part(document: bytes, offset: int, limit: int) -> list[str]:
    """Return some lines of TSV in order, each once, without the first line, which names the column."""
    return sorted(set(document.decode().splitlines()[1:]))[offset : offset + limit]


async def _graphs_of(asker: Asker, iri: str, pointing: Iterable[Row]) -> tuple[Row, ...]:
    """Return in which named graphs things point to a thing. Of each thing that is looked up, not of all that point."""
    things: dict[str, set[str]] = {}
    for row in pointing:
        if row["s"].kind == "uri":
            things.setdefault(row["p"].value, set()).add(row["s"].value)
    answers = await asyncio.gather(
        *(
            asker.rows(
                f"SELECT ?s ?g {{ {{ VALUES ?s {{ {' '.join(f'<{one}>' for one in sorted(subjects))} }} }} "
                f"OPTIONAL {{ GRAPH ?g {{ ?s <{name}> <{iri}> }} }} }}"
            )
            for name, subjects in things.items()
        )
    )
    thing = Term("uri", iri)
    found = zip(things, answers, strict=True)
    return tuple(row | {"p": Term("uri", name), "o": thing} for name, rows in found for row in rows)


async def _provenance(asker: Asker, iri: str, rows: Iterable[Row], notes: list[str]) -> list[Row]:
    """Return the thing's own graph, what is known of each graph that facts come from, and the evidence."""
    kind_and_key = iri.partition("/id/")[2]
    own = f"{asker.base}id/graph/{kind_and_key}"
    content = await asker.rows(f"SELECT ?s ?p ?o (<{own}> AS ?g) {{ GRAPH <{own}> {{ ?s ?p ?o }} }} LIMIT {_GRAPH}")
    graphs = {row["g"].value for row in (*rows, *content) if "g" in row}
    values = " ".join(f"<{name}>" for name in sorted(graphs | {own}) if is_valid_iri(name))
    subjects = {iri} | {row["s"].value for row in content if row["s"].kind == "uri"}
    about = " ".join(f"<{name}>" for name in sorted(subjects)[:PAGE] if is_valid_iri(name))
    known, evidence = await asyncio.gather(
        asker.rows(f"SELECT ?s ?p ?o ?g {{ VALUES ?s {{ {values} }} GRAPH ?g {{ ?s ?p ?o }} }}"),
        asker.rows(
            f"SELECT ?s ?p ?o ?g {{ {{ SELECT DISTINCT ?s {{ VALUES ?x {{ {about} }} ?s <{OSCE.onSubject}> ?x }} }} "
            f"GRAPH ?g {{ ?s ?p ?o }} }} LIMIT {_EVIDENCE + 1}"
        ),
    )
    if len(evidence) > _EVIDENCE:
        notes.append(f"The evidence has more than {_EVIDENCE:,} statements; it is in the dumps and not here.")
        evidence = ()
    return [*content, *known, *evidence]


def _quads(rows: Iterable[Row]) -> set[Quad]:
    """Return rows of `s p o` with or without `g` as quads; what a named graph states is not in the unnamed one too."""
    every = {_quad(row) for row in rows if {"s", "p", "o"} <= row.keys()}
    named = {quad.triple for quad in every if not isinstance(quad.graph_name, DefaultGraph)}
    return {quad for quad in every if not isinstance(quad.graph_name, DefaultGraph) or quad.triple not in named}


def _quad(row: Row) -> Quad:
    subject, predicate, graph = row["s"], row["p"], row.get("g")
    return Quad(
        NamedNode(subject.value) if subject.kind == "uri" else BlankNode(subject.value),
        NamedNode(predicate.value),
        _object(row["o"]),
        DefaultGraph() if graph is None else NamedNode(graph.value),
    )


def _object(term: Term) -> NamedNode | BlankNode | Literal:
    if term.kind == "uri":
        return NamedNode(term.value)
    if term.kind == "bnode":
        return BlankNode(term.value)
    if term.language:
        return Literal(term.value, language=term.language)
    return Literal(term.value, datatype=NamedNode(term.datatype)) if term.datatype else Literal(term.value)


def _terms(labels: Mapping[str, str], rows: Iterable[Row]) -> set[Quad]:
    """Return the labels of the ontology's terms that rows point to."""
    linked = {row["o"].value for row in rows if "o" in row and row["o"].kind == "uri"}
    return {
        Quad(NamedNode(name), NamedNode(RDFS.label), Literal(labels[name], language="en"), DefaultGraph())
        for name in linked & labels.keys()
    }
