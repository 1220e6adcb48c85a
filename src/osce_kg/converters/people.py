"""Applies the curated decisions about people to documents, and states what became of dropped keys."""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Iterable, Iterator

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


def homonym_suspicions(documents: Iterable[Document]) -> Iterator[Finding]:
    """Yield a finding per person who speaks for unrelated bodies at once, or whose appearances are far apart."""
    years: defaultdict[str, set[int]] = defaultdict(set)
    bodies: defaultdict[tuple[str, int], set[str]] = defaultdict(set)
    for document in documents:
        year = document.issued.reading.value.year if document.issued else None
        for quotation in document.quotations:
            if quotation.person is None or year is None:
                continue
            years[quotation.person.value].add(year)
            place = quotation.speaker_body or quotation.speaker_state
            if place:
                bodies[quotation.person.value, year].add(place.value)
    for key in sorted(years):
        first, last = min(years[key]), max(years[key])
        if last - first >= _FAR_APART:
            yield _suspicion(key, f"appears in {first} and in {last}")
    for (key, year), found in sorted(bodies.items()):
        if len(found) > 1:
            yield _suspicion(key, f"speaks for {' and '.join(sorted(found))} in {year}")


def _suspicion(key: str, why: str) -> Finding:
    message = f"person {key} {why}; if these are two people, split them in people.toml"
    return Finding("homonym-suspicion", Severity.INFO, message, value=key)
