"""The subject of a verb of saying: "[…,] ROLE NAME", "NAME, ROLE,", "the ROLE", and whom "which" refers to."""

from __future__ import annotations

from collections.abc import Sequence

from osce_kg.extract.quote_descriptions import cut, is_age_alone, is_role_like, with_bracket
from osce_kg.extract.quote_name_runs import is_organization_word, is_role_word
from osce_kg.extract.quote_phrases import Kind, Phrase, read_phrase
from osce_kg.extract.quote_tokens import Token, chunks
from osce_kg.extract.quote_verbs import AUXILIARIES, ENGLISH_ADVERBS, ENGLISH_VERBS, PARTICIPLES, VERBS
from osce_kg.extract.quote_words import ARTICLES, CONJUNCTIONS, DOCUMENTS, PREPOSITIONS, STOPPERS
from osce_kg.extract.wordlists import words
from osce_kg.records import Span
from osce_kg.reference.model import Registries

_CLAUSE_OPENERS = words("while whereas although though whose that which because since until if")
_OCCASIONS = words("on in at during after following")
_LONGEST_LEAD = 5
_LONGEST_ROLE = 40
_BESIDE_VERBS = AUXILIARIES | ENGLISH_ADVERBS
_BOUNDS = ARTICLES | PREPOSITIONS | VERBS | PARTICIPLES | STOPPERS
_NO_ROLES = STOPPERS | ENGLISH_VERBS | PARTICIPLES


def subject_of(tokens: Sequence[Token], text: str, registries: Registries, *, closed: bool = False) -> Phrase | None:
    """Return the speaker that the words before a verb name: "[…,] ROLE NAME", "NAME, ROLE,", "the ROLE".

    `closed` says that an apposition ends with the words, as a comma would.
    """
    end = len(tokens)
    while end > 1 and tokens[end - 1].lower in _BESIDE_VERBS:
        end -= 1
    words = tokens[:end]
    if not words or "that" in [word.lower for word in words]:
        return None
    parts = chunks(words)
    closed = closed or not parts[-1]
    parts = [part for part in parts if part]
    if not parts:
        return None
    return _closed_subject(parts, text, registries) if closed else _open_subject(parts, text, registries)


def antecedent_of_who(tokens: Sequence[Token], text: str, registries: Registries) -> Phrase | None:
    """Return the person at the end of the words before ", who said": "welcomed the words of Minister NAME"."""
    parts = chunks(tokens)
    after = max((at for at, word in enumerate(parts[-1]) if word.lower in PREPOSITIONS), default=-1)
    phrase = read_phrase(parts[-1][after + 1 :], text, registries, whole=True)
    if phrase is None or phrase.kind is not Kind.PERSON:
        return None
    if after >= 0 or len(parts) < 2:
        return phrase if after >= 0 else None
    # "was backed by the Head of the Mission, NAME"
    before = parts[-2]
    agent = next((at for at, word in enumerate(before) if word.lower == "by"), -1)
    return _apposition(before[agent + 1 :], phrase, text, registries) if agent >= 0 else None


def shared_subject(tokens: Sequence[Token], text: str, registries: Registries) -> Phrase | None:
    """Return the person or pronoun that begins a sentence and whose later verb shares it: "NAME came and said"."""
    parts = [part for part in chunks(tokens) if part]
    if not parts or any(word.lower in _CLAUSE_OPENERS for word in tokens):
        return None
    phrase = read_phrase(parts[0], text, registries, whole=False)
    if phrase is not None and phrase.kind is Kind.ROLE and len(parts) > 1:
        # "The Head of Mission, NAME, visited the school and said"
        named = read_phrase(parts[1], text, registries, whole=True)
        return _apposition(parts[0], named, text, registries) if named and named.kind is Kind.PERSON else None
    if phrase is None or phrase.kind not in {Kind.PERSON, Kind.PRONOUN}:
        return None
    last = parts[0][-1]
    if phrase.kind is Kind.PERSON and phrase.role is None and len(parts) > 1 and phrase.span.end == last.end:
        return phrase._replace(role=role_after(parts[1:], text, registries))
    return phrase


