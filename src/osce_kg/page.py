"""Capture → Page: the page's text with its blocks in order, each with offsets and, from HTML, its markup.

A text capture's page text is the capture decoded as UTF-8, unchanged, so that offsets point into the captured
file. An HTML capture's page text is one line per block, list items as `- item` just as text extractions have
them, so that both kinds go through the same layouts; its digest is recorded.
"""

from __future__ import annotations

import dataclasses
import hashlib
import re
from bisect import bisect_left, bisect_right
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from operator import eq, itemgetter
from typing import NamedTuple

from osce_kg.captures.model import HTML_TYPES, Capture
from osce_kg.charset import decode
from osce_kg.errors import PageError
from osce_kg.html_lines import HtmlLine
from osce_kg.page_html import read_html
from osce_kg.records import CaptureInfo, Finding, Severity, Snippet, Span

_BULLETS = "-*•·‣▪◦"
_BULLET = re.compile(rf"[{_BULLETS}](?:[ \t\u00a0]+(?=\S)|(?<=[•‣▪◦])(?=\S))")
_CORPUS_DATE = re.compile(r"\ufeff?\s*date[ \t]+(\d{4}-\d{2}-\d{2})(?=\s|\Z)")
_new = tuple.__new__
_START = itemgetter(1)
_BLANKS = " \t\r\x0b\x0c\u00a0\u200b\u2060\ufeff"


class Block(NamedTuple):
    """One non-empty line or HTML block. `text` is without its bullet; the span covers exactly `text`.

    `bullet` marks a list item, `divider` a bare `-` line; `depth` is the nesting of the list in HTML (1 is
    outermost), 0 elsewhere; `tag` is the HTML element ("p", "h1", "li", "figcaption"…), "" in text captures;
    `region` the innermost HTML landmark ("nav", "header", "footer", "aside", "main"), "" where there is none.
    """

    text: str
    start: int
    end: int
    line: int
    bullet: bool = False
    divider: bool = False
    depth: int = 0
    tag: str = ""
    href: str | None = None
    datetime: str | None = None
    region: str = ""

    @property
    def span(self) -> Span:
        return Span(self.start, self.end)

    @property
    def snippet(self) -> Snippet:
        return _new(Snippet, (self.text, _new(Span, (self.start, self.end))))


@dataclass(frozen=True, slots=True)
class Page:
    """One captured page. `canonical` is the canonical URL that HTML itself declares.

    `corpus_date` is a date that a corpus puts before the text: metadata, no part of any block. `findings` are
    what reading the container and the bytes met.
    """

    capture: CaptureInfo
    text: str
    blocks: tuple[Block, ...]
    html: bool = False
    canonical: str | None = None
    corpus_date: Snippet | None = None
    findings: tuple[Finding, ...] = ()

    def line_of(self, offset: int) -> int:
        """Return the 1-based line of a code-point offset."""
        at = bisect_right(self.blocks, offset, key=_START) - 1
        if at < 0:
            return self.text.count("\n", 0, offset) + 1
        block = self.blocks[at]
        return block.line + self.text.count("\n", block.start, offset)

    def many(self, test: Callable[[Block], bool]) -> Iterator[Block]:
        """Yield every block that passes the test, in order."""
        return (block for block in self.blocks if test(block))

    def one(self, test: Callable[[Block], bool], what: str) -> Block:
        """Return the only block that passes the test.

        Raises:
            PageError: there is none, or more than one.
        """
        found: Sequence[Block] = list(self.many(test))
        if len(found) != 1:
            raise PageError(f"expected exactly one {what}, found {len(found)} in capture {self.capture.sha256}")
        return found[0]


def read_page(capture: Capture) -> Page:
    """Return the page of a capture.

    Raises:
        PageError: the text is not UTF-8, or the HTML is nested too deeply.
    """
    if capture.info.media_type in HTML_TYPES:
        return _html_page(capture)
    return _text_page(capture)


def _text_page(capture: Capture) -> Page:
    try:
        text = capture.content.decode()
    except UnicodeDecodeError as error:
        raise PageError(
            f"text is not UTF-8 at byte {error.start} of capture {capture.info.sha256}; "
            "convert the file to UTF-8, or capture it as HTML with its charset"
        ) from error
    prefix = _CORPUS_DATE.match(text)
    findings = capture.findings
    date = None
    if prefix:
        date = Snippet(prefix.group(1), Span(*prefix.span(1)))
        message = f"the corpus put the date {date.text} before the text; kept apart from the page"
        findings += (Finding("corpus-prefix", Severity.INFO, message, span=date.span, value=date.text),)
    blocks = tuple(_text_blocks(text, prefix.end() if prefix else 0))
    return Page(capture.info, text, blocks, corpus_date=date, findings=findings)


