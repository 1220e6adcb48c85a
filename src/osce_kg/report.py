"""The build's report: what was read, what was not, and why. The same object is the JSON and the text."""

from __future__ import annotations

import contextlib
import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path

from osce_kg.captures.model import Damaged, Skipped
from osce_kg.records import CaptureInfo, Finding, PageRecords, Severity

LAST_BUILD = "last-build.json"


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
class BuildReport:
    """Filled while a build runs. Counts are of captures unless they say otherwise."""

    version: str
    inputs: list[str]
    captures: int = 0
    skipped: Counter[str] = field(default_factory=Counter)
    families: Counter[str] = field(default_factory=Counter)
    documents: int = 0
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
        broken = [finding for finding in records.findings if finding.code == "page-structure"]
        if records.family is None or broken:
            reasons = broken or records.findings
            reason = reasons[0].message if reasons else "no known page family"
            self.quarantined.append(Quarantined(records.capture.sha256, reason, records.capture.source))

    def add_unread(self, item: Skipped | Damaged) -> None:
        """Count what a container skipped or could not read."""
        if isinstance(item, Skipped):
            self.skipped[item.reason] += 1
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
            "skipped": dict(sorted(self.skipped.items())),
            "findings": [finding_json(finding) for finding in findings],
            "finding_counts": dict(sorted(Counter(finding.code for finding in findings).items())),
            "validation": [asdict(entry) for entry in self.validation],
            "quarantined": [asdict(item) for item in self.quarantined],
        }


def finding_json(finding: Finding) -> dict[str, object]:
    """Return a finding as a JSON object; absent values are left out."""
    raw = asdict(finding) | {"severity": finding.severity.value}
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
