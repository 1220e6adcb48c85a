"""What a text names: bodies by the mandate in force, areas, places, projects, events, treaties, decisions.

One pass of an automaton over all names; the matches are then judged by capitals, word boundaries and
neighbours, and the longest of the leftmost are taken. A name counts once per text, where it stands first.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

import ahocorasick_rs

from osce_kg.extract.mention_context import is_area, is_own_body, is_place, is_titled
from osce_kg.extract.mention_patterns import Pattern, lowered, patterns_of
from osce_kg.extract.mention_phrases import (
    Phrase,
    project_key,
    read_decision,
    read_project,
    read_resolution,
)
from osce_kg.records import Basis, Confidence, Finding, Mention, ProjectMention, Reading, Severity, Span
from osce_kg.reference.model import Body, Registries, earliest

# Its name reads as the names of two States that are there today.
_UNIONS = {"CSXX": dt.date(2006, 6, 3)}
_ORDER = ("organization", "project", "event", "meeting-series", "treaty", "country", "place")


@dataclass(frozen=True, slots=True)
class MentionResult:
    """Mentions in the order of their first occurrence; `counts` has the occurrences by kind and key."""

    mentions: tuple[Mention, ...] = ()
    projects: tuple[ProjectMention, ...] = ()
    findings: tuple[Finding, ...] = ()
    counts: Mapping[tuple[str, str], int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Match:
    start: int
    end: int
    pattern: Pattern
    phrase: Phrase | None = None

    @property
    def rank(self) -> tuple[int, int, int]:
        """Leftmost first, then longest, then what a registry knows before what only looks like a name."""
        order = len(_ORDER) if self.phrase else _ORDER.index(self.pattern.kind)
        return self.start, -self.end, order


class MentionFinder:
    """Finds what the registries know and what looks like a project or decision. Built once, never changed."""

    def __init__(self, registries: Registries) -> None:
        self._registries = registries
        patterns = patterns_of(registries)
        self._patterns = list(patterns.values())
        self._automaton = ahocorasick_rs.AhoCorasick(list(patterns))

    def find(self, text: str, offset: int, *, on: dt.date | None, context_body: str | None = None) -> MentionResult:
        """Return what the text names; spans count from `offset`, the position of the text on its page.

        `on` is the document's date: a name that several mandates bore means the one then in force.
        `context_body` is the key of the issuing body; a project's everyday name ("the Community Policing
        Project") means that body's, and a project unknown to the registry gets the key
        `{context_body}-{slug}`, because offices have projects of one name. What stays ambiguous is a finding,
        not a mention.
        """
        found = _Found(self._registries, offset, on, context_body)
        for match in _longest(self._matches(text, on)):
            found.add(match, text)
        return found.result()

    def _matches(self, text: str, on: dt.date | None) -> Iterator[_Match]:
        titled = is_titled(text)
        for number, start, end in self._automaton.find_matches_as_indexes(lowered(text), overlapping=True):
            if not _whole(text, start, end):
                continue
            for pattern in self._patterns[number]:
                if (titled and pattern.kind == "name-head") or _is_past_union(pattern, on):
                    continue
                match = _judged(text, start, end, pattern)
                if match:
                    yield match


class _Found:
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

    def add(self, match: _Match, text: str) -> None:
        """Take one match for what it stands for."""
        span = Span(match.start + self._offset, match.end + self._offset)
        words = text[match.start : match.end]
        kind = match.pattern.kind
        if match.phrase:
            self._phrase(match.phrase, span, words)
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
            rule, sure = ("place-name", Confidence.MEDIUM) if kind == "place" else ("series-name", Confidence.HIGH)
            reading = Reading(words, span, rule, Basis.RESOLVED, sure)
            self._mention(kind, match.pattern.keys[0], reading)

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


def _longest(matches: Iterable[_Match]) -> Iterator[_Match]:
    """Yield the leftmost longest matches that do not overlap, in order."""
    end = 0
    for match in sorted(matches, key=lambda match: match.rank):
        if match.start >= end:
            end = match.end
            yield match


def _is_past_union(pattern: Pattern, on: dt.date | None) -> bool:
    """Whether the pattern is a union of States that no longer was on that day, or may not have been."""
    last = _UNIONS.get(pattern.keys[0]) if pattern.kind == "country" else None
    return last is not None and (on is None or on > last)


def _judged(text: str, start: int, end: int, pattern: Pattern) -> _Match | None:
    """Return the match if what stands there is the pattern's name and not something else."""
    if pattern.exact is not None and text[start:end] != pattern.exact:
        return None
    phrase = _phrase_at(text, start, end, pattern)
    if phrase:
        return _Match(phrase.start, phrase.end, pattern, phrase)
    if pattern.kind not in _ORDER or not (text[start].isupper() or text[start].isdigit()):
        return None
    judged = True
    if pattern.kind == "country" and not pattern.exact:
        judged = is_area(text, start, end)
    elif pattern.kind == "place":
        judged = is_place(text, start, end)
    elif pattern.bare:
        judged = is_own_body(text, start, end)
    return _Match(start, end, pattern) if judged else None


def _phrase_at(text: str, start: int, end: int, pattern: Pattern) -> Phrase | None:
    if pattern.kind == "name-head":
        return read_project(text, start, end, pattern.keys[0])
    if pattern.kind == "decision-cue":
        return read_decision(text, start)
    if pattern.kind == "resolution-cue":
        return read_resolution(text, start)
    return None


def _whole(text: str, start: int, end: int) -> bool:
    """Whether no letter or digit continues the match on either side, in any script."""
    if start and (text[start - 1].isalnum() or text[start - 1] in "_@#"):
        return False
    return end == len(text) or text[end - 1] == "/" or not (text[end].isalnum() or text[end] == "_")