def _text_blocks(text: str, offset: int) -> list[Block]:
    blocks, at = ([], offset) if offset else _known_beginning(text)
    first = text.count("\n", 0, at) + 1
    for line, raw in enumerate(text[at:].split("\n"), start=first):
        bare = raw.strip(_BLANKS)
        if bare:
            before = 0 if len(bare) == len(raw) else len(raw) - len(raw.lstrip(_BLANKS))
            blocks.append(_block(bare, at + before, line))
        at += len(raw) + 1
    if not offset and len(text) > _SHARED:
        kept = bisect_left(blocks, _REMEMBERED, key=lambda block: block.start)
        _BEGINNINGS.appendleft((text[:_REMEMBERED], blocks[:kept]))
    return blocks


# Thousands of captures begin with the same menu: its lines are split once. Bounded, and only a memory.
_SHARED, _REMEMBERED = 1024, 16_384
# Threads may read pages side by side, as a cluster's workers do: a copy is looked through, here and for HTML.
_BEGINNINGS: deque[tuple[str, list[Block]]] = deque(maxlen=4)


def _known_beginning(text: str) -> tuple[list[Block], int]:
    """Return the blocks of the lines with which a page read just before began too, and where they end."""
    best: tuple[list[Block], int] = ([], 0)
    for other, blocks in tuple(_BEGINNINGS):
        shared = _common(text, other)
        end = text.rfind("\n", 0, shared) if shared > max(_SHARED, best[1]) else 0
        if end > best[1]:
            best = blocks[: bisect_left(blocks, end, key=lambda block: block.start)], end
    return best


def _common(one: str, other: str) -> int:
    """Return how many characters two texts share at their beginning."""
    low, high = 0, min(len(one), len(other))
    if one[:_SHARED] != other[:_SHARED]:
        return 0
    while low < high:
        middle = (low + high + 1) // 2
        if one.startswith(other[:middle]):
            low = middle
        else:
            high = middle - 1
    return low


def _block(text: str, start: int, line: int) -> Block:
    """Return the block of a line, `text` being the line without blanks around it and `start` where that begins."""
    end = start + len(text)
    if text[0] in _BULLETS:
        if text == "-":
            return _new(Block, (text, start, end, line, False, True, 0, "", None, None, ""))
        bullet = _BULLET.match(text)
        if bullet:
            after = bullet.end()
            return _new(Block, (text[after:], start + after, end, line, True, False, 0, "", None, None, ""))
    return _new(Block, (text, start, end, line, False, False, 0, "", None, None, ""))


def _html_page(capture: Capture) -> Page:
    markup = decode(capture.content, capture.charset)
    html = read_html(markup.text, markup.utf8)
    findings = capture.findings
    replaced = markup.replaced
    if replaced:
        message = (
            f"{replaced} byte sequences do not fit the page's encoding (UTF-8 where it declares none) and were replaced"
        )
        findings += (Finding("undecodable-bytes", Severity.WARNING, message),)
    blocks, text = _html_blocks(html.lines)
    digest = hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()
    info = dataclasses.replace(capture.info, text_sha256=digest)
    return Page(info, text, tuple(blocks), True, html.canonical, findings=findings)


def _html_blocks(lines: Sequence[HtmlLine]) -> tuple[list[Block], str]:
    """Return the blocks of HTML lines and the text; a paragraph with a bullet of its own is an item, as in text."""
    blocks, text = _known_html(lines)
    written = [text] if blocks else []
    # The next line begins after the last one's newline.
    at = len(text) + 1 if blocks else 0
    for number, line in enumerate(lines[len(blocks) :], start=len(blocks) + 1):
        text, tag, bullet, depth, href, datetime, region = line
        start, end = at, at + len(text)
        if bullet:
            written.append(f"- {text}")
            start, end = start + 2, end + 2
        else:
            written.append(text)
            if text[0] in _BULLETS and (own := _BULLET.match(text)):
                text, bullet, start = text[own.end() :], True, start + own.end()
        values = (text, start, end, number, bullet, text == "-", depth, tag, href, datetime, region)
        blocks.append(_new(Block, values))
        at = end + 1
    text = "\n".join(written)
    kept = blocks[:_REMEMBERED_LINES]
    if kept:
        _HTML_BEGINNINGS.appendleft((lines[:_REMEMBERED_LINES], kept, text[: kept[-1].end]))
    return blocks, text


_REMEMBERED_LINES = 400
_HTML_BEGINNINGS: deque[tuple[Sequence[HtmlLine], list[Block], str]] = deque(maxlen=4)


def _known_html(lines: Sequence[HtmlLine]) -> tuple[list[Block], str]:
    """Return the blocks of the lines with which a page read just before began too, and their text."""
    best, blocks, text = 0, [], ""
    for others, known, written in tuple(_HTML_BEGINNINGS):
        same = [*map(eq, lines, others)]
        shared = min(same.index(False) if False in same else len(same), len(known))
        if shared > best:
            best, blocks, text = shared, known[:shared], written[: known[shared - 1].end]
    return blocks, text
