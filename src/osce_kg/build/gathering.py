"""What ranges of documents, captures and people come to together; what stops a build that went wrong as a whole."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from osce_kg.build import people
from osce_kg.build.background import Reference, triples_of
from osce_kg.build.checking import Checked
from osce_kg.build.findings import entry_of
from osce_kg.build.shards import Shard
from osce_kg.build.state import State
from osce_kg.build.strands import Spun
from osce_kg.converters.entities import convert_person
from osce_kg.converters.shared import Gathered
from osce_kg.dump import Frame
from osce_kg.errors import BuildFailed
from osce_kg.outputs.statistics import Statistics
from osce_kg.rdf import RDF_TYPE, Quad
from osce_kg.records import Severity
from osce_kg.report import BuildReport, ValidationEntry
from osce_kg.resources import resource_path
from osce_kg.validation.checks import check_quads
from osce_kg.validation.rust import validate_written
from osce_kg.vocab import osce


@dataclass(slots=True)
class Gathering:
    """Frames, counts, and what documents point to, but for the people, who are in the state.

    `checked` counts the documents validated in this run, `menus` the captures that show one: each has a graph.
    """

    state: State
    report: BuildReport
    gathered: Gathered = field(default_factory=Gathered)
    frames: list[Frame] = field(default_factory=list)
    text: list[Frame] = field(default_factory=list)
    graphs: Counter[str] = field(default_factory=Counter)
    checked: int = 0
    documents: int = 0
    menus: int = 0
    statistics: Statistics = field(default_factory=Statistics)

    def add_checked(self, checked: Checked) -> None:
        """Add what validation says of some documents; those that violate a shape are not kept."""
        self.checked += checked.documents
        for entry in checked.results:
            self.report.add_validation(entry)
        for item in checked.rejected:
            self.report.quarantine(item.key, item.reason, item.source)
            self.state.db.execute("UPDATE groups SET kept = 0 WHERE number = ?", (item.group,))
        self.state.add_merged(checked.merged)
        self.state.set_sound(checked.sound)
        self.state.db.commit()

    def add_shard(self, shard: Shard) -> None:
        """Add a range of documents."""
        counts = shard.counts
        people.add(self.state, counts.gathered.entities.spellings, counts.appearances)
        counts.gathered.entities.spellings.clear()
        self.gathered.join(counts.gathered)
        self.frames += shard.frames
        self.text += shard.text
        self.graphs += counts.graphs
        self.documents += counts.documents
        self._count(counts.kinds, counts.properties, counts.kinds.total())
        self.state.db.commit()

    def add_strand(self, strand: Spun) -> None:
        """Add a range of captures, people or redirects.

        Raises:
            BuildFailed: something of it violates a shape.
        """
        self.frames += strand.frames
        self.graphs += strand.graphs
        self.menus += strand.menus
        self._count(strand.classes, strand.properties, strand.subjects)
        self._stop_at_violations(strand.results)

    def shared(self, background: Reference) -> tuple[Quad, ...]:
        """Return the quads of what all documents share, but for the people, checked, validated and counted.

        Raises:
            BuildFailed: they break a promise of the graph or a shape, or a count in `data/expectations.toml` is missed.
        """
        quads = tuple(dict.fromkeys([*background.quads, *background.convert(self.gathered)]))
        failed = check_quads(quads, background.iris)
        for finding in failed:
            self.report.add_finding(finding)
        if failed:
            raise BuildFailed(f"{len(failed)} build check(s) failed, first: {failed[0].message}")
        if background.setup.validates:
            beside = triples_of(self._replacing(background))
            found = validate_written(background.shapes, [triples_of(quads), beside])
            self._stop_at_violations([entry_of(result) for result in found.results])
        start = len(background.iris.graph("x")) - 1
        self.graphs.update(quad.graph[start:] for quad in quads)
        typed = {(quad.subject, quad.object) for quad in quads if quad.predicate == RDF_TYPE}
        properties = Counter(str(quad.predicate) for quad in quads)
        self._count(Counter(str(kind) for _, kind in typed), properties, len({quad.subject for quad in quads}))
        _expect(self.statistics.classes)
        return quads

    def _replacing(self, background: Reference) -> Iterable[Quad]:
        """Yield the quads of people whom curated decisions name and only documents describe."""
        for key in sorted(set(background.curated.people.merges.values()) - background.people):
            for person, spellings in people.spellings_of(self.state, key, key):
                yield from convert_person(person, spellings, background.iris)

    def _count(self, classes: Counter[str], properties: Counter[str], subjects: int) -> None:
        """Count things per class, statements per property, and things."""
        self.statistics.classes.update(classes)
        self.statistics.properties.update(properties)
        self.statistics.statements += properties.total()
        self.statistics.subjects += subjects

    def _stop_at_violations(self, results: Iterable[ValidationEntry]) -> None:
        stopping = []
        for entry in results:
            self.report.add_validation(entry)
            if entry.severity == Severity.VIOLATION.value:
                stopping.append(entry)
        if stopping:
            first = stopping[0]
            where = f"{first.focus_node} {first.path or ''} {first.value or ''}".strip()
            raise BuildFailed(f"{len(stopping)} violation(s) outside the documents, first: {where}: {first.message}")


def _expect(counts: Mapping[str, int]) -> None:
    """Raise BuildFailed if a count in `data/expectations.toml` is missed."""
    path = resource_path("data") / "expectations.toml"
    for rule in tomllib.loads(path.read_text(encoding="utf-8"))["count"]:
        found = counts.get(str(osce(rule["class"])), 0)
        if found < rule["min"] or found > rule.get("max", found):
            wanted = f"at least {rule['min']}" + (f", at most {rule['max']}" if "max" in rule else "")
            raise BuildFailed(f"expected {wanted} osce:{rule['class']}, found {found}; see {path.name}")
