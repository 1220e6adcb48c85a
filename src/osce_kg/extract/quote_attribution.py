"""Who the words around a quotation say is speaking, before any look-up: `after` and `before` its marks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from osce_kg.extract.quote_marks import Quoted
from osce_kg.extract.quote_phrases import Kind, Phrase, cut, is_role_like, read_phrase
from osce_kg.extract.quote_tokens import Token, chunks, sentences, tokenize
from osce_kg.extract.quote_words import (
    AUXILIARIES,
    ENGLISH_ADVERBS,
    ENGLISH_VERBS,
    OTHER_VERBS,
    PARTICIPLES,
    PASSIVES,
    STOPPERS,
)
from osce_kg.extract.wordlists import words
from osce_kg.records import Span
from osce_kg.reference.model import Registries

_VERBS = ENGLISH_VERBS | OTHER_VERBS
_MARKS = frozenset(",.–—-:;")
_SENTENCE_STOPS = ".!?…"
_FREE_AFTER_VERB = words("in at on during after following to when of by and as while from before with about for")
_REACH = 40
_LONGEST = 150
_LONGEST_ROLE = 40


@dataclass(frozen=True, slots=True)
class Attributed:
    """A speaker as the text names them; `evidence` covers subject and verb.

    `colon` marks an introduction that ends with a colon. Offsets in the paragraph until `moved`.
    """

    phrase: Phrase
    evidence: Span
    rule: str
    colon: bool = False

    def moved(self, offset: int) -> Attributed:
        """Return the same with its offsets moved to the page."""
        phrase = replace(
            self.phrase,
            span=_move(self.phrase.span, offset),
            name=_move(self.phrase.name, offset) if self.phrase.name else None,
            role=_move(self.phrase.role, offset) if self.phrase.role else None,
        )
        return replace(self, phrase=phrase, evidence=_move(self.evidence, offset))


def attributed_after(text: str, quoted: Quoted, limit: int, registries: Registries) -> Attributed | None:
    """Return the speaker named behind a quotation, in the rest of its sentence up to `limit`."""
    tokens = tokenize(text, quoted.after, limit)
    inner = text[quoted.start : quoted.end].rstrip()
    stopped = inner.endswith(tuple(_SENTENCE_STOPS))
    while tokens and tokens[0].text in _MARKS:
        stopped = stopped or tokens[0].text == "."
        tokens = tokens[1:]
    if not tokens or not tokens[0].is_word:
        return None
    introduces = tokens[-1].text == ":" and limit < len(text)
    clause = sentences(tokens)[0]
    if not clause:
        return None
    if introduces and stopped and clause[-1].text == ":":
        return None
    return (
        _verb_first(clause, text, registries)
        or _according(clause, text, registries)
        or _subject_first(clause, text, registries, strict=stopped)
    )


def attributed_before(text: str, start: int, end: int, registries: Registries) -> Attributed | None:
    """Return the speaker named in the sentence that leads up to a quotation's mark at `end`."""
    clause = sentences(tokenize(text, start, end))[-1]
    colon = bool(clause) and clause[-1].text == ":"
    while clause and (
        not clause[-1].is_word or clause[-1].lower in {"that", "se", "că", "да", "что", "що", "dass", "que"}
    ):
        clause = clause[:-1]
    while clause and clause[0].text in _MARKS:
        clause = clause[1:]
    clause = clause[-_LONGEST:]
    if not clause:
        return None
    found = _led(clause, text, registries) or _according(clause, text, registries)
    if found is None and colon:
        found = _named_only(clause, text, registries)
    return replace(found, colon=colon) if found else None


def subject_of(tokens: Sequence[Token], text: str, registries: Registries) -> Phrase | None:
    """Return the speaker that the words before a verb name: "[…,] ROLE NAME", "NAME, ROLE,", "the ROLE"."""
    words = list(tokens)
    while words and words[-1].lower in AUXILIARIES | ENGLISH_ADVERBS and len(words) > 1:
        words.pop()
    if not words or any(word.lower == "that" for word in words):
        return None
    parts = chunks(words)
    closed = not parts[-1]
    parts = [part for part in parts if part]
    if not parts:
        return None
    return _closed_subject(parts, text, registries) if closed else _open_subject(parts, text, registries)


