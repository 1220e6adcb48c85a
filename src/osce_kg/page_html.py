"""HTML → lines of visible text in reading order, with the markup that layouts need.

The parser repairs the markup, its serialization is then read tag by tag (`html_lines`).
Deep nesting and many attributes of one tag cost the parser time that grows with their square; such pages are refused.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from selectolax.lexbor import LexborDocumentOptions, LexborHTMLParser

from osce_kg.errors import PageError
from osce_kg.html_lines import VOID, HtmlLine, read_lines

MAX_DEPTH = 2000
MAX_ATTRIBUTES = 256
_MANY_TAGS = 4000

_DROPPED = [
    "head", "script", "style", "template", "noscript", "noframes", "noembed", "svg", "math",
    "iframe", "object", "canvas", "audio", "video", "select", "datalist", "textarea", "xmp",
    "plaintext",
]  # fmt: skip
# Elements whose end tag may be left out: they do not nest when it is.
_SELF_CLOSING = frozenset(["p", "li", "dt", "dd", "tr", "td", "th", "option", "thead", "tbody", "tfoot", "colgroup"])
_OPEN_OR_CLOSE = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)")
# Tags as the parser reads them, in one pass: all it goes back over is the attributes of one tag.
_ATTRIBUTE = r"""[^\s/>][^\s/>=]*+(?:\s*+=\s*+(?:"[^"]*+"|'[^']*+'|[^\s>]*+))?+[\s/]*+"""
_TAG = r"<[a-z][^\s/>]*+[\s/]*+"
_RAW = r"<!--(?:[^-]++|-(?!->))*+|<script\b(?:[^<]++|<(?!/script))*+|<style\b(?:[^<]++|<(?!/style))*+"
_USUAL = re.compile(rf"(?:[^<]++|{_RAW}|<(?![a-z])|{_TAG}(?:{_ATTRIBUTE}){{0,{MAX_ATTRIBUTES}}}+>)*+", re.I)
_UNUSUAL = re.compile(rf"{_TAG}(?:{_ATTRIBUTE}){{{MAX_ATTRIBUTES + 1}}}", re.I)
# Smaller pages are looked through only if that much stands between two brackets.
_SMALL_PAGE, _LONG_TAG = 100_000, 4096
# Asked of every page before its tree is: the tag's own shape is left to the tree, since unclosed tags cost a square.
_CANONICAL = re.compile(r"\brel\s*=\s*[\"']?canonical\b", re.I)


@dataclass(frozen=True, slots=True)
class HtmlPage:
    """The lines of a page in reading order, and the canonical URL that it declares."""

    lines: tuple[HtmlLine, ...]
    canonical: str | None


def read_html(markup: str, encoded: bytes) -> HtmlPage:
    """Return the visible text of a page as lines; `encoded` is the markup as UTF-8, which is what the parser reads.

    Raises:
        PageError: elements are nested more than `MAX_DEPTH` deep, a tag has more than `MAX_ATTRIBUTES`, or there is
        no body.
    """
    _refuse_depth(markup, encoded)
    _refuse_attributes(markup)
    # What events would add to the tree is a chosen option's text, and selections are dropped.
    tree = LexborHTMLParser(encoded, options=LexborDocumentOptions.WO_EVENTS)
    canonical = _canonical(markup, tree)
    tree.strip_tags(_DROPPED, recursive=True)
    body = tree.body.html if tree.body else None
    if body is None:
        raise PageError("HTML without a body")
    return HtmlPage(tuple(read_lines(body)), canonical)


def _canonical(markup: str, tree: LexborHTMLParser) -> str | None:
    if not _CANONICAL.search(markup):
        return None
    link = tree.css_first('link[rel="canonical"]')
    return (link.attributes.get("href") or None) if link else None


def _refuse_depth(markup: str, encoded: bytes) -> None:
    tags = encoded.count(b"<")
    if tags < _MANY_TAGS or tags - encoded.count(b"</") <= MAX_DEPTH:
        return
    depth = 0
    for closing, name in _OPEN_OR_CLOSE.findall(markup):
        tag = name.lower()
        if tag in VOID or tag in _SELF_CLOSING:
            continue
        depth = max(depth - 1, 0) if closing else depth + 1
        if depth > MAX_DEPTH:
            raise PageError(f"HTML elements are nested more than {MAX_DEPTH} deep")


def _refuse_attributes(markup: str) -> None:
    if len(markup) < _SMALL_PAGE and not _has_long_tag(markup):
        return
    usual = _USUAL.match(markup)
    end = usual.end() if usual else 0
    if _UNUSUAL.match(markup, end):
        raise PageError(f"an HTML tag has more than {MAX_ATTRIBUTES} attributes")


def _has_long_tag(markup: str) -> bool:
    """Whether somewhere much stands between two closing brackets, with an opening one in it."""
    for start in range(0, len(markup) - _LONG_TAG, _LONG_TAG):
        end = start + _LONG_TAG
        if markup.find(">", start, end) < 0 and markup.find("<", markup.rfind(">", 0, start) + 1, end) >= 0:
            return True
    return False
