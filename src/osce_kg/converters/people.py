"""Applies the curated decisions about people to documents, and states what became of dropped keys."""

from __future__ import annotations

import dataclasses
from collections import defaultdict
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
    """When each person speaks, and for whom: two people of one name show in it. Feed summaries in any order."""

    _years: dict[str, tuple[int, int]] = field(default_factory=dict)
    _places: defaultdict[tuple[str, int], set[str]] = field(default_factory=lambda: defaultdict(set))

    def add(self, summary: Summary) -> None:
        """Count one document; one without a year says nothing about when."""
        if summary.year is None:
            return
        for spoken in summary.spoken:
            first, last = self._years.get(spoken.person, (summary.year, summary.year))
            self._years[spoken.person] = min(first, summary.year), max(last, summary.year)
            if spoken.place:
                self._places[spoken.person, summary.year].add(spoken.place)

    def suspicions(self) -> Iterator[Finding]:
        """Yield a finding per person who speaks for several bodies in a year, or whose appearances are far apart."""
        for key, (first, last) in sorted(self._years.items()):
            if last - first >= _FAR_APART:
                yield _suspicion(key, f"appears in {first} and in {last}")
        for (key, year), found in sorted(self._places.items()):
            if len(found) > 1:
                yield _suspicion(key, f"speaks for {' and '.join(sorted(found))} in {year}")


def _suspicion(key: str, why: str) -> Finding:
    message = f"person {key} {why}; if these are two people, split them in people.toml"
    return Finding("homonym-suspicion", Severity.INFO, message, value=key)
