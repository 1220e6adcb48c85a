"""A validation report as frozen values, the same whichever validator made it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from osce_kg.records import Severity

SH = "http://www.w3.org/ns/shacl#"
_RANKS = {Severity.VIOLATION: 0, Severity.WARNING: 1, Severity.INFO: 2}


@dataclass(frozen=True, slots=True)
class Result:
    """One SHACL validation result (https://www.w3.org/TR/shacl/#results-validation-result).

    `focus_node` is an IRI without brackets, or a literal or blank node in N-Triples syntax; `value` is in
    N-Triples syntax. `path` is the IRI of a predicate path, any other path in SPARQL syntax, None for a node
    shape. `shape` is the source shape's IRI, None if it is anonymous. `component` is an IRI.
    """

    focus_node: str
    path: str | None
    value: str | None
    shape: str | None
    component: str
    severity: Severity
    message: str

    @property
    def component_name(self) -> str:
        """The component's local name: `MinCountConstraintComponent`."""
        return self.component.rpartition("#")[2] or self.component

    @property
    def shape_name(self) -> str:
        """The shape's local name, or `(anonymous shape)`."""
        return self.shape.rpartition("#")[2] or self.shape if self.shape else "(anonymous shape)"


@dataclass(frozen=True, slots=True)
class Report:
    """The results of one validation, sorted by severity, focus node, shape, path, component and value.

    `conforms` is SHACL's: no result of any severity. `shapes_digest` is that of the shapes files; `validator`
    names the software and its version.
    """

    conforms: bool
    results: tuple[Result, ...]
    shapes_digest: str
    validator: str

    def at_least(self, severity: Severity) -> tuple[Result, ...]:
        """Return the results that are as severe or worse."""
        return tuple(result for result in self.results if _RANKS[result.severity] <= _RANKS[severity])

    def count(self, severity: Severity) -> int:
        """Return how many results have exactly this severity."""
        return sum(result.severity is severity for result in self.results)

    def focus_nodes(self, severity: Severity = Severity.VIOLATION) -> frozenset[str]:
        """Return the focus nodes of the results that are as severe or worse."""
        return frozenset(result.focus_node for result in self.at_least(severity))


@dataclass(frozen=True, slots=True)
class Location:
    """Where a focus node comes from: a file or capture as the user knows it, and a 1-based line in it."""

    source: str
    line: int | None = None

    def __str__(self) -> str:
        return self.source if self.line is None else f"{self.source}:{self.line}"


Locations: TypeAlias = "Mapping[str, Location]"


def make_report(results: Iterable[Result], shapes_digest: str, validator: str) -> Report:
    """Return the report of these results, each once, sorted."""
    ordered = tuple(sorted(set(results), key=_order))
    return Report(not ordered, ordered, shapes_digest, validator)


def _order(result: Result) -> tuple[int, str, str, str, str, str, str]:
    return (
        _RANKS[result.severity],
        result.focus_node,
        result.shape or "",
        result.path or "",
        result.component,
        result.value or "",
        result.message,
    )
