"""The verdict as one JSON object, for programs, and the JSON Schema of it."""

from __future__ import annotations

import json
from typing import Any

from osce_kg import __version__
from osce_kg.checking.model import CHECKS, Finding, Verdict
from osce_kg.records import Severity

VERSION = "1"


def render(verdict: Verdict) -> str:
    """Return the object; absent values are null."""
    content = {
        "version": VERSION,
        "tool": {"name": "osce-kg", "version": __version__, "command": verdict.command},
        "inputs": list(verdict.inputs),
        "conforms": verdict.conforms,
        "failed": verdict.failed,
        "failOn": verdict.fail_on.value,
        "counts": {severity.value: verdict.count(severity) for severity in Severity},
        "checks": [
            {"check": done.check, "made": done.made, "findings": len(verdict.of(done.check)), "detail": done.detail}
            for done in verdict.done
        ],
        "validator": verdict.validator or None,
        "shapes": verdict.shapes or None,
        "notes": list(verdict.notes),
        "findings": [as_object(finding) for finding in verdict.findings],
        "known": [as_object(finding) for finding in verdict.known],
        "gone": verdict.gone,
    }
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def as_object(finding: Finding) -> dict[str, Any]:
    """Return a finding as a JSON object."""
    return {
        "severity": finding.severity.value,
        "check": finding.check,
        "rule": finding.rule,
        "message": finding.message,
        "hint": finding.hint,
        "focusNode": finding.focus,
        "path": finding.path,
        "value": finding.value,
        "component": finding.component,
        "file": finding.file,
        "line": finding.line,
        "column": finding.column,
        "capture": finding.capture,
        "start": finding.start,
        "end": finding.end,
        "fingerprint": finding.fingerprint,
    }


_SEVERITY = {"enum": [severity.value for severity in Severity]}
_TEXT = {"type": ["string", "null"]}
_PLACE = {"type": ["integer", "null"], "minimum": 1}
_OFFSET = {"type": ["integer", "null"], "minimum": 0}
_COUNT = {"type": "integer", "minimum": 0}


def _object(properties: dict[str, Any], description: str) -> dict[str, Any]:
    return {
        "type": "object",
        "description": description,
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of the JSON format."""
    finding = _object(
        {
            "severity": _SEVERITY,
            "check": {"enum": list(CHECKS)},
            "rule": {"type": "string", "description": "IRI of the shape, or a kebab-case name"},
            "message": {"type": "string", "description": "what was found"},
            "hint": {**_TEXT, "description": "how to mend it"},
            "focusNode": {**_TEXT, "description": "an IRI without brackets, or a node in N-Triples syntax"},
            "path": {**_TEXT, "description": "IRI of a property, or a path in SPARQL syntax"},
            "value": {**_TEXT, "description": "a term in N-Triples syntax, or text"},
            "component": {**_TEXT, "description": "IRI of the SHACL constraint component"},
            "file": {**_TEXT, "description": "as it was given"},
            "line": {**_PLACE, "description": "in the file"},
            "column": {**_PLACE, "description": "in the line, in code points"},
            "capture": {"type": ["string", "null"], "pattern": "^[0-9a-f]{64}$", "description": "SHA-256"},
            "start": {**_OFFSET, "description": "code-point offset in the capture's page text"},
            "end": {**_OFFSET, "description": "code-point offset behind the last character"},
            "fingerprint": {"type": "string", "pattern": "^[0-9a-f]{32}$"},
        },
        "one thing to mend",
    )
    done = _object(
        {
            "check": {"enum": list(CHECKS)},
            "made": {"type": "boolean"},
            "findings": _COUNT,
            "detail": {"type": "string"},
        },
        "one check; detail says what it looked at, or why it was not made",
    )
    content = _object(
        {
            "version": {"const": VERSION},
            "tool": _object({name: {"type": "string"} for name in ("name", "version", "command")}, "what made this"),
            "inputs": {"type": "array", "items": {"type": "string"}},
            "conforms": {"type": "boolean", "description": "whether there is no finding at all, known ones included"},
            "failed": {"type": "boolean", "description": "whether a finding is as severe as failOn or worse"},
            "failOn": _SEVERITY,
            "counts": _object({severity.value: _COUNT for severity in Severity}, "findings that are not known"),
            "checks": {"type": "array", "items": {"$ref": "#/$defs/check"}},
            "validator": _TEXT,
            "shapes": {**_TEXT, "description": "digest of the shapes"},
            "notes": {"type": "array", "items": {"type": "string"}},
            "findings": {"type": "array", "items": {"$ref": "#/$defs/finding"}},
            "known": {"type": "array", "items": {"$ref": "#/$defs/finding"}, "description": "in the baseline"},
            "gone": {**_COUNT, "description": "entries of the baseline that were not found"},
        },
        "a verdict of osce-kg check or osce-kg validate",
    )
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Verdict",
        **content,
        "$defs": {"finding": finding, "check": done},
    }
