"""What a text names: bodies by the mandate in force, areas, places, projects, events, treaties, decisions.

One pass of an automaton over all names; the matches are then judged by capitals, word boundaries and
neighbours, and the longest of the leftmost are taken. A name counts once per text, where it stands first.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections.abc import Collection, Mapping, Sequence
from itertools import accumulate

import ahocorasick_rs

from osce_kg.extract.mention_context import is_area, is_own_body, is_titled
from osce_kg.extract.mention_patterns import Pattern, end_of_suffixed, ends_word, lowered, patterns_of
from osce_kg.extract.mention_phrases import (
    QUOTED_HEADS,
    Phrase,
    read_decision,
    read_project,
    read_quoted_project,
    read_resolution,
)
from osce_kg.extract.mention_places import PlaceFinder, PlaceScope
from osce_kg.extract.mention_results import NOTHING, Found, Match, MentionResult
from osce_kg.records import Snippet, Span
from osce_kg.reference.model import Registries

# Its name reads as the names of two States that are there today.
_UNIONS = {"CSXX": dt.date(2006, 6, 3)}
_PLACE = Pattern("place", ())
_BETWEEN = "\0"
_PARTS_OF_ADDRESSES = "_@#"
_PHRASES = frozenset({"name-head", "decision-cue", "resolution-cue"})
_new = tuple.__new__


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
        texts = [part.text for part in parts]
        matched = self._matches(texts, on)
        _leave_out(matched, parts, without)
        scope = PlaceScope(*self._countries(matched, context_body, countries), language)
        areas = {
            number: [match[:2] for match in found if match[2].kind == "country"] for number, found in matched.items()
        }
        placed = {
            number: [_new(Match, (start, end, _PLACE, None, place)) for start, end, place in found]
            for number, found in self._places.find(texts, scope, areas).items()
        }
        _leave_out(placed, parts, without)
        found = Found(self._registries, on, context_body)
        results = [NOTHING] * len(parts)
        for number in matched.keys() | placed.keys():
            matches = _longest([*matched.get(number, ()), *placed.get(number, ())])
            results[number] = found.result(matches, parts[number])
        return results

    def _countries(
        self, matched: Mapping[int, Sequence[Match]], context_body: str | None, countries: Collection[str]
    ) -> tuple[frozenset[str], frozenset[str]]:
        """Return where the issuer works and the text was filed, and which areas the text names."""
        issuer = self._registries.bodies.get(context_body or "")
        named: set[str] = set()
        for found in matched.values():
            for _, _, pattern, *_ in found:
                if pattern.kind == "country":
                    named.add(pattern.keys[0])
                elif pattern.kind == "organization" and len(pattern.keys) == 1:
                    named.update(self._registries.bodies[pattern.keys[0]].hosts)
        return frozenset((*countries, *(issuer.hosts if issuer else ()))), frozenset(named)

    def _matches(self, texts: Sequence[str], on: dt.date | None) -> dict[int, list[Match]]:
        """Return what the texts name, by number, longer and shorter names too; the texts are searched as one."""
        found: dict[int, list[Match]] = {}
        titled: dict[int, bool] = {}
        low = lowered(_BETWEEN.join(texts))
        firsts = list(accumulate((len(text) + 1 for text in texts), initial=0))
        for number, start, end in self._automaton.find_matches_as_indexes(low, overlapping=True):
            before = low[start - 1] if start else _BETWEEN
            if before.isalnum() or before in _PARTS_OF_ADDRESSES:
                continue
            whole = ends_word(low, end)
            for pattern in self._patterns[number]:
                stop = end if whole else end_of_suffixed(low, end, pattern)
                if stop is None or (pattern.kind == "country" and _is_past_union(pattern, on)):
                    continue
                at = bisect_right(firsts, start) - 1
                text, first = texts[at], firsts[at]
                if pattern.kind == "name-head":
                    if at not in titled:
                        titled[at] = is_titled(text)
                    if titled[at]:
                        continue
                match = _judged(text, start - first, stop - first, pattern)
                if match:
                    found.setdefault(at, []).append(match)
        return found


def _longest(matches: Sequence[Match]) -> Sequence[Match]:
    """Return the leftmost longest matches that do not overlap, in order."""
    if len(matches) < 2:
        return matches
    chosen: list[Match] = []
    end = 0
    for match in sorted(matches, key=_rank):
        if match.start >= end:
            end = match.end
            chosen.append(match)
    return chosen


def _rank(match: Match) -> tuple[int, int, int]:
    return match.rank


def _is_past_union(pattern: Pattern, on: dt.date | None) -> bool:
    """Whether an area is a union of States that no longer was on that day, or may not have been."""
    last = _UNIONS.get(pattern.keys[0])
    return last is not None and (on is None or on > last)


def _judged(text: str, start: int, end: int, pattern: Pattern) -> Match | None:
    """Return the match if what stands there is the pattern's name and not something else."""
    kind, exact = pattern.kind, pattern.exact
    if exact is not None and text[start:end] != exact:
        return None
    if kind in _PHRASES:
        phrase = _phrase_at(text, start, end, pattern)
        return Match(phrase.start, phrase.end, pattern, phrase) if phrase else None
    # Most languages write "the mission of the OSCE" small; that it is the OSCE's is enough.
    small = kind == "organization" and not pattern.bare and exact is None
    if not small and _is_small(text[start]):
        return None
    if kind == "country" and not exact:
        judged = is_area(text, start, end)
    else:
        judged = not pattern.bare or is_own_body(text, start, end)
    return _new(Match, (start, end, pattern, None, None)) if judged else None


def _is_small(letter: str) -> bool:
    """Whether it is a small letter of a script that begins names with capitals: Georgian does not."""
    return letter.islower() and not "\u10d0" <= letter <= "\u10ff"


def _phrase_at(text: str, start: int, end: int, pattern: Pattern) -> Phrase | None:
    if pattern.kind == "name-head":
        head = pattern.keys[0]
        return read_project(text, start, end, head) or (
            read_quoted_project(text, start, end) if head in QUOTED_HEADS else None
        )
    if pattern.kind == "decision-cue":
        return read_decision(text, start)
    if pattern.kind == "resolution-cue":
        return read_resolution(text, start)
    return None


def _leave_out(found: dict[int, list[Match]], parts: Sequence[Snippet], spans: Sequence[Span]) -> None:
    """Leave out the matches that begin within the spans of the page."""
    for span in spans:
        for number, matches in found.items():
            first, last = parts[number].span
            if span.start < last and first < span.end:
                found[number] = [match for match in matches if not span.start <= first + match.start < span.end]