def role_after(parts: Sequence[Sequence[Token]], text: str, registries: Registries) -> Span | None:
    """Return the role that the chunks behind a name give, or None if they give none."""
    if len(parts) > 1 and is_age_alone(parts[0]) and not is_role_like(parts[0]):
        parts = parts[1:]
    if not parts or not is_role_like(parts[0]) or parts[0][0].lower in CONJUNCTIONS:
        return None
    if is_person(parts[0], text, registries):
        return None
    plain = [word for word in parts[0] if word.is_word]
    words = cut(plain)
    start, end = words[0].start, words[-1].end
    full = len(words) == len(plain)
    for part in parts[1:3]:
        if is_age_alone(parts[0]) and is_role_like(part):
            end = part[-1].end
        if not full or not _extends_role(part, text, registries):
            break
        plain_extension = [word for word in part if word.is_word]
        extension = cut(plain_extension)
        full = len(extension) == len(plain_extension)
        end = extension[-1].end
    return with_bracket(text, start, end) if len(words) <= _LONGEST_ROLE else None


def adds_person(part: Sequence[Token], text: str, registries: Registries) -> bool:
    """Whether a chunk adds a second person: "and NAME"."""
    return len(part) > 1 and part[0].lower in {"and", "together"} and is_person(part[1:], text, registries)


def is_person(part: Sequence[Token], text: str, registries: Registries) -> bool:
    """Whether a chunk names a person."""
    phrase = read_phrase(part, text, registries, whole=False)
    return phrase is not None and phrase.kind is Kind.PERSON


def role_alone(part: Sequence[Token], text: str, registries: Registries) -> Span | None:
    """Return the role that is all of a chunk beside a name's: "the Head of the Mission, NAME"."""
    phrase = read_phrase(part, text, registries, whole=True)
    if phrase is not None and phrase.kind is Kind.ROLE:
        return phrase.role
    words = [word for word in part if word.is_word]
    core = [word for word in words[:3] if word.lower not in ARTICLES]
    if phrase is not None and phrase.kind in {Kind.PRONOUN, Kind.PERSON}:
        return None
    if not core or not is_role_word(core[0].text) or any(word.lower in VERBS for word in words):
        return None
    return with_bracket(text, words[0].start, words[-1].end)


def document_in(tokens: Sequence[Token], text: str) -> Phrase | None:
    """Return the document that the last words of some name: "recalled [the joint statement adopted in Astana]"."""
    words = [word for word in tokens if word.is_word]
    for index in range(len(words) - 1, -1, -1):
        noun = words[index].lower
        if noun not in DOCUMENTS or (index + 1 < len(words) and words[index + 1].lower in DOCUMENTS):
            continue
        first = index
        while first and not _bounds(words[first - 1]):
            first -= 1
        if first and words[first - 1].lower in ARTICLES:
            first -= 1
        if first > 1 and words[first - 1].lower == "of":
            # "Article 5 of the Code"
            whole = next((at for at in range(first - 2, max(-1, first - 4), -1) if words[at].lower in DOCUMENTS), first)
            first = whole
        return Phrase(Kind.DOCUMENT, with_bracket(text, words[first].start, words[-1].end))
    return None


def _bounds(word: Token) -> bool:
    """Whether a word cannot belong to the noun phrase behind it."""
    return word.lower in _BOUNDS


def _extends_role(part: Sequence[Token], text: str, registries: Registries) -> bool:
    words = [word for word in part if word.is_word]
    if not words or words[0].lower in _NO_ROLES:
        return False
    first = words[1] if words[0].lower == "and" and len(words) > 1 else words[0]
    return first.text[0].isupper() and is_role_like([first]) and not is_person(part, text, registries)


def _open_subject(parts: Sequence[list[Token]], text: str, registries: Registries) -> Phrase | None:
    """Read a subject that stands directly before its verb."""
    if any(word.lower in VERBS and word.text[0].islower() for word in parts[-1][1:]):
        return None
    part = _without_adverbial(parts[-1])
    phrase = read_phrase(part, text, registries, whole=True) or _placed_subject(part, text, registries)
    if phrase is None:
        return None
    if len(parts) > 1 and parts[-1][0].lower == "and" and phrase.kind is Kind.PERSON:
        return Phrase(Kind.GROUP, Span(parts[-2][0].start, phrase.span.end))
    if phrase.kind is Kind.PERSON and len(parts) > 1:
        if phrase.role is None:
            return _apposition(parts[-2], phrase, text, registries)
        return _longer_portfolio(parts, phrase, text, registries)
    return phrase


