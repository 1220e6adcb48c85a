"""Phrases that name a speaker, by words alone: a person, a role, a pronoun, a group, a document."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from functools import lru_cache
from typing import NamedTuple

from osce_kg.extract.demonyms import DEMONYMS
from osce_kg.extract.names import is_title
from osce_kg.extract.quote_descriptions import acts_on, cut, with_bracket
from osce_kg.extract.quote_name_runs import ELIDED, classes_of, is_organization_word, is_role_word, name_run
from osce_kg.extract.quote_tokens import Token
from osce_kg.extract.quote_words import (
    ARTICLES,
    CONJUNCTIONS,
    DOCUMENTS,
    GROUPS,
    LEADING,
    ORGANIZATION_STEMS,
    PLURAL_PRONOUNS,
    PREPOSITIONS,
    PRONOUNS,
    ROLE_WORDS,
)
from osce_kg.extract.wordlists import words
from osce_kg.records import Span
from osce_kg.reference.model import Registries

_PURE_TITLES = words(
    "mr mrs ms miss dr prof professor sir dame lord lady amb ambassador mme ambasador ambasadorka ambasadorica"
    " ambasadori ambasadorja ambassadeur ambassadrice botschafter botschafterin ambasadorul ambasadoarea m herr frau"
    " др oberst oberstleutnant hauptmann kolonel kolonelja"
    " посол посолка амбасадор амбасадорка амбасадорот амбасадорката г-н г-жа пан пані д-р проф ret"
    " colonel col lieutenant lt captain capt major maj brigadier brig"
)
_ENVOYS = words("amb ambassador")
_REMEMBERED = 1 << 11
_LONGEST_REMEMBERED = 400
_AGENTS = ("er", "or", "ian", "ist", "ant", "man", "woman")


class Kind(Enum):
    """What a phrase names."""

    PERSON = "person"
    ROLE = "role"
    PRONOUN = "pronoun"
    GROUP = "group"
    DOCUMENT = "document"
    UNREAD = "unread"


class Phrase(NamedTuple):
    """A phrase: `name` with its title, `role` as written, `span` the whole. Offsets in the paragraph."""

    kind: Kind
    span: Span
    name: Span | None = None
    role: Span | None = None

    def moved(self, offset: int) -> Phrase:
        """Return the same with its offsets moved."""
        name = _move(self.name, offset) if self.name else None
        role = _move(self.role, offset) if self.role else None
        return Phrase(self.kind, _move(self.span, offset), name, role)


def _move(span: Span, offset: int) -> Span:
    return Span(span.start + offset, span.end + offset)


def read_phrase(words: Sequence[Token], text: str, registries: Registries, *, whole: bool) -> Phrase | None:
    """Return what a run of words without commas names, read from its first word.

    `whole` demands that every word belongs to the phrase; otherwise it ends where something else begins.
    """
    words = [word for word in words if word.is_word]
    if not words:
        return None
    start, end = words[0].start, words[-1].end
    if end - start > _LONGEST_REMEMBERED:
        return _read(words, text, registries, whole=whole)
    # A page has most of its phrases several times over: beside a quotation, and where its people are looked for.
    # The number of words tells whether quoted words between them are left out.
    key = (text[start:end], len(words), text.startswith(")", end), whole, registries)
    memory = _memory()
    known = memory.get(key)
    if known is not None:
        read_at, found = known
        return found if found is None or read_at == start else found.moved(start - read_at)
    found = _read(words, text, registries, whole=whole)
    if len(memory) >= _REMEMBERED:
        memory.clear()
    memory[key] = start, found
    return found


@lru_cache(maxsize=1)
def _memory() -> dict[tuple[str, int, bool, bool, Registries], tuple[int, Phrase | None]]:
    """Return the phrases read last by their words, each with where its first word stood."""
    return {}


def _read(words: Sequence[Token], text: str, registries: Registries, *, whole: bool) -> Phrase | None:
    words = _without_lead(words)
    pronoun = _pronoun(words, whole=whole)
    if pronoun:
        return pronoun
    classes = classes_of(words, text, registries)
    run = name_run(words, classes)
    if run is None:
        return _nameless(words if whole else cut(words), text, registries)
    return _named(words, classes, run, text, whole=whole)


def _without_lead(words: Sequence[Token]) -> list[Token]:
    index = 0
    while index < len(words) - 1 and words[index].lower in LEADING:
        index += 1
    if index + 1 < len(words) and words[index].lower == "a" and not words[index + 1].text.isascii():
        # "and" in South Slavic
        index += 1
    return list(words[index:])


def _pronoun(words: Sequence[Token], *, whole: bool) -> Phrase | None:
    first = words[0]
    if whole and len(words) > 1:
        return None
    if first.lower not in {"he", "she", "they"} and len(words) > 1:
        # Short words of one language are pronouns of another ("on", "one"): alone they are clear.
        return None
    if first.lower in PRONOUNS:
        return Phrase(Kind.PRONOUN, Span(first.start, first.end))
    if first.lower in PLURAL_PRONOUNS:
        return Phrase(Kind.GROUP, Span(first.start, first.end))
    return None


def _named(
    words: Sequence[Token], classes: Sequence[str], run: tuple[int, int], text: str, *, whole: bool
) -> Phrase | None:
    first, end = run
    if _joined(words, classes, _behind_bracket(words, end, text)):
        inner = _portfolio(words, classes, end)
        if inner is None:
            return Phrase(Kind.GROUP, Span(words[0].start, words[-1].end))
        first, end = inner
    rest = words[end:]
    if rest and rest[0].start - words[end - 1].end > 1:
        # "NAME (United Kingdom)": what stands in brackets is no part of the phrase.
        rest = []
    if whole and rest and rest[0].lower not in {"of", "from", "at", "with"}:
        return None
    title = first
    while title and classes[title - 1] == "title" and _belongs_to_name(words, classes, title - 1):
        title -= 1
    begin = words[title].start
    before = words[:title]
    if elided := _elided_title(before):
        # "l’Ambassadeur NAME"
        begin, before = elided, ()
    name = Span(begin, words[end - 1].end)
    # "The Chair-in-Office appointed Ambassador NAME": what stands before the verb is somebody else.
    before = before[acts_on(before) :]
    described = any(word.lower not in ARTICLES for word in before)
    role = with_bracket(text, before[0].start, before[-1].end) if described else None
    if role is None and rest and rest[0].lower in {"of", "from", "at"}:
        tail = cut([rest[0], *rest[1:]])
        if any(is_organization_word(word.lower.strip(".")) for word in tail):
            role = with_bracket(text, tail[0].start, tail[-1].end)
    return Phrase(Kind.PERSON, Span(words[0].start, words[end - 1].end), name, role)


def _elided_title(before: Sequence[Token]) -> int | None:
    """Return where the title begins if all before a name is one with an article cut short: "l’Ambassadeur"."""
    match = ELIDED.match(before[0].text) if len(before) == 1 else None
    return before[0].start + match.end() if match and before[0].lower[match.end() :] in _PURE_TITLES else None


def _behind_bracket(words: Sequence[Token], end: int, text: str) -> int:
    """Return the index of the first word behind a name and what stands in brackets: "NAME (Sweden) and"."""
    if end >= len(words) or text[words[end].start - 1] != "(":
        return end
    closed = text.find(")", words[end].start)
    return next((at for at in range(end, len(words)) if words[at].start > closed), len(words)) if closed > 0 else end


def _portfolio(words: Sequence[Token], classes: Sequence[str], end: int) -> tuple[int, int] | None:
    """Return the name behind a portfolio of two nouns, which "and" joins: "Forests and Water Administration NAME"."""
    if end != 1 or classes[0] == "title":
        return None
    last = max((at for at in range(end + 1, len(words)) if classes[at] == "anchor"), default=-1)
    run = name_run(words[last:], classes[last:]) if last > 0 and "title" not in classes[:last] else None
    return (last + run[0], last + run[1]) if run and run[1] - run[0] > 1 else None


def _joined(words: Sequence[Token], classes: Sequence[str], end: int) -> bool:
    """Whether "and" joins a second person to the name."""
    if end >= len(words) or words[end].lower not in CONJUNCTIONS:
        return False
    return any(kind in {"name", "title"} for kind in classes[end + 1 :])


def _belongs_to_name(words: Sequence[Token], classes: Sequence[str], index: int) -> bool:
    """Whether a title is part of the name as written, and not the last word of a role ("Deputy Minister")."""
    start = index
    while start and classes[start - 1] == "title":
        start -= 1
    if start == 0:
        return True
    previous = words[index - 1].lower.strip(".")
    title = words[index].lower.strip(".")
    if title == "general" and previous in _PURE_TITLES:
        return True
    if title not in _PURE_TITLES or previous == "police":
        return False
    if title in _ENVOYS and words[index - 1].text.isupper() and words[max(0, index - 2)].lower not in PREPOSITIONS:
        # "EU Ambassador NAME"
        return False
    return previous not in DEMONYMS and not previous.endswith(("'s", "’s"))


def _nameless(words: Sequence[Token], text: str, registries: Registries) -> Phrase | None:
    span = with_bracket(text, words[0].start, words[-1].end)
    article = words[0].lower in ARTICLES
    core = list(words[1:]) if article and len(words) > 1 else list(words)
    if words[0].lower == "one" and core[0].lower == "of":
        # One of several, whoever they are.
        return Phrase(Kind.ROLE, span, role=span)
    core = _possessed(core)
    head = _head(core[2:] if core[0].lower == "in" and len(core) > 2 else core)
    last = head[-1].lower.strip(".")
    if last in DOCUMENTS:
        return Phrase(Kind.DOCUMENT, _without_source(words, text))
    if last in GROUPS or (last.endswith("s") and last[:-1] in ROLE_WORDS) or (not article and last == "police"):
        return Phrase(Kind.GROUP, span)
    if is_role_word(head[-1].text):
        return Phrase(Kind.ROLE, span, role=span)
    if last.startswith(ORGANIZATION_STEMS) and is_role_word(core[0].text):
        # "šefica Misije OSCE-a": the first noun is the head.
        return Phrase(Kind.ROLE, span, role=span)
    if is_organization_word(last):
        return Phrase(Kind.GROUP, span)
    if registries.bodies_named(text[core[0].start : core[-1].end]):
        return Phrase(Kind.GROUP, span)
    if is_role_word(core[0].text) or any(is_title(word.text) for word in head):
        return Phrase(Kind.ROLE, span, role=span)
    if article and any(is_role_word(word.text) for word in core):
        return Phrase(Kind.ROLE, span, role=span)
    if is_organization_word(_head(core, PREPOSITIONS - {"and"})[-1].lower):
        # "the Information and Communication Authority (ICA)"
        return Phrase(Kind.GROUP, span)
    one = words[0].lower in {"a", "an", "one"} and len(words) < 12
    some = words[0].lower == "the" and len(words) == 2 and last.endswith(_AGENTS)
    return Phrase(Kind.ROLE, span, role=span) if one or some else None


def _possessed(core: list[Token]) -> list[Token]:
    """Return "head" of "Mission in Kosovo's head": whoever it is, a body or place in the genitive only says whose."""
    last = max((at for at, word in enumerate(core) if word.lower.endswith(("'s", "’s"))), default=-1)
    return core[last + 1 :] if last >= 0 and any(is_role_word(word.text) for word in core[last + 1 :]) else core


def _without_source(words: Sequence[Token], text: str) -> Span:
    """Return the document of "in its report on X the Office" alone."""
    if words[0].lower != "in" or len(words) < 3:
        return with_bracket(text, words[0].start, words[-1].end)
    first = 2 if words[1].lower in ARTICLES else 1
    last = next((at for at in range(len(words) - 1, first, -1) if words[at].lower == "the"), len(words))
    inner = words[last - 1].lower in PREPOSITIONS or last == len(words)
    return with_bracket(text, words[first].start, words[-1 if inner else last - 1].end)


def _head(words: Sequence[Token], ending: frozenset[str] = PREPOSITIONS) -> Sequence[Token]:
    """Return the words before the first preposition, number or bracket: "Head" of "Head of the Office"."""
    for index, word in enumerate(words):
        if index and (word.text.isdecimal() or word.lower in ending or word.start - words[index - 1].end > 1):
            return words[:index]
    return words
