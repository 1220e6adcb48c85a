"""What points to a thing, in pages, and what a page of data says of itself.

The links are a Hydra collection with partial views, and their number by property is told as VoID partitions, as Linked
Data Fragments do. https://www.hydra-cg.com/spec/latest/core/, https://www.w3.org/TR/void/
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad

from osce_kg.engine.model import QueryRequest
from osce_kg.formats import RESULTS_TSV
from osce_kg.rdf import RDF_TYPE
from osce_kg.server.browse.asking import Asker
from osce_kg.server.site import Site
from osce_kg.server.things.citing import LICENCE
from osce_kg.vocab import PREFIXES, RDFS

PAGE = 100
"""Incoming links on one page."""
MOST_LINKS = 100_000
"""Incoming links that are read at once; an engine sorts more of them."""
_HYDRA = "http://www.w3.org/ns/hydra/core#"
WRITTEN = {**PREFIXES, "hydra": _HYDRA}
"""Prefixes of data."""


@dataclass(frozen=True, slots=True)
class Incoming:
    """What points to a thing: how many things by property, the most frequent property first.

    `first` are property and subject, as TSV has it, of the links on page 1; None of things with very many.
    """

    counts: tuple[tuple[str, int], ...] = ()
    first: tuple[tuple[str, str], ...] | None = None

    @property
    def total(self) -> int:
        return sum(number for _, number in self.counts)

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // PAGE))

    def windows(self, page: int) -> list[tuple[str, int, int, int]]:
        """Return property, number of its things, offset and limit of each part of a page."""
        first, last = (page - 1) * PAGE, page * PAGE
        found, before = [], 0
        for name, number in self.counts:
            start, end = max(first - before, 0), min(last - before, number)
            if start < end:
                found.append((name, number, start, end - start))
            before += number
        return found


class Links:
    """Finds what points to things, and keeps it, so that a hub is counted once.

    One question for all links costs less than counting them and then asking for a page of them in order.
    """

    def __init__(self, site: Site) -> None:
        self._site = site
        self._asker = Asker(site)  # one of its own: who asks for many things must not push out what pages keep

    async def of(self, iri: str) -> Incoming:
        """Return what points to an IRI."""
        return await self._asker.kept(iri, lambda: self._ask(iri))

    async def prepare(self) -> None:
        """Find what points to States and bodies, which most documents point to."""
        rows = await self._asker.rows("SELECT DISTINCT ?s { { ?s a osce:State } UNION { ?s a org:Organization } }")
        for row in rows:
            if row["s"].kind == "uri":
                await self.of(row["s"].value)

    async def _ask(self, iri: str) -> Incoming:
        question = f"SELECT ?p ?s {{ ?s ?p <{iri}> }} LIMIT {MOST_LINKS + 1}"
        answer = await self._site.engine.query(QueryRequest(question, RESULTS_TSV))
        document = await answer.read()
        found = await asyncio.to_thread(_read, document)
        if found is not None:
            return found
        rows = await self._asker.rows(
            f"SELECT ?p (COUNT(DISTINCT ?s) AS ?n) {{ ?s ?p <{iri}> }} GROUP BY ?p ORDER BY DESC(?n) ?p"
        )
        return Incoming(tuple((row["p"].value, int(row["n"].value)) for row in rows if "p" in row))


def _read(document: bytes) -> Incoming | None:
    """Return links from TSV, whose lines after the first have property and subject; None if they are too many."""
    lines = set(document.decode().splitlines()[1:])
    if len(lines) > MOST_LINKS:
        return None
    by_property: dict[str, list[str]] = {}
    for line in lines:
        name, _, subject = line.partition("\t")
        by_property.setdefault(name[1:-1], []).append(subject)
    counts = sorted(
        ((name, len(subjects)) for name, subjects in by_property.items()), key=lambda one: (-one[1], one[0])
    )
    every = Incoming(tuple(counts))
    first = [
        (name, subject)
        for name, _, offset, limit in every.windows(1)
        for subject in sorted(by_property[name])[offset : offset + limit]
    ]
    return Incoming(every.counts, tuple(first))


@dataclass(frozen=True, slots=True)
class Document:
    """One page of data as a document. `address` is that of its first page, in whatever format; `dataset` the whole."""

    address: str
    thing: str
    dataset: str
    incoming: Incoming
    page: int
    notes: tuple[str, ...] = ()

    def at(self, page: int) -> str:
        """Return the address of a page."""
        return self.address if page == 1 else f"{self.address}?page={page}"

    @property
    def neighbours(self) -> list[tuple[str, int]]:
        """The other pages by their relation to this one; none if there is one page."""
        last = self.incoming.pages
        if last == 1:
            return []
        near = [("first", 1), ("prev", self.page - 1), ("next", self.page + 1), ("last", last)]
        return [(relation, page) for relation, page in near if 1 <= page <= last]

    def quads(self) -> set[Quad]:
        """Return what is said of the document itself, in no named graph."""
        here = self.at(self.page)
        found = {
            _link(here, RDF_TYPE, PREFIXES["foaf"] + "Document"),
            _link(here, PREFIXES["foaf"] + "primaryTopic", self.thing),
            _link(here, PREFIXES["void"] + "inDataset", self.dataset),
            _link(here, PREFIXES["dct"] + "license", LICENCE),
            *(_value(here, RDFS.comment, Literal(note, language="en")) for note in self.notes),
        }
        return found | self._collection(here) if self.incoming.total else found

    def _collection(self, here: str) -> set[Quad]:
        void, links = PREFIXES["void"], f"{self.address}#incoming"
        total = Literal(self.incoming.total)
        found = {
            _link(self.dataset, f"{void}subset", links),
            _link(links, RDF_TYPE, f"{void}Dataset"),
            _link(links, RDF_TYPE, f"{_HYDRA}Collection"),
            _value(links, RDFS.label, Literal("links to the thing, and how many by property", language="en")),
            _value(links, f"{void}triples", total),
            _value(links, f"{_HYDRA}totalItems", total),
        }
        for place, (name, number) in enumerate(self.incoming.counts, start=1):
            part = f"{links}-{place}"
            found |= {
                _link(links, f"{void}propertyPartition", part),
                _link(part, f"{void}property", name),
                _value(part, f"{void}triples", Literal(number)),
            }
        if neighbours := self.neighbours:
            found |= {_link(links, f"{_HYDRA}view", here), _link(here, RDF_TYPE, f"{_HYDRA}PartialCollectionView")}
            names = {"prev": "previous"}
            found |= {_link(here, _HYDRA + names.get(name, name), self.at(page)) for name, page in neighbours}
        return found


def _link(subject: str, predicate: str, thing: str) -> Quad:
    return Quad(NamedNode(subject), NamedNode(predicate), NamedNode(thing), DefaultGraph())


def _value(subject: str, predicate: str, value: Literal) -> Quad:
    return Quad(NamedNode(subject), NamedNode(predicate), value, DefaultGraph())
