"""Places that running text names, judged by what the document is about and by the words beside the name.

46,000 places have 290,000 names, most of which are ordinary words, surnames or other places' names too. So no name
is looked for: every word in capitals is looked up, and it stands for a place only if the countries
of the document and the words around it say so. "In Mostar" says more than "Mostar" at the start of a
sentence; "Petar Mostar" says no.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import NamedTuple

from osce_kg.extract.inflection import table_language
from osce_kg.extract.known_places import CAPITALS, KnownName, KnownPlaces, Meaning
from osce_kg.extract.mention_context import (
    LIKELY,
    PERHAPS,
    is_place,
    is_titled,
    names_region,
    place_context,
    token_before,
)
from osce_kg.extract.places import PlaceResolution
from osce_kg.reference.model import Place, Registries
from osce_kg.reference.places import PlaceTable

_AND = "and|or|as well as|to|und|et|ou|și|и|і|й|та|або|или|i|te|ili|dhe|e|y|ve|və|va|және|жана|ҳамда|ва"
_JOINT = re.compile(rf"(?:'s|’s)?(?:, |/| ?[-–] ?|,? (?:{_AND}) )\Z")
_NAME = re.compile(rf"[{CAPITALS}](?<![\w@#.].)[^\W\d_]+(?:['’ʻʼ-][^\W\d_]+)*")
_LONGEST_JOINT = 16
_new = tuple.__new__
_TOWN, _LARGER_TOWN, _CITY = 1_000, 5_000, 100_000


@dataclass(frozen=True, slots=True)
class PlaceScope:
    """What a document is about: `hosts` are where its issuer works and where it was filed; `named` are the areas
    that its text names. Area codes. `language` is its BCP 47 tag, if known.
    """

    hosts: frozenset[str] = frozenset()
    named: frozenset[str] = frozenset()
    language: str | None = None


class PlaceMatch(NamedTuple):
    """A place's name at [start, end) of a text; without a key the name may be any of the candidates."""

    start: int
    end: int
    found: PlaceResolution


class _Candidate(NamedTuple):
    """A name at [start, end) of the text with that number, and what it may mean between the surest words."""

    text: int
    start: int
    end: int
    words: str
    known: KnownName
    meanings: tuple[Meaning, ...]
    context: int
    fits: bool


