"""Synthetic pages: families F1 to F4 as text, F1 and F3 as HTML, mirrors, duplicates and damaged pages."""

from __future__ import annotations

import calendar
import html
import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from benchmarks.corpus.words import (
    FIELDS,
    FIRST_NAMES,
    HEADLINES,
    LAST_NAMES,
    LOCALIZED,
    OFFICES,
    QUOTES,
    ROLES,
    SENTENCES,
    TOPICS,
    Office,
)

_SAMPLE = Path(__file__).resolve().parents[2] / "data" / "captures"
_MIRROR, _DUPLICATE, _DAMAGED = 0.02, 0.01, 0.005


@dataclass(frozen=True, slots=True)
class Page:
    """One synthetic capture. `body` is text, or HTML if `is_html`; `captured` is an ISO 8601 time."""

    url: str
    body: str
    captured: str
    is_html: bool = False


@dataclass(frozen=True, slots=True)
class _Story:
    node: int
    office: Office
    title: str
    day: int
    month: int
    year: int
    fields: tuple[str, ...]
    paragraphs: tuple[str, ...]
    language: str = "en"


@cache
def menu() -> str:
    """Return the flattened menu that text captures of 2024-2026 begin with, from the sample capture."""
    text = next(iter(sorted(_SAMPLE.glob("*.txt")))).read_text(encoding="utf-8")
    return text[: text.index("Press release\n")]


@cache
def menu_html() -> str:
    """Return the same labels as nested lists."""
    parts: list[str] = ["<nav><ul>"]
    is_open = False
    lines = menu().splitlines()
    for index, line in enumerate(lines):
        if line == "-":
            continue
        if index and lines[index - 1] == "-":
            parts.append(("</ul></li>" if is_open else "") + f"<li><span>{html.escape(line)}</span><ul>")
            is_open = True
        else:
            label = html.escape(line.removeprefix("- "))
            parts.append(f'<li><a href="/menu/{index}">{label}</a></li>')
    return "".join([*parts, "</ul></li></ul></nav>"])


def generate(pages: int, seed: int = 1, as_html: bool = False) -> Iterator[Page]:
    """Yield `pages` captures; the same arguments give the same pages.

    About 2 % are mirrors of an earlier page, 1 % repeat earlier bytes, 0.5 % are damaged.
    """
    rng = random.Random(seed)
    recent: list[tuple[_Story, Page]] = []
    for number in range(pages):
        fate = rng.random()
        if recent and fate < _DUPLICATE:
            yield rng.choice(recent)[1]
            continue
        if recent and fate < _DUPLICATE + _MIRROR:
            yield _mirror(rng.choice(recent)[0], rng)
            continue
        story = _story(number, rng)
        page = _html(story, rng) if as_html else _text(story, rng)
        if fate > 1 - _DAMAGED:
            page = replace(page, body=page.body[: rng.randrange(1, 400)])
        recent.append((story, page))
        del recent[:-50]
        yield page


def _story(number: int, rng: random.Random) -> _Story:
    office = rng.choice(OFFICES)
    year, month = rng.randint(office.first, office.last), rng.randint(1, 12)
    day = rng.randint(1, calendar.monthrange(year, month)[1])
    topic, place = rng.choice(TOPICS), office.town.title().split("/")[0]
    values = {
        "topic": topic,
        "place": place,
        "name": office.name,
        "short": office.name.replace("OSCE Office for Democratic Institutions and Human Rights", "ODIHR"),
        "country": office.country,
        "number": rng.randint(12, 90),
    }
    title = rng.choice(HEADLINES).format(**values)
    fields = tuple(rng.sample(FIELDS, rng.choice((1, 1, 2))))
    if rng.random() < 0.1:
        return _localized(number, office, day, month, year, fields, rng)
    dateline = f"{office.town}, {day} {calendar.month_name[month]} {year} {rng.choice('-–')} "
    opening, *rest = [sentence.format(**values) for sentence in SENTENCES]
    paragraphs = [dateline + opening + " " + rest[0], *rest[1:]]
    paragraphs[2:2] = _quotes(office, values, rng)
    return _Story(100_000 + number, office, title, day, month, year, fields, tuple(paragraphs))


