"""Captures → the graph that a build would write of them, and findings about what could not be read."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import cast

from osce_kg import __version__
from osce_kg.build.findings import Owned, place_of
from osce_kg.build.lock import locked
from osce_kg.build.model import BuildOptions, never, silent
from osce_kg.build.packed import StateDamaged
from osce_kg.build.stages import Stages
from osce_kg.build.state import State
from osce_kg.build.writing import Made
from osce_kg.captures import Position, open_captures
from osce_kg.checking import shacl
from osce_kg.checking.evidence import with_evidence
from osce_kg.checking.expectations import Quality
from osce_kg.checking.graph import CheckedGraph
from osce_kg.checking.model import Finding
from osce_kg.checking.places import place_in_file
from osce_kg.dump import Frame
from osce_kg.errors import BuildFailed, UsageError
from osce_kg.iris import Iris
from osce_kg.records import Finding as Record
from osce_kg.records import Severity, Span
from osce_kg.report import BuildReport
from osce_kg.validation.model import Report
from osce_kg.validation.shapes import ShapesGraph
from osce_kg.validation.shards import validate_dumps

WORK = "work"
_DETAIL = re.compile(r" \([^()]*\)\Z")
_PARALLEL_BYTES = 40 * 2**20
_UNREAD = frozenset({"damaged-input", "unreadable-page"})
_HINTS = {
    "damaged-input": "Mend the file, or take it out of the folder.",
    "unreadable-page": "Capture the page again, or take it out of the folder.",
    "unknown-family": "Capture the whole page, or add a page family: see CONTRIBUTING.md.",
    "ambiguous-family": "Two page families fit this page: make their marks more exact, see CONTRIBUTING.md.",
    "no-content": "The page shows no text of a release: capture it again when it does, or take it out.",
    "page-structure": "The page lacks a part that its family has: look whether the capture is whole.",
    "unknown-field-of-work": "Add the tag to the registry of fields of work, or leave it an unreviewed concept.",
    "ambiguous-place": "Add the place that is meant to the registry of places.",
    "not-converted": "Mend the reason; until then nothing of these captures can be checked.",
}


@dataclass(frozen=True, slots=True)
class Converted:
    """What came of captures. `graph` is a file of N-Quads, None if there is no graph to check; `report` is SHACL's."""

    findings: tuple[Finding, ...]
    graph: Path | None
    report: Report | None
    quality: Quality
    captures: int
    documents: int


@dataclass(frozen=True, slots=True)
class ConversionOptions:
    """`folder` keeps what was read, for the next time. `partial` is whether these are not all captures there are."""

    folder: Path
    base: str
    shapes: ShapesGraph
    workers: int
    timeout: float
    partial: bool


def convert(inputs: Sequence[str], options: ConversionOptions) -> Converted:
    """Return captures converted and validated.

    Raises:
        UsageError: an input does not exist, or the folder cannot be written.
        RegistryError: a reference file is wrong.
        ValidatorError: the validator crashed or hung.
    """
    build = BuildOptions(tuple(inputs), options.folder, options.workers, options.base, switch=False)
    work = options.folder / WORK
    try:
        work.mkdir(parents=True, exist_ok=True)
        with locked(work):
            try:
                return _converted(build, options, work)
            except StateDamaged:
                return _converted(replace(build, resume=False), options, work)
    except (OSError, sqlite3.Error) as error:
        raise UsageError(f"cannot work in {work}: {error}; choose another folder with --work") from error


def _converted(build: BuildOptions, options: ConversionOptions, work: Path) -> Converted:
    report = BuildReport(version=__version__, inputs=list(build.inputs))
    position = Position()
    items = open_captures(build.inputs, options=build.containers, position=position)
    stages = Stages(build, work, report, silent, never, position, validates=False)
    found: list[Finding] = []
    graph, validated = None, None
    try:
        with stages.made(items) as made:
            graph = _written(made, work / "captures.nq")
            checked = CheckedGraph((graph,), Iris(build.base), not options.partial)
            validated = validate_dumps(
                options.shapes, [graph], checked.iris.ids, options.workers, options.timeout, _PARALLEL_BYTES
            )
            found += _shacl_findings(validated, options.shapes, made.state, checked)
            found += _findings(report, _texts(made.state))
            if not options.partial:
                made.state.forget_unseen()
    except BuildFailed as error:
        found += [_failure(error, report), *_findings(report, lambda _sha256: None)]
    return Converted(
        findings=tuple(found),
        graph=graph,
        report=validated,
        quality=cast("Quality", report.as_json()["quality"]),
        captures=report.captures,
        documents=report.documents,
    )


