"""Invented events: which body, when, where, about what, and the text about it."""

from __future__ import annotations

import calendar
import datetime as dt
import random
from bisect import bisect
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate

from benchmarks.corpus.grammar import Draw, Form, Grammar, cap
from benchmarks.corpus.localized import languages_of, localized_story
from benchmarks.corpus.model import Family, Story
from benchmarks.corpus.quotes import quote_blocks
from benchmarks.corpus.towns import Town
from benchmarks.corpus.world import DATA, FIRST_YEAR, LAST_YEAR, Office, World, load, world

_LOCALIZED = 0.10
_LABELS = ("Date", "Place", "Source", "Fields of work", "Issued on", "Issued by")
_TYPES = ("Press release",) * 4 + ("News", "Press statement")
# Years of the stories that pages of a family tell.
_YEARS: Mapping[Family, tuple[int, int]] = {
    "F1": (FIRST_YEAR, LAST_YEAR),
    "F2": (FIRST_YEAR, LAST_YEAR),
    "F3": (2003, 2019),
    "F4": (2013, LAST_YEAR),
}
_SHORTEST, _SPREAD = 600, 1550
STRIDES = (1, 7, 11, 17, 19, 23, 29, 31)


@dataclass(frozen=True)
class Scenes:
    """Where and when the stories of one family may happen: pairs of body and year with cumulative weights."""

    pairs: tuple[tuple[Office, int], ...]
    weights: tuple[float, ...]


@dataclass(frozen=True)
class Texts:
    """English templates, compiled once."""

    grammar: Grammar
    headlines: tuple[tuple[Form, ...], ...]
    openings: tuple[tuple[Form, ...], ...]
    middles: tuple[tuple[Form, ...], ...]
    closings: tuple[tuple[Form, ...], ...]
    synthetic: str


@cache
def texts() -> Texts:
    """Return the compiled templates."""
    source = load(DATA / "grammar.toml")
    grammar = Grammar.of(dict(world().pools))
    return Texts(
        grammar,
        headlines=grammar.compile(source["headlines"]),
        openings=grammar.compile(source["openings"]),
        middles=grammar.compile(source["middles"]),
        closings=grammar.compile(source["closings"]),
        synthetic=source["synthetic"],
    )


@cache
def scenes(family: Family) -> Scenes:
    """Return the scenes of a family; more was published from 2004 to 2019 than before and after."""
    first, last = _YEARS[family]
    pairs, weights = [], []
    for office in world().offices:
        years = range(dt.date.fromordinal(office.first).year, dt.date.fromordinal(office.last).year + 1)
        if family == "F4" and office.is_operation and not office.site:
            continue
        for year in years:
            if first <= year <= last:
                pairs.append((office, year))
                weights.append(office.weight * (0.3 if year < 2000 else 1.0 if 2004 <= year <= 2019 else 0.6))
    return Scenes(tuple(pairs), tuple(accumulate(weights)))


@cache
def dates() -> tuple[str, ...]:
    """Return `1 January 1995` and so on, by day since the first."""
    first, last = dt.date(FIRST_YEAR, 1, 1).toordinal(), dt.date(LAST_YEAR, 12, 31).toordinal()
    days = map(dt.date.fromordinal, range(first, last + 1))
    return tuple(f"{day.day} {calendar.month_name[day.month]} {day.year}" for day in days)


_FIRST_DAY = dt.date(FIRST_YEAR, 1, 1).toordinal()


def date_of(day: int) -> str:
    """Return an ordinal as "1 January 1995"."""
    return dates()[day - _FIRST_DAY]


def story(node: int, family: Family, rng: random.Random) -> Story:
    """Return a story that a page of the family can tell."""
    draw, here = rng.random, world()
    found = scenes(family)
    office, year = found.pairs[bisect(found.weights, draw() * found.weights[-1])]
    first = max(office.first, dt.date(year, 1, 1).toordinal())
    last = min(office.last, dt.date(year, 12, 31).toordinal())
    day = first + int(draw() * (last - first + 1))
    field = _field(office, draw)
    town = office.seat if draw() < 0.5 else office.towns[int(len(office.towns) ** draw()) - 1]
    languages = languages_of(office.key, family)
    # A third of the bodies publish in more than English: they do so three times as often.
    if languages and draw() < _LOCALIZED * _localizing(family):
        language = languages[int(draw() * len(languages))]
        return localized_story(node, family, office, day, town, field, language, draw)
    return _english(node, family, office, day, year, town, field, here, draw)


@cache
def _localizing(family: Family) -> float:
    """Return by how much bodies with other languages must exceed the share that all pages shall have."""
    found = scenes(family)
    steps = zip(found.pairs, found.weights, (0.0, *found.weights), strict=False)
    able = sum(weight - before for (office, _), weight, before in steps if languages_of(office.key, family))
    return found.weights[-1] / able


