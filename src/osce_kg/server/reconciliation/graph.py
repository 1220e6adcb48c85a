"""What the graph says of candidates and of things to be extended, asked in few questions."""

from __future__ import annotations

import asyncio
import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from osce_kg.rdf import RDF_TYPE, is_valid_iri
from osce_kg.server.lookups import Row, Term, best_labels, select
from osce_kg.server.site import Site
from osce_kg.vocab import DCT, OSCE, RDFS, SCHEMA, SKOS

NAMING = (RDFS.label, SKOS.altLabel, SCHEMA.headline, DCT.identifier, OSCE.isoAlpha2, OSCE.isoAlpha3)
"""Properties whose values a thing is known by."""
_PLACING = (OSCE.country, OSCE.hostCountry, OSCE.issuedBy)
_AT_ONCE = 250  # things of one question, which keeps it below the longest that is read
_MOST_ROWS = 20_000
_FOUND = 200  # candidates without an index, or by properties alone


@dataclass(slots=True)
class Known:
    """What a thing is known by."""

    label: str = ""
    names: list[str] = field(default_factory=list)
    types: list[str] = field(default_factory=list)


Said = tuple[Term, tuple[str, ...]]
"""A value with its labels: language tag, tab, text."""

Values = dict[tuple[str, str], list[Said]]
"""What was said, by thing and property."""


class Graph:
    """Asks the engine of a site. IRIs that are no IRIs are left out, so that no question holds a client's text."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self.ids = f"{site.settings.base}id/"

    def iri(self, identifier: str) -> str | None:
        """Return the IRI of an identifier: `kind/key`, or the IRI itself; None if it is neither."""
        iri = identifier if identifier.startswith(self.ids) else f"{self.ids}{identifier}"
        return iri if is_valid_iri(iri) and "/" in iri[len(self.ids) :] else None

    def identifier(self, iri: str) -> str:
        """Return the identifier of a thing."""
        return iri.removeprefix(self.ids)

    async def known(self, iris: Iterable[str]) -> dict[str, Known]:
        """Return names and types of things; those of which nothing is said are not there."""
        rows = await self._of(iris, "?s ?p ?o", f"FILTER(?p IN ({_listed((RDF_TYPE, *NAMING))}))")
        found: dict[str, Known] = defaultdict(Known)
        labels = []
        for row in rows:
            thing, prop, value = row["s"].value, row["p"].value, row["o"]
            if prop == RDF_TYPE:
                found[thing].types.append(value.value)
            else:
                found[thing].names.append(value.value)
                if prop in {RDFS.label, SCHEMA.headline}:
                    labels.append((thing, value))
        for thing, label in best_labels(labels).items():
            found[thing].label = label
        return {thing: known for thing, known in found.items() if known.names}

    async def values(self, iris: Iterable[str], properties: Sequence[str]) -> Values:
        """Return the values of some properties, in the order of their texts."""
        asked = [prop for prop in properties if is_valid_iri(prop)]
        if not asked:
            return {}
        labelled = f"FILTER(?p IN ({_listed(asked)})) OPTIONAL {{ ?o <{RDFS.label}> ?l }}"
        collected: dict[tuple[str, str], dict[Term, list[str]]] = defaultdict(dict)
        for row in await self._of(iris, "?s ?p ?o", labelled):
            texts = collected[row["s"].value, row["p"].value].setdefault(row["o"], [])
            if "l" in row:
                texts.append(f"{row['l'].language or ''}\t{row['l'].value}")
        return {
            key: [(term, tuple(sorted(texts))) for term, texts in sorted(values.items(), key=lambda one: one[0].value)]
            for key, values in collected.items()
        }

    async def places(self, iris: Iterable[str]) -> dict[str, list[str]]:
        """Return the names of where things are and of who issued them, and the dates of documents."""
        values = await self.values(iris, [*_PLACING, DCT.issued])
        told: dict[str, list[str]] = defaultdict(list)
        for (thing, prop), found in values.items():
            told[thing] += [term.value if prop == DCT.issued else label_in(labels) for term, labels in found[:2]]
        return told

    async def labelled(self, text: str, classes: Sequence[str]) -> list[str]:
        """Return things of some classes whose label has a text: what can be done where there is no index."""
        words = json.dumps(" ".join(text.lower().split()), ensure_ascii=False)
        query = (
            f"SELECT DISTINCT ?s {{ VALUES ?c {{ {_spaced(classes)} }} ?s a ?c ; <{RDFS.label}> ?l "
            f"FILTER(CONTAINS(LCASE(STR(?l)), {words})) }} LIMIT {_FOUND}"
        )
        return [row["s"].value for row in (await select(self._site.engine, query)).rows]

    async def having(self, prop: str, value: str, *, is_thing: bool, classes: Sequence[str]) -> list[str]:
        """Return things of some classes that have a value: a thing, or what is named or written so."""
        if not is_valid_iri(prop):
            return []
        if is_thing:
            iri = self.iri(value)
            pattern = f"?s <{prop}> <{iri}>" if iri else "FILTER(false)"
        else:
            words = json.dumps(value.strip().lower(), ensure_ascii=False)
            pattern = (
                f"?s <{prop}> ?o OPTIONAL {{ ?o <{RDFS.label}> ?l }} FILTER(LCASE(STR(COALESCE(?l, ?o))) = {words})"
            )
        query = f"SELECT DISTINCT ?s {{ {pattern} . VALUES ?c {{ {_spaced(classes)} }} ?s a ?c }} LIMIT {_FOUND}"
        return [row["s"].value for row in (await select(self._site.engine, query)).rows]

    async def _of(self, iris: Iterable[str], pattern: str, rest: str) -> list[Row]:
        things = [iri for iri in dict.fromkeys(iris) if is_valid_iri(iri)]
        queries = [
            f"SELECT DISTINCT * {{ VALUES ?s {{ {_spaced(some)} }} {pattern} {rest} }} LIMIT {_MOST_ROWS}"
            for some in (things[at : at + _AT_ONCE] for at in range(0, len(things), _AT_ONCE))
        ]
        tables = await asyncio.gather(*(select(self._site.engine, query) for query in queries))
        return [row for table in tables for row in table.rows]


def label_in(labels: Sequence[str], language: str = "") -> str:
    """Return the label in a language, else in English, without language, or the first; empty if there is none."""
    split = [(tag.lower(), text) for tag, _, text in (label.partition("\t") for label in labels)]
    for wanted in (language, "en", ""):
        for tag, text in split:
            if tag == wanted or (wanted and tag.startswith(f"{wanted}-")):
                return text
    return split[0][1] if split else ""


def _spaced(iris: Sequence[str]) -> str:
    return " ".join(f"<{iri}>" for iri in iris)


def _listed(iris: Sequence[str]) -> str:
    return ", ".join(f"<{iri}>" for iri in iris)
