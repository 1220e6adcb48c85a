"""What a user sees: RDF files of every kind read or refused, reports in every format, exit codes."""

from __future__ import annotations

import gzip
import io
import json
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from click.testing import CliRunner
from click.testing import Result as Run
from rdflib import Graph, Literal
from rdflib.namespace import RDF
from rdflib.namespace import SH as SHACL

from osce_kg.cli.validate import validate
from osce_kg.errors import InputError, ShapesError, UsageError
from osce_kg.records import Severity
from osce_kg.release import Release
from osce_kg.validation.formats import FORMATS, render
from osce_kg.validation.input import locate, read_rdf, read_rdf_stream
from osce_kg.validation.model import SH, Location, Report, Result, make_report
from osce_kg.validation.shapes import load_shapes

FIXTURES = Path(__file__).parent / "shapes"
STATEMENT = '<urn:x:s> <urn:x:p> "01"^^<http://www.w3.org/2001/XMLSchema#integer>'

SAMPLES = {
    "ttl": "@prefix x: <urn:x:> . x:s x:p 01 .",
    "nt": f"{STATEMENT} .\n",
    "nq": f"{STATEMENT} <urn:x:g> .\n",
    "trig": "@prefix x: <urn:x:> . GRAPH x:g { x:s x:p 01 . }",
    "n3": "@prefix x: <urn:x:> . x:s x:p 01 .",
    "jsonld": '{"@id": "urn:x:s", "urn:x:p": {"@value": "01", "@type": "http://www.w3.org/2001/XMLSchema#integer"}}',
    "rdf": (
        '<?xml version="1.0"?><!-- a boat --><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"'
        ' xmlns:x="urn:x:"><rdf:Description rdf:about="urn:x:s"><x:p rdf:datatype='
        '"http://www.w3.org/2001/XMLSchema#integer">01</x:p></rdf:Description></rdf:RDF>'
    ),
}  # fmt: skip


def write(tmp_path: Path, name: str, text: str | bytes) -> Path:
    file = tmp_path / name
    file.write_bytes(text.encode() if isinstance(text, str) else text)
    return file


# --- reading ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("bom", [b"", b"\xef\xbb\xbf"], ids=["plain", "bom"])
@pytest.mark.parametrize("extension", SAMPLES)
def test_every_syntax_is_read_with_literals_as_written(extension: str, bom: bytes, tmp_path: Path) -> None:
    file = write(tmp_path, f"boat.{extension}", bom + SAMPLES[extension].encode())
    graph = " <urn:x:g>" if extension in {"nq", "trig"} else ""
    assert list(read_rdf(file)) == [f"{STATEMENT}{graph} ."]


def test_a_given_format_wins_over_the_name(tmp_path: Path) -> None:
    assert list(read_rdf(write(tmp_path, "boat.txt", SAMPLES["nt"]), "nt")) == [f"{STATEMENT} ."]


def test_a_stream_is_read() -> None:
    assert list(read_rdf_stream(io.BytesIO(SAMPLES["ttl"].encode()), "in", "ttl")) == [f"{STATEMENT} ."]


_DOCTYPE = '<?xml version="1.0"?>\n<!-- c -->\n<!DOCTYPE r [<!ENTITY a "aaaa">]>\n<r/>'


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("boat.ttl", "<urn:x:s> <urn:x:p>\n  oops .", r"boat\.ttl:2: not valid Turtle"),
        ("boat.nq", f"{STATEMENT} .\nnonsense\n", r"boat\.nq:2: not valid N-Quads"),
        ("boat.rdf", _DOCTYPE, r"boat\.rdf:3: DOCTYPE is refused"),
        ("boat.rdf", "<r>", "not valid RDF/XML"),
        ("boat.rdf", SAMPLES["rdf"].encode("utf-16"), "expected UTF-8, found UTF-16"),
        ("boat.jsonld", "[" * 300 + "]" * 300, r"boat\.jsonld:1: nested deeper than 256"),
        ("boat.jsonld", '{"a":\n' * 300, r"boat\.jsonld:257: nested deeper than 256"),
        ("boat.jsonld", '{"@context": "https://example.org/c.jsonld", "a": "b"}', "not valid JSON-LD"),
        ("boat.jsonld", '{"@id": ', "not valid JSON-LD"),
        ("boat.ttl", b"\xff\xfe<", r"boat\.ttl:1: not valid Turtle"),
        ("boat.csv", "a,b", r"expected a format out of ttl, .* found 'csv'"),
        ("boat", "a", "found none; give --input-format"),
        ("boat.nt.gz", gzip.compress(b"", mtime=0), "found 'gz'"),
    ],
)
def test_what_cannot_be_read_names_file_and_line(name: str, content: str | bytes, message: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=message):
        list(read_rdf(write(tmp_path, name, content)))


