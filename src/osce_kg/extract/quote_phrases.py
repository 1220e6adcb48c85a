"""Phrases that name a speaker, by words alone: a person, a role, a pronoun, a group, a document."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache

from osce_kg.extract.demonyms import DEMONYMS
from osce_kg.extract.names import ALSO_SURNAMES, PARTICLES, is_name_word, is_title
from osce_kg.extract.quote_tokens import Token
from osce_kg.extract.quote_words import (
    DOCUMENTS,
    ENGLISH_ADVERBS,
    ENGLISH_VERBS,
    GROUPS,
    ORGANIZATION_HEADS,
    OTHER_VERBS,
    PARTICIPLES,
    PLURAL_PRONOUNS,
    PORTFOLIO_WORDS,
    PRONOUNS,
    ROLE_WORDS,
    STOPPERS,
    WITHHELD,
)
from osce_kg.extract.wordlists import words
from osce_kg.records import Span
from osce_kg.reference.model import Registries

_LEADING = words(
    "and but today also meanwhile however later yesterday yet then while as earlier likewise"
    " similarly"
    " dhe i и та але но und et și"
)
_ARTICLES = words("the a an one another its their his her our this that some")
_PREPOSITIONS = words("of in to at for from on near with by and under au de du në u na za od в на по з із у")
_PLACED = words("of in to at from near for në u na в у з із iz do")
_ADJUNCTS: dict[str, frozenset[str]] = {
    "in": words(
        "his her their an a response reaction reference addition conclusion closing opening"
        " welcoming remarks connection"
        " comments reply this"
    ),
    "at": words(
        "today's yesterday's opening closing event conference launch end beginning start meeting"
        " ceremony workshop seminar"
        " press forum session round-table roundtable inauguration presentation event's training"
    ),
    "on": words("monday tuesday wednesday thursday friday saturday sunday behalf occasion arrival"),
    "to": words("reporters journalists participants media"),
    "for": words("his her"),
}
_PURE_TITLES = words("mr mrs ms miss dr prof professor sir dame lord lady amb ambassador mme ambasador ambasadorka")
_TRAILING_PARTICLES = words("uulu kyzy уулу кызы oglu ogly oğlu qizi qızı ўғли қизи")


_ANCHORS = ROLE_WORDS | PORTFOLIO_WORDS | ORGANIZATION_HEADS
_NO_NOUNS = STOPPERS | ENGLISH_VERBS | ENGLISH_ADVERBS | OTHER_VERBS | PARTICIPLES | _ARTICLES | _LEADING


class Kind(Enum):
    """What a phrase names."""

    PERSON = "person"
    ROLE = "role"
    PRONOUN = "pronoun"
    GROUP = "group"
    DOCUMENT = "document"


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase: `name` with its title, `role` as written, `span` the whole. Offsets in the paragraph."""

    kind: Kind
    span: Span
    name: Span | None = None
    role: Span | None = None


def read_phrase(words: Sequence[Token], text: str, registries: Registries, *, whole: bool) -> Phrase | None:
    """Return what a run of words without commas names, read from its first word.

    `whole` demands that every word belongs to the phrase; otherwise it ends where something else begins.
    """
    words = _without_lead([word for word in words if word.is_word])
    if not words:
        return None
    pronoun = _pronoun(words, whole=whole)
    if pronoun:
        return pronoun
    classes = _classes(words, text, registries)
    run = _name_run(words, classes)
    if run is None:
        return _nameless(words if whole else cut(words), text, registries)
    return _named(words, classes, run, whole=whole)


def cut(words: Sequence[Token]) -> list[Token]:
    """Return the words before the first that begins something else than a role: "during", "in his speech"."""
    for index, word in enumerate(words):
        if index and word.lower in STOPPERS:
            return list(words[:index])
        following = [item.lower for item in words[index + 1 : index + 4]]
        if index and word.lower in _ADJUNCTS and following:
            noun = following[1] if following[0] in {"the", "a", "an"} and len(following) > 1 else following[0]
            if noun in _ADJUNCTS[word.lower] or following[0] in _ADJUNCTS[word.lower] - {"a", "an"}:
                return list(words[:index])
            if word.lower == "on" and following[0][0].isdigit():
                return list(words[:index])
    return list(words)


