"""The registries, loaded from `data/reference/`: strictly, completely, and fast enough for every command.

One pass reads and checks all files into `Tables`, which the converter to RDF needs; `Registries` are the
look-ups over them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from osce_kg.errors import RegistryError
from osce_kg.reference.index import area_names, body_names, concept_names, post_names
from osce_kg.reference.labels import load_labels
from osce_kg.reference.model import Label, OfficeHolder, Place, Registries, Sourced, fold
from osce_kg.reference.places import load_places, place_names
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
from osce_kg.reference.tables import ClaimEntry, Tables
from osce_kg.reference.treaties import TREATIES_FILE, load_treaties
from osce_kg.resources import resource_path

PLACES_FILE = "places.tsv.gz"


def load_tables(folder: Path | None = None) -> Tables:
    """Return all registry files of a folder (the packaged `data/reference` by default), checked.

    Raises:
        RegistryError: a file is missing or malformed, an entry has an unknown key, no source, a bad date or a
            reference to what does not exist, or a key is there twice. The message names file and entry.
    """
    folder = folder or resource_path("data/reference")
    sources = read_sources(folder)
    areas = read_areas(folder, sources)
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


def load_registries(folder: Path | None = None) -> Registries:
    """Return the look-ups over all registry files of a folder, places and localised labels included.

    Raises:
        RegistryError: see `load_tables`; also a seat or meeting place that the places do not have.
    """
    folder = folder or resource_path("data/reference")
    return registries_of(load_tables(folder), folder)


def registries_of(tables: Tables, folder: Path | None = None) -> Registries:
    """Return the look-ups over tables that are loaded already, with the places of the folder.

    Raises:
        RegistryError: two things have one name, or a seat or meeting place is not among the places.
    """
    folder = folder or resource_path("data/reference")
    areas = {code: entry.area for code, entry in tables.areas.items()}
    bodies = {key: entry.body for key, entry in tables.bodies.items()}
    fields = {key: entry.field for key, entry in tables.fields.items()}
    series = {key: entry.series for key, entry in tables.series.items()}
    posts = {key: entry.post for key, entry in tables.posts.items()}
    places, names = _places(folder, tables)
    return Registries(
        areas=areas,
        bodies=bodies,
        fields_of_work=fields,
        meeting_series=series,
        roles={key: entry.role for key, entry in tables.roles.items()},
        places=places,
        projects=tables.projects,
        menu_sections={fold(label): key for key, label in tables.sections.items()},
        posts=posts,
        office_holders=office_holders(tables),
        treaties=load_treaties(folder) if (folder / TREATIES_FILE).exists() else {},
        decisions={key: entry.identifier for key, entry in tables.decisions.items()},
        _areas_by_name=area_names(areas),
        _bodies_by_name=body_names(bodies),
        _fields_by_name=concept_names(fields.values(), "fields_of_work.toml"),
        _series_by_name=concept_names(series.values(), "meeting_series.toml"),
        _places_by_name=names,
        _posts_by_name=post_names(posts),
    )


def office_holders(tables: Tables) -> tuple[OfficeHolder, ...]:
    """Return everyone who held a listed post: chairs by year, then Secretaries General."""
    chairs = (minister for chair in tables.chairs.values() for minister in chair.ministers)
    return (*chairs, *(entry.holder for entry in tables.tenures.values()))


def _places(folder: Path, tables: Tables) -> tuple[Mapping[str, Place], Mapping[str, tuple[str, ...]]]:
    if not (folder / PLACES_FILE).exists():
        return {}, {}
    places = load_places(folder)
    for key, body in tables.bodies.items():
        _require(places, body.seats, f"body {key!r}, 'seats'")
    for key, meeting in tables.meetings.items():
        _require(places, [meeting.place] if meeting.place else [], f"meeting {key!r}, 'place'")
    return places, place_names(places, folder)


def _require(places: Mapping[str, Place], keys: Iterable[str], where: str) -> None:
    for place in keys:
        if place not in places:
            raise RegistryError(
                f"{where}: place {place!r} is not in {PLACES_FILE}; correct it or add the place"
            )


def _labels(folder: Path, name: str) -> dict[str, tuple[Label, ...]]:
    return load_labels(folder / name) if (folder / name).exists() else {}


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
