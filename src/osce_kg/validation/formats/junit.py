"""The report as JUnit XML, for continuous integration: one test case per shape with its results."""

from __future__ import annotations

import re
from itertools import groupby
from xml.etree import ElementTree as ET

from osce_kg.records import Severity
from osce_kg.validation.model import Locations, Report, Result

# Characters that XML 1.0 cannot carry, not even escaped (section 2.2).
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def render(report: Report, locations: Locations) -> str:
    """Return one suite. A shape with a violation fails; one with warnings or infos passes with output."""
    by_shape = groupby(sorted(report.results, key=_shape), key=_shape)
    groups = {shape: list(results) for shape, results in by_shape}
    failed = sum(_fails(results) for results in groups.values())
    suite = ET.Element(
        "testsuite",
        name="SHACL",
        tests=str(max(1, len(groups))),
        failures=str(failed),
        errors="0",
        skipped="0",
    )
    for shape, results in groups.items():
        case = ET.SubElement(suite, "testcase", classname="shacl", name=_xml(shape))
        text = "\n".join(_line(result, locations) for result in results)
        if _fails(results):
            kind = results[0].component_name
            failure = ET.SubElement(case, "failure", message=_xml(results[0].message), type=kind)
            failure.text = text
        else:
            ET.SubElement(case, "system-out").text = text
    if not groups:
        ET.SubElement(suite, "testcase", classname="shacl", name="conforms")
    ET.indent(suite)
    return ET.tostring(suite, encoding="unicode", xml_declaration=False) + "\n"


def _shape(result: Result) -> str:
    return result.shape or f"{result.component_name} at {result.path}"


def _fails(results: list[Result]) -> bool:
    return any(result.severity is Severity.VIOLATION for result in results)


def _line(result: Result, locations: Locations) -> str:
    where = locations.get(result.focus_node)
    parts = [str(where) if where else "", result.severity.value, result.focus_node, result.path, result.value]
    return _xml(" ".join(part for part in parts if part) + f": {result.message}")


def _xml(text: str) -> str:
    return _NOT_XML.sub("�", text)