def _field(office: Office, draw: Draw) -> str:
    return office.fields[bisect(office.field_weights, draw() * office.field_weights[-1])]


def _english(
    node: int, family: Family, office: Office, day: int, year: int, town: Town, field: str, here: World, draw: Draw
) -> Story:
    subjects = here.subjects[field]
    subject = subjects[int(draw() * len(subjects))]
    name = office.name_in(year)
    towns = office.towns
    slots = (
        f"the {name}",
        f"The {name}",
        office.short,
        cap(office.short),
        _SHORT.get(office.key, name),
        town.name,
        office.country,
        subject,
        cap(subject),
        office.projects[int(len(office.projects) ** draw()) - 1],
        towns[int(draw() * len(towns))].name,
        towns[int(draw() * len(towns))].name,
    )
    date = date_of(day)
    quoted, speakers, quotations = quote_blocks(texts().grammar, office, year, slots, draw)
    dated = family != "F1" or draw() < 0.4
    dateline = _dateline(town, date, office, year, draw) if family != "F1" or not dated or draw() < 0.8 else ""
    return Story(
        node=node,
        family=family,
        day=day,
        title=_one(texts().headlines, slots, draw),
        type=_TYPES[int(draw() * len(_TYPES))],
        labels=_LABELS,
        town=town.name.upper(),
        place=town.name,
        place_key=town.key,
        header=f"{town.name.upper()} {date}",
        date=date,
        newsroom="Newsroom",
        tag=office.tag,
        issuer=office.key,
        slug=office.slug,
        site=office.site,
        fields=_tags(office, field, here, draw),
        paragraphs=_paragraphs(dateline, quoted, slots, draw),
        speakers=tuple(speakers),
        quotations=quotations,
        dated=dated,
        datelined=bool(dateline),
    )


_SHORT = {
    "odihr": "ODIHR",
    "rfom": "OSCE Media Freedom Representative",
    "hcnm": "OSCE High Commissioner",
    "secretariat": "OSCE",
}


def _tags(office: Office, field: str, here: World, draw: Draw) -> tuple[str, ...]:
    """Return one to three fields as tagged; rarely none, or one that is in no menu."""
    chance = draw()
    if chance < 0.03:
        return ()
    tags = [here.field_labels[field]]
    if chance > 0.55:
        tags.append(here.field_labels[_field(office, draw)])
    if chance > 0.90:
        tags.append(here.field_labels[_field(office, draw)])
    if 0.03 <= chance < 0.05:
        others = here.other_tags
        tags.append(others[int(draw() * len(others))])
    return tuple(dict.fromkeys(tags))


def _dateline(town: Town, date: str, office: Office, year: int, draw: Draw) -> str:
    form = draw()
    if year < 2002 and form < 0.5:
        return f"{town.name.upper()}, {date} (OSCE)-- "
    if form < 0.12 and office.is_operation and town != office.seat:
        return f"{town.name.upper()}, {office.country}, {date} - "
    if form < 0.55:
        return f"{town.name.upper()}, {date} - "
    if year >= 2025 and form > 0.8:
        return f"{town.name}, {date} – "
    return f"{town.name.upper()}, {date} – "


def _paragraphs(dateline: str, quoted: Sequence[str], story: Sequence[str], draw: Draw) -> tuple[str, ...]:
    """Return a body of one to five kilobytes, 2.5 on average, with the quotations after the second paragraph."""
    chosen = texts()
    wanted = _SHORTEST + _SPREAD * (draw() + draw() * 1.1) - sum(map(len, quoted))
    middles = chosen.middles
    at, stride = int(draw() * len(middles)), STRIDES[int(draw() * len(STRIDES))]
    # One format for the whole body, filled at once: filling sentence by sentence takes twice the time.
    text, slots, _ = _pick(chosen.openings, draw)
    written, needed, length = [text], [*slots], 0
    sentences = 0
    while length < wanted:
        # Every template at most once: the strides have no divisor in common with their number.
        forms = middles[at % len(middles)]
        at += stride
        text, slots, size = forms[int(draw() * len(forms))]
        written.append(" " if sentences else "\n")
        written.append(text)
        needed += slots
        length += size
        sentences = sentences - 1 if sentences else int(draw() * 3)
    text, slots, _ = _pick(chosen.closings, draw)
    written += ["\n", text, "\n", chosen.synthetic]
    needed += slots
    paragraphs = (dateline + chosen.grammar.fill("".join(written), needed, story, draw)).split("\n")
    paragraphs[2:2] = quoted
    return tuple(paragraphs)


def _pick(templates: tuple[tuple[Form, ...], ...], draw: Draw) -> Form:
    forms = templates[int(draw() * len(templates))]
    return forms[int(draw() * len(forms))]


def _one(templates: tuple[tuple[Form, ...], ...], story: Sequence[str], draw: Draw) -> str:
    text, slots, _ = _pick(templates, draw)
    return texts().grammar.fill(text, slots, story, draw)
