"""Concept schemes → `graph/taxonomy`; fields of work, as shared things of documents, → `graph/reference`."""

from __future__ import annotations

from collections.abc import Iterator

from osce_kg.converters.reference_statements import (
    Statement,
    other_names,
    quads,
    sources,
    text,
    typed,
)
from osce_kg.iris import Iris
from osce_kg.rdf import IRI, Literal, Quad, integer
from osce_kg.reference.facts import FieldEntry, Tables
from osce_kg.reference.model import Label
from osce_kg.vocab import OSCE, RDFS, SCHEMA, SKOS

FIELDS = "fields-of-work"
SERIES = "meeting-series"
DIMENSIONS = "dimensions"
ROLES = "roles"

_SCHEMES = {
    FIELDS: "OSCE fields of work",
    SERIES: "OSCE meetings and conferences",
    DIMENSIONS: "Dimensions of comprehensive security",
    ROLES: "Roles of people quoted",
    "fields-of-work-as-tagged": "Fields of work as tagged on pages, not reviewed",
}
_OURS = "Labels in languages other than English are curated by this project; they are not the OSCE's."


def convert_schemes(tables: Tables, iris: Iris) -> Iterator[Quad]:
    """Yield the schemes and their concepts."""
    taxonomy = iris.graph("taxonomy")
    for key, label in _SCHEMES.items():
        named = [(RDFS.label, Literal(label, "en")), (SKOS.prefLabel, Literal(label, "en"))]
        yield from quads(iris.thing("scheme", key), [*typed(SKOS.ConceptScheme), *named], taxonomy)
    for key, field in tables.fields.items():
        yield from quads(iris.thing("field-of-work", key), _field(field, iris), iris.graph("reference"))
        yield from _top(FIELDS, "field-of-work", key, iris)
    for key, entry in tables.series.items():
        series = entry.series
        statements = _concept(OSCE.MeetingSeries, SERIES, series.label, series.alt_labels, iris)
        statements += [(SCHEMA.position, integer(series.position)), *sources(entry.sourced, iris)]
        yield from quads(iris.thing("meeting-series", key), statements, taxonomy)
        yield from _top(SERIES, "meeting-series", key, iris)
    for key, dimension in tables.dimensions.items():
        statements = _concept(OSCE.Dimension, DIMENSIONS, dimension.label, dimension.alt_labels, iris)
        statements += [(SCHEMA.position, integer(dimension.position)), *sources(dimension.sourced, iris)]
        yield from quads(iris.thing("dimension", key), statements, taxonomy)
        yield from _top(DIMENSIONS, "dimension", key, iris)
    for key, role in tables.roles.items():
        statements = _concept(OSCE.Role, ROLES, role.role.label, (), iris) + sources(role.sourced, iris)
        yield from quads(iris.thing("role", key), statements, taxonomy)
        yield from _top(ROLES, "role", key, iris)


def _concept(kind: IRI, scheme: str, name: str, others: tuple[Label, ...], iris: Iris) -> list[Statement]:
    label = Label(name, "en")
    statements = typed(kind, SKOS.Concept)
    statements += [(RDFS.label, text(label)), (SKOS.prefLabel, text(label))]
    statements += other_names(others, [label])
    statements.append((SKOS.inScheme, iris.thing("scheme", scheme)))
    return statements


def _field(entry: FieldEntry, iris: Iris) -> list[Statement]:
    field = entry.field
    statements = _concept(OSCE.FieldOfWork, FIELDS, field.label, field.alt_labels, iris)
    statements.append((SCHEMA.position, integer(field.position)))
    if any(label.lang not in {None, "en"} for label in field.alt_labels):
        statements.append((SKOS.editorialNote, Literal(_OURS, "en")))
    if entry.dimension:
        statements.append((OSCE.dimension, iris.thing("dimension", entry.dimension)))
    if entry.match:
        statements.append((IRI(SKOS.NS + entry.match.relation), IRI(entry.match.iri)))
    return statements + sources(entry.sourced, iris)


def _top(scheme: str, kind: str, key: str, iris: Iris) -> Iterator[Quad]:
    concept, owner, graph = iris.thing(kind, key), iris.thing("scheme", scheme), iris.graph("taxonomy")
    yield Quad(concept, SKOS.topConceptOf, owner, graph)
    yield Quad(owner, SKOS.hasTopConcept, concept, graph)
