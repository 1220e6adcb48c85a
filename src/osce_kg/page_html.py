"""HTML → lines of visible text in reading order, with the markup that layouts need.

The parser repairs the markup, its serialization is then read tag by tag in one pass without recursion.
Deep nesting costs the parser time that grows with its square; such pages are refused.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from selectolax.lexbor import LexborHTMLParser

from osce_kg.errors import PageError

MAX_DEPTH = 2000
_MANY_TAGS = 4000

_DROPPED = [
    "head", "script", "style", "template", "noscript", "noframes", "noembed", "svg", "math",
    "iframe", "object", "canvas", "audio", "video", "select", "datalist", "textarea", "xmp",
    "plaintext",
]  # fmt: skip
_INLINE = frozenset({
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em",
    "font", "i", "img", "input", "ins", "kbd", "label", "mark", "nobr", "picture", "q", "s", "samp",
    "small", "source", "span", "strike", "strong", "sub", "sup", "time", "track", "tt", "u", "var",
    "wbr",
})  # fmt: skip
_VOID = frozenset(
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"]
)
# Elements whose end tag may be left out: they do not nest when it is.
_SELF_CLOSING = frozenset(["p", "li", "dt", "dd", "tr", "td", "th", "option", "thead", "tbody", "tfoot", "colgroup"])
_LISTS = frozenset({"ul", "ol", "menu"})
_LANDMARKS = {
    "nav": "nav",
    "footer": "footer",
    "header": "header",
    "aside": "aside",
    "main": "main",
    "article": "main",
}
_ROLES = {
    "navigation": "nav",
    "contentinfo": "footer",
    "banner": "header",
    "complementary": "aside",
    "main": "main",
}

# A serialization escapes < and > everywhere but in comments, so that outside them each > ends a tag.
_TAGS_AND_TEXT = re.compile(r"((?:<(?:!--.*?--|[^>]*+)>\s*+)++)([^<]*+)", re.S)
_COMMENT = re.compile(r"(?:\A|(?<=>))(\s*+)<!--.*?-->", re.S)
_BLANK_AFTER_TAG = re.compile(r">\s")
# Long runs of tags without text are mostly placeholders of icons and advertisements, two in each other at most.
_LONG_RUN = 1000
_EMPTY_INLINE = re.compile(r"<(span|i|b|em|strong|font)(?: [^>]*+)?+></\1>")
_EMPTY_BLOCK = re.compile(r"<(div|p|td|section|button|figure)(?: [^>]*+)?+></\1>")
_OPEN_OR_CLOSE = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)")
_HIDDEN = re.compile(r'\shidden(?=[\s=>]|\Z)|\sstyle="[^"]*(?:display:\s*none|visibility:\s*hidden)', re.I)
_META_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9._:-]+)", re.I)
# Not all codecs of Python read text (hex, idna), and some make half characters of escapes: a page may name any.
_PROBE = b"\\ud800\xff"
# Asked of every page before its tree is: the tag's own shape is left to the tree, since unclosed tags cost a square.
_CANONICAL = re.compile(r"\brel\s*=\s*[\"']?canonical\b", re.I)
_ENTITIES = (("&nbsp;", "\u00a0"), ("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&amp;", "&"))


class HtmlLine(NamedTuple):
    """One block's text. `region` is the innermost landmark: nav, header, footer, aside, main, or ""."""

    text: str
    tag: str
    bullet: bool
    depth: int
    href: str | None
    datetime: str | None
    region: str


@dataclass(frozen=True, slots=True)
class HtmlPage:
    """The lines of a page in reading order, and what it declares about itself."""

    lines: tuple[HtmlLine, ...]
    canonical: str | None
    language: str | None


