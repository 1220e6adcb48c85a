"""Both validators and the check of shapes against the W3C's SHACL Core tests; exceptions have reasons."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import unquote, urlparse

import pytest
from rdflib import BNode, Graph, Literal, Namespace, URIRef
from rdflib.namespace import RDF
from rdflib.namespace import SH as SHACL
from rdflib.term import Node

from osce_kg.errors import ShapesError
from osce_kg.validation.input import read_rdf
from osce_kg.validation.model import Report
from osce_kg.validation.reference import validate_pyshacl
from osce_kg.validation.rust import validate_rust
from osce_kg.validation.shapes import load_shapes

SUITE = Path(__file__).resolve().parents[2] / "shared" / "conformance" / "shacl" / "core"
SHT = Namespace("http://www.w3.org/ns/shacl-test#")
MF = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")

# Tests whose shapes SHACL allows and the check of shapes refuses on purpose: name → the problem found.
REFUSED = {
    "misc/severity-002": "expected sh:Violation, sh:Warning or sh:Info",  # a severity of its own
    "path/path-inverse-001": "the shape is empty",  # a class that is also typed sh:NodeShape
    "property/node-001": "the shape is empty",  # a property shape with a path and nothing else
    "property/qualifiedValueShape-001": "unknown term sh:nodeShape",  # a misspelling in the test's own data
    "property/qualifiedValueShapesDisjoint-001": "the shape is empty",  # as path-inverse-001
    "property/uniqueLang-002": "expected true or false",  # 1, which validators read differently
    "node/qualified-001": "expected true or false",
}

FILES = sorted(file for file in SUITE.rglob("*.ttl") if "sht:Validate" in file.read_text(encoding="utf-8"))
pytestmark = pytest.mark.skipif(not FILES, reason=f"{SUITE} is not here: the W3C suite lies beside the repository")

Expected = tuple[str, str, str, str, str]


def _name(file: Path) -> str:
    return str(file.relative_to(SUITE).with_suffix(""))


def _local(iri: Node | None) -> Path:
    return Path(unquote(urlparse(str(iri)).path))


def _text(node: Node | None) -> str:
    """Return a term as text; blank nodes have one name, and a compound path is one too."""
    if node is None:
        return ""
    if isinstance(node, BNode):
        return "_:"
    return f"<{node}>" if isinstance(node, URIRef) else Literal(node).n3()


def _action(file: Path) -> tuple[Path, Path, bool, list[Expected]]:
    """Return data file, shapes file, whether the data conforms, and the expected results, sorted."""
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


def _found(report: Report) -> list[Expected]:
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


@pytest.mark.parametrize("file", FILES, ids=_name)
def test_both_validators_give_the_expected_results(file: Path) -> None:
    data, shapes_file, conforms, expected = _action(file)
    if _name(file) in REFUSED:
        with pytest.raises(ShapesError, match=REFUSED[_name(file)]):
            load_shapes([shapes_file], ())
        return
    shapes = load_shapes([shapes_file], ())
    lines = list(read_rdf(data))
    report = validate_rust(shapes, lines)
    assert report.conforms is conforms
    assert _found(report) == expected
    assert _found(validate_pyshacl(shapes, lines)) == expected
