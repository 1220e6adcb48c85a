"""What surrounds every page of the site: head, menu, footer, about 50 kB of styles, scripts and icons.

What is the same on every page is made once: benchmarks measure readers, not this.
"""

from __future__ import annotations

import json
import random
from functools import cache
from html import escape

from benchmarks.corpus.menus import menu_html

_STYLE, _SETTINGS, _ICONS, _SCRIPT = 11_000, 7_500, 6_500, 5_500
_WORDS = (
    "header", "main", "region", "block", "field", "node", "view", "teaser", "share", "menu", "pager", "footer",
    "search", "grid", "card", "icon", "link", "title",
)  # fmt: skip
_FOOTER = ("Terms of use", "Privacy", "Contact us", "Employment", "Procurement", "Sitemap", "RSS", "Newsletter")


def frame(url: str, title: str, year: int, main: str, view: int, language: str = "en", day: str | None = None) -> str:
    """Return the page around its main part, as captured in that year; `view` changes from page to page."""
    data = {"@context": "https://schema.org", "@type": "NewsArticle", "headline": title, "url": url}
    if day:
        data["datePublished"] = day
    text = escape(title)
    return "".join(
        (
            f'<!DOCTYPE html>\n<html lang="{language}" dir="ltr" prefix="og: https://ogp.me/ns#">\n<head>\n'
            f'<meta charset="utf-8">\n<title>{text} | OSCE</title>\n<link rel="canonical" href="{url}">\n'
            f'<meta property="og:title" content="{text}">\n<meta property="og:url" content="{url}">\n'
            f'<script type="application/ld+json">{json.dumps(data, ensure_ascii=False)}</script>\n',
            _head(),
            f'<body class="path-node page-node-type-news" data-view-dom-id="{view:016x}">\n',
            _top(year),
            main,
            _bottom(),
        )
    )


@cache
def _top(year: int) -> str:
    return (
        '<a href="#main-content" class="visually-hidden focusable">Skip to main content</a>\n'
        f"{_icons()}\n"
        '<div class="dialog-off-canvas-main-canvas" data-off-canvas-main-canvas><div class="layout-container">\n'
        '<header role="banner" class="header"><div class="region region-header"><div class="block block-branding">'
        '<a href="/" rel="home" class="site-logo"><svg class="icon"><use href="#i-0"></use></svg></a></div>\n'
        f"{menu_html(year)}\n"
        '<div class="search-block"><form action="/search" method="get">'
        '<input type="search" name="q" placeholder="Search"><button type="submit">'
        '<svg class="icon"><use href="#i-1"></use></svg></button></form></div></div></header>\n'
    )


@cache
def _bottom() -> str:
    links = "".join(f'<li class="footer__item"><a href="/footer/{i}">{name}</a></li>' for i, name in enumerate(_FOOTER))
    return (
        '<footer role="contentinfo" class="footer"><div class="region region-footer"><ul class="footer__menu">'
        f'{links}</ul><div class="footer__note"><p>© OSCE</p></div></div></footer>\n</div></div>\n'
        f'<script type="application/json" data-drupal-selector="drupal-settings-json">{_settings()}</script>\n'
        f"<script>{_script()}</script>\n</body></html>\n"
    )


@cache
def _head() -> str:
    rng = random.Random(3)
    links = "".join(
        f'<link rel="stylesheet" media="all" href="/sites/default/files/css/css_{rng.getrandbits(160):040x}.css">\n'
        for _ in range(8)
    )
    return f"{links}<style>{style()}</style>\n</head>\n"


@cache
def style() -> str:
    """Return a style sheet."""
    rng = random.Random(5)
    rules: list[str] = []
    while sum(map(len, rules)) < _STYLE:
        one, two = rng.sample(_WORDS, 2)
        rules.append(
            f".{one}--{two}{rng.randrange(40)}{{margin:{rng.randrange(48)}px {rng.randrange(9)}em;"
            f"color:#{rng.randrange(2**24):06x};width:{rng.randrange(1, 101)}%}}"
        )
    return "".join(rules)


@cache
def _settings() -> str:
    rng = random.Random(7)
    views: dict[str, object] = {}
    while len(json.dumps(views)) < _SETTINGS:
        name = f"{rng.choice(_WORDS)}_{rng.choice(_WORDS)}_{rng.randrange(1000)}"
        views[name] = {"dom": f"{rng.getrandbits(64):016x}", "ajax": rng.random() < 0.5, "weight": rng.randrange(50)}
    return json.dumps({"path": {"baseUrl": "/", "currentLanguage": "en"}, "views": views})


@cache
def _script() -> str:
    rng = random.Random(11)
    calls: list[str] = []
    while sum(map(len, calls)) < _SCRIPT:
        one, two = rng.sample(_WORDS, 2)
        calls.append(
            f'(function(d){{var {one}=d.querySelector(".{two}-{rng.randrange(90)}");'
            f"if({one}){{{one}.dataset.{two}={rng.randrange(10**6)};}}}})(document);"
        )
    return "".join(calls)


@cache
def _icons() -> str:
    rng = random.Random(13)
    icons: list[str] = []
    while sum(map(len, icons)) < _ICONS:
        path = " ".join(f"{rng.choice('MLCQ')}{rng.uniform(0, 24):.2f},{rng.uniform(0, 24):.2f}" for _ in range(24))
        icons.append(f'<symbol id="i-{len(icons)}" viewBox="0 0 24 24"><path d="{path}z"/></symbol>')
    return f'<svg xmlns="http://www.w3.org/2000/svg" style="display:none">{"".join(icons)}</svg>'
