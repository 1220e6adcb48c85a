"""Concepts and meetings: dimensions, fields of work, series, roles, projects, menu sections, sources."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path

from osce_kg.reference.entries import Entry, keyed, read_file
from osce_kg.reference.facts import (
    DimensionEntry,
    FieldEntry,
    MeetingEntry,
    RoleEntry,
    SeriesEntry,
    Source,
)
from osce_kg.reference.model import FieldOfWork, KnownProject, Label, MeetingSeries, Role, fold
from osce_kg.reference.read_bodies import check_localised, read_match

Localised = Mapping[str, tuple[Label, ...]]


def read_sources(folder: Path) -> dict[str, Source]:
    """Return the sources by key."""

    def parse(entry: Entry) -> tuple[str, Source]:
        key = entry.key()
        return key, Source(key, entry.text("text"), entry.optional("url"))

    return keyed(read_file(folder, "sources.toml", "source").entries, parse)


def read_dimensions(folder: Path, sources: Collection[str]) -> dict[str, DimensionEntry]:
    """Return the dimensions by key."""
    entries = read_file(folder, "dimensions.toml", "dimension").entries
    positions = {id(entry): position for position, entry in enumerate(entries, 1)}

    def parse(entry: Entry) -> tuple[str, DimensionEntry]:
        key, label = entry.key(), entry.text("label")
        others = entry.labels("alt_labels")
        return key, DimensionEntry(key, label, others, positions[id(entry)], entry.sourced(sources))

    return keyed(entries, parse)


def read_fields(
    folder: Path, dimensions: Collection[str], sources: Collection[str], localised: Localised
) -> dict[str, FieldEntry]:
    """Return the fields of work by key; their positions are those in the file, from 1."""
    entries = read_file(folder, "fields_of_work.toml", "field").entries
    check_localised(localised, {entry.name for entry in entries}, "labels_fields.toml")
    positions = {id(entry): position for position, entry in enumerate(entries, 1)}

    def parse(entry: Entry) -> tuple[str, FieldEntry]:
        key = entry.key()
        dimension = entry.one_of("dimension", dimensions, "dimensions.toml")
        others = tuple(dict.fromkeys(entry.labels("alt_labels") + localised.get(key, ())))
        field = FieldOfWork(key, entry.text("label"), others, positions[id(entry)])
        return key, FieldEntry(
            field=field,
            dimension=dimension,
            dimension_sourced=entry.sourced(sources, "dimension_") if dimension else None,
            match=read_match(entry),
            sourced=entry.sourced(sources),
        )

    return keyed(entries, parse)


def read_series(folder: Path, sources: Collection[str]) -> dict[str, SeriesEntry]:
    """Return the series of meetings by key; their positions are those in the file, from 1."""
    entries = read_file(folder, "meeting_series.toml", "series").entries
    positions = {id(entry): position for position, entry in enumerate(entries, 1)}

    def parse(entry: Entry) -> tuple[str, SeriesEntry]:
        key = entry.key()
        others = entry.labels("alt_labels")
        series = MeetingSeries(key, entry.text("label"), others, positions[id(entry)])
        return key, SeriesEntry(series, entry.sourced(sources))

    return keyed(entries, parse)


def read_meetings(
    folder: Path, series: Collection[str], areas: Collection[str], sources: Collection[str]
) -> dict[str, MeetingEntry]:
    """Return the meetings by key."""

    def parse(entry: Entry) -> tuple[str, MeetingEntry]:
        start, end = entry.period()
        if start is None or end is None:
            entry.fail("'from' and 'until' must both be there")
        meeting = MeetingEntry(
            key=entry.key(),
            label=entry.text("label"),
            series=entry.choice("series", series, "meeting_series.toml"),
            number=entry.number("number"),
            start=start,
            end=end,
            city=entry.text("city"),
            place=entry.optional("place"),
            country=entry.choice("country", areas, "areas.toml"),
            sourced=entry.sourced(sources),
        )
        return meeting.key, meeting

    return keyed(read_file(folder, "meetings.toml", "meeting").entries, parse)


def read_roles(folder: Path, sources: Collection[str]) -> dict[str, RoleEntry]:
    """Return the roles by key; patterns longest first, then in code-point order. A pattern has one role."""
    file = read_file(folder, "roles.toml", "role")
    default = file.head.sourced(sources)
    file.head.done()
    owners: dict[str, str] = {}

    def parse(entry: Entry) -> tuple[str, RoleEntry]:
        key = entry.key()
        for pattern in entry.texts("patterns"):
            if pattern != fold(pattern):
                entry.fail(f"pattern {pattern!r} must be in the folded form {fold(pattern)!r}")
            if owners.setdefault(pattern, key) != key:
                entry.fail(f"pattern {pattern!r} is also one of role {owners[pattern]!r}; remove one")
        patterns = tuple(sorted(entry.texts("patterns"), key=lambda pattern: (-len(pattern), pattern)))
        role = Role(key, entry.text("label"), patterns)
        return key, RoleEntry(role, entry.sourced(sources, default=default))

    return keyed(file.entries, parse)


def read_projects(folder: Path, bodies: Collection[str], sources: Collection[str]) -> dict[str, KnownProject]:
    """Return the projects and events with a curated key."""

    def parse(entry: Entry) -> tuple[str, KnownProject]:
        entry.sourced(sources)
        project = KnownProject(
            key=entry.key(),
            kind=entry.choice("kind", ("project", "event"), "the list project, event"),
            label=entry.text("label"),
            names=entry.texts("names"),
            bodies=entry.all_of("bodies", bodies, "the files of bodies"),
            partners=entry.all_of("partners", bodies, "the files of bodies"),
        )
        return project.key, project

    return keyed(read_file(folder, "projects.toml", "project").entries, parse)


def read_sections(folder: Path, sources: Collection[str]) -> dict[str, str]:
    """Return the labels of the menu's sections by key."""
    file = read_file(folder, "menu.toml", "section")
    default = file.head.sourced(sources)
    file.head.done()

    def parse(entry: Entry) -> tuple[str, str]:
        entry.sourced(sources, default=default)
        return entry.key(), entry.text("label")

    return keyed(file.entries, parse)