def role_after(parts: Sequence[Sequence[Token]], text: str, registries: Registries) -> Span | None:
    """Return the role that the chunks behind a name give, or None if they give none."""
    if not parts or not is_role_like(parts[0]) or _is_person(parts[0], text, registries):
        return None
    words = cut([word for word in parts[0] if word.is_word])
    start, end = words[0].start, words[-1].end
    full = len(words) == len([word for word in parts[0] if word.is_word])
    for part in parts[1:3]:
        if not full or not _extends_role(part, text, registries):
            break
        extension = cut([word for word in part if word.is_word])
        full = len(extension) == len([word for word in part if word.is_word])
        end = extension[-1].end
    return Span(start, end) if len(words) <= _LONGEST_ROLE else None


def _extends_role(part: Sequence[Token], text: str, registries: Registries) -> bool:
    words = [word for word in part if word.is_word]
    if not words or words[0].lower in STOPPERS | ENGLISH_VERBS | PARTICIPLES:
        return False
    first = words[1] if words[0].lower == "and" and len(words) > 1 else words[0]
    return first.text[0].isupper() and is_role_like([first]) and not _is_person(part, text, registries)


def _adds_person(part: Sequence[Token], text: str, registries: Registries) -> bool:
    """Whether a chunk adds a second person: "and NAME"."""
    return len(part) > 1 and part[0].lower in {"and", "together"} and _is_person(part[1:], text, registries)


def _is_person(part: Sequence[Token], text: str, registries: Registries) -> bool:
    phrase = read_phrase(part, text, registries, whole=False)
    return phrase is not None and phrase.kind is Kind.PERSON


def _verb_first(clause: Sequence[Token], text: str, registries: Registries) -> Attributed | None:
    """Read `said NAME, ROLE` and, in languages that leave the pronoun out, a bare verb."""
    index = 0
    while index < min(3, len(clause)) and clause[index].lower in AUXILIARIES:
        index += 1
    if index >= len(clause) or clause[index].lower not in _VERBS:
        return None
    verb = clause[index]
    english = verb.lower in ENGLISH_VERBS
    rest = list(clause[index + 1 :])
    while rest and (rest[0].lower in (ENGLISH_ADVERBS if english else AUXILIARIES)):
        rest = rest[1:]
    parts = chunks(rest)
    phrase = read_phrase(parts[0], text, registries, whole=False) if parts[0] else None
    if phrase is None:
        bare = not english and not parts[0]
        span = Span(clause[0].start, verb.end)
        return Attributed(Phrase(Kind.PRONOUN, span), span, "quote-continued") if bare else None
    evidence = Span(verb.start, phrase.span.end)
    other = next((part for part in parts[1:4] if _adds_person(part, text, registries)), None)
    if phrase.kind is Kind.PERSON and other:
        phrase = Phrase(Kind.GROUP, Span(phrase.span.start, other[-1].end))
    elif phrase.kind is Kind.PERSON and phrase.role is None:
        phrase = replace(phrase, role=role_after(parts[1:], text, registries))
    elif phrase.kind is Kind.ROLE and len(parts) > 1:
        named = read_phrase(parts[1], text, registries, whole=False)
        if named and named.kind is Kind.PERSON and named.role is None:
            phrase = replace(named, role=phrase.role)
    return Attributed(phrase, evidence, _rule(phrase, "quote-said-name-role"))


def _subject_first(clause: Sequence[Token], text: str, registries: Registries, *, strict: bool) -> Attributed | None:
    """Read `NAME said`, `he added`. After a full stop (`strict`) nothing may depend on the verb."""
    index = next((at for at, word in enumerate(clause[:_REACH]) if at and word.lower in _VERBS), None)
    if index is None or clause[index - 1].lower in PASSIVES:
        return None
    rest = clause[index + 1 :]
    if (
        strict
        and rest
        and rest[0].is_word
        and rest[0].lower not in (_FREE_AFTER_VERB | ENGLISH_ADVERBS | PARTICIPLES | AUXILIARIES)
    ):
        return None
    phrase = subject_of(clause[:index], text, registries)
    if phrase is None:
        return None
    evidence = Span(phrase.span.start, clause[index].end)
    return Attributed(phrase, evidence, _rule(phrase, "quote-name-said"))


def _led(clause: Sequence[Token], text: str, registries: Registries) -> Attributed | None:
    for index in range(len(clause) - 1, -1, -1):
        word = clause[index]
        if word.lower not in _VERBS and word.lower not in PARTICIPLES:
            continue
        previous = clause[index - 1] if index else None
        if previous is not None and previous.lower in PASSIVES:
            return None
        shares = word.lower in PARTICIPLES or (
            previous is not None
            and previous.lower in {",", "and", "the", "a", "an", "dhe", "i", "и", "та", "și", "et", "und"}
        )
        if shares and index and not _starts_chunk_with_subject(clause[:index], text, registries):
            continue
        phrase = subject_of(clause[:index], text, registries) if index else None
        if phrase is None and word.lower in OTHER_VERBS:
            return _verb_first(clause[index:], text, registries)
        if phrase is None:
            return None
        evidence = Span(phrase.span.start, word.end)
        return Attributed(phrase, evidence, _rule(phrase, "quote-name-role-said"))
    return None


