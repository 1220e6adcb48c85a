"""The ontology is complete for its readers and stays within OWL 2 RL."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import owlrl
import pytest
from rdflib import BNode, Graph, Literal, Namespace, URIRef
from rdflib import term as rdflib_term
from rdflib.namespace import DCTERMS, OWL, RDF, RDFS, SKOS, VANN, XSD

from osce_kg.resources import resource_path
from osce_kg.vocab import OSCE, PROV, SCHEMA

ONTOLOGY = URIRef("https://w3id.org/osce-kg/ontology")
TERM = Namespace(OSCE.NS)
SD = Namespace("http://www.w3.org/ns/sparql-service-description#")
KINDS = {OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, OWL.NamedIndividual, OWL.AnnotationProperty}
# https://www.w3.org/TR/owl2-profiles/#Entities_3: datatypes that OWL 2 RL has; rdfs:Literal stands for any.
DATATYPES = {RDFS.Literal, XSD.string, XSD.integer, XSD.boolean, XSD.anyURI, XSD.dateTime}


@pytest.fixture(scope="module")
def graph() -> Graph:
    return Graph().parse(resource_path("ontology/osce.ttl"))


@pytest.fixture(scope="module")
def own(graph: Graph) -> set[URIRef]:
    return {s for s in graph.subjects(RDF.type) if isinstance(s, URIRef) and str(s).startswith(OSCE.NS)}


def test_header_is_complete(graph: Graph) -> None:
    assert graph.value(ONTOLOGY, RDF.type) == OWL.Ontology
    assert graph.value(ONTOLOGY, OWL.versionIRI) == URIRef(f"{ONTOLOGY}/1.0.0")
    assert graph.value(ONTOLOGY, OWL.versionInfo) == Literal("1.0.0")
    assert graph.value(ONTOLOGY, DCTERMS.issued) == Literal("2026-11-23", datatype=XSD.date)
    assert graph.value(ONTOLOGY, VANN.preferredNamespacePrefix) == Literal("osce")
    assert graph.value(ONTOLOGY, VANN.preferredNamespaceUri) == Literal(OSCE.NS)
    wanted = ("title", "description", "creator", "publisher", "license", "modified", "bibliographicCitation")
    for name in wanted:
        assert graph.value(ONTOLOGY, DCTERMS[name]) is not None, name
    assert (ONTOLOGY, OWL.priorVersion, None) not in graph
    assert "nofficial" in str(graph.value(ONTOLOGY, RDFS.comment))


def test_every_own_term_is_labelled_defined_and_says_where_it_is_defined(graph: Graph, own: set[URIRef]) -> None:
    for term in own:
        for predicate in (RDFS.label, SKOS.definition):
            texts = list(graph.objects(term, predicate))
            assert len(texts) == 1, (term, predicate)
            assert isinstance(texts[0], Literal)
            assert texts[0].language == "en", (term, predicate)
            assert str(texts[0]).strip(), (term, predicate)
        assert list(graph.objects(term, RDFS.isDefinedBy)) == [ONTOLOGY], term


def test_definitions_are_sentences_and_no_two_are_equal(graph: Graph, own: set[URIRef]) -> None:
    by_text = defaultdict(set)
    for term in own:
        text = str(graph.value(term, SKOS.definition))
        assert text.endswith("."), term
        by_text[text].add(term)
    assert [terms for terms in by_text.values() if len(terms) > 1 and len({t.lower() for t in terms}) > 1] == []


def test_every_term_has_one_kind(graph: Graph) -> None:
    for term in set(graph.subjects(RDF.type)) - {ONTOLOGY}:
        kinds = set(graph.objects(term, RDF.type)) & KINDS
        assert len(kinds) == 1, (term, kinds)


def test_classes_begin_with_a_capital_and_properties_do_not(graph: Graph, own: set[URIRef]) -> None:
    functions = set(graph.subjects(RDF.type, SD.Function))
    for term in own - functions:
        is_property = (term, RDF.type, OWL.ObjectProperty) in graph or (
            term,
            RDF.type,
            OWL.DatatypeProperty,
        ) in graph
        assert str(term).removeprefix(OSCE.NS)[0].isupper() is not is_property, term


def test_individuals_have_an_own_class(graph: Graph, own: set[URIRef]) -> None:
    individuals = set(graph.subjects(RDF.type, OWL.NamedIndividual))
    assert individuals
    for individual in individuals - set(graph.subjects(RDF.type, SD.Function)):
        assert (set(graph.objects(individual, RDF.type)) - {OWL.NamedIndividual}) <= own, individual


def test_external_terms_are_declared_with_their_vocabulary_and_nothing_is_added_to_them(
    graph: Graph, own: set[URIRef]
) -> None:
    external = set(graph.subjects(RDF.type)) - own - {ONTOLOGY}
    assert external
    for term in external:
        assert set(graph.predicates(term)) == {RDF.type, RDFS.isDefinedBy}, term


def test_every_term_that_an_axiom_uses_is_declared(graph: Graph) -> None:
    declared = set(graph.subjects(RDF.type)) | DATATYPES
    for predicate in (RDFS.subClassOf, RDFS.subPropertyOf, RDFS.domain, RDFS.range):
        assert set(graph.objects(None, predicate)) - declared == set()


def test_only_constructs_of_owl_2_rl_are_used(graph: Graph) -> None:
    """Named classes and properties only, so nothing can stand in a position that the profile forbids."""
    assert not any(isinstance(node, BNode) for node in graph.all_nodes())
    axioms = {RDFS.subClassOf, RDFS.subPropertyOf, RDFS.domain, RDFS.range}
    header = {OWL.versionIRI, OWL.versionInfo}
    structural = {p for p in graph.predicates() if str(p).startswith((str(OWL), str(RDFS)))}
    assert structural <= axioms | header | {RDFS.label, RDFS.comment, RDFS.isDefinedBy}
    used = {t for t in graph.objects(None, RDF.type) if str(t).startswith((str(OWL), str(RDFS)))}
    assert used <= KINDS | {OWL.Ontology}


def test_ranges_fit_their_properties(graph: Graph) -> None:
    for term in graph.subjects(RDF.type, OWL.DatatypeProperty):
        assert set(graph.objects(term, RDFS.range)) <= DATATYPES, term
    for term in graph.subjects(RDF.type, OWL.ObjectProperty):
        assert not set(graph.objects(term, RDFS.range)) & DATATYPES, term


def test_the_contracts_hierarchy(graph: Graph) -> None:
    wanted = {
        ("State", RDFS.subClassOf, OSCE.Area),
        ("ParticipatingState", RDFS.subClassOf, OSCE.State),
        ("PressRelease", RDFS.subClassOf, SCHEMA.NewsArticle),
        ("Quotation", RDFS.subClassOf, SCHEMA.Quotation),
        ("Evidence", RDFS.subClassOf, "http://www.w3.org/ns/oa#Annotation"),
        ("Capture", RDFS.subClassOf, PROV.Entity),
        ("fieldOfWork", RDFS.subPropertyOf, "http://purl.org/dc/terms/subject"),
        ("speaker", RDFS.subPropertyOf, "https://schema.org/creator"),
    } | {
        (name, RDFS.subClassOf, "http://www.w3.org/ns/org#Membership")
        for name in ("Participation", "Partnership", "Chairpersonship", "Tenure")
    }
    for name, predicate, upper in wanted:
        assert (TERM[name], predicate, URIRef(upper)) in graph, (name, upper)


@pytest.fixture
def rdflibs_own_literals() -> Iterator[None]:
    """Give rdflib its reading of literals back: the reasoner puts another in its place, for the whole process."""
    mapping = rdflib_term._toPythonMapping
    kept = dict(mapping)
    yield
    mapping.clear()
    mapping.update(kept)


@pytest.mark.usefixtures("rdflibs_own_literals")
def test_an_owl_rl_reasoner_finds_no_contradiction_and_infers_what_the_contract_promises() -> None:
    graph = Graph().parse(resource_path("ontology/osce.ttl"))
    release, field = URIRef("urn:x:release"), URIRef("urn:x:field")
    graph.add((release, RDF.type, TERM.PressRelease))
    graph.add((release, TERM.fieldOfWork, field))
    graph.add((release, DCTERMS.issued, Literal("2031-05-06", datatype=XSD.date)))
    owlrl.DeductiveClosure(owlrl.OWLRL_Semantics).expand(graph)
    assert list(graph.subjects(RDF.type, URIRef("http://www.daml.org/2002/03/agents/agent-ont#ErrorMessage"))) == []
    assert (release, RDF.type, URIRef(SCHEMA.NewsArticle)) in graph
    assert (release, RDF.type, TERM.Document) in graph
    assert (release, DCTERMS.subject, field) in graph
    assert (field, RDF.type, TERM.FieldOfWork) in graph
