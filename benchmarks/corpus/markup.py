"""Stories as HTML of about 60 kB: the site's nesting of blocks, fields and items."""

from __future__ import annotations

import datetime as dt
from functools import cache
from html import escape

from benchmarks.corpus.frame import frame, style
from benchmarks.corpus.model import Story

_SHARE = ("Facebook", "X", "LinkedIn", "E-mail", "Print")


def page_of(story: Story, url: str, captured_year: int, view: int) -> str:
    """Return the page of a story of F1, F3 or F4."""
    main = {"F1": _labelled, "F3": _section}.get(story.family, _site)(story)
    return frame(url, story.title, captured_year, main, view, story.language, _day(story))


def mirror_page(story: Story, lines: tuple[str, ...]) -> str:
    """Return a story as another host shows it, in little markup."""
    title = escape(story.title, quote=False)
    body = "".join(f"<p>{escape(line, quote=False)}</p>\n" for line in lines)
    return (
        f'<!DOCTYPE html><html lang="{story.language}"><head><meta charset="utf-8"><title>{title}</title>'
        f"<style>{style()}</style></head><body><main><h1>{title}</h1>\n{body}</main></body></html>"
    )


def field(label: str, items: tuple[str, ...] | list[str], name: str) -> str:
    """Return one labelled field; its items are markup."""
    values = "".join(f'<div class="field__item">{item}</div>' for item in items)
    return (
        f'<div class="field field--name-field-{name} field--type-entity-reference field--label-above">'
        f'<div class="field__label">{label}:</div><div class="field__items">{values}</div></div>\n'
    )


def time(day: str, text: str) -> str:
    """Return a time element at noon of the day."""
    return f'<time datetime="{day}T12:00:00Z" class="datetime">{text}</time>'


def _day(story: Story) -> str:
    return dt.date.fromordinal(story.day).isoformat()


def _body(story: Story) -> str:
    paragraphs = "</p>\n<p>".join(story.paragraphs)
    paragraphs = escape(paragraphs, quote=False).replace("&lt;/p&gt;\n&lt;p&gt;", "</p>\n<p>")
    return (
        '<div class="clearfix text-formatted field field--name-body field--type-text-with-summary field--label-hidden">'
        f'<div class="field__item"><p>{paragraphs}</p></div></div>\n'
    )


def _figure(story: Story) -> str:
    return (
        '<div class="field field--name-field-media"><figure class="caption caption-img"><picture>'
        f'<source srcset="/files/styles/large/{story.node}.webp 1x" type="image/webp">'
        f'<img src="/files/{story.node}.jpg" width="960" height="540" loading="lazy" alt=""></picture>'
        f"<figcaption>{escape(story.place)} (OSCE/Synthetic Photographer)</figcaption></figure></div>\n"
    )


@cache
def _tail() -> str:
    """Return what stands below every text: share links, and teasers of other pages."""
    share = "".join(
        f'<li class="share__item"><a href="#share-{name}" class="share__link"><svg class="icon">'
        f'<use href="#i-{index}"></use></svg><span class="visually-hidden">{name}</span></a></li>'
        for index, name in enumerate(_SHARE)
    )
    cards = "".join(
        '<div class="views-row"><div class="node node--type-news node--view-mode-teaser"><div class="node__content">'
        f'<h3 class="node__title"><a href="/node/{number}"><span class="field field--name-title">'
        f"Related page {number} of the synthetic archive</span></a></h3>"
        '<div class="field field--name-field-teaser"><div class="field__item">'
        "<p>A short teaser of another synthetic page.</p></div></div></div></div></div>\n"
        for number in range(1, 13)
    )
    return (
        f'<div class="share-block"><ul class="share">{share}</ul></div>\n</article>\n</div>\n'
        '<aside role="complementary" class="layout-sidebar"><div class="view view-related"><h2>Related news</h2>'
        f'<div class="view-content">{cards}</div></div></aside>\n</main>\n'
    )


def _open(kind: str) -> str:
    return (
        '<main role="main" class="main"><a id="main-content" tabindex="-1"></a><div class="layout-content">'
        '<div class="region region-content"><div class="block block-system block-system-main-block"></div></div>\n'
        f'<article role="article" class="node node--type-{kind} node--view-mode-full">\n'
    )


def _title(text: str) -> str:
    return (
        '<h1 class="page-title"><span class="field field--name-title field--type-string field--label-hidden">'
        f"{escape(text, quote=False)}</span></h1>\n"
    )


def _kind(story: Story) -> str:
    return (
        f'<div class="field field--name-type field--label-hidden"><div class="field__item">{story.type}</div></div>\n'
    )


def _fields(story: Story) -> list[str]:
    return [f'<a href="/fields/{index}" hreflang="en">{escape(name)}</a>' for index, name in enumerate(story.fields)]


def _labelled(story: Story) -> str:
    date, place, source, work, *_ = story.labels
    return "".join(
        (
            _open("press-release"),
            _kind(story),
            _title(story.title),
            field(date, [time(_day(story), story.date)] if story.dated else [], "date"),
            field(place, [escape(story.town)], "place"),
            field(source, [f'<a href="/{story.slug}">{escape(story.tag)}</a>'], "source"),
            field(work, _fields(story), "fields"),
            _figure(story) if story.node % 2 else "",
            _body(story),
            _tail(),
        )
    )


def _section(story: Story) -> str:
    return "".join(
        (
            _open("news"),
            f'<div class="section-header"><span>{story.newsroom}</span></div>\n',
            _title(story.title),
            f'<div class="node__meta"><span>{escape(story.header)}</span></div>\n',
            _figure(story) if story.node % 2 else "",
            _body(story),
            _tail(),
        )
    )


def _site(story: Story) -> str:
    _, _, _, work, issued, by = story.labels
    return "".join(
        (
            _open("press-release"),
            _kind(story),
            _title(story.title),
            field(issued, [time(_day(story), story.date)] if story.dated else [], "issued"),
            field(by, [f'<a href="/{story.slug}">{escape(story.tag)}</a>'], "issuer"),
            field(work, _fields(story), "fields"),
            _figure(story) if story.node % 2 else "",
            _body(story),
            _tail(),
        )
    )


def listing(items: list[tuple[str, str, str, str, str, str, str, str]]) -> str:
    """Return a listing of (url, title, ISO day, date, type, tag, fields, teaser)."""
    rows = "".join(
        f'<div class="views-row"><article><h3><a href="{url}">{escape(title, quote=False)}</a></h3>\n'
        + field("Publishing date", [time(day, date)], "date")
        + field("Content type", [kind], "type")
        + field("Where we are", [escape(tag)], "where")
        + field("What we do", [escape(fields)], "what")
        + f"<p>{escape(teaser, quote=False)}</p></article></div>\n"
        for url, title, day, date, kind, tag, fields, teaser in items
    )
    return (
        f'<main role="main" class="main"><h1>News and press releases</h1><div class="view-content">{rows}</div>'
        '<ul class="pager"><li><a href="?page=1">Next page</a></li></ul></main>\n'
    )


def topic(title: str, headed: list[tuple[str, str]]) -> str:
    """Return a topic page of (heading, paragraph)."""
    parts = "".join(f"<h2>{heading}</h2>\n<p>{escape(text, quote=False)}</p>\n" for heading, text in headed)
    return f'<main role="main" class="main">{_title(title)}{parts}</main>\n'
