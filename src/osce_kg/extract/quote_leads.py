"""Who the words before a quotation say is speaking: "NAME, ROLE, said:", "as NAME put it,"."""

from __future__ import annotations

from collections.abc import Sequence

from osce_kg.extract.quote_attributed import Attributed, rule_of
from osce_kg.extract.quote_attribution import MARKS, according, of_document, quoted_as_saying, verb_first
from osce_kg.extract.quote_phrases import Kind
from osce_kg.extract.quote_subjects import antecedent_of_who, shared_subject, subject_of
from osce_kg.extract.quote_tokens import Token
from osce_kg.extract.quote_verbs import (
    AUXILIARIES,
    DOCUMENT_VERBS,
    ENGLISH_VERBS,
    OTHER_VERBS,
    PARTICIPLES,
    PASSIVES,
    SAYING,
    VERBS,
)
from osce_kg.extract.quote_words import CONJUNCTIONS
from osce_kg.extract.wordlists import words
from osce_kg.records import Span
from osce_kg.reference.model import Registries

_THAT = words("that se că да что що dass que")
_SHARING = CONJUNCTIONS | words(", the a an")
_ISSUING = words("issued issue released release made make gave delivered published")
_STATEMENTS = words("statement statements comment comments remarks declaration appeal message")
_LONGEST = 150
BEGUN = "quote-sentence-colon"
"""The rule by which whoever begins a sentence that a colon ends is the speaker."""


def attributed_before(clauses: Sequence[list[Token]], text: str, registries: Registries) -> Attributed | None:
    """Return the speaker named in the last of the sentences that lead up to a quotation's mark."""
    clause = clauses[-1]
    end = len(clause)
    colon = bool(clause) and clause[-1].text == ":"
    while end and (not clause[end - 1].is_word or clause[end - 1].lower in _THAT):
        end -= 1
    begin = 0
    while begin < end and clause[begin].text in MARKS:
        begin += 1
    clause = clause[max(begin, end - _LONGEST) : end]
    if not clause:
        return None
    found = quoted_as_saying(clause, text, registries) or _led(clause, text, registries)
    found = found or according(clause, text, registries)
    if found is None and colon:
        found = _stated(clause, text, registries)
        found = found or _asked_first(clause, text, registries) or _named_only(clause, text, registries)
        found = found or _begun(clause, text, registries)
    return found._replace(colon=colon) if found else None


def attributed_by_sentence(clauses: Sequence[list[Token]], text: str, registries: Registries) -> Attributed | None:
    """Return who says something in the whole sentence before a quotation that stands alone: by name, or "he"."""
    if clauses[-1]:
        # The last sentence has no stop.
        return None
    clause = next((clause for clause in reversed(clauses) if clause), None)
    found = _led(clause[-_LONGEST:], text, registries) if clause else None
    if found is None or found.phrase.kind not in {Kind.PERSON, Kind.PRONOUN}:
        return None
    return found._replace(rule="quote-sentence-before") if found.phrase.kind is Kind.PERSON else found


def _led(clause: Sequence[Token], text: str, registries: Registries) -> Attributed | None:
    """Read the subject of the last verb of saying before a quotation; "which" between makes it a document's."""
    relative = max((at for at, word in enumerate(clause) if word.lower == "which"), default=-1)
    for index in range(len(clause) - 1, -1, -1):
        word = clause[index]
        if index < relative:
            return of_document(clause[:relative], text)
        if word.lower not in SAYING and word.lower not in DOCUMENT_VERBS and not _puts_it(clause, index):
            continue
        if index and clause[index - 1].lower in PASSIVES:
            return None
        if word.lower in DOCUMENT_VERBS:
            found = _said_by_document(clause, index, text, registries)
            if found:
                return found
            continue
        if index > 1 and clause[index - 1].lower == "who" and clause[index - 2].text == ",":
            named = antecedent_of_who(clause[: index - 2], text, registries)
            if named:
                evidence = Span(named.span.start, word.end)
                return Attributed(named, evidence, rule_of(named, "quote-name-role-said"))
        before = _last_clause(_without_relative(clause[:index]), text, registries)
        if index and _shares(word, clause[index - 1]) and not _starts_chunk_with_subject(before, text, registries):
            continue
        phrase = subject_of(before, text, registries) if index else None
        if phrase is None and word.lower in OTHER_VERBS:
            return verb_first(clause[index:], text, registries)
        if phrase is None:
            if any(earlier.lower == "that" for earlier in clause[:index]):
                # Inside what somebody said, somebody else speaks.
                return None
            continue
        evidence = Span(phrase.span.start, word.end)
        return Attributed(phrase, evidence, rule_of(phrase, "quote-name-role-said"))
    return _shared(clause, text, registries)


def _shares(word: Token, previous: Token) -> bool:
    """Whether a verb shares the subject of an earlier one: a participle, or behind a comma or "and"."""
    joined = previous.lower in _SHARING and (word.lower in ENGLISH_VERBS or previous.lower not in AUXILIARIES)
    return joined or word.lower in PARTICIPLES


def _puts_it(clause: Sequence[Token], index: int) -> bool:
    """Whether the word is the verb of "as NAME put it"."""
    return clause[index].lower in {"put", "puts"} and [word.lower for word in clause[index + 1 : index + 2]] == ["it"]


