"""HTML → lines of visible text in reading order, with the markup that layouts need.

The parser repairs the markup, its serialization is then read tag by tag in one pass without recursion.
Deep nesting costs the parser time that grows with its square; such pages are refused.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass, field
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
# End tags of inline elements break no line, nor does a comment, which has no name.
_INLINE_ENDS = frozenset({"", *(f"/{name}" for name in _INLINE)})
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

_TOKEN = re.compile(r'<(?:!--.*?--|(/?[a-zA-Z][^\s>/]*)([^>"]*(?:"[^"]*"[^>"]*)*))>([^<]*)', re.S)
_OPEN_OR_CLOSE = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)")
_HIDDEN = re.compile(r'\shidden(?=[\s=]|\Z)|\sstyle="[^"]*(?:display:\s*none|visibility:\s*hidden)', re.I)
_ATTRIBUTE = {name: re.compile(rf'\s{name}="([^"]*)"') for name in ("href", "datetime", "role", "lang")}
_META_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9._:-]+)", re.I)
_CANONICAL = re.compile(r"<link\b[^>]*\brel\s*=\s*[\"']?canonical\b[^>]*>", re.I)
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
    for label in (charset, declared.group(1).decode() if declared else None):
        codec = _codec(label)
        if codec:
            return _decoded(content, codec)
    return _decoded(content, "utf-8")


def _codec(label: str | None) -> str | None:
    if not label:
        return None
    try:
        name = codecs.lookup(label).name
    except LookupError:
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
    if markup.count("<") < _MANY_TAGS:
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


@dataclass(slots=True)
class _Reader:
    """The state of one pass over the tags: open blocks, lists, landmarks, and the pending text."""

    lines: list[HtmlLine] = field(default_factory=list)
    _text: list[str] = field(default_factory=list)
    _blocks: list[tuple[str, str]] = field(default_factory=list)
    _depth: int = 0
    _bullet: bool = False
    _href: str | None = None
    _datetime: str | None = None

    def read(self, markup: str) -> None:
        hidden, hidden_depth = "", 0
        for name, attributes, text in _TOKEN.findall(markup):
            if hidden:
                if name == hidden:
                    hidden_depth += 1
                elif name == f"/{hidden}":
                    hidden_depth -= 1
                if hidden_depth:
                    continue
                hidden = ""
            elif name in _INLINE_ENDS:
                pass
            elif attributes and _hides(attributes) and name not in _VOID and name != "body":
                hidden, hidden_depth = name, 1
                continue
            elif name == "br":
                if self._text:
                    self._flush()
            elif name in _INLINE:
                if attributes:
                    self._inline(name, attributes)
            else:
                self._block(name, attributes)
            # Blanks count between words only; most text between tags is indentation.
            if text and (self._text or not text.isspace()):
                self._text.append(text)
        self._flush()

    def _inline(self, name: str, attributes: str) -> None:
        if name == "a" and self._href is None:
            self._href = _attribute(attributes, "href")
        elif name == "time" and self._datetime is None:
            self._datetime = _attribute(attributes, "datetime")

    def _block(self, name: str, attributes: str) -> None:
        if self._text:
            self._flush()
        if name[0] == "/":
            self._close(name[1:])
        elif name not in _VOID:
            self._open(name, attributes)

    def _open(self, tag: str, attributes: str) -> None:
        region = _LANDMARKS.get(tag, "")
        if attributes and "role=" in attributes:
            region = _ROLES.get(_attribute(attributes, "role") or "", region)
        outer = self._blocks[-1][1] if self._blocks else ""
        # A header inside the main content is part of it.
        self._blocks.append((tag, outer if not region or (region == "header" and outer == "main") else region))
        if tag == "li":
            self._bullet = True
        elif tag in _LISTS:
            self._depth += 1
            self._bullet = False

    def _close(self, tag: str) -> None:
        if not self._blocks or self._blocks[-1][0] != tag:
            return
        self._blocks.pop()
        if tag == "li":
            self._bullet = False
        elif tag in _LISTS:
            self._depth -= 1
            self._bullet = False

    def _flush(self) -> None:
        words = " ".join("".join(self._text).split())
        self._text.clear()
        if "&" in words:
            words = " ".join(unescape(words).split())
        if not words:
            return
        tag, region = self._blocks[-1] if self._blocks else ("body", "")
        bullet = self._bullet
        if bullet:
            tag, self._bullet = "li", False
        self.lines.append(HtmlLine(words, tag, bullet, self._depth, self._href, self._datetime, region))
        self._href = self._datetime = None


def _hides(attributes: str) -> bool:
    return ("hidden" in attributes or "style=" in attributes) and _HIDDEN.search(attributes) is not None


def _attribute(attributes: str, name: str) -> str | None:
    match = _ATTRIBUTE[name].search(attributes)
    return unescape(match.group(1)).strip() or None if match else None
