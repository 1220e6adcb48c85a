"""Areas, and what States are to the OSCE: participation, partnership, chair; who held which post."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path

from osce_kg.reference.entries import Entry, keyed, read_file
from osce_kg.reference.facts import (
    AreaEntry,
    ChairEntry,
    ParticipationEntry,
    PartnershipEntry,
    PostEntry,
    TenureEntry,
)
from osce_kg.reference.model import Area, Label, OfficeHolder, Post
from osce_kg.reference.read_bodies import check_localised

AREA_KINDS = ("participating-state", "partner", "former-state", "area")
GROUPS = ("Asian", "Mediterranean")
CHAIR_POST = "chairperson-in-office"
SECRETARY_GENERAL_POST = "secretary-general"


def read_areas(
    folder: Path,
    sources: Collection[str],
    names: Mapping[str, tuple[Label, ...]] | None = None,
    other_names: Mapping[str, tuple[Label, ...]] | None = None,
) -> dict[str, AreaEntry]:
    """Return the areas by code; `names` are labels in further languages, `other_names` further alt_labels."""

    def parse(entry: Entry) -> tuple[str, AreaEntry]:
        code = entry.key("code")
        labels = entry.labels("labels")
        languages = [label.lang for label in labels]
        if "en" not in languages or None in languages or len(set(languages)) != len(languages):
            entry.fail("'labels' must have an English name and one name per language; move others to alt_labels")
        others = _others(entry, labels)
        labels += tuple(label for label in (names or {}).get(code, ()) if label.lang not in languages)
        others += tuple(label for label in (other_names or {}).get(code, ()) if label not in (*labels, *others))
        area = Area(
            code=code,
            kind=entry.choice("kind", AREA_KINDS, f"the list {', '.join(AREA_KINDS)}"),
            labels=labels,
            alt_labels=others,
            alpha2=entry.optional("alpha2"),
            m49=entry.optional("m49"),
        )
        return code, AreaEntry(
            area=area,
            wikidata=entry.optional("wikidata"),
            geonames=entry.integer("geonames"),
            eu_country=entry.optional("eu_country"),
            scope_note=entry.optional("scope_note"),
            sourced=entry.sourced(sources),
        )

    areas = keyed(read_file(folder, "areas.toml", "area", "code").entries, parse)
    check_localised(names or {}, areas, "labels_areas_cldr.toml")
    check_localised(other_names or {}, areas, "labels_areas.toml")
    return areas


def _others(entry: Entry, labels: tuple[Label, ...]) -> tuple[Label, ...]:
    others = entry.labels("alt_labels")
    twice = set(labels) & set(others)
    if twice:
        entry.fail(f"{sorted(label.text for label in twice)[0]!r} is a label and an alt_label; remove one")
    return others


def read_participations(
    folder: Path, areas: Collection[str], sources: Collection[str]
) -> dict[str, ParticipationEntry]:
    """Return the participations by area code."""

    def parse(entry: Entry) -> tuple[str, ParticipationEntry]:
        area = entry.choice("area", areas, "areas.toml")
        start = entry.date("from")
        if start is None:
            entry.fail("'from' is missing; add the date of admission")
        return area, ParticipationEntry(
            area=area,
            start=start,
            helsinki_final_act=entry.date("helsinki_final_act"),
            charter_of_paris=entry.date("charter_of_paris"),
            sourced=entry.sourced(sources),
            date_sourced=entry.sourced(sources, "date_") if entry.has("date_confidence") else None,
        )

    return keyed(read_file(folder, "participations.toml", "participation", "area").entries, parse)


def read_partnerships(folder: Path, areas: Collection[str], sources: Collection[str]) -> dict[str, PartnershipEntry]:
    """Return the partnerships by area code."""

    def parse(entry: Entry) -> tuple[str, PartnershipEntry]:
        area = entry.choice("area", areas, "areas.toml")
        start, end = entry.period()
        group = entry.choice("group", GROUPS, f"the list {', '.join(GROUPS)}")
        return area, PartnershipEntry(area, group, start, end, entry.sourced(sources))

    return keyed(read_file(folder, "partnerships.toml", "partnership", "area").entries, parse)


def read_posts(
    folder: Path, bodies: Collection[str], roles: Collection[str], sources: Collection[str]
) -> dict[str, PostEntry]:
    """Return the posts by key."""

    def parse(entry: Entry) -> tuple[str, PostEntry]:
        post = Post(
            key=entry.key(),
            label=entry.text("label"),
            body=entry.choice("body", bodies, "the files of bodies"),
            role=entry.choice("role", roles, "roles.toml"),
            alt_labels=entry.labels("alt_labels"),
            menu_label=entry.optional("menu_label"),
        )
        return post.key, PostEntry(post, entry.sourced(sources))

    return keyed(read_file(folder, "posts.toml", "post").entries, parse)


def read_chairs(
    folder: Path, areas: Collection[str], posts: Collection[str], sources: Collection[str]
) -> dict[str, ChairEntry]:
    """Return the chairpersonships by year, each with those who held the office in it."""

    def parse(entry: Entry) -> tuple[str, ChairEntry]:
        year, area = entry.number("year"), entry.choice("area", areas, "areas.toml")
        entry.known("post", CHAIR_POST, posts, "posts.toml")
        ministers = tuple(_minister(nested, str(year), area) for nested in entry.entries("ministers"))
        if not ministers:
            entry.fail("'ministers' is missing; name who held the office")
        return str(year), ChairEntry(year, area, ministers, entry.sourced(sources))

    return keyed(read_file(folder, "chairpersonships.toml", "chairpersonship", "year").entries, parse)


def _minister(entry: Entry, year: str, area: str) -> OfficeHolder:
    holder = _holder(entry, CHAIR_POST, area)
    for bound in (holder.start, holder.end):
        if bound is None or bound[:4] != year:
            entry.fail(f"'from' and 'until' must lie in {year}, found {bound!r}")
    entry.done()
    return holder


def read_secretaries_general(
    folder: Path, areas: Collection[str], posts: Collection[str], sources: Collection[str]
) -> dict[str, TenureEntry]:
    """Return the tenures of the Secretaries General by key of the tenure."""

    def parse(entry: Entry) -> tuple[str, TenureEntry]:
        entry.known("post", SECRETARY_GENERAL_POST, posts, "posts.toml")
        area = entry.choice("area", areas, "areas.toml")
        holder = _holder(entry, SECRETARY_GENERAL_POST, area)
        return f"{SECRETARY_GENERAL_POST}-{holder.person}", TenureEntry(holder, entry.sourced(sources))

    return keyed(read_file(folder, "secretaries_general.toml", "tenure", "person").entries, parse)


def _holder(entry: Entry, post: str, area: str) -> OfficeHolder:
    start, end = entry.period()
    return OfficeHolder(entry.key("person"), entry.text("name"), post, start, end, area)
