"""Who the words around a quotation say is speaking, before any look-up: `after` and `before` its marks."""

from __future__ import annotations

from collections.abc import Sequence

from osce_kg.extract.quote_attributed import Attributed, rule_of
from osce_kg.extract.quote_marks import Quoted
from osce_kg.extract.quote_phrases import Kind, Phrase, read_phrase
from osce_kg.extract.quote_subjects import (
    adds_person,
    antecedent_of_who,
    document_in,
    role_after,
    shared_subject,
    subject_of,
)
from osce_kg.extract.quote_tokens import Token, chunks, first_sentence
from osce_kg.extract.quote_verbs import (
    AUXILIARIES,
    DOCUMENT_VERBS,
    ENGLISH_ADVERBS,
    ENGLISH_VERBS,
    OTHER_VERBS,
    PARTICIPLES,
    PASSIVES,
    SAYING,
)
from osce_kg.extract.wordlists import words
from osce_kg.records import Span
from osce_kg.reference.model import Registries

_VERBS = ENGLISH_VERBS | OTHER_VERBS
_MARKS = frozenset(",.–—-:;")
_SENTENCE_STOPS = (".", "!", "?", "…")
_THAT = words("that se că да что що dass que")
_FREE_AFTER_VERB = words("in at on during after following to when of by and as while from before with about for")
_FREE = _FREE_AFTER_VERB | ENGLISH_ADVERBS | PARTICIPLES
_SUBORDINATING = words("while whereas but although though because since if unless and or for")
# What German puts at the sentence's end: "fügte er hinzu", "fuhr sie fort".
_SEPARATED = words("hinzu fort")
_JOINING = words(", and the a an dhe i и та și et und")
_REACH = 40
_LONGEST = 150


def attributed_after(
    text: str, quoted: Quoted, tokens: list[Token], registries: Registries, *, followed: bool
) -> Attributed | None:
    """Return the speaker named behind a quotation, in `tokens`: up to the next one if it is `followed`."""
    if not tokens:
        return None
    stopped = text[quoted.start : quoted.end].rstrip().endswith(_SENTENCE_STOPS)
    begin = 0
    while begin < len(tokens) and tokens[begin].text in _MARKS:
        stopped = stopped or tokens[begin].text == "."
        begin += 1
    if begin == len(tokens) or not tokens[begin].is_word:
        return None
    clause = first_sentence(tokens, begin)
    introduces = tokens[-1].text == ":" and followed
    if introduces and stopped and clause[-1].text == ":":
        return None
    return (
        _verb_first(clause, text, registries)
        or _according(clause, text, registries)
        or _subject_first(clause, text, registries, strict=stopped)
    )


def attributed_before(clauses: Sequence[list[Token]], text: str, registries: Registries) -> Attributed | None:
    """Return the speaker named in the last of the sentences that lead up to a quotation's mark."""
    clause = clauses[-1]
    end = len(clause)
    colon = bool(clause) and clause[-1].text == ":"
    while end and (not clause[end - 1].is_word or clause[end - 1].lower in _THAT):
        end -= 1
    begin = 0
    while begin < end and clause[begin].text in _MARKS:
        begin += 1
    clause = clause[max(begin, end - _LONGEST) : end]
    if not clause:
        return None
    found = _quoted_as_saying(clause, text, registries) or _led(clause, text, registries)
    found = found or _according(clause, text, registries)
    if found is None and colon:
        found = _asked_first(clause, text, registries) or _named_only(clause, text, registries)
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


def _verb_first(clause: Sequence[Token], text: str, registries: Registries) -> Attributed | None:
    """Read `said NAME, ROLE` and, in languages that leave the pronoun out, a bare verb."""
    inverted = _inverted(clause)
    if inverted:
        return inverted
    index = 0
    while index < min(3, len(clause)) and clause[index].lower in AUXILIARIES:
        index += 1
    german = index < len(clause) - 1 and clause[index].lower == "so" and "„" in text
    if index >= len(clause) or (clause[index].lower not in _VERBS and not german):
        return None
    verb = clause[index]
    english = verb.lower in ENGLISH_VERBS
    rest = list(clause[index + 1 :])
    while rest and (rest[0].lower in (ENGLISH_ADVERBS if english else AUXILIARIES)):
        rest = rest[1:]
    if len(rest) > 1 and rest[-1].lower in _SEPARATED:
        rest.pop()
    parts = chunks(rest)
    phrase = read_phrase(parts[0], text, registries, whole=False) if parts[0] else None
    if phrase is None:
        span = Span(clause[0].start, verb.end)
        role = role_after(parts[1:], text, registries) if parts[0] else None
        if role:
            # "said M.K., a participant"
            return Attributed(Phrase(Kind.ROLE, role, role=role), Span(verb.start, role.end), "quote-role-only")
        if english and parts[0]:
            return Attributed(Phrase(Kind.UNREAD, span), span, "quote-unattributed")
        bare = not english and not parts[0]
        return Attributed(Phrase(Kind.PRONOUN, span), span, "quote-continued") if bare else None
    evidence = Span(verb.start, phrase.span.end)
    other = next((part for part in parts[1:4] if adds_person(part, text, registries)), None)
    if phrase.kind is Kind.PERSON and other:
        phrase = Phrase(Kind.GROUP, Span(phrase.span.start, other[-1].end))
    elif phrase.kind is Kind.PERSON and phrase.role is None:
        phrase = phrase._replace(role=role_after(parts[1:], text, registries))
    elif phrase.kind is Kind.ROLE and len(parts) > 1:
        named = read_phrase(parts[1], text, registries, whole=False)
        if named and named.kind is Kind.PERSON and phrase.role and named.role is None:
            phrase = named._replace(role=phrase.role)
        elif named and named.kind is Kind.PERSON and phrase.role and named.role and _further_office(parts[1], named):
            # "the Chairperson-in-Office, X's Foreign Minister NAME"
            phrase = named._replace(role=Span(phrase.role.start, named.role.end))
    return Attributed(phrase, evidence, rule_of(phrase, "quote-said-name-role"))


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
    quoted_as = _quoted_as_saying(clause, text, registries)
    if quoted_as:
        return quoted_as
    index = next((at for at, word in enumerate(clause[:_REACH]) if at and word.lower in _VERBS), None)
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


