"""Places that running text names, judged by what the document is about and by the words beside the name.

46,000 places have 290,000 names, most of which are ordinary words, surnames or other places' names too. So no name
is looked for: every word in capitals is looked up (once per process, words recur), and it stands for a place only if
the countries of the document and the words around it say so. "In Mostar" says more than "Mostar" at the start of a
sentence; "Petar Mostar" says no.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import accumulate, islice, product
from typing import NamedTuple

from osce_kg.extract.inflection import bases, suffixes, table_language
from osce_kg.extract.mention_context import LIKELY, PERHAPS, is_place, is_titled, place_context, token_before
from osce_kg.extract.place_words import NO_PLACES
from osce_kg.extract.places import PlaceResolution, resolve_mentioned
from osce_kg.reference.model import Place, Registries
from osce_kg.reference.places import PlaceTable
from osce_kg.reference.spelling import spellings

_AND = "and|or|as well as|to|und|et|ou|și|и|і|й|та|або|или|i|te|ili|dhe|e|y|ve|və|va|және|жана|ҳамда|ва"
_JOINT = re.compile(rf"(?:'s|’s)?(?:, |/| ?[-–] ?|,? (?:{_AND}) )\Z")
_BOTH = "".join(chr(code) for code in range(0x41, 0x530) if chr(code).isupper())
_NAME = re.compile(rf"[{_BOTH}](?<![\w@#.].)[^\W\d_]+(?:['’ʻʼ][^\W\d_]+)*(?:-[^\W\d_]+(?:['’ʻʼ][^\W\d_]+)*)*")
_FOLLOWING = re.compile(rf"[ \u00a0]([{_BOTH}][^\W\d_]+(?:-[^\W\d_]+)*)")
_POSSESSIVE = re.compile(r"['’]s\Z")
_PART = re.compile(r"[^-]+")
_CACHED = 1 << 15
_MOST_WORDS = 3
_LONGEST_JOINT = 16
_SHORT = 3
_MOST_BASES = 24
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


@dataclass(frozen=True, slots=True, eq=False)
class _Known:
    """What is known of a word: the places it names, those of which it is a case form, whether longer names begin so.

    Compared as an object, so that what it means in some countries can be remembered by it.
    """

    places: tuple[Place, ...]
    inflected: tuple[Place, ...]
    continues: bool
    suffixed: bool


class _Candidate(NamedTuple):
    start: int
    end: int
    words: str
    known: _Known
    context: int
    fits: bool


class PlaceFinder:
    """Finds places in running text. Built once; what it remembers of words is bounded."""

    def __init__(self, registries: Registries) -> None:
        self._registries = registries
        self._worked_in = frozenset(host for body in registries.bodies.values() for host in body.hosts)
        table = registries.places
        self._curated = table.curated if isinstance(table, PlaceTable) else table
        self._known = lru_cache(_CACHED)(self._look_up_parts)
        self._phrase = lru_cache(_CACHED)(self._look_up_phrase)
        self._meanings = lru_cache(_CACHED)(_meanings)

    def find(
        self, texts: Sequence[str], scope: PlaceScope, areas: Sequence[Collection[tuple[int, int]]] = ()
    ) -> list[list[PlaceMatch]]:
        """Return the places that the texts of one document name, text by text, in order.

        `areas` has for each text the ranges of the areas it names: beside them a capital makes no longer name.
        """
        table = table_language(scope.language)
        known = self._known_in(texts, table)
        candidates = [
            list(self._candidates(text, found, scope, table, areas[number] if areas else ())) if found else []
            for number, (text, found) in enumerate(zip(texts, known, strict=True))
        ]
        # After "Ms. Osmani" or "Petar Mostar" the bare name is a person's, unless a preposition stands before it.
        people = {each.words for found in candidates for each in found if not each.fits}
        if not scope.hosts | scope.named:
            scope = replace(scope, named=self._capitals_of(candidates))
        return [
            list(self._judged(text, found, scope, people, texts)) if found else []
            for text, found in zip(texts, candidates, strict=True)
        ]

    def _known_in(self, texts: Sequence[str], table: str | None) -> list[list[tuple[int, str, _Known]]]:
        """Return the words that are known of each text with their offsets; the texts are searched as one."""
        found: list[list[tuple[int, str, _Known]]] = [[] for _ in texts]
        firsts = list(accumulate((len(text) + 1 for text in texts), initial=0))
        for match in _NAME.finditer("\n".join(texts)):
            known = self._known(match.group(), table)
            if known:
                at = bisect_right(firsts, match.start()) - 1
                start = match.start() - firsts[at]
                found[at] += [(start + offset, word, each) for offset, word, each in known]
        return found

    def _capitals_of(self, candidates: Sequence[Sequence[_Candidate]]) -> frozenset[str]:
        """Return the countries of the places that need no country to be known: all that a short item has."""
        return frozenset(
            place.country
            for found in candidates
            for each in found
            for place in (*each.known.places, *each.known.inflected)
            if each.fits and place.default
        )

    def _candidates(
        self,
        text: str,
        words: Sequence[tuple[int, str, _Known]],
        scope: PlaceScope,
        table: str | None,
        areas: Collection[tuple[int, int]],
    ) -> Iterator[_Candidate]:
        after = 0
        titled: bool | None = None
        scoped = bool(scope.hosts or scope.named)
        for at, word, known in words:
            if at < after:
                continue
            stop = at + len(word)
            if known.continues:
                longer = self._longer(text, at, stop, table)
                if longer:
                    known, stop = longer
            if not known.places and not known.inflected:
                continue
            after = stop
            name = text[at:stop]
            if scoped and not self._meanings(known, name, scope.hosts, scope.named, True):
                continue
            before = token_before(text, at)
            context = LIKELY if known.suffixed else place_context(text, at, stop, before)
            introduced = context == LIKELY
            fits = is_place(text, at, stop, before, introduced=introduced)
            if not fits:
                titled = is_titled(text) if titled is None else titled
                capitals = titled or (scope.language == "de" and introduced)
                capitals = capitals or any(end == at - 1 or start == stop + 1 for start, end in areas)
                fits = capitals and is_place(text, at, stop, before, introduced=introduced, capitals=True)
            yield _Candidate(at, stop, name, known, context, fits)

    def _judged(
        self, text: str, found: Sequence[_Candidate], scope: PlaceScope, people: set[str], texts: Sequence[str]
    ) -> Iterator[PlaceMatch]:
        previous: _Candidate | None = None
        level = 0
        for each in found:
            context = each.context
            near = previous is not None and each.start - previous.end <= _LONGEST_JOINT
            if previous and near and _JOINT.fullmatch(text, previous.end, each.start):
                context = max(context, level)
            if not each.fits or (context < LIKELY and each.words in people):
                continue
            resolved = self._resolved(each, context, scope, texts)
            if resolved:
                yield PlaceMatch(each.start, each.end, resolved)
                previous, level = each, context if resolved.key else 0

    def _resolved(
        self, each: _Candidate, context: int, scope: PlaceScope, texts: Sequence[str]
    ) -> PlaceResolution | None:
        for found, place in self._meanings(each.known, each.words, scope.hosts, scope.named, context == LIKELY):
            if place is None:
                return found if context == LIKELY else None
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

    def _longer(self, text: str, start: int, stop: int, table: str | None) -> tuple[_Known, int] | None:
        """Return what a longer name from `start` on is known for, and its end; the longest name wins."""
        ends = [stop]
        for _ in range(_MOST_WORDS - 1):
            at = ends[-1]
            following = _FOLLOWING.match(text, at) if text[at + 1 : at + 2].isupper() else None
            if not following:
                break
            ends.append(following.end())
        for end in reversed(ends[1:]):
            known = self._phrase(text[start:end].replace("\u00a0", " "), table)
            if known:
                return known, end
        return None

    def _look_up_parts(self, word: str, table: str | None) -> tuple[tuple[int, str, _Known], ...]:
        """Return what is known of a word, or of its parts between hyphens, with their offsets in it."""
        parts = [(offset, part, self._look_up(part, table)) for offset, part in _split(word)]
        return tuple((offset, part, known) for offset, part, known in parts if known)

    def _look_up(self, word: str, table: str | None) -> _Known | None:
        low = word.lower()
        if low in NO_PLACES and not self._continues(low, table):
            return None
        if word.isupper() and len(word) <= 4:
            return None
        places = () if low in NO_PLACES else self._places(word)
        inflected = () if low in NO_PLACES else self._inflected((low,), table)
        continues = self._continues(low, table)
        if not (places or inflected or continues):
            return None
        suffixed = bool(inflected and not places and table and suffixes(table))
        return _Known(places, inflected, continues, suffixed)

    def _look_up_phrase(self, phrase: str, table: str | None) -> _Known | None:
        places = self._places(phrase)
        inflected = () if places else self._inflected(tuple(phrase.lower().split()), table)
        return _Known(places, inflected, False, False) if places or inflected else None

    def _continues(self, low: str, table: str | None) -> bool:
        options = (low, *bases(low, table, adjective=True), *bases(low, table)) if table else (low,)
        return any(self._registries.continues_place(each) for each in options)

    def _inflected(self, low: tuple[str, ...], table: str | None) -> tuple[Place, ...]:
        """Return the places of which the words are a case form, first those of the likeliest form."""
        if table is None:
            return ()
        options: list[tuple[str, ...]] = []
        for at, word in enumerate(low):
            last = at == len(low) - 1
            options.append((word, *bases(word, table, adjective=not last), *(() if last else bases(word, table))))
        found: dict[str, Place] = {}
        for chosen in islice(product(*options), _MOST_BASES):
            if chosen != low:
                found |= {place.key: place for place in self._places(" ".join(chosen))}
        return tuple(sorted(found.values(), key=lambda place: (-place.population, place.key)))

    def _places(self, name: str) -> tuple[Place, ...]:
        for form in spellings(name):
            found = self._registries.places_named(form)
            if found:
                return found if len(name) > _SHORT else tuple(place for place in found if _is_called(place, name))
        return ()


def _meanings(
    known: _Known, name: str, hosts: frozenset[str], named: frozenset[str], sure: bool
) -> tuple[tuple[PlaceResolution, Place | None], ...]:
    """Return what a name may mean in these countries, with the place if it is one, and first what it means uninflected.

    A name that means nothing between the surest words means nothing anywhere.
    """
    found = []
    for places in (known.places, known.inflected):
        meant = resolve_mentioned(places, name, hosts=hosts, named=named, sure=sure) if places else None
        if meant:
            found.append((meant, next((place for place in places if place.key == meant.key), None)))
    return tuple(found)


def _is_called(place: Place, name: str) -> bool:
    """Whether it is one of the place's usual names: short words are names of many things in some transcription."""
    usual = (place.label, *(label.text for label in place.alt_labels))
    return not set(spellings(name)).isdisjoint(form for each in usual for form in spellings(each))


def _split(word: str) -> Iterator[tuple[int, str]]:
    """Yield a word without its possessive ending and, if hyphens join it, its parts in capitals, with offsets."""
    bare = _POSSESSIVE.sub("", word)
    yield 0, bare
    if "-" in bare:
        for part in _PART.finditer(bare):
            if part.group()[0].isupper() and len(part.group()) > 2:
                yield part.start(), part.group()


def _is_word(written: str, texts: Sequence[str]) -> bool:
    """Whether the document has the name as an ordinary word too."""
    low = written.lower()
    having = [text for text in texts if low in text]
    return bool(having) and any(re.search(rf"\b{re.escape(low)}\b", text) for text in having)