class PlaceFinder:
    """Finds places in running text. Built once."""

    def __init__(self, registries: Registries) -> None:
        self._worked_in = frozenset(host for body in registries.bodies.values() for host in body.hosts)
        table = registries.places
        self._curated = table.curated if isinstance(table, PlaceTable) else table
        self._known = KnownPlaces(registries)

    def find(
        self, texts: Sequence[str], scope: PlaceScope, areas: Mapping[int, Collection[tuple[int, int]]] | None = None
    ) -> dict[int, list[PlaceMatch]]:
        """Return the places that the texts of one document name, by the text's number, in order.

        `areas` has the ranges of the areas that a text names: beside them a capital makes no longer name.
        """
        candidates = self._candidates(texts, scope, areas or {})
        # After "Ms. Osmani" or "Petar Mostar" the bare name is a person's, unless a preposition stands before it.
        people = {each.words for each in candidates if not each.fits}
        if not scope.hosts | scope.named:
            scope = replace(scope, named=_capitals_of(candidates))
            candidates = [each._replace(meanings=self._meanings(each.known, each.words, scope)) for each in candidates]
        found: dict[int, list[PlaceMatch]] = {}
        previous: _Candidate | None = None
        level = 0
        for each in candidates:
            if not each.fits:
                continue
            context = each.context
            near = previous is not None and each.text == previous.text and each.start - previous.end <= _LONGEST_JOINT
            if previous and near and _JOINT.fullmatch(texts[each.text], previous.end, each.start):
                context = max(context, level)
            if context < LIKELY and each.words in people:
                continue
            resolved = self._resolved(each, context, scope, texts)
            if resolved:
                found.setdefault(each.text, []).append(_new(PlaceMatch, (each.start, each.end, resolved)))
                previous, level = each, context if resolved.key else 0
        return found

    def _candidates(
        self, texts: Sequence[str], scope: PlaceScope, areas: Mapping[int, Collection[tuple[int, int]]]
    ) -> list[_Candidate]:
        """Return the names that may mean a place in these countries; the texts are searched as one."""
        table = table_language(scope.language)
        joined = "\n".join(texts)
        firsts = list(accumulate((len(text) + 1 for text in texts), initial=0))
        words, meanings_of = self._known.words(table), self._known.meanings
        hosts, named = scope.hosts, scope.named
        scoped = bool(hosts or named)
        titled: dict[int, bool] = {}
        candidates: list[_Candidate] = []
        after = 0
        for match in _NAME.finditer(joined):
            for start, end, known in words[match[0]]:
                at, stop = match.start() + start, match.start() + end
                if at < after:
                    continue
                if known.continues and joined[stop + 1 : stop + 2].isupper():
                    known, stop = self._known.longer(joined, at, stop, table) or (known, stop)
                if not known.places and not known.inflected:
                    continue
                after = stop
                name = joined[at:stop]
                meanings = meanings_of(known, name, hosts, named, True)
                if scoped and not meanings:
                    continue
                number = bisect_right(firsts, at) - 1
                text, first = texts[number], firsts[number]
                at, stop = at - first, stop - first
                if names_region(text, stop):
                    continue
                before = token_before(text, at)
                context = LIKELY if known.suffixed else place_context(text, at, stop, before)
                introduced = context == LIKELY
                fits = is_place(text, at, stop, before, introduced=introduced)
                if not fits:
                    if number not in titled:
                        titled[number] = is_titled(text)
                    capitals = titled[number] or (scope.language == "de" and introduced)
                    capitals = capitals or any(b == at - 1 or a == stop + 1 for a, b in areas.get(number, ()))
                    fits = capitals and is_place(text, at, stop, before, introduced=introduced, capitals=True)
                candidates.append(_new(_Candidate, (number, at, stop, name, known, meanings, context, fits)))
        return candidates

    def _meanings(self, known: KnownName, name: str, scope: PlaceScope, *, sure: bool = True) -> tuple[Meaning, ...]:
        return self._known.meanings(known, name, scope.hosts, scope.named, sure)

    def _resolved(
        self, each: _Candidate, context: int, scope: PlaceScope, texts: Sequence[str]
    ) -> PlaceResolution | None:
        sure = context == LIKELY
        meanings = each.meanings if sure else self._meanings(each.known, each.words, scope, sure=False)
        for found, place in meanings:
            if place is None:
                return found if sure else None
            if place.default or self._is_enough(place, context, scope, found.rule, each.words, texts):
                return found
        return None

    def _is_enough(
        self, place: Place, context: int, scope: PlaceScope, rule: str, written: str, texts: Sequence[str]
    ) -> bool:
        """Whether the context bears the place: the smaller and the farther off, the more it has to."""
        if rule == "place-large":
            return context >= PERHAPS
        if context == LIKELY:
            return True
        near = place.country in scope.hosts or place.country in self._worked_in
        known = place.key in self._curated
        if context == PERHAPS:
            return (known or place.population >= _TOWN) if near else place.population >= _LARGER_TOWN
        if not (near and (known or place.population >= 10 * _TOWN)) and place.population < _CITY:
            return False
        return not _is_word(written, texts)


def _capitals_of(candidates: Sequence[_Candidate]) -> frozenset[str]:
    """Return the countries of the places that need no country to be known: all that a short item has."""
    return frozenset(
        place.country
        for each in candidates
        for place in (*each.known.places, *each.known.inflected)
        if each.fits and place.default
    )


def _is_word(written: str, texts: Sequence[str]) -> bool:
    """Whether the document has the name as an ordinary word too."""
    low = written.lower()
    having = [text for text in texts if low in text]
    return bool(having) and any(re.search(rf"\b{re.escape(low)}\b", text) for text in having)
