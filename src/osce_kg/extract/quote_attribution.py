"""Who the words around a quotation say is speaking, before any look-up: `after` and `before` its marks."""

from __future__ import annotations

from collections.abc import Sequence

from osce_kg.extract.quote_attributed import Attributed, rule_of
from osce_kg.extract.quote_marks import Quoted
from osce_kg.extract.quote_phrases import Kind, Phrase, read_phrase
from osce_kg.extract.quote_subjects import (
    adds_person,
    document_in,
    role_after,
    subject_of,
)
from osce_kg.extract.quote_tokens import Token, chunks, first_sentence
from osce_kg.extract.quote_verbs import (
    AUXILIARIES,
    ENGLISH_ADVERBS,
    ENGLISH_VERBS,
    OTHER_VERBS,
    PARTICIPLES,
    PASSIVES,
    VERBS,
)
from osce_kg.extract.wordlists import words
from osce_kg.records import Span
from osce_kg.reference.model import Registries

MARKS = frozenset(",.–—-:;")
_SENTENCE_STOPS = (".", "!", "?", "…")
_FREE_AFTER_VERB = words("in at on during after following to when of by and as while from before with about for")
_FREE = _FREE_AFTER_VERB | ENGLISH_ADVERBS | PARTICIPLES
_SUBORDINATING = words("while whereas but although though because since if unless and or for")
# What German puts at the sentence's end: "fügte er hinzu", "fuhr sie fort".
_SEPARATED = words("hinzu fort")
_IN_THE_WORDS_OF = frozenset({("по", "словам"), ("за", "словами"), ("по", "зборовите"), ("prema", "riječima")})
_REACH = 40


def attributed_after(
    text: str, quoted: Quoted, tokens: list[Token], registries: Registries, *, followed: bool
) -> Attributed | None:
    """Return the speaker named behind a quotation, in `tokens`: up to the next one if it is `followed`."""
    if not tokens:
        return None
    stopped = text[quoted.start : quoted.end].rstrip().endswith(_SENTENCE_STOPS)
    begin = 0
    while begin < len(tokens) and tokens[begin].text in MARKS:
        stopped = stopped or tokens[begin].text == "."
        begin += 1
    if begin == len(tokens) or not tokens[begin].is_word:
        return None
    clause = first_sentence(tokens, begin)
    introduces = tokens[-1].text == ":" and followed
    if introduces and stopped and clause[-1].text == ":":
        return None
    return (
        verb_first(clause, text, registries)
        or according(clause, text, registries)
        or _subject_first(clause, text, registries, strict=stopped)
    )


def verb_first(clause: Sequence[Token], text: str, registries: Registries) -> Attributed | None:
    """Read `said NAME, ROLE` and, in languages that leave the pronoun out, a bare verb."""
    inverted = _inverted(clause)
    if inverted:
        return inverted
    index = 0
    while index < min(3, len(clause)) and clause[index].lower in AUXILIARIES:
        index += 1
    german = index < len(clause) - 1 and clause[index].lower == "so" and "„" in text
    if index >= len(clause) or (clause[index].lower not in VERBS and not german):
        return None
    verb = clause[index]
    skipped = ENGLISH_ADVERBS if verb.lower in ENGLISH_VERBS else AUXILIARIES
    begin = next((at for at in range(index + 1, len(clause)) if clause[at].lower not in skipped), len(clause))
    rest = list(clause[begin:])
    if len(rest) > 1 and rest[-1].lower in _SEPARATED:
        rest.pop()
    first, *following = chunks(rest)
    phrase = read_phrase(first, text, registries, whole=False)
    if phrase is None:
        return _unread(Span(clause[0].start, verb.end), verb, first, following, text, registries)
    speaker = _with_following(phrase, following, text, registries)
    return Attributed(speaker, Span(verb.start, phrase.span.end), rule_of(speaker, "quote-said-name-role"))


def _unread(
    span: Span,
    verb: Token,
    first: Sequence[Token],
    following: Sequence[Sequence[Token]],
    text: str,
    registries: Registries,
) -> Attributed | None:
    """Return what a verb at a span says of a speaker whom the chunk behind it does not name in a form that is read."""
    if not first:
        return None if verb.lower in ENGLISH_VERBS else Attributed(Phrase(Kind.PRONOUN, span), span, "quote-continued")
    role = role_after(following, text, registries)
    if role:
        # "said M.K., a participant"
        return Attributed(Phrase(Kind.ROLE, role, role=role), Span(verb.start, role.end), "quote-role-only")
    return Attributed(Phrase(Kind.UNREAD, span), span, "quote-unattributed") if verb.lower in ENGLISH_VERBS else None


def _with_following(phrase: Phrase, following: Sequence[Sequence[Token]], text: str, registries: Registries) -> Phrase:
    """Return a speaker with what the chunks behind add: a second person, a person's role, or the name to a role."""
    if phrase.kind is Kind.PERSON:
        other = next((part for part in following[:3] if adds_person(part, text, registries)), None)
        if other:
            return Phrase(Kind.GROUP, Span(phrase.span.start, other[-1].end))
        return phrase if phrase.role else phrase._replace(role=role_after(following, text, registries))
    if phrase.kind is not Kind.ROLE or phrase.role is None or not following:
        return phrase
    named = read_phrase(following[0], text, registries, whole=False)
    if named is None or named.kind is not Kind.PERSON:
        return phrase
    if named.role is None:
        return named._replace(role=phrase.role)
    # "the Chairperson-in-Office, X's Foreign Minister NAME"
    further = _further_office(following[0], named)
    return named._replace(role=Span(phrase.role.start, named.role.end)) if further else phrase