def is_role_like(words: Sequence[Token]) -> bool:
    """Whether words between commas describe a person: by a role word, a word for a private person, an article."""
    plain = [word for word in words if word.is_word]
    if not plain or plain[0].lower in STOPPERS:
        return False
    if plain[0].lower in _PREPOSITIONS and plain[0].lower != "and":
        return False
    private = any(word.lower in WITHHELD for word in plain)
    return private or plain[0].lower in {"the", "a", "an", "one"} or any(has_role_word(word) for word in plain)


def has_role_word(word: Token) -> bool:
    return word.lower.strip(".") in ROLE_WORDS or (word.text[0].isupper() and is_title(word.text))


def _without_lead(words: Sequence[Token]) -> list[Token]:
    index = 0
    while index < len(words) - 1 and words[index].lower in _LEADING:
        index += 1
    return list(words[index:])


def _pronoun(words: Sequence[Token], *, whole: bool) -> Phrase | None:
    first = words[0]
    span = Span(first.start, first.end)
    if whole and len(words) > 1:
        return None
    if first.lower not in {"he", "she", "they"} and len(words) > 1:
        # Short words of one language are pronouns of another ("on", "one"): alone they are clear.
        return None
    if first.lower in PRONOUNS:
        return Phrase(Kind.PRONOUN, span)
    if first.lower in PLURAL_PRONOUNS:
        return Phrase(Kind.GROUP, span)
    return None


def may_name_person(words: Iterable[str]) -> bool:
    """Whether two words that can be parts of a name stand together: without them no full name is there."""
    run = 0
    for word in words:
        if _is_name_part(word):
            run += 1
            if run == 2:
                return True
        elif word.lower() not in PARTICLES:
            run = 0
    return False


@lru_cache(maxsize=1 << 15)
def _is_name_part(word: str) -> bool:
    return is_name_word(word) or word.lower() in ALSO_SURNAMES


def _classes(words: Sequence[Token], text: str, registries: Registries) -> list[str]:
    """Return for each word: "name", "particle", "title", "anchor" (a name may follow it) or "other"."""
    classes = [_class(word.text, index > 0) for index, word in enumerate(words)]
    if "name" in classes:
        for index in _masked(words, text, registries):
            classes[index] = "anchor"
    return classes


@lru_cache(maxsize=1 << 15)
def _class(word: str, inner: bool) -> str:
    lower = word.lower().strip(".")
    if lower.endswith(("'s", "’s", "'", "’", "year-old")) or lower in DEMONYMS:
        return "anchor"
    if is_title(word):
        return "title"
    if lower in _ANCHORS or lower in WITHHELD:
        return "anchor"
    if lower in PARTICLES and word[0].islower():
        return "particle"
    if is_name_word(word):
        return "name"
    if word.isupper() and len(lower) > 1:
        return "anchor"
    plain = word[0].islower() and len(lower) > 3 and lower not in _PREPOSITIONS
    return "low" if plain and (inner or lower not in _NO_NOUNS) else "other"


def _masked(words: Sequence[Token], text: str, registries: Registries) -> frozenset[int]:
    """Return the positions of words that belong to a body's name, or to a place's after a preposition."""
    masked: set[int] = set()
    for first in range(len(words)):
        if first in masked or not words[first].text[0].isupper():
            continue
        placed = first > 0 and words[first - 1].lower in _PLACED
        opening = text[words[first].start : words[first].start + 64]
        is_body = registries.begins_body(opening)
        if not is_body and not (placed and registries.begins_place(opening)):
            continue
        for last in range(min(len(words), first + (10 if is_body else 4)), first, -1):
            name = text[words[first].start : words[last - 1].end]
            near = placed and last - first <= 4
            if (is_body and last - first > 1 and registries.bodies_named(name)) or (
                near and (registries.area(name) is not None or registries.places_named(name))
            ):
                masked.update(range(first, last))
                break
    return frozenset(masked)


