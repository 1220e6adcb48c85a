"""The verdict as Markdown, for the summary of a workflow or a comment."""

from __future__ import annotations

import re
from collections.abc import Iterator

from osce_kg.checking.formats.human import counts
from osce_kg.checking.hints import compact, shorten
from osce_kg.checking.model import Finding, Verdict

SHOWN = 50
"""How many findings are listed; a summary is read, not searched."""

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>()#+!|~&-])")


def render(verdict: Verdict) -> str:
    """Return a heading that says the verdict, a table of checks, and one of the first findings."""
    return "\n".join(_lines(verdict)) + "\n"


def _lines(verdict: Verdict) -> Iterator[str]:
    found = counts(verdict)
    if not found:
        yield "## conforms" if verdict.conforms else "## nothing new"
    else:
        yield f"## {'does not conform' if verdict.failed else 'passes'}: {found}"
    yield ""
    yield "| check | findings | looked at |"
    yield "|---|---|---|"
    for done in verdict.done:
        number = str(len(verdict.of(done.check))) if done.made else "not made"
        yield f"| {done.check} | {number} | {escape(done.detail)} |"
    if verdict.findings:
        yield ""
        yield "| severity | where | what | how to mend it |"
        yield "|---|---|---|---|"
        yield from map(_row, verdict.findings[:SHOWN])
        if len(verdict.findings) > SHOWN:
            yield ""
            yield f"… and {len(verdict.findings) - SHOWN} more."
    for note in verdict.notes:
        yield ""
        yield f"Note: {escape(note)}"
    if verdict.known:
        yield ""
        yield f"{len(verdict.known)} more are known from the baseline."


def _row(finding: Finding) -> str:
    where = finding.place or finding.focus or ""
    what = finding.message if finding.place is None or finding.focus is None else f"{finding.message} ({finding.focus})"
    cells = (finding.severity.value, where, f"{compact(finding.rule)}: {what}", finding.hint or "")
    return "| " + " | ".join(escape(" ".join(cell.split())) for cell in cells) + " |"


def escape(text: str) -> str:
    """Return text that Markdown shows as it is, on one line."""
    return _SPECIAL.sub(r"\\\1", shorten(text) if len(text) > 400 else " ".join(text.split()))
