"""Things minted from captures, once each, in `graph/entities`: people, projects, events, treaties, decisions,
unreviewed concepts.

A second pass over all documents: a person's name is the most frequent spelling, then the first in code-point
order, so that the order of inputs does not matter.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from osce_kg.converters.summary import Summary
from osce_kg.iris import Iris
from osce_kg.rdf import IRI, RDF_TYPE, Literal, Object, Quad
from osce_kg.reference import Registries
from osce_kg.vocab import DCT, OSCE, RDFS, SCHEMA, SKOS

_TYPES = {
    "project": OSCE.Project,
    "event": SCHEMA.Event,
    "decision": OSCE.Decision,
    "treaty": SCHEMA.CreativeWork,
}


@dataclass(slots=True)
class Entities:
    """What some documents together say of shared things. Feed summaries in any order, then convert."""

    spellings: defaultdict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    projects: defaultdict[tuple[str, str], Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    implementers: defaultdict[tuple[str, str], set[str]] = field(default_factory=lambda: defaultdict(set))
    tags: defaultdict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))

    def add(self, summary: Summary, registries: Registries) -> None:
        """Count what one document says."""
        for key, name in summary.people:
            self.spellings[key][name] += 1
        for project in summary.projects:
            self.projects[project.kind, project.key][project.label] += 1
            if project.implemented_by:
                self.implementers[project.kind, project.key].add(project.implemented_by)
        for kind, key in summary.named:
            known = registries.projects.get(key)
            if known:
                self.projects[kind, key][known.label] += 1
                self.implementers[kind, key].update(known.bodies)
        for key, label in summary.tags:
            self.tags[key][label] += 1

    def join(self, other: Entities) -> None:
        """Count what another has counted."""
        for mine, others in ((self.spellings, other.spellings), (self.tags, other.tags)):
            for key, labels in others.items():
                mine[key].update(labels)
        for thing, labels in other.projects.items():
            self.projects[thing].update(labels)
        for thing, bodies in other.implementers.items():
            self.implementers[thing] |= bodies

    def convert(self, registries: Registries, iris: Iris, confirmed: frozenset[str] = frozenset()) -> Iterator[Quad]:
        """Yield the quads of `graph/entities`; `confirmed` are person keys that the reference graph has."""
        for key in sorted(self.spellings):
            if key not in confirmed:
                yield from convert_person(key, self.spellings[key], iris)
        for kind, key in sorted(self.projects):
            yield from self._project(kind, key, registries, iris)
        for key in sorted(self.tags):
            yield from self._tag(key, iris)

    def _project(self, kind: str, key: str, registries: Registries, iris: Iris) -> Iterator[Quad]:
        name, others = preferred(self.projects[kind, key])
        statements: list[tuple[IRI, Object]] = [
            (RDF_TYPE, _TYPES[kind]),
            (RDFS.label, Literal(name, "en")),
        ]
        if kind == "decision":
            statements.append((DCT.identifier, Literal(name)))
        statements += [(SKOS.altLabel, Literal(other, "en")) for other in others]
        predicate = OSCE.implementedBy if kind == "project" else SCHEMA.organizer
        statements += [(predicate, iris.organization(body)) for body in sorted(self.implementers[kind, key])]
        known = registries.projects.get(key)
        if known:
            statements += [(OSCE.partner, iris.organization(body)) for body in sorted(known.partners)]
        yield from _quads(iris.thing(kind, key), statements, iris)

    def _tag(self, key: str, iris: Iris) -> Iterator[Quad]:
        name, others = preferred(self.tags[key])
        statements: list[tuple[IRI, Object]] = [
            (RDF_TYPE, SKOS.Concept),
            (RDF_TYPE, OSCE.UnreviewedConcept),
            (RDFS.label, Literal(name, "und")),
            (SKOS.prefLabel, Literal(name, "und")),
            (SKOS.inScheme, iris.thing("scheme", "fields-of-work-as-tagged")),
        ]
        statements += [(SKOS.altLabel, Literal(other, "und")) for other in others]
        yield from _quads(iris.thing("field-of-work", key), statements, iris)


def convert_person(key: str, spellings: Counter[str], iris: Iris) -> Iterator[Quad]:
    """Yield the quads of a person whom only documents name, by how often they spell the name which way."""
    name, others = preferred(spellings)
    statements: list[tuple[IRI, Object]] = [
        (RDF_TYPE, SCHEMA.Person),
        (RDFS.label, Literal(name)),
        (SCHEMA.name, Literal(name)),
        (OSCE.identity, OSCE.NameOnly),
    ]
    statements += [(SKOS.altLabel, Literal(other)) for other in others]
    return _quads(iris.person(key), statements, iris)


def preferred(spellings: Counter[str]) -> tuple[str, list[str]]:
    """Return the most frequent spelling (ties: first in code-point order) and the others in code-point order."""
    name = min(spellings, key=lambda spelling: (-spellings[spelling], spelling))
    return name, sorted(spelling for spelling in spellings if spelling != name)


def _quads(subject: IRI, statements: Iterable[tuple[IRI, Object]], iris: Iris) -> Iterator[Quad]:
    graph = iris.graph("entities")
    return (Quad(subject, predicate, value, graph) for predicate, value in statements)


__all__ = ["Entities", "convert_person", "preferred"]