def _starts_chunk_with_subject(tokens: Sequence[Token], text: str, registries: Registries) -> bool:
    """Whether a comma before the verb closes "NAME, ROLE," and continues no earlier verb's sentence."""
    if tokens[-1].text != ",":
        return False
    if any(word.lower in _VERBS for word in tokens):
        return False
    return subject_of(tokens, text, registries) is not None


def _named_only(clause: Sequence[Token], text: str, registries: Registries) -> Attributed | None:
    """Read `Ambassador NAME:` without a verb; nothing else may stand in the sentence."""
    if any(word.lower in _VERBS or word.lower in PARTICIPLES for word in clause):
        return None
    phrase = subject_of(clause, text, registries)
    if phrase is None or phrase.kind is not Kind.PERSON or phrase.span.start != clause[0].start:
        return None
    return Attributed(phrase, phrase.span, "quote-name-colon")


def _according(clause: Sequence[Token], text: str, registries: Registries) -> Attributed | None:
    for index in range(len(clause) - 2):
        if clause[index].lower == "according" and clause[index + 1].lower == "to":
            parts = chunks(clause[index + 2 :])
            phrase = read_phrase(parts[0], text, registries, whole=False) if parts[0] else None
            if phrase is None:
                return None
            if phrase.kind is Kind.PERSON and phrase.role is None:
                phrase = replace(phrase, role=role_after(parts[1:], text, registries))
            return Attributed(phrase, Span(clause[index].start, phrase.span.end), _rule(phrase, "quote-according-to"))
    return None


def _open_subject(parts: Sequence[list[Token]], text: str, registries: Registries) -> Phrase | None:
    """Read a subject that stands directly before its verb."""
    phrase = read_phrase(parts[-1], text, registries, whole=True)
    if phrase is None:
        return None
    if len(parts) > 1 and parts[-1][0].lower == "and" and phrase.kind is Kind.PERSON:
        return Phrase(Kind.GROUP, Span(parts[-2][0].start, phrase.span.end))
    if phrase.kind is Kind.PERSON and phrase.role is None and len(parts) > 1:
        return _apposition(parts[-2], phrase, text, registries)
    return phrase


def _apposition(part: Sequence[Token], phrase: Phrase, text: str, registries: Registries) -> Phrase:
    """Read "The Head of Mission, NAME": the role before the name."""
    before = read_phrase(part, text, registries, whole=True)
    if before and before.kind is Kind.ROLE and before.role:
        return replace(phrase, role=before.role, span=Span(before.span.start, phrase.span.end))
    return phrase


def _closed_subject(parts: Sequence[list[Token]], text: str, registries: Registries) -> Phrase | None:
    """Read a subject whose apposition ends with a comma: "NAME, ROLE, said"."""
    last = read_phrase(parts[-1], text, registries, whole=True)
    if last and last.kind is Kind.PERSON:
        return _open_subject(parts, text, registries)
    for back in range(2, min(len(parts), 5) + 1):
        if not is_role_like(parts[-back + 1]):
            break
        named = read_phrase(parts[-back], text, registries, whole=True)
        if named is None or named.kind is not Kind.PERSON:
            continue
        if parts[-back][0].lower == "and":
            return Phrase(Kind.GROUP, Span(parts[0][0].start, named.span.end))
        words = [word for word in parts[-back + 1] if word.is_word]
        ending = [word for word in parts[-1] if word.is_word]
        role = named.role or Span(words[0].start, ending[-1].end)
        return replace(named, role=role, span=Span(named.span.start, ending[-1].end))
    if not is_role_like(parts[-1]) and len(parts) > 1:
        return _open_subject(parts[:-1], text, registries)
    return last


def _rule(phrase: Phrase, person_rule: str) -> str:
    """Return the rule's name: by what kind of phrase the speaker was read."""
    if phrase.kind is Kind.PERSON:
        if phrase.role and phrase.name and phrase.role.start < phrase.name.start:
            return "quote-role-first"
        return person_rule
    return {
        Kind.ROLE: "quote-role-only",
        Kind.PRONOUN: "quote-continued",
        Kind.GROUP: "quote-collective",
        Kind.DOCUMENT: "quote-document",
    }[phrase.kind]


def _move(span: Span, offset: int) -> Span:
    return Span(span.start + offset, span.end + offset)
