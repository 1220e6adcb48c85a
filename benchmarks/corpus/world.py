"""The world of the stories: bodies with their years and towns from the reference, people and words that are invented.

It is the same for every seed of `generate`, so that people recur across corpora.
"""

from __future__ import annotations

import datetime as dt
import random
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from pathlib import Path
from typing import Any

from benchmarks.corpus.grammar import cap
from benchmarks.corpus.people import ERA, PeopleMaker, Person
from benchmarks.corpus.towns import Town, load_towns

DATA = Path(__file__).resolve().parent / "data"
REFERENCE = Path(__file__).resolve().parents[2] / "data" / "reference"
FIRST_YEAR, LAST_YEAR = 1995, 2026

_SEED = 1975
_FIRST, _LAST = dt.date(FIRST_YEAR, 1, 1).toordinal(), dt.date(LAST_YEAR, 9, 30).toordinal()
_LEAST_DAYS = 200
_VIENNA = "g2761369"
_OSCE_AREA = "the OSCE area"
_SINCE_FIRST = ("odihr", "hcnm", "parliamentary-assembly", "secretariat", "chairpersonship")
_INSTITUTIONS = (*_SINCE_FIRST, "rfom")
_SILENT = {"department-of-human-resources", "department-of-management-and-finance", "office-of-the-secretary-general"}
# How much a body publishes, beside the default of 1: the largest missions and institutions most.
_WEIGHTS = {
    "odihr": 8.0, "rfom": 7.0, "parliamentary-assembly": 4.0, "hcnm": 2.0, "secretariat": 6.0, "chairpersonship": 6.0,
    "mission-in-kosovo": 5.0, "mission-to-serbia": 4.0, "mission-to-bosnia-and-herzegovina": 4.0,
    "mission-to-skopje": 3.0, "presence-in-albania": 3.0, "project-co-ordinator-in-ukraine": 3.0,
    "special-monitoring-mission-to-ukraine": 4.0, "office-in-yerevan": 2.0, "office-in-baku": 2.0,
}  # fmt: skip
_TOWNS_OF_HOST, _TOWNS_OF_STATE = 30, 6
# A field that is not among those a body is known for is this much rarer with it.
_FOREIGN = 0.05
_PROJECTS = 8
_FEW = ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven")
_SHORT_NAMES = (
    "Mission",
    "Presence",
    "Centre",
    "Group",
    "Project Co-ordinator",
    "Assembly",
    "Secretariat",
    "Department",
)


@dataclass(frozen=True, slots=True)
class Office:
    """A body that issues releases. Days are proleptic ordinals, `last` inclusive; `names` are (from year, name).

    `tag` is what the site calls it today, `site` the subdomain of a field operation at work or "". `fields` are keys
    of fields of work with cumulative weights; `people` are those of every five years.
    """

    key: str
    tag: str
    names: tuple[tuple[int, str], ...]
    short: str
    country: str
    seat: Town
    towns: tuple[Town, ...]
    first: int
    last: int
    weight: float
    slug: str
    site: str
    is_operation: bool
    fields: tuple[str, ...]
    field_weights: tuple[float, ...]
    projects: tuple[str, ...]
    people: Mapping[int, tuple[Person, ...]]

    def name_in(self, year: int) -> str:
        """Return the name it bore in a year."""
        return next((name for start, name in reversed(self.names) if start <= year), self.names[0][1])


@dataclass(frozen=True)
class World:
    """Everything that stories draw from. Localised labels are by language and key."""

    offices: tuple[Office, ...]
    pools: Mapping[str, tuple[str, ...]]
    field_labels: Mapping[str, str]
    localized_fields: Mapping[str, Mapping[str, str]]
    localized_bodies: Mapping[str, Mapping[str, str]]
    subjects: Mapping[str, tuple[str, ...]]
    other_tags: tuple[str, ...]
    words: Mapping[str, Any]