def _name_run(words: Sequence[Token], classes: Sequence[str]) -> tuple[int, int] | None:
    """Return first and last-plus-one index of the words that are a person's name."""
    index = 0
    while index < len(words):
        begins = classes[index] == "particle" and classes[index + 1 : index + 2] == ["name"]
        if classes[index] != "name" and not begins:
            index += 1
            continue
        end = index + 1
        while end < len(words) and _continues(words, classes, end):
            end += 1
        if _acceptable(words, classes, index, end):
            return index, end
        index = end
    return None


def _continues(words: Sequence[Token], classes: Sequence[str], index: int) -> bool:
    if classes[index] == "name" or words[index].lower in _TRAILING_PARTICLES:
        return True
    if words[index].lower in ALSO_SURNAMES and index + 1 == len(words):
        return True
    following = classes[index + 1 : index + 3]
    return classes[index] == "particle" and "name" in following and following[0] in {"name", "particle"}


def _acceptable(words: Sequence[Token], classes: Sequence[str], first: int, end: int) -> bool:
    length = end - first
    if length > 6 or words[end - 1].text.endswith("."):
        return False
    if first == 0:
        return True
    before = classes[first - 1]
    if before == "title":
        return True
    return length > 1 and (before == "anchor" or before == "low")


def _named(words: Sequence[Token], classes: Sequence[str], run: tuple[int, int], *, whole: bool) -> Phrase | None:
    first, end = run
    if _joined(words, classes, end):
        return Phrase(Kind.GROUP, Span(words[0].start, words[-1].end))
    rest = words[end:]
    if whole and rest and rest[0].lower not in {"of", "from", "at", "with"}:
        return None
    title = first
    while title and classes[title - 1] == "title" and _belongs_to_name(words, classes, title - 1):
        title -= 1
    name = Span(words[title].start, words[end - 1].end)
    before = words[:title]
    described = any(word.lower not in _ARTICLES for word in before)
    role = Span(before[0].start, before[-1].end) if described else None
    if role is None and rest and rest[0].lower in {"of", "from", "at"}:
        tail = cut([rest[0], *rest[1:]])
        if any(word.lower.strip(".") in ORGANIZATION_HEADS for word in tail):
            role = Span(tail[0].start, tail[-1].end)
    return Phrase(Kind.PERSON, Span(words[0].start, words[end - 1].end), name, role)


def _joined(words: Sequence[Token], classes: Sequence[str], end: int) -> bool:
    """Whether "and" joins a second person to the name."""
    if end >= len(words) or words[end].lower not in {"and", "dhe", "i", "и", "та", "și", "und", "et", "&"}:
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
    if words[index].lower.strip(".") not in _PURE_TITLES:
        return False
    return previous not in DEMONYMS and not previous.endswith(("'s", "’s"))


def _nameless(words: Sequence[Token], text: str, registries: Registries) -> Phrase | None:
    span = Span(words[0].start, words[-1].end)
    article = words[0].lower in _ARTICLES
    core = list(words[1:]) if article and len(words) > 1 else list(words)
    head = _head(core)
    last = head[-1].lower.strip(".")
    if last in DOCUMENTS:
        return Phrase(Kind.DOCUMENT, span)
    if last in GROUPS or (last.endswith("s") and last[:-1] in ROLE_WORDS) or (not article and last == "police"):
        return Phrase(Kind.GROUP, span)
    if last in ORGANIZATION_HEADS:
        return Phrase(Kind.GROUP, span)
    if last in ROLE_WORDS:
        return Phrase(Kind.ROLE, span, role=span)
    if registries.bodies_named(text[core[0].start : core[-1].end]):
        return Phrase(Kind.GROUP, span)
    if core[0].lower in ROLE_WORDS or any(is_title(word.text) for word in head):
        return Phrase(Kind.ROLE, span, role=span)
    if article and any(word.lower in ROLE_WORDS for word in core):
        return Phrase(Kind.ROLE, span, role=span)
    return Phrase(Kind.ROLE, span, role=span) if words[0].lower in {"a", "an", "one"} and len(words) < 12 else None


def _head(words: Sequence[Token]) -> Sequence[Token]:
    """Return the words before the first preposition: "Head" of "Head of the Office"."""
    for index, word in enumerate(words):
        if index and word.lower in _PREPOSITIONS:
            return words[:index]
    return words
