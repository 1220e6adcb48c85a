"""What all documents of a release share → quads: reference facts, entities, curated decisions, rules, the extractor."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from osce_kg.converters.entities import Entities
from osce_kg.converters.people import convert_decisions
from osce_kg.converters.provenance import convert_extractor, convert_graph, convert_rules
from osce_kg.converters.reference import convert_reference, reference_places
from osce_kg.converters.reference_statements import convert_place
from osce_kg.converters.summary import Summary
from osce_kg.iris import Iris
from osce_kg.rdf import Quad
from osce_kg.reference import Registries
from osce_kg.reference.people import People
from osce_kg.reference.tables import Tables

_SHARED_GRAPHS = ("entities", "evidence", "text")


@dataclass(frozen=True)
class Curated:
    """What is curated and not captured: registries for look-up, tables to convert, definitions of rules, decisions."""

    registries: Registries
    tables: Tables
    rules: Mapping[str, str]
    people: People


def convert_curated(curated: Curated, version: str, iris: Iris) -> Iterator[Quad]:
    """Yield the quads that are the same whatever was captured."""
    yield from convert_reference(curated.tables, curated.registries, iris)
    yield from convert_decisions(curated.people, iris)
    for name in _SHARED_GRAPHS:
        yield from convert_graph(iris.graph(name), f"Graph {name}", (), version, iris)
    yield from convert_extractor(version, iris)


@dataclass(slots=True)
class Gathered:
    """What documents point to: entities, keys of places, names of the rules that read them. Feed, then convert."""

    entities: Entities = field(default_factory=Entities)
    places: set[str] = field(default_factory=set)
    rules: set[str] = field(default_factory=set)

    def add(self, summary: Summary, registries: Registries) -> None:
        """Count one document."""
        self.entities.add(summary, registries)
        self.places.update(summary.places)
        self.rules.update(summary.rules)

    def join(self, other: Gathered) -> None:
        """Count what another has counted."""
        self.entities.join(other.entities)
        self.places |= other.places
        self.rules |= other.rules


def people_of(quads: Iterable[Quad], iris: Iris) -> frozenset[str]:
    """Return the keys of the people that the given quads describe."""
    prefix = iris.person("x")[:-1]
    return frozenset(quad.subject[len(prefix) :] for quad in quads if quad.subject.startswith(prefix))


def convert_gathered(curated: Curated, gathered: Gathered, confirmed: frozenset[str], iris: Iris) -> Iterator[Quad]:
    """Yield the quads of what documents point to; people in `confirmed` are described by the reference facts.

    Places that no registry has, and those that the reference facts have anyway, are passed over.
    """
    yield from gathered.entities.convert(curated.registries, iris, confirmed)
    for key in sorted(gathered.places - reference_places(curated.tables)):
        place = curated.registries.places.get(key)
        if place:
            yield from convert_place(place, iris)
    yield from convert_rules(gathered.rules, curated.rules, iris)
