"""Stories as captured pages; among them mirrors, duplicates, damaged pages, listings and topic pages."""

from __future__ import annotations

import datetime as dt
import random
from bisect import bisect
from collections.abc import Iterator
from dataclasses import replace
from itertools import accumulate

from benchmarks.corpus import markup
from benchmarks.corpus.frame import frame
from benchmarks.corpus.menus import menu
from benchmarks.corpus.model import FIRST_NODE, Family, Page, Story, Truth
from benchmarks.corpus.stories import story, texts

MIRRORS, DUPLICATES, DAMAGED = 0.02, 0.01, 0.005
_SHARES: tuple[tuple[Family, float], ...] = (
    ("F1", 0.34), ("F2", 0.18), ("F3", 0.28), ("F4", 0.16), ("F5", 0.01), ("F7", 0.03),
)  # fmt: skip
_FAMILIES = tuple(family for family, _ in _SHARES)
_BOUNDS = tuple(accumulate(share for _, share in _SHARES))
_HTML: dict[Family, Family] = {"F2": "F1"}
"""F2 is a form of text only: as HTML the page has its labels."""

_KEPT = 50
_LAST_CAPTURE = dt.date(2026, 10, 31).toordinal()
_ITEMS = 10
_FIRST_ITEM = 10 * FIRST_NODE
"""The pages to which listings lead are not in the corpus; their node ids lie above all of it."""


def generate(pages: int, seed: int = 1, as_html: bool = False) -> Iterator[Page]:
    """Yield `pages` captures in constant memory; the same arguments give the same pages.

    About 2 % are mirrors of an earlier page, 1 % repeat an earlier page's bytes, 0.5 % are damaged. Of the others
    10 % are in another language than English.
    """
    rng = random.Random(seed)
    recent: list[tuple[Story, Page]] = []
    for number in range(pages):
        fate = rng.random()
        if recent and fate < DUPLICATES:
            yield replace(recent[int(rng.random() * len(recent))][1], fate="duplicate")
            continue
        if recent and fate < DUPLICATES + MIRRORS:
            # A mirror shows no labels: without a dateline it would have no date.
            datelined = [told for told, _ in recent if told.datelined]
            if datelined:
                yield _mirror(datelined[int(rng.random() * len(datelined))], rng, as_html)
                continue
        family = _FAMILIES[bisect(_BOUNDS, rng.random() * _BOUNDS[-1])]
        if as_html:
            family = _HTML.get(family, family)
        node = FIRST_NODE + number
        if family in ("F5", "F7"):
            yield _special(family, node, rng, as_html)
            continue
        told = story(node, family, rng)
        page = _page(told, rng, as_html)
        if fate > 1 - DAMAGED:
            yield replace(page, body=page.body[: 1 + int(rng.random() * 400)], fate="damaged", truth=())
            continue
        recent.append((told, page))
        if len(recent) > _KEPT:
            del recent[0]
        yield page


def _page(told: Story, rng: random.Random, as_html: bool) -> Page:
    url = _url(told)
    day = _captured(told, rng)
    captured = _moment(day, told.node)
    year = dt.date.fromordinal(day).year
    if as_html:
        body = markup.page_of(told, url, year, rng.getrandbits(64))
    else:
        body = "\n".join(_lines(told, year))
    return Page(url, body, captured, as_html, told.family, truth=(_truth(told),))


def _truth(told: Story) -> Truth:
    """Return what this form of the story says: labels stand in F1 and F4 only, and with them issuer and fields."""
    labelled = told.family in ("F1", "F4")
    return Truth(
        told.title,
        dt.date.fromordinal(told.day).isoformat(),
        told.tag_language,
        told.place_key,
        told.issuer if labelled else None,
        told.fields if labelled else (),
        told.speakers,
        told.quotations,
    )


def _url(told: Story) -> str:
    language = "" if told.language == "en" else f"{told.language}/"
    if told.family == "F4" and told.site:
        return f"https://{told.site}.osce.org/{language}news/{told.node}"
    return f"https://www.osce.org/{language}{told.slug}/{told.node}"


def _captured(told: Story, rng: random.Random) -> int:
    """Return the day of the capture: F1 and F4 have the look of 2025 and 2026, the others any later day."""
    if told.family in ("F1", "F4"):
        first = max(told.day + 1, dt.date(2025, 1, 7).toordinal())
    else:
        first = told.day + 1
    return first + int(rng.random() * max(_LAST_CAPTURE - first, 1))


