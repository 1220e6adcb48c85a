"""The W3C's SHACL tests, which lie beside the repository: its files, and reports in the form of their results."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import unquote, urlparse

from rdflib import BNode, Graph, Literal, Namespace, URIRef
from rdflib.namespace import RDF
from rdflib.namespace import SH as SHACL
from rdflib.term import Node

from osce_kg.validation.model import Report

SUITE = Path(__file__).resolve().parents[2] / "shared" / "conformance" / "shacl"
SHT = Namespace("http://www.w3.org/ns/shacl-test#")
MF = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")

Expected = tuple[str, str, str, str, str]
"""Focus node, path, constraint component, severity, value."""


def files_of(part: str) -> list[Path]:
    """Return the files of a part of the suite (`core`, `sparql`) that hold a test."""
    return sorted(file for file in (SUITE / part).rglob("*.ttl") if "sht:Validate" in file.read_text(encoding="utf-8"))


def must_fail(file: Path) -> bool:
    """Whether a test asks that validation is refused."""
    return "mf:result sht:Failure" in file.read_text(encoding="utf-8")


def _local(iri: Node | None) -> Path:
    return Path(unquote(urlparse(str(iri)).path))


def _text(node: Node | None) -> str:
    """Return a term as text; blank nodes have one name, and a compound path is one too."""
    if node is None:
        return ""
    if isinstance(node, BNode):
        return "_:"
    return f"<{node}>" if isinstance(node, URIRef) else Literal(node).n3()


def read_test(file: Path) -> tuple[Path, Path, bool, list[Expected]]:
    """Return data file, shapes file, whether the data conforms, and the expected results, sorted.

    A test whose shapes have to be refused has no results, and conforms to nothing.
    """
    graph = Graph().parse(file, publicID=file.as_uri())
    test = next(graph.subjects(RDF.type, SHT.Validate))
    action, result = graph.value(test, MF.action), graph.value(test, MF.result)
    expected = [
        (
            _text(graph.value(item, SHACL.focusNode)),
            _text(graph.value(item, SHACL.resultPath)),
            str(graph.value(item, SHACL.sourceConstraintComponent)),
            str(graph.value(item, SHACL.resultSeverity)).rpartition("#")[2],
            _text(graph.value(item, SHACL.value)),
        )
        for item in graph.objects(result, SHACL.result)
    ]
    conforms = graph.value(result, SHACL.conforms)
    data, shapes = graph.value(action, SHT.dataGraph), graph.value(action, SHT.shapesGraph)
    return _local(data), _local(shapes), str(conforms) == "true", sorted(set(expected))


def found(report: Report) -> list[Expected]:
    def term(text: str | None) -> str:
        if not text:
            return ""
        if text.startswith("_:"):
            return "_:"
        return text if text.startswith(('"', "<")) else f"<{text}>"

    def path(text: str | None) -> str:
        compound = text is not None and re.match(r"[(^<!]", text)
        return "_:" if compound else term(text)

    def value(text: str | None) -> str:
        if text and text.startswith('"'):
            (triple,) = Graph().parse(data=f"<x:s> <x:p> {text} .", format="nt")
            return Literal(triple[2]).n3()
        return term(text)

    return sorted(
        {(value(r.focus_node), path(r.path), r.component, r.severity.value, value(r.value)) for r in report.results}
    )