def test_brackets_in_strings_do_not_nest(tmp_path: Path) -> None:
    text = json.dumps({"@id": "urn:x:s", "urn:x:p": "[{" * 400 + '\\" "'})
    assert len(list(read_rdf(write(tmp_path, "boat.jsonld", text)))) == 1


def test_size_limits_hold_for_files_and_streams(tmp_path: Path) -> None:
    file = write(tmp_path, "boat.nt", SAMPLES["nt"])
    with pytest.raises(InputError, match="larger than 10 bytes"):
        list(read_rdf(file, limit=10))
    with pytest.raises(InputError, match="in: larger than 10 bytes"):
        list(read_rdf_stream(io.BytesIO(SAMPLES["nt"].encode()), "in", "nt", limit=10))


def test_a_missing_file_is_an_input_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        list(read_rdf(tmp_path / "gone.ttl"))


def test_blank_nodes_of_two_files_stay_apart(tmp_path: Path) -> None:
    files = [write(tmp_path, f"{name}.nt", '_:b <urn:x:p> "x" .\n') for name in "ab"]
    assert len({line for file in files for line in read_rdf(file)}) == 2


def test_locate_gives_the_first_line_of_a_node(tmp_path: Path) -> None:
    file = write(tmp_path, "boat.nq", f"<urn:x:a> <urn:x:p> <urn:x:s> .\n{SAMPLES['nq']}{SAMPLES['nq']}")
    assert locate([file], {"urn:x:s"}) == {"urn:x:s": Location(str(file), 2)}
    other = write(tmp_path, "boat.ttl", SAMPLES["ttl"])
    assert locate([other], {"urn:x:s"}) == {"urn:x:s": Location(str(other))}
    assert locate([file, other], {"urn:x:z"}) == {}


# --- formats ------------------------------------------------------------------------------------------------


def result(focus: str, component: str, severity: Severity, message: str, **others: str) -> Result:
    iri = f"{SH}{component}ConstraintComponent"
    path, value, shape = (others.get(name) for name in ("path", "value", "shape"))
    return Result(focus, path, value, shape, iri, severity, message)


BAD = '"bad \\"value\\" <&>\\u0001"@en'
RESULTS = (
    result("urn:x:a", "Class", Severity.VIOLATION, "Mend it <now> & here.", path="urn:x:p", value=BAD, shape="x:s#S"),
    result("urn:x:b", "MinCount", Severity.WARNING, "Add.", path="(<urn:x:p>/<urn:x:q>)"),
    result('"c"', "In", Severity.INFO, "Note.", value='"c"', shape="x:s#T"),
)
REPORT = make_report(RESULTS, "d" * 64, "shacl 1.2.3")
SOUND = make_report((), "d" * 64, "shacl 1.2.3")
PLACES = {"urn:x:a": Location("captures/a page.txt", 7)}


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("report", [REPORT, SOUND], ids=["results", "sound"])
def test_every_format_ends_with_one_newline(name: str, report: Report) -> None:
    text = render(report, name, PLACES)
    assert text.endswith("\n")
    assert not text.endswith("\n\n")


def test_human() -> None:
    text = render(REPORT, "human", PLACES)
    assert "Violation: urn:x:a  (captures/a page.txt:7)" in text
    assert "message  Mend it <now> & here." in text
    assert text.splitlines()[-1] == "does not conform: 1 violation, 1 warning, 1 info"
    assert render(SOUND, "human") == "conforms\n"


def test_json() -> None:
    content = json.loads(render(REPORT, "json", PLACES))
    assert content["conforms"] is False
    assert content["counts"] == {"Violation": 1, "Warning": 1, "Info": 1}
    assert (content["results"][0]["source"], content["results"][0]["line"]) == ("captures/a page.txt", 7)
    assert content["results"][1]["sourceShape"] is None


def test_junit() -> None:
    suite = ET.fromstring(render(REPORT, "junit", PLACES))
    assert (suite.get("tests"), suite.get("failures")) == ("3", "1")
    failures = suite.findall("testcase/failure")
    assert [failure.get("message") for failure in failures] == ["Mend it <now> & here."]
    assert "captures/a page.txt:7" in str(failures[0].text)
    sound = ET.fromstring(render(SOUND, "junit"))
    assert (sound.get("tests"), sound.get("failures"), len(sound)) == ("1", "0", 1)


def test_junit_survives_characters_that_xml_cannot_carry() -> None:
    odd = make_report([result("urn:x:a", "In", Severity.VIOLATION, "\x00", value='"\x01\ufffe"')], "", "v 1")
    assert ET.fromstring(render(odd, "junit")).find("testcase/failure") is not None


