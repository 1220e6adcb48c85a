"""The registries' types and the look-ups that reading a page needs.

Look-ups never guess: they return what the registries say, or nothing. Names are compared in the form
`fold(name)`. Dates are ISO 8601 strings in the precision the source gives; `until` is inclusive.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Protocol, runtime_checkable

from osce_kg.reference.phrases import Phrases


@lru_cache(maxsize=1 << 16)
def fold(name: str) -> str:
    """Return the form in which names are compared: NFKC, case-folded, one space, plain quotes and hyphens."""
    if name.isascii():
        return " ".join(name.lower().split())
    text = unicodedata.normalize("NFKC", name).casefold()
    for odd, plain in (("’", "'"), ("‘", "'"), ("‐", "-"), ("‑", "-"), ("–", "-"), ("—", "-"), ("i̇", "i")):
        text = text.replace(odd, plain)
    return " ".join(text.split())


_SECTION_STATUS = re.compile(r"-(?:closed|discontinued)\Z")
_OPENING = re.compile(r"[^\W_]*")


@lru_cache(maxsize=1 << 16)
def _opening(word: str) -> str:
    """Return the letters and digits with which the folded word begins."""
    match = _OPENING.match(fold(word))
    return match.group() if match else ""


def _openings(names: Iterable[str]) -> frozenset[str]:
    """Return the openings of folded names: most texts can be told by them to hold no name at some place."""
    return frozenset(_OPENING.match(name).group() for name in names)  # type: ignore[union-attr]


@dataclass(frozen=True, slots=True)
class Label:
    """A name in a language; `lang` is a BCP 47 tag or None where no language can be given (abbreviations)."""

    text: str
    lang: str | None


@dataclass(frozen=True, slots=True)
class Sourced:
    """Where a registry entry comes from: keys of `sources.toml`, a confidence word, a note."""

    sources: tuple[str, ...] = ()
    confidence: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Area:
    """A State, former State or other area. `code` is ISO 3166-1 alpha-3, 3166-3 alpha-4, or XKX."""

    code: str
    kind: str
    labels: tuple[Label, ...]
    alt_labels: tuple[Label, ...] = ()
    alpha2: str | None = None
    m49: str | None = None

    @property
    def label(self) -> str:
        """The English label."""
        return next(label.text for label in self.labels if label.lang == "en")


@dataclass(frozen=True, slots=True)
class NamePeriod:
    """A name that a body bore, with reduced-precision bounds; None where no source gives one."""

    key: str
    name: str
    start: str | None
    end: str | None
    sourced: Sourced = Sourced()


@dataclass(frozen=True, slots=True)
class Body:
    """One body, that is one mandate; renames are name periods of it.

    `types` are local names of classes. `hosts` are area codes. `alt_labels` hold abbreviations, former names
    and curated localised names.
    """

    key: str
    types: tuple[str, ...]
    label: str
    names: tuple[NamePeriod, ...] = ()
    alt_labels: tuple[Label, ...] = ()
    start: str | None = None
    end: str | None = None
    presence: str | None = None
    hosts: tuple[str, ...] = ()
    parent: str | None = None
    menu_label: str | None = None

    def in_force(self, on: dt.date) -> bool:
        """Whether the body existed on that day, as far as its sourced dates tell; open ends count as existing."""
        return (self.start is None or earliest(self.start) <= on) and (self.end is None or on <= latest(self.end))


@dataclass(frozen=True, slots=True)
class FieldOfWork:
    key: str
    label: str
    alt_labels: tuple[Label, ...] = ()
    position: int = 0


@dataclass(frozen=True, slots=True)
class MeetingSeries:
    key: str
    label: str
    alt_labels: tuple[Label, ...] = ()
    position: int = 0


@dataclass(frozen=True, slots=True)
class Role:
    """A normalised role. `patterns` are folded phrases, longest first, that mean it in a role as written."""

    key: str
    label: str
    patterns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """A populated place. `key` is `g{GeoNames id}` or a curated slug; `country` an area code.

    `default` marks the place that its names mean where nothing else is said: Vienna in Austria.
    """

    key: str
    label: str
    country: str
    latitude: str | None = None
    longitude: str | None = None
    population: int = 0
    alt_labels: tuple[Label, ...] = ()
    default: bool = False


@dataclass(frozen=True, slots=True)
class KnownProject:
    """A project or event with a curated key. `kind` is "project" or "event"; `bodies` are those it belongs to."""

    key: str
    kind: str
    label: str
    names: tuple[str, ...]
    bodies: tuple[str, ...] = ()
    partners: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Post:
    """A post that people hold, and the body to which it belongs. `role` is the key of the role it gives."""

    key: str
    label: str
    body: str
    role: str
    alt_labels: tuple[Label, ...] = ()
    menu_label: str | None = None


@dataclass(frozen=True, slots=True)
class OfficeHolder:
    """Someone who held a post. `person` is the key of the person's IRI; `state` an area code."""

    person: str
    name: str
    post: str
    start: str | None
    end: str | None
    state: str | None = None

    def in_office(self, on: dt.date) -> bool:
        """Whether the person may have held the post on that day, as far as the sourced dates tell."""
        return (self.start is None or earliest(self.start) <= on) and (self.end is None or on <= latest(self.end))


