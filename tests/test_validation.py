"""From lines to a report: the union of graphs, two validators, the checks of shapes, the build checks."""

from __future__ import annotations

import dataclasses
import sys
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from osce_kg.errors import InputError, ShapesError, ValidatorError
from osce_kg.iris import Iris
from osce_kg.rdf import IRI, RDF_TYPE, XSD, Literal, Quad, nquad
from osce_kg.records import Severity
from osce_kg.validation.checks import check_quads
from osce_kg.validation.model import SH, Result, make_report
from osce_kg.validation.reference import validate_pyshacl
from osce_kg.validation.rust import validate_rust
from osce_kg.validation.shapes import ShapesGraph, load_hierarchy, load_shapes
from osce_kg.validation.union import union_triples
from osce_kg.vocab import OSCE, RDFS, SCHEMA

IRIS = Iris()
PREFIXES = f"@prefix sh: <{SH}> . @prefix x: <urn:x:> . @prefix xsd: <{XSD}> .\n"
BOAT = PREFIXES + (
    "x:Boat a sh:NodeShape ; sh:targetClass x:Boat ; sh:property x:length, x:name .\n"
    "x:length a sh:PropertyShape ; sh:path x:length ; sh:datatype xsd:integer ; sh:maxCount 1 .\n"
    "x:name a sh:PropertyShape ; sh:path x:name ; sh:minCount 1 ; sh:severity sh:Warning ;\n"
    ' sh:message "Name it." .\n'
)


def shapes_of(tmp_path: Path, text: str, hierarchy: tuple[str, ...] = ()) -> ShapesGraph:
    file = tmp_path / "shapes.ttl"
    file.write_text(text, encoding="utf-8")
    return load_shapes([file], hierarchy)


def boat(*statements: str) -> list[str]:
    return [f"<urn:x:b> <{RDF_TYPE}> <urn:x:Boat> <urn:g:1> .", *statements]


# --- union --------------------------------------------------------------------------------------------------


def test_union_cuts_graphs_and_repeats_and_leaves_literals_as_written() -> None:
    lines = [
        '<urn:s> <urn:p> "01"^^<http://www.w3.org/2001/XMLSchema#integer> <urn:g:1> .',
        '<urn:s> <urn:p> "01"^^<http://www.w3.org/2001/XMLSchema#integer> <urn:g:2> .',
        "<urn:s> <urn:p> <urn:o> .",
        "# a comment",
        "",
        '_:b <urn:p> "a <urn:x> . \\" b"@en-GB <urn:g:1> .\n',
    ]
    assert list(union_triples(lines)) == [
        '<urn:s> <urn:p> "01"^^<http://www.w3.org/2001/XMLSchema#integer> .',
        "<urn:s> <urn:p> <urn:o> .",
        '_:b <urn:p> "a <urn:x> . \\" b"@en-GB .',
    ]


@pytest.mark.parametrize("line", ["<urn:s> <urn:p> .", "urn:s urn:p urn:o .", '<urn:s> <urn:p> "a .', "<s> <p> <o>"])
def test_union_refuses_what_is_no_statement(line: str) -> None:
    with pytest.raises(InputError, match="line 2: expected an N-Quads statement"):
        list(union_triples(["<urn:s> <urn:p> <urn:o> .", line]))


_TEXT = st.text(st.characters(codec="utf-8"))
_IRI = st.from_regex(r"urn:x:[a-z/?=&;.,()]{1,8}", fullmatch=True).map(IRI)
_LITERAL = st.builds(Literal, _TEXT, st.sampled_from([None, "en", "sr-Latn"]), st.none()) | st.builds(
    Literal, _TEXT, st.none(), _IRI
)


@given(st.lists(st.builds(Quad, _IRI, _IRI, _IRI | _LITERAL, _IRI), max_size=8))
def test_union_reads_whatever_the_converters_write_as_a_parser_does(quads: list[Quad]) -> None:
    text = "".join(f"{nquad(quad)}\n" for quad in quads)
    parsed = {str(quad.triple) for quad in ox.parse(text, format=ox.RdfFormat.N_QUADS)}
    cut = list(union_triples(text.split("\n")))
    assert {str(quad.triple) for quad in ox.parse("\n".join(cut), format=ox.RdfFormat.N_TRIPLES)} == parsed
    assert len(cut) == len(parsed)