def _without_adverbial(part: Sequence[Token]) -> Sequence[Token]:
    """Return the words without "On this occasion" before "the Head of the Mission"."""
    at = next((at for at, word in enumerate(part) if at and word.lower == "the"), 0)
    leads = part[0].lower in _OCCASIONS and 0 < at <= _LONGEST_LEAD and at + 1 < len(part)
    return part[at:] if leads and is_role_word(part[at + 1].text) and part[at - 1].lower not in PREPOSITIONS else part


def _placed_subject(part: Sequence[Token], text: str, registries: Registries) -> Phrase | None:
    """Read "In Horlivka (39km north-east of Donetsk) a pharmacist": somebody unnamed behind where it was."""
    if part[0].lower not in PREPOSITIONS and part[0].text[0].islower() and part[0].lower != "controlled":
        return None
    at = next((at for at in range(len(part) - 1, 1, -1) if part[at].lower in {"a", "an", "one"}), 0)
    before = part[at - 1]
    if not at or not (before.text == ")" or before.text[0].isupper()):
        return None
    phrase = read_phrase(part[at:], text, registries, whole=True)
    return phrase if phrase is not None and phrase.kind is Kind.ROLE else None


def _longer_portfolio(parts: Sequence[list[Token]], phrase: Phrase, text: str, registries: Registries) -> Phrase:
    """Read "Minister of Environment, Forests and Water Administration NAME": one office, with a comma in its name."""
    role, part = phrase.role, parts[-1]
    inside = role is not None and role.start == part[0].start and any(word.lower == "and" for word in part)
    if not inside or role is None or is_role_word(part[0].text) or part[0].lower in ARTICLES:
        return phrase
    office = role_alone(parts[-2], text, registries)
    if office is None or not any(word.lower in {"of", "for"} for word in parts[-2]):
        return phrase
    return phrase._replace(role=Span(office.start, role.end), span=Span(office.start, phrase.span.end))


def _apposition(part: Sequence[Token], phrase: Phrase, text: str, registries: Registries) -> Phrase:
    """Read "The Head of Mission, NAME": the role before the name."""
    role = role_alone(part, text, registries)
    if role is None:
        return phrase
    return phrase._replace(role=role, span=Span(role.start, phrase.span.end))


def _described(parts: Sequence[list[Token]], text: str, registries: Registries) -> Phrase | None:
    """Read "NAME, a ROLE of Another Name," as one person: small letters begin what describes who is named before."""
    part = parts[-1]
    if len(parts) < 2 or not part[0].text[0].islower() or part[0].lower in CONJUNCTIONS:
        return None
    named = read_phrase(parts[-2], text, registries, whole=True)
    if named is None or named.kind is not Kind.PERSON or named.role or not is_role_like(part):
        return None
    role = with_bracket(text, part[0].start, part[-1].end)
    return Phrase(Kind.PERSON, Span(named.span.start, role.end), named.name, role)


def _is_affiliation(part: Sequence[Token], text: str, registries: Registries) -> bool:
    """Whether a chunk behind a role only says where it is held: "Ministry of Justice", "Republic of Azerbaijan"."""
    words = [word for word in part if word.is_word]
    if not words or not words[0].text[0].isupper():
        return False
    body = any(is_organization_word(word.lower) for word in words[:4])
    return body or words[0].lower == "republic" or registries.area(text[words[0].start : words[-1].end]) is not None


def _closed_subject(parts: Sequence[list[Token]], text: str, registries: Registries) -> Phrase | None:
    """Read a subject whose apposition ends with a comma: "NAME, ROLE, said"."""
    parts = [part for part in parts if not is_age_alone(part) or is_role_like(part)] or parts
    last = read_phrase(parts[-1], text, registries, whole=True)
    if last and last.kind is Kind.PERSON:
        return _described(parts, text, registries) or _open_subject(parts, text, registries)
    for back in range(2, min(len(parts), 5) + 1):
        if not is_role_like(parts[-back + 1]):
            if _is_affiliation(parts[-back + 1], text, registries):
                continue
            break
        named = read_phrase(parts[-back], text, registries, whole=True)
        if named is None or named.kind is not Kind.PERSON:
            continue
        if parts[-back][0].lower == "and":
            return Phrase(Kind.GROUP, Span(parts[0][0].start, named.span.end))
        words = [word for word in parts[-back + 1] if word.is_word]
        ending = [word for word in parts[-1] if word.is_word]
        role = named.role or with_bracket(text, words[0].start, ending[-1].end)
        return named._replace(role=role, span=Span(named.span.start, role.end))
    if not is_role_like(parts[-1]) and len(parts) > 1:
        return _open_subject(parts[:-1], text, registries)
    return last