def _quoted_as_saying(clause: Sequence[Token], text: str, registries: Registries) -> Attributed | None:
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


def _led(clause: Sequence[Token], text: str, registries: Registries) -> Attributed | None:
    """Read the subject of the last verb of saying before a quotation; "which" between makes it a document's."""
    relative = max((at for at, word in enumerate(clause) if word.lower == "which"), default=-1)
    for index in range(len(clause) - 1, -1, -1):
        word = clause[index]
        if index < relative:
            return _of_document(clause[:relative], text)
        if word.lower not in SAYING and word.lower not in DOCUMENT_VERBS and not _puts_it(clause, index):
            continue
        previous = clause[index - 1] if index else None
        if previous is not None and previous.lower in PASSIVES:
            return None
        if word.lower in DOCUMENT_VERBS:
            found = _said_by_document(clause, index, text, registries)
            if found:
                return found
            continue
        if previous is not None and index > 1 and previous.lower == "who" and clause[index - 2].text == ",":
            named = antecedent_of_who(clause[: index - 2], text, registries)
            if named:
                evidence = Span(named.span.start, word.end)
                return Attributed(named, evidence, rule_of(named, "quote-name-role-said"))
        before = _without_relative(clause[:index])
        shares = word.lower in PARTICIPLES or (
            previous is not None
            and previous.lower in _JOINING
            and (word.lower in ENGLISH_VERBS or previous.lower not in AUXILIARIES)
        )
        if shares and index and not _starts_chunk_with_subject(before, text, registries):
            continue
        phrase = subject_of(before, text, registries) if index else None
        if phrase is None and word.lower in OTHER_VERBS:
            return _verb_first(clause[index:], text, registries)
        if phrase is None:
            if any(earlier.lower == "that" for earlier in clause[:index]):
                # Inside what somebody said, somebody else speaks.
                return None
            continue
        evidence = Span(phrase.span.start, word.end)
        return Attributed(phrase, evidence, rule_of(phrase, "quote-name-role-said"))
    return _shared(clause, text, registries)


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


def _of_document(antecedent: Sequence[Token], text: str) -> Attributed | None:
    """Read the document that "which" takes up: "Article 5 of the Code, which punishes"."""
    parts = [part for part in chunks(antecedent) if part]
    if parts and parts[-1][-1].lower == "of" and len(parts) > 1:
        # "the draft Law, Article 14 of which"
        parts.pop()
    phrase = document_in(parts[-1], text) if parts else None
    return Attributed(phrase, phrase.span, "quote-document") if phrase else None


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


def _starts_chunk_with_subject(tokens: Sequence[Token], text: str, registries: Registries) -> bool:
    """Whether a comma before the verb closes "NAME, ROLE," and continues no earlier verb's sentence."""
    if tokens[-1].text != ",":
        return False
    if any(word.lower in _VERBS for word in tokens):
        return False
    return subject_of(tokens, text, registries) is not None


def _asked_first(clause: Sequence[Token], text: str, registries: Registries) -> Attributed | None:
    """Read "…, explained ROLE NAME:", where verb and speaker end what introduces a quotation."""
    at = max((index for index, word in enumerate(clause) if word.lower in ENGLISH_VERBS), default=-1)
    if at < 1 or clause[at - 1].text != ",":
        return None
    found = _verb_first(clause[at:], text, registries)
    if found is None or found.phrase.kind is not Kind.PERSON:
        return None
    ends = max(found.phrase.span.end, found.phrase.role.end if found.phrase.role else 0)
    return found if ends == clause[-1].end else None


def _named_only(clause: Sequence[Token], text: str, registries: Registries) -> Attributed | None:
    """Read `Ambassador NAME:` without a verb; nothing else may stand in the sentence."""
    if any(word.lower in _VERBS or word.lower in PARTICIPLES for word in clause):
        return None
    phrase = subject_of(clause, text, registries)
    if phrase is None or phrase.kind is not Kind.PERSON or phrase.span.start != clause[0].start:
        phrase = subject_of(clause, text, registries, closed=True)
    if phrase is None or phrase.kind is not Kind.PERSON or phrase.span.start != clause[0].start:
        return None
    return Attributed(phrase, phrase.span, "quote-name-colon")


def _according(clause: Sequence[Token], text: str, registries: Registries) -> Attributed | None:
    for index in range(len(clause) - 2):
        if clause[index].lower == "according" and clause[index + 1].lower == "to":
            if clause[index + 2].lower == "which":
                return _of_document(clause[:index], text)
            parts = chunks(clause[index + 2 :])
            phrase = read_phrase(parts[0], text, registries, whole=False) if parts[0] else None
            if phrase is None:
                return None
            if phrase.kind is Kind.PERSON and phrase.role is None:
                phrase = phrase._replace(role=role_after(parts[1:], text, registries))
            return Attributed(phrase, Span(clause[index].start, phrase.span.end), rule_of(phrase, "quote-according-to"))
    return None
