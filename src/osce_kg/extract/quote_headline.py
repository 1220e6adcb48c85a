"""Whose statement a page is by its headline: "Statement by OSCE Secretary General NAME on …"."""

from __future__ import annotations

import re

from osce_kg.extract.mention_context import is_titled
from osce_kg.extract.quote_paragraphs import Paragraph
from osce_kg.extract.quote_phrases import Kind, Phrase, read_phrase
from osce_kg.extract.quote_subjects import role_after
from osce_kg.extract.quote_tokens import chunks, tokenize
from osce_kg.records import Snippet
from osce_kg.reference.model import Registries

_STATEMENT = re.compile(
    r"(?:OSCE )?(?:[Oo]pening |[Cc]losing |[Ww]elcoming |[Kk]eynote )?"
    r"(?:[Ss]tatement|[Rr]emarks|[Mm]essage|[Aa]ddress|[Ss]peech)s? (?:by|of|from) (?:the )?"
)


def heading(headline: Snippet | None, first: int) -> Paragraph | None:
    """Return the headline as a paragraph that names people, if it stands before the text that begins at `first`.

    Where Capitals Are Throughout they tell no names.
    """
    if headline is None or headline.span.end > first or is_titled(headline.text):
        return None
    return Paragraph(headline, quoting=False)


def author_of(headline: Paragraph, registries: Registries) -> Phrase | None:
    """Return the one person whose statement the headline says it is, with absolute offsets, or None."""
    text = headline.text
    match = _STATEMENT.match(text)
    if match is None:
        return None
    parts = chunks(tokenize(text, match.end(), len(text)))
    phrase = read_phrase(parts[0], text, registries, whole=False) if parts[0] else None
    if phrase is None or phrase.kind is not Kind.PERSON:
        return None
    if phrase.role is None and phrase.span.end == parts[0][-1].end:
        phrase = phrase._replace(role=role_after(parts[1:], text, registries))
    return phrase.moved(headline.start)
