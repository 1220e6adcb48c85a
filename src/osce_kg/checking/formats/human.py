"""The verdict for reading on a terminal: grouped by rule, worst first, then what was checked and the counts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import groupby
from typing import TypeAlias

import click

from osce_kg.checking.hints import compact, compact_term, shorten
from osce_kg.checking.model import RANKS, Finding, Verdict
from osce_kg.records import Severity

SHOWN = 20
"""How many findings of one rule are shown."""

_COLOURS = {Severity.VIOLATION: "red", Severity.WARNING: "yellow", Severity.INFO: "cyan"}
Style: TypeAlias = Callable[..., str]


def render(verdict: Verdict, colour: bool = False) -> str:
    """Return the findings, and a last line that says whether the data conforms."""
    style: Style = click.style if colour else _plain
    lines: list[str] = []
    ordered = sorted(verdict.findings, key=lambda found: (RANKS[found.severity], found.check, found.rule))
    for _, group in groupby(ordered, key=lambda found: (found.severity, found.check, found.rule)):
        lines += _group(list(group), style)
    for done in verdict.done:
        count = len(verdict.of(done.check))
        state = "not made" if not done.made else f"{count} found" if count else "passed"
        lines.append(f"{style(done.check, bold=True):<14} {state}: {done.detail}")
    lines += [f"{style('note', bold=True)}: {note}" for note in verdict.notes]
    return "\n".join([*lines, *_last(verdict, style)]) + "\n"


def _plain(text: str, **_: object) -> str:
    return text


def _group(findings: list[Finding], style: Style) -> Iterator[str]:
    first = findings[0]
    severity = style(first.severity.value, fg=_COLOURS[first.severity], bold=True)
    times = f" ({len(findings)} times)" if len(findings) > 1 else ""
    yield f"{severity} {style(first.rule_name, bold=True)} [{first.check}]{times}"
    if first.hint:
        yield f"  hint     {first.hint}"
    for finding in findings[:SHOWN]:
        yield from _finding(finding, style)
    if len(findings) > SHOWN:
        yield f"  … and {len(findings) - SHOWN} more"
    yield ""


def _finding(finding: Finding, style: Style) -> Iterator[str]:
    place = f"{style(finding.place, underline=True)}: " if finding.place else ""
    yield f"  {place}{finding.message}"
    if finding.focus:
        yield f"    about  {finding.focus}"
    if finding.path:
        yield f"    path   {compact(finding.path)}"
    if finding.value:
        yield f"    value  {shorten(compact_term(finding.value))}"
    if finding.capture and finding.start is not None:
        yield f"    read   capture {finding.capture[:12]}, characters {finding.start}-{finding.end}"


def counts(verdict: Verdict) -> str:
    """Return the counts in words: `1 violation, 2 warnings`."""
    parts = []
    for severity in Severity:
        number = verdict.count(severity)
        if number:
            plural = "s" if number != 1 and severity is not Severity.INFO else ""
            parts.append(f"{number} {severity.value.lower()}{plural}")
    return ", ".join(parts)


def _last(verdict: Verdict, style: Style) -> Iterator[str]:
    if verdict.known:
        yield f"{len(verdict.known)} known from the baseline"
    if verdict.gone:
        yield f"{verdict.gone} entries of the baseline are mended: write it anew with --write-baseline"
    found = counts(verdict)
    if not found:
        yield style("conforms", fg="green") if verdict.conforms else style("nothing new", fg="green")
    elif verdict.failed:
        yield style(f"does not conform: {found}", fg="red")
    else:
        yield f"{found}, none of them a {verdict.fail_on.value.lower()} or worse"
