"""Serialized HTML → lines of visible text in reading order, tag by tag in one pass without recursion."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

_INLINE = frozenset({
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em",
    "font", "i", "img", "input", "ins", "kbd", "label", "mark", "nobr", "picture", "q", "s", "samp",
    "small", "source", "span", "strike", "strong", "sub", "sup", "time", "track", "tt", "u", "var",
    "wbr",
})  # fmt: skip
VOID = frozenset(["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"])
_LISTS = frozenset({"ul", "ol", "menu"})
_LANDMARKS = {
    "nav": "nav", "footer": "footer", "header": "header", "aside": "aside", "main": "main", "article": "main",
}  # fmt: skip
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
_LONG_RUN, _LONG_TAG = 1000, 200
_EMPTY_INLINE = re.compile(r"<(span|i|b|em|strong|font)(?: [^>]*+)?+></\1>")
_EMPTY_BLOCK = re.compile(r"<(div|p|td|section|button|figure)(?: [^>]*+)?+></\1>")
_HIDDEN = re.compile(r'\shidden(?=[\s=>]|\Z)|\sstyle="[^"]*(?:display:\s*none|visibility:\s*hidden)', re.I)
_RECURRING = re.compile(r"<(?:(nav|footer)(?=[ >])|!--)")
_LEAST_RECURRING, _MOST_RECURRING = 500, 64_000
_new = tuple.__new__
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


class _Plan(NamedTuple):
    """What a run of tags without text between them does; `blank` says whether there are blanks between them.

    `hidden` is the hidden element that is open behind it, or "", and `depth` how many of its name are.
    """

    steps: tuple[tuple[bool, str, str, int, bool | None], ...]
    blank: bool
    hidden: str
    depth: int


class _Apart(NamedTuple):
    """The lines of an element read apart, and the item, link and time that wait for a line behind it."""

    lines: list[HtmlLine]
    bullet: bool
    href: str | None
    datetime: str | None


def read_lines(markup: str) -> list[HtmlLine]:
    """Return the lines of a serialized body."""
    reader = _Reader()
    read = at = 0
    while match := _RECURRING.search(markup, at):
        start, at = match.span()
        if match[1] is None:
            # What a comment holds is none.
            at = max(markup.find("-->", at), at)
            continue
        end = _end_of(match[1], markup, start)
        if not end:
            continue
        reader.read(markup[read:start])
        read = start
        if reader.take(markup[start:end]):
            read = at = end
        else:
            # On with the innermost: else nested ones would be looked through again and again.
            comment = markup.find("<!--", start, end)
            at = max(markup.rfind(match[0], start, comment if comment > 0 else end), at)
    reader.read(markup[read:])
    reader.flush()
    return reader.lines


def _end_of(name: str, markup: str, start: int) -> int:
    """Return where the element may end that begins at `start`, or 0 if it is not worth remembering, or none."""
    end = markup.find(f"</{name}>", start, start + _MOST_RECURRING) + len(name) + 3
    # A stray bracket may be part of a tag's name.
    in_tag = markup.rfind("<", 0, start) > markup.rfind(">", 0, start)
    return 0 if in_tag or end - start < _LEAST_RECURRING else end


@lru_cache(maxsize=64)
def _read_apart(
    part: str, outer: tuple[str, str, int], bullet: bool, href: str | None, moment: str | None
) -> _Apart | None:
    """Return the lines of a recurring element, or None if it has its like within it or comments.

    Thousands of pages have the same menu, so the lines are remembered.
    """
    if part.rfind(part[:4]) or "<!--" in part:
        return None
    reader = _Reader(_blocks=[outer], _bullet=bullet, _href=href, _datetime=moment)
    reader.read(part)
    return _Apart(reader.lines, reader._bullet, reader._href, reader._datetime)


@dataclass(slots=True)
class _Reader:
    """The state of one pass over the tags: open blocks as (tag, region, list depth), and the pending text."""

    lines: list[HtmlLine] = field(default_factory=list)
    _text: list[str] = field(default_factory=list)
    _blocks: list[tuple[str, str, int]] = field(default_factory=lambda: [("", "", 0)])
    _bullet: bool = False
    _href: str | None = None
    _datetime: str | None = None
    _hidden: str = ""
    _hidden_depth: int = 0

    def take(self, part: str) -> bool:
        """Read an element as it was read on a page before; return whether it is one by itself."""
        # A hidden element breaks no line.
        if self._hidden or _hides(part[: part.index(">")]):
            return False
        self.flush()
        apart = _read_apart(part, self._blocks[-1], self._bullet, self._href, self._datetime)
        if apart:
            self.lines += apart.lines
            self._bullet, self._href, self._datetime = apart[1:]
        return apart is not None

    def read(self, markup: str) -> None:
        """Read a part of a body, from one tag's beginning or another's end on."""
        pending, blocks = self._text, self._blocks
        hidden, depth = self._hidden, self._hidden_depth
        if not markup.startswith("<") and not hidden:
            pending.append(markup[: markup.find("<")] if "<" in markup else markup)
        for tags, text in _TAGS_AND_TEXT.findall(markup):
            plan = _known_plan if len(tags) <= _LONG_RUN else _plan
            steps, blank, hidden, depth = plan(tags, hidden, depth)
            for opens, block, region, deeper, bullet in steps:
                if not block:
                    self._attribute(opens, region)
                    continue
                if pending:
                    self.flush()
                if opens:
                    _, outer, lists = blocks[-1]
                    # A header inside the main content is part of it.
                    if not region or (region == "header" and outer == "main"):
                        region = outer
                    blocks.append((block, region, lists + deeper))
                elif blocks[-1][0] == block:
                    blocks.pop()
                else:
                    continue
                if bullet is not None:
                    self._bullet = bullet
            # Blanks count between words only; most text between tags is indentation.
            if blank and pending:
                pending.append(" ")
            if text and not hidden:
                pending.append(text)
        self._hidden, self._hidden_depth = hidden, depth

    def _attribute(self, is_link: bool, value: str) -> None:
        if not is_link:
            self._datetime = self._datetime or value
        elif self._href is None:
            self._href = value

    def flush(self) -> None:
        """Make a line of the text read since the last block began or ended."""
        text = unescape("".join(self._text))
        self._text.clear()
        # Of all blanks only the space is printable: most text needs no splitting into words.
        words = text.strip() if text.isprintable() and "  " not in text else " ".join(text.split())
        if not words:
            return
        tag, region, depth = self._blocks[-1]
        bullet = self._bullet
        if bullet:
            tag, self._bullet = "li", False
        self.lines.append(_new(HtmlLine, (words, tag, bullet, depth, self._href, self._datetime, region)))
        self._href = self._datetime = None


def _plan(tags: str, hidden: str, depth: int) -> _Plan:
    """Return what the tags do behind a hidden element of that name and depth, or behind none."""
    shown = tags
    if hidden or "<!--" in tags or "hidden" in tags or "style=" in tags:
        shown, hidden, depth = _shown(tags, hidden, depth)
    if len(shown) > _LONG_RUN:
        shown = _EMPTY_BLOCK.sub("<br>", _EMPTY_INLINE.sub("", shown))
    steps = [(_known_tag if len(tag) <= _LONG_TAG else _read_tag)(tag) for tag in shown.split(">")]
    blank = shown[:1].isspace() or _BLANK_AFTER_TAG.search(shown) is not None
    return _Plan(tuple(step for step in steps if step), blank, hidden, depth)


def _shown(tags: str, hidden: str, depth: int) -> tuple[str, str, int]:
    """Return the tags, and blanks between them, without comments and hidden elements, and what stays hidden."""
    if "<!--" in tags:
        tags = _COMMENT.sub(r"\1", tags)
    if not hidden and not _HIDDEN.search(tags):
        return tags, hidden, depth
    shown = []
    for tag in tags.split(">"):
        name = (tag.split(None, 1) or ("",))[0][1:]
        if hidden:
            if name == hidden:
                depth += 1
            elif name == f"/{hidden}":
                depth -= 1
            if not depth:
                hidden = ""
        elif name and name != "body" and name not in VOID and _hides(tag):
            hidden, depth = name, 1
            shown.append(tag[: tag.index("<")])
        else:
            shown.append(f"{tag}>" if name else tag)
    return "".join(shown), hidden, depth


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


@lru_cache(maxsize=512)
def _step(name: str) -> _Step:
    """Return what the tag `name` or `/name` does; processing instructions begin with a question mark."""
    name = "".join(name.split(None, 1)[:1])
    block = name.removeprefix("/")
    if not block or block in _INLINE or block.startswith("?"):
        return ()
    opens = name == block and block not in VOID
    bullet = opens if block == "li" else False if block in _LISTS else None
    return (opens, block, _LANDMARKS.get(block, ""), int(block in _LISTS), bullet)


# The pages of a site share their template, and the tags of a page most of their names and classes.
_known_plan = lru_cache(maxsize=1 << 12)(_plan)
_known_tag = lru_cache(maxsize=1 << 11)(_read_tag)
