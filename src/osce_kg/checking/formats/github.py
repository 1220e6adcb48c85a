"""The verdict as workflow commands, which GitHub shows beside the lines of a change.

https://docs.github.com/actions/reference/workflow-commands-for-github-actions
"""

from __future__ import annotations

from osce_kg.checking.model import Finding, Verdict
from osce_kg.records import Severity

_COMMANDS = {Severity.VIOLATION: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}


def render(verdict: Verdict) -> str:
    """Return one command per finding, and a notice per note; nothing if there is nothing to say."""
    lines = [_command(finding) for finding in verdict.findings]
    lines += [f"::notice title={_property('osce-kg')}::{_data(note)}" for note in verdict.notes]
    return "".join(f"{line}\n" for line in lines)


def _command(finding: Finding) -> str:
    properties = {"file": finding.file, "line": finding.line, "col": finding.column, "title": finding.rule_name}
    if finding.file is None or finding.line is None:
        del properties["line"], properties["col"]
    shown = ",".join(f"{name}={_property(str(value))}" for name, value in properties.items() if value is not None)
    about = f" ({finding.focus})" if finding.focus else ""
    text = f"{finding.message}{about}" + (f". {finding.hint}" if finding.hint else "")
    return f"::{_COMMANDS[finding.severity]} {shown}::{_data(text)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
