"""What every check gives and every format is given: findings, and the verdict they add up to."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from osce_kg.records import Severity

RANKS = {Severity.VIOLATION: 0, Severity.WARNING: 1, Severity.INFO: 2}
CHECKS = ("conversion", "shacl", "expectations", "queries", "stability", "links")
"""Every check by its name, in the order in which they are made and shown."""

_BLANK = re.compile(r"_:\S+")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to mend.

    `check` is one of `CHECKS`; `rule` the IRI of a shape, or a kebab-case name. `focus` is an IRI without brackets, or
    another node in N-Triples syntax; `path` the IRI of a property, or a path in SPARQL syntax; `value` is in N-Triples
    syntax, or text for what is no RDF term. `component` is the IRI of the SHACL constraint component. `hint` says how
    to mend it. `file` is the file as the user gave it; `line` and `column` are 1-based in it, `column` in code points.
    `start` and `end` are code-point offsets in the page text of `capture`, a SHA-256.
    """

    severity: Severity
    check: str
    rule: str
    message: str
    hint: str | None = None
    focus: str | None = None
    path: str | None = None
    value: str | None = None
    component: str | None = None
    file: str | None = None
    line: int | None = None
    column: int | None = None
    capture: str | None = None
    start: int | None = None
    end: int | None = None

    @property
    def fingerprint(self) -> str:
        """32 hexadecimal digits by which the finding is known again; see docs/adr/0009.

        Input: check, rule, component, focus (else the file), path and value as a JSON array in UTF-8, SHA-256. Neither
        severity nor words nor lines are part of it, and blank nodes have no names in it.
        """
        about = self.focus if self.focus is not None else self.file
        parts = [self.check, self.rule, self.component, about, self.path, self.value]
        canonical = json.dumps([_BLANK.sub("_:", part or "") for part in parts], ensure_ascii=False)
        return hashlib.sha256(canonical.encode()).hexdigest()[:32]

    @property
    def rule_name(self) -> str:
        """The rule without its namespace."""
        return self.rule.rpartition("#")[2] or self.rule

    @property
    def place(self) -> str | None:
        """`file:line:column` as far as it is known."""
        if self.file is None or self.line is None:
            return self.file
        return f"{self.file}:{self.line}" + (f":{self.column}" if self.column else "")

    def is_at_least(self, severity: Severity) -> bool:
        """Whether the finding is as severe or worse."""
        return RANKS[self.severity] <= RANKS[severity]


@dataclass(frozen=True, slots=True)
class Done:
    """One check: whether it was made, and what it looked at, or why it was not made."""

    check: str
    made: bool
    detail: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """The findings, worst first, those known from a baseline apart; what was checked, and with what.

    `failed` is whether a finding is at least as severe as `fail_on`. `gone` counts entries of the baseline that were
    not found again. `notes` say what makes the verdict weaker than it looks, such as shapes that matched nothing.
    """

    command: str
    inputs: tuple[str, ...]
    findings: tuple[Finding, ...]
    fail_on: Severity
    done: tuple[Done, ...]
    known: tuple[Finding, ...] = ()
    gone: int = 0
    notes: tuple[str, ...] = ()
    validator: str = ""
    shapes: str = ""

    @property
    def failed(self) -> bool:
        return any(finding.is_at_least(self.fail_on) for finding in self.findings)

    @property
    def conforms(self) -> bool:
        """Whether there is nothing to say, known findings included: SHACL's sh:conforms."""
        return not self.findings and not self.known

    def count(self, severity: Severity) -> int:
        """Return how many findings have exactly this severity."""
        return sum(finding.severity is severity for finding in self.findings)

    def of(self, check: str) -> Sequence[Finding]:
        """Return the findings of one check."""
        return [finding for finding in self.findings if finding.check == check]


def sorted_findings(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return findings each once, worst first, then by check, rule and place."""
    return tuple(sorted(set(findings), key=_order))


def _order(finding: Finding) -> tuple[object, ...]:
    return (
        RANKS[finding.severity],
        CHECKS.index(finding.check),
        finding.rule,
        finding.file or "",
        finding.line or 0,
        finding.column or 0,
        finding.focus or "",
        finding.path or "",
        finding.value or "",
        finding.component or "",
        finding.message,
    )
