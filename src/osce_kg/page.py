"""Capture → Page: the page's text with its blocks in order, each with offsets and, from HTML, its markup.

A text capture's page text is the capture decoded as UTF-8, unchanged, so that offsets point into the captured
file. An HTML capture's page text is one line per block, list items as `- item` just as text extractions have
them, so that both kinds go through the same layouts; its digest is recorded.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from osce_kg.errors import PageError
from osce_kg.records import CaptureInfo, Snippet, Span


@dataclass(frozen=True, slots=True)
class Block:
    """One non-empty line or HTML block. `text` is without its bullet; the span covers exactly `text`.

    `bullet` marks a list item, `divider` a bare `-` line; `depth` is the nesting of the list in HTML (1 is
    outermost), 0 elsewhere; `tag` is the HTML element ("p", "h1", "li", "figcaption"…), "" in text captures.
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

    @property
    def span(self) -> Span:
        return Span(self.start, self.end)

    @property
    def snippet(self) -> Snippet:
        return Snippet(self.text, self.span)


@dataclass(frozen=True, slots=True)
class Page:
    """One captured page. `canonical` is the canonical URL that HTML itself declares."""

    capture: CaptureInfo
    text: str
    blocks: tuple[Block, ...]
    html: bool = False
    canonical: str | None = None
    declared_language: str | None = None

    def line_of(self, offset: int) -> int:
        """Return the 1-based line of a code-point offset."""
        return self.text.count("\n", 0, offset) + 1

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