def _shared(clause: Sequence[Token], text: str, registries: Registries) -> Attributed | None:
    """Read "NAME thanked the Mission and said", where only the last verb is one of saying."""
    for index in range(len(clause) - 1, 1, -1):
        if clause[index].lower in ENGLISH_VERBS and clause[index - 1].lower == "and":
            phrase = shared_subject(clause[: index - 1], text, registries)
            if phrase is None:
                return None
            return Attributed(
                phrase, Span(phrase.span.start, clause[index].end), rule_of(phrase, "quote-name-role-said")
            )
    return None


def _said_by_document(clause: Sequence[Token], index: int, text: str, registries: Registries) -> Attributed | None:
    """Read "the report finds", "in its report the Office found"."""
    phrase = subject_of(clause[:index], text, registries) if index else None
    if phrase is None or phrase.kind is not Kind.DOCUMENT:
        return None
    return Attributed(phrase, Span(phrase.span.start, clause[index].end), "quote-document")


def _without_relative(tokens: Sequence[Token]) -> Sequence[Token]:
    """Return the words without the clause that a comma closes: "NAME, who leads the mission,"."""
    if not tokens or tokens[-1].text != ",":
        return tokens
    for at in range(len(tokens) - 2, 0, -1):
        if tokens[at].text == "," or tokens[at].lower == "that":
            return tokens
        if tokens[at].lower == "who" and tokens[at - 1].text == ",":
            return tokens[:at]
    return tokens


def _last_clause(tokens: Sequence[Token], text: str, registries: Registries) -> Sequence[Token]:
    """Return the words behind ", and" if a verb stands before it and somebody else is named behind: "A came, and B"."""
    for at in range(len(tokens) - 2, 0, -1):
        if tokens[at].lower in {"and", "while", "whereas"} and tokens[at - 1].text == ",":
            rest = tokens[at + 1 :]
            if any(word.lower in VERBS for word in rest) or not any(word.lower in VERBS for word in tokens[:at]):
                return tokens
            named = subject_of(rest, text, registries)
            return rest if named is not None and named.kind is Kind.PERSON else tokens
    return tokens


def _starts_chunk_with_subject(tokens: Sequence[Token], text: str, registries: Registries) -> bool:
    """Whether a comma before the verb closes "NAME, ROLE," and continues no earlier verb's sentence."""
    if tokens[-1].text != ",":
        return False
    comma = next(at for at, word in enumerate(tokens) if word.text == ",")
    # "Asked how long it would take, NAME replied"
    own = tokens[comma + 1 :] if tokens[0].lower in VERBS and comma + 1 < len(tokens) else tokens
    if any(word.lower in VERBS for word in own):
        return False
    return subject_of(tokens, text, registries) is not None


def _asked_first(clause: Sequence[Token], text: str, registries: Registries) -> Attributed | None:
    """Read "…, explained ROLE NAME:", where verb and speaker end what introduces a quotation."""
    at = max((index for index, word in enumerate(clause) if word.lower in ENGLISH_VERBS), default=-1)
    if at < 1 or clause[at - 1].text != ",":
        return None
    found = verb_first(clause[at:], text, registries)
    if found is None or found.phrase.kind is not Kind.PERSON:
        return None
    ends = max(found.phrase.span.end, found.phrase.role.end if found.phrase.role else 0)
    return found if ends == clause[-1].end else None


def _begun(clause: Sequence[Token], text: str, registries: Registries) -> Attributed | None:
    """Read the person with whom a sentence begins that a colon ends, whatever its verb: "NAME blamed the rain:"."""
    phrase = shared_subject(clause, text, registries)
    if phrase is None or phrase.kind is not Kind.PERSON or phrase.span.start != clause[0].start:
        return None
    return Attributed(phrase, Span(phrase.span.start, clause[-1].end), BEGUN)


def _stated(clause: Sequence[Token], text: str, registries: Registries) -> Attributed | None:
    """Read "NAME issued the following statement today:"."""
    words = [word.lower for word in clause]
    at = max((index for index, word in enumerate(words) if word in _ISSUING), default=0)
    if at == 0 or "following" not in words[at:] or _STATEMENTS.isdisjoint(words[at:]):
        return None
    phrase = subject_of(clause[:at], text, registries)
    if phrase is None:
        return None
    return Attributed(phrase, Span(phrase.span.start, clause[-1].end), rule_of(phrase, "quote-name-role-said"))


def _named_only(clause: Sequence[Token], text: str, registries: Registries) -> Attributed | None:
    """Read `Ambassador NAME:` without a verb; nothing else may stand in the sentence."""
    if any(word.lower in VERBS or word.lower in PARTICIPLES for word in clause):
        return None
    phrase = subject_of(clause, text, registries)
    if phrase is None or phrase.kind is not Kind.PERSON or phrase.span.start != clause[0].start:
        phrase = subject_of(clause, text, registries, closed=True)
    if phrase is None or phrase.kind is not Kind.PERSON or phrase.span.start != clause[0].start:
        return None
    return Attributed(phrase, phrase.span, "quote-name-colon")
