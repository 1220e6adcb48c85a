"""The verdict as a `sh:ValidationReport` in Turtle (https://www.w3.org/TR/shacl/#validation-report)."""

from __future__ import annotations

from collections.abc import Iterator

import pyoxigraph as ox

from osce_kg.checking.model import Finding, Verdict
from osce_kg.rdf import is_valid_iri

_PREFIXES = """\
@prefix checks: <https://w3id.org/osce-kg/checks#> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix osce: <https://w3id.org/osce-kg/ontology#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
"""


def render(verdict: Verdict) -> str:
    """Return the report. What no shape found has a component of `checks:`, named by its rule.

    A compound path has no IRI and is left out; the place is `dct:source`, the capture `osce:sha256` with `osce:start`
    and `osce:end`. Known findings are part of the report, as SHACL knows no baseline.
    """
    lines = [_PREFIXES, "[] a sh:ValidationReport ;", f"    sh:conforms {str(verdict.conforms).lower()}"]
    for finding in (*verdict.findings, *verdict.known):
        lines[-1] += " ;"
        lines.append("    sh:result [")
        lines += [f"        {statement} ;" for statement in _statements(finding)]
        lines.append("    ]")
    lines[-1] += " ."
    return "\n".join(lines) + "\n"


def _statements(finding: Finding) -> Iterator[str]:
    yield "a sh:ValidationResult"
    yield f"sh:focusNode {_node(finding.focus or finding.file or finding.value or finding.rule)}"
    if finding.path and is_valid_iri(finding.path):
        yield f"sh:resultPath <{finding.path}>"
    if finding.value:
        yield f"sh:value {_term(finding.value)}"
    if finding.check == "shacl" and is_valid_iri(finding.rule) and finding.rule != finding.component:
        yield f"sh:sourceShape <{finding.rule}>"
    component = finding.component or f"https://w3id.org/osce-kg/checks#{finding.rule}"
    yield f"sh:sourceConstraintComponent <{component}>"
    yield f"sh:resultSeverity sh:{finding.severity.value}"
    yield f"sh:resultMessage {ox.Literal(finding.message)}"
    if finding.hint:
        yield f"sh:resultMessage {ox.Literal(finding.hint, language='en')}"
    if finding.place:
        yield f"dct:source {ox.Literal(finding.place)}"
    if finding.capture:
        yield f"osce:sha256 {ox.Literal(finding.capture)}"
    if finding.start is not None and finding.end is not None:
        yield f"osce:start {finding.start}"
        yield f"osce:end {finding.end}"


def _node(text: str) -> str:
    if text.startswith("_:"):
        return "[]"
    if text.startswith('"'):
        return _term(text)
    return f"<{text}>" if is_valid_iri(text) else str(ox.Literal(text))


def _term(text: str) -> str:
    """Return a term that is in N-Triples syntax as it is, anything else as a literal."""
    if text.startswith("_:"):
        return "[]"
    try:
        (statement,) = ox.parse(f"<x:s> <x:p> {text} .", format=ox.RdfFormat.N_TRIPLES)
    except (SyntaxError, ValueError):
        return str(ox.Literal(text))
    return str(statement.object)
