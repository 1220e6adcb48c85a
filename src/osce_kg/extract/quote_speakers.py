"""The speakers of one page: names, surnames, roles and pronouns resolved within it, never beyond."""

from __future__ import annotations

import datetime as dt
import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from osce_kg.extract.names import is_person_name, person_key
from osce_kg.extract.office_holders import holder_named, holders_on, post_of
from osce_kg.extract.quote_named import Named
from osce_kg.extract.quote_paragraphs import Paragraph
from osce_kg.extract.quote_people import Known, parted
from osce_kg.extract.roles import BACK_REFERENCE, RoleReading, read_role
from osce_kg.extract.wordlists import words
from osce_kg.records import Basis, Confidence, Reading, Span
from osce_kg.reference.model import OfficeHolder, Registries, fold

_WORD = re.compile(r"[^\W_]+")
_DEPUTY = re.compile(r"(?:his|her|their) deputy\b", re.I)
# Somebody of that kind, and nobody whom the page has named.
_INDEFINITE = words("another a an one other")
_EARLIER = "role-earlier"
_GUESSED = frozenset({"role-state-home", "role-state-place"})
_NOTHING = RoleReading()
_MALE = words("mr sir lord herr monsieur gospodin г-н пан he ai il er он він тој")
_FEMALE = words("mrs ms miss mme dame lady frau madame gospođa г-жа пані she ajo ona elle sie она вона таа")


@dataclass(frozen=True, slots=True)
class _Held:
    """What all roles of one person on the page say, before any one of them is preferred."""

    body: Reading[str] | None = None
    body_referred_to: Reading[str] | None = None
    state: Reading[str] | None = None
    state_guessed: Reading[str] | None = None


