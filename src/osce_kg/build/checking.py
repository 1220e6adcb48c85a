"""The check stage: documents of which validation has not yet found nothing to say → what it says. Any process here.

A document is validated beside everything it points to: the reference facts, the people, places and rules it names, its
captures. No shape looks from one document into another, so which documents are validated together changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from osce_kg.build.background import Reference, reference_of
from osce_kg.build.documents import Member, members_numbered, triples_beside
from osce_kg.build.findings import Owned, validation_entry
from osce_kg.build.packed import StateDamaged
from osce_kg.build.setup import Setup
from osce_kg.build.state import MergedRow, State
from osce_kg.records import Severity
from osce_kg.report import ValidationEntry
from osce_kg.validation.rust import validate_written

_UNCHECKED = """
FROM groups g JOIN documents d ON d.id = g.document LEFT JOIN merged m ON m.members = g.members
WHERE NOT CASE WHEN g.members = '' THEN d.sound ELSE coalesce(m.sound, 0) END
"""


@dataclass(frozen=True, slots=True)
class Check:
    """The numbers of some groups of the state, ascending."""

    state: Path
    groups: tuple[int, ...]
    setup: Setup


def count_unchecked(state: State) -> int:
    """Return how many documents are to be validated."""
    return cast("int", next(state.rows(f"SELECT count(*) {_UNCHECKED}"))[0])


def unchecked(state: State, at_once: int) -> Iterator[tuple[int, ...]]:
    """Yield the groups of the documents that are to be validated, so many at once, while results are being noted."""
    query, last = f"SELECT g.number {_UNCHECKED} AND g.number > ? ORDER BY g.number LIMIT ?", -1
    while groups := tuple(cast("int", row[0]) for row in state.rows(query, (last, at_once))):
        yield groups
        last = groups[-1]


@dataclass(frozen=True, slots=True)
class Rejected:
    """A document that violates a shape: its group, key, the first reason, and the container it is from."""

    group: int
    key: str
    reason: str
    source: str | None


@dataclass(frozen=True, slots=True)
class Checked:
    """Results about some documents, the violating ones, the groups of those about which there was nothing to say, and
    the documents that were merged for it.
    """

    documents: int
    results: tuple[ValidationEntry, ...]
    rejected: tuple[Rejected, ...]
    sound: tuple[int, ...]
    merged: tuple[MergedRow, ...]


def check_documents(task: Check) -> Checked:
    """Return what validation says of the documents."""
    state = State.reader(task.state)
    try:
        background = reference_of(task.setup)
        members = list(members_numbered(state, task.groups, task.setup))
        if len(members) != len(task.groups):
            raise StateDamaged(f"{task.state.name} lacks documents; build with --no-resume")
        results = list(_results(state, members, background))
        first = _violations(results)
        spoken_of = {result.document for result in results}
        return Checked(
            documents=len(members),
            results=tuple(results),
            rejected=tuple(_rejected(members, first)),
            sound=tuple(member.group for member in members if member.key not in spoken_of),
            merged=tuple(member.made for member in members if member.made),
        )
    finally:
        state.close()


def _results(state: State, members: Sequence[Member], background: Reference) -> Iterator[ValidationEntry]:
    report = validate_written(background.shapes, triples_beside(members, background))
    owned = Owned({each.key: (each.capture, each.source, each.lines.dump) for each in members}, background.iris)
    for result in report.results:
        entry = validation_entry(result, owned, state.page_text)
        if entry is not None:
            yield entry


def _violations(results: Iterable[ValidationEntry]) -> Mapping[str | None, ValidationEntry]:
    """Return the first violation of each document."""
    first: dict[str | None, ValidationEntry] = {}
    for result in results:
        if result.severity == Severity.VIOLATION.value:
            first.setdefault(result.document, result)
    return first


def _rejected(members: Iterable[Member], first: Mapping[str | None, ValidationEntry]) -> Iterator[Rejected]:
    for member in members:
        if member.key in first:
            found = first[member.key]
            name = found.shape.rpartition("#")[2].rpartition("/")[2]
            yield Rejected(member.group, member.key, f"{name}: {found.message}", member.source)
