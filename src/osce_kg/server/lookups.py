"""Questions that the pages ask the engine, all in SPARQL, so that any engine can answer them."""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal as Choice

from osce_kg.engine.model import Engine, QueryRequest
from osce_kg.errors import QueryLimit
from osce_kg.vocab import DCT, OSCE

INCOMING = 100
OUTGOING = 2_000
QUADS = 100_000
_LABEL = "<http://www.w3.org/2000/01/rdf-schema#label>"


@dataclass(frozen=True, slots=True)
class Term:
    """One RDF term of a result: an IRI, a blank node or a literal."""

    kind: Choice["uri", "literal", "bnode"]
    value: str
    language: str | None = None
    datatype: str | None = None


Row = dict[str, Term]


@dataclass(frozen=True, slots=True)
class Table:
    """A result in memory. `truth` is the answer to ASK, None for SELECT."""

    variables: tuple[str, ...]
    rows: tuple[Row, ...]
    truth: bool | None = None


@dataclass(frozen=True, slots=True)
class Fact:
    """One statement seen from one of its ends: the property, the thing at the other end, and its label."""

    predicate: str
    value: Term
    label: str | None


@dataclass(frozen=True, slots=True)
class Description:
    """What a page says of one thing."""

    iri: str
    label: str
    facts: tuple[Fact, ...]
    incoming: tuple[Fact, ...]
    incoming_count: int
    graph_size: int


def parse_results(document: bytes) -> Table:
    """Return a SPARQL JSON result (SPARQL 1.1 Query Results JSON Format) as a table."""
    raw = json.loads(document)
    if "boolean" in raw:
        return Table((), (), bool(raw["boolean"]))
    rows = tuple(
        {name: _term(value) for name, value in row.items() if value["type"] != "triple"}
        for row in raw["results"]["bindings"]
    )
    return Table(tuple(raw["head"]["vars"]), rows)


def _term(value: dict[str, str]) -> Term:
    kind = value["type"]
    if kind == "uri":
        return Term("uri", value["value"])
    if kind == "bnode":
        return Term("bnode", value["value"])
    return Term("literal", value["value"], value.get("xml:lang"), value.get("datatype"))


async def select(engine: Engine, text: str) -> Table:
    """Return the whole result of a SELECT or ASK query of our own."""
    answer = await engine.query(QueryRequest(text))
    document = await answer.read()
    return await asyncio.to_thread(parse_results, document)


async def exists(engine: Engine, iri: str) -> bool:
    """Whether the graph says anything of an IRI, or is partly named by it."""
    query = f"ASK {{ {{ <{iri}> ?p ?o }} UNION {{ ?s ?p <{iri}> }} UNION {{ GRAPH <{iri}> {{ ?s ?p ?o }} }} }}"
    return (await select(engine, query)).truth is True


async def replacement(engine: Engine, iri: str) -> str | None:
    """Return the IRI that stands for a retired one, None if this one is in use."""
    rows = (await select(engine, f"SELECT ?o {{ <{iri}> <{DCT.isReplacedBy}> ?o }} ORDER BY ?o LIMIT 1")).rows
    return rows[0]["o"].value if rows else None


async def withdrawn(engine: Engine, key: str) -> bool:
    """Whether the thing with this key was withdrawn; the graph holds SHA-256 of such keys, never the keys."""
    digest = hashlib.sha256(key.encode()).hexdigest()
    return (await select(engine, f'ASK {{ ?g <{OSCE.suppressedKeySha256}> "{digest}" }}')).truth is True


async def count(engine: Engine, pattern: str) -> int:
    """Return the number of solutions of a group graph pattern."""
    rows = (await select(engine, f"SELECT (COUNT(*) AS ?n) {{ {pattern} }}")).rows
    return int(rows[0]["n"].value)