def _further_office(part: Sequence[Token], named: Phrase) -> bool:
    """Whether all before a name in a chunk is its office in capitals: another of the one who is meant before."""
    role = named.role
    return role is not None and role.start == part[0].start and part[0].text[0].isupper()


def _inverted(clause: Sequence[Token]) -> Attributed | None:
    """Read French "a-t-elle ajouté", "dit-il"."""
    first = clause[0].lower
    if not first.endswith(("-il", "-elle", "-ils", "-elles")):
        return None
    verb, _, pronoun = first.rpartition("-")
    verb = verb.removesuffix("-t")
    auxiliary = verb in {"a", "ont"} and len(clause) > 1 and clause[1].lower in OTHER_VERBS
    if not auxiliary and verb not in OTHER_VERBS:
        return None
    span = Span(clause[0].start, clause[1 if auxiliary else 0].end)
    kind = Kind.GROUP if pronoun.endswith("s") else Kind.PRONOUN
    return Attributed(Phrase(kind, span), span, "quote-continued" if kind is Kind.PRONOUN else "quote-collective")


def _subject_first(clause: Sequence[Token], text: str, registries: Registries, *, strict: bool) -> Attributed | None:
    """Read `NAME said`, `he added`. After a full stop (`strict`) nothing may depend on the verb."""
    if clause[0].lower in _SUBORDINATING:
        return None
    quoted_as = quoted_as_saying(clause, text, registries)
    if quoted_as:
        return quoted_as
    index = next((at for at, word in enumerate(clause[:_REACH]) if at and word.lower in VERBS), None)
    if index is None or clause[index - 1].lower in PASSIVES:
        return None
    rest = clause[index + 1 :]
    if (
        strict
        and rest
        and rest[0].is_word
        and rest[0].lower not in _FREE
        and (clause[index].lower in ENGLISH_VERBS or rest[0].lower not in AUXILIARIES)
    ):
        return None
    phrase = subject_of(clause[:index], text, registries)
    if phrase is None:
        return None
    evidence = Span(phrase.span.start, clause[index].end)
    return Attributed(phrase, evidence, rule_of(phrase, "quote-name-said"))


def quoted_as_saying(clause: Sequence[Token], text: str, registries: Registries) -> Attributed | None:
    """Read "NAME was quoted as saying"."""
    words = [word.lower for word in clause[:_REACH]]
    for index in range(2, len(words) - 2):
        if words[index] in {"quoted", "cited"} and words[index - 1] in PASSIVES and words[index + 1] == "as":
            phrase = subject_of(clause[: index - 1], text, registries)
            if phrase is None:
                return None
            evidence = Span(phrase.span.start, clause[index + 2].end)
            return Attributed(phrase, evidence, rule_of(phrase, "quote-name-said"))
    return None


def of_document(antecedent: Sequence[Token], text: str) -> Attributed | None:
    """Read the document that "which" takes up: "Article 5 of the Code, which punishes"."""
    parts = [part for part in chunks(antecedent) if part]
    if parts and parts[-1][-1].lower == "of" and len(parts) > 1:
        # "the draft Law, Article 14 of which"
        parts.pop()
    phrase = document_in(parts[-1], text) if parts else None
    return Attributed(phrase, phrase.span, "quote-document") if phrase else None


def according(clause: Sequence[Token], text: str, registries: Registries) -> Attributed | None:
    """Read "according to NAME, ROLE," and the like of other languages; "according to which" takes up a document."""
    for index in range(len(clause) - 2):
        if clause[index].lower == "according" and clause[index + 1].lower == "to":
            if clause[index + 2].lower == "which":
                return of_document(clause[:index], text)
            parts = chunks(clause[index + 2 :])
            phrase = read_phrase(parts[0], text, registries, whole=False) if parts[0] else None
            if phrase is None:
                return None
            if phrase.kind is Kind.PERSON and phrase.role is None:
                phrase = phrase._replace(role=role_after(parts[1:], text, registries))
            return Attributed(phrase, Span(clause[index].start, phrase.span.end), rule_of(phrase, "quote-according-to"))
    return _in_the_words_of(clause, text, registries)


def _in_the_words_of(clause: Sequence[Token], text: str, registries: Registries) -> Attributed | None:
    """Read "По словам директора БДИПЧ, «…»": their role; a name in the genitive is not read."""
    if len(clause) < 3 or (clause[0].lower, clause[1].lower) not in _IN_THE_WORDS_OF:
        return None
    part = chunks(clause[2:])[0]
    phrase = read_phrase(part, text, registries, whole=False) if part else None
    if phrase is None or phrase.kind not in {Kind.ROLE, Kind.PERSON}:
        return None
    if phrase.kind is Kind.PERSON:
        role = phrase.role
        phrase = Phrase(Kind.ROLE, role, role=role) if role else Phrase(Kind.UNREAD, phrase.span)
    return Attributed(phrase, Span(clause[0].start, phrase.span.end), rule_of(phrase, "quote-according-to"))