@cache
def world() -> World:
    """Return the world; built once per process, in about a second."""
    words = load(DATA / "words.toml")
    labels = {entry["key"]: entry["label"] for entry in _reference("fields_of_work")["field"]}
    groups = tuple(
        f"the {first} {second}" for first in words["group_first"].split() for second in words["group_second"].split("|")
    )
    return World(
        offices=tuple(_OfficeMaker(words, tuple(labels), groups).offices()),
        pools=_pools(words, groups),
        field_labels=labels,
        localized_fields=_localized("labels_fields"),
        localized_bodies=_localized("labels_bodies"),
        subjects={key: tuple(value.split("|")) for key, value in words["subjects"].items()},
        other_tags=tuple(words["tags"]["other"].split("|")),
        words=words,
    )


def load(path: Path) -> dict[str, Any]:
    """Return a TOML file."""
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _reference(name: str) -> dict[str, Any]:
    return load(REFERENCE / f"{name}.toml")


def _localized(name: str) -> dict[str, dict[str, str]]:
    """Return the usual label by language and key; Serbian pages here are Cyrillic."""
    found = {
        language: {key: label if isinstance(label, str) else label[0] for key, label in table.items()}
        for language, table in _reference(name).items()
        if isinstance(table, dict)
    }
    return {**found, "sr": found["sr-Cyrl"]}


