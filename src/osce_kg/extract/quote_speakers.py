"""The speakers of one page: names, surnames, roles and pronouns resolved within it, never beyond."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from osce_kg.extract.names import is_name_word, is_person_name, is_title, person_key
from osce_kg.extract.quote_name_index import NameIndex
from osce_kg.extract.quote_name_runs import is_organization_word, is_role_word
from osce_kg.extract.quote_people import Known, Private, parted, read_people, surnames_first
from osce_kg.extract.quote_tokens import tokenize
from osce_kg.extract.quote_words import PORTFOLIO_WORDS
from osce_kg.extract.roles import RoleReading, read_role
from osce_kg.extract.wordlists import words
from osce_kg.records import Reading, Snippet, Span
from osce_kg.reference.model import Registries, fold
from osce_kg.reference.phrases import is_word_part

_WORD = re.compile(r"[^\W_]+")
_BACK = "role-back-reference"
_GUESSED = frozenset({"role-state-home", "role-state-place"})
_MALE = words("mr sir lord herr monsieur gospodin г-н пан he ai il er он він тој")
_FEMALE = words("mrs ms miss mme dame lady frau madame gospođa г-жа пані she ajo ona elle sie она вона таа")
_PLACING = words("of in to from at for")
_NAME_REACH = 80
_MOST_WORDS = 4


@dataclass
class Cast:
    """The people that the paragraphs name, in order, and the look-ups among them.

    They are read when first asked for, and only where those asked for may be named: most pages quote nobody, and
    most paragraphs name nobody who is quoted. `home` is the country whose officials need not name it.
    """

    paragraphs: Sequence[Snippet]
    registries: Registries
    on: dt.date | None
    context_body: str | None
    document_key: str
    home: str | None = None
    _private: set[str] = field(default_factory=set)
    _read: dict[int, tuple[Known, ...]] = field(default_factory=dict)
    _named: dict[str, tuple[Known, ...]] = field(default_factory=dict)
    _surnames: dict[str, tuple[Known, ...]] = field(default_factory=dict)
    _roles: dict[Span, RoleReading] = field(default_factory=dict)
    _readings: dict[tuple[str, Span | None], RoleReading] = field(default_factory=dict)

    @cached_property
    def mentions(self) -> tuple[Known, ...]:
        """Everybody named with a full name, or with a surname that one of them has."""
        return self._arranged([known for index in range(len(self.paragraphs)) for known in self._people(index)])

    def named(self, key: str) -> tuple[Known, ...]:
        """Return those of the `mentions` whose keys end with the same word as this one."""
        word = key.rpartition("-")[2]
        if word not in self._named:
            read = [
                known
                for at in self._index.may_have(word)
                for known in self._people(at)
                if known.key.rpartition("-")[2] == word
            ]
            self._named[word] = self._arranged(read)
        return self._named[word]

    @cached_property
    def _index(self) -> NameIndex:
        return NameIndex([paragraph.text for paragraph in self.paragraphs])

    def _people(self, index: int) -> tuple[Known, ...]:
        """Return the people whom a paragraph names; its private people are remembered apart."""
        if index not in self._read:
            people: list[Known] = []
            for person in read_people(self.paragraphs[index], self.registries):
                if isinstance(person, Private):
                    self.keep_private(person.name)
                else:
                    people.append(person)
            self._read[index] = tuple(people)
        return self._read[index]

    def _arranged(self, people: Sequence[Known]) -> tuple[Known, ...]:
        """Return the full names, and the surnames that one of them has, in page order."""
        found = [person for person in people if person.resolved]
        surnames = [person for person in people if not person.resolved]
        keys = {person.key for person in found}
        surnames += [item for item in found if any(key.endswith(f"-{item.key}") for key in keys)]
        found = [item for item in found if item not in surnames]
        return tuple(sorted([*found, *_by_surname(found, surnames)], key=lambda known: known.span.start))

    def _subjects(self, index: int) -> Iterator[Known]:
        """Yield the people with whom a paragraph's sentences begin, from its end: whom a pronoun may mean."""
        paragraph = self.paragraphs[index]
        within = range(paragraph.span.start, paragraph.span.end)
        words = dict.fromkeys(known.key.rpartition("-")[2] for known in self._people(index))
        named = [known for word in words for known in self.named(word) if known.subject and known.span.start in within]
        short = [each for known in surnames_first(paragraph) for each in _by_surname(self.named(known.key), [known])]
        yield from sorted([*named, *short], key=lambda known: known.span.start)[::-1]

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
        key = person_key(self.text(name))
        # Reading the people of this name is what finds the private ones.
        self.named(key)
        return key in self._private

    def role(self, span: Span | None) -> RoleReading:
        """Return what the role at a span says."""
        if span is None:
            return RoleReading()
        if span not in self._roles:
            written = self.text(span)
            self._roles[span] = read_role(written, span.start, self.registries, self.on, self.context_body, self.home)
        return self._roles[span]

    def person(self, name: Span, role: Span | None) -> Known:
        """Return the person that a name as written means; a surname is resolved by the page's full names."""
        written = self.text(name)
        title, bare = parted(written, self._paragraph(name))
        span = Span(name.end - len(bare), name.end)
        role_text = self.text(role) if role else None
        full = self.full_name(bare, span.start) if self._is_part(bare) else None
        if full is None or full.key == person_key(bare):
            resolved = is_person_name(bare)
            key = person_key(bare) if resolved else f"{self.document_key}-{person_key(bare)}"
            known = Known(key, bare, span, title or None, role, role_text, resolved=resolved)
            return self.complete(known)
        same = next((item for item in self.named(full.key) if item.key == full.key), full)
        return self.complete(
            Known(full.key, same.name, full.span, title or same.title, role, role_text or same.role_text)
        )

    def complete(self, known: Known) -> Known:
        """Return the person with what all their roles on the page say; the role at hand comes first."""
        at = (known.key, known.role)
        if at not in self._readings:
            self._readings[at] = self._merged(known)
        # Built anew: `replace` costs several times as much.
        name, span, title = known.name, known.span, known.title
        reading = self._readings[at]
        return Known(known.key, name, span, title, known.role, known.role_text, reading, known.subject, known.resolved)

    def _merged(self, known: Known) -> RoleReading:
        own = self.role(known.role)
        body, state = own.body, own.state
        if known.role_text and re.match(r"(?:his|her|their) deputy\b", known.role_text, re.I):
            body = body or self._body_before(known)
        for mention in self.named(known.key):
            if mention.key != known.key or mention.role is None:
                continue
            other = self.role(mention.role)
            if own.state is None and (body is None or (body.rule == _BACK and other.body)):
                body = other.body or body
            if state is None or (state.rule in _GUESSED and other.state and other.state.rule not in _GUESSED):
                state = other.state or state
        if body is not None and own.state is None:
            state = None
        return RoleReading(own.role, body, state)

    def full_name(self, surname: str, before: int) -> Known | None:
        """Return the one full name on the page that ends with a surname, earlier ones first."""
        if surname not in self._surnames:
            key = person_key(surname)
            named = tuple(known for known in self.named(key) if known.key.endswith(f"-{key}"))
            self._surnames[surname] = named or tuple(self._full_names(surname))
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
            if known.role is None or known.role_text is None or known.span.start > role.start:
                continue
            held = self.role(known.role)
            same_key = wanted.role is not None and held.role is not None and wanted.role.value == held.role.value
            if same_key or (words and words <= _significant(known.role_text)):
                referred = wanted.body is not None and wanted.body.rule == _BACK
                if not referred and wanted.body and held.body and wanted.body.value != held.body.value:
                    continue
                if wanted.state and held.state and wanted.state.value != held.state.value:
                    continue
                matching.setdefault(known.key, known)
        return self.complete(next(iter(matching.values()))) if len(matching) == 1 else None

    def last_subject(self, after: int, before: int, pronoun: str) -> Known | None:
        """Return the person with whom the latest sentence begins that has one, between two offsets."""
        for index in range(len(self.paragraphs) - 1, -1, -1):
            span = self.paragraphs[index].span
            if span.end <= after or span.start >= before:
                continue
            for item in self._subjects(index):
                if after <= item.span.start < before and agrees(pronoun, item):
                    return self.complete(item)
        return None

    def _is_part(self, bare: str) -> bool:
        """Whether a name is no full one, or the end of a longer one on the page."""
        key = person_key(bare)
        return not is_person_name(bare) or any(known.key.endswith(f"-{key}") for known in self.named(key))

    def _paragraph(self, span: Span) -> str:
        return next((part.text for part in self.paragraphs if part.span.start <= span.start < part.span.end), "")

    def _body_before(self, known: Known) -> Reading[str] | None:
        for mention in reversed(self.mentions):
            if mention.span.start < known.span.start and mention.key != known.key:
                found = self.role(mention.role).body
                if found is not None:
                    return found
        return None

    def _full_names(self, surname: str) -> Iterator[Known]:
        """Yield the names that end with a surname anywhere in the text, for those with whom no sentence begins."""
        for paragraph in self.paragraphs:
            for found in _occurrences(surname, paragraph.text):
                tokens = tokenize(paragraph.text, max(0, found - _NAME_REACH), found)
                count = 0
                start = found
                while count < min(_MOST_WORDS, len(tokens)):
                    token = tokens[-1 - count]
                    if not _given_name(token.text) or paragraph.text[token.end : start].strip():
                        break
                    placed = len(tokens) > count + 1 and tokens[-2 - count].lower in _PLACING
                    if placed and self._is_place(token.text):
                        break
                    start = token.start
                    count += 1
                name = paragraph.text[start : found + len(surname)]
                if count and is_person_name(name):
                    base = paragraph.span.start
                    yield Known(person_key(name), name, Span(base + start, base + found + len(surname)))

    def _is_place(self, name: str) -> bool:
        return self.registries.area(name) is not None or bool(self.registries.places_named(name))


def _by_surname(found: Sequence[Known], surnames: Sequence[Known]) -> Iterator[Known]:
    """Yield, for surnames that one full name of the page ends with, that person where the surname stands."""
    for short in surnames:
        full = {known.key: known for known in reversed(found) if known.key.endswith(f"-{short.key}")}
        if len(full) == 1:
            (known,) = full.values()
            yield replace(known, span=short.span, role=None, role_text=None, subject=True)


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
    if is_title(word) or is_role_word(word) or is_organization_word(plain):
        return False
    return is_name_word(word) and plain not in PORTFOLIO_WORDS


def _significant(role: str) -> frozenset[str]:
    return frozenset(_WORD.findall(fold(role))) - {"the", "of", "to", "in", "a", "an", "and", "osce", "for"}
