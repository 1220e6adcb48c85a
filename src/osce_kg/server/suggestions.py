"""What somebody may have meant who asks for a thing that is not there: by words, and by keys that look alike."""

from __future__ import annotations

import difflib
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from osce_kg.errors import OsceKgError
from osce_kg.iris import KINDS
from osce_kg.search.finder import Finder
from osce_kg.search.queries import Chosen
from osce_kg.server import lookups
from osce_kg.server.browse.asking import Asker, labels
from osce_kg.server.site import Site

MOST = 5
_KEYS = 50_000  # keys of one kind that are compared; of a kind with more, none is
_ALIKE = 0.5  # least Dice coefficient of pairs of characters
_WORD = re.compile(r"[^\W\d_]{4,}")
_PATTERNS = {
    "country": "{ ?s a osce:State } UNION { ?s a osce:Area }", "organization": "?s a org:Organization",
    "field-presence": "?s a osce:FieldPresence", "field-of-work": "?s a osce:FieldOfWork", "role": "?s a osce:Role",
    "meeting-series": "?s a osce:MeetingSeries", "meeting": "?s a osce:Meeting", "person": "?s a schema:Person",
    "place": "?s a schema:Place", "project": "?s a osce:Project", "decision": "?s a osce:Decision",
    "rule": "?s a osce:Rule", "scheme": "?s a skos:ConceptScheme", "document": "?s osce:fingerprint ?f",
    "dimension": "?s a osce:Dimension", "chairpersonship": "?s a osce:Chairpersonship", "source": "?s a osce:Source",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A thing that is there."""

    iri: str
    label: str


class Keys:
    """Keys of one kind, compared by the pairs of characters they share, whatever the case."""

    def __init__(self, keys: Iterable[str]) -> None:
        self._keys = tuple(keys)
        self._sizes = [len(_pairs(key)) for key in self._keys]
        self._having: dict[str, list[int]] = {}
        for place, key in enumerate(self._keys):
            for pair in _pairs(key):
                self._having.setdefault(pair, []).append(place)

    def alike(self, key: str) -> list[str]:
        """Return the keys that look most like one, the likest first."""
        wanted = _pairs(key)
        shared = Counter(place for pair in wanted for place in self._having.get(pair, ()))
        scores = {place: 2 * number / (len(wanted) + self._sizes[place]) for place, number in shared.items()}
        best = sorted(scores, key=lambda place: (-scores[place], self._keys[place]))
        return [self._keys[place] for place in best[:MOST] if scores[place] >= _ALIKE]


def _pairs(key: str) -> frozenset[str]:
    padded = f" {key.casefold()[:200]} "
    return frozenset(padded[place : place + 2] for place in range(len(padded) - 1))


async def suggestions(site: Site, asker: Asker, key: str) -> list[Suggestion]:
    """Return things for `kind/key`, those with a like key first; none where nothing can be asked just now."""
    kind, _, name = key.partition("/")
    kind = next(iter(difflib.get_close_matches(kind.casefold()[:50], sorted(KINDS), n=1)), "")
    try:
        alike = await _alike(asker, kind, name) if kind in _PATTERNS and name else []
        found = {thing: site.settings.base + f"id/{kind}/{thing}" for thing in alike}
        told = await _labelled(asker, found.values())
        words = " ".join(_WORD.findall(name or key))[:100]
        if site.searches is not None and words:
            told += await site.searches.run(lambda finder: _found(finder, words))
    except OsceKgError:
        return []
    return list({thing.iri: thing for thing in reversed(told)}.values())[::-1][:MOST]


async def _alike(asker: Asker, kind: str, name: str) -> list[str]:
    async def make() -> Keys:
        rows = await asker.rows(
            f"SELECT DISTINCT ?s {{ {_PATTERNS[kind]} FILTER NOT EXISTS {{ ?s dct:isReplacedBy ?r }} }} "
            f"LIMIT {_KEYS + 1}"
        )
        return Keys(asker.key(row["s"].value) for row in rows) if len(rows) <= _KEYS else Keys(())

    return (await asker.kept(("keys", kind), make)).alike(name)


async def _labelled(asker: Asker, iris: Iterable[str]) -> list[Suggestion]:
    order = list(iris)
    if not order:
        return []
    values = " ".join(f"<{iri}>" for iri in order)
    known = labels(await asker.rows(f"SELECT ?s ?label {{ VALUES ?s {{ {values} }} ?s rdfs:label ?label }}"))
    return [Suggestion(iri, known.get(iri, asker.key(iri))) for iri in order]


def _found(finder: Finder, words: str) -> list[Suggestion]:
    """Return what has the words, or words like them."""
    for text in (words, finder.likelier(words)):
        hits = finder.find(text, Chosen(), offset=0, limit=MOST).hits if text else ()
        if hits:
            return [Suggestion(hit.iri, hit.title.text) for hit in hits]
    return []


async def withdrawn(site: Site, key: str) -> bool:
    """Whether a thing was withdrawn: then nothing is suggested for it."""
    kind, _, name = key.partition("/")
    return kind == "person" and await lookups.withdrawn(site.engine, name)