def _moment(day: int, node: int) -> str:
    return f"{dt.date.fromordinal(day).isoformat()}T{node % 24:02d}:{node % 60:02d}:00Z"


def _lines(told: Story, year: int) -> list[str]:
    date, place, source, work, issued, by = told.labels
    if told.family == "F1":
        # An empty label is normal: the dateline has the date then.
        dates = [f"- {told.date}"] if told.dated else []
        head = [menu(year).rstrip("\n"), told.type, told.title, f"- {date}:", *dates, f"- {place}:", f"- {told.town}"]
        head += [f"- {source}:", f"- {told.tag}", f"- {work}:", *(f"- {field}" for field in told.fields)]
        return [*head, *told.paragraphs]
    if told.family == "F2":
        return [told.title, *told.paragraphs]
    if told.family == "F3":
        # The body of many such captures repeats from its second paragraph on.
        tail = told.paragraphs[1:] if told.node % 3 == 0 else ()
        return [told.newsroom, told.title, told.header, *told.paragraphs, *tail]
    head = ["Skip Links", told.type, told.title, f"{issued}:", *([told.date] if told.dated else []), f"{by}:", told.tag]
    return [*head, f"{work}:", *(f"- {field}" for field in told.fields), *told.paragraphs]


def _mirror(told: Story, rng: random.Random, as_html: bool) -> Page:
    lines = (*told.paragraphs, "Distributed by Synthetic Wire on behalf of the OSCE.")
    url = f"https://wire{int(rng.random() * 3)}.example/osce/{told.node}"
    captured = _moment(_captured(told, rng), told.node)
    body = markup.mirror_page(told, lines) if as_html else "\n".join((told.title, *lines))
    truth = replace(_truth(told), issuer=None, fields=())
    return Page(url, body, captured, as_html, "F6", "mirror", (truth,))


def _special(family: Family, node: int, rng: random.Random, as_html: bool) -> Page:
    day = dt.date(2016, 1, 1).toordinal() + int(rng.random() * 3900)
    captured = _moment(day, node)
    if family == "F7":
        return _topic(node, captured, rng, as_html)
    first = _FIRST_ITEM + _ITEMS * (node - FIRST_NODE)
    stories = [story(first + index, "F3", rng) for index in range(_ITEMS)]
    told = [item for item in stories if item.language == "en" and item.fields]
    items = [
        (
            f"/{item.slug}/{item.node}",
            item.title,
            dt.date.fromordinal(item.day).isoformat(),
            item.date,
            item.type,
            item.tag,
            ", ".join(item.fields),
            f"{texts().synthetic} {item.paragraphs[1][:160]}",
        )
        for item in told
    ]
    url = f"https://www.osce.org/press-releases?page={node - FIRST_NODE}"
    if as_html:
        body = frame(url, "News and press releases", int(captured[:4]), markup.listing(items), node)
    else:
        body = "\n".join(["News and press releases", *(line for item in items for line in _item(item))])
    truth = tuple(
        Truth(item.title, dt.date.fromordinal(item.day).isoformat(), "en", None, item.issuer, item.fields)
        for item in told
    )
    return Page(url, body, captured, as_html, "F5", truth=truth)


def _item(item: tuple[str, str, str, str, str, str, str, str]) -> list[str]:
    _, title, _, date, kind, tag, fields, teaser = item
    return [
        title, "Publishing date:", date, "Content type:", kind, "Where we are:", tag, "What we do:", fields, teaser,
    ]  # fmt: skip


def _topic(node: int, captured: str, rng: random.Random, as_html: bool) -> Page:
    told = story(node, "F1", rng)
    while told.language != "en":
        told = story(node, "F1", rng)
    title = told.fields[0] if told.fields else "About the synthetic archive"
    # No dateline and no quotation: paragraphs in the middle of the story, without those that quote.
    body = [part for part in told.paragraphs[1:] if "“" not in part and '"' not in part]
    headings = ("Overview", "Background", "Tasks")
    headed = [(heading, part) for heading, part in zip(headings, body, strict=False)]
    headed[-1] = (headed[-1][0], body[-1])
    url = f"https://www.osce.org/topics/{told.slug}/about-{node}"
    if as_html:
        page = frame(url, title, int(captured[:4]), markup.topic(title, headed), node)
    else:
        page = "\n".join([title, *(line for pair in headed for line in pair)])
    return Page(url, page, captured, as_html, "F7")
