"""Every shape by example: each shapes file has a passing and a failing fixture; validators agree on both."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path

import pyoxigraph as ox
import pytest

from osce_kg.records import Severity
from osce_kg.resources import resource_files
from osce_kg.validation.input import read_rdf
from osce_kg.validation.model import SH, Report, Result
from osce_kg.validation.reference import validate_pyshacl
from osce_kg.validation.rust import validate_rust
from osce_kg.validation.shapes import ShapesGraph, load_shapes

FIXTURES = Path(__file__).parent / "shapes"
FILES = resource_files("shapes", "*.ttl")
NAMES = [file.stem for file in FILES]
EXAMPLE = Path(__file__).resolve().parents[2] / "shared" / "design" / "example.trig"
_BLANK = re.compile("^_:.*")
_TARGETS = ("targetClass", "targetNode", "targetSubjectsOf", "targetObjectsOf")


@pytest.fixture(scope="module")
def shapes() -> ShapesGraph:
    return load_shapes()


def _triples(file: Path) -> list[ox.Triple]:
    return [quad.triple for quad in ox.parse(path=str(file))]


def _own_shapes(file: Path) -> set[str]:
    """Return the IRIs of the shapes of a file."""
    return {str(triple.subject)[1:-1] for triple in _triples(file) if triple.predicate.value.endswith("#type")}


def _reportable(file: Path) -> set[str]:
    """Return the targeted node shapes that constrain something themselves, and their property shapes.

    Property shapes reached only through sh:node or sh:xone never appear in a report.
    """
    triples = _triples(file)
    targeted = {t.subject for t in triples if t.predicate.value in {SH + name for name in _TARGETS}}
    checks = {SH + name for name in ("nodeKind", "pattern", "closed", "xone", "or")}
    found = {t.object for t in triples if t.predicate.value == f"{SH}property" and t.subject in targeted}
    found |= {t.subject for t in triples if t.predicate.value in checks and t.subject in targeted}
    return {str(shape)[1:-1] for shape in found}


def _report(shapes: ShapesGraph, name: str, kind: str) -> Report:
    return validate_rust(shapes, read_rdf(FIXTURES / name / f"{kind}.ttl"))


def test_every_shapes_file_has_both_fixtures_and_no_fixture_is_left_over() -> None:
    folders = {folder.name for folder in FIXTURES.iterdir()}
    assert folders == set(NAMES)
    for name in NAMES:
        assert {file.name for file in (FIXTURES / name).iterdir()} == {"pass.ttl", "fail.ttl"}, name


@pytest.mark.parametrize("file", FILES, ids=NAMES)
def test_passing_fixture_has_no_result_of_its_shapes(file: Path, shapes: ShapesGraph) -> None:
    own = _own_shapes(file)
    report = _report(shapes, file.stem, "pass")
    assert [result for result in report.results if result.shape in own] == []


@pytest.mark.parametrize("file", FILES, ids=NAMES)
def test_passing_fixture_is_targeted(file: Path, shapes: ShapesGraph) -> None:
    data = list(read_rdf(FIXTURES / file.stem / "pass.ttl"))
    text = "\n".join([*data, *shapes.hierarchy])
    targets = [str(t.object) for t in _triples(file) if t.predicate.value in {SH + name for name in _TARGETS}]
    assert any(target in text for target in targets)


@pytest.mark.parametrize("file", FILES, ids=NAMES)
def test_failing_fixture_fails_every_shape_of_its_file(file: Path, shapes: ShapesGraph) -> None:
    reported = {result.shape for result in _report(shapes, file.stem, "fail").results}
    assert _reportable(file) - reported == set()


@pytest.mark.parametrize("kind", ["pass", "fail"])
@pytest.mark.parametrize("name", NAMES)
@pytest.mark.slow
def test_both_validators_report_the_same(name: str, kind: str, shapes: ShapesGraph) -> None:
    lines = list(read_rdf(FIXTURES / name / f"{kind}.ttl"))
    rust, reference = validate_rust(shapes, lines), validate_pyshacl(shapes, lines)
    assert rust.conforms == reference.conforms
    assert {_renamed(result) for result in rust.results} == {_renamed(result) for result in reference.results}
    assert len(rust.results) == len(reference.results)


def _renamed(result: Result) -> Result:
    """Return the result with one name for all blank nodes: `shacl` gives them names of its own."""
    focus, value = (_BLANK.sub("_:b", term) for term in (result.focus_node, result.value or ""))
    return dataclasses.replace(result, focus_node=focus, value=value)


def test_every_shape_has_an_iri_a_severity_and_a_message() -> None:
    for file in FILES:
        triples = _triples(file)
        shapes = {t.subject for t in triples if str(t.object) in {f"<{SH}NodeShape>", f"<{SH}PropertyShape>"}}
        assert all(isinstance(shape, ox.NamedNode) for shape in shapes), file.name
        assert all(str(shape).startswith("<https://w3id.org/osce-kg/shapes#") for shape in shapes), file.name
        for shape in (t.subject for t in triples if str(t.object) == f"<{SH}PropertyShape>"):
            said = {t.predicate.value for t in triples if t.subject == shape}
            assert {f"{SH}severity", f"{SH}message"} <= said, shape


def test_shapes_stay_in_the_core_that_both_validators_share() -> None:
    text = "".join(file.read_text(encoding="utf-8") for file in FILES)
    assert "sh:sparql" not in text
    assert "sh:js" not in text


def test_a_document_without_a_date_is_a_warning_and_nothing_else(shapes: ShapesGraph) -> None:
    text = (FIXTURES / "document" / "pass.ttl").read_text(encoding="utf-8")
    lines = ox.parse(
        text.replace("dct:issued", "rdfs:comment").replace("@base", _RDFS + "@base"),
        format=ox.RdfFormat.TURTLE,
    )
    report = validate_rust(shapes, (f"{quad.triple} ." for quad in lines))
    own = [result for result in report.results if "Document" in (result.shape or "")]
    assert {result.severity for result in own} == {Severity.WARNING}
    assert {result.shape_name for result in own} == {"Document-dated"}


_RDFS = "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n"


def test_a_person_may_have_nothing_private(shapes: ShapesGraph) -> None:
    results = _report(shapes, "person", "fail").results
    closed = [r for r in results if r.component_name == "ClosedConstraintComponent"]
    assert [result.path for result in closed] == ["https://schema.org/birthDate"]


@pytest.mark.skipif(not EXAMPLE.exists(), reason=f"{EXAMPLE} is not here: the design lies beside the repository")
def test_the_designs_example_conforms_to_the_shapes_of_what_it_shows_whole(shapes: ShapesGraph) -> None:
    """It is an excerpt: what it leaves out of the reference graph is added, and its labels are not judged."""
    base = "https://w3id.org/osce-kg/id/"
    types = {
        "organization/osce": "http://www.w3.org/ns/org#Organization",
        "role/head-of-field-operation": "https://w3id.org/osce-kg/ontology#Role",
        "rule/dateline-date": "https://w3id.org/osce-kg/ontology#Rule",
        "rule/issuer-by-date": "https://w3id.org/osce-kg/ontology#Rule",
        "rule/quote-continued": "https://w3id.org/osce-kg/ontology#Rule",
    }
    rdf_type = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
    added = [f"<{base}{key}> <{rdf_type}> <{kind}> ." for key, kind in types.items()]
    document = f"<{base}document/h9b0d4fd34b815cf9>"
    added.append(f'{document} <https://w3id.org/osce-kg/ontology#fingerprint> "9b0d4fd34b815cf9" .')
    report = validate_rust(shapes, [*read_rdf(EXAMPLE), *added])
    judged = (
        "Document",
        "Quotation",
        "Evidence",
        "Person",
        "Organization",
        "Capture",
        "NamePeriod",
        "Period",
    )
    assert [result for result in report.results if result.shape_name.startswith(judged)] == []
