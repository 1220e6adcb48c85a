"""Paragraphs → quoted stretches with what stands around them: the step before speakers are resolved."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from osce_kg.extract.dateline import after_dateline
from osce_kg.extract.quote_attribution import Attributed, attributed_after, attributed_before
from osce_kg.extract.quote_marks import Quoted, find_quoted
from osce_kg.extract.quote_phrases import Kind
from osce_kg.extract.quote_tokens import Token, sentences, tokenize
from osce_kg.extract.quote_words import ENGLISH_VERBS, OTHER_VERBS, PARTICIPLES, TITLE_NOUNS
from osce_kg.extract.wordlists import words
from osce_kg.records import Snippet, Span
from osce_kg.reference.model import Registries

_SAYING = ENGLISH_VERBS | OTHER_VERBS | PARTICIPLES
_MIN_WORDS = 3
_SENTENCE_WORDS = 8
_SMALL = words("a an the of in on for and to at with by from or as de la për dhe i u za и в на по")


@dataclass(frozen=True, slots=True)
class Item:
    """One quoted stretch: its words and their span in the page, and where it stands.

    `alone`: its paragraph holds nothing but quotations. `first`: it begins its paragraph. `joined`: only
    white space, or one attribution, separates it from the quotation before it. `embedded`: it is part of a
    sentence. `title`: it looks like a name or title.
    """

    paragraph: int
    text: str
    span: Span
    attributed: Attributed | None
    first: bool
    joined: bool
    closed: bool
    embedded: bool
    title: bool
    alone: bool = False

    @property
    def words(self) -> int:
        return len(self.text.split())

    @property
    def sentence_like(self) -> bool:
        """Whether the stretch can stand as somebody's words without an attribution."""
        return self.words >= _SENTENCE_WORDS and not self.embedded and not self.text[0].islower()

    @property
    def scare(self) -> bool:
        """Whether it is a title, or too few words inside a sentence, to be what somebody said."""
        return self.title or (self.embedded and self.words < _MIN_WORDS)


def quoted_items(paragraphs: Sequence[Snippet], registries: Registries) -> Iterator[Item]:
    """Yield every quoted stretch of the paragraphs in page order."""
    for index, paragraph in enumerate(paragraphs):
        found = [quoted for quoted in find_quoted(paragraph.text) if _trimmed(paragraph.text, quoted)]
        if not found:
            continue
        previous = paragraphs[index - 1] if index else None
        alone = _alone(paragraph.text, found)
        for position in range(len(found)):
            yield _item(index, paragraph, found, position, previous, registries, alone=alone)


def _item(
    index: int,
    paragraph: Snippet,
    found: Sequence[Quoted],
    position: int,
    previous: Snippet | None,
    registries: Registries,
    *,
    alone: bool,
) -> Item:
    text, base = paragraph.text, paragraph.span.start
    quoted = found[position]
    begin = found[position - 1].after if position else min(after_dateline(text), quoted.open)
    limit = found[position + 1].open if position + 1 < len(found) else len(text)
    lead = text[begin : quoted.open]
    words = tokenize(lead, 0, len(lead))
    opens = _opens(words, lead)
    start, end = _trimmed(text, quoted) or (quoted.start, quoted.end)
    first = position == 0 and not lead.strip()
    return Item(
        paragraph=index,
        text=text[start:end],
        span=Span(base + start, base + end),
        attributed=_attributed(paragraph, quoted, begin, limit, previous if first else None, registries),
        first=first,
        joined=position > 0 and _joins(words, lead, opens=opens),
        closed=quoted.closed,
        embedded=not opens and not lead.rstrip().endswith((":", ",")),
        title=_is_title(text, quoted, lead, words),
        alone=alone,
    )


def _attributed(
    paragraph: Snippet,
    quoted: Quoted,
    begin: int,
    limit: int,
    previous: Snippet | None,
    registries: Registries,
) -> Attributed | None:
    text, base = paragraph.text, paragraph.span.start
    first_in_paragraph = not any(mark in text[:begin] for mark in '“”„«»"')
    before = attributed_before(text, begin, quoted.open, registries)
    if before and before.colon:
        return before.moved(base)
    after = attributed_after(text, quoted, limit, registries)
    if after and _own(text, quoted, after):
        return after.moved(base)
    if before and (first_in_paragraph or not _between(text[begin : quoted.open])):
        return before.moved(base)
    if previous is not None and previous.text.rstrip().endswith(":"):
        led = attributed_before(previous.text, 0, len(previous.text), registries)
        return led.moved(previous.span.start) if led else None
    return None


def _between(lead: str) -> bool:
    """Whether the words between two quotations close the first: "Q1," NAME said, "Q2"."""
    return lead.rstrip().endswith(",") and len(sentences(tokenize(lead, 0, len(lead)))) == 1


def _own(text: str, quoted: Quoted, after: Attributed) -> bool:
    """Whether the words behind the quotation attribute it: unless a pronoun starts another sentence."""
    if after.phrase.kind is not Kind.PRONOUN:
        return True
    between = text[quoted.after : after.evidence.start].strip(" ,–—-.")
    return not between


def _trimmed(text: str, quoted: Quoted) -> tuple[int, int] | None:
    """Return the range of the words without outer white space and final comma, or None if there are none."""
    inner = text[quoted.start : quoted.end]
    start = quoted.start + len(inner) - len(inner.lstrip())
    kept = _without_end(inner)
    end = quoted.start + len(kept)
    return (start, end) if end > start and any(char.isalnum() for char in kept) else None


def _without_end(inner: str) -> str:
    """Return the words without the white space and commas that end them."""
    kept = inner.rstrip()
    while kept.endswith(","):
        kept = kept[:-1].rstrip()
    return kept


def _alone(text: str, found: Sequence[Quoted]) -> bool:
    at, outside = 0, []
    for quoted in found:
        outside.append(text[at : quoted.open])
        at = quoted.after
    outside.append(text[at:])
    return not any(char.isalnum() for char in "".join(outside))


def _opens(tokens: Sequence[Token], lead: str) -> bool:
    return not sentences(tokens)[-1] or not any(char.isalnum() for char in lead)


def _joins(tokens: Sequence[Token], lead: str, *, opens: bool) -> bool:
    """Whether at most one sentence stands between, and this quotation opens one or follows a comma."""
    parts = [part for part in sentences(tokens) if any(word.is_word for word in part)]
    if len(parts) > 1:
        return False
    words = [token.lower for token in tokens if token.is_word]
    shared = len(words) <= 3 or any(word in _SAYING for word in words)
    return opens or lead.rstrip().endswith((",", ":")) or shared


def _is_title(text: str, quoted: Quoted, lead: str, tokens: Sequence[Token]) -> bool:
    """Whether the stretch is a name: introduced by a noun such as "project", or all its words capitalised."""
    words = text[quoted.start : quoted.end].split()
    significant = [word for word in words if word.lower().strip(".,") not in _SMALL]
    capitalised = len(significant) > 1 and all(not word[0].islower() for word in significant)
    before = [token.lower for token in tokens if token.is_word]
    adjoining = bool(lead.strip()) and not lead.rstrip().endswith((":", ",", "."))
    named = bool(words) and not words[0][0].islower()
    introduced = adjoining and named and bool(before) and before[-1] in TITLE_NOUNS
    ends_open = text[quoted.start : quoted.end].rstrip().endswith((",", ".", "!", "?"))
    return introduced or (capitalised and adjoining and not ends_open and len(words) <= 15)
