"""All registry files in full, read and checked in one pass."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from osce_kg.reference.facts import ClaimEntry, Tables
from osce_kg.reference.labels import CLDR, CURATED, load_labels
from osce_kg.reference.model import Label, Sourced
from osce_kg.reference.read_bodies import (
    Known,
    claim_key,
    read_bodies,
    read_changes,
    read_claims,
    read_decisions,
    read_presences,
)
from osce_kg.reference.read_concepts import (
    read_dimensions,
    read_fields,
    read_meetings,
    read_projects,
    read_roles,
    read_sections,
    read_series,
    read_sources,
)
from osce_kg.reference.read_states import (
    read_areas,
    read_chairs,
    read_participations,
    read_partnerships,
    read_posts,
    read_secretaries_general,
)
from osce_kg.resources import resource_path

__all__ = ["Tables", "load_tables"]


def load_tables(folder: Path | None = None) -> Tables:
    """Return all registry files of a folder (the packaged `data/reference` by default), checked.

    Raises:
        RegistryError: a file is missing or malformed, an entry has an unknown key, no source, a bad date or a
            reference to what does not exist, or a key is there twice. The message names file and entry.
    """
    folder = folder or resource_path("data/reference")
    sources = read_sources(folder)
    names = _labels(folder, "labels_areas_cldr.toml", CLDR), _labels(folder, "labels_areas.toml")
    areas = read_areas(folder, sources, *names)
    dimensions = read_dimensions(folder, sources)
    fields = read_fields(folder, dimensions, sources, _labels(folder, "labels_fields.toml"))
    series = read_series(folder, sources)
    decisions = read_decisions(folder, sources)
    presences = read_presences(folder, areas, sources)
    known = Known(sources, areas, decisions, presences, ())
    bodies, as_of = read_bodies(folder, known, _labels(folder, "labels_bodies.toml"))
    roles = read_roles(folder, sources)
    posts = read_posts(folder, bodies, roles, sources)
    tables = Tables(
        as_of=as_of,
        sources=sources,
        areas=areas,
        participations=read_participations(folder, areas, sources),
        partnerships=read_partnerships(folder, areas, sources),
        chairs=read_chairs(folder, areas, posts, sources),
        tenures=read_secretaries_general(folder, areas, posts, sources),
        posts=posts,
        bodies=bodies,
        presences=presences,
        decisions=decisions,
        changes=read_changes(folder, bodies, sources),
        claims={},
        dimensions=dimensions,
        fields=fields,
        series=series,
        meetings=read_meetings(folder, series, areas, sources),
        roles=roles,
        projects=read_projects(folder, bodies, sources),
        sections=read_sections(folder, sources),
    )
    return _with_claims(tables, folder)


def _labels(folder: Path, name: str, source: str = CURATED) -> dict[str, tuple[Label, ...]]:
    return load_labels(folder / name, source) if (folder / name).exists() else {}


def _with_claims(tables: Tables, folder: Path) -> Tables:
    """Return the tables with the claims of the file, then those for values less sure than their entry."""
    subjects = {
        "organization": tables.bodies,
        "participation": tables.participations,
        "partnership": tables.partnerships,
        "field-of-work": tables.fields,
    }
    claims = read_claims(folder, subjects, tables.dimensions, tables.sources)
    for kind, key, name, value, sourced in _less_sure(tables):
        number = 1
        while (claim := claim_key(kind, key, name, number)) in claims:
            number += 1
        claims[claim] = ClaimEntry(claim, (kind, key), name, value, True, sourced)
    return replace(tables, claims=claims)


def _less_sure(tables: Tables) -> Iterator[tuple[str, str, str, str, Sourced]]:
    for area, participation in tables.participations.items():
        if participation.date_sourced:
            yield "participation", area, "from", participation.start, participation.date_sourced
    for key, field in tables.fields.items():
        if field.dimension and field.dimension_sourced:
            yield "field-of-work", key, "dimension", field.dimension, field.dimension_sourced
    for key, body in tables.bodies.items():
        if body.wikidata and body.wikidata_sourced:
            yield "organization", key, "sameAs", body.wikidata, body.wikidata_sourced
