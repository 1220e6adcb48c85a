"""The build's report: what was read, what was not, and why. The same object is the JSON and the text."""

from __future__ import annotations

import contextlib
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

from osce_kg.captures.model import Damaged, Skipped
from osce_kg.records import CaptureInfo, Document, Finding, PageRecords, Severity

LAST_BUILD = "last-build.json"
# Findings that say why nothing was read from a capture.
_NOT_READ = frozenset({"page-structure", "unknown-family", "ambiguous-family", "no-content", "unreadable-page"})


@dataclass(frozen=True, slots=True)
class ValidationEntry:
    """One SHACL result with the capture and the line it came from, where it came from one."""

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


@dataclass(slots=True)
class BuildReport:
    """Filled while a build runs. Counts are of captures unless they say otherwise."""

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
    validation: list[ValidationEntry] = field(default_factory=list)
    quarantined: list[Quarantined] = field(default_factory=list)
    digest: str | None = None
    outcome: str = "not finished"
    seconds: float = 0.0

    def add_page(self, records: PageRecords) -> None:
        """Count one page that was read, or could not be."""
        self.captures += 1
        self.families[records.family or "none"] += 1
        self.documents += len(records.documents)
        self.findings += records.findings
        for document in records.documents:
            self._add_quality(document)
            self.removed.update(part.reason for part in document.removed)
        broken = [finding for finding in records.findings if finding.code in _NOT_READ]
        if records.family is None or broken:
            reason = broken[0].message if broken else "no known page family"
            self.quarantined.append(Quarantined(records.capture.sha256, reason, records.capture.source))

    def _add_quality(self, document: Document) -> None:
        fields = self.quality.setdefault(document.family, {})
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

    def add_unread(self, item: Skipped | Damaged) -> None:
        """Count what a container skipped or could not read."""
        if isinstance(item, Skipped):
            self.skipped[item.reason] += 1
            example = f"{item.source} ({item.detail})" if item.detail else item.source
            self.skipped_examples.setdefault(item.reason, example)
            return
        self.quarantined.append(Quarantined(item.source, item.reason, item.source))
        self.findings.append(Finding("damaged-input", Severity.WARNING, item.reason, source=item.source))

    def quarantine(self, document: str, reason: str, capture: CaptureInfo) -> None:
        """Leave one document out for a violation."""
        self.quarantined.append(Quarantined(f"document/{document}", reason, capture.source))

    def as_json(self) -> Mapping[str, object]:
        """Return the report as JSON-ready values. Run times stay out: the same build gives the same report."""
        findings = sorted(self.findings, key=_order)
        return {
            "version": self.version,
            "captures": self.captures,
            "documents": self.documents,
            "families": dict(sorted(self.families.items())),
            "quality": {
                family: {name: asdict(quality) for name, quality in fields.items()}
                for family, fields in sorted(self.quality.items())
            },
            "removed_from_bodies": dict(sorted(self.removed.items())),
            "open_values": self._open_values(findings),
            "skipped": dict(sorted(self.skipped.items())),
            "skipped_examples": dict(sorted(self.skipped_examples.items())),
            "findings": [finding_json(finding) for finding in findings],
            "finding_counts": dict(sorted(Counter(finding.code for finding in findings).items())),
            "validation": [asdict(entry) for entry in self.validation],
            "quarantined": [asdict(item) for item in self.quarantined],
        }

    @staticmethod
    def _open_values(findings: Sequence[Finding]) -> dict[str, list[dict[str, object]]]:
        """Return values that stayed open by finding code, each with its count and one example's place."""
        grouped: dict[str, dict[str, list[Finding]]] = {}
        for finding in findings:
            if finding.value is not None:
                grouped.setdefault(finding.code, {}).setdefault(finding.value, []).append(finding)
        return {
            code: [
                {"value": value, "count": len(found), "source": found[0].source, "line": found[0].line}
                for value, found in sorted(values.items(), key=lambda item: (-len(item[1]), item[0]))
            ]
            for code, values in sorted(grouped.items())
        }


def finding_json(finding: Finding) -> dict[str, object]:
    """Return a finding as a JSON object; absent values are left out."""
    span = finding.span._asdict() if finding.span else None
    raw = asdict(finding) | {"severity": finding.severity.value, "span": span}
    return {name: value for name, value in raw.items() if value is not None}


def _order(finding: Finding) -> tuple[str, str, int, str]:
    return (finding.source or "", finding.capture or "", finding.line or 0, finding.code)


def write_last_build(report: BuildReport, releases: Path) -> None:
    """Write the report beside the releases, whatever the outcome. A folder that cannot be written is not made."""
    if not releases.is_dir():
        return
    content = {
        **report.as_json(),
        "outcome": report.outcome,
        "digest": report.digest,
        "seconds": report.seconds,
    }
    with contextlib.suppress(OSError):
        text = json.dumps(content, ensure_ascii=False, indent=1)
        (releases / LAST_BUILD).write_text(text + "\n", encoding="utf-8")
