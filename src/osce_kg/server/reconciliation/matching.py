"""Queries of a batch → ranked candidates: found by the index, then compared by all their names and properties."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from osce_kg.server.reconciliation.graph import Graph, Known, Said, Values
from osce_kg.server.reconciliation.kinds import KINDS, TYPES, Type, chosen, expanded
from osce_kg.server.reconciliation.reading import PropertyFilter, Query, Reference, Wanted
from osce_kg.server.reconciliation.scoring import Candidate, best_similarity, is_match, ranked, similarity
from osce_kg.server.site import Site

_LOOKED_AT = 20  # candidates of the index for each that is wanted up to some, so that all their names are compared

_CODE = re.compile("[A-Z]{3}")
"""The code of a State (ISO 3166-1 alpha-3), which its IRI ends with."""


@dataclass(frozen=True, slots=True)
class _Asked:
    """A query with the types it means. Without `types` but with names of some, nothing is of them."""

    query: Query
    types: tuple[Type, ...]

    @property
    def is_void(self) -> bool:
        return bool(self.query.type) and not self.types

    @property
    def classes(self) -> list[str]:
        return [one.iri for one in self.types] or list(TYPES)


class Matcher:
    """Answers batches."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self.graph = Graph(site)

    async def answer(self, batch: Mapping[str, Query]) -> dict[str, dict[str, object]]:
        """Return the reconciliation result batch."""
        asked = {key: _Asked(query, chosen(tuple(query.type))) for key, query in batch.items()}
        iris = dict(zip(asked, await asyncio.gather(*map(self._candidates, asked.values())), strict=True))
        every = {iri for some in iris.values() for iri in some}
        properties = sorted({expanded(one.pid) for query in batch.values() for one in query.properties})
        known, values = await asyncio.gather(self.graph.known(every), self.graph.values(every, properties))
        best = await asyncio.to_thread(
            lambda: {key: self._compared(one, iris[key], known, values) for key, one in asked.items()}
        )
        places = await self.graph.places(one.iri for some in best.values() for one in some)
        return {key: {"result": self._listed(some, places)} for key, some in best.items()}

    async def _candidates(self, asked: _Asked) -> list[str]:
        """Return IRIs of things that may be meant, by identifier, by name, or, without a name, by properties."""
        query = asked.query
        if asked.is_void:
            return []
        text = query.query.strip()
        if not text:
            found = await asyncio.gather(*(self._having(one, asked.classes) for one in query.properties))
            return list(dict.fromkeys(iri for some in found for iri in some))
        itself = self.graph.iri(text)
        coded = [f"{self.graph.ids}country/{text}"] if _CODE.fullmatch(text) else []
        named = await self._named(text, asked)
        return list(dict.fromkeys([*([itself] if itself else []), *coded, *named]))

    async def _named(self, text: str, asked: _Asked) -> list[str]:
        if self._site.searches is None:
            return await self.graph.labelled(text, asked.classes)
        kinds = list(dict.fromkeys(one.kind for one in asked.types)) or list(KINDS)
        whole = [one for one in asked.types if one.subtype is None]
        types = [] if whole else [one.subtype for one in asked.types if one.subtype]
        most = max(_LOOKED_AT, 2 * asked.query.most)
        return await self._site.searches.run(lambda finder: finder.named(text, kinds, types, most))

    async def _having(self, wanted: PropertyFilter, classes: Sequence[str]) -> list[str]:
        found = await asyncio.gather(
            *(
                self.graph.having(
                    expanded(wanted.pid), _text(value), is_thing=isinstance(value, Reference), classes=classes
                )
                for value in wanted.v
            )
        )
        return [iri for some in found for iri in some]

    def _compared(
        self, asked: _Asked, iris: Sequence[str], known: Mapping[str, Known], values: Values
    ) -> list[Candidate]:
        text = asked.query.query.strip()
        itself = self.graph.iri(text) if text else None
        wanted = frozenset(one.iri for one in asked.types)
        found = []
        for iri in iris:
            said = known.get(iri)
            types = tuple(one for one in said.types if one in TYPES) if said else ()
            if said is None or not types or not _fits(types, wanted, asked.query.type_strict):
                continue
            alike = 100.0 if not text or iri == itself else best_similarity(text, said.names)
            features = {
                one.pid: self._agreement(one.v, values.get((iri, expanded(one.pid)), []))
                for one in asked.query.properties
                if one.v
            }
            found.append(Candidate(iri, said.label or said.names[0], types, alike, features))
        return ranked(found, asked.query.most)

    def _agreement(self, wanted: Sequence[Wanted], values: Sequence[Said]) -> float:
        """Return how well the likest value of a property agrees with the likest wanted one."""
        best = 0.0
        for term, labels in values:
            texts = [term.value, *(label.partition("\t")[2] for label in labels)]
            for value in wanted:
                if isinstance(value, Reference):
                    best = max(best, 100.0 if term.value == self.graph.iri(value.id) else 0.0)
                else:
                    text = _text(value)
                    same = 100.0 if text in texts or self.graph.identifier(term.value) == text else 0.0
                    best = max(best, same, *(similarity(text, one) for one in texts))
        return best

    def _listed(self, best: Sequence[Candidate], places: Mapping[str, list[str]]) -> list[dict[str, object]]:
        sure = is_match(best)
        return [
            {
                "id": self.graph.identifier(one.iri),
                "name": one.label,
                "description": described(one.types, places.get(one.iri, ())),
                "type": [{"id": iri, "name": TYPES[iri].name} for iri in one.types],
                "score": one.score,
                "features": [
                    {"id": "name", "value": one.name_score},
                    *({"id": pid, "value": value} for pid, value in one.features.items()),
                ],
                "match": sure and place == 0,
            }
            for place, one in enumerate(best)
        ]


def described(types: Sequence[str], told: Sequence[str]) -> str:
    """Return what tells a thing from others of its name: its narrowest type, where it is, when it was issued."""
    narrow = [TYPES[iri] for iri in types if iri in TYPES]
    broader = {one.broader for one in narrow}
    names = [one.name for one in narrow if one.iri not in broader]
    return ", ".join(dict.fromkeys(filter(None, [*names[:1], *told])))


def _fits(types: Sequence[str], wanted: frozenset[str], strict: str) -> bool:
    if not wanted:
        return True
    return wanted <= set(types) if strict == "all" else not wanted.isdisjoint(types)


def _text(value: Wanted) -> str:
    if isinstance(value, Reference):
        return value.id
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value:g}" if isinstance(value, float) and value.is_integer() else str(value)
