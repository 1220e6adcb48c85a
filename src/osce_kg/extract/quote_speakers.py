"""The speakers of one page: names, surnames, roles and pronouns resolved within it, never beyond."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from osce_kg.extract.dateline import after_dateline
from osce_kg.extract.names import is_name_word, is_person_name, is_title, person_key, split_title
from osce_kg.extract.quote_attribution import role_after
from osce_kg.extract.quote_marks import find_quoted
from osce_kg.extract.quote_phrases import Kind, may_name_person, read_phrase
from osce_kg.extract.quote_tokens import Token, chunks, sentences, tokenize
from osce_kg.extract.quote_words import PORTFOLIO_WORDS, ROLE_WORDS, WITHHELD, WITHHELD_STATES
from osce_kg.extract.roles import RoleReading, read_role
from osce_kg.extract.wordlists import words
from osce_kg.records import Snippet, Span
from osce_kg.reference.model import Registries, fold
from osce_kg.reference.phrases import is_word_part

_WORD = re.compile(r"[^\W_]+")
# Words as a name has them, initials and all; what stands between them is for a closer look.
_ROUGH_WORD = re.compile(r"[^\W_](?:[^\W_]|[’'ʼ`.\-‐‑](?=[^\W_]))*\.?")
_PREPOSITIONS = frozenset({"of", "for", "in", "to", "on", "at", "from", "with", "by", "who"})
_MALE = words("mr sir lord herr monsieur gospodin г-н пан he ai il er он він")
_FEMALE = words("mrs ms miss mme dame lady frau madame gospođa г-жа пані she ajo ona elle sie она вона таа")


@dataclass(frozen=True, slots=True)
class Known:
    """A person of the page: key, name without title, where it stands, the role there and what it says."""

    key: str
    name: str
    span: Span
    title: str | None = None
    role_text: str | None = None
    reading: RoleReading = field(default_factory=RoleReading)
    subject: bool = True
    resolved: bool = True


@dataclass
class Cast:
    """The people that the paragraphs name, in order, and the look-ups among them."""

    paragraphs: Sequence[Snippet]
    registries: Registries
    on: dt.date | None
    context_body: str | None
    document_key: str
    mentions: list[Known] = field(default_factory=list)
    _private: set[str] = field(default_factory=set)
    _surnames: dict[str, tuple[Known, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.mentions = list(self._read())

    def text(self, span: Span) -> str:
        """Return the words of a span that lies within one paragraph."""
        for paragraph in self.paragraphs:
            if span.end <= paragraph.span.end and paragraph.span.start <= span.start:
                base = paragraph.span.start
                return paragraph.text[span.start - base : span.end - base]
        raise ValueError(f"span {span} lies in no paragraph")

    def keep_private(self, name: str) -> None:
        """Remember a name that the page gives to a private person: its surname alone means them too."""
        self._private.update({person_key(name), person_key(name.split()[-1])})

    def is_private(self, name: Span) -> bool:
        """Whether a name as written is that of a private person of the page."""
        return person_key(self.text(name)) in self._private

    def role(self, span: Span | None) -> RoleReading:
        """Return what the role at a span says."""
        if span is None:
            return RoleReading()
        return read_role(self.text(span), span.start, self.registries, self.on, self.context_body)

    def person(self, name: Span, role: Span | None) -> Known:
        """Return the person that a name as written means; a surname is resolved by the page's full names."""
        written = self.text(name)
        title, bare = split_title(written)
        span = Span(name.end - len(bare), name.end)
        reading = self.role(role)
        role_text = self.text(role) if role else None
        if is_person_name(bare):
            return Known(person_key(bare), bare, span, title or None, role_text, reading)
        full = self.full_name(bare, span.start)
        if full is None:
            key = f"{self.document_key}-{person_key(bare)}"
            return Known(key, bare, span, title or None, role_text, reading, resolved=False)
        known = next((item for item in self.mentions if item.key == full.key), full)
        return Known(
            full.key, known.name, full.span, title or known.title, role_text or known.role_text,
            reading if role else known.reading,
        )  # fmt: skip

    def full_name(self, surname: str, before: int) -> Known | None:
        """Return the one full name on the page that ends with a surname, earlier ones first."""
        if surname not in self._surnames:
            self._surnames[surname] = tuple(self._full_names(surname))
        found = self._surnames[surname]
        earlier = tuple(known for known in found if known.span.start < before)
        for names in (earlier, found):
            shortest = min(names, key=lambda known: (len(known.name), known.span.start), default=None)
            if shortest is None:
                continue
            same = all(known.key == shortest.key or known.key.endswith(f"-{shortest.key}") for known in names)
            return shortest if same else None
        return None

    def holder(self, role: Span) -> Known | None:
        """Return the one person who earlier on the page has the role that "the Head of the Mission" names."""
        wanted = self.role(role)
        words = _significant(self.text(role))
        matching: dict[str, Known] = {}
        for known in self.mentions:
            if known.role_text is None or known.span.start > role.start:
                continue
            same_key = (
                wanted.role is not None
                and known.reading.role is not None
                and (wanted.role.value == known.reading.role.value)
            )
            if same_key or (words and words <= _significant(known.role_text)):
                bodies = (wanted.body, known.reading.body)
                referred = bodies[0] is not None and bodies[0].rule == "role-back-reference"
                if not referred and bodies[0] and bodies[1] and bodies[0].value != bodies[1].value:
                    continue
                matching.setdefault(known.key, known)
        return next(iter(matching.values())) if len(matching) == 1 else None

    def last_subject(self, after: int, before: int) -> Known | None:
        """Return the person with whom the latest sentence begins that has one, between two offsets."""
        subjects = [item for item in self.mentions if item.subject and after <= item.span.start < before]
        return subjects[-1] if subjects else None

    def _full_names(self, surname: str) -> Iterator[Known]:
        for paragraph in self.paragraphs:
            for found in _occurrences(surname, paragraph.text):
                tokens = tokenize(paragraph.text, max(0, found - 80), found)
                words: list[str] = []
                start = found
                for token in reversed(tokens[-4:]):
                    if not _given_name(token.text) or paragraph.text[token.end : start].strip():
                        break
                    words.insert(0, token.text)
                    start = token.start
                if not words:
                    continue
                end = found + len(surname)
                name = paragraph.text[start:end]
                if is_person_name(name):
                    base = paragraph.span.start
                    yield Known(person_key(name), name, Span(base + start, base + end))

    def _read(self) -> Iterator[Known]:
        """Yield the people with whom sentences begin, and those named with a role, in page order."""
        for paragraph in self.paragraphs:
            plain = _blanked(paragraph.text)
            if not may_name_person(_ROUGH_WORD.findall(plain)):
                continue
            for sentence in sentences(tokenize(plain, after_dateline(plain), len(plain))):
                parts = [part for part in chunks(sentence) if part]
                for index, part in enumerate(parts[:8]):
                    if not may_name_person(word.text for word in part):
                        continue
                    phrase = read_phrase(part, paragraph.text, self.registries, whole=False)
                    if phrase is None or phrase.kind is not Kind.PERSON or phrase.name is None:
                        continue
                    role = phrase.role or role_after(parts[index + 1 :], paragraph.text, self.registries)
                    before = self._role_alone(parts[index - 1], paragraph.text) if index and not role else None
                    subject = index == 0 or (index == 1 and before is not None)
                    known = self._mention(paragraph, phrase.name, role or before, subject=subject)
                    if known:
                        yield known

    def _role_alone(self, part: Sequence[Token], text: str) -> Span | None:
        """Return the role that is all of a chunk: "the Head of the Mission, NAME"."""
        phrase = read_phrase(part, text, self.registries, whole=True)
        return phrase.role if phrase and phrase.kind is Kind.ROLE else None

    def _mention(self, paragraph: Snippet, name: Span, role: Span | None, *, subject: bool) -> Known | None:
        title, bare = split_title(paragraph.text[name.start : name.end])
        if withheld(paragraph.text[role.start : role.end] if role else ""):
            self.keep_private(bare)
            return None
        if not is_person_name(bare):
            return None
        base = paragraph.span.start
        span = Span(base + name.end - len(bare), base + name.end)
        at = Span(base + role.start, base + role.end) if role else None
        role_text = self.text(at) if at else None
        return Known(person_key(bare), bare, span, title or None, role_text, self.role(at), subject)


