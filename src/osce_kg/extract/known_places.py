"""What words of a text may name: places, in the forms of the text's language. Looked up once per process and word.

46,000 places have 290,000 names, and words in capitals recur: what is known of one is remembered, within bounds.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache, partial
from itertools import islice, product

from osce_kg.extract.demonyms import DEMONYMS
from osce_kg.extract.inflection import bases, suffixes
from osce_kg.extract.memory import Memory
from osce_kg.extract.place_words import NO_PLACES
from osce_kg.extract.places import PlaceResolution, resolve_mentioned
from osce_kg.reference.model import Place, Registries
from osce_kg.reference.places import PlaceTable
from osce_kg.reference.spelling import spellings

CAPITALS = "".join(chr(code) for code in range(0x41, 0x530) if chr(code).isupper())
_FOLLOWING = re.compile(rf"[ \u00a0]([{CAPITALS}][^\W\d_]+(?:-[^\W\d_]+)*)")
_POSSESSIVE = re.compile(r"['’]s\Z")
_PART = re.compile(r"[^-]+")
_CACHED = 1 << 14
_MOST_WORDS = 3
_SHORT = 3
_MOST_BASES = 24


@dataclass(frozen=True, slots=True, eq=False)
class KnownName:
    """What is known of a word: the places it names, those of which it is a case form, whether longer names begin so.

    Compared as an object, so that what it means in some countries can be remembered by it.
    """

    places: tuple[Place, ...]
    inflected: tuple[Place, ...]
    continues: bool
    suffixed: bool


KnownPart = tuple[int, int, KnownName]
"""Where in a word the part begins and ends, and what is known of it."""
Meaning = tuple[PlaceResolution, Place | None]


class KnownPlaces:
    """Looks up words and names of several words. Built once; what it remembers of words is bounded."""

    def __init__(self, registries: Registries) -> None:
        self._registries = registries
        table = registries.places
        self._curated = table.curated if isinstance(table, PlaceTable) else {}
        self._words: dict[str | None, Memory[str, tuple[KnownPart, ...]]] = {}
        self.meanings = lru_cache(_CACHED)(_meanings)
        self._phrase = lru_cache(_CACHED)(self._look_up_phrase)

    def words(self, table: str | None) -> Mapping[str, tuple[KnownPart, ...]]:
        """Return what is known of any word, or of its parts between hyphens, in texts of a table's language."""
        if table not in self._words:
            self._words[table] = Memory(partial(self._look_up_parts, table=table), _CACHED)
        return self._words[table]

    def longer(self, text: str, start: int, stop: int, table: str | None) -> tuple[KnownName, int] | None:
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

    def _look_up_parts(self, word: str, table: str | None) -> tuple[KnownPart, ...]:
        parts = [(offset, offset + len(part), self._look_up(part, table)) for offset, part in _split(word)]
        return tuple((start, end, known) for start, end, known in parts if known)

    def _look_up(self, word: str, table: str | None) -> KnownName | None:
        low = word.lower()
        if low in DEMONYMS:
            return None
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
        return KnownName(places, inflected, continues, suffixed)

    def _look_up_phrase(self, phrase: str, table: str | None) -> KnownName | None:
        places = self._places(phrase)
        inflected = () if places else self._inflected(tuple(phrase.lower().split()), table)
        return KnownName(places, inflected, False, False) if places or inflected else None

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
                return found if len(name) > _SHORT else tuple(place for place in found if self._is_called(place, name))
        return ()

    def _is_called(self, place: Place, name: str) -> bool:
        """Whether it is one of the place's usual names: short words are names of many things in some transcription."""
        curated = self._curated.get(place.key)
        usual = (place.label, *(label.text for label in place.alt_labels), *(curated.names if curated else ()))
        return not set(spellings(name)).isdisjoint(form for each in usual for form in spellings(each))


def _meanings(
    known: KnownName, name: str, hosts: frozenset[str], named: frozenset[str], sure: bool
) -> tuple[Meaning, ...]:
    """Return what a name may mean in these countries, with the place if it is one; first what it means uninflected.

    What only its size speaks for comes after a case form of a town of these countries, what stays open last.
    A name that means nothing between the surest words means nothing anywhere.
    """
    found = []
    for places in (known.places, known.inflected):
        meant = resolve_mentioned(places, name, hosts=hosts, named=named, sure=sure) if places else None
        if meant:
            found.append((meant, next((place for place in places if place.key == meant.key), None)))
    return tuple(sorted(found, key=lambda meaning: (meaning[1] is None, meaning[0].rule == "place-large")))


def _split(word: str) -> Iterator[tuple[int, str]]:
    """Yield a word without its possessive ending and, if hyphens join it, its parts in capitals, with offsets."""
    bare = _POSSESSIVE.sub("", word)
    yield 0, bare
    if "-" in bare:
        for part in _PART.finditer(bare):
            if part.group()[0].isupper() and len(part.group()) > 2:
                yield part.start(), part.group()
