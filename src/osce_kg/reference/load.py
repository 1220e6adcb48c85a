"""The look-ups over the registries in `data/reference/`: strict, complete, fast enough for every command."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from osce_kg.errors import RegistryError
from osce_kg.reference.index import area_names, body_names, concept_names, post_names
from osce_kg.reference.model import OfficeHolder, Place, Registries, fold
from osce_kg.reference.places import load_places, place_names
from osce_kg.reference.site_sections import SECTIONS_FILE, load_site_sections
from osce_kg.reference.tables import Tables, load_tables
from osce_kg.reference.treaties import TREATIES_FILE, load_treaties
from osce_kg.resources import resource_path

PLACES_FILE = "places.tsv.gz"


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
        site_sections=load_site_sections(folder, bodies) if (folder / SECTIONS_FILE).exists() else {},
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
    return places, place_names(places)


def _require(places: Mapping[str, Place], keys: Iterable[str], where: str) -> None:
    for place in keys:
        if place not in places:
            raise RegistryError(f"{where}: place {place!r} is not in {PLACES_FILE}; correct it or add the place")
