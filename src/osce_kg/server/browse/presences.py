"""Field operations: presences with their mandates over time, and where their seats are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from osce_kg.server.browse import counts
from osce_kg.server.browse.asking import Asker, labels, value
from osce_kg.server.charts import Span, timeline
from osce_kg.server.maps import AreaMark, MapPoint, outline_map
from osce_kg.vocab import OSCE

ACTIVE, CLOSED = 4, 2


@dataclass(frozen=True, slots=True)
class Seat:
    """Where a mandate had its seat, in degrees (WGS 84)."""

    label: str
    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class Mandate:
    """One body with its times, and how many documents it issued. `known` is the day its status was looked at."""

    iri: str
    label: str
    start: str | None
    start_latest: str | None
    end: str | None
    known: str | None
    end_state: str | None
    documents: int
    seat: Seat | None


@dataclass(frozen=True, slots=True)
class Presence:
    """A presence with its mandates in the order of time."""

    iri: str
    label: str
    active: bool | None
    hosts: tuple[str, ...]
    mandates: tuple[Mandate, ...]

    @property
    def documents(self) -> int:
        """How many documents its mandates issued; one of two mandates counts twice."""
        return sum(mandate.documents for mandate in self.mandates)


async def load(asker: Asker) -> tuple[Presence, ...]:
    """Return all presences, those that began first at the top; those whose beginning nobody knows come last."""

    async def make() -> tuple[Presence, ...]:
        mandates = await _mandates(asker)
        names = await counts.names(asker, "osce:FieldPresence")
        rows = await asker.rows(
            "SELECT ?s ?status ?host { ?s a osce:FieldPresence OPTIONAL { ?s osce:status ?status } "
            "OPTIONAL { ?s osce:hostCountry ?host } } ORDER BY ?s ?host LIMIT 5000"
        )
        status = {row["s"].value: value(row, "status") for row in rows}
        hosts: dict[str, list[str]] = {}
        for row in rows:
            hosts.setdefault(row["s"].value, []).extend([asker.key(row["host"].value)] if "host" in row else [])
        active: dict[str | None, bool] = {OSCE.Active: True, OSCE.Closed: False}
        found = [
            Presence(iri, label, active.get(status.get(iri)), tuple(hosts.get(iri, ())), tuple(mandates.get(iri, ())))
            for iri, label in names.items()
        ]
        return tuple(sorted(found, key=lambda one: min((m.start or "9999" for m in one.mandates), default="9999")))

    return await asker.kept("presences", make)


async def _mandates(asker: Asker) -> dict[str, list[Mandate]]:
    documents = await counts.by_object(asker, "osce:issuedBy")
    rows = await asker.rows(
        "SELECT ?s ?presence ?label ?start ?latest ?end ?known ?state ?seat ?lat ?long "
        "{ ?s osce:phaseOf ?presence ; rdfs:label ?label OPTIONAL { ?s osce:fromEarliest ?start } "
        "OPTIONAL { ?s osce:fromLatest ?latest } OPTIONAL { ?s osce:untilLatest ?end } "
        "OPTIONAL { ?s osce:statusAsOf ?known } "
        "OPTIONAL { ?s osce:endState ?state } OPTIONAL { ?s osce:seat ?seat . "
        "?seat schema:latitude ?lat ; schema:longitude ?long } } ORDER BY ?s LIMIT 20000"
    )
    places = await _place_names(asker)
    named = labels(rows)
    found: dict[str, dict[str, Mandate]] = {}
    for row in rows:
        iri, presence = row["s"].value, row["presence"].value
        seat = None
        if "lat" in row and "long" in row:
            where = row["seat"].value
            seat = Seat(places.get(where, ""), float(row["lat"].value), float(row["long"].value))
        found.setdefault(presence, {})[iri] = Mandate(
            iri, named[iri], value(row, "start"), value(row, "latest"), value(row, "end"), value(row, "known"),
            value(row, "state"), documents.get(iri, 0), seat,
        )  # fmt: skip
    return {one: sorted(all_.values(), key=lambda m: (m.start or "9999", m.iri)) for one, all_ in found.items()}


async def _place_names(asker: Asker) -> dict[str, str]:
    return labels(await asker.rows("SELECT ?s ?label { ?body osce:seat ?s . ?s rdfs:label ?label } LIMIT 20000"))


def history(presences: Iterable[Presence], page: Callable[[str], str | None]) -> Markup:
    """Return a timeline of the mandates, several of one presence under its name, those without a beginning left out."""
    found = [(one, mandate) for one in presences for mandate in one.mandates if mandate.start]
    spans = [_span(mandate, one.label if len(one.mandates) > 1 else None, page(mandate.iri)) for one, mandate in found]
    known = [date.fromisoformat(mandate.known) for _, mandate in found if mandate.known]
    return timeline(spans, title="Mandates of the field presences", until=max(known, default=None))


def _span(mandate: Mandate, group: str | None, href: str | None) -> Span:
    start = date.fromisoformat(mandate.start_latest or mandate.start or "")
    end = date.fromisoformat(mandate.end) if mandate.end else None
    unsure = bool(mandate.start_latest) and mandate.start_latest != mandate.start
    open_end = end is None and mandate.end_state != OSCE.Ongoing
    return Span(mandate.label, start, end, href, open_start=unsure, open_end=open_end, group=group)


def seats(presences: Iterable[Presence], page: Callable[[str], str | None], areas: dict[str, str]) -> Markup:
    """Return a map of the seats, host countries shaded by whether a presence is active. `areas` are names by code."""
    marks: dict[str, AreaMark] = {}
    points: dict[tuple[float, float], MapPoint] = {}
    documents: Counter[tuple[float, float]] = Counter()
    for presence in sorted(presences, key=lambda one: not one.active):
        for code in presence.hosts:
            said = f"{areas.get(code, code)}: {presence.label}{', active' if presence.active else ', closed'}"
            marks.setdefault(code, AreaMark(said, ACTIVE if presence.active else CLOSED, page(presence.iri)))
        for mandate in presence.mandates:
            if mandate.seat is None:
                continue
            at = mandate.seat.latitude, mandate.seat.longitude
            documents[at] += mandate.documents
            label = f"{mandate.seat.label}: {mandate.label}, {documents[at]:,} documents"
            points[at] = MapPoint(label, *at, page(presence.iri), max(documents[at], 1))
    fit = "points" if points else None
    return outline_map(title="Seats of the field presences", areas=marks, points=list(points.values()), fit=fit)