def decode(content: bytes, charset: str | None) -> tuple[str, int]:
    """Return the markup as text, and how many bytes had to be replaced.

    The encoding is that of the byte order mark, the HTTP header, the first 4 kB's meta element, else UTF-8
    (https://html.spec.whatwg.org/#determining-the-character-encoding without its guesses).
    """
    for mark, name in (
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
    ):
        if content.startswith(mark):
            return _decoded(content[len(mark) :], name)
    declared = _META_CHARSET.search(content, 0, 4096)
    if codec := _codec(charset):
        return _decoded(content, codec)
    codec = _codec(declared.group(1).decode()) if declared else None
    # A meta element that could be read byte by byte is not in UTF-16, whatever it says.
    return _decoded(content, "utf-8" if codec is None or codec.startswith(("utf-16", "utf-32")) else codec)


def _codec(label: str | None) -> str | None:
    if not label:
        return None
    try:
        name = codecs.lookup(label).name
        _PROBE.decode(name, "replace").encode()
    except (LookupError, ValueError):
        return None
    # No encoding of the web either, and its decoder lets half characters through.
    if name == "utf-7":
        return None
    # The web means windows-1252 by these two (https://encoding.spec.whatwg.org/#names-and-labels).
    return "windows-1252" if name in ("iso8859-1", "ascii") else name


def _decoded(content: bytes, name: str) -> tuple[str, int]:
    try:
        return content.decode(name), 0
    except UnicodeDecodeError:
        text = content.decode(name, "replace")
        return text, max(text.count("\ufffd"), 1)


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
    body = tree.body
    if body is None or body.html is None:
        raise PageError("HTML without a body")
    reader = _Reader()
    reader.read(body.html)
    return HtmlPage(tuple(reader.lines), canonical, language or None)


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
        if tag in _VOID or tag in _SELF_CLOSING:
            continue
        depth = max(depth - 1, 0) if closing else depth + 1
        if depth > MAX_DEPTH:
            raise PageError(f"HTML elements are nested more than {MAX_DEPTH} deep")


def unescape(text: str) -> str:
    """Return text of a serialization without the five entities that serializers write."""
    if "&" in text:
        for entity, character in _ENTITIES:
            text = text.replace(entity, character)
    return text


# What a tag does: whether it opens, its block, the region and how many lists deeper it is inside, and whether the
# next line begins an item unless that is None. Void elements close a block that is never open: they break the
# line only. Links and times have no block; their attribute is in place of the region. Other tags do nothing.
_Step = tuple[bool, str, str, int, bool | None] | tuple[()]
# What a run of tags without text between them does, and whether there are blanks between them.
_Plan = tuple[tuple[tuple[bool, str, str, int, bool | None], ...], bool]


@lru_cache(maxsize=512)
def _step(name: str) -> _Step:
    """Return what the tag `name` or `/name` does; processing instructions begin with a question mark."""
    name = "".join(name.split(None, 1)[:1])
    block = name.removeprefix("/")
    if not block or block in _INLINE or block.startswith("?"):
        return ()
    opens = name == block and block not in _VOID
    bullet = opens if block == "li" else False if block in _LISTS else None
    return (opens, block, _LANDMARKS.get(block, ""), int(block in _LISTS), bullet)


