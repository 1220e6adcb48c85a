"""The report of a build as a page: how much was read, what is in conflict, open or left out, with examples."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

_EXAMPLES = 8
_ROWS = 20


@dataclass(frozen=True, slots=True)
class Rate:
    """How often a field was read in the documents of a family; `share` is of those that show it, None if none does."""

    field: str
    documents: int
    shown: int
    read: int

    @property
    def share(self) -> float | None:
        return self.read / self.shown if self.shown else None


@dataclass(frozen=True, slots=True)
class Example:
    """A finding that leads to the words it is about, where these are in the graph."""

    text: str
    href: str | None
    document: str | None


@dataclass(frozen=True, slots=True)
class Finding:
    """All findings of a kind: how many, how grave, the most frequent values, examples."""

    code: str
    number: int
    severity: str
    values: tuple[tuple[str, int], ...]
    examples: tuple[Example, ...]


@dataclass(frozen=True, slots=True)
class ReportPage:
    """What the page of the report shows. Counts of documents are before copies are joined."""

    captures: int
    documents: int
    families: tuple[tuple[str, int], ...]
    rates: tuple[tuple[str, tuple[Rate, ...]], ...]
    findings: tuple[Finding, ...]
    quarantined: tuple[Mapping[str, str], ...]
    quarantined_count: int
    validation: tuple[Mapping[str, str], ...]
    validation_count: int
    removed: tuple[tuple[str, int], ...]
    skipped: tuple[tuple[str, int, str], ...]

    @property
    def violations(self) -> int:
        return sum(result.get("severity") == "Violation" for result in self.validation)


def read_report(report: Mapping[str, Any]) -> ReportPage:
    """Return the page for a report as `report.json` has it; what an older one lacks is empty."""
    skipped, first = report.get("skipped", {}), report.get("skipped_examples", {})
    quarantined, validation = report.get("quarantined", []), report.get("validation", [])
    return ReportPage(
        report.get("captures", 0),
        report.get("documents", 0),
        _counts(report.get("families", {})),
        tuple((family, _rates(fields)) for family, fields in report.get("quality", {}).items()),
        tuple(_findings(report)),
        tuple(_strings(entry) for entry in quarantined[:_ROWS]),
        report.get("quarantined_count", len(quarantined)),
        tuple(_strings(entry) for entry in validation[:_ROWS]),
        len(validation),
        _counts(report.get("removed_from_bodies", {})),
        tuple((reason, number, first.get(reason, "")) for reason, number in _counts(skipped)),
    )  # fmt: skip


def _counts(counts: Mapping[str, int]) -> tuple[tuple[str, int], ...]:
    return tuple(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))


def _strings(entry: Mapping[str, object]) -> dict[str, str]:
    return {name: str(value) for name, value in entry.items() if value is not None}


def _rates(fields: Mapping[str, Mapping[str, int]]) -> tuple[Rate, ...]:
    return tuple(
        Rate(name, rate.get("documents", rate["shown"]), rate["shown"], rate["read"]) for name, rate in fields.items()
    )


def _findings(report: Mapping[str, Any]) -> list[Finding]:
    by_code: dict[str, list[Mapping[str, Any]]] = {}
    for finding in report.get("findings", []):
        by_code.setdefault(str(finding.get("code", "other")), []).append(finding)
    frequent = report.get("open_values", {})
    counts = report.get("finding_counts") or {code: len(found) for code, found in by_code.items()}
    return [
        Finding(
            code,
            number,
            str(next((f.get("severity", "") for f in by_code.get(code, ())), "")),
            tuple((str(open_.get("value")), open_.get("count", 1)) for open_ in frequent.get(code, [])[:_EXAMPLES]),
            _examples(by_code.get(code, ())),
        )
        for code, number in _counts(counts)
    ]  # fmt: skip


def _examples(findings: Sequence[Mapping[str, Any]]) -> tuple[Example, ...]:
    """Return one example for each of the first different texts."""
    made: dict[str, Example] = {}
    for finding in findings:
        text = str(finding.get("message", ""))
        if text not in made and len(made) < _EXAMPLES:
            made[text] = Example(text, _address(finding), str(finding["document"]) if finding.get("document") else None)
    return tuple(made.values())


def _address(finding: Mapping[str, Any]) -> str | None:
    """Return the span view of a finding in a document; other captures need not be in the graph."""
    span = finding.get("span") or {}
    if not finding.get("document") or not finding.get("capture") or not {"start", "end"} <= span.keys():
        return None
    return f"/page/capture/{finding['capture']}?span={int(span['start'])},{int(span['end'])}#span"
