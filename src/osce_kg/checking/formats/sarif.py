"""The verdict as SARIF 2.1.0, for code hosts (https://docs.oasis-open.org/sarif/sarif/v2.1.0/)."""

from __future__ import annotations

import json
from urllib.parse import quote

from osce_kg import __version__
from osce_kg.checking.model import Finding, Verdict
from osce_kg.records import Severity

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVELS = {Severity.VIOLATION: "error", Severity.WARNING: "warning", Severity.INFO: "note"}


def render(verdict: Verdict) -> str:
    """Return one run: a rule per shape or check, a result per finding, at its line; known findings as suppressed."""
    found = [*verdict.findings, *verdict.known]
    rules: dict[str, Finding] = {}
    for finding in found:
        rules.setdefault(finding.rule, finding)
    indexes = {rule: index for index, rule in enumerate(sorted(rules))}
    results = [_result(finding, indexes, known=False) for finding in verdict.findings]
    results += [_result(finding, indexes, known=True) for finding in verdict.known]
    notes = [{"level": "note", "message": {"text": note}} for note in verdict.notes]
    run = {
        "tool": {
            "driver": {
                "name": "osce-kg",
                "version": __version__,
                "rules": [_rule(rules[rule]) for rule in sorted(rules)],
            }
        },
        "columnKind": "unicodeCodePoints",
        "invocations": [{"executionSuccessful": True, "toolExecutionNotifications": notes}],
        "results": results,
    }
    content = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def _rule(finding: Finding) -> dict[str, object]:
    rule: dict[str, object] = {
        "id": finding.rule,
        "name": finding.rule_name,
        "properties": {"tags": [finding.check]},
    }
    if finding.rule.startswith(("http://", "https://")):
        rule["helpUri"] = finding.rule
    if finding.hint:
        rule["help"] = {"text": finding.hint}
        rule["shortDescription"] = {"text": finding.hint}
    return rule


def _result(finding: Finding, indexes: dict[str, int], *, known: bool) -> dict[str, object]:
    result: dict[str, object] = {
        "ruleId": finding.rule,
        "ruleIndex": indexes[finding.rule],
        "level": _LEVELS[finding.severity],
        "message": {"text": _text(finding)},
        "partialFingerprints": {"osceKgFinding/v1": finding.fingerprint},
    }
    location = _location(finding)
    if location:
        result["locations"] = [location]
    if known:
        result["suppressions"] = [{"kind": "external", "status": "accepted"}]
    return result


def _text(finding: Finding) -> str:
    about = f" ({finding.focus})" if finding.focus else ""
    return f"{finding.message}{about}" + (f". {finding.hint}" if finding.hint else "")


def _location(finding: Finding) -> dict[str, object]:
    location: dict[str, object] = {}
    if finding.focus:
        location["logicalLocations"] = [{"fullyQualifiedName": finding.focus}]
    if finding.file:
        physical: dict[str, object] = {"artifactLocation": {"uri": quote(finding.file, safe="/:#?&=@+,;~")}}
        if finding.line is not None:
            region = {"startLine": finding.line}
            if finding.column is not None:
                region["startColumn"] = finding.column
            physical["region"] = region
        location["physicalLocation"] = physical
    return location