# --- validators ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("validate", [validate_rust, validate_pyshacl])
def test_report_has_everything_a_result_says(validate, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    shapes = shapes_of(tmp_path, BOAT)
    report = validate(shapes, boat('<urn:x:b> <urn:x:length> "long"@en <urn:g:1> .'))
    assert report.conforms is False
    assert report.shapes_digest == shapes.digest
    length, name = report.results
    assert (length.focus_node, length.path, length.value) == ("urn:x:b", "urn:x:length", '"long"@en')
    assert (length.shape, length.component_name) == ("urn:x:length", "DatatypeConstraintComponent")
    assert (name.severity, name.message, name.value) == (Severity.WARNING, "Name it.", None)
    assert report.focus_nodes() == {"urn:x:b"}
    assert report.at_least(Severity.VIOLATION) == (length,)
    assert (report.count(Severity.VIOLATION), report.count(Severity.WARNING)) == (1, 1)


@pytest.mark.parametrize("validate", [validate_rust, validate_pyshacl])
def test_the_same_triple_in_two_graphs_counts_once(validate, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    one = f'<urn:x:b> <urn:x:length> "7"^^<{XSD}integer>'
    lines = boat('<urn:x:b> <urn:x:name> "Alder" <urn:g:1> .', f"{one} <urn:g:1> .", f"{one} <urn:g:2> .")
    assert validate(shapes_of(tmp_path, BOAT), lines).conforms


@pytest.mark.parametrize("validate", [validate_rust, validate_pyshacl])
def test_classes_are_found_through_the_hierarchy(validate, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    ferry = f"<urn:x:Ferry> <{RDFS.subClassOf}> <urn:x:Boat> ."
    shapes = shapes_of(tmp_path, BOAT, (ferry,))
    report = validate(shapes, [f"<urn:x:f> <{RDF_TYPE}> <urn:x:Ferry> ."])
    assert [result.focus_node for result in report.results] == ["urn:x:f"]


@settings(max_examples=12, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                '<urn:x:b> <urn:x:length> "7"^^<http://www.w3.org/2001/XMLSchema#integer> .',
                '<urn:x:b> <urn:x:length> "007"^^<http://www.w3.org/2001/XMLSchema#integer> .',
                '<urn:x:b> <urn:x:length> "7" .',
                '<urn:x:b> <urn:x:length> "seven"^^<http://www.w3.org/2001/XMLSchema#integer> .',
                "<urn:x:b> <urn:x:length> <urn:x:b> .",
                '<urn:x:b> <urn:x:name> "line\\nbreak \\"quoted\\""@sr-Latn .',
            ]
        )
    )
)
def test_validators_agree_on_any_mix_of_values(tmp_path_factory: pytest.TempPathFactory, statements: list[str]) -> None:
    shapes = shapes_of(tmp_path_factory.mktemp("shapes"), BOAT)
    lines = boat(*statements)
    rust, reference = validate_rust(shapes, lines), validate_pyshacl(shapes, lines)
    assert [dataclasses.replace(result, message="") for result in rust.results] == [
        dataclasses.replace(result, message="") for result in reference.results
    ]
    assert all(result.message for result in (*rust.results, *reference.results))


def _child(code: str) -> tuple[str, ...]:
    return (sys.executable, "-c", code)


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("import os; os.abort()", "crashed \\(SIGABRT\\).*pyshacl"),
        ("import os, signal; os.kill(os.getpid(), signal.SIGSEGV)", "crashed \\(SIGSEGV\\)"),
        ("import sys; sys.exit('cannot read it')", "failed: cannot read it"),
        ("import sys; sys.exit(3)", "failed: no message"),
    ],
)
def test_a_crash_of_the_validator_is_an_error_here(code: str, message: str, tmp_path: Path) -> None:
    with pytest.raises(ValidatorError, match=message):
        validate_rust(shapes_of(tmp_path, BOAT), boat(), child=_child(code))


def test_a_validator_that_hangs_is_ended(tmp_path: Path) -> None:
    with pytest.raises(ValidatorError, match=r"did not end within 0\.2 s"):
        validate_rust(shapes_of(tmp_path, BOAT), boat(), 0.2, _child("import time; time.sleep(60)"))


