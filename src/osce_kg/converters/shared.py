"""What all documents of a release share → quads: reference facts, entities, curated decisions, rules, the extractor."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from osce_kg.converters.entities import Entities
from osce_kg.converters.people import convert_decisions
from osce_kg.converters.provenance import convert_extractor, convert_graph, convert_rules
from osce_kg.converters.reference import convert_reference
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


def convert_shared(
    curated: Curated, entities: Entities, places: Iterable[str], rules: Iterable[str], version: str, iris: Iris
) -> tuple[Quad, ...]:
    """Return every quad that is no single document's, menu's or capture's, distinct.

    `places` are the keys of places that documents point to, `rules` the names of the rules that read them.
    """
    quads = dict.fromkeys(convert_reference(curated.tables, curated.registries, iris, places))
    confirmed = frozenset(parts[1] for quad in quads if (parts := iris.split(quad.subject)) and parts[0] == "person")
    quads |= dict.fromkeys(entities.convert(iris, confirmed))
    quads |= dict.fromkeys(convert_decisions(curated.people, iris))
    quads |= dict.fromkeys(_graphs(version, iris))
    quads |= dict.fromkeys(convert_extractor(version, iris))
    quads |= dict.fromkeys(convert_rules(rules, curated.rules, iris))
    return tuple(quads)


def _graphs(version: str, iris: Iris) -> Iterator[Quad]:
    for name in _SHARED_GRAPHS:
        yield from convert_graph(iris.graph(name), f"Graph {name}", (), version, iris)
