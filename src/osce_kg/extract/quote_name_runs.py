"""Which of some words are a person's name: by their classes and by what stands next to them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from osce_kg.extract.demonyms import DEMONYMS
from osce_kg.extract.names import ALSO_SURNAMES, PARTICLES, is_name_word, is_title
from osce_kg.extract.quote_tokens import Token
from osce_kg.extract.quote_verbs import ENGLISH_ADVERBS, ENGLISH_VERBS, OTHER_VERBS, PARTICIPLES
from osce_kg.extract.quote_words import (
    ARTICLES,
    COMPOUND_ROLES,
    DOCUMENTS,
    GROUPS,
    INFLECTED_STATES,
    LEADING,
    ORGANIZATION_HEADS,
    ORGANIZATION_STEMS,
    PLACED_ROLES,
    PORTFOLIO_WORDS,
    PREPOSITIONS,
    ROLE_WORDS,
    STOPPERS,
    SURNAME_ROLES,
    WITHHELD,
)
from osce_kg.extract.wordlists import words
from osce_kg.reference.model import Registries

_PLACED = words("of in to at from near for në u na в у з із iz do")
# Between a role and a place's name, and in surnames too: "Bürgermeister von Linz", "Karl von Linz".
_NOBLE = words("von de")
# What bears a name of its own, in small letters before it: "the non-governmental organization Green Shore".
_NAMED_BODIES = words(
    "organization organisation association foundation newspaper magazine network movement ngo"
    " fondation journal udruženja udruge organizacije fondacije zaklade shoqatës organizatës fondacionit gazetës"
    " asociației organizației fundației ziarului организации ассоциации фонда газеты объединения організації асоціації"
    " фонду газети здружението фондацијата удружења организације фондације"
)
_PORTFOLIOS = words("of for and in to at from u na у в з із во në en")
_GENITIVES = words("e i y und")
_TRAILING_PARTICLES = words("uulu kyzy уулу кызы oglu ogly oğlu qizi qızı ўғли қизи")
_GERMAN_BODIES = words("organisation stiftung vereinigung vereins verbands zeitung")
_ANCHORS = (
    ROLE_WORDS
    | PORTFOLIO_WORDS
    | ORGANIZATION_HEADS
    | WITHHELD
    | GROUPS
    | (DOCUMENTS - words("bill law"))
    | _GERMAN_BODIES
)
_NO_NOUNS = STOPPERS | ENGLISH_VERBS | ENGLISH_ADVERBS | OTHER_VERBS | PARTICIPLES | ARTICLES | LEADING
_LONGEST = 6
_POSSESSIVE = re.compile(r"['’]s\Z")
ELIDED = re.compile(r"\A[ld][’']", re.I)
"""A French article or preposition cut short before a vowel: "l’Ambassadeur"."""


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


def classes_of(words: Sequence[Token], text: str, registries: Registries) -> list[str]:
    """Return for each word: "name", "particle", "title", "anchor" (a name may follow it), "low" or "other"."""
    classes = [_class(word.text, index > 0) for index, word in enumerate(words)]
    if len(words) > 1 and words[0].lower in ARTICLES and words[1].text[0].islower():
        # "Der österreichische Minister", "La nouvelle directrice": a capital at the sentence's beginning is no name's.
        classes[0] = "other"
    if "name" in classes:
        for index in _masked(words, text, registries):
            classes[index] = "anchor"
    return classes


def name_run(words: Sequence[Token], classes: Sequence[str]) -> tuple[int, int] | None:
    """Return first and last-plus-one index of the words that are a person's name."""
    index, kept = 0, None
    while index < len(words):
        begins = (
            classes[index] == "particle"
            and words[index].lower not in _GENITIVES
            and classes[index + 1 : index + 2] == ["name"]
        )
        if classes[index] != "name" and not begins:
            index += 1
            continue
        end = index + 1
        while end < len(words) and _continues(words, classes, end):
            end += 1
        first = _without_portfolio(words, classes, index, end)
        if _acceptable(words, classes, first, end, whole_run=first == index):
            if kept is not None or not _begins_office(words, classes, first, end):
                return first, end
            kept = first, end
        index = end
    return kept


def _bears_a_name(words: Sequence[Token], index: int) -> bool:
    """Whether a word is a noun for bodies that have names of their own: the name behind it is theirs."""
    german = index > 0 and words[index - 1].lower in {"der", "des", "die"} and words[index].lower in _GERMAN_BODIES
    return german or words[index].text in _NAMED_BODIES


def _begins_office(words: Sequence[Token], classes: Sequence[str], first: int, end: int) -> bool:
    """Whether two words look like a name and may be a town's before an office: "Banja Luka Mayor NAME"."""
    follows = end < len(words) and classes[end] in {"anchor", "title"}
    return first == 0 and follows and words[end].text[0].isupper()


