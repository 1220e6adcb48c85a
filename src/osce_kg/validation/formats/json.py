"""The report as one JSON object, for programs."""

from __future__ import annotations

import json

from osce_kg.records import Severity
from osce_kg.validation.model import Locations, Report, Result


def render(report: Report, locations: Locations) -> str:
    """Return `{conforms, validator, shapes, counts, results}`; absent values are null."""
    content = {
        "conforms": report.conforms,
        "validator": report.validator,
        "shapes": report.shapes_digest,
        "counts": {severity.value: report.count(severity) for severity in Severity},
        "results": [_result(result, locations) for result in report.results],
    }
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def _result(result: Result, locations: Locations) -> dict[str, object]:
    where = locations.get(result.focus_node)
    return {
        "focusNode": result.focus_node,
        "path": result.path,
        "value": result.value,
        "sourceShape": result.shape,
        "component": result.component,
        "severity": result.severity.value,
        "message": result.message,
        "source": where.source if where else None,
        "line": where.line if where else None,
    }
