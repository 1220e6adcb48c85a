"""SHACL over the graph that is checked, and SHACL results → findings."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from osce_kg.checking.hints import result_says
from osce_kg.checking.model import Finding
from osce_kg.checking.places import FilePlace, place_in_file
from osce_kg.records import Severity
from osce_kg.report import ValidationEntry
from osce_kg.validation.model import Locations, Report, Result
from osce_kg.validation.shapes import ShapesGraph

_WHITE = re.compile(r"\s+")


def findings_of(report: Report, shapes: ShapesGraph, locations: Locations) -> list[Finding]:
    """Return the results of a report as findings, each where its focus node stands."""
    found = []
    for result in report.results:
        where = locations.get(result.focus_node)
        place = FilePlace(where.source, where.line) if where else None
        found.append(_finding(result, shapes, place))
    return found


@dataclass(frozen=True, slots=True)
class Texts:
    """Page texts of captures by SHA-256; without one, words cannot be looked for in HTML."""

    page_text: Callable[[str], str | None]

    def words(self, entry: ValidationEntry) -> str | None:
        """Return the characters that an entry is about, on one line."""
        if entry.capture is None or entry.start is None or entry.end is None:
            return None
        text = self.page_text(entry.capture)
        return _WHITE.sub(" ", text[entry.start : entry.end]).strip() if text else None


def entry_findings(entries: Iterable[ValidationEntry], shapes: ShapesGraph, texts: Texts) -> list[Finding]:
    """Return what a build's report says of validation as findings, each where its evidence stands in a file."""
    return [_entry_finding(entry, shapes, texts) for entry in entries]


def _entry_finding(entry: ValidationEntry, shapes: ShapesGraph, texts: Texts) -> Finding:
    component = entry.component or entry.shape
    result = Result(
        entry.focus_node,
        entry.path,
        entry.value,
        None if entry.shape == component else entry.shape,
        component,
        Severity(entry.severity),
        entry.message,
    )
    place = None
    if entry.source is not None:
        place = place_in_file(entry.source, entry.line, entry.column, lambda: texts.words(entry))
    return _finding(result, shapes, place, entry.capture, entry.start, entry.end)


def _finding(
    result: Result,
    shapes: ShapesGraph,
    place: FilePlace | None,
    capture: str | None = None,
    start: int | None = None,
    end: int | None = None,
) -> Finding:
    own = _own_message(shapes.messages, result.shape)
    return Finding(
        severity=result.severity,
        check="shacl",
        rule=result.shape or result.component,
        message=result_says(result, own is not None),
        hint=own,
        focus=result.focus_node,
        path=result.path,
        value=result.value,
        component=result.component,
        file=place.file if place else None,
        line=place.line if place else None,
        column=place.column if place else None,
        capture=capture,
        start=start,
        end=end,
    )


def _own_message(messages: Mapping[str, str], shape: str | None) -> str | None:
    return messages.get(shape) if shape else None
