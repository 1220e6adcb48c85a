"""Texts with marks: spans may nest or overlap, so a text is split wherever one begins or ends."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise


@dataclass(frozen=True, slots=True)
class Mark:
    """A span of a text in code points, `end` excluded, and what is said of it."""

    start: int
    end: int
    kind: str
    href: str
    title: str
    described_by: str


@dataclass(frozen=True, slots=True)
class Segment:
    """A run of text between two boundaries, with the marks that cover it, the shortest first."""

    start: int
    end: int
    marks: tuple[Mark, ...]


def segments(start: int, end: int, marks: Iterable[Mark]) -> Iterator[Segment]:
    """Yield the segments of a span of text from left to right, without gaps; neighbours differ in their marks."""
    inside = [mark for mark in marks if mark.start < mark.end and mark.start < end and mark.end > start]
    cuts = {start, end} | {cut for mark in inside for cut in (mark.start, mark.end) if start < cut < end}
    ordered = sorted(cuts)
    shortest = sorted(inside, key=lambda mark: (mark.end - mark.start, mark.start, mark.kind, mark.href, mark.title))
    for left, right in pairwise(ordered):
        covering = tuple(mark for mark in shortest if mark.start <= left and mark.end >= right)
        yield Segment(left, right, covering)


def located(text: str, paragraphs: Sequence[str]) -> list[int | None]:
    """Return where each paragraph begins in a text, looked for one after another; None for one that is not there."""
    found: list[int | None] = []
    after = 0
    for paragraph in paragraphs:
        at = text.find(paragraph, after) if paragraph else -1
        found.append(at if at >= 0 else None)
        if at >= 0:
            after = at + len(paragraph)
    return found
