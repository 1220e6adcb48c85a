"""The service description of the endpoint (SPARQL 1.1 Service Description, sections 3 and 4)."""

from __future__ import annotations

import pyoxigraph
from pyoxigraph import Literal, NamedNode, Triple

from osce_kg.formats import GRAPHS, RESULTS, Format
from osce_kg.server.render import PREFIXES

_SD = "http://www.w3.org/ns/sparql-service-description#"
_RDF = PREFIXES["rdf"]


def service_description(endpoint: str, base: str, triples: int, *, union: bool = True) -> list[Triple]:
    """Return what this endpoint can do: SPARQL 1.1 Query, union default graph, result formats; no federation.

    There are no blank nodes: the parts have fragments of the endpoint's address for names.
    """
    service = NamedNode(f"{endpoint}#service")
    dataset, graph = NamedNode(f"{endpoint}#dataset"), NamedNode(f"{endpoint}#default-graph")
    typed = NamedNode(_RDF + "type")

    def sd(local: str) -> NamedNode:
        return NamedNode(_SD + local)

    statements = [
        Triple(service, typed, sd("Service")),
        Triple(service, NamedNode(PREFIXES["rdfs"] + "label"), Literal("osce-kg SPARQL endpoint", language="en")),
        Triple(service, sd("endpoint"), NamedNode(endpoint)),
        Triple(service, sd("supportedLanguage"), sd("SPARQL11Query")),
        Triple(service, sd("defaultDataset"), dataset),
        Triple(dataset, typed, sd("Dataset")),
        Triple(dataset, sd("defaultGraph"), graph),
        Triple(dataset, NamedNode(PREFIXES["rdfs"] + "seeAlso"), NamedNode(f"{base}dataset")),
        Triple(graph, typed, sd("Graph")),
        Triple(graph, NamedNode(PREFIXES["void"] + "triples"), Literal(triples)),
    ]
    if union:
        statements.append(Triple(service, sd("feature"), sd("UnionDefaultGraph")))
    statements += [Triple(service, sd("resultFormat"), NamedNode(fmt.iri)) for fmt in (*RESULTS, *GRAPHS) if fmt.iri]
    return statements


def serialize(statements: list[Triple], fmt: Format) -> bytes:
    """Return triples in an RDF format, with the usual prefixes."""
    if fmt.rdf is None:
        raise ValueError(f"{fmt.name} is not an RDF format")
    used = {"sd": _SD, **PREFIXES} if fmt.rdf.supports_datasets or fmt.extension in {"ttl", "rdf"} else None
    document = pyoxigraph.serialize(statements, format=fmt.rdf, prefixes=used)
    assert document is not None
    return document
