"""A draft's body without what is none: photo lines, captions, contacts, links, disclaimers, a repeated tail.

What is taken out is kept with its reason, in page order, so that nothing is lost.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from osce_kg.extract.boilerplate import (
    CONTACT_LEAD,
    LINK_LEAD,
    is_caption,
    is_contact_line,
    is_disclaimer,
    is_footer,
    is_share,
)
from osce_kg.page import Block
from osce_kg.records import Removed, Snippet, Span

_IMAGE = re.compile(r"(?:!\[[^\]]{0,600}\]\([^)\s]{0,2000}(?:\s\"[^\"]{0,300}\")?\)\s{0,4})")
_LONG = 60
_MOST_CONTACT_LINES = 12


@dataclass(frozen=True, slots=True)
class Cleaned:
    """The blocks that are body, and what was removed with its reason, both in page order."""

    body: tuple[Block, ...]
    removed: tuple[Removed, ...]


def clean_body(blocks: Sequence[Block]) -> Cleaned:
    """Return the body apart from what is none.

    Reasons: photo, caption, contact, link, share, disclaimer, footer, repeated-tail, empty. Families F3, F6.
    """
    kept: list[Block] = []
    removed: list[Removed] = []
    contact_lines = 0
    for block in blocks:
        rest, images = _without_images(block)
        removed.extend(images)
        if rest is None:
            continue
        contact_lines = _contact_state(rest, contact_lines)
        reason = _reason(rest) or ("contact" if contact_lines else None)
        if reason:
            removed.append(Removed(reason, rest.snippet))
            continue
        kept.append(rest)
    body, repeated = _without_repeats(kept)
    removed.extend(Removed("repeated-tail", block.snippet) for block in repeated)
    removed.sort(key=lambda item: (item.snippet.span.start, item.snippet.span.end))
    return Cleaned(tuple(body), tuple(removed))


def _without_images(block: Block) -> tuple[Block | None, list[Removed]]:
    """Return the block without the images that begin it (None if that is all it is), and those images."""
    end = 0
    while (match := _IMAGE.match(block.text, end)) is not None:
        end = match.end()
    if not end:
        return block, []
    image = block.text[:end].rstrip()
    removed = [Removed("photo", Snippet(image, Span(block.start, block.start + len(image))))]
    rest = block.text[end:]
    return (block._replace(text=rest, start=block.start + end) if rest.strip() else None), removed


def _reason(block: Block) -> str | None:
    """Return why one block alone is no body, or None."""
    text = block.text.strip()
    if not text or block.divider:
        return "empty"
    if block.tag == "figcaption" or is_caption(text):
        return "caption"
    if is_share(text):
        return "share"
    if is_footer(text):
        return "footer"
    if len(text) < 900 and is_disclaimer(text):
        return "disclaimer"
    if len(text) < 250 and LINK_LEAD.match(text):
        return "link"
    if is_contact_line(text) or (len(text) < 400 and CONTACT_LEAD.match(text)):
        return "contact"
    return None


def _contact_state(block: Block, lines: int) -> int:
    """Return how many lines of a contact block have been seen, this one included; 0 outside of one.

    A contact block begins with its lead and goes on while lines are short and no sentences.
    """
    if len(block.text) < 400 and CONTACT_LEAD.match(block.text.strip()):
        return 1
    if not lines or lines >= _MOST_CONTACT_LINES:
        return 0
    text = block.text.strip()
    short = len(text) <= 110 and not re.search(r"[.!?…][\"'”’»]?\Z", text)
    return lines + 1 if is_contact_line(text) or short else 0


def _without_repeats(blocks: Sequence[Block]) -> tuple[list[Block], list[Block]]:
    """Return the blocks that say something new, and those that repeat earlier ones.

    A long block that occurred before is a repeat; a short one is if it lies in a run of repeats. A tail whose
    text, spaces apart, lies within what came before it is a repeat too, however it is broken into blocks.
    """
    texts = ["".join(block.text.split()) for block in blocks]
    limit = _tail_start(texts)
    seen: set[str] = set()
    marks: list[bool] = []
    for text in texts:
        marks.append(text in seen)
        seen.add(text)
    repeats = [
        position >= limit or (mark and (len(texts[position]) >= _LONG or _beside(marks, texts, position)))
        for position, mark in enumerate(marks)
    ]
    body = [block for block, repeat in zip(blocks, repeats, strict=True) if not repeat]
    return body, [block for block, repeat in zip(blocks, repeats, strict=True) if repeat]


def _beside(marks: Sequence[bool], texts: Sequence[str], position: int) -> bool:
    """Whether a short repeated block has a long repeated neighbour."""
    neighbours = (position - 1, position + 1)
    return any(0 <= at < len(marks) and marks[at] and len(texts[at]) >= _LONG for at in neighbours)


def _tail_start(texts: Sequence[str]) -> int:
    """Return the first position from which everything repeats what stands before it, else the length."""
    whole = "".join(texts)
    offset = 0
    for position, text in enumerate(texts):
        tail = whole[offset:]
        if position and 2 * _LONG <= len(tail) <= offset and tail in whole[:offset]:
            return position
        offset += len(text)
    return len(texts)
