"""The report as SARIF 2.1.0, for code hosts (https://docs.oasis-open.org/sarif/sarif/v2.1.0/)."""

from __future__ import annotations

import json
from urllib.parse import quote

from osce_kg.records import Severity
from osce_kg.validation.model import Location, Locations, Report, Result

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVELS = {Severity.VIOLATION: "error", Severity.WARNING: "warning", Severity.INFO: "note"}


def render(report: Report, locations: Locations) -> str:
    """Return one run: a rule per shape, a result per SHACL result, with a line where one is known."""
    rules = sorted({_rule(result) for result in report.results})
    indexes = {rule: index for index, rule in enumerate(rules)}
    name, _, version = report.validator.rpartition(" ")
    run = {
        "tool": {
            "driver": {
                "name": name,
                "version": version,
                "rules": [{"id": rule, "helpUri": rule} if ":" in rule else {"id": rule} for rule in rules],
            }
        },
        "columnKind": "unicodeCodePoints",
        "results": [_result(result, indexes, locations) for result in report.results],
    }
    content = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def _rule(result: Result) -> str:
    return result.shape or result.component_name


def _result(result: Result, indexes: dict[str, int], locations: Locations) -> dict[str, object]:
    about = " ".join(part for part in (result.focus_node, result.path, result.value) if part)
    location: dict[str, object] = {"logicalLocations": [{"fullyQualifiedName": result.focus_node}]}
    where = locations.get(result.focus_node)
    if where:
        location["physicalLocation"] = _physical(where)
    return {
        "ruleId": _rule(result),
        "ruleIndex": indexes[_rule(result)],
        "level": _LEVELS[result.severity],
        "message": {"text": f"{result.message} ({about})"},
        "locations": [location],
    }


def _physical(where: Location) -> dict[str, object]:
    physical: dict[str, object] = {"artifactLocation": {"uri": quote(where.source, safe="/:#?&=%@+,;~")}}
    if where.line is not None:
        physical["region"] = {"startLine": where.line}
    return physical
