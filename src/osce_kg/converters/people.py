"""Applies the curated decisions about people to documents, and states what became of dropped keys."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass, field

from osce_kg.converters.summary import Summary
from osce_kg.iris import Iris
from osce_kg.rdf import IRI, RDF_TYPE, Literal, Object, Quad, boolean
from osce_kg.records import Document, Finding, Person, Quotation, Reading, Severity
from osce_kg.reference.people import People
from osce_kg.vocab import DCT, OSCE, OWL, RDFS

_FAR_APART = 30
"""Years between two appearances of one name from which on it is worth asking whether it is one person."""


def curate(document: Document, people: People) -> Document:
    """Return the document with merged and split people under their keys, and no suppressed speaker.

    Suppressed names are blackened before a page is read; a role alone may still mean whom the registry knows.
    """
    if not (people.merges or people.splits or people.suppressed):
        return document

    def key(old: str) -> str:
        return people.key_in(old, document.key)

    def speaker(quotation: Quotation) -> Quotation:
        if quotation.person is None:
            return quotation
        if people.is_suppressed(quotation.person.value):
            return dataclasses.replace(quotation, person=None, speaker_name=None)
        person: Reading[str] = quotation.person._replace(value=key(quotation.person.value))
        return dataclasses.replace(quotation, person=person)

    return dataclasses.replace(
        document,
        quotations=tuple(speaker(quotation) for quotation in document.quotations),
        people=tuple(Person(key(person.key), person.name, person.span) for person in document.people),
    )


def convert_decisions(people: People, iris: Iris) -> Iterator[Quad]:
    """Yield the redirects of merged keys and the hashes of suppressed ones."""
    graph = iris.graph("entities")
    for dropped in sorted(people.merges):
        subject = iris.person(dropped)
        statements: list[tuple[IRI, Object]] = [
            (RDF_TYPE, OSCE.RetiredIdentifier),
            (RDFS.label, Literal(f"Earlier identifier of person {people.merges[dropped]}", "en")),
            (OWL.deprecated, boolean(True)),
            (DCT.isReplacedBy, iris.person(people.merges[dropped])),
        ]
        for predicate, value in statements:
            yield Quad(subject, predicate, value, graph)
    for digest in sorted(people.suppressed):
        yield Quad(graph, OSCE.suppressedKeySha256, Literal(digest), iris.graph("dataset"))


@dataclass(slots=True)
class Appearances:
    """When each person speaks, and for whom: two people of one name show in it. Feed summaries in any order.

    `_by_person` holds, by person and year, the places in order; equal tuples are one, kept in `_known`, since an
    archive has many more appearances than bodies.
    """

    _by_person: dict[str, dict[int, tuple[str, ...]]] = field(default_factory=dict)
    _known: dict[tuple[str, ...], tuple[str, ...]] = field(default_factory=dict)

    def add(self, summary: Summary) -> None:
        """Count one document; one without a year says nothing about when."""
        if summary.year is None:
            return
        for spoken in summary.spoken:
            years = self._by_person.setdefault(spoken.person, {})
            places = years.get(summary.year, ())
            if spoken.place and spoken.place not in places:
                places = tuple(sorted((*places, spoken.place)))
            years[summary.year] = self._known.setdefault(places, places)

    def suspicions(self) -> Iterator[Finding]:
        """Yield a finding per person who speaks for several bodies in a year, or whose appearances are far apart."""
        for key, years in sorted(self._by_person.items()):
            first, last = min(years), max(years)
            if last - first >= _FAR_APART:
                yield _suspicion(key, f"appears in {first} and in {last}")
        for key, years in sorted(self._by_person.items()):
            for year, places in sorted(years.items()):
                if len(places) > 1:
                    yield _suspicion(key, f"speaks for {' and '.join(places)} in {year}")


def _suspicion(key: str, why: str) -> Finding:
    message = f"person {key} {why}; if these are two people, split them in people.toml"
    return Finding("homonym-suspicion", Severity.INFO, message, value=key)
