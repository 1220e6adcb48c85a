"""What a text names: bodies by the mandate in force, areas, places, projects, events, treaties, decisions.

One pass of an automaton over all names; the matches are then judged by capitals, word boundaries and
neighbours, and the longest of the leftmost are taken. A name counts once per text, where it stands first.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import ahocorasick_rs

from osce_kg.extract.inflection import suffixes
from osce_kg.extract.mention_context import is_area, is_own_body, is_titled
from osce_kg.extract.mention_patterns import Pattern, lowered, patterns_of
from osce_kg.extract.mention_phrases import (
    Phrase,
    project_key,
    read_decision,
    read_project,
    read_resolution,
)
from osce_kg.extract.mention_places import PlaceFinder, PlaceMatch, PlaceScope
from osce_kg.extract.places import PlaceResolution
from osce_kg.records import Basis, Confidence, Finding, Mention, ProjectMention, Reading, Severity, Snippet, Span
from osce_kg.reference.model import Body, Registries, earliest

# Its name reads as the names of two States that are there today.
_UNIONS = {"CSXX": dt.date(2006, 6, 3)}
_PLACE = Pattern("place", ())
_ORDER = ("organization", "project", "event", "meeting-series", "treaty", "country", "place")


@dataclass(frozen=True, slots=True)
class MentionResult:
    """Mentions in the order of their first occurrence; `counts` has the occurrences by kind and key."""

    mentions: tuple[Mention, ...] = ()
    projects: tuple[ProjectMention, ...] = ()
    findings: tuple[Finding, ...] = ()
    counts: Mapping[tuple[str, str], int] = field(default_factory=dict)


_NOTHING = MentionResult()


@dataclass(frozen=True, slots=True)
class _Match:
    start: int
    end: int
    pattern: Pattern
    phrase: Phrase | None = None
    place: PlaceResolution | None = None

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
        self._places = PlaceFinder(registries)

    def find(self, text: str, offset: int, *, on: dt.date | None, context_body: str | None = None) -> MentionResult:
        """Return what one text names, as `read` does; spans count from `offset`, its position on the page."""
        part = Snippet(text, Span(offset, offset + len(text)))
        return self.read((part,), on=on, context_body=context_body)[0]

    def read(
        self,
        parts: Sequence[Snippet],
        *,
        on: dt.date | None,
        context_body: str | None = None,
        language: str | None = None,
        countries: Collection[str] = (),
        without: Sequence[Span] = (),
    ) -> list[MentionResult]:
        """Return what the parts of one document name, part by part.

        `on` is the document's date: a name that several mandates bore means the one then in force.
        `context_body` is the key of the issuing body; a project's everyday name ("the Community Policing
        Project") means that body's, and a project unknown to the registry gets the key
        `{context_body}-{slug}`, because offices have projects of one name. `language` is the document's BCP 47
        tag; `countries` are the areas where it was filed, which settle with the issuer's hosts and the areas
        named which of several places is meant. Nothing is taken from the spans `without`, such as a dateline.
        What stays ambiguous is a finding, not a mention.
        """
        matched = [_outside(list(self._matches(part.text, on)), part, without) for part in parts]
        scope = PlaceScope(*self._countries(matched, context_body, countries), language)
        placed = self._places.find([part.text for part in parts], scope)
        results = []
        for part, matches, places in zip(parts, matched, placed, strict=True):
            if not matches and not places:
                results.append(_NOTHING)
                continue
            found = _Found(self._registries, part.span.start, on, context_body)
            for match in _longest([*matches, *_outside([*map(_place_match, places)], part, without)]):
                found.add(match, part.text)
            results.append(found.result())
        return results

    def _countries(
        self, matched: Sequence[Sequence[_Match]], context_body: str | None, countries: Collection[str]
    ) -> tuple[frozenset[str], frozenset[str]]:
        """Return where the issuer works and the text was filed, and which areas the text names."""
        issuer = self._registries.bodies.get(context_body or "")
        named: set[str] = set()
        for match in (match for matches in matched for match in matches):
            if match.pattern.kind == "country":
                named.add(match.pattern.keys[0])
            elif match.pattern.kind == "organization" and len(match.pattern.keys) == 1:
                named.update(self._registries.bodies[match.pattern.keys[0]].hosts)
        return frozenset((*countries, *(issuer.hosts if issuer else ()))), frozenset(named)

    def _matches(self, text: str, on: dt.date | None) -> Iterator[_Match]:
        titled: bool | None = None
        low = lowered(text)
        for number, start, end in self._automaton.find_matches_as_indexes(low, overlapping=True):
            if start and (low[start - 1].isalnum() or low[start - 1] in "_@#"):
                continue
            whole = _ends(low, end)
            for pattern in self._patterns[number]:
                stop = end if whole else _suffixed(low, end, pattern)
                if stop is None or _is_past_union(pattern, on):
                    continue
                if pattern.kind == "name-head":
                    titled = is_titled(text) if titled is None else titled
                    if titled:
                        continue
                match = _judged(text, start, stop, pattern)
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
    if pattern.kind not in _ORDER or text[start].islower():
        return None
    judged = True
    if pattern.kind == "country" and not pattern.exact:
        judged = is_area(text, start, end)
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


def _place_match(match: PlaceMatch) -> _Match:
    return _Match(match.start, match.end, _PLACE, place=match.found)


def _outside(matches: list[_Match], part: Snippet, spans: Sequence[Span]) -> list[_Match]:
    """Return the matches that do not begin within the spans of the page."""
    first = part.span.start
    for span in spans:
        if span.start < part.span.end and first < span.end:
            matches = [match for match in matches if not span.start <= first + match.start < span.end]
    return matches


def _ends(low: str, end: int) -> bool:
    """Whether no letter or digit continues the match, in any script."""
    return end == len(low) or low[end - 1] == "/" or not (low[end].isalnum() or low[end] == "_")


def _suffixed(low: str, end: int, pattern: Pattern) -> int | None:
    """Return the end of the word if what follows the name is a suffix of its language, else None."""
    if pattern.suffixed is None:
        return None
    stop = end
    while stop < len(low) and low[stop].isalpha():
        stop += 1
    known = suffixes(pattern.suffixed)
    return stop if low[end:stop] in known and _ends(low, stop) else None
