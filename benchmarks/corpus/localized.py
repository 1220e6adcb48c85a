"""Stories in the sites' other languages, from fewer and simpler sentences than the English ones."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from benchmarks.corpus.grammar import Draw
from benchmarks.corpus.model import Family, Story
from benchmarks.corpus.towns import Town
from benchmarks.corpus.world import DATA, Office, load, world


@dataclass(frozen=True)
class Language:
    """The sentences of one language; `names` are given names and surnames of women, then of men."""

    code: str
    bodies: frozenset[str]
    sentences: Mapping[str, tuple[str, ...]]
    months: tuple[str, ...]
    names: tuple[tuple[str, ...], ...]
    said: tuple[tuple[str, str], ...]
    single: Mapping[str, str]


@cache
def languages() -> tuple[Language, ...]:
    """Return the languages, English apart."""
    several = ("headlines", "openings", "middles", "quotes", "attributions", "roles", "subjects", "labels")
    found = []
    for code, table in load(DATA / "localized.toml").items():
        given = [tuple(part.split()) for part in table["names"].split("|")]
        found.append(
            Language(
                code,
                frozenset(table["bodies"].split()),
                {name: tuple(table[name].split("|")) for name in several},
                tuple(table["months"].split()),
                (given[0], given[2], given[1], given[3]),
                tuple((pair.split()[0], pair.split()[1]) for pair in table["said"].split("|")),
                {"tag": code, **{name: text for name, text in table.items() if isinstance(text, str)}},
            )
        )
    return tuple(found)


@cache
def languages_of(office: str, family: Family) -> tuple[Language, ...]:
    """Return the languages in which a body publishes beside English, and has pages of the family."""
    able = [language for language in languages() if office in language.bodies]
    # Where the sites of 2025 have no labels of issue in a language, they have no pages in it.
    return tuple(language for language in able if family != "F4" or all(language.sentences["labels"][4:]))


def localized_story(
    node: int, family: Family, office: Office, day: int, town: Town, field: str, language: Language, draw: Draw
) -> Story:
    """Return a story of one to two kilobytes with one or two quotations."""
    sentences, single = language.sentences, language.single

    def one(name: str) -> str:
        pool = sentences[name]
        return pool[int(draw() * len(pool))]

    date = dt.date.fromordinal(day)
    slots = {
        "place": town.name,
        "day": date.day,
        "month": language.months[date.month - 1],
        "year": date.year,
        "number": 12 + int(draw() * 180),
        "few": 2 + int(draw() * 3),
        "subject": one("subjects"),
        "short": single["short"],
    }
    dateline = single["dateline"].format_map({**slots, "place": town.name.upper()})
    # Every sentence at most once: from a random one on, in order.
    middles = sentences["middles"]
    start, taken = int(draw() * len(middles)), 6 + int(draw() * (len(middles) - 5))
    body = [middles[(start + index) % len(middles)].format_map(slots) for index in range(taken)]
    speakers, quoted = [], []
    first = int(draw() * len(sentences["quotes"]))
    for index in range(1 + (draw() < 0.4)):
        woman = draw() < 0.5
        given, surnames = language.names[:2] if woman else language.names[2:]
        # The second speaker's surname is another one.
        surname = surnames[(int(draw() * 2) * 2 + index) % len(surnames)]
        name = f"{given[int(draw() * len(given))]} {surname}"
        said = language.said[int(draw() * len(language.said))][0 if woman else 1]
        text = sentences["quotes"][(first + index) % len(sentences["quotes"])].format_map(slots)
        # Marks do not nest.
        text = text.replace("«", "").replace("»", "").replace("„", "").replace("“", "")
        quoted.append(one("attributions").format(quote=text, said=said, name=name, role=one("roles")))
        speakers.append(name)
    half = len(body) // 2
    paragraphs = (
        dateline + one("openings").format_map(slots),
        " ".join(body[:2]),
        quoted[0],
        " ".join(body[2:half]),
        *quoted[1:],
        " ".join(body[half:]),
        single["synthetic"],
    )
    labels = world().localized_fields[language.code]
    return Story(
        node=node,
        family=family,
        day=day,
        title=one("headlines").format_map(slots),
        type=single["type"],
        labels=sentences["labels"],
        town=town.name.upper(),
        place=town.name,
        place_key=town.key,
        header=single["header"].format_map({**slots, "place": town.name.upper()}),
        date=f"{date.day:02d}.{date.month:02d}.{date.year}",
        newsroom=single["newsroom"],
        tag=world().localized_bodies[language.code].get(office.key, office.tag),
        issuer=office.key,
        slug=office.slug,
        site=office.site,
        fields=(labels[field],),
        paragraphs=tuple(paragraph for paragraph in paragraphs if paragraph),
        speakers=tuple(speakers),
        quotations=len(quoted),
        dated=True,
        datelined=True,
        language=language.code,
        tag_language=language.single["tag"],
    )
