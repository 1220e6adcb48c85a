"""The people whom a page's sentences name, with the roles that stand beside their names."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

from osce_kg.extract.names import is_name_word, is_person_name, is_title, person_key, split_title
from osce_kg.extract.quote_descriptions import acts_on, begins_as_verb, is_role_like
from osce_kg.extract.quote_name_runs import classes_of, is_role_word, may_name_person
from osce_kg.extract.quote_paragraphs import Paragraph
from osce_kg.extract.quote_phrases import Kind, Phrase, read_phrase
from osce_kg.extract.quote_private import withheld
from osce_kg.extract.quote_subjects import is_person, role_after, role_alone
from osce_kg.extract.quote_tokens import Token, chunks
from osce_kg.extract.quote_verbs import PASSIVES, SAYING
from osce_kg.extract.quote_words import ARTICLES, CONJUNCTIONS, PREPOSITIONS
from osce_kg.extract.roles import RoleReading
from osce_kg.extract.wordlists import words
from osce_kg.records import Span
from osce_kg.reference.model import Registries

_ADVERBIAL = PREPOSITIONS | words("speaking addressing opening welcoming commenting during after following as asked")
_FRENCH = re.compile(
    r"\b(?:les|des|une|aux|est|dans|pour|sur|du|que|qui|nous|déclaré|ajouté|souligné|affirmé|estimé|indiqué)\b|\b[ld]’",
    re.I,
)
_FIRST_WORD = re.compile(
    r"(?:\A|[.!?]\s+)(?:(?:In|At|On|After|During|Following|Speaking|Addressing|Opening|Asked)\s[^,.!?]{2,80},\s)?"
    r"([^\W\d_a-z][\w’'\-]+)(?=,?\s[a-z])"
)
_MOST_CHUNKS = 8
_LEAD_WORDS = 5
_NOUN_PHRASE = 8
_SUBJECTS = words("he she they")
_MINISTERS = ("minister", "ministar", "министр", "министар", "ministri", "ministre", "ministrul")
# After these stands somebody who is spoken to: ", thanked Ambassador NAME".
_ADDRESSING = words("thanked welcomed praised commended told informed reminded assured asked urged encouraged hailed")
_PARTNERS = words("with by to")
# A chunk that joins more than this is a list; each try reads the chunk anew.
_MOST_JOINTS = 8


class Known(NamedTuple):
    """A person of the page: key, name without title, where it stands, the role there and what all roles say.

    One whose name is a surname alone is not `resolved` until the page's full names are known. One whose name the
    registry gives is not `on_page`.
    """

    key: str
    name: str
    span: Span
    title: str | None = None
    role: Span | None = None
    role_text: str | None = None
    reading: RoleReading = RoleReading()
    subject: bool = True
    resolved: bool = True
    on_page: bool = True

    def with_reading(self, reading: RoleReading) -> Known:
        """Return the same person with what all their roles say."""
        # Built anew: `_replace` costs several times as much.
        return Known(*self[:6], reading, self.subject, self.resolved, self.on_page)


class Private(NamedTuple):
    """The name of somebody whom the page describes as a victim, a detainee or a minor, and where it stands."""

    name: str
    start: int


def read_people(paragraph: Paragraph, sentence: Sequence[Token], registries: Registries) -> Iterator[Known | Private]:
    """Yield the people a sentence of a paragraph names, in order; those with whom it begins are its `subject`."""
    parts = [part for part in chunks(sentence) if part]
    yield from _of_sentence(paragraph, parts[:_MOST_CHUNKS], registries)


def parted(name: str, text: str) -> tuple[str, str]:
    """Return title and name; "M." is a title in a French text and an initial elsewhere."""
    title, bare = split_title(name)
    if not title and bare.startswith("M. ") and _is_french(text):
        return "M.", bare[3:].lstrip()
    return title, bare


@lru_cache(maxsize=8)
def _is_french(text: str) -> bool:
    return len(_FRENCH.findall(text)) > 1


def _of_sentence(
    paragraph: Paragraph, parts: Sequence[Sequence[Token]], registries: Registries
) -> Iterator[Known | Private]:
    text = paragraph.text
    begins, led = True, False
    described = -1
    for index, part in enumerate(parts):
        rest, behind = _after_verb(part), parts[index + 1 :]
        inverted = len(rest) < len(part) and part[0].lower not in _ADDRESSING
        acted = _object_of_pronoun(rest)
        rest = rest[acted:]
        phrase = read_phrase(rest, text, registries, whole=False) if _may_begin(rest, begins) else None
        by = 0 if phrase is not None and phrase.kind is Kind.PERSON else _agent_at(rest)
        if by and may_name_person(word.text for word in rest[by:]):
            rest = rest[by:]
            phrase = read_phrase(rest, text, registries, whole=False)
        if phrase is None or phrase.kind is not Kind.PERSON or phrase.name is None:
            if phrase is not None and phrase.kind is Kind.GROUP:
                yield from _several(paragraph, rest, behind, registries)
            role = phrase is not None and phrase.kind is Kind.ROLE
            led = led or acted > 0 or _leading(part, text, registries) is not None
            acted = acted or led
            introduces = role or part[0].lower in _ADVERBIAL or is_role_word(_first(part)) or _is_noun_phrase(part)
            begins = begins and not acted and introduces
            yield from _object(paragraph, rest, behind, registries)
            continue
        own = index > 0 and index - 1 != described and part[0].lower not in CONJUNCTIONS
        before = _role_in_front(parts[index - 1], text, registries) if own else None
        closes = _closes(phrase, rest, text)
        following = role_after(behind, text, registries) if closes and not phrase.role else None
        described = index + 1 if following else -1
        after = phrase.role or following
        acted = acted or acts_on([word for word in rest if word.end <= phrase.name.start])
        agent = not (begins or led) and bool(by or (before and _agent_at(parts[index - 1])))
        subject = inverted or agent or (begins and not acted)
        begins = False
        yield from _known(paragraph, phrase, after or before, subject=subject)
        if after and before:
            yield from _known(paragraph, phrase, before, subject=False)
        if not closes:
            yield from _object(paragraph, [word for word in rest if word.start >= phrase.span.end], behind, registries)


def _role_in_front(part: Sequence[Token], text: str, registries: Registries) -> Span | None:
    """Return the role that a chunk in front of a name gives its bearer: all of it, or what "and" adds to a name."""
    for at in _joints(part):
        if at and is_person(part[:at], text, registries):
            return role_alone(part[at + 1 :], text, registries) if at + 1 < len(part) else None
    acted = acts_on(part)
    for at in range(len(part) - 2, acted - 1, -1):
        if part[at].lower in _PARTNERS and part[at + 1].lower in ARTICLES and is_role_word(_first(part[at + 1 :])):
            # "has been in contact with the Head of the Mission, NAME"
            return role_alone(part[at + 1 :], text, registries)
    return role_alone(part[acted:], text, registries) if acted < len(part) else None


def _is_noun_phrase(part: Sequence[Token]) -> bool:
    """Whether a chunk is a short noun phrase without a verb: "The owner of the village shop", before a name."""
    return part[0].lower in ARTICLES and len(part) <= _NOUN_PHRASE and not acts_on(part)


def _agent_at(part: Sequence[Token]) -> int:
    """Return how many words lead up to who did something: 4 in "has been led by NAME", 0 if nothing was done."""
    by = next((at for at in range(len(part) - 2, 0, -1) if part[at].lower == "by"), 0)
    return by + 1 if by and any(word.lower in PASSIVES for word in part[:by]) else 0


def _object_of_pronoun(part: Sequence[Token]) -> int:
    """Return how many words lead up to whom somebody known acts on: 3 in "today she met Mayor NAME"."""
    for at, word in enumerate(part[:-2]):
        if word.lower in _SUBJECTS and word.text[0].islower() and begins_as_verb(part[at + 1]):
            return at + 2
    return 0


def _closes(phrase: Phrase, part: Sequence[Token], text: str) -> bool:
    """Whether a name ends its chunk, but for brackets: what stands behind the comma describes that person."""
    last = part[-1].end
    return phrase.span.end >= last or text.startswith(" (", phrase.span.end)


def _several(
    paragraph: Paragraph, part: Sequence[Token], following: Sequence[Sequence[Token]], registries: Registries
) -> Iterator[Known | Private]:
    """Yield the people whom "and" joins in one chunk, each with their role."""
    joints = _joints(part)
    if not joints:
        return
    # A role may have an "and" of its own: "Chairperson and Foreign Minister NAME and ROLE NAME".
    at = next((at for at in joints if at and is_person(part[:at], paragraph.text, registries)), joints[0])
    for each, behind in ((part[:at], ()), (part[at + 1 :], following)):
        phrase = read_phrase(each, paragraph.text, registries, whole=False) if each else None
        if phrase is None or phrase.kind is not Kind.PERSON:
            continue
        role = phrase.role or role_after(behind, paragraph.text, registries)
        yield from _known(paragraph, phrase, role, subject=False)


def _joints(part: Sequence[Token]) -> list[int]:
    """Return where the first words for "and" stand in a chunk."""
    return list(islice((at for at, word in enumerate(part) if word.lower in CONJUNCTIONS), _MOST_JOINTS))


def _may_begin(part: Sequence[Token], begins: bool) -> bool:
    """Whether a chunk is worth a look: it may hold a full name, or a surname begins the sentence."""
    if not part:
        return False
    opens = begins and part[0].text[0].isupper() and part[0].lower not in _ADVERBIAL
    return opens or may_name_person(word.text for word in part)


def _first(part: Sequence[Token]) -> str:
    article = part[0].lower in {"the", "his", "her", "a"} and len(part) > 1
    return part[1 if article else 0].text


def _after_verb(part: Sequence[Token]) -> Sequence[Token]:
    """Return the chunk without the verb of saying, or the "according to", with which it begins."""
    if part[0].lower == "according" and len(part) > 2:
        return part[2:]
    return part[1:] if part[0].lower in SAYING and part[0].text[0].islower() else part


def _known(paragraph: Paragraph, phrase: Phrase, role: Span | None, *, subject: bool) -> Iterator[Known | Private]:
    text, base = paragraph.text, paragraph.start
    name = phrase.name or phrase.span
    title, bare = parted(text[name.start : name.end], text)
    if role is None and title.lower().endswith(_MINISTERS):
        role = Span(name.start, name.start + len(title))
    role_text = text[role.start : role.end] if role else None
    if withheld(role_text or ""):
        yield Private(bare, base + name.start)
        return
    full = is_person_name(bare)
    if not full and (not subject or " " in bare):
        return
    span = Span(base + name.end - len(bare), base + name.end)
    at = Span(base + role.start, base + role.end) if role else None
    yield Known(person_key(bare), bare, span, title or None, at, role_text, subject=subject, resolved=full)


def _object(
    paragraph: Paragraph, part: Sequence[Token], following: Sequence[Sequence[Token]], registries: Registries
) -> Iterator[Known | Private]:
    """Yield the person with whose full name a chunk ends if a role follows: "was accompanied by NAME, ROLE"."""
    plain = [word for word in part if word.is_word]
    if not following or len(plain) < 3 or not is_role_like(following[0]):
        return
    if not may_name_person(word.text for word in plain[-3:]):
        return
    classes = classes_of(plain, paragraph.text, registries)
    first = len(plain)
    while first and classes[first - 1] in {"name", "particle"} and _adjacent(plain, first):
        first -= 1
    while first < len(plain) and classes[first] == "particle" and first and is_title(plain[first - 1].text):
        first += 1
    if len(plain) - first < 2:
        return
    name = Span(plain[first].start, plain[-1].end)
    role = role_after(following, paragraph.text, registries)
    yield from _known(paragraph, Phrase(Kind.PERSON, name, name), role, subject=False)


def _adjacent(plain: Sequence[Token], first: int) -> bool:
    return first == len(plain) or plain[first].start - plain[first - 1].end <= 1


def role_leading(sentence: Sequence[Token], text: str, registries: Registries) -> Span | None:
    """Return the role that begins a sentence as its subject, after an adverbial: "Today, the Ambassador visited"."""
    parts = [part for part in chunks(sentence) if part]
    first = 1 if len(parts) > 1 and parts[0][0].lower in _ADVERBIAL else 0
    return _leading(parts[first], text, registries)


def _leading(part: Sequence[Token], text: str, registries: Registries) -> Span | None:
    """Return the role that is a chunk's subject: "the Ambassador visited", "In Osh the Ambassador visited"."""
    first = next((at for at, word in enumerate(part[:_LEAD_WORDS]) if word.lower == "the"), None)
    if first is None or (first and part[0].lower not in _ADVERBIAL):
        return None
    verb = next((at for at in range(first, len(part)) if begins_as_verb(part[at])), None)
    phrase = read_phrase(part[first:verb], text, registries, whole=True) if verb else None
    return phrase.role if phrase is not None and phrase.kind is Kind.ROLE else None


def surnames_first(paragraph: Paragraph) -> Iterator[Known]:
    """Yield the words, perhaps surnames, with which the paragraph's sentences begin."""
    for match in _FIRST_WORD.finditer(paragraph.plain):
        bare = match.group(1)
        if not is_name_word(bare):
            continue
        base = paragraph.start
        span = Span(base + match.start(1), base + match.end(1))
        yield Known(person_key(bare), bare, span, subject=True, resolved=False)