def withheld(description: str) -> bool:
    """Whether a description is of somebody whose name is kept out: a victim, a detainee, a minor.

    The word must be what the person is: a "child protection officer" and a "Minister for Children" are named.
    """
    words = re.findall(r"[^\W_]+(?:-[^\W_]+)*", description.lower())
    if any(word.endswith("year-old") for word in words):
        return True
    start = 3 if words[:2] == ["one", "of"] else 0
    stop = next((at for at, word in enumerate(words) if at >= start and word in _PREPOSITIONS), len(words))
    head = words[start and 2 : stop]
    if any(word in WITHHELD_STATES for word in head):
        return True
    return any(
        word in WITHHELD and not any(later in ROLE_WORDS for later in head[at + 1 :]) for at, word in enumerate(head)
    )


def agrees(pronoun: str, known: Known) -> bool:
    """Whether a pronoun may mean the person, as far as their title tells."""
    words, title = set(pronoun.lower().split()), (known.title or "").lower().replace(".", "").split()
    if words & _MALE and not words & _FEMALE:
        return not set(title) & _FEMALE
    if words & _FEMALE and not words & _MALE:
        return not set(title) & _MALE
    return True


def _occurrences(word: str, text: str) -> Iterator[int]:
    """Yield where the word stands in the text as a whole word."""
    at = text.find(word)
    while at >= 0:
        end = at + len(word)
        if not (is_word_part(text[max(0, at - 1) : at]) or is_word_part(text[end : end + 1])):
            yield at
            at = text.find(word, end)
        else:
            at = text.find(word, at + 1)


def _given_name(word: str) -> bool:
    plain = word.lower().strip(".")
    return is_name_word(word) and not is_title(word) and plain not in ROLE_WORDS and plain not in PORTFOLIO_WORDS


def _significant(role: str) -> frozenset[str]:
    return frozenset(_WORD.findall(fold(role))) - {"the", "of", "to", "in", "a", "an", "and", "osce", "for"}


def _blanked(text: str) -> str:
    """Return the text with the words inside quotation marks replaced by spaces, offsets kept."""
    found = find_quoted(text)
    if not found:
        return text
    parts, at = [], 0
    for quoted in found:
        parts.append(text[at : quoted.open])
        parts.append(" " * (quoted.after - quoted.open))
        at = quoted.after
    return "".join([*parts, text[at:]])