def _pools(words: Mapping[str, Any], groups: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    numbers = (re.fullmatch(r"PC\.DEC/(\d+)", entry["identifier"]) for entry in _reference("decisions")["decision"])
    pools = {name: tuple(words[name].strip().split("\n")) for name in ("audience", "partner", "ministry", "document")}
    pools["group"] = groups
    return {
        **pools,
        **{f"{name}_cap": tuple(map(cap, pools[name])) for name in ("audience", "partner", "ministry", "group")},
        "treaty": tuple(entry["names"][0] for entry in _reference("treaties")["treaty"]),
        "decision": tuple(f"Permanent Council Decision No. {number[1]}" for number in numbers if number),
        "month": tuple(dt.date(2000, month, 1).strftime("%B") for month in range(1, 13)),
        "weekday": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday"),
        "number": tuple(str(number) for number in (*range(12, 100), *range(100, 480, 10))),
        "few": _FEW,
    }


class _OfficeMaker:
    """Makes bodies with their people and projects in a fixed order of draws."""

    def __init__(self, words: Mapping[str, Any], fields: tuple[str, ...], groups: tuple[str, ...]) -> None:
        self._rng = random.Random(_SEED)
        self._words = words
        self._fields = fields
        self._people = PeopleMaker(self._rng, words, groups)
        areas = [entry for entry in _reference("areas")["area"] if entry["kind"] != "partner"]
        self._countries: dict[str, str] = {entry["code"]: entry["labels"]["en"] for entry in areas}
        self._places, self._towns = load_towns(REFERENCE / "places.tsv.gz", frozenset(self._countries))

    def offices(self) -> Iterator[Office]:
        operations = _reference("field_operations")["body"]
        closed = {entry["key"]: entry["status"] == "closed" for entry in _reference("field_presences")["presence"]}
        latest = {entry["presence"]: entry["label"] for entry in sorted(operations, key=lambda entry: entry["from"])}
        for entry in operations:
            presence = entry["presence"]
            yield from self._operation(entry, latest[presence], is_closed=closed[presence])
        others = (*_reference("institutions")["body"], *_reference("organization")["body"])
        yield from (self._headquarters(entry) for entry in others if entry["key"] in _INSTITUTIONS)
        units = _reference("secretariat_units")["body"]
        yield from (self._headquarters(entry) for entry in units if entry["key"] not in _SILENT)

    def _operation(self, entry: Mapping[str, Any], latest: str, *, is_closed: bool) -> Iterator[Office]:
        """Yield the field operation if it has a seat and worked long enough; tags are those of its last successor."""
        # One day inside the mandate on either side: on the days of change two bodies are in force.
        first = max(_latest_day(entry["from"]) + 1, _FIRST)
        last = min(_earliest_day(entry.get("until") or entry.get("until_earliest")) - 1, _LAST)
        if last - first < _LEAST_DAYS or "seats" not in entry:
            return
        presence, hosts = entry["presence"], entry["hosts"]
        named = tuple((int(name["from"][:4]), name["name"]) for name in entry.get("names", []) if "from" in name)
        yield self._office(
            entry,
            latest + (" (closed)" if is_closed else ""),
            named,
            (first, last),
            (self._countries[hosts[0]],),
            tuple(town for host in hosts for town in self._towns[host][:_TOWNS_OF_HOST]),
            presence + ("-closed" if is_closed else ""),
            "" if is_closed else {"bosnia-and-herzegovina": "bih"}.get(presence, presence),
        )

    def _headquarters(self, entry: Mapping[str, Any]) -> Office:
        key = entry["key"]
        # Where the reference gives no start, the range of years is the generator's own.
        first = max(_latest_day(entry["from"]) + 1 if "from" in entry else 0, dt.date(2000, 1, 1).toordinal())
        towns = tuple(town for code in sorted(self._towns) for town in self._towns[code][:_TOWNS_OF_STATE])
        span = (_FIRST if key in _SINCE_FIRST else first, _LAST)
        return self._office(entry, entry["label"], (), span, tuple(self._countries.values()), towns, key, "")

    def _office(
        self, entry: Mapping[str, Any], tag: str, named: tuple[tuple[int, str], ...], span: tuple[int, int],
        countries: tuple[str, ...], towns: tuple[Town, ...], slug: str, site: str,
    ) -> Office:  # fmt: skip
        key, label, is_operation = entry["key"], entry["label"], len(countries) == 1
        names = named or ((0, label),)
        known = self._words["fields"].get(key, "").split()
        rest = [field for field in self._fields if field not in known]
        self._rng.shuffle(rest)
        fields = (*known, *rest)
        weights = [(_FOREIGN if known and k >= len(known) else 1) / (k + 1) for k in range(len(fields))]
        seat = self._places[entry.get("seats", [_VIENNA])[0]]
        short = next((name for name in _SHORT_NAMES if name in label), "Office")
        years = range(dt.date.fromordinal(span[0]).year, dt.date.fromordinal(span[1]).year + 1)
        return Office(
            key=key,
            tag=tag,
            names=names,
            short=f"the {short}",
            country=countries[0] if is_operation else _OSCE_AREA,
            seat=seat,
            towns=towns,
            first=span[0],
            last=span[1],
            weight=_WEIGHTS.get(key, 1.0),
            slug=slug,
            site=site,
            is_operation=is_operation,
            fields=fields,
            field_weights=tuple(accumulate(weights)),
            projects=tuple(self._project() for _ in range(_PROJECTS)),
            people=self._pools_of(names, years, countries, [town.name for town in towns]),
        )

    def _pools_of(
        self, names: tuple[tuple[int, str], ...], years: range, countries: tuple[str, ...], towns: list[str]
    ) -> dict[int, tuple[Person, ...]]:
        found: dict[int, tuple[Person, ...]] = {}
        kept: tuple[Person, ...] = ()
        for era in sorted({year // ERA for year in years}):
            middle = era * ERA + ERA // 2
            name = next((name for start, name in reversed(names) if start <= middle), names[0][1])
            people = self._people.pool(name, towns, countries)
            # Some people of the country speak in the next five years, too.
            found[era] = (*people, *kept)
            kept = tuple(person for person in people if person.national)[::3]
        return found

    def _project(self) -> str:
        words = (self._words["project_first"].split(), self._words["project_second"].split())
        first, second = map(self._rng.choice, words)
        return f"{first} {second} {self._rng.choice(self._words['project_head'].split('|'))}"


def _latest_day(value: str) -> int:
    """Return the last day, or nearly so, that a date of reduced precision may be."""
    parts = [int(part) for part in value.split("-")]
    return dt.date(*(parts + [12, 28][len(parts) - 1 :])[:3]).toordinal()


def _earliest_day(value: str | None) -> int:
    """Return the first day that a date of reduced precision may be; far ahead for an open end."""
    parts = [int(part) for part in (value or "9999").split("-")]
    return dt.date(*(parts + [1, 1][len(parts) - 1 :])[:3]).toordinal()
