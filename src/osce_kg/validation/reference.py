"""The reference: pySHACL over an rdflib graph, much slower, and the judge where two validators differ."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from importlib.metadata import version

import pyoxigraph as ox
import pyshacl
from rdflib import BNode, Graph, URIRef
from rdflib import Literal as RdflibLiteral
from rdflib.namespace import RDF
from rdflib.namespace import SH as SHACL
from rdflib.term import Node

from osce_kg.errors import ShapesError, ValidatorError
from osce_kg.validation.model import Report, Result, make_report
from osce_kg.validation.shapes import ShapesGraph
from osce_kg.validation.terms import severity_of
from osce_kg.validation.union import union_triples


def validate_pyshacl(shapes: ShapesGraph, lines: Iterable[str]) -> Report:
    """Return pySHACL's report on N-Quads or N-Triples lines; no inference, no imports, no SHACL-AF.

    Raises:
        InputError: a line is no N-Quads statement.
        ShapesError: pySHACL does not accept the shapes.
        ValidatorError: pySHACL failed for another reason.
    """
    data, graph = Graph(bind_namespaces="none"), Graph(bind_namespaces="none")
    with _quiet():
        _fill(data, "\n".join(union_triples([*lines, *shapes.hierarchy])))
        _fill(graph, shapes.ntriples)
        return make_report(_validate(data, graph, shapes), shapes.digest, f"pySHACL {version('pyshacl')}")


def _validate(data: Graph, graph: Graph, shapes: ShapesGraph) -> list[Result]:
    try:
        _, report, _ = pyshacl.validate(
            data, shacl_graph=graph, inference="none", advanced=False, do_owl_imports=False, inplace=True
        )
    except pyshacl.errors.ShapeLoadError as error:
        raise ShapesError(f"pySHACL does not accept the shapes: {error}") from error
    except TypeError as error:
        # It compares what cannot be compared, where SHACL Core 4.5.4 has a result.
        hint = "a value under sh:lessThan or sh:lessThanOrEquals is not of its datatype; use --validator shacl"
        raise ValidatorError(f"pySHACL failed: {error}; {hint}") from error
    except Exception as error:  # rdflib raises `Exception` itself for a prefix that a query does not declare
        raise ValidatorError(f"pySHACL failed: {error}") from error
    if not isinstance(report, Graph):
        raise ValidatorError(f"pySHACL failed: {report}")
    return list(_results(report, shapes))


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep rdflib from logging a traceback for every ill-typed literal: finding those is what shapes are for."""
    logger = logging.getLogger("rdflib.term")
    before, logger.disabled = logger.disabled, True
    try:
        yield
    finally:
        logger.disabled = before


def _fill(graph: Graph, ntriples: str) -> None:
    for statement in ox.parse(ntriples, format=ox.RdfFormat.N_TRIPLES):
        graph.add((_rdflib(statement.subject), URIRef(statement.predicate.value), _rdflib(statement.object)))


def _rdflib(term: object) -> Node:
    """Return the rdflib term, its lexical form untouched: rdflib would turn `"01"^^xsd:integer` into `1`."""
    if isinstance(term, ox.NamedNode):
        return URIRef(term.value)
    if isinstance(term, ox.BlankNode):
        return BNode(term.value)
    if not isinstance(term, ox.Literal):
        raise ValidatorError(f"pySHACL cannot take the term {term}")
    if term.language:
        return RdflibLiteral(term.value, lang=term.language)
    plain = term.datatype.value == "http://www.w3.org/2001/XMLSchema#string"
    return RdflibLiteral(term.value, datatype=None if plain else URIRef(term.datatype.value), normalize=False)


def _results(report: Graph, shapes: ShapesGraph) -> Iterator[Result]:
    tops = set(report.objects(None, SHACL.result))
    for result in tops:
        shape = report.value(result, SHACL.sourceShape)
        path = report.value(result, SHACL.resultPath)
        value = report.value(result, SHACL.value)
        component = str(report.value(result, SHACL.sourceConstraintComponent))
        iri = str(shape) if isinstance(shape, URIRef) else None
        messages = [str(message) for message in report.objects(result, SHACL.resultMessage)]
        yield Result(
            focus_node=_name(report.value(result, SHACL.focusNode)),
            path=None if path is None else _path(report, path),
            value=None if value is None else _term(value),
            shape=iri,
            component=component,
            severity=severity_of(str(report.value(result, SHACL.resultSeverity))),
            message=shapes.message(iri, component, messages),
        )


def _name(node: Node | None) -> str:
    return str(node) if isinstance(node, URIRef) else _term(node)


def _term(node: Node | None) -> str:
    """Return an rdflib term in canonical N-Triples syntax."""
    if isinstance(node, URIRef):
        return f"<{node}>"
    if isinstance(node, BNode):
        return f"_:{node}"
    if not isinstance(node, RdflibLiteral):
        raise ValidatorError(f"pySHACL reported a term of unknown kind: {node!r}")
    if node.language:
        return str(ox.Literal(str(node), language=node.language))
    return str(ox.Literal(str(node), datatype=ox.NamedNode(str(node.datatype)) if node.datatype else None))


_REPEATS = {SHACL.zeroOrMorePath: "*", SHACL.oneOrMorePath: "+", SHACL.zeroOrOnePath: "?"}


def _path(graph: Graph, node: Node) -> str:
    """Return a predicate path's IRI, any other path in SPARQL syntax."""
    return str(node) if isinstance(node, URIRef) else _compound(graph, node)


def _compound(graph: Graph, node: Node) -> str:
    if isinstance(node, URIRef):
        return f"<{node}>"
    inverse = graph.value(node, SHACL.inversePath)
    if inverse is not None:
        return f"^{_compound(graph, inverse)}"
    alternatives = graph.value(node, SHACL.alternativePath)
    if alternatives is not None:
        return "(" + "|".join(_compound(graph, item) for item in _members(graph, alternatives)) + ")"
    for predicate, mark in _REPEATS.items():
        inner = graph.value(node, predicate)
        if inner is not None:
            return f"({_compound(graph, inner)}){mark}"
    return "(" + "/".join(_compound(graph, item) for item in _members(graph, node)) + ")"


def _members(graph: Graph, head: Node) -> Iterator[Node]:
    while head != RDF.nil:
        first, rest = graph.value(head, RDF.first), graph.value(head, RDF.rest)
        if first is None or rest is None:
            return
        yield first
        head = rest
