"""The schemes of the taxonomy: dimensions with their fields of work, meeting series, and what is not reviewed."""

from __future__ import annotations

from dataclasses import dataclass

from osce_kg.server.browse import counts
from osce_kg.server.browse.asking import Asker, labels, value


@dataclass(frozen=True, slots=True)
class Concept:
    """A concept, how many things point to it, and its place in the menu of the site."""

    iri: str
    label: str
    count: int
    position: int


@dataclass(frozen=True, slots=True)
class Dimension:
    """A dimension with its fields of work; without one, the fields that cut across."""

    iri: str | None
    label: str
    fields: tuple[Concept, ...]


@dataclass(frozen=True, slots=True)
class Taxonomy:
    """All schemes."""

    dimensions: tuple[Dimension, ...]
    meetings: tuple[Concept, ...]
    unreviewed: tuple[Concept, ...]
    roles: tuple[Concept, ...]


async def load(asker: Asker) -> Taxonomy:
    """Return the taxonomy of the graph with counts."""

    async def make() -> Taxonomy:
        documents = await counts.by_object(asker, counts.FIELD)
        fields = await _concepts(asker, "osce:FieldOfWork", documents)
        below = await _by_dimension(asker)
        dimensions = await _concepts(asker, "osce:Dimension", {})
        grouped = [
            Dimension(one.iri, one.label, tuple(field for field in fields if one.iri in below.get(field.iri, ())))
            for one in dimensions
        ]
        across = tuple(field for field in fields if field.iri not in below)
        if across:
            grouped.append(Dimension(None, "Across dimensions, or in none that a source names", across))
        return Taxonomy(
            tuple(grouped),
            await _concepts(asker, "osce:MeetingSeries", await _pointing(asker, "osce:series")),
            await _concepts(asker, "osce:UnreviewedConcept", documents),
            await _concepts(asker, "osce:Role", await _pointing(asker, "osce:role")),
        )

    return await asker.kept("taxonomy", make)


async def _by_dimension(asker: Asker) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for row in await asker.rows(
        "SELECT ?s ?dimension { ?s a osce:FieldOfWork ; osce:dimension ?dimension } LIMIT 5000"
    ):
        found.setdefault(row["s"].value, set()).add(row["dimension"].value)
    return found


async def _pointing(asker: Asker, prop: str) -> dict[str, int]:
    rows = await asker.rows(f"SELECT ?o (COUNT(DISTINCT ?s) AS ?n) {{ ?s {prop} ?o }} GROUP BY ?o LIMIT 5000")
    return {row["o"].value: int(row["n"].value) for row in rows if "o" in row}


async def _concepts(asker: Asker, cls: str, found: dict[str, int]) -> tuple[Concept, ...]:
    rows = await asker.rows(
        f"SELECT ?s ?label ?position {{ ?s a {cls} ; rdfs:label ?label OPTIONAL {{ ?s schema:position ?position }} }} "
        "LIMIT 20000"
    )
    positions = {row["s"].value: int(value(row, "position") or 999) for row in rows}
    concepts = [Concept(iri, name, found.get(iri, 0), positions[iri]) for iri, name in labels(rows).items()]
    return tuple(sorted(concepts, key=lambda concept: (concept.position, concept.label.casefold())))
