"""A speaker as the words around a quotation name them, and the rule's name for how they were read."""

from __future__ import annotations

from typing import NamedTuple

from osce_kg.extract.quote_phrases import Kind, Phrase
from osce_kg.records import Span


class Attributed(NamedTuple):
    """A speaker as the text names them; `evidence` covers subject and verb.

    `colon` marks an introduction that ends with a colon. Offsets in the paragraph until `moved`.
    """

    phrase: Phrase
    evidence: Span
    rule: str
    colon: bool = False

    def moved(self, offset: int) -> Attributed:
        """Return the same with its offsets moved to the page."""
        evidence = Span(self.evidence.start + offset, self.evidence.end + offset)
        return Attributed(self.phrase.moved(offset), evidence, self.rule, self.colon)


def rule_of(phrase: Phrase, person_rule: str) -> str:
    """Return the rule's name: by what kind of phrase the speaker was read."""
    if phrase.kind is Kind.PERSON:
        if phrase.role and phrase.name and phrase.role.start < phrase.name.start:
            return "quote-role-first"
        return person_rule
    return {
        Kind.ROLE: "quote-role-only",
        Kind.PRONOUN: "quote-continued",
        Kind.GROUP: "quote-collective",
        Kind.DOCUMENT: "quote-document",
        Kind.UNREAD: "quote-unattributed",
    }[phrase.kind]