def test_sarif() -> None:
    run = json.loads(render(REPORT, "sarif", PLACES))["runs"][0]
    assert run["tool"]["driver"]["name"] == "shacl"
    assert [result["level"] for result in run["results"]] == ["error", "warning", "note"]
    for result in run["results"]:
        assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
    place = run["results"][0]["locations"][0]["physicalLocation"]
    assert place == {"artifactLocation": {"uri": "captures/a%20page.txt"}, "region": {"startLine": 7}}


def test_turtle_is_a_validation_report() -> None:
    graph = Graph().parse(data=render(REPORT, "turtle", PLACES), format="turtle")
    report = graph.value(predicate=RDF.type, object=SHACL.ValidationReport)
    assert graph.value(report, SHACL.conforms) == Literal(False)
    assert len(list(graph.objects(report, SHACL.result))) == 3
    assert {str(severity).rpartition("#")[2] for severity in graph.objects(None, SHACL.resultSeverity)} == {
        "Violation", "Warning", "Info",
    }  # fmt: skip
    sound = Graph().parse(data=render(SOUND, "turtle"), format="turtle")
    assert list(sound.objects(None, SHACL.conforms)) == [Literal(True)]


# --- the command --------------------------------------------------------------------------------------------


def run(*arguments: str, stdin: str | None = None) -> Run:
    return CliRunner().invoke(validate, arguments, input=stdin, standalone_mode=False)


OSCE = "https://w3id.org/osce-kg/ontology#"
GOOD = f"@prefix osce: <{OSCE}> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n"
X = f"@prefix sh: <{SH}> . @prefix x: <urn:x:> . x:S sh:targetNode x:s ; "
RULE = GOOD + '<https://w3id.org/osce-kg/id/rule/a-rule> a osce:Rule ; rdfs:label "a rule"@en .'


@pytest.mark.parametrize("validator", ["shacl", "pyshacl"])
def test_conforming_file(validator: str, tmp_path: Path) -> None:
    done = run(str(write(tmp_path, "rule.ttl", RULE)), "--validator", validator)
    assert (done.return_value, done.output) == (0, "conforms\n")


@pytest.mark.parametrize("validator", ["shacl", "pyshacl"])
def test_failing_file(validator: str) -> None:
    done = run(str(FIXTURES / "rule" / "fail.ttl"), "-f", "json", "--validator", validator)
    content = json.loads(done.output)
    assert done.return_value == 1
    assert content["conforms"] is False
    assert content["results"][0]["source"].endswith("fail.ttl")


def test_standard_input() -> None:
    done = run("-", "--input-format", "ttl", stdin=RULE)
    assert (done.exception, done.return_value) == (None, 0)
    assert isinstance(run("-", stdin=RULE).exception, InputError)


def test_fail_on_decides_which_severity_matters(tmp_path: Path) -> None:
    shapes = write(
        tmp_path,
        "shapes.ttl",
        f"{X}sh:class x:C ; sh:severity sh:Warning .",
    )
    data = str(write(tmp_path, "boat.ttl", SAMPLES["ttl"]))
    levels = ("violation", "warning", "info")
    codes = [run(data, "--shapes", str(shapes), "--fail-on", level).return_value for level in levels]
    assert codes == [0, 1, 1]


def test_own_shapes_and_several_files_are_one_graph(tmp_path: Path) -> None:
    shapes = write(
        tmp_path,
        "shapes.ttl",
        f"{X}sh:property [ sh:path x:p ; sh:minCount 2 ] .",
    )
    one = write(tmp_path, "one.nt", '<urn:x:s> <urn:x:p> "1" .\n')
    two = write(tmp_path, "two.nt", '<urn:x:s> <urn:x:p> "2" .\n')
    assert run(str(one), "--shapes", str(shapes)).return_value == 1
    assert run(str(one), str(two), "--shapes", str(shapes)).return_value == 0


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        (("gone.ttl",), UsageError, "nothing to validate at gone.ttl"),
        (("--shapes", "empty", "boat.ttl"), ShapesError, "no shapes file found"),
        (("broken.ttl",), InputError, r"broken\.ttl:1: not valid Turtle"),
    ],
)
def test_errors_say_what_to_do(
    arguments: tuple[str, ...],
    error: type[Exception],
    message: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "empty").mkdir()
    write(tmp_path, "boat.ttl", SAMPLES["ttl"])
    write(tmp_path, "broken.ttl", "oops")
    done = run(*arguments)
    assert isinstance(done.exception, error)
    with pytest.raises(error, match=message):
        raise done.exception


def test_without_a_release_the_hint_is_to_build(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UsageError, match="osce-kg build"):
        raise run().exception or AssertionError


def test_a_release_is_validated_with_its_own_shapes(sample_release: Release) -> None:
    done = run(str(sample_release.path), "-f", "json")
    content = json.loads(done.output)
    assert (done.exception, done.return_value, content["results"]) == (None, 0, [])
    assert content["shapes"] == load_shapes([sample_release.shapes]).digest
