"""The sort stage: a range of joined, validated documents → sorted frames of the dump. Runs in any process here.

A shard is cut by document keys alone, so the same documents make the same shards whatever read them.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from osce_kg.build.background import reference_of
from osce_kg.build.documents import Member, members_between
from osce_kg.build.frames import write_documents
from osce_kg.build.packed import StateDamaged
from osce_kg.build.setup import Setup
from osce_kg.build.state import State
from osce_kg.converters.people import Appearance, appearances
from osce_kg.converters.shared import Gathered
from osce_kg.dump import Frame
from osce_kg.rdf import RDF_TYPE
from osce_kg.reference import Registries

DOCUMENTS = 1000
"""Documents of one shard, or validated together: 70 MB of lines, and as much again while they are validated."""

_TYPE = f"<{RDF_TYPE}>"


@dataclass(frozen=True, slots=True)
class Task:
    """A range of groups of the state, `first` to before `last`, and the folder for its frames."""

    state: Path
    folder: Path
    first: int
    last: int
    setup: Setup


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
    """What a shard became: frames of the dump and of the text, and what was counted."""

    frames: tuple[Frame, ...]
    text: tuple[Frame, ...]
    counts: Counts


def build_shard(task: Task) -> Shard:
    """Return a shard, with its frames written: the documents of these groups that are kept."""
    state = State.reader(task.state)
    try:
        background = reference_of(task.setup)
        members = list(members_between(state, task.first, task.last, task.setup))
        kept = "SELECT count(*) FROM groups WHERE number >= ? AND number < ? AND kept"
        if [(len(members),)] != list(state.rows(kept, (task.first, task.last))):
            raise StateDamaged(f"{task.state.name} lacks documents; build with --no-resume")
        counts = Counts()
        for member in members:
            counts.add(member, background.curated.registries)
        stem = task.folder / f"{task.first:09}"
        frames, text = write_documents((member.lines for member in members), stem, background.iris)
        return Shard(frames, text, counts)
    finally:
        state.close()
