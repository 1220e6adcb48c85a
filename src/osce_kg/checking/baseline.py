"""Known findings: a file of fingerprints that is kept beside the captures and shrinks as they are mended."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path

from osce_kg.checking.model import RANKS, Finding
from osce_kg.errors import UsageError
from osce_kg.records import Severity

VERSION = 1


def read_baseline(path: Path) -> dict[str, Severity]:
    """Return the severity of each known finding by its fingerprint.

    Raises:
        UsageError: the file is missing, or is no baseline of this version.
    """
    hint = "write one with --write-baseline"
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        if content["version"] != VERSION:
            raise UsageError(f"{path}: baseline of version {content['version']}, expected {VERSION}; {hint}")
        return {entry["fingerprint"]: Severity(entry["severity"]) for entry in content["findings"]}
    except OSError as error:
        raise UsageError(f"cannot read the baseline {path}: {error.strerror or error}; {hint}") from error
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise UsageError(f"{path} is no baseline: {error or type(error).__name__}; {hint}") from error


def write_baseline(path: Path, findings: Iterable[Finding]) -> None:
    """Write findings as known; what a fingerprint stands for is written beside it, for people.

    Raises:
        UsageError: the file cannot be written.
    """
    worst: dict[str, Finding] = {}
    for finding in findings:
        known = worst.setdefault(finding.fingerprint, finding)
        if RANKS[finding.severity] < RANKS[known.severity]:
            worst[finding.fingerprint] = finding
    entries = [
        {
            "fingerprint": fingerprint,
            "severity": finding.severity.value,
            "rule": finding.rule,
            "about": finding.focus or finding.file or "",
            "message": finding.message,
        }
        for fingerprint, finding in sorted(worst.items())
    ]
    text = json.dumps({"version": VERSION, "findings": entries}, ensure_ascii=False, indent=1)
    try:
        path.write_text(text + "\n", encoding="utf-8")
    except OSError as error:
        raise UsageError(f"cannot write the baseline {path}: {error.strerror or error}") from error


def split_known(findings: Sequence[Finding], known: dict[str, Severity]) -> tuple[list[Finding], list[Finding], int]:
    """Return new findings, known ones, and how many known ones are gone. One that is worse than it was is new."""
    new: list[Finding] = []
    old: list[Finding] = []
    for finding in findings:
        was = known.get(finding.fingerprint)
        (old if was is not None and RANKS[finding.severity] >= RANKS[was] else new).append(finding)
    return new, old, len(known.keys() - {finding.fingerprint for finding in findings})