@dataclass(slots=True)
class _Reader:
    """The state of one pass over the tags: open blocks as (tag, region, list depth), and the pending text.

    Most runs of tags recur on a page, hence the plans, and so do most tags, hence the steps.
    """

    lines: list[HtmlLine] = field(default_factory=list)
    _text: list[str] = field(default_factory=list)
    _blocks: list[tuple[str, str, int]] = field(default_factory=lambda: [("", "", 0)])
    _plans: dict[str, _Plan] = field(default_factory=dict)
    _steps: dict[str, _Step] = field(default_factory=dict)
    _bullet: bool = False
    _href: str | None = None
    _datetime: str | None = None
    _hidden: str = ""
    _hidden_depth: int = 0

    def read(self, markup: str) -> None:
        pending, blocks, planned = self._text, self._blocks, self._plans.get
        for tags, text in _TAGS_AND_TEXT.findall(markup):
            plan = None if self._hidden else planned(tags)
            steps, blank = plan or self._plan(tags)
            for opens, block, region, deeper, bullet in steps:
                if not block:
                    self._attribute(opens, region)
                    continue
                if pending:
                    self._flush()
                if opens:
                    _, outer, depth = blocks[-1]
                    # A header inside the main content is part of it.
                    if not region or (region == "header" and outer == "main"):
                        region = outer
                    blocks.append((block, region, depth + deeper))
                elif blocks[-1][0] == block:
                    blocks.pop()
                else:
                    continue
                if bullet is not None:
                    self._bullet = bullet
            # Blanks count between words only; most text between tags is indentation.
            if blank and pending:
                pending.append(" ")
            if text and not self._hidden:
                pending.append(text)
        self._flush()

    def _attribute(self, is_link: bool, value: str) -> None:
        if not is_link:
            self._datetime = self._datetime or value
        elif self._href is None:
            self._href = value

    def _plan(self, tags: str) -> _Plan:
        before, shown = self._hidden, tags
        if before or "<!--" in tags or "hidden" in tags or "style=" in tags:
            shown = self._shown(tags)
        if len(shown) > _LONG_RUN:
            shown = _EMPTY_BLOCK.sub("<br>", _EMPTY_INLINE.sub("", shown))
        known = self._steps.get
        steps = []
        for tag in shown.split(">"):
            step = known(tag)
            if step is None:
                step = self._steps[tag] = _read_tag(tag)
            if step:
                steps.append(step)
        plan = (tuple(steps), shown[:1].isspace() or _BLANK_AFTER_TAG.search(shown) is not None)
        if not before and not self._hidden:
            self._plans[tags] = plan
        return plan

    def _shown(self, tags: str) -> str:
        """Return the tags, and blanks between them, without comments and hidden elements."""
        if "<!--" in tags:
            tags = _COMMENT.sub(r"\1", tags)
        if not self._hidden and not _HIDDEN.search(tags):
            return tags
        shown = []
        for tag in tags.split(">"):
            name = (tag.split(None, 1) or ("",))[0][1:]
            if self._hidden:
                if name == self._hidden:
                    self._hidden_depth += 1
                elif name == f"/{self._hidden}":
                    self._hidden_depth -= 1
                if not self._hidden_depth:
                    self._hidden = ""
            elif name and name != "body" and name not in _VOID and _hides(tag):
                self._hidden, self._hidden_depth = name, 1
                shown.append(tag[: tag.index("<")])
            else:
                shown.append(f"{tag}>" if name else tag)
        return "".join(shown)

    def _flush(self) -> None:
        words = " ".join(unescape("".join(self._text)).split())
        self._text.clear()
        if not words:
            return
        tag, region, depth = self._blocks[-1]
        bullet = self._bullet
        if bullet:
            tag, self._bullet = "li", False
        self.lines.append(HtmlLine(words, tag, bullet, depth, self._href, self._datetime, region))
        self._href = self._datetime = None


def _hides(tag: str) -> bool:
    return ("hidden" in tag or "style=" in tag) and _HIDDEN.search(tag) is not None


def _read_tag(tag: str) -> _Step:
    """Return what a tag does, given without its `>` and with the blanks before it."""
    name, _, attributes = tag[tag.find("<") + 1 :].partition(" ")
    if name == "a":
        href = _attribute(tag, ' href="')
        return (True, "", href, 0, None) if href else ()
    if name == "time":
        moment = _attribute(tag, ' datetime="')
        return (False, "", moment, 0, None) if moment else ()
    step = _step(name)
    if step and 'role="' in attributes:
        opens, block, region, deeper, bullet = step
        return (opens, block, _ROLES.get(_attribute(tag, ' role="'), region), deeper, bullet)
    return step


def _attribute(tag: str, opening: str) -> str:
    """Return the stripped value of the attribute that opens like ` href="`; "" if it is not there."""
    start = tag.find(opening) + len(opening)
    return unescape(tag[start : tag.find('"', start)]).strip() if start >= len(opening) else ""
