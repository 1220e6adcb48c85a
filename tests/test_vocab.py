"""The terms in code and the terms in the ontology are the same terms."""

from __future__ import annotations

import inspect

import pyoxigraph as ox
import pytest

from osce_kg import vocab
from osce_kg.rdf import RDF_TYPE
from osce_kg.resources import resource_path
from osce_kg.vocab import OSCE, osce

# OWL 2's reserved vocabulary (section 2.4 of the syntax) must not be declared again.
RESERVED = {"RDFS", "OWL"}
EXTERNAL = sorted(
    name
    for name, value in vars(vocab).items()
    if inspect.isclass(value) and hasattr(value, "NS") and name not in RESERVED | {"OSCE"}
)


@pytest.fixture(scope="module")
def declared() -> set[str]:
    """Every IRI that osce.ttl gives a type."""
    triples = ox.parse(path=str(resource_path("ontology/osce.ttl")))
    return {str(triple.subject)[1:-1] for triple in triples if triple.predicate.value == RDF_TYPE}


def terms(namespace: type) -> set[str]:
    """Return the IRIs that a class of `vocab` holds."""
    start = vars(namespace)["NS"]
    values = vars(namespace).values()
    return {value for value in values if isinstance(value, str) and value.startswith(start) and value != start}


def test_every_osce_term_in_code_is_declared(declared: set[str]) -> None:
    assert terms(OSCE) - declared == set()


def test_every_osce_term_declared_is_in_code(declared: set[str]) -> None:
    assert {iri for iri in declared if iri.startswith(OSCE.NS)} - terms(OSCE) == set()


@pytest.mark.parametrize("name", EXTERNAL)
def test_every_external_term_in_code_is_declared(name: str, declared: set[str]) -> None:
    assert terms(getattr(vocab, name)) - declared == set()


@pytest.mark.parametrize("name", [*EXTERNAL, "OSCE", "RDFS", "OWL"])
def test_constants_are_named_after_their_terms(name: str) -> None:
    namespace = getattr(vocab, name)
    for constant, iri in vars(namespace).items():
        if isinstance(iri, str) and iri.startswith(namespace.NS) and iri != namespace.NS:
            assert iri == namespace.NS + constant.removesuffix("_")


def test_osce_by_local_name() -> None:
    assert osce("Dateline") == OSCE.Dateline
