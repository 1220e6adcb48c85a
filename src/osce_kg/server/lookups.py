"""Questions that the pages ask the engine, all in SPARQL, so that any engine can answer them."""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal as Choice

from osce_kg.engine.model import Engine, QueryRequest
from osce_kg.vocab import DCT, OSCE

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
