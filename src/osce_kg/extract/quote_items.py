"""Paragraphs → quoted stretches with what stands around them: the step before speakers are resolved."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from osce_kg.extract.dateline import after_dateline
from osce_kg.extract.quote_attributed import Attributed
from osce_kg.extract.quote_attribution import attributed_after, attributed_before, attributed_by_sentence
from osce_kg.extract.quote_marks import Quoted, find_quoted
from osce_kg.extract.quote_phrases import Kind
from osce_kg.extract.quote_tokens import Token, sentences, tokenize
from osce_kg.extract.quote_verbs import ENGLISH_VERBS, OTHER_VERBS, PARTICIPLES
from osce_kg.extract.quote_words import TITLE_NOUNS
from osce_kg.extract.wordlists import words
from osce_kg.records import Snippet, Span
from osce_kg.reference.model import Registries

_SAYING = ENGLISH_VERBS | OTHER_VERBS | PARTICIPLES
_ALPHANUMERIC = re.compile(r"[^\W_]")
_MIN_WORDS = 3
_SENTENCE_WORDS = 8
_LINKS = words("and but although")
_LINKED_WORDS = 8
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
        marked = find_quoted(paragraph.text)
        found = [quoted for quoted in marked if _trimmed(paragraph.text, quoted)] if marked else None
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
    words = tokenize(text, begin, quoted.open)
    opens = _opens(words, lead)
    embedded = not opens and not lead.rstrip().endswith((":", ","))
    start, end = _trimmed(text, quoted) or (quoted.start, quoted.end)
    first = position == 0 and not lead.strip()
    return Item(
        paragraph=index,
        text=text[start:end],
        span=Span(base + start, base + end),
        attributed=_attributed(
            paragraph, quoted, words, limit, previous if first else None, registries, embedded=embedded
        ),
        first=first,
        joined=position > 0 and _joins(words, lead, opens=opens),
        closed=quoted.closed,
        embedded=embedded,
        title=_is_title(text, quoted, lead, words),
        alone=alone,
    )


def _attributed(
    paragraph: Snippet,
    quoted: Quoted,
    lead: Sequence[Token],
    limit: int,
    previous: Snippet | None,
    registries: Registries,
    *,
    embedded: bool,
) -> Attributed | None:
    text, base = paragraph.text, paragraph.span.start
    begin = lead[0].start if lead else quoted.open
    first_in_paragraph = not any(mark in text[:begin] for mark in '“”„«»"')
    before = attributed_before(lead, text, registries)
    if before and before.colon:
        return before.moved(base)
    if before and embedded and first_in_paragraph:
        return before.moved(base)
    after = attributed_after(text, quoted, limit, registries)
    if after and _own(text, quoted, after):
        return after.moved(base)
    if before and (first_in_paragraph or not _between(lead)):
        return before.moved(base)
    if previous is not None and previous.text.rstrip().endswith(":"):
        led = attributed_before(tokenize(previous.text, 0, len(previous.text)), previous.text, registries)
        return led.moved(previous.span.start) if led else None
    if first_in_paragraph and quoted.closed and _is_sentence(text[quoted.start : quoted.end]):
        said = attributed_by_sentence(lead, text, registries)
        return said.moved(base) if said else None
    return None


def _is_sentence(inner: str) -> bool:
    return inner[:1].isupper() and inner.rstrip()[-1:] in {".", "!", "?"}


def _between(lead: Sequence[Token]) -> bool:
    """Whether the words between two quotations close the first: "Q1," NAME said, "Q2"."""
    return bool(lead) and lead[-1].text == "," and len(sentences(lead)) == 1


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
    return (start, end) if end > start and _ALPHANUMERIC.search(kept) else None


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
    return not _ALPHANUMERIC.search("".join(outside))


def _opens(tokens: Sequence[Token], lead: str) -> bool:
    return not sentences(tokens)[-1] or not _ALPHANUMERIC.search(lead)


def _joins(tokens: Sequence[Token], lead: str, *, opens: bool) -> bool:
    """Whether at most one sentence stands between, and this quotation opens one or follows a comma."""
    parts = [part for part in sentences(tokens) if any(word.is_word for word in part)]
    if len(parts) > 1:
        return False
    words = [token.lower for token in tokens if token.is_word]
    linked = bool(words) and words[0] in _LINKS and len(words) <= _LINKED_WORDS
    shared = len(words) <= 3 or linked or any(word in _SAYING for word in words)
    return opens or lead.rstrip().endswith((",", ":")) or shared


def _is_title(text: str, quoted: Quoted, lead: str, tokens: Sequence[Token]) -> bool:
    """Whether the stretch is a name: introduced by a noun such as "project", or all its words capitalised."""
    adjoining = lead.rstrip()
    if not adjoining or adjoining.endswith((":", ",", ".")):
        return False
    words = text[quoted.start : quoted.end].split()
    significant = [word for word in words if word.lower().strip(".,") not in _SMALL]
    capitalised = len(significant) > 1 and all(not word[0].islower() for word in significant)
    before = [token.lower for token in tokens if token.is_word]
    named = bool(words) and not words[0][0].islower()
    introduced = named and bool(before) and before[-1] in TITLE_NOUNS
    ends_open = text[quoted.start : quoted.end].rstrip().endswith((",", ".", "!", "?"))
    return introduced or (capitalised and not ends_open and len(words) <= 15)