async def describe(engine: Engine, iri: str) -> Description | None:
    """Return what the graph says of an IRI, or None for nothing. Facts are sorted by property and value."""
    if not await exists(engine, iri):
        return None
    outgoing = await select(engine, f"SELECT DISTINCT ?p ?o {{ <{iri}> ?p ?o }} ORDER BY ?p ?o LIMIT {OUTGOING}")
    linked = await select(
        engine, f"SELECT DISTINCT ?o ?label {{ <{iri}> ?p ?o . ?o {_LABEL} ?label }} LIMIT {OUTGOING}"
    )
    incoming = await select(
        engine,
        "SELECT ?s ?p ?label { "
        f"{{ SELECT DISTINCT ?s ?p {{ ?s ?p <{iri}> }} ORDER BY ?p ?s LIMIT {INCOMING} }} "
        f"OPTIONAL {{ ?s {_LABEL} ?label }} }} ORDER BY ?p ?s",
    )
    labels = best_labels((row["o"].value, row["label"]) for row in linked.rows)
    sources = best_labels((row["s"].value, row["label"]) for row in incoming.rows if "label" in row)
    links = dict.fromkeys((row["p"].value, row["s"]) for row in incoming.rows)
    own = best_labels((iri, row["o"]) for row in outgoing.rows if f"<{row['p'].value}>" == _LABEL)
    return Description(
        iri=iri,
        label=own.get(iri, ""),
        facts=tuple(
            Fact(row["p"].value, row["o"], labels.get(row["o"].value) if row["o"].kind == "uri" else None)
            for row in outgoing.rows
            if "o" in row
        ),
        incoming=tuple(Fact(p, s, sources.get(s.value)) for p, s in links),
        incoming_count=await count(engine, f"?s ?p <{iri}>"),
        graph_size=await count(engine, f"GRAPH <{iri}> {{ ?s ?p ?o }}"),
    )


def best_labels(pairs: Iterable[tuple[str, Term]]) -> dict[str, str]:
    """Return one label for each thing: English, else one without language, else the first by language."""
    best: dict[str, tuple[tuple[int, str], str]] = {}
    for thing, label in pairs:
        language = (label.language or "").lower()
        preference = 0 if language == "en" or language.startswith("en-") else 1 if not language else 2
        rank = (preference, language)
        if thing not in best or rank < best[thing][0]:
            best[thing] = rank, label.value
    return {thing: text for thing, (_, text) in best.items()}


async def statements(engine: Engine, iri: str) -> tuple[Row, ...]:
    """Return the quads about an IRI as rows `s p o` and, for named graphs, `g`.

    That is what it says, what points to it, and, if it names a graph, what that holds.

    Raises:
        QueryLimit: more quads than are written into one answer.
    """
    pattern = (
        f"{{ BIND(<{iri}> AS ?s) GRAPH ?g {{ <{iri}> ?p ?o }} }} UNION "
        f"{{ BIND(<{iri}> AS ?o) GRAPH ?g {{ ?s ?p <{iri}> }} }} UNION "
        f"{{ BIND(<{iri}> AS ?g) GRAPH <{iri}> {{ ?s ?p ?o }} }} UNION "
        f"{{ BIND(<{iri}> AS ?s) <{iri}> ?p ?o FILTER NOT EXISTS {{ GRAPH ?h {{ <{iri}> ?p ?o }} }} }} UNION "
        f"{{ BIND(<{iri}> AS ?o) ?s ?p <{iri}> FILTER NOT EXISTS {{ GRAPH ?h {{ ?s ?p <{iri}> }} }} }}"
    )
    rows = (await select(engine, f"SELECT DISTINCT ?s ?p ?o ?g {{ {pattern} }} LIMIT {QUADS + 1}")).rows
    if len(rows) > QUADS:
        raise QueryLimit(f"{iri} has more than {QUADS:,} statements; query for what you need, or take the dump")
    return rows


async def type_counts(engine: Engine) -> list[tuple[str, int]]:
    """Return every class with the number of its instances, most frequent first."""
    table = await select(
        engine,
        "SELECT ?type (COUNT(DISTINCT ?s) AS ?n) { ?s a ?type } GROUP BY ?type ORDER BY DESC(?n) ?type LIMIT 500",
    )
    return [(row["type"].value, int(row["n"].value)) for row in table.rows if "type" in row]


async def instances(engine: Engine, iri: str, limit: int) -> list[tuple[str, str | None]]:
    """Return the first instances of a class by IRI, each with its label if it has one."""
    table = await select(
        engine,
        f"SELECT ?s ?label {{ {{ SELECT DISTINCT ?s {{ ?s a <{iri}> FILTER(isIRI(?s)) }} LIMIT {limit} }} "
        f"OPTIONAL {{ ?s {_LABEL} ?label }} }}",
    )
    labels = best_labels((row["s"].value, row["label"]) for row in table.rows if "label" in row)
    return [(thing, labels.get(thing)) for thing in sorted({row["s"].value for row in table.rows})]
