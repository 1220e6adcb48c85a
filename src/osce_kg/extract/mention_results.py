"""Matches of names and what they come to: mentions of one text, each thing once, with its count."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from osce_kg.extract.mention_patterns import Pattern
from osce_kg.extract.mention_phrases import Phrase, project_key
from osce_kg.extract.places import PlaceResolution
from osce_kg.records import Basis, Confidence, Finding, Mention, ProjectMention, Reading, Severity, Snippet, Span
from osce_kg.reference.model import Body, Registries, earliest, fold

ORDER = ("organization", "project", "event", "meeting-series", "treaty", "country", "place")
# Kinds of which one key is one thing on every day.
_CERTAIN = frozenset({"organization", "country", "meeting-series"})
_RANKS = {kind: rank for rank, kind in enumerate(ORDER)}
_new = tuple.__new__


class MentionResult(NamedTuple):
    """What one text names: each thing once, in the order of their first occurrence."""

    mentions: tuple[Mention, ...] = ()
    projects: tuple[ProjectMention, ...] = ()
    findings: tuple[Finding, ...] = ()


NOTHING = MentionResult()


class Match(NamedTuple):
    """A name at [start, end) of a text, and what it was found by."""

    start: int
    end: int
    pattern: Pattern
    phrase: Phrase | None = None
    place: PlaceResolution | None = None

    @property
    def rank(self) -> tuple[int, int, int]:
        """Leftmost first, then longest, then what a registry knows before what only looks like a name."""
        return self.start, -self.end, len(ORDER) if self.phrase else _RANKS[self.pattern.kind]


class Found:
    """Tells what matches stand for on a day and in the texts of an issuer, each thing once per text."""

    def __init__(self, registries: Registries, on: dt.date | None, context_body: str | None) -> None:
        self._registries = registries
        self._on = on
        self._context = context_body
        self._mentions: dict[tuple[str, str], Mention] = {}
        self._projects: dict[tuple[str, str], ProjectMention] = {}
        self._findings: dict[str, Finding] = {}

    def result(self, matches: Iterable[Match], part: Snippet) -> MentionResult:
        """Return what the matches of one part stand for."""
        self._mentions, self._projects, self._findings = {}, {}, {}
        text, (offset, _) = part
        for match in matches:
            self._add(match, text, offset)
        return MentionResult(
            tuple(self._mentions.values()), tuple(self._projects.values()), tuple(self._findings.values())
        )

    def _add(self, match: Match, text: str, offset: int) -> None:
        """Take one match for what it stands for."""
        start, end, pattern, phrase, place = match
        kind, keys = pattern.kind, pattern.keys
        # What it can only be, without regard to day and issuer.
        known = place.key if place else keys[0] if kind in _CERTAIN and len(keys) == 1 and not phrase else None
        if known and (kind, known) in self._mentions:
            return
        span = _new(Span, (start + offset, end + offset))
        words = text[start:end]
        if place:
            self._place(place, span, words)
        elif phrase:
            self._phrase(phrase, span, words)
        elif kind == "organization":
            self._body(keys, span, words)
        elif kind == "country" and known:
            self._mention(kind, known, words, span, "area-name")
        elif kind in ("project", "event"):
            self._known_project(kind, keys[0], span, words)
        elif kind == "treaty":
            self._minted(kind, keys[0], self._registries.treaties[keys[0]].label, span, None)
        else:
            self._mention(kind, keys[0], words, span, "series-name")

    def _place(self, found: PlaceResolution, span: Span, words: str) -> None:
        if found.key:
            reading: Reading[str] = _new(Reading, (words, span, found.rule, found.basis, found.confidence, None))
            self._mentions["place", found.key] = _new(Mention, ("place", found.key, reading))
            return
        listed = ", ".join(found.candidates[:5])
        message = f"{words!r} may be any of {listed}; left unlinked"
        self._findings.setdefault(words, Finding("ambiguous-mention", Severity.INFO, message, span=span, value=words))

    def _body(self, keys: tuple[str, ...], span: Span, words: str) -> None:
        bodies = [self._registries.bodies[key] for key in keys]
        chosen = self._in_force(bodies)
        if chosen is None:
            listed = ", ".join(keys)
            message = f"{words!r} may be any of {listed} on {self._on or 'an unknown date'}; left unlinked"
            finding = Finding("ambiguous-mention", Severity.INFO, message, span=span, value=words)
            self._findings.setdefault(words, finding)
            return
        # A name met before its bearer's mandate is suspect: perhaps the date is wrong.
        early = bool(self._on and chosen.start and earliest(chosen.start) > self._on)
        confidence = Confidence.LOW if early else Confidence.HIGH
        self._mention("organization", chosen.key, words, span, "body-name", confidence)

    def _in_force(self, bodies: list[Body]) -> Body | None:
        if len(bodies) == 1:
            return bodies[0]
        own = [body for body in bodies if body.key == self._context]
        if own:
            return own[0]
        current = [body for body in bodies if self._on and body.in_force(self._on)]
        return current[0] if len(current) == 1 else None

    def _known_project(self, kind: str, key: str, span: Span, words: str) -> None:
        project = self._registries.projects[key]
        if not project.bodies or self._context in project.bodies or self._is_kin(project.bodies):
            self._mention(kind, key, words, span, "project-name")
        elif words[0].isupper():
            name = Phrase(0, 0, kind, "", words)
            self._phrase(name, span, words)

    def _is_kin(self, bodies: tuple[str, ...]) -> bool:
        """Whether the context is another mandate of a field presence that has the project."""
        context = self._registries.bodies.get(self._context or "")
        presences = {self._registries.bodies[key].presence for key in bodies}
        return bool(context and context.presence and context.presence in presences)

    def _phrase(self, phrase: Phrase, span: Span, words: str) -> None:
        if phrase.kind == "decision" and phrase.key in self._registries.decisions:
            self._mention("decision", phrase.key, words, span, "decision-number")
        elif phrase.kind in ("decision", "treaty"):
            self._minted(phrase.kind, phrase.key, phrase.label, span, None)
        else:
            own = project_key(phrase.label, self._context)
            if own:
                self._minted(phrase.kind, own, phrase.label, span, self._context)

    def _mention(
        self, kind: str, key: str, words: str, span: Span, rule: str, confidence: Confidence = Confidence.HIGH
    ) -> None:
        if (kind, key) not in self._mentions:
            reading: Reading[str] = _new(Reading, (words, span, rule, Basis.RESOLVED, confidence, None))
            self._mentions[kind, key] = _new(Mention, (kind, key, reading))

    def _minted(self, kind: str, key: str, label: str, span: Span, body: str | None) -> None:
        if (kind, key) not in self._projects:
            self._projects[kind, key] = ProjectMention(kind, key, label, span, body)


def unsettled(results: Sequence[MentionResult], reported: Sequence[Finding]) -> Iterator[Finding]:
    """Yield what the parts of a document leave open, each name once, but for what is reported of it already."""
    seen = {fold(finding.value) for finding in reported if finding.value}
    for finding in (finding for result in results for finding in result.findings):
        name = fold(finding.value or finding.message)
        if name not in seen:
            seen.add(name)
            yield finding
