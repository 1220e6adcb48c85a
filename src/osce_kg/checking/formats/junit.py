"""The verdict as JUnit XML, for continuous integration: one suite per check, one case per rule with its findings."""

from __future__ import annotations

import re
from itertools import groupby
from xml.etree import ElementTree as ET

from osce_kg.checking.model import Done, Finding, Verdict

# Characters that XML 1.0 cannot carry, not even escaped (section 2.2).
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def render(verdict: Verdict) -> str:
    """Return the suites. A rule fails if a finding is as severe as the verdict fails on; else it passes with output.

    A check that was not made is a skipped case.
    """
    suites = ET.Element("testsuites", name=f"osce-kg {verdict.command}")
    for done in verdict.done:
        suites.append(_suite(done, verdict))
    for name in ("tests", "failures", "errors", "skipped"):
        suites.set(name, str(sum(int(suite.get(name, "0")) for suite in suites)))
    ET.indent(suites)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(suites, encoding="unicode") + "\n"


def _suite(done: Done, verdict: Verdict) -> ET.Element:
    ordered = sorted(verdict.of(done.check), key=lambda finding: finding.rule)
    groups = [list(group) for _, group in groupby(ordered, key=lambda finding: finding.rule)]
    cases = [_case(group, verdict) for group in groups]
    if not cases:
        case = ET.Element("testcase", classname=done.check, name="conforms" if done.made else "not made", time="0")
        if not done.made:
            ET.SubElement(case, "skipped", message=_xml(done.detail))
        cases.append(case)
    suite = ET.Element(
        "testsuite",
        name=done.check,
        tests=str(len(cases)),
        failures=str(sum(case.find("failure") is not None for case in cases)),
        errors="0",
        skipped=str(sum(case.find("skipped") is not None for case in cases)),
        time="0",
    )
    suite.extend(cases)
    return suite


def _case(findings: list[Finding], verdict: Verdict) -> ET.Element:
    first = findings[0]
    case = ET.Element("testcase", classname=first.check, name=_xml(first.rule), time="0")
    placed = next((finding for finding in findings if finding.file), None)
    if placed and placed.file:
        case.set("file", _xml(placed.file))
        if placed.line:
            case.set("line", str(placed.line))
    failing = [finding for finding in findings if finding.is_at_least(verdict.fail_on)]
    others = [finding for finding in findings if not finding.is_at_least(verdict.fail_on)]
    if failing:
        failure = ET.SubElement(case, "failure", message=_xml(failing[0].hint or failing[0].message), type=first.check)
        failure.text = "\n".join(map(_line, failing))
    if others:
        ET.SubElement(case, "system-out").text = "\n".join(map(_line, others))
    return case


def _line(finding: Finding) -> str:
    parts = [finding.place, finding.severity.value, finding.focus, finding.path, finding.value]
    return _xml(" ".join(part for part in parts if part) + f": {finding.message}")


def _xml(text: str) -> str:
    return _NOT_XML.sub("\ufffd", text)
