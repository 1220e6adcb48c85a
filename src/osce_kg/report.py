"""The build's report: what was read, what was not, and why. The same object is the JSON and the text."""

from __future__ import annotations

import contextlib
import dataclasses
import json
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path

from osce_kg.captures.model import Damaged, Skipped
from osce_kg.open_values import OpenValues, Place
from osce_kg.records import CaptureInfo, Document, Finding, PageRecords, Severity

LAST_BUILD = "last-build.json"
# Findings that say why nothing was read from a capture.
_NOT_READ = frozenset({"page-structure", "unknown-family", "ambiguous-family", "no-content", "unreadable-page"})
KEPT = 1000
"""How many findings of one kind, results of one shape and open values of one kind a report holds."""


@dataclass(frozen=True, slots=True)
class ValidationEntry:
    """One SHACL result with the capture and the line it came from, where it came from one.

    `line` and `column` are 1-based in the page text of `capture`; `start` and `end` its code-point offsets.
    """

    focus_node: str
    shape: str
    path: str | None
    value: str | None
    severity: str
    message: str
    document: str | None
    capture: str | None
    source: str | None
    line: int | None
    column: int | None = None
    start: int | None = None
    end: int | None = None
    component: str | None = None


@dataclass(frozen=True, slots=True)
class Quarantined:
    """An input or document that was left out, with its reason."""

    what: str
    reason: str
    source: str | None


@dataclass(slots=True)
class FieldQuality:
    """Documents of one family: all, those that show a field, and those in which it was read and resolved."""

    documents: int = 0
    shown: int = 0
    read: int = 0

    def add(self, shown: bool, read: bool) -> None:
        """Count one document."""
        self.documents += 1
        self.shown += shown or read
        self.read += read

    def join(self, other: FieldQuality) -> None:
        """Count what another has counted."""
        self.documents += other.documents
        self.shown += other.shown
        self.read += other.read


@dataclass(frozen=True, slots=True)
class PageReading:
    """What the reading of one page found, for the report. `reason` says why it is quarantined, if it is.

    `quality` is by family and field, `removed` counts by reason the parts that are no body.
    """

    family: str | None
    documents: int
    findings: tuple[Finding, ...]
    quality: dict[str, dict[str, FieldQuality]]
    removed: dict[str, int]
    reason: str | None = None


def read_of(records: PageRecords) -> PageReading:
    """Return what the reading of a page found."""
    quality: dict[str, dict[str, FieldQuality]] = {}
    removed: Counter[str] = Counter()
    for document in records.documents:
        _add_quality(quality.setdefault(document.family, {}), document)
        removed.update(part.reason for part in document.removed)
    broken = [finding for finding in records.findings if finding.code in _NOT_READ]
    reason = None
    if records.family is None or broken:
        reason = broken[0].message if broken else "no known page family"
    return PageReading(records.family, len(records.documents), records.findings, quality, dict(removed), reason)


def _add_quality(fields: dict[str, FieldQuality], document: Document) -> None:
    speakers = [quotation for quotation in document.quotations if quotation.person or quotation.collective]
    for name, shown, read in (
        ("issued", bool(document.dateline), document.issued is not None),
        ("place", bool(document.place_texts), bool(document.places)),
        ("tagged source", bool(document.tagged_source_texts), bool(document.tagged_sources)),
        ("issuer", bool(document.tagged_sources), bool(document.issuers)),
        ("field of work", bool(document.field_texts), bool(document.fields_of_work)),
        ("language", True, document.language.value != "und"),
        ("quotation with speaker", bool(document.quotations), bool(speakers)),
    ):
        fields.setdefault(name, FieldQuality()).add(shown, read)


