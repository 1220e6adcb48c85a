"""An open index → hits in their order, counts by what they could be chosen by, suggestions, likelier words."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import tantivy

from osce_kg.errors import QueryRefused
from osce_kg.search.entries import DOCUMENT, NAMED, QUOTATION
from osce_kg.search.folding import folded
from osce_kg.search.index import FILTERS, open_index
from osce_kg.search.queries import Chosen, beginning_with, named_like, query_of
from osce_kg.search.snippets import Snippet, marked, snippet
from osce_kg.search.words import MAX_WORDS, Words, read_words

MAX_IRIS = 100_000
"""Things that a text may match where all of them are wanted, as in a SPARQL query."""

_FACET_VALUES = 1_000
_SIMILAR = 0.75  # least similarity of a word that is proposed for one that nothing has (difflib's ratio)


class TooManyMatches(QueryRefused):
    """A text matches more things than may be asked for at once."""


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing that was found. `day` is eight digits, 0 if not known; `within` the document of a quotation."""

    iri: str
    kind: str
    title: Snippet
    text: Snippet
    score: float
    day: int
    types: tuple[str, ...]
    language: str
    within: str


@dataclass(frozen=True, slots=True)
class Found:
    """One page of hits, how many there are, and for each field its values with counts, most frequent first."""

    hits: tuple[Hit, ...]
    total: int
    facets: dict[str, tuple[tuple[str, int], ...]]


class Finder:
    """Searches one release. Methods may be called by several threads."""

    def __init__(self, folder: Path) -> None:
        """Open the index in a folder.

        Raises:
            ReleaseError: it cannot be read.
        """
        self._searcher = open_index(folder)

    def find(self, text: str, chosen: Chosen, *, offset: int, limit: int, newest_first: bool = False) -> Found:
        """Return the hits from `offset` on. Quotations are only among them if that kind was chosen; the facet `kind`
        counts them anyway, and every kind whatever kind was chosen.

        Raises:
            SearchTooLong: more characters or words than are looked for at once.
        """
        words = read_words(text)
        values = dict(chosen.values)
        kinds = values.pop("kind", ())
        every = Chosen(values, chosen.first_day, chosen.last_day)
        narrowed = Chosen({**values, **({"kind": kinds} if kinds else {})}, chosen.first_day, chosen.last_day,
                          () if kinds else (QUOTATION,))  # fmt: skip
        query = query_of(words, narrowed)
        by_day = newest_first or not words
        found: Any = self._searcher.search(query, limit, offset=offset, order_by_field="day" if by_day else None)
        facets = self._count(query, [name for name in FILTERS if name != "kind"])
        facets |= self._count(query_of(words, every), ["kind"])
        hits = tuple(self._hit(address, 0.0 if by_day else score, words) for score, address in found.hits)
        return Found(hits, found.count, facets)

    def iris(self, text: str) -> frozenset[str]:
        """Return the IRIs of everything that a text matches.

        Raises:
            SearchTooLong: more characters or words than are looked for at once.
            TooManyMatches: more things than `MAX_IRIS`.
        """
        query = self._matching(text)
        found = self._searcher.aggregate(query, {"iri": {"terms": {"field": "iri", "size": MAX_IRIS}}})
        return frozenset(bucket["key"] for bucket in found["iri"]["buckets"])

    def scores(self, text: str) -> dict[str, float]:
        """Return how well each thing matches a text, by IRI; raises as `iris`."""
        found = self._searcher.search(self._matching(text), MAX_IRIS)
        return {self._searcher.doc(address)["iri"][0]: score for score, address in found.hits}

    def suggestions(self, text: str, limit: int) -> list[tuple[str, str]]:
        """Return names that have the words of a text and one that begins with the last, each with its thing's IRI.

        Raises:
            SearchTooLong: more characters or words than are looked for at once.
        """
        read_words(text)
        *words, last = folded(text) or [""]
        if not last:
            return []
        found = self._searcher.search(beginning_with(words, last, (*NAMED, DOCUMENT)), limit, count=False)
        documents = [self._searcher.doc(address) for _, address in found.hits]
        return [(_shown(document, "title"), document["iri"][0]) for document in documents]

    def named(self, text: str, kinds: Sequence[str], types: Sequence[str], limit: int) -> list[str]:
        """Return the IRIs of things whose names are like a text, the likeliest first; words beyond 32 do not count."""
        words = folded(text)[:MAX_WORDS]
        if not words:
            return []
        found = self._searcher.search(named_like(words, kinds, types), limit, count=False)
        return [self._searcher.doc(address)["iri"][0] for _, address in found.hits]

    def likelier(self, text: str) -> str | None:
        """Return a text with words that are there for those that nothing has; None if there is no better one."""
        words = read_words(text)
        replaced = {word: self._similar(word) for word in words.wanted if not self._is_there(word)}
        if not replaced or None in replaced.values():
            return None
        return " ".join(replaced.get(word) or word for word in words.wanted)

    def _matching(self, text: str) -> tantivy.Query:
        query = query_of(read_words(text), Chosen())
        found: Any = self._searcher.search(query, 1)
        count = found.count
        if count > MAX_IRIS:
            raise TooManyMatches(f"{text!r} matches {count:,} things, more than {MAX_IRIS:,}; look for more words")
        return query

    def _count(self, query: tantivy.Query, names: Sequence[str]) -> dict[str, tuple[tuple[str, int], ...]]:
        asked = {name: {"terms": {"field": name, "size": _FACET_VALUES}} for name in names}
        told = self._searcher.aggregate(query, asked)
        counts = {name: [(bucket["key"], bucket["doc_count"]) for bucket in told[name]["buckets"]] for name in names}
        return {name: tuple(sorted(pairs, key=lambda pair: (-pair[1], pair[0]))) for name, pairs in counts.items()}

    def _hit(self, address: tantivy.DocAddress, score: float, words: Words) -> Hit:
        document, wanted = self._searcher.doc(address), frozenset(words.wanted)
        return Hit(
            iri=document["iri"][0],
            kind=document["kind"][0],
            title=marked(_shown(document, "title"), wanted),
            text=snippet(_shown(document, "shown"), wanted),
            score=float(score),
            day=document["day"][0],
            types=tuple(document["type"]),
            language=next(iter(document["lang"]), ""),
            within=_shown(document, "within"),
        )

    def _is_there(self, word: str) -> bool:
        return any(self._searcher.doc_freq(name, word) for name in ("name", "text", "context"))

    def _similar(self, word: str) -> str | None:
        """Return the most similar word that is there and begins with the same letter, the most frequent of equals."""
        known = self._known(word[:1])
        close = difflib.get_close_matches(word, known, n=1, cutoff=_SIMILAR)
        return close[0] if close else None

    def _known(self, prefix: str) -> list[str]:
        return [
            term for name in ("name", "text") for term, _ in self._searcher.terms_with_prefix(name, prefix, limit=3_000)
        ]


def _shown(document: tantivy.Document, field: str) -> str:
    return bytes(document[field][0]).decode()
