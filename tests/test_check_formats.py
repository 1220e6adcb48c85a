"""Every format of a verdict, checked against its own schema."""

from __future__ import annotations

import json
import pickle
import re
import sqlite3
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import jsonschema
import pytest
from rdflib import Graph, Literal, URIRef
from rdflib.namespace import RDF
from rdflib.namespace import SH as SHACL

from osce_kg.checking.formats import FORMATS, human, render
from osce_kg.checking.formats.json import json_schema
from osce_kg.checking.model import CHECKS, Done, Finding, Verdict, sorted_findings
from osce_kg.records import Severity
from osce_kg.validation.model import SH

ODD = "50 % of <b>, a:b | c\r\nnext\x00 ::error:: `x`"
BAD = '"bad \\"value\\" <&>\\u0001"@en'
FINDINGS = sorted_findings(
    [
        Finding(
            Severity.VIOLATION, "shacl", "https://w3id.org/osce-kg/shapes#S", "is not of the class",
            hint="Mend it <now> & here.", focus="https://example.org/a", path="https://example.org/p", value=BAD,
            component=f"{SH}ClassConstraintComponent", file="captures/a page.txt", line=7, column=3,
            capture="0" * 64, start=10, end=12,
        ),
        Finding(
            Severity.WARNING, "shacl", f"{SH}MinCountConstraintComponent", ODD, focus="_:b0",
            path="(<urn:x:p>/<urn:x:q>)", value="_:b1", component=f"{SH}MinCountConstraintComponent",
        ),
        Finding(Severity.INFO, "shacl", "x:T", "Note.", focus='"c"', value='"c"'),
        Finding(Severity.VIOLATION, "conversion", "damaged-input", ODD, hint=ODD, file="a:b,c%d.txt", value=ODD),
        Finding(Severity.VIOLATION, "queries", "query-rows", "04.rq: too few", value="04.rq"),
        Finding(Severity.WARNING, "links", "dangling-iri", "points nowhere", focus="https://example.org/a"),
    ]
)  # fmt: skip
DONE = tuple(Done(check, check != "stability", ODD if check == "links" else "looked") for check in CHECKS)
FULL = Verdict(
    "check", ("captures",), FINDINGS, Severity.WARNING, DONE, FINDINGS[-1:], 2, (ODD,), "shacl 1.2.3", "d" * 64
)
EMPTY = Verdict("check", ("captures",), (), Severity.WARNING, DONE)
VERDICTS = pytest.mark.parametrize("verdict", [FULL, EMPTY], ids=["full", "empty"])


def _sarif_schema() -> dict[str, Any]:
    """The SARIF 2.1.0 schema, as the package `schemastore` keeps it."""
    try:
        store = distribution("schemastore").locate_file("schemastore/cache.sqlite")
    except PackageNotFoundError:
        pytest.skip("the package schemastore, which holds the SARIF schema, is not installed")
    address = "https://json.schemastore.org/sarif-2.1.0.json"
    with sqlite3.connect(str(store)) as kept:
        rows = kept.execute("SELECT value FROM responses WHERE instr(value, CAST(? AS BLOB))", (address,))
        responses = [pickle.loads(value) for (value,) in rows]
    (found,) = [json.loads(kept["_content"]) for kept in responses if kept.get("url") == address]
    assert isinstance(found, dict)
    return found


@VERDICTS
@pytest.mark.parametrize("name", FORMATS)
def test_every_format_is_empty_or_ends_with_one_newline(name: str, verdict: Verdict) -> None:
    text = render(verdict, name)
    assert text == "" or (text.endswith("\n") and not text.endswith("\n\n"))
    text.encode()


@VERDICTS
def test_json_fits_its_published_schema(verdict: Verdict) -> None:
    schema = json_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    content = json.loads(render(verdict, "json"))
    jsonschema.Draft202012Validator(schema).validate(content)
    assert content["failed"] is verdict.failed
    assert [item["fingerprint"] for item in content["findings"]] == [f.fingerprint for f in verdict.findings]


def test_the_schema_refuses_what_is_no_verdict() -> None:
    content = json.loads(render(FULL, "json"))
    for key, value in (("conforms", "no"), ("failOn", "Error"), ("findings", [{}]), ("more", 1)):
        assert not jsonschema.Draft202012Validator(json_schema()).is_valid({**content, key: value})


def test_the_schema_in_the_documentation_is_the_one_that_the_command_prints(root: Path) -> None:
    written = json.loads((root / "docs" / "check.schema.json").read_text(encoding="utf-8"))
    assert written == json_schema()


@VERDICTS
def test_sarif_fits_the_schema_of_2_1_0(verdict: Verdict) -> None:
    content = json.loads(render(verdict, "sarif"))
    jsonschema.Draft7Validator(_sarif_schema()).validate(content)


def test_sarif_opens_at_the_line() -> None:
    run = json.loads(render(FULL, "sarif"))["runs"][0]
    for result in run["results"]:
        assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
    found = next(result for result in run["results"] if result["ruleId"].endswith("#S"))
    at = found["locations"][0]["physicalLocation"]
    assert at["artifactLocation"]["uri"] == "captures/a%20page.txt"
    assert at["region"] == {"startLine": 7, "startColumn": 3}
    assert [bool(result.get("suppressions")) for result in run["results"]].count(True) == len(FULL.known)


