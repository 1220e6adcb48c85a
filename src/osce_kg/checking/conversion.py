"""Captures → the graph that a build would write of them, and findings about what could not be read."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import cast

from osce_kg import __version__
from osce_kg.build.findings import place_of
from osce_kg.build.lock import locked
from osce_kg.build.model import BuildOptions, never, silent
from osce_kg.build.packed import StateDamaged
from osce_kg.build.stages import Stages
from osce_kg.build.writing import Made
from osce_kg.captures import Options, Position, open_captures
from osce_kg.checking import shacl
from osce_kg.checking.expectations import Quality
from osce_kg.checking.model import Finding
from osce_kg.checking.places import place_in_file
from osce_kg.dump import Frame
from osce_kg.errors import BuildFailed, RegistryError, UsageError
from osce_kg.records import Finding as Record
from osce_kg.records import Severity
from osce_kg.report import BuildReport
from osce_kg.validation.shapes import ShapesGraph

WORK = "work"
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
    """What came of captures. `graph` is a file of N-Quads, None if there is no graph to check."""

    findings: tuple[Finding, ...]
    graph: Path | None
    quality: Quality
    captures: int
    documents: int


def convert(
    inputs: Sequence[str],
    folder: Path,
    base: str,
    shapes: ShapesGraph,
    *,
    workers: int = 1,
    containers: Options | None = None,
) -> Converted:
    """Return captures converted. `folder` keeps what was read, for the next time.

    Raises:
        UsageError: an input does not exist, or the folder cannot be written.
        RegistryError: a reference file is wrong.
    """
    options = BuildOptions(tuple(inputs), folder, workers, base, containers=containers or Options(), switch=False)
    work = folder / WORK
    try:
        work.mkdir(parents=True, exist_ok=True)
        with locked(work):
            try:
                return _converted(options, work, shapes)
            except StateDamaged:
                return _converted(replace(options, resume=False), work, shapes)
    except (OSError, sqlite3.Error) as error:
        raise UsageError(f"cannot work in {work}: {error}; choose another folder with --work") from error


def _converted(options: BuildOptions, work: Path, shapes: ShapesGraph) -> Converted:
    report = BuildReport(version=__version__, inputs=list(options.inputs))
    position = Position()
    items = open_captures(options.inputs, options=options.containers, position=position)
    stages = Stages(options, work, report, silent, never, position)
    failed: list[Finding] = []
    try:
        with stages.made(items) as made:
            graph = _written(made, work / "captures.nq")
            findings = list(_findings(report, shapes, _texts(made)))
    except RegistryError:
        raise
    except BuildFailed as error:
        graph = None
        failed = [_failure(error, report)]
        findings = list(_findings(report, shapes, lambda _sha256: None))
    return Converted(
        findings=(*failed, *findings),
        graph=graph,
        quality=cast("Quality", report.as_json()["quality"]),
        captures=report.captures,
        documents=report.documents,
    )


def _failure(error: BuildFailed, report: BuildReport) -> Finding:
    first = report.quarantined[0].source if report.quarantined else None
    skipped = next(iter(report.skipped_examples.values()), None)
    message = f"these captures make no graph: {error}"
    return Finding(
        Severity.VIOLATION, "conversion", "not-converted", message, _HINTS["not-converted"], file=first or skipped
    )


def _texts(made: Made) -> Callable[[str], str | None]:
    def text(sha256: str) -> str | None:
        try:
            return made.state.page_text(sha256)
        except StateDamaged:
            return None

    return text


def _written(made: Made, path: Path) -> Path:
    with path.open("wb") as file:
        for part in made.lines():
            file.write(part.read() if isinstance(part, Frame) else part)
    return path


def _findings(report: BuildReport, shapes: ShapesGraph, text: Callable[[str], str | None]) -> Iterator[Finding]:
    told = set()
    for record in report.findings:
        told.add((record.source, record.message))
        yield _record_finding(record, text)
    for item in report.quarantined:
        if not item.what.startswith("document/") and (item.source, item.reason) not in told:
            yield Finding(
                Severity.WARNING, "conversion", "unread-capture", item.reason, _HINTS["unreadable-page"],
                file=item.source, value=item.what,
            )  # fmt: skip
    for reason, number in sorted(report.skipped.items()):
        example = report.skipped_examples[reason]
        message = f"{number} skipped ({reason}), first: {example}"
        yield Finding(Severity.INFO, "conversion", "skipped", message, value=reason)
    yield from shacl.entry_findings(report.validation, shapes, shacl.Texts(text))


def _record_finding(record: Record, text: Callable[[str], str | None]) -> Finding:
    page = text(record.capture) if record.capture and record.span else None
    place = place_of(page, record.span) if page is not None and record.span else None

    def words() -> str | None:
        return page[record.span.start : record.span.end] if page and record.span else record.value

    where = None
    if record.source:
        line = place.line if place else record.line
        where = place_in_file(record.source, line, place.column if place else None, words)
    return Finding(
        severity=Severity.VIOLATION if record.code in _UNREAD else record.severity,
        check="conversion",
        rule=record.code,
        message=record.message,
        hint=_HINTS.get(record.code),
        value=record.value,
        file=where.file if where else None,
        line=where.line if where else None,
        column=where.column if where else None,
        capture=record.capture,
        start=record.span.start if record.span else None,
        end=record.span.end if record.span else None,
    )
