"""Paragraphs → quoted stretches with what stands around them: the step before speakers are resolved."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from osce_kg.extract.quote_attributed import Attributed
from osce_kg.extract.quote_attribution import attributed_after
from osce_kg.extract.quote_leads import attributed_before, attributed_by_sentence
from osce_kg.extract.quote_marks import Quoted
from osce_kg.extract.quote_name_runs import is_role_word
from osce_kg.extract.quote_paragraphs import Gap, Paragraph, trimmed
from osce_kg.extract.quote_phrases import Kind
from osce_kg.extract.quote_tokens import Token, sentences, tokenize
from osce_kg.extract.quote_verbs import AUXILIARIES, SAYING
from osce_kg.extract.quote_words import ARTICLES, TITLE_NOUNS
from osce_kg.extract.wordlists import words
from osce_kg.records import Span
from osce_kg.reference.model import Registries

_ALPHANUMERIC = re.compile(r"[^\W_]")
_NEXT_WORD = re.compile(r"\s([^\W\d_]+)")
_MIN_WORDS = 3
_SENTENCE_WORDS = 8
_LINKS = words("and but although")
_LINKED_WORDS = 8
_PROJECTS = words("project projects programme program campaign initiative scheme")
_SMALL = words("a an the of in on for and to at with by from or as de la për dhe i u za и в на по")


class Item(NamedTuple):
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


def quoted_items(paragraphs: Sequence[Paragraph], registries: Registries) -> Iterator[Item]:
    """Yield every quoted stretch of the paragraphs in page order; names of projects and the like are none."""
    for index, paragraph in enumerate(paragraphs):
        if not paragraph.quoted:
            continue
        previous = paragraphs[index - 1] if index else None
        alone = _is_alone(paragraph)
        for position in range(len(paragraph.quoted)):
            item = _item(index, paragraph, position, previous, registries, alone=alone)
            if not (item.embedded and _is_project(paragraph.gaps[position + 1])):
                yield item


def _goes_on(text: str, after: int) -> bool:
    """Whether a sentence goes on behind a closing mark with a word that is no verb of saying: "..., „Dialog“ sei"."""
    word = _NEXT_WORD.match(text, after)
    return word is not None and word.group(1).islower() and word.group(1) not in SAYING


def _is_alone(paragraph: Paragraph) -> bool:
    """Whether there are no words outside the quotations, a dateline's among them."""
    if _ALPHANUMERIC.search(paragraph.text, 0, paragraph.quoted[0].open):
        return False
    return not any(_ALPHANUMERIC.search(gap.text) for gap in paragraph.gaps[1:])


def _item(
    index: int, paragraph: Paragraph, position: int, previous: Paragraph | None, registries: Registries, *, alone: bool
) -> Item:
    text, base = paragraph.text, paragraph.start
    quoted, lead = paragraph.quoted[position], paragraph.gaps[position]
    adjoining = lead.text.rstrip()
    opens = not lead.sentences[-1] or not _ALPHANUMERIC.search(lead.text)
    start, end = trimmed(text, quoted) or (quoted.start, quoted.end)
    term = " " not in text[start:end] and _goes_on(text, quoted.after)
    embedded = not opens and (term or not adjoining.endswith((":", ",")))
    first = position == 0 and not adjoining
    attributed = _attributed(paragraph, position, previous if first else None, registries, embedded=embedded)
    return Item(
        paragraph=index,
        text=text[start:end],
        span=Span(base + start, base + end),
        attributed=attributed,
        first=first,
        joined=position > 0 and _joins(lead, adjoining, opens=opens),
        closed=quoted.closed,
        embedded=embedded,
        title=_is_title(text, quoted, adjoining, lead.tokens),
        alone=alone,
    )