@dataclass(frozen=True, slots=True)
class Treaty:
    """An agreement or document that releases name. `names` are written as in running text."""

    key: str
    label: str
    names: tuple[str, ...]


@runtime_checkable
class PlaceNames(Protocol):
    """Names of places that can tell whether a longer name begins with some words."""

    def continues(self, name: str) -> bool:
        """Whether a longer name begins with the folded name and a space."""


@dataclass(frozen=True, eq=False)
class Registries:
    """Everything curated, indexed for look-up. Built once by `load_registries`, shared, never changed.

    Two are never compared, so that they may be keys of what is remembered.
    """

    areas: Mapping[str, Area]
    bodies: Mapping[str, Body]
    fields_of_work: Mapping[str, FieldOfWork]
    meeting_series: Mapping[str, MeetingSeries]
    roles: Mapping[str, Role]
    places: Mapping[str, Place]
    projects: Mapping[str, KnownProject]
    menu_sections: Mapping[str, str] = field(default_factory=dict)
    site_sections: Mapping[str, str] = field(default_factory=dict)
    posts: Mapping[str, Post] = field(default_factory=dict)
    office_holders: tuple[OfficeHolder, ...] = ()
    treaties: Mapping[str, Treaty] = field(default_factory=dict)
    decisions: Mapping[str, str] = field(default_factory=dict)
    _areas_by_name: Mapping[str, str] = field(default_factory=dict)
    _bodies_by_name: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    _fields_by_name: Mapping[str, str] = field(default_factory=dict)
    _series_by_name: Mapping[str, str] = field(default_factory=dict)
    _places_by_name: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    _posts_by_name: Mapping[str, str] = field(default_factory=dict)

    def area(self, name: str) -> Area | None:
        """Return the area with this name in any language, former and menu names included."""
        code = self._areas_by_name.get(fold(name))
        return self.areas[code] if code else None

    def field_of_work(self, label: str) -> FieldOfWork | None:
        """Return the field of work with this label in any of the curated languages."""
        key = self._fields_by_name.get(fold(label))
        return self.fields_of_work[key] if key else None

    def series(self, label: str) -> MeetingSeries | None:
        """Return the meeting series with this label, older labels included."""
        key = self._series_by_name.get(fold(label))
        return self.meeting_series[key] if key else None

    def bodies_named(self, name: str) -> tuple[Body, ...]:
        """Return every body that bears or bore this name or abbreviation, in order of their start."""
        return tuple(self.bodies[key] for key in self._bodies_by_name.get(fold(name), ()))

    def body_of_section(self, slug: str) -> Body | None:
        """Return the body whose section of the site this is; of a field presence any of its mandates."""
        slug = _SECTION_STATUS.sub("", slug)
        key = self.site_sections.get(slug, slug)
        if key in self.bodies:
            return self.bodies[key]
        of_presence = (body for body in self.bodies.values() if body.presence == key)
        words = slug.replace("-", " ")
        named = self.bodies_named(f"osce {words}") or self.bodies_named(words)
        return next(of_presence, None) or (named[0] if len(named) == 1 else None)

    def role_in(self, folded: str) -> str | None:
        """Return the key of the role whose pattern the folded text has; the longest pattern wins, then the first."""
        best: tuple[int, int, str] | None = None
        for key, pattern, at in self._role_patterns.occurrences(folded):
            rank = (-len(pattern), at, key)
            best = rank if best is None or rank < best else best
        return best[2] if best else None

    def begins_body(self, text: str) -> bool:
        """Whether a body's name may begin the text; if not, none does."""
        return _opening(text.split(None, 1)[0]) in self._body_openings

    def begins_place(self, text: str) -> bool:
        """Whether the name of an area or a place may begin the text; if not, none does."""
        return _opening(text.split(None, 1)[0]) in self._place_openings

    @cached_property
    def _role_patterns(self) -> Phrases:
        return Phrases({pattern: key for key, role in self.roles.items() for pattern in role.patterns})

    @cached_property
    def _body_openings(self) -> frozenset[str]:
        return _openings(self._bodies_by_name)

    @cached_property
    def _place_openings(self) -> frozenset[str]:
        return _openings(self._areas_by_name) | _openings(self._places_by_name)

    def body_on(self, name: str, on: dt.date | None) -> Body | None:
        """Return the one body of this name, or of several the one in force on that day; None if that is not one."""
        found = self.bodies_named(name)
        if len(found) == 1:
            return found[0]
        current = [body for body in found if on is not None and body.in_force(on)]
        return current[0] if len(current) == 1 else None

    def post(self, name: str) -> Post | None:
        """Return the post with this name, older names included."""
        key = self._posts_by_name.get(fold(name))
        return self.posts[key] if key else None

    def holders_of(self, post: str, on: dt.date) -> tuple[OfficeHolder, ...]:
        """Return who may have held the post on that day; several where dates are known to the year only."""
        return tuple(held for held in self.office_holders if held.post == post and held.in_office(on))

    def mandate_on(self, presence: str, on: dt.date) -> Body | None:
        """Return the mandate of a field presence in force on that day, or None if there is not exactly one."""
        current = [body for body in self.bodies.values() if body.presence == presence and body.in_force(on)]
        return current[0] if len(current) == 1 else None

    def places_named(self, name: str) -> tuple[Place, ...]:
        """Return every place of this name or alias, most populous first."""
        return tuple(self.places[key] for key in self._places_by_name.get(fold(name), ()))

    def continues_place(self, name: str) -> bool:
        """Whether the name of a place may go on after these words: "Novi" in Novi Pazar."""
        names = self._places_by_name
        if isinstance(names, PlaceNames):
            return names.continues(fold(name))
        return any(known.startswith(f"{fold(name)} ") for known in names)


@lru_cache(maxsize=1 << 12)
def earliest(value: str) -> dt.date:
    """Return the first day of a reduced-precision date."""
    parts = [int(part) for part in value.split("-")]
    return dt.date(parts[0], parts[1] if len(parts) > 1 else 1, parts[2] if len(parts) > 2 else 1)


@lru_cache(maxsize=1 << 12)
def latest(value: str) -> dt.date:
    """Return the last day of a reduced-precision date."""
    parts = [int(part) for part in value.split("-")]
    if len(parts) == 3:
        return dt.date(*parts)
    following = dt.date(parts[0] + 1, 1, 1) if len(parts) == 1 or parts[1] == 12 else dt.date(parts[0], parts[1] + 1, 1)
    return following - dt.timedelta(days=1)