@dataclass(slots=True)
class BuildReport:
    """Filled while a build runs. Counts are of captures unless they say otherwise.

    Lists hold the first thousand of each kind, so that the report of a whole archive can be read and held in memory;
    counts are of all, and `every_finding` is told each one.
    """

    version: str
    inputs: list[str]
    captures: int = 0
    skipped: Counter[str] = field(default_factory=Counter)
    skipped_examples: dict[str, str] = field(default_factory=dict)
    families: Counter[str] = field(default_factory=Counter)
    documents: int = 0
    quality: dict[str, dict[str, FieldQuality]] = field(default_factory=dict)
    removed: Counter[str] = field(default_factory=Counter)
    findings: list[Finding] = field(default_factory=list)
    finding_counts: Counter[str] = field(default_factory=Counter)
    validation: list[ValidationEntry] = field(default_factory=list)
    validation_counts: Counter[str] = field(default_factory=Counter)
    quarantined: list[Quarantined] = field(default_factory=list)
    quarantined_count: int = 0
    digest: str | None = None
    outcome: str = "not finished"
    seconds: float = 0.0
    stages: dict[str, float] = field(default_factory=dict)
    every_finding: Callable[[Finding], None] = field(default=lambda _finding: None, repr=False)
    _open: OpenValues = field(default_factory=OpenValues, repr=False)

    def add_page(self, reading: PageReading, capture: CaptureInfo) -> None:
        """Count one page that was read, or could not be."""
        self.captures += 1
        self.families[reading.family or "none"] += 1
        self.documents += reading.documents
        for finding in reading.findings:
            self.add_finding(dataclasses.replace(finding, source=capture.source))
        for family, fields in reading.quality.items():
            known = self.quality.setdefault(family, {})
            for name, quality in fields.items():
                known.setdefault(name, FieldQuality()).join(quality)
        self.removed.update(reading.removed)
        if reading.reason is not None:
            self._add_quarantined(Quarantined(capture.sha256, reading.reason, capture.source))

    def add_finding(self, finding: Finding) -> None:
        """Count one finding, and keep it if it is among the first of its kind."""
        self.every_finding(finding)
        self.finding_counts[finding.code] += 1
        if self.finding_counts[finding.code] <= KEPT:
            self.findings.append(finding)
        if finding.value is not None:
            self._open.add(finding.code, finding.value, Place.of(finding))

    def add_unread(self, item: Skipped | Damaged) -> None:
        """Count what a container skipped or could not read."""
        if isinstance(item, Skipped):
            self.skipped[item.reason] += 1
            example = f"{item.source} ({item.detail})" if item.detail else item.source
            self.skipped_examples.setdefault(item.reason, example)
            return
        self._add_quarantined(Quarantined(item.source, item.reason, item.source))
        self.add_finding(Finding("damaged-input", Severity.WARNING, item.reason, source=item.source))

    def add_validation(self, entry: ValidationEntry) -> None:
        """Count one SHACL result, and keep it if it is among the first of its shape."""
        self.validation_counts[entry.shape] += 1
        if self.validation_counts[entry.shape] <= KEPT:
            self.validation.append(entry)

    def quarantine(self, document: str, reason: str, source: str | None) -> None:
        """Leave one document out for a violation."""
        self._add_quarantined(Quarantined(f"document/{document}", reason, source))

    def _add_quarantined(self, item: Quarantined) -> None:
        self.quarantined_count += 1
        if self.quarantined_count <= 10 * KEPT:
            self.quarantined.append(item)

    def as_json(self) -> Mapping[str, object]:
        """Return the report as JSON-ready values. Run times stay out: the same build gives the same report."""
        return {
            "version": self.version,
            "captures": self.captures,
            "documents": self.documents,
            "families": dict(sorted(self.families.items())),
            "quality": {
                family: {name: asdict(quality) for name, quality in sorted(fields.items(), key=_field_order)}
                for family, fields in sorted(self.quality.items())
            },
            "removed_from_bodies": dict(sorted(self.removed.items())),
            "open_values": self._open.most_frequent(KEPT),
            "skipped": dict(sorted(self.skipped.items())),
            "skipped_examples": dict(sorted(self.skipped_examples.items())),
            "findings": [finding_json(finding) for finding in sorted(self.findings, key=_order)],
            "finding_counts": dict(sorted(self.finding_counts.items())),
            "validation": [asdict(entry) for entry in sorted(self.validation, key=_entry_order)],
            "validation_counts": dict(sorted(self.validation_counts.items())),
            "quarantined": [asdict(item) for item in self.quarantined],
            "quarantined_count": self.quarantined_count,
        }


_FIELDS = ("issued", "place", "tagged source", "issuer", "field of work", "language", "quotation with speaker")


def _field_order(item: tuple[str, FieldQuality]) -> int:
    return _FIELDS.index(item[0])


def _entry_order(entry: ValidationEntry) -> tuple[str, str, str]:
    return (entry.focus_node, entry.shape, entry.value or "")


def finding_json(finding: Finding) -> dict[str, object]:
    """Return a finding as a JSON object; absent values are left out."""
    span = finding.span._asdict() if finding.span else None
    raw = asdict(finding) | {"severity": finding.severity.value, "span": span}
    return {name: value for name, value in raw.items() if value is not None}


def _order(finding: Finding) -> tuple[Place, str]:
    return Place.of(finding), finding.code


def write_last_build(report: BuildReport, releases: Path) -> None:
    """Write the report beside the releases, whatever the outcome. A folder that cannot be written is not made."""
    if not releases.is_dir():
        return
    content = {
        **report.as_json(),
        "outcome": report.outcome,
        "digest": report.digest,
        "seconds": report.seconds,
        "stages": {stage: round(seconds, 3) for stage, seconds in report.stages.items()},
    }
    with contextlib.suppress(OSError):
        text = json.dumps(content, ensure_ascii=False, indent=1)
        (releases / LAST_BUILD).write_text(text + "\n", encoding="utf-8")