@lru_cache(maxsize=1 << 15)
def is_role_word(word: str) -> bool:
    """Whether the word, as written, makes a phrase a role."""
    lower = ELIDED.sub("", word.lower().strip("."))
    return lower in ROLE_WORDS or lower.endswith(COMPOUND_ROLES) or (word[0].isupper() and is_title(word))


@lru_cache(maxsize=1 << 15)
def is_organization_word(lower: str) -> bool:
    """Whether a word in small letters heads the name of a body, inflected or not."""
    return lower in ORGANIZATION_HEADS or lower.startswith(ORGANIZATION_STEMS)


@lru_cache(maxsize=1 << 15)
def _is_name_part(word: str) -> bool:
    return is_name_word(word) or word.lower() in ALSO_SURNAMES


@lru_cache(maxsize=1 << 15)
def _class(word: str, inner: bool) -> str:
    lower = word.lower().strip(".")
    if lower.endswith(("'s", "’s", "'", "’", "year-old")) or lower in DEMONYMS:
        return "anchor"
    if is_title(word):
        return "title"
    if lower in _ANCHORS or lower in INFLECTED_STATES or lower.endswith(COMPOUND_ROLES) or is_organization_word(lower):
        return "anchor"
    if lower in PARTICLES and word[0].islower():
        return "particle"
    if is_name_word(word):
        return "name"
    if word.isupper() and len(lower) > 1:
        return "anchor"
    plain = word[0].islower() and len(lower) > 3 and lower not in PREPOSITIONS
    return "low" if plain and (inner or lower not in _NO_NOUNS) else "other"


def _masked(words: Sequence[Token], text: str, registries: Registries) -> frozenset[int]:
    """Return the positions of words that belong to a body's name, or to a place's after a preposition."""
    masked: set[int] = set()
    for first in range(len(words)):
        if first in masked or not words[first].text[0].isupper():
            continue
        placed = first > 0 and (
            words[first - 1].lower in _PLACED
            or (first > 1 and words[first - 1].lower in _NOBLE and is_role_word(words[first - 2].text))
        )
        opening = text[words[first].start : words[first].start + 64]
        is_body = registries.begins_body(opening)
        if not is_body and not (placed and registries.begins_place(opening)):
            continue
        for last in range(min(len(words), first + (10 if is_body else 4)), first, -1):
            name = _POSSESSIVE.sub("", text[words[first].start : words[last - 1].end])
            near = placed and last - first <= 4
            if (is_body and last - first > 1 and registries.bodies_named(name)) or (
                near and (registries.area(name) is not None or registries.places_named(name))
            ):
                masked.update(range(first, last))
                break
    return frozenset(masked)


def _continues(words: Sequence[Token], classes: Sequence[str], index: int) -> bool:
    if words[index].start - words[index - 1].end > 1:
        # A bracket or another mark stands between.
        return False
    if classes[index] == "name" or words[index].lower in _TRAILING_PARTICLES:
        return True
    if words[index].lower in ALSO_SURNAMES and index + 1 == len(words):
        return True
    following = classes[index + 1 : index + 3]
    return classes[index] == "particle" and "name" in following and following[0] in {"name", "particle"}


def _without_portfolio(words: Sequence[Token], classes: Sequence[str], first: int, end: int) -> int:
    """Return where the name begins in a run that also ends an office's name: "Minister of Novelty Ana Kos"."""
    after_office = first > 1 and words[first - 1].lower in _PORTFOLIOS and "anchor" in classes[: first - 1]
    after_office = after_office or (first > 0 and words[first - 1].lower in PLACED_ROLES)
    plain = all(kind == "name" for kind in classes[first:end])
    return end - 2 if after_office and plain and end - first > 2 else first


def _acceptable(words: Sequence[Token], classes: Sequence[str], first: int, end: int, *, whole_run: bool) -> bool:
    length = end - first
    if length > _LONGEST or words[end - 1].text.endswith("."):
        return False
    following = classes[end] if end < len(words) else ""
    if following == "anchor" and words[end].text[0].isupper() and is_organization_word(words[end].lower):
        # "Election Observation Mission", "Green Neman Association"
        return False
    if not whole_run:
        return True
    if first and _bears_a_name(words, first - 1):
        return False
    if first == 0:
        # "Tetovo Mayor NAME", "Permanent Representative": the first word is no name.
        return length > 1 or following not in {"anchor", "title"}
    before = classes[first - 1]
    if before == "title":
        return True
    if length > 1:
        return before in {"anchor", "low"}
    role = words[first - 1].lower
    return role in SURNAME_ROLES or role.endswith(COMPOUND_ROLES)
