"""Applies the curated decisions about people to documents, and states what became of dropped keys."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import NamedTuple

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


class Appearance(NamedTuple):
    """A person speaks in a year, for a body or State, or for nobody that is known (the empty text)."""

    person: str
    year: int
    place: str


def appearances(summary: Summary) -> Iterator[Appearance]:
    """Yield who speaks in a document; one without a year says nothing about when."""
    if summary.year is not None:
        for spoken in summary.spoken:
            yield Appearance(spoken.person, summary.year, spoken.place or "")


def far_apart(rows: Iterable[tuple[str, int, int]]) -> Iterator[Finding]:
    """Yield a finding per person whose first and last years, as they are given, are far apart."""
    for person, first, last in rows:
        if last - first >= _FAR_APART:
            yield _suspicion(person, f"appears in {first} and in {last}")


def many_places(rows: Iterable[Appearance]) -> Iterator[Finding]:
    """Yield a finding per person and year with several places, from distinct appearances in their order."""
    for (person, year), same in groupby(rows, key=lambda row: (row.person, row.year)):
        places = [row.place for row in same if row.place]
        if len(places) > 1:
            yield _suspicion(person, f"speaks for {' and '.join(places)} in {year}")


def _suspicion(key: str, why: str) -> Finding:
    message = f"person {key} {why}; if these are two people, split them in people.toml"
    return Finding("homonym-suspicion", Severity.INFO, message, value=key)
