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
    RELATED,
    TERMS,
    is_caption,
    is_contact_line,
    is_disclaimer,
    is_footer,
    is_share,
    marks_of,
    opens_as_boilerplate,
)
from osce_kg.page import Block
from osce_kg.records import Removed, Snippet, Span

_IMAGE = re.compile(r"(?:!\[[^\]]{0,600}\]\([^)\s]{0,2000}(?:\s\"[^\"]{0,300}\")?\)\s{0,4})")
# A number with its country's code that ends a line of names and addresses.
_TELEPHONE = re.compile(r"\+\d[\d\s()/-]{6,30}\Z")
# What `str.split` takes for spaces, of ASCII.
_SPACES = b" \t\n\r\v\f\x1c\x1d\x1e\x1f"
_LONG = 60
_PARAGRAPH = 80
_LONGEST_HEADING = 60
_LONGEST_LEAD = 400
_LONGEST_FOOTER = 250
_MOST_CONTACT_LINES = 12


@dataclass(frozen=True, slots=True)
class Cleaned:
    """The blocks that are body, and what was removed with its reason, both in page order."""

    body: tuple[Block, ...]
    removed: tuple[Removed, ...]


def clean_body(blocks: Sequence[Block]) -> Cleaned:
    """Return the body apart from what is none.

    Reasons: photo, caption, contact, link, share, disclaimer, footer, related, repeated-tail, empty. Families F3,
    F6. Below a heading of related pages, or of a mirror's terms, nothing is body.
    """
    kept: list[Block] = []
    removed: list[Removed] = []
    contact_lines = 0
    end, below = _end_of_text(blocks)
    lows = [block.text.strip().lower() for block in blocks]
    marks = marks_of(lows)
    for number, block in enumerate(blocks):
        low, rest = lows[number], block
        if number < end and block.text.startswith("!["):
            image, rest = _parted(block)
            removed.extend(image)
            low = rest.text.strip().lower()
            if image and not low:
                continue
        opens = opens_as_boilerplate(low)
        leads = opens and len(low) < _LONGEST_LEAD and CONTACT_LEAD.match(low) is not None
        contact_lines = 1 if leads else contact_lines and _contact_state(low, contact_lines)
        cued, numbered = number in marks.disclaimers, number in marks.contacts
        reason = _reason(rest, low, opens=opens, cued=cued, numbered=numbered)
        if number >= end:
            reason = reason or ("contact" if leads else below)
        elif contact_lines:
            reason = reason or "contact"
        if reason:
            removed.append(Removed(reason, rest.snippet))
        else:
            kept.append(rest)
    body, repeated = _without_repeats(kept)
    removed.extend(Removed("repeated-tail", block.snippet) for block in repeated)
    removed.sort(key=lambda item: item.snippet.span)
    return Cleaned(tuple(body), tuple(removed))


def _end_of_text(blocks: Sequence[Block]) -> tuple[int, str]:
    """Return where the text ends and a tail of other things begins, and the reason by which the tail is none.

    A heading counts as the tail's if text stands above it, and more of it than below.
    """
    length = above = 0
    total = sum(len(block.text) for block in blocks)
    for at, block in enumerate(blocks):
        text = block.text
        if above and len(text) <= _LONGEST_HEADING and not block.divider and 2 * length > total:
            low = text.lower()
            if RELATED.fullmatch(low) and not block.bullet:
                return at, "related"
            if TERMS.fullmatch(low):
                return at, "disclaimer"
            if _lists_from(blocks, at):
                return at, "related"
        length += len(text)
        above += len(text) >= _PARAGRAPH
    return len(blocks), ""


def _lists_from(blocks: Sequence[Block], at: int) -> bool:
    """Whether headings with lists, two at least, are all that follows: a menu at the page's foot."""
    headings = 0
    previous: Block | None = None
    for block in blocks[at:]:
        if not block.bullet:
            if block.text[-1] in ".!?:;…" or len(block.text) > _LONGEST_HEADING or (previous and not previous.bullet):
                return False
            headings += 1
        elif previous is None or len(block.text) > 2 * _LONGEST_HEADING:
            return False
        previous = block
    return headings >= 2 and previous is not None and previous.bullet