def test_results_are_sorted_worst_first_and_each_once() -> None:
    def result(severity: Severity, focus: str) -> Result:
        return Result(focus, None, None, None, f"{SH}ClassConstraintComponent", severity, "")

    given_results = [
        result(Severity.INFO, "urn:a"),
        result(Severity.VIOLATION, "urn:b"),
        result(Severity.VIOLATION, "urn:a"),
        result(Severity.VIOLATION, "urn:b"),
    ]
    report = make_report(given_results, "", "")
    assert [(r.severity.value, r.focus_node) for r in report.results] == [
        ("Violation", "urn:a"),
        ("Violation", "urn:b"),
        ("Info", "urn:a"),
    ]
    assert make_report([], "", "").conforms


# --- shapes of shapes ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("x:S a sh:NodeShape ; sh:nodeKind sh:IRI .", "no shape has a target"),
        ("x:S a sh:NodeShape ; {C} .", "the shape is empty"),
        ("x:S {C} ; sh:minCont 1 .", "unknown term sh:minCont .*did you mean sh:minCount"),
        ("x:S a sh:NodShape ; {C} ; sh:nodeKind sh:IRI .", "unknown term sh:NodShape .*mean sh:NodeShape"),
        ("x:S {C} ; sh:property [ sh:minCount 1 ] .", "exactly one sh:path, found 0"),
        ("x:S {C} ; sh:property [ sh:path x:p, x:q ; sh:minCount 1 ] .", "exactly one sh:path, found 2"),
        ("x:S {C} ; sh:property [ sh:path x:p ] .", "anonymous shape of <urn:x:p>: the shape is empty"),
        ("x:S {C} ; sh:property x:gone .", "<urn:x:gone>: the shape is empty"),
        ("x:S {C} ; sh:minCount 1 .", "sh:minCount needs a property shape"),
        ("x:S {C} ; sh:nodeKind sh:Iri .", "expected one of sh:BlankNode"),
        ("x:S {C} ; sh:nodeKind sh:IRI ; sh:severity sh:Error .", "expected sh:Violation, sh:Warning or sh:Info"),
        ("x:S {C} ; sh:nodeKind sh:IRI ; sh:severity x:Bad .", "expected sh:Violation, sh:Warning or sh:Info"),
        ("x:S {C} ; sh:in 1 .", "expected a well-formed list"),
        ("x:S {C} ; sh:property [ sh:path _:c ; sh:minCount 1 ] . _:c sh:inversePath _:c .", "part of themselves"),
        ("x:S {C} ; sh:property [ sh:path 'p' ; sh:minCount 1 ] .", "sh:path \"p\": expected an IRI"),
        ("x:S {C} ; sh:property [ sh:path [ x:p x:q ] ; sh:minCount 1 ] .", "no list is no path"),
        ("x:S {C} ; sh:property [ sh:path x:p ; sh:minCount 99999999999999999999 ] .", "expected an xsd:integer"),
        ("x:S {C} ; sh:sparql [ sh:select 'SELECT $this {' ] .", "<urn:x:S>: sh:select is wrong"),
        ("x:S {C} ; sh:sparql [ sh:select 'SELECT $this { $this a y:B }' ] .", "sh:select is wrong"),
        ("x:S {C} ; sh:sparql [ sh:select 'SELECT $this { SERVICE <urn:x:s> { } }' ] .", "SERVICE is refused"),
        ('x:S {C} ; sh:class "C" .', "expected an IRI"),
        ('x:S sh:targetClass "C" ; sh:nodeKind sh:IRI .', "expected an IRI"),
        ('x:S {C} ; sh:property [ sh:path x:p ; sh:minCount "1" ] .', "expected an xsd:integer"),
        ("x:S {C} ; sh:property [ sh:path x:p ; sh:uniqueLang 1 ] .", "expected true or false"),
        (
            "x:S {C} ; sh:nodeKind sh:IRI . x:T a sh:NodeShape ; sh:nodeKind sh:IRI .",
            "<urn:x:T>: the shape has no target and no other shape refers to it",
        ),
        ("x:S {C} ;", r"shapes\.ttl:\d+: .*correct the shapes file"),
    ],
)  # fmt: skip
def test_shapes_that_would_check_nothing_are_refused(text: str, message: str, tmp_path: Path) -> None:
    with pytest.raises(ShapesError, match=message):
        shapes_of(tmp_path, PREFIXES + text.replace("{C}", "sh:targetClass x:C"))