def _attributed(
    paragraph: Paragraph, position: int, previous: Paragraph | None, registries: Registries, *, embedded: bool
) -> Attributed | None:
    text, base = paragraph.text, paragraph.start
    quoted, lead = paragraph.quoted[position], paragraph.gaps[position]
    first_in_paragraph = not paragraph.marked_before(lead.tokens[0].start if lead.tokens else quoted.open)
    before = attributed_before(lead.sentences, text, registries) if lead.tokens else None
    if before and before.colon:
        return before.moved(base)
    if before and embedded and first_in_paragraph:
        return before.moved(base)
    followed = position + 1 < len(paragraph.quoted)
    after = attributed_after(text, quoted, paragraph.gaps[position + 1].tokens, registries, followed=followed)
    if after and _own(text, quoted, after):
        return after.moved(base)
    if before and (first_in_paragraph or not _between(lead)):
        return before.moved(base)
    if previous is not None and previous.text.rstrip().endswith(":"):
        led = attributed_before(sentences(tokenize(previous.text, 0, len(previous.text))), previous.text, registries)
        return led.moved(previous.start) if led else None
    if lead.tokens and first_in_paragraph and quoted.closed and _is_sentence(text[quoted.start : quoted.end]):
        said = attributed_by_sentence(lead.sentences, text, registries)
        return said.moved(base) if said else None
    return None


def _is_sentence(inner: str) -> bool:
    return inner[:1].isupper() and inner.rstrip()[-1:] in {".", "!", "?"}


def _between(lead: Gap) -> bool:
    """Whether the words between two quotations close the first: "Q1," NAME said, "Q2"."""
    return bool(lead.tokens) and lead.tokens[-1].text == "," and len(lead.sentences) == 1


def _own(text: str, quoted: Quoted, after: Attributed) -> bool:
    """Whether the words behind the quotation attribute it: unless a pronoun starts another sentence."""
    if after.phrase.kind is not Kind.PRONOUN:
        return True
    between = text[quoted.after : after.evidence.start].strip(" ,–—-.")
    return not between or between.lower() in AUXILIARIES


def _joins(lead: Gap, adjoining: str, *, opens: bool) -> bool:
    """Whether at most one sentence stands between, and this quotation opens one or follows a comma."""
    if len([part for part in lead.sentences if any(word.is_word for word in part)]) > 1:
        return False
    words = [token.lower for token in lead.tokens if token.is_word]
    linked = bool(words) and words[0] in _LINKS and len(words) <= _LINKED_WORDS
    shared = len(words) <= 3 or linked or any(word in SAYING for word in words)
    return opens or adjoining.endswith((",", ":")) or shared


def _is_project(behind: Gap) -> bool:
    """Whether the words behind a stretch make it a name: `the "Open Courts" project`; a `project manager` speaks."""
    following = behind.tokens[:2]
    if not following or following[0].lower not in _PROJECTS:
        return False
    return len(following) < 2 or not (following[1].is_word and is_role_word(following[1].text))


def _is_title(text: str, quoted: Quoted, adjoining: str, tokens: Sequence[Token]) -> bool:
    """Whether the stretch is a name: introduced by a noun such as "project", or all its words capitalised."""
    if not adjoining or adjoining.endswith((":", ".")):
        return False
    # "The publication, “…”, was produced": a noun alone begins the sentence.
    named = [token for token in tokens if token.is_word]
    words = text[quoted.start : quoted.end].split()
    significant = [word for word in words if word.lower().strip(".,") not in _SMALL]
    capitalised = len(significant) > 1 and all(not word[0].islower() for word in significant)
    if adjoining.endswith(","):
        alone = len(named) == 2 and named[0].lower in ARTICLES and named[1].lower in TITLE_NOUNS
        return alone or (capitalised and text.startswith(", ", quoted.after))
    before = next((token.lower for token in reversed(tokens) if token.is_word), None)
    introduced = bool(words) and not words[0][0].islower() and before in TITLE_NOUNS
    ends_open = text[quoted.start : quoted.end].rstrip().endswith((",", ".", "!", "?"))
    return introduced or (capitalised and not ends_open and len(words) <= 15)