@VERDICTS
def test_junit_fits_the_schema(verdict: Verdict, root: Path) -> None:
    xmlschema = pytest.importorskip("xmlschema", reason="the package xmlschema is not installed")
    xmlschema.XMLSchema(str(root / "tests" / "data" / "junit.xsd")).validate(render(verdict, "junit"))


def test_junit_counts_what_fails_and_what_was_not_made() -> None:
    suites = ET.fromstring(render(FULL, "junit").encode())
    assert suites.get("tests") == str(len(suites.findall("testsuite/testcase")))
    assert suites.get("failures") == str(len(suites.findall("testsuite/testcase/failure"))) == "5"
    assert suites.get("skipped") == str(len(suites.findall("testsuite/testcase/skipped"))) == "1"
    case = suites.find("testsuite/testcase[@file='captures/a page.txt']")
    assert case is not None
    assert case.get("line") == "7"


_COMMAND = re.compile(r"::(error|warning|notice) ((?:[a-z]+=[^:,]*,?)+)::([^\r\n]*)\Z")


def test_github_commands_are_escaped_and_one_a_line() -> None:
    lines = render(FULL, "github").split("\n")[:-1]
    assert len(lines) == len(FULL.findings) + len(FULL.notes)
    matches = [_COMMAND.match(line) for line in lines]
    assert all(matches)
    first = next(match for match in matches if match and "a page" in match[2])
    assert first[1] == "error"
    assert first[2] == "file=captures/a page.txt,line=7,col=3,title=S"
    damaged = next(line for line in lines if "damaged-input" in line)
    assert "file=a%3Ab%2Cc%25d.txt," in damaged
    assert "50 %25 of <b>, a:b | c%0D%0Anext" in damaged
    assert render(EMPTY, "github") == ""


@VERDICTS
def test_turtle_is_a_validation_report_that_conforms_to_shapes_of_one(verdict: Verdict) -> None:
    graph = Graph().parse(data=render(verdict, "turtle"), format="turtle")
    report = graph.value(predicate=RDF.type, object=SHACL.ValidationReport)
    assert list(graph.objects(report, SHACL.conforms)) == [Literal(verdict.conforms)]
    results = list(graph.objects(report, SHACL.result))
    assert len(results) == len(verdict.findings) + len(verdict.known)
    for result in results:
        # https://www.w3.org/TR/shacl/#results-validation-result says how often each of these stands.
        assert len(list(graph.objects(result, SHACL.focusNode))) == 1
        assert len(list(graph.objects(result, SHACL.resultPath))) <= 1
        assert len(list(graph.objects(result, SHACL.value))) <= 1
        (component,) = graph.objects(result, SHACL.sourceConstraintComponent)
        assert isinstance(component, URIRef)
        (severity,) = graph.objects(result, SHACL.resultSeverity)
        assert severity in {SHACL.Violation, SHACL.Warning, SHACL.Info}


def test_markdown_keeps_its_tables_whatever_the_text() -> None:
    rows = [line for line in render(FULL, "markdown").splitlines() if line.startswith("|")]
    columns = {len(re.findall(r"(?<!\\)\|", row)) for row in rows}
    assert columns == {4, 5}
    assert "<b>" not in render(FULL, "markdown").replace("\\<b\\>", "")
    assert render(FULL, "markdown").startswith("## does not conform: 3 violations, 2 warnings, 1 info\n")
    assert render(EMPTY, "markdown").startswith("## conforms\n")


def test_human_is_grouped_by_rule_and_coloured_only_when_asked() -> None:
    many = Verdict("check", (), tuple(FINDINGS[0] for _ in range(30)), Severity.WARNING, DONE)
    text = render(many, "human")
    assert text.count("  hint     ") == 1
    assert "… and 10 more" in text
    assert "\x1b[" not in text
    assert "\x1b[31m" in human.render(FULL, colour=True)
    assert render(EMPTY, "human").splitlines()[-1] == "conforms"
    assert "  captures/a page.txt:7:3: is not of the class" in render(FULL, "human")


def test_fingerprints_hold_while_words_and_lines_change() -> None:
    first = FINDINGS[0]
    moved = Finding(**{**_fields(first), "line": 99, "column": None, "message": "other", "severity": Severity.INFO})
    assert moved.fingerprint == first.fingerprint
    for name in ("check", "rule", "focus", "path", "value", "component"):
        assert Finding(**{**_fields(first), name: "links" if name == "check" else "x"}).fingerprint != first.fingerprint
    blank = Finding(Severity.INFO, "shacl", "x", "", focus="_:b1")
    assert blank.fingerprint == Finding(Severity.INFO, "shacl", "x", "", focus="_:b2").fingerprint


def _fields(finding: Finding) -> dict[str, Any]:
    return {name: getattr(finding, name) for name in Finding.__dataclass_fields__}
