"""The report for reading on a terminal: one paragraph per result, then the counts."""

from __future__ import annotations

from collections.abc import Iterator

from osce_kg.records import Severity
from osce_kg.validation.model import Locations, Report, Result

_SHOWN = 120


def render(report: Report, locations: Locations) -> str:
    """Return the results, worst first, and a last line that says whether the data conforms."""
    lines = [line for result in report.results for line in _result(result, locations)]
    return "\n".join([*lines, _summary(report)]) + "\n"


def _result(result: Result, locations: Locations) -> Iterator[str]:
    where = locations.get(result.focus_node)
    yield f"{result.severity.value}: {result.focus_node}" + (f"  ({where})" if where else "")
    if result.path:
        yield f"  path     {result.path}"
    if result.value:
        yield f"  value    {_short(result.value)}"
    yield f"  shape    {result.shape_name} ({result.component_name.removesuffix('ConstraintComponent')})"
    yield f"  message  {result.message}"
    yield ""


def _short(value: str) -> str:
    return value if len(value) <= _SHOWN else value[: _SHOWN - 1] + "…"


def _summary(report: Report) -> str:
    if report.conforms:
        return "conforms"
    counts = [(report.count(severity), severity.value.lower()) for severity in Severity]
    parts = [f"{count} {name}{'s' if count != 1 else ''}" for count, name in counts if count and name != "info"]
    parts += [f"{count} info" for count, name in counts if count and name == "info"]
    return "does not conform: " + ", ".join(parts)
