"""Quotations in page order, each with its stretch and speaker, and what one says of the speaker of its neighbour."""

from __future__ import annotations

from typing import NamedTuple

from osce_kg.extract.quote_items import Item
from osce_kg.extract.quote_people import Known
from osce_kg.records import Attribution, Confidence, Quotation

NEAR = 2
"""Over how many paragraphs a pronoun or role looks back, its own counted."""


class Turn(NamedTuple):
    """A quotation that was read: its stretch, and who speaks if that is known."""

    item: Item
    quotation: Quotation
    speaker: Known | None

    @property
    def settled(self) -> bool:
        """Whether speaker or document of the quotation are known."""
        return self.quotation.attribution is not None or self.quotation.quoted_document is not None


class Continuation(NamedTuple):
    """How a quotation continues its neighbour."""

    rule: str
    attribution: Attribution
    confidence: Confidence


_SPLIT = Continuation("quote-split", Attribution.CONTINUED, Confidence.HIGH)
_OPEN = Continuation("quote-open-paragraph", Attribution.CONTINUED, Confidence.HIGH)
_PARAGRAPH = Continuation("quote-paragraph", Attribution.INFERRED, Confidence.MEDIUM)


def is_near(item: Item, paragraph: int) -> bool:
    """Whether a stretch stands in a paragraph of this number or the next."""
    return item.paragraph - paragraph < NEAR


def by_role_alone(previous: Turn, item: Item) -> bool:
    """Whether the quotation just before is by somebody named by role alone, whom a pronoun then means."""
    said = previous.quotation
    return is_near(item, previous.item.paragraph) and said.speaker_role is not None and said.person is None


def continues(previous: Turn, item: Item) -> Continuation | None:
    """Return how a stretch without attribution directly continues a quotation: split, or a paragraph of its own."""
    if not previous.settled:
        return None
    if previous.item.paragraph == item.paragraph:
        return _SPLIT if item.joined else None
    if not (item.alone and item.first and item.paragraph == previous.item.paragraph + 1):
        return None
    return _PARAGRAPH if previous.item.closed else _OPEN


def is_continued(turn: Turn, following: Turn) -> Continuation | None:
    """Return how the quotation behind one without speaker continues it, whose speaker is then the other's."""
    if turn.settled or turn.item.attributed is not None or following.quotation.attribution is None:
        return None
    if following.item.paragraph == turn.item.paragraph and following.item.joined:
        return _SPLIT
    running = not turn.item.closed and following.item.first
    return _OPEN if running and following.item.paragraph == turn.item.paragraph + 1 else None
