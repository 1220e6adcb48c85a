"""SHACL results → findings: in plain words, with the shape's own message as the hint, where their facts stand."""

from __future__ import annotations

from collections.abc import Mapping

from osce_kg.checking.hints import says
from osce_kg.checking.model import Finding
from osce_kg.validation.model import Location, Locations, Report, Result
from osce_kg.validation.shapes import ShapesGraph


def findings_of(report: Report, shapes: ShapesGraph, locations: Locations) -> list[Finding]:
    """Return the results of a report as findings, each where its focus node stands."""
    return [_finding(result, shapes.messages, locations.get(result.focus_node)) for result in report.results]


def _finding(result: Result, messages: Mapping[str, str], where: Location | None) -> Finding:
    own = messages.get(result.shape) if result.shape else None
    return Finding(
        severity=result.severity,
        check="shacl",
        rule=result.shape or result.component,
        message=says(result.component, result.path, result.value) if own else result.message,
        hint=own,
        focus=result.focus_node,
        path=result.path,
        value=result.value,
        component=result.component,
        file=where.source if where else None,
        line=where.line if where else None,
    )
