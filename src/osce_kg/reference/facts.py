"""The registry entries in full, as the converter to RDF needs them: facts with sources and confidence.

Dates are ISO 8601 strings in the precision of the source, `end` is inclusive, None is unknown or open.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from osce_kg.reference.model import (
    Area,
    Body,
    FieldOfWork,
    KnownProject,
    Label,
    MeetingSeries,
    OfficeHolder,
    Post,
    Role,
    Sourced,
)


@dataclass(frozen=True, slots=True)
class Source:
    """A source that facts name. `url` only where the page can be fetched as it stands."""

    key: str
    text: str
    url: str | None


@dataclass(frozen=True, slots=True)
class Match:
    """A concept elsewhere. `relation` is exactMatch, closeMatch, broadMatch or narrowMatch."""

    iri: str
    relation: str


@dataclass(frozen=True, slots=True)
class AreaEntry:
    """An area and its identifiers elsewhere: a Wikidata item, a GeoNames id, an EU country IRI."""

    area: Area
    wikidata: str | None
    geonames: int | None
    eu_country: str | None
    scope_note: str | None
    sourced: Sourced


@dataclass(frozen=True, slots=True)
class ParticipationEntry:
    """A State's participation from the day of admission, with the days of signing."""

    area: str
    start: str
    helsinki_final_act: str | None
    charter_of_paris: str | None
    sourced: Sourced
    date_sourced: Sourced | None


@dataclass(frozen=True, slots=True)
class PartnershipEntry:
    """A partnership for co-operation. `group` is Asian or Mediterranean."""

    area: str
    group: str
    start: str | None
    end: str | None
    sourced: Sourced


@dataclass(frozen=True, slots=True)
class ChairEntry:
    """The chair of one year and those who held the office in it, in order."""

    year: int
    area: str
    ministers: tuple[OfficeHolder, ...]
    sourced: Sourced


@dataclass(frozen=True, slots=True)
class TenureEntry:
    """A tenure that belongs to no chairpersonship."""

    holder: OfficeHolder
    sourced: Sourced


@dataclass(frozen=True, slots=True)
class PostEntry:
    """A post and its source."""

    post: Post
    sourced: Sourced


@dataclass(frozen=True, slots=True)
class BodyEntry:
    """What is known of a body beyond its names and dates. Decisions and places are keys.

    `status` is active, closed or unknown, None where no source speaks of it. `end_earliest` and `end_latest`
    bound an end that no source gives.
    """

    body: Body
    status: str | None
    seats: tuple[str, ...]
    seat_note: str | None
    operational_from: str | None
    end_earliest: str | None
    end_latest: str | None
    established_by: tuple[str, ...]
    mandate_updated_by: tuple[str, ...]
    closed_by: tuple[str, ...]
    linked_to: tuple[str, ...]
    wikidata: str | None
    wikidata_sourced: Sourced | None
    match: Match | None
    sourced: Sourced


@dataclass(frozen=True, slots=True)
class PresenceEntry:
    """A field presence, which lasts while mandates follow each other."""

    key: str
    label: str
    hosts: tuple[str, ...]
    status: str
    succeeds: str | None
    sourced: Sourced


@dataclass(frozen=True, slots=True)
class DecisionEntry:
    """A decision with its official symbol or description."""

    key: str
    identifier: str
    issued: str | None
    sourced: Sourced


@dataclass(frozen=True, slots=True)
class ChangeEntry:
    """One or more bodies become others."""

    key: str
    originals: tuple[str, ...]
    results: tuple[str, ...]
    on: str | None
    sourced: Sourced


@dataclass(frozen=True, slots=True)
class ClaimEntry:
    """A value that a source gives. `subject` is kind and key of an IRI; `property` one of PROPERTIES.

    `key` is made of subject, property and the claim's number among those of the same subject and property.
    """

    key: str
    subject: tuple[str, str]
    property: str
    value: str
    preferred: bool
    sourced: Sourced


@dataclass(frozen=True, slots=True)
class DimensionEntry:
    """One of the three dimensions of security."""

    key: str
    label: str
    alt_labels: tuple[Label, ...]
    position: int
    sourced: Sourced


@dataclass(frozen=True, slots=True)
class FieldEntry:
    """A field of work; `dimension` only where sources support it."""

    field: FieldOfWork
    dimension: str | None
    dimension_sourced: Sourced | None
    match: Match | None
    sourced: Sourced


@dataclass(frozen=True, slots=True)
class SeriesEntry:
    """A series of meetings."""

    series: MeetingSeries
    sourced: Sourced


@dataclass(frozen=True, slots=True)
class MeetingEntry:
    """A summit or a meeting of the Ministerial Council. `country` is the State of the time."""

    key: str
    label: str
    series: str
    number: int
    start: str
    end: str
    city: str
    place: str | None
    country: str
    sourced: Sourced


@dataclass(frozen=True, slots=True)
class RoleEntry:
    """A normalised role and its source."""

    role: Role
    sourced: Sourced


@dataclass(frozen=True, slots=True)
class Tables:
    """All registry files, each by key in the order of the file. `as_of` is the day to which statuses hold."""

    as_of: str
    sources: Mapping[str, Source]
    areas: Mapping[str, AreaEntry]
    participations: Mapping[str, ParticipationEntry]
    partnerships: Mapping[str, PartnershipEntry]
    chairs: Mapping[str, ChairEntry]
    tenures: Mapping[str, TenureEntry]
    posts: Mapping[str, PostEntry]
    bodies: Mapping[str, BodyEntry]
    presences: Mapping[str, PresenceEntry]
    decisions: Mapping[str, DecisionEntry]
    changes: Mapping[str, ChangeEntry]
    claims: Mapping[str, ClaimEntry]
    dimensions: Mapping[str, DimensionEntry]
    fields: Mapping[str, FieldEntry]
    series: Mapping[str, SeriesEntry]
    meetings: Mapping[str, MeetingEntry]
    roles: Mapping[str, RoleEntry]
    projects: Mapping[str, KnownProject]
    sections: Mapping[str, str]