def _shacl_findings(report: Report, shapes: ShapesGraph, state: State, graph: CheckedGraph) -> Iterator[Finding]:
    """Yield what SHACL found, each with the file of its capture, and where in it the evidence of its fact is."""
    if not report.results:
        return
    query = "SELECT key, sha256, source FROM groups"
    owned = Owned(
        {str(row[0]): (str(row[1]), cast("str | None", row[2]), b"") for row in state.rows(query)}, graph.iris
    )
    text = _texts(state)
    for finding in with_evidence(shacl.findings_of(report, shapes, {}), graph):
        key = owned.document_of(finding.focus or "")
        if key is None:
            yield finding
            continue
        capture, source = owned.source_of(key)
        if source is None or finding.capture not in {None, capture}:
            yield replace(finding, file=source, capture=finding.capture or capture)
        else:
            yield _in_file(replace(finding, capture=capture), source, text(capture))


def _in_file(finding: Finding, source: str, page: str | None) -> Finding:
    """Return a finding about a capture with file, line and column."""
    span = None if finding.start is None or finding.end is None else Span(finding.start, finding.end)
    place = place_of(page, span) if page is not None and span else None
    words = " ".join(page[span.start : span.end].split()) if page is not None and span else None
    where = place_in_file(source, place.line if place else None, place.column if place else None, lambda: words)
    return replace(finding, file=where.file, line=where.line, column=where.column)


def _failure(error: BuildFailed, report: BuildReport) -> Finding:
    file = report.quarantined[0].source if report.quarantined else None
    if file is None and len(report.inputs) == 1:
        (file,) = report.inputs
    message = f"these captures make no graph: {error}"
    return Finding(Severity.VIOLATION, "conversion", "not-converted", message, _HINTS["not-converted"], file=file)


def _texts(state: State) -> Callable[[str], str | None]:
    def text(sha256: str) -> str | None:
        try:
            return state.page_text(sha256)
        except StateDamaged:
            return None

    return text


def _written(made: Made, path: Path) -> Path:
    with path.open("wb") as file:
        for part in made.lines():
            file.write(part.read() if isinstance(part, Frame) else part)
    return path


def _findings(report: BuildReport, text: Callable[[str], str | None]) -> Iterator[Finding]:
    told = set()
    for record in report.findings:
        told.add((record.source, record.message))
        yield _record_finding(record, text)
    for item in report.quarantined:
        if (item.source, item.reason) not in told:
            yield Finding(
                Severity.WARNING, "conversion", "unread-capture", item.reason, _HINTS["unreadable-page"],
                file=item.source, value=item.what,
            )  # fmt: skip
    for reason, number in sorted(report.skipped.items()):
        example = report.skipped_examples[reason]
        message = f"{number} skipped ({reason}), first: {example}"
        yield Finding(Severity.INFO, "conversion", "skipped", message, file=_file_of(example), value=reason)


def _file_of(example: str) -> str:
    """Return the container in an example of a report, which may have a detail in brackets behind it."""
    return example if Path(example).exists() else _DETAIL.sub("", example)


def _record_finding(record: Record, text: Callable[[str], str | None]) -> Finding:
    finding = Finding(
        severity=Severity.VIOLATION if record.code in _UNREAD else record.severity,
        check="conversion",
        rule=record.code,
        message=record.message,
        hint=_HINTS.get(record.code),
        value=record.value,
        file=record.source,
        capture=record.capture,
        start=record.span.start if record.span else None,
        end=record.span.end if record.span else None,
    )
    if record.source is None:
        return finding
    page = text(record.capture) if record.capture and record.span else None
    if page is not None:
        return _in_file(finding, record.source, page)
    where = place_in_file(record.source, record.line, None, lambda: record.value)
    return replace(finding, file=where.file, line=where.line)