def _quotes(office: Office, values: dict[str, object], rng: random.Random) -> list[str]:
    # A few hundred people, so that they recur.
    index = rng.randrange(len(FIRST_NAMES) * len(LAST_NAMES))
    name = f"{FIRST_NAMES[index % len(FIRST_NAMES)]} {LAST_NAMES[index // len(FIRST_NAMES)]}"
    role = ROLES[index % len(ROLES)].format(name=office.name, country=office.country)
    one, two = (quote.format(**values) for quote in rng.sample(QUOTES, 2))
    return [f"“{one},” said {name}, {role}.", f"“{two},” added {name.split()[1]}."]


def _localized(
    number: int, office: Office, day: int, month: int, year: int, fields: tuple[str, ...], rng: random.Random
) -> _Story:
    language = rng.choice(sorted(LOCALIZED))
    dateline, months, sentence, title = LOCALIZED[language]
    first = dateline.format(place=office.town.split("/")[0], day=day, month=months[month - 1], year=year)
    title = f"{title} ({number})"
    return _Story(100_000 + number, office, title, day, month, year, fields, (first, sentence), language)


def _url(story: _Story) -> str:
    language = "" if story.language == "en" else f"{story.language}/"
    return f"https://www.osce.org/{language}{story.office.slug}/{story.node}"


def _captured(story: _Story) -> str:
    return f"2025-{story.node % 12 + 1:02d}-{story.node % 28 + 1:02d}T08:00:00Z"


def _labels(story: _Story) -> list[str]:
    lines = ["Press release", story.title, "- Date:"]
    lines += ["- Place:", f"- {story.office.town}", "- Source:", f"- {story.office.tag}", "- Fields of work:"]
    return [*lines, *(f"- {field}" for field in story.fields)]


def _text(story: _Story, rng: random.Random) -> Page:
    family = rng.choice(("F1", "F1", "F2", "F3", "F4"))
    date = f"{story.day} {calendar.month_name[story.month]} {story.year}"
    if family == "F1":
        lines = [menu().rstrip("\n"), *_labels(story), *story.paragraphs]
    elif family == "F2":
        lines = [story.title, *story.paragraphs]
    elif family == "F3":
        # The body of such captures repeats from its second paragraph on.
        town = story.office.town.split("/")[0]
        lines = ["Newsroom", story.title, f"{town} {date}", *story.paragraphs, *story.paragraphs[1:]]
    else:
        lines = [
            "Skip Links",
            "Press release",
            story.title,
            "Issued on:",
            date,
            "Issued by:",
            story.office.tag,
        ]
        lines += ["Fields of work:", *story.fields, *story.paragraphs]
    return Page(_url(story), "\n".join(lines), _captured(story))


def _html(story: _Story, rng: random.Random) -> Page:
    date = f"{story.year}-{story.month:02d}-{story.day:02d}"
    body = "".join(f"<p>{html.escape(paragraph)}</p>" for paragraph in story.paragraphs)
    fields = "".join(f"<li>{html.escape(field)}</li>" for field in story.fields)
    labels = (
        f"<dl><dt>Date:</dt><dd><time datetime='{date}'>{date}</time></dd>"
        f"<dt>Place:</dt><dd>{story.office.town}</dd><dt>Source:</dt><dd>{html.escape(story.office.tag)}</dd></dl>"
        f"<div>Fields of work:</div><ul>{fields}</ul>"
    )
    # Real pages are about 60 kB, most of it script, style and markup around the text.
    filler = "".join(f"<div class='c{rng.randrange(10**6)}'><span></span></div>" for _ in range(400))
    script = "<script>" + "var a=1;" * 4000 + "</script>"
    page = (
        f"<!DOCTYPE html><html lang='{story.language}'><head><title>{html.escape(story.title)} | OSCE</title>"
        f"<link rel='canonical' href='{_url(story)}'>{script}</head><body>{menu_html()}{filler}<main>"
        f"<div>Press release</div><h1>{html.escape(story.title)}</h1>{labels}"
        f"<article>{body}</article></main></body></html>"
    )
    return Page(_url(story), page, _captured(story), is_html=True)


def _mirror(story: _Story, rng: random.Random) -> Page:
    lines = [story.title, *story.paragraphs, "Distributed by Synthetic Wire on behalf of the OSCE."]
    return Page(f"https://wire{rng.randrange(3)}.example/osce/{story.node}", "\n".join(lines), _captured(story))
