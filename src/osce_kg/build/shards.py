"""The reduce stage: a range of joined documents → validated, sorted frames of the dump. Runs in any process here.

A shard is cut by document keys alone, so the same documents make the same shards whatever read them. It is validated
beside everything its documents point to: the reference facts, the people, places and rules they name, their captures.
No shape looks from one document into another, so what conforms in its shard conforms in the whole.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from osce_kg.build.background import Reference, reference_of
from osce_kg.build.documents import Member, members_of, triples_beside
from osce_kg.build.findings import Owned, validation_entry
from osce_kg.build.frames import write_documents
from osce_kg.build.setup import Setup
from osce_kg.build.state import State, StateDamaged
from osce_kg.converters.people import Appearance, appearances
from osce_kg.converters.shared import Gathered
from osce_kg.dump import Frame
from osce_kg.rdf import RDF_TYPE
from osce_kg.records import Severity
from osce_kg.reference import Registries
from osce_kg.report import ValidationEntry
from osce_kg.validation.rust import validate_written

DOCUMENTS = 1000
"""Documents of one shard: 70 MB of lines, and as much again while they are validated."""

_TYPE = f"<{RDF_TYPE}>"


@dataclass(frozen=True, slots=True)
class Task:
    """A range of groups of the state, `first` to before `last`, and the folder for its frames."""

    state: Path
    folder: Path
    first: int
    last: int
    setup: Setup


@dataclass(frozen=True, slots=True)
class Rejected:
    """A document that violates a shape: its group, key, the first reason, and the container it is from."""

    group: int
    key: str
    reason: str
    source: str | None


@dataclass(slots=True)
class Counts:
    """What some documents have: quads by graph, things by class, statements by property, and who speaks when."""

    documents: int = 0
    gathered: Gathered = field(default_factory=Gathered)
    appearances: set[Appearance] = field(default_factory=set)
    graphs: Counter[str] = field(default_factory=Counter)
    kinds: Counter[str] = field(default_factory=Counter)
    properties: Counter[str] = field(default_factory=Counter)

    def add(self, member: Member, registries: Registries) -> None:
        """Count one document."""
        summary, text = member.summary, member.lines.text.count(b"\n")
        self.documents += 1
        self.gathered.add(summary, registries)
        self.appearances.update(appearances(summary))
        self.kinds.update(summary.kinds)
        self.properties.update(summary.properties)
        self.graphs["evidence"] += summary.proofs
        self.graphs["text"] += text
        self.graphs["document"] += sum(summary.properties.values()) - summary.proofs - text
        for line in member.lines.origin.decode().split("\n")[:-1]:
            _, predicate, value = line.split(" ", 2)
            self.graphs["dataset"] += 1
            self.properties[predicate[1:-1]] += 1
            if predicate == _TYPE:
                self.kinds[value.split(" ", 1)[0][1:-1]] += 1


@dataclass(frozen=True, slots=True)
class Shard:
    """What a shard became: frames of the dump and of the text, what was left out, results, and what was counted.

    `sound` are the documents, by number, about which validation had nothing to say.
    """

    frames: tuple[Frame, ...]
    text: tuple[Frame, ...]
    rejected: tuple[Rejected, ...]
    results: tuple[ValidationEntry, ...]
    counts: Counts
    sound: tuple[int, ...]


def build_shard(task: Task) -> Shard:
    """Return a shard, with its frames written."""
    state = State.reader(task.state)
    try:
        background = reference_of(task.setup)
        members = list(members_of(state, task.first, task.last, task.setup))
        if len(members) != task.last - task.first:
            raise StateDamaged(f"{task.state.name} lacks documents; build with --no-resume")
        results = _validate(state, members, background)
        rejected = list(_rejected(members, results))
        out = {item.group for item in rejected}
        kept = [member for member in members if member.group not in out]
        counts = Counts()
        for member in kept:
            counts.add(member, background.curated.registries)
        spoken_of = {result.document for result in results}
        stem = task.folder / f"{task.first:09}"
        frames, text = write_documents((member.lines for member in kept), stem, background.iris)
        return Shard(
            frames=frames,
            text=text,
            rejected=tuple(rejected),
            results=tuple(results),
            counts=counts,
            sound=tuple(member.number for member in kept if member.alone and member.key not in spoken_of),
        )
    finally:
        state.close()


def _validate(state: State, members: Sequence[Member], background: Reference) -> list[ValidationEntry]:
    """Return the results about documents that were not found sound before."""
    todo = [member for member in members if not member.checked]
    if not todo:
        return []
    report = validate_written(background.shapes, triples_beside(todo, background))
    owned = Owned({member.key: (member.capture, member.source, member.lines.dump) for member in todo}, background.iris)
    entries = (validation_entry(result, owned, state.page_text) for result in report.results)
    return [entry for entry in entries if entry is not None]


def _rejected(members: Sequence[Member], results: Iterable[ValidationEntry]) -> Iterator[Rejected]:
    first: dict[str | None, ValidationEntry] = {}
    for result in results:
        if result.severity == Severity.VIOLATION.value:
            first.setdefault(result.document, result)
    for member in members:
        if member.key in first:
            found = first[member.key]
            name = found.shape.rpartition("#")[2].rpartition("/")[2]
            yield Rejected(member.group, member.key, f"{name}: {found.message}", member.source)
