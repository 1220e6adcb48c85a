"""Words beside a name that say who somebody is: what looks like a role, where it ends, what is an age."""

from __future__ import annotations

from collections.abc import Sequence

from osce_kg.extract.quote_name_runs import is_role_word
from osce_kg.extract.quote_private import is_age, is_minors_age
from osce_kg.extract.quote_tokens import Token
from osce_kg.extract.quote_verbs import OTHER_VERBS, SAYING
from osce_kg.extract.quote_words import PREPOSITIONS, STOPPERS, WITHHELD
from osce_kg.extract.wordlists import words
from osce_kg.records import Span

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
_NO_ROLE = PREPOSITIONS - {"and"}
_ONE = frozenset({"the", "a", "an", "one"})
_BREAKS = STOPPERS | frozenset(_ADJUNCTS)
_DID = words(
    "met took gave spoke led held made went won began brought had has was were is are will would could did came saw"
    " found told became got left kept ran sent set put paid drew chose sought joined showed thought"
    " signed gives takes speaks leads opens visits visited"
)
_STATES = words(
    "retired armed based experienced united accredited appointed elected designated newly-appointed newly-elected"
    " re-elected red"
)


def cut(words: Sequence[Token]) -> list[Token]:
    """Return the words before the first that begins something else than a role: "during", "in his speech"."""
    if _BREAKS.isdisjoint([word.lower for word in words]):
        return words if isinstance(words, list) else list(words)
    for index, word in enumerate(words):
        if not index or word.lower not in _BREAKS:
            continue
        if word.lower in STOPPERS or _begins_adjunct(words[index : index + 3]):
            return list(words[:index])
    return list(words)


def _begins_adjunct(words: Sequence[Token]) -> bool:
    """Whether a preposition and what follows are no part of a role: "in his speech", "on 5 May"."""
    if len(words) < 2:
        return False
    nouns, (first, *others) = _ADJUNCTS[words[0].lower], [word.lower for word in words[1:]]
    noun = others[0] if first in {"the", "a", "an"} and others else first
    if noun in nouns or (first in nouns and first not in {"a", "an"}):
        return True
    return words[0].lower == "on" and first[0].isdigit()


def is_role_like(words: Sequence[Token]) -> bool:
    """Whether words between commas describe a person: by a role word, a word for a private person, an article."""
    plain = [word for word in words if word.is_word]
    if not plain or plain[0].lower in STOPPERS:
        return False
    if is_age_alone(plain):
        return is_minors_age(plain[0].text)
    first = plain[0].lower
    if first in _NO_ROLE and not (first == "de" and plain[1:] and plain[1].lower == "facto"):
        return False
    if begins_as_verb(plain[0]) or (first == "a" and plain[1:] and plain[1].lower in OTHER_VERBS):
        # Romanian: "a declarat"
        return False
    if first in _ONE or not WITHHELD.isdisjoint([word.lower for word in plain]):
        return True
    return True in [is_role_word(word.text) for word in plain]


def is_age_alone(words: Sequence[Token]) -> bool:
    """Whether a chunk is an age: "NAME, 23, a student"."""
    return len(words) == 1 and is_age(words[0].text)


def begins_as_verb(word: Token) -> bool:
    """Whether a chunk begins with a verb, so that it goes on with the sentence: "opened the course"."""
    if not word.text[0].islower():
        return False
    return word.lower in SAYING or word.lower in _DID or (word.lower.endswith("ed") and word.lower not in _STATES)


def acts_on(words: Sequence[Token]) -> int:
    """Return how many words lead up to whom a verb acts on, 0 if there is no verb."""
    return max((at for at, word in enumerate(words) if _is_english_verb(word)), default=-1) + 1


def _is_english_verb(word: Token) -> bool:
    """Whether a word is a finite verb of English; short verbs of other languages are prepositions of others still."""
    return word.lower == "appointed" or (begins_as_verb(word) and word.lower not in OTHER_VERBS)


def with_bracket(text: str, start: int, end: int) -> Span:
    """Return a range of words, with the closing bracket behind it if it opens one: "… to Ukraine (SMM)"."""
    opened = text.count("(", start, end) > text.count(")", start, end)
    return Span(start, end + 1 if opened and text.startswith(")", end) else end)
