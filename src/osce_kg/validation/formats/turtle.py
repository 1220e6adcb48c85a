"""The report as a `sh:ValidationReport` in Turtle (https://www.w3.org/TR/shacl/#validation-report)."""

from __future__ import annotations

from collections.abc import Iterator

import pyoxigraph as ox

from osce_kg.validation.model import Locations, Report, Result

_PREFIXES = """\
@prefix dct: <http://purl.org/dc/terms/> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix shapes: <https://w3id.org/osce-kg/shapes#> .
"""


def render(report: Report, locations: Locations) -> str:
    """Return the report. A compound path has no IRI and is left out; where a node is from is `dct:source`."""
    lines = [_PREFIXES, "[] a sh:ValidationReport ;", f"    sh:conforms {str(report.conforms).lower()}"]
    for result in report.results:
        lines[-1] += " ;"
        lines.append("    sh:result [")
        statements = list(_statements(result, locations))
        lines += [f"        {statement} ;" for statement in statements]
        lines.append("    ]")
    lines[-1] += " ."
    return "\n".join(lines) + "\n"


def _statements(result: Result, locations: Locations) -> Iterator[str]:
    yield "a sh:ValidationResult"
    yield f"sh:focusNode {_node(result.focus_node)}"
    if result.path and _is_iri(result.path):
        yield f"sh:resultPath {_iri(result.path)}"
    if result.value:
        yield f"sh:value {_node(result.value)}"
    if result.shape:
        yield f"sh:sourceShape {_iri(result.shape)}"
    yield f"sh:sourceConstraintComponent {_iri(result.component)}"
    yield f"sh:resultSeverity sh:{result.severity.value}"
    yield f"sh:resultMessage {ox.Literal(result.message)}"
    where = locations.get(result.focus_node)
    if where:
        yield f"dct:source {ox.Literal(str(where))}"


def _is_iri(path: str) -> bool:
    return not path.startswith(("(", "^", "<", "!"))


def _node(text: str) -> str:
    return text if text.startswith(('"', "_:", "<")) else _iri(text)


def _iri(text: str) -> str:
    return f"<{text}>"
