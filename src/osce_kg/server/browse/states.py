"""States: who participated when, partners by group, and maps of both."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from markupsafe import Markup

from osce_kg.outputs.periods import Held, Period
from osce_kg.server.browse import counts
from osce_kg.server.browse.asking import Asker, value
from osce_kg.server.browse.coverage import periods_of
from osce_kg.server.charts import Bar, Scale, bar_chart
from osce_kg.server.maps import AreaMark, outline_map

EUROPE = ("PRT", "GBR", "FIN", "ROU", "GRC", "GEO")
PARTICIPATING, PARTNER, NEITHER = 5, 2, 0


@dataclass(frozen=True, slots=True)
class Member:
    """A State with when it joined and ceased as sourced, its group if it is a partner, and documents about it."""

    iri: str
    code: str
    label: str
    since: str | None
    until: str | None
    group: str | None
    period: Period | None
    documents: int
    chairs: tuple[int, ...]

    def was(self, year: int) -> bool:
        """Whether it was one on the last day of a year, or may have been; one without a beginning always was."""
        if self.period is None:
            return self.until is None
        return self.period.held(f"{year}-12-31", f"{year}-12-31") is not Held.NO


async def load(asker: Asker) -> tuple[Member, ...]:
    """Return participating States and partners, sorted by name; one that was both is there twice."""

    async def make() -> tuple[Member, ...]:
        names = await counts.names(asker, "osce:State")
        documents = await counts.by_object(asker, "osce:aboutCountry")
        chairs = await _chairs(asker)
        found = []
        for cls in ("osce:Participation", "osce:Partnership"):
            periods = await periods_of(asker, cls)
            rows = await asker.rows(
                f"SELECT ?s ?state ?code ?from ?until ?group {{ ?s a {cls} ; org:member ?state "
                "OPTIONAL { ?state osce:isoAlpha3 ?code } OPTIONAL { ?s osce:from ?from } "
                "OPTIONAL { ?s osce:until ?until } OPTIONAL { ?s osce:partnerGroup ?group } } LIMIT 5000"
            )
            for row in rows:
                iri = row["state"].value
                code = value(row, "code") or asker.key(iri)
                group = (value(row, "group") or "Other") if cls == "osce:Partnership" else None
                found.append(
                    Member(iri, code, names.get(iri, code), value(row, "from"), value(row, "until"), group,
                           periods.get(row["s"].value), documents.get(iri, 0), tuple(chairs.get(iri, ())))
                )  # fmt: skip
        return tuple(sorted(found, key=lambda member: (member.label.casefold(), member.since or "")))

    return await asker.kept("states", make)


async def _chairs(asker: Asker) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    rows = await asker.rows(
        "SELECT DISTINCT ?state ?year { ?s a osce:Chairpersonship ; org:member ?state ; osce:year ?year } "
        "ORDER BY ?year LIMIT 5000"
    )
    for row in rows:
        found.setdefault(row["state"].value, []).append(int(row["year"].value))
    return found


async def looked_at(asker: Asker) -> str | None:
    """Return the last day on which somebody looked whether a body still exists: reference facts hold until then."""

    async def make() -> str | None:
        rows = await asker.rows("SELECT (MAX(?day) AS ?last) { ?s osce:statusAsOf ?day }")
        return value(rows[0], "last") if rows else None

    return await asker.kept("looked at", make)


def years(members: Iterable[Member], last: str | None) -> range:
    """Return the years of which pages can be asked: from the first date that a source names to the last, or `last`."""
    dates = [date for member in members for date in (member.since, member.until) if date]
    return range(int(min(dates)[:4]), int(max((*dates, last or ""))[:4]) + 1) if dates else range(0)


def maps(members: Iterable[Member], year: int | None, hrefs: Mapping[str, str]) -> tuple[Markup, Markup]:
    """Return a map of the whole region and one of Europe, in a year or now. `hrefs` leads from IRIs to pages."""
    marks: dict[str, AreaMark] = {}
    for member in members:
        holds = member.was(year) if year else member.until is None
        if not holds and member.code in marks:
            continue
        role = "participating State" if member.group is None else f"{member.group} Partner for Co-operation"
        level = (PARTICIPATING if member.group is None else PARTNER) if holds else NEITHER
        since = f" since {member.since}" if member.since else ""
        said = f"{member.label}: {role}{since}" if holds else f"{member.label}: not yet or no longer"
        if member.code not in marks or marks[member.code].level < level:
            marks[member.code] = AreaMark(said, level, hrefs.get(member.iri))
    when = f" at the end of {year}" if year else ""
    note = f"{sum(mark.level == PARTICIPATING for mark in marks.values())} participating States are shaded{when}."
    whole = outline_map(title=f"Participating States and partners{when}", areas=marks, note=note)
    return whole, outline_map(title=f"Europe and the Caucasus{when}", areas=marks, fit=EUROPE, note=note)


def by_documents(members: Iterable[Member], page: Callable[[str], str | None]) -> tuple[dict[str, AreaMark], Scale]:
    """Return States shaded by how many documents are about each, and the scale of the shades."""
    scale = Scale.of(max((member.documents for member in members), default=0))
    marks = {
        member.code: AreaMark(
            f"{member.label}: {member.documents:,} documents", scale.level(member.documents), page(member.iri)
        )
        for member in members
    }
    return marks, scale


def growth(members: Iterable[Member], shown: range) -> Markup:
    """Return how many States participated at the end of each year that is shown."""
    participating = [member for member in members if member.group is None]
    bars = [
        Bar(str(year), sum(member.was(year) for member in participating), f"/browse/states?year={year}")
        for year in shown
    ]
    return bar_chart(bars, title="Participating States at the end of each year", unit="participating States")