@pytest.mark.parametrize(
    "text",
    [
        "x:C a sh:NodeShape, <http://www.w3.org/2000/01/rdf-schema#Class> ; sh:nodeKind sh:IRI .",
        "x:S sh:targetClass x:C ; sh:closed true ; sh:property [ sh:path x:p ] .",
        "x:S sh:targetClass x:C ; sh:or ( [ sh:class x:A ] [ sh:class x:B ] ) .",
        "x:S sh:targetNode x:n ; sh:deactivated true .",
        "x:S sh:targetClass x:C ; sh:property [ sh:path ( x:p [ sh:zeroOrMorePath x:q ] ) ; sh:class x:D ] .",
    ],
)
def test_sound_shapes_are_taken(text: str, tmp_path: Path) -> None:
    assert shapes_of(tmp_path, PREFIXES + text).ntriples


def test_digest_depends_on_the_bytes_and_not_on_names_or_order(tmp_path: Path) -> None:
    one, two = tmp_path / "one.ttl", tmp_path / "two.ttl"
    one.write_text(BOAT, encoding="utf-8")
    two.write_text(BOAT.replace("x:Boat", "x:Ferry"), encoding="utf-8")
    digest = load_shapes([one, two], ()).digest
    assert digest == load_shapes([two, one], ()).digest
    one.write_text(BOAT + "\n", encoding="utf-8")
    assert digest != load_shapes([one, two], ()).digest


def test_a_folder_without_shapes_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ShapesError, match="no shapes file found"):
        load_shapes([tmp_path])


def test_the_packaged_hierarchy_has_the_contracts_classes() -> None:
    assert f"<{OSCE.State}> <{RDFS.subClassOf}> <{OSCE.Area}> ." in load_hierarchy()


# --- build checks -------------------------------------------------------------------------------------------

GRAPH = IRIS.graph("reference")
STATE = IRIS.country("XAA")
SOUND = [
    Quad(STATE, RDF_TYPE, OSCE.State, GRAPH),
    Quad(STATE, RDFS.label, Literal("Northland", "en"), GRAPH),
    Quad(STATE, SCHEMA.sameAs, IRI("http://www.wikidata.org/entity/Q0"), IRIS.graph("mapping")),
]


def test_sound_quads_have_no_finding() -> None:
    assert check_quads(SOUND, IRIS) == []


@pytest.mark.parametrize(
    "quad",
    [
        SOUND[1]._replace(graph=IRIS.graph("entities")),
        Quad(STATE, RDF_TYPE, IRI(f"{OSCE.NS}Stat"), GRAPH),
        Quad(STATE, IRI(f"{OSCE.NS}isoAlpha4"), Literal("XAAA"), GRAPH),
        Quad(STATE, IRI("http://example.org/unknown"), Literal("x"), GRAPH),
        Quad(IRI("_:b1"), RDFS.label, Literal("Nobody"), GRAPH),
        Quad(STATE, RDFS.seeAlso, IRI(f"{IRIS.ids}contry/XAA"), GRAPH),
        Quad(STATE, RDFS.seeAlso, IRI(f"{IRIS.ids}country/"), GRAPH),
        Quad(STATE, RDFS.seeAlso, IRI("http://example.org/a b"), GRAPH),
        Quad(STATE, RDFS.seeAlso, STATE, IRI("http://example.org/graph")),
    ],
)
def test_each_broken_promise_is_a_violation(quad: Quad) -> None:
    findings = check_quads([*SOUND, quad], IRIS)
    assert findings
    assert {finding.severity for finding in findings} == {Severity.VIOLATION}


def test_a_quad_given_twice_is_in_one_graph() -> None:
    assert check_quads([*SOUND, *SOUND], IRIS) == []


def test_checks_follow_the_base() -> None:
    iris = Iris("https://example.org/kg/")
    quad = Quad(iris.country("XAA"), RDFS.label, Literal("Northland", "en"), iris.graph("reference"))
    assert check_quads([quad], iris) == []
    assert nquad(quad).startswith("<https://example.org/kg/id/country/XAA>")
