"""Matches of names and what they come to: mentions of one text, each thing once, with its count."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from osce_kg.extract.mention_patterns import Pattern
from osce_kg.extract.mention_phrases import Phrase, project_key
from osce_kg.extract.places import PlaceResolution
from osce_kg.records import Basis, Confidence, Finding, Mention, ProjectMention, Reading, Severity, Span
from osce_kg.reference.model import Body, Registries, earliest, fold

ORDER = ("organization", "project", "event", "meeting-series", "treaty", "country", "place")
# Kinds of which one key is one thing on every day.
_CERTAIN = ("organization", "country", "meeting-series")
_RANKS = {kind: rank for rank, kind in enumerate(ORDER)}


@dataclass(frozen=True, slots=True)
class MentionResult:
    """Mentions in the order of their first occurrence; `counts` has the occurrences by kind and key."""

    mentions: tuple[Mention, ...] = ()
    projects: tuple[ProjectMention, ...] = ()
    findings: tuple[Finding, ...] = ()
    counts: Mapping[tuple[str, str], int] = field(default_factory=dict)


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
    """Collects what matches stand for, each thing once."""

    def __init__(self, registries: Registries, offset: int, on: dt.date | None, context_body: str | None) -> None:
        self._registries = registries
        self._offset = offset
        self._on = on
        self._context = context_body
        self._mentions: dict[tuple[str, str], Mention] = {}
        self._projects: dict[tuple[str, str], ProjectMention] = {}
        self._findings: dict[str, Finding] = {}
        self._counts: dict[tuple[str, str], int] = {}

    def result(self) -> MentionResult:
        """Return everything collected."""
        return MentionResult(
            tuple(self._mentions.values()),
            tuple(self._projects.values()),
            tuple(self._findings.values()),
            self._counts,
        )

    def add(self, match: Match, text: str) -> None:
        """Take one match for what it stands for."""
        kind = match.pattern.kind
        known = self._known_key(match)
        if known and (kind, known) in self._mentions:
            self._counts[kind, known] += 1
            return
        span = Span(match.start + self._offset, match.end + self._offset)
        words = text[match.start : match.end]
        if match.phrase:
            self._phrase(match.phrase, span, words)
        elif match.place:
            self._place(match.place, span, words)
        elif kind == "organization":
            self._body(match.pattern.keys, span, words)
        elif kind in ("project", "event"):
            self._known_project(kind, match.pattern.keys[0], span, words)
        elif kind == "treaty":
            key = match.pattern.keys[0]
            self._minted(kind, key, self._registries.treaties[key].label, span, None)
        elif kind == "country" and len(match.pattern.keys) == 1:
            self._mention(kind, match.pattern.keys[0], Reading(words, span, "area-name", Basis.RESOLVED))
        else:
            self._mention(kind, match.pattern.keys[0], Reading(words, span, "series-name", Basis.RESOLVED))

    @staticmethod
    def _known_key(match: Match) -> str | None:
        """Return the key of what the match can only be, without regard to day and issuer."""
        if match.place:
            return match.place.key
        keys = match.pattern.keys
        return keys[0] if match.pattern.kind in _CERTAIN and len(keys) == 1 and not match.phrase else None

    def _place(self, found: PlaceResolution, span: Span, words: str) -> None:
        if found.key:
            self._mention("place", found.key, Reading(words, span, found.rule, found.basis, found.confidence))
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
        reading = Reading(words, span, "body-name", Basis.RESOLVED, Confidence.LOW if early else Confidence.HIGH)
        self._mention("organization", chosen.key, reading)

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
            self._mention(kind, key, Reading(words, span, "project-name", Basis.RESOLVED))
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
            self._mention("decision", phrase.key, Reading(words, span, "decision-number", Basis.RESOLVED))
        elif phrase.kind in ("decision", "treaty"):
            self._minted(phrase.kind, phrase.key, phrase.label, span, None)
        else:
            own = project_key(phrase.label, self._context)
            if own:
                self._minted(phrase.kind, own, phrase.label, span, self._context)

    def _mention(self, kind: str, key: str, reading: Reading[str]) -> None:
        self._mentions.setdefault((kind, key), Mention(kind, key, reading))
        self._counts[kind, key] = self._counts.get((kind, key), 0) + 1

    def _minted(self, kind: str, key: str, label: str, span: Span, body: str | None) -> None:
        self._projects.setdefault((kind, key), ProjectMention(kind, key, label, span, body))
        self._counts[kind, key] = self._counts.get((kind, key), 0) + 1


def unsettled(results: Sequence[MentionResult], reported: Sequence[Finding]) -> Iterator[Finding]:
    """Yield what the parts of a document leave open, each name once, but for what is reported of it already."""
    seen = {fold(finding.value) for finding in reported if finding.value}
    for finding in (finding for result in results for finding in result.findings):
        name = fold(finding.value or finding.message)
        if name not in seen:
            seen.add(name)
            yield finding