class Cast:
    """The people that the paragraphs name, and the look-ups among them.

    `home` is the country whose officials need not name it.
    """

    def __init__(
        self,
        paragraphs: Sequence[Paragraph],
        registries: Registries,
        on: dt.date | None,
        context_body: str | None,
        document_key: str,
        home: str | None = None,
    ) -> None:
        self.paragraphs = paragraphs
        self._named = Named(paragraphs, registries)
        self._registries = registries
        self._on = on
        self._context_body = context_body
        self._document_key = document_key
        self._home = home
        self._roles: dict[Span, RoleReading] = {}
        self._readings: dict[tuple[str, Span | None], RoleReading] = {}
        self._held: dict[str, _Held] = {}
        self._given: dict[str, list[Reading[str]]] = {}

    @property
    def mentions(self) -> tuple[Known, ...]:
        """Everybody named with a full name, or with a surname that one of them has, in order."""
        return self._named.everybody.people

    def named(self, key: str) -> tuple[Known, ...]:
        """Return those of the `mentions` whose keys end with the same word as this one."""
        return self._named.named(key).people

    def text(self, span: Span) -> str:
        """Return the words of a span that lies within one paragraph."""
        paragraph = self._named.at(span.start)
        if paragraph is None or span.end > paragraph.end:
            raise ValueError(f"span {span} lies in no paragraph")
        return paragraph.text[span.start - paragraph.start : span.end - paragraph.start]

    def keep_private(self, name: str) -> None:
        """Remember a name that the page gives to a private person: its surname alone means them too."""
        self._named.keep_private(name)

    def is_private(self, name: str) -> bool:
        """Whether a name as written is that of a private person of the page."""
        return self._named.is_private(name)

    def role(self, span: Span | None) -> RoleReading:
        """Return what the role at a span says."""
        if span is None:
            return _NOTHING
        if span not in self._roles:
            written = self.text(span)
            self._roles[span] = read_role(
                written, span.start, self._registries, self._on, self._context_body, self._home
            )
        return self._roles[span]

    def person(self, name: Span, role: Span | None) -> Known:
        """Return the person that a name as written means; a surname is resolved by the page's full names."""
        paragraph = self._named.at(name.start)
        title, bare = parted(self.text(name), paragraph.text if paragraph else "")
        span = Span(name.end - len(bare), name.end)
        role_text = self.text(role) if role else None
        full = self._named.full_name(bare, span.start) if self._is_part(bare) else None
        if full is None or full.key == person_key(bare):
            resolved = is_person_name(bare)
            key = person_key(bare) if resolved else f"{self._document_key}-{person_key(bare)}"
            return self.complete(Known(key, bare, span, title or None, role, role_text, resolved=resolved))
        same = next(iter(self._named.named(full.key).by_key.get(full.key, ())), full)
        return self.complete(
            Known(full.key, same.name, full.span, title or same.title, role, role_text or same.role_text)
        )

    def complete(self, known: Known) -> Known:
        """Return the person with what all their roles on the page say; the role at hand comes first."""
        at = (known.key, known.role)
        if at not in self._readings:
            self._readings[at] = self._merged(known)
        return known.with_reading(self._readings[at])

    def _merged(self, known: Known) -> RoleReading:
        own = self.role(known.role)
        body, state = own.body, own.state
        if body is None and state is None and known.role_text and _DEPUTY.match(known.role_text):
            _, body, state = self._superior(known)
        if known.key not in self._held:
            self._held[known.key] = self._held_by(known.key)
        held = self._held[known.key]
        if own.state is None and (body is None or body.rule == BACK_REFERENCE):
            body = held.body or held.body_referred_to or body
        if state is None or state.rule in _GUESSED:
            state = held.state or state or held.state_guessed
        if body is not None and own.state is None:
            state = None
        return RoleReading(own.role, body, state)

    def _held_by(self, key: str) -> _Held:
        """Return what a person's roles say: the first body and State, or the latest or first that is less sure."""
        body = referred = state = guessed = None
        for mention in self._named.named(key).by_key.get(key, ()):
            if mention.role is None:
                continue
            other = self.role(mention.role)
            if other.body and other.body.rule == BACK_REFERENCE:
                referred = other.body
            else:
                body = body or other.body
            if other.state and other.state.rule in _GUESSED:
                guessed = guessed or other.state
            else:
                state = state or other.state
        return _Held(body, referred, state, guessed)

    def role_before(self, person: Known, offset: int) -> Reading[str] | None:
        """Return the role in which the page shows a person before an offset: the one at hand, else the only one."""
        given = [role for role in (person.reading.role,) if role is not None]
        given = _before(given, offset) or _before(self._roles_given(person.key), offset)
        if len(given) != 1:
            return None
        return Reading(given[0].value, given[0].span, _EARLIER, Basis.INFERRED, Confidence.MEDIUM)

    def _roles_given(self, key: str) -> list[Reading[str]]:
        """Return the different roles that the page gives a person, where each is first given."""
        if key not in self._given:
            first: dict[str, Reading[str]] = {}
            for mention in self._named.named(key).by_key.get(key, ()):
                role = self.role(mention.role).role
                if role is not None:
                    first.setdefault(role.value, role)
            self._given[key] = list(first.values())
        return self._given[key]

    def holder(self, role: Span) -> Known | None:
        """Return the one person who earlier on the page has the role that "the Head of the Mission" names."""
        written = self.text(role)
        if written.partition(" ")[0].lower() in _INDEFINITE:
            return None
        wanted = self.role(role)
        words = _significant(written)
        matching: dict[str, Known] = {}
        for known, held, held_words in self._holders:
            if known.span.start > role.start:
                break
            same_key = wanted.role is not None and held.role is not None and wanted.role.value == held.role.value
            if not (same_key or (words and words <= held_words)):
                continue
            referred = wanted.body is not None and wanted.body.rule == BACK_REFERENCE
            if not referred and wanted.body and held.body and wanted.body.value != held.body.value:
                continue
            if wanted.state and held.state and wanted.state.value != held.state.value:
                continue
            matching.setdefault(known.key, known)
            if len(matching) > 1:
                return None
        return self.complete(next(iter(matching.values()))) if matching else None

    @cached_property
    def _holders(self) -> list[tuple[Known, RoleReading, frozenset[str]]]:
        """Everybody with a role as the page first gives it, in order: the role read, and its words."""
        found: dict[tuple[str, str], Known] = {}
        for known in self.mentions:
            if known.role is not None and known.role_text is not None:
                found.setdefault((known.key, known.role_text), known)
        return [(known, self.role(known.role), _significant(known.role_text or "")) for known in found.values()]

    def registered(self, role: Span) -> tuple[OfficeHolder, ...] | None:
        """Return who held the registry's post that a role is on the document's date; None if it is no such post."""
        post = post_of(self.role(role), self._registries)
        return holders_on(post, self._registries, self._on) if post else None

    def registered_as(self, surname: Known) -> OfficeHolder | None:
        """Return the office holder of the document's date whom a surname, that no full name of the page has, means."""
        role = self.role(surname.role) if surname.role is not None else None
        return holder_named(surname.name, role, self._registries, self._on)

    def last_subject(self, after: int, before: int, pronoun: str) -> Known | None:
        """Return the person with whom the latest sentence begins that has one, between two offsets.

        A sentence may begin with a role too: "On Thursday, the High Commissioner addressed".
        """
        agreeing = (known for known in self._named.subjects(after, before) if agrees(pronoun, known))
        subject = next(agreeing, None)
        role = self._named.leading_role(max(after, subject.span.end if subject else 0), before)
        holder = self.holder(role) if role else None
        if holder is not None and agrees(pronoun, holder):
            return holder
        return self.complete(subject) if subject else None

    def speaks_withheld(self, after: int, before: int) -> bool:
        """Whether a pronoun at `before` may mean somebody whose name is left out, named since an offset."""
        return self._named.withheld_after(after, before)

    def _is_part(self, bare: str) -> bool:
        """Whether a name is no full one, or the end of a longer one on the page."""
        key = person_key(bare)
        return not is_person_name(bare) or self._named.named(key).ends_longer(key)

    def _superior(self, known: Known) -> RoleReading:
        """Return what the role of the person named before somebody's deputy says."""
        everybody = self._named.everybody
        for at in range(bisect_left(everybody.starts, known.span.start) - 1, -1, -1):
            mention = everybody.people[at]
            if mention.key != known.key:
                return self.role(mention.role)
        return _NOTHING


def _before(readings: Sequence[Reading[str]], offset: int) -> list[Reading[str]]:
    return [reading for reading in readings if reading.span and reading.span.start < offset]


def agrees(pronoun: str, known: Known) -> bool:
    """Whether a pronoun may mean the person, as far as their title tells."""
    words, title = set(pronoun.lower().split()), (known.title or "").lower().replace(".", "").split()
    if words & _MALE and not words & _FEMALE:
        return not set(title) & _FEMALE
    if words & _FEMALE and not words & _MALE:
        return not set(title) & _MALE
    return True


def _significant(role: str) -> frozenset[str]:
    return frozenset(_WORD.findall(fold(role))) - {"the", "of", "to", "in", "a", "an", "and", "osce", "for"}
