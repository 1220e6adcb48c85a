"""HTML → lines of visible text in reading order, with the markup that layouts need.

The parser repairs the markup, its serialization is then read tag by tag (`html_lines`).
Deep nesting costs the parser time that grows with its square; such pages are refused.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser

from osce_kg.errors import PageError
from osce_kg.html_lines import VOID, HtmlLine, read_lines

MAX_DEPTH = 2000
_MANY_TAGS = 4000

_DROPPED = [
    "head", "script", "style", "template", "noscript", "noframes", "noembed", "svg", "math",
    "iframe", "object", "canvas", "audio", "video", "select", "datalist", "textarea", "xmp",
    "plaintext",
]  # fmt: skip
# Elements whose end tag may be left out: they do not nest when it is.
_SELF_CLOSING = frozenset(["p", "li", "dt", "dd", "tr", "td", "th", "option", "thead", "tbody", "tfoot", "colgroup"])
_OPEN_OR_CLOSE = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)")
# Asked of every page before its tree is: the tag's own shape is left to the tree, since unclosed tags cost a square.
_CANONICAL = re.compile(r"\brel\s*=\s*[\"']?canonical\b", re.I)


@dataclass(frozen=True, slots=True)
class HtmlPage:
    """The lines of a page in reading order, and what it declares about itself."""

    lines: tuple[HtmlLine, ...]
    canonical: str | None
    language: str | None


def read_html(markup: str) -> HtmlPage:
    """Return the visible text of a page as lines.

    Raises:
        PageError: elements are nested more than `MAX_DEPTH` deep, or there is no body.
    """
    _refuse_depth(markup)
    tree = LexborHTMLParser(markup)
    language = tree.root.attributes.get("lang") if tree.root else None
    canonical = _canonical(markup, tree)
    tree.strip_tags(_DROPPED, recursive=True)
    body = tree.body.html if tree.body else None
    if body is None:
        raise PageError("HTML without a body")
    return HtmlPage(tuple(read_lines(body)), canonical, language or None)


def _canonical(markup: str, tree: LexborHTMLParser) -> str | None:
    if not _CANONICAL.search(markup):
        return None
    link = tree.css_first('link[rel="canonical"]')
    return (link.attributes.get("href") or None) if link else None


def _refuse_depth(markup: str) -> None:
    tags = markup.count("<")
    if tags < _MANY_TAGS or tags - markup.count("</") <= MAX_DEPTH:
        return
    depth = 0
    for closing, name in _OPEN_OR_CLOSE.findall(markup):
        tag = name.lower()
        if tag in VOID or tag in _SELF_CLOSING:
            continue
        depth = max(depth - 1, 0) if closing else depth + 1
        if depth > MAX_DEPTH:
            raise PageError(f"HTML elements are nested more than {MAX_DEPTH} deep")
