"""The service description of the endpoint (SPARQL 1.1 Service Description, sections 3 and 4)."""

from __future__ import annotations

import asyncio
import math
import time
from collections.abc import Callable

from pyoxigraph import Literal, NamedNode, Triple

from osce_kg.engine.model import Engine
from osce_kg.errors import QueryLimit
from osce_kg.formats import GRAPHS, RESULTS
from osce_kg.outputs.contents import Contents, contents_of
from osce_kg.release import Manifest
from osce_kg.server import lookups
from osce_kg.vocab import OSCE, PREFIXES

_SD = "http://www.w3.org/ns/sparql-service-description#"
USED = {"sd": _SD, **{name: PREFIXES[name] for name in ("rdf", "rdfs", "dct", "void")}}
"""Prefixes of the description."""
_SIMPLE = "http://www.w3.org/ns/entailment/Simple"
_MAX_NAMED = 100
_FRESH_SECONDS = 60.0


class Catalogue:
    """Knows the contents of what is served: from the manifest, else by counting, once per digest.

    What a store elsewhere holds has no digest, whatever release is published beside it: it is counted again when the
    last count is older than a minute. Nobody counts while another does.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._counted: tuple[str | None, Contents] | None = None
        self._until = 0.0
        self._counting = asyncio.Lock()

    async def contents(self, manifest: Manifest | None, digest: str | None, engine: Engine) -> Contents:
        """Return the contents. Of many named graphs without a manifest, only the sum is told."""
        if digest is not None and manifest is not None:
            return contents_of(manifest)
        async with self._counting:
            if self._counted is not None and self._counted[0] == digest and self._clock() < self._until:
                return self._counted[1]
            try:
                found = await _count(engine)
            except QueryLimit:  # asked again next time; the rest of the description is true without counts
                return Contents(None)
            self._counted = digest, found
            self._until = math.inf if digest is not None else self._clock() + _FRESH_SECONDS
            return found


async def _count(engine: Engine) -> Contents:
    triples = await lookups.count(engine, "?s ?p ?o")
    table = await lookups.select(
        engine,
        f"SELECT ?g (COUNT(*) AS ?n) {{ GRAPH ?g {{ ?s ?p ?o }} }} GROUP BY ?g ORDER BY ?g LIMIT {_MAX_NAMED + 1}",
    )
    found = {row["g"].value: int(row["n"].value) for row in table.rows if "g" in row and row["g"].kind == "uri"}
    return Contents(triples, found if len(table.rows) <= _MAX_NAMED else {})


def service_description(
    endpoint: str, base: str, digest: str | None, contents: Contents, *, union: bool = True, searchable: bool = False
) -> list[Triple]:
    """Return what this endpoint can do, and which graphs it has: SPARQL 1.1 Query, no federation, whether the default
    graph is the union of all, and the functions that find words where it is `searchable`. Graphs of which there is
    one for each thing are told as families. The digest is that of the release which answers, None for a store that
    may change.

    There are no blank nodes: the parts have fragments of the endpoint's address for names.
    """
    service, dataset = NamedNode(f"{endpoint}#service"), NamedNode(f"{endpoint}#dataset")
    statements = [
        _typed(service, "Service"),
        _label(service, "osce-kg SPARQL endpoint"),
        Triple(service, _sd("endpoint"), NamedNode(endpoint)),
        Triple(service, _sd("supportedLanguage"), _sd("SPARQL11Query")),
        Triple(service, _sd("defaultEntailmentRegime"), NamedNode(_SIMPLE)),
        Triple(service, _sd("defaultDataset"), dataset),
        Triple(service, _sd("availableGraphs"), dataset),
        _typed(dataset, "Dataset"),
        Triple(dataset, _term("rdfs", "seeAlso"), NamedNode(f"{base}dataset")),
    ]
    if union:
        statements.append(Triple(service, _sd("feature"), _sd("UnionDefaultGraph")))
    for function in (OSCE.matches, OSCE.searchScore) if searchable else ():
        statements += [
            Triple(service, _sd("extensionFunction"), NamedNode(function)),
            _typed(NamedNode(function), "Function"),
        ]
    if digest is not None:
        statements.append(Triple(dataset, _term("dct", "identifier"), Literal(digest)))
    statements += [Triple(service, _sd("resultFormat"), NamedNode(fmt.iri)) for fmt in (*RESULTS, *GRAPHS) if fmt.iri]
    statements += _default_graph(endpoint, dataset, contents, union) + _named_graphs(endpoint, dataset, contents)
    subjects = {subject: place for place, subject in enumerate(dict.fromkeys(item.subject for item in statements))}
    return sorted(statements, key=lambda item: subjects[item.subject])


def _default_graph(endpoint: str, dataset: NamedNode, contents: Contents, union: bool) -> list[Triple]:
    graph = NamedNode(f"{endpoint}#default-graph")
    label = "the union of all named graphs" if union else "the unnamed graph"
    if union and contents.triples is not None:
        label += "; a statement counts once for each graph that has it"
    statements = [Triple(dataset, _sd("defaultGraph"), graph), _typed(graph, "Graph"), _label(graph, label)]
    if contents.triples is not None:
        statements.append(Triple(graph, _term("void", "triples"), Literal(contents.triples)))
    return statements


def _named_graphs(endpoint: str, dataset: NamedNode, contents: Contents) -> list[Triple]:
    statements: list[Triple] = []
    for number, (iri, triples) in enumerate(sorted(contents.named.items()), start=1):
        named, graph = NamedNode(f"{endpoint}#named-graph-{number}"), NamedNode(f"{endpoint}#graph-{number}")
        statements += [
            Triple(dataset, _sd("namedGraph"), named),
            _typed(named, "NamedGraph"),
            Triple(named, _sd("name"), NamedNode(iri)),
            Triple(named, _sd("graph"), graph),
            _typed(graph, "Graph"),
            Triple(graph, _term("void", "triples"), Literal(triples)),
        ]
    for family in contents.families:
        graphs = NamedNode(f"{endpoint}#{family.kind}-graphs")
        statements += [
            Triple(dataset, _term("void", "subset"), graphs),
            Triple(graphs, _term("rdf", "type"), _term("void", "Dataset")),
            _label(graphs, f"one named graph for each {family.kind}"),
            Triple(graphs, _term("void", "uriSpace"), Literal(family.prefix)),
            Triple(graphs, _term("void", "documents"), Literal(family.graphs)),
            Triple(graphs, _term("void", "triples"), Literal(family.triples)),
        ]
    return statements


def _sd(local: str) -> NamedNode:
    return NamedNode(_SD + local)


def _term(prefix: str, local: str) -> NamedNode:
    return NamedNode(PREFIXES[prefix] + local)


def _typed(subject: NamedNode, local: str) -> Triple:
    return Triple(subject, _term("rdf", "type"), _sd(local))


def _label(subject: NamedNode, text: str) -> Triple:
    return Triple(subject, _term("rdfs", "label"), Literal(text, language="en"))
