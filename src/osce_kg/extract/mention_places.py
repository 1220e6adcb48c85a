"""Places that running text names, judged by what the document is about and by the words beside the name.

46,000 places have 290,000 names, most of which are ordinary words, surnames or other places' names too. So no name
is looked for: every word in capitals is looked up (once per process, words recur), and it stands for a place only if
the countries of the document and the words around it say so. "In Mostar" says more than "Mostar" at the start of a
sentence; "Petar Mostar" says no.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import islice, product

from osce_kg.extract.inflection import bases, suffixes, table_language
from osce_kg.extract.mention_context import is_place, is_titled, token_before
from osce_kg.extract.place_words import AT, NO_PLACES, OF, PLACED, PLACED_BEFORE
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
_NEXT_WORD = re.compile(r"[ \u00a0]([^\W\d_]+)")
_ELISION = re.compile(r"\b[dDlL]['’]\Z")
_CACHED = 1 << 15
_MOST_WORDS = 3
_SHORT = 3
_MOST_BASES = 24
_TOWN, _LARGER_TOWN, _CITY = 1_000, 5_000, 100_000
_HARDLY, _PERHAPS, _LIKELY = 1, 2, 3


@dataclass(frozen=True, slots=True)
class PlaceScope:
    """What a document is about: `hosts` are where its issuer works and where it was filed; `named` are the areas
    that its text names. Area codes. `language` is its BCP 47 tag, if known.
    """

    hosts: frozenset[str] = frozenset()
    named: frozenset[str] = frozenset()
    language: str | None = None


@dataclass(frozen=True, slots=True)
class PlaceMatch:
    """A place's name at [start, end) of a text; without a key the name may be any of the candidates."""

    start: int
    end: int
    found: PlaceResolution


@dataclass(frozen=True, slots=True)
class _Known:
    """What is known of a word: the places it names, those of which it is a case form, whether longer names begin so."""

    places: tuple[Place, ...]
    inflected: tuple[Place, ...]
    continues: bool
    suffixed: bool


@dataclass(frozen=True, slots=True)
class _Candidate:
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

    def find(
        self, texts: Sequence[str], scope: PlaceScope, areas: Sequence[Collection[tuple[int, int]]] = ()
    ) -> list[list[PlaceMatch]]:
        """Return the places that the texts of one document name, text by text, in order.

        `areas` has for each text the ranges of the areas it names: beside them a capital makes no longer name.
        """
        table = table_language(scope.language)
        candidates = [
            list(self._candidates(text, scope.language, table, areas[number] if areas else ()))
            for number, text in enumerate(texts)
        ]
        # After "Ms. Osmani" or "Petar Mostar" the bare name is a person's, unless a preposition stands before it.
        people = {each.words for found in candidates for each in found if not each.fits}
        if not scope.hosts | scope.named:
            scope = replace(scope, named=self._capitals_of(candidates))
        return [
            list(self._judged(text, found, scope, people, texts)) for text, found in zip(texts, candidates, strict=True)
        ]

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
        self, text: str, language: str | None, table: str | None, areas: Collection[tuple[int, int]]
    ) -> Iterator[_Candidate]:
        after = 0
        titled: bool | None = None
        for match in _NAME.finditer(text):
            for offset, word, known in self._known(match.group(), table):
                at = match.start() + offset
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
                context = _LIKELY if known.suffixed else _context(text, at, stop)
                introduced = context == _LIKELY
                fits = is_place(text, at, stop, introduced=introduced)
                if not fits:
                    titled = is_titled(text) if titled is None else titled
                    capitals = titled or (language == "de" and introduced)
                    capitals = capitals or any(end == at - 1 or start == stop + 1 for start, end in areas)
                    fits = capitals and is_place(text, at, stop, introduced=introduced, capitals=True)
                yield _Candidate(at, stop, text[at:stop], known, context, fits)

    def _judged(
        self, text: str, found: Sequence[_Candidate], scope: PlaceScope, people: set[str], texts: Sequence[str]
    ) -> Iterator[PlaceMatch]:
        previous: _Candidate | None = None
        level = 0
        for each in found:
            context = each.context
            if previous and _JOINT.fullmatch(text, previous.end, each.start):
                context = max(context, level)
            if not each.fits or (context < _LIKELY and each.words in people):
                continue
            resolved = self._resolved(each, context, scope, texts)
            if resolved:
                yield PlaceMatch(each.start, each.end, resolved)
                previous, level = each, context if resolved.key else 0

    def _resolved(
        self, each: _Candidate, context: int, scope: PlaceScope, texts: Sequence[str]
    ) -> PlaceResolution | None:
        for places in (each.known.places, each.known.inflected):
            if not places:
                continue
            found = resolve_mentioned(places, each.words, hosts=scope.hosts, named=scope.named, sure=context == _LIKELY)
            if found is None:
                continue
            if found.key is None:
                return found if context == _LIKELY else None
            place = next(place for place in places if place.key == found.key)
            if place.default or self._is_enough(place, context, scope, found.rule, each.words, texts):
                return found
        return None

    def _is_enough(
        self, place: Place, context: int, scope: PlaceScope, rule: str, written: str, texts: Sequence[str]
    ) -> bool:
        """Whether the context bears the place: the smaller and the farther off, the more it has to."""
        if rule == "place-large":
            return context >= _PERHAPS
        if context == _LIKELY:
            return True
        near = place.country in scope.hosts or place.country in self._worked_in
        known = place.key in self._curated
        if context == _PERHAPS:
            return (known or place.population >= _TOWN) if near else place.population >= _LARGER_TOWN
        if not (near and (known or place.population >= 10 * _TOWN)) and place.population < _CITY:
            return False
        return not _is_word(written, texts)

    def _longer(self, text: str, start: int, stop: int, table: str | None) -> tuple[_Known, int] | None:
        """Return what a longer name from `start` on is known for, and its end; the longest name wins."""
        ends = [stop]
        for _ in range(_MOST_WORDS - 1):
            following = _FOLLOWING.match(text, ends[-1])
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


def _context(text: str, start: int, end: int) -> int:
    """Return how much the words beside a name say that it is a place's."""
    if _ELISION.search(text[max(0, start - 3) : start]):
        return _PERHAPS
    following = _NEXT_WORD.match(text, end)
    placed = bool(following and following[1].lower() in PLACED) or text.startswith("-based", end)
    before = token_before(text, start)
    if before is None:
        return _LIKELY if placed else _HARDLY
    at, word = before
    low = word.lower()
    if low in AT or low in PLACED_BEFORE:
        return _LIKELY
    if low in OF:
        further = token_before(text, at)
        return _LIKELY if placed or (further and further[1].lower() in PLACED_BEFORE) else _PERHAPS
    if low in ("the", "southern", "northern", "eastern", "western", "central"):
        return _LIKELY if placed else _HARDLY
    return _LIKELY if placed else _HARDLY


def _is_word(written: str, texts: Sequence[str]) -> bool:
    """Whether the document has the name as an ordinary word too."""
    word = re.compile(rf"\b{re.escape(written.lower())}\b")
    return any(word.search(text) for text in texts)
