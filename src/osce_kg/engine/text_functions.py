"""Full-text search in SPARQL: two extension functions (SPARQL 1.1 Query, section 17.6) over a release's index.

    FILTER(osce:matches(?thing, "police training"))      whether a thing has the words, as /search reads them
    BIND(osce:searchScore(?thing, "police training") AS ?score)   how well, 0 if not at all

What a text matches is looked up once for each evaluation. Whatever cannot be looked up stops the evaluation: a filter
that took it for false would lose rows without a word.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from osce_kg.errors import OsceKgError, QueryRefused
from osce_kg.search.finder import Finder
from osce_kg.vocab import OSCE

MAX_TEXTS = 16
"""Different texts that one evaluation may look up."""

Function = Callable[..., NamedNode | BlankNode | Literal | Triple | None]
_Found = TypeVar("_Found")


class TextIndex:
    """The index of what a process serves, opened when a query first needs it. Without a folder there is none."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder
        self._finder: Finder | None = None

    def finder(self) -> Finder:
        """Return what searches the index.

        Raises:
            QueryRefused: there is none.
            ReleaseError: it cannot be read.
        """
        if self._folder is None:
            raise QueryRefused("text cannot be searched here: what is served has no search index")
        if self._finder is None:
            self._finder = Finder(self._folder)
        return self._finder


class TextFunctions:
    """The functions for one evaluation. `failure` is what stops it."""

    def __init__(self, index: TextIndex) -> None:
        self._index = index
        self._scores: dict[str, dict[str, float]] = {}
        self._matches: dict[str, frozenset[str]] = {}
        self.failure: OsceKgError | None = None

    @property
    def custom(self) -> dict[NamedNode, Function]:
        """The functions by their IRIs."""
        return {NamedNode(OSCE.matches): self._is_match, NamedNode(OSCE.searchScore): self._score}

    def _is_match(self, *arguments: object) -> Literal | None:
        thing, text = _read(arguments)
        if text is None:
            return None
        found = self._matches.get(text)
        if found is None:
            found = self._matches[text] = self._looked_up(text, Finder.iris, frozenset())
        return None if self.failure else Literal(thing in found)

    def _score(self, *arguments: object) -> Literal | None:
        thing, text = _read(arguments)
        if text is None:
            return None
        found = self._scores.get(text)
        if found is None:
            found = self._scores[text] = self._looked_up(text, Finder.scores, {})
        return None if self.failure else Literal(round(found.get(thing or "", 0.0), 6))

    def _looked_up(self, text: str, look: Callable[[Finder, str], _Found], nothing: _Found) -> _Found:
        if self.failure:
            return nothing
        try:
            if len(self._matches) + len(self._scores) >= MAX_TEXTS:
                raise QueryRefused(f"the query looks for more than {MAX_TEXTS} different texts; look for them apart")
            return look(self._index.finder(), text)
        except OsceKgError as error:
            self.failure = error
            return nothing


def _read(arguments: tuple[object, ...]) -> tuple[str | None, str | None]:
    """Return the IRI and the text that a function was called with; no text where they are of another kind."""
    if len(arguments) != 2 or not isinstance(arguments[1], Literal):
        return None, None
    thing = arguments[0]
    return (thing.value if isinstance(thing, NamedNode) else None), arguments[1].value