def _parted(block: Block) -> tuple[tuple[Removed, ...], Block]:
    """Return the images that begin a block, as one, and the block without them: empty if that is all it is."""
    end = 0
    while (match := _IMAGE.match(block.text, end)) is not None:
        end = match.end()
    if not end:
        return (), block
    image = block.text[:end].rstrip()
    removed = Removed("photo", Snippet(image, Span(block.start, block.start + len(image))))
    return (removed,), block._replace(text=block.text[end:], start=block.start + end)


def _reason(block: Block, low: str, *, opens: bool, cued: bool, numbered: bool) -> str | None:
    """Return why one block alone is no body, or None.

    `low` is the block's text in small letters, without spaces around it; `opens` says that it begins like boilerplate,
    `cued` that it has words of disclaimers, `numbered` words of contacts.
    """
    if not low or block.divider:
        return "empty"
    text, length = block.text.strip(), len(low)
    if block.tag == "figcaption" or is_caption(text, low):
        return "caption"
    if length <= _LONGEST_FOOTER:
        if opens and is_share(low):
            return "share"
        if (opens or "|" in low) and is_footer(low):
            return "footer"
    if length < 900 and (opens or cued or text.startswith("SOURCE ")) and is_disclaimer(text, low, cued=cued):
        return "disclaimer"
    if opens and length < 250 and LINK_LEAD.match(low):
        return "link"
    return "contact" if (numbered or low[0] in "+(") and is_contact_line(low) else None


def _contact_state(low: str, lines: int) -> int:
    """Return how many lines of a contact block have been seen, this one included; 0 if it is over.

    A contact block begins with its lead and goes on while lines are short and no sentences.
    """
    if lines >= _MOST_CONTACT_LINES:
        return 0
    short = len(low) <= 110 and not re.search(r"[.!?…][\"'”’»]?\Z", low)
    numbered = len(low) <= _LONGEST_LEAD and _TELEPHONE.search(low) is not None
    return lines + 1 if short or numbered or is_contact_line(low) else 0


def _without_repeats(blocks: Sequence[Block]) -> tuple[list[Block], list[Block]]:
    """Return the blocks that say something new, and those that repeat earlier ones.

    A long block that occurred before is a repeat; a short one is if it lies in a run of repeats. A tail whose
    text, spaces apart, lies within what came before it is a repeat too, however it is broken into blocks.
    """
    texts = _without_spaces([block.text for block in blocks])
    limit = _tail_start(texts)
    if limit == len(texts) == len(set(texts)):
        return list(blocks), []
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


def _without_spaces(texts: Sequence[str]) -> list[str]:
    whole = "\0".join(texts)
    if whole.count("\0") != len(texts) - 1:
        return ["".join(text.split()) for text in texts]
    if whole.isascii():
        return whole.encode().translate(None, _SPACES).decode().split("\0")
    bare = whole.replace(" ", "")
    parts = bare.split()
    return (bare if len(parts) == 1 else "".join(parts)).split("\0")


def _beside(marks: Sequence[bool], texts: Sequence[str], position: int) -> bool:
    """Whether a short repeated block has a long repeated neighbour."""
    neighbours = (position - 1, position + 1)
    return any(0 <= at < len(marks) and marks[at] and len(texts[at]) >= _LONG for at in neighbours)


def _tail_start(texts: Sequence[str]) -> int:
    """Return the first position from which everything repeats what stands before it, else the length."""
    whole = "".join(texts)
    if whole.find(whole[-2 * _LONG :], 0, -2 * _LONG) < 0:
        return len(texts)
    offset = 0
    for position, text in enumerate(texts):
        if position and 2 * _LONG <= len(whole) - offset <= offset and whole.find(whole[offset:], 0, offset) >= 0:
            return position
        offset += len(text)
    return len(texts)
