"""Findable, accessible, interoperable, reusable, as far as that can be checked without the internet.

What assessment tools such as OOPS!, FOOPS! and F-UJI ask of an ontology and a dataset, asked of ours.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import httpx
import pyoxigraph as ox
import pytest
import rdflib
from rdflib.namespace import DCTERMS, OWL, RDF, RDFS, SKOS, VANN
from selectolax.lexbor import LexborHTMLParser

from osce_kg.engine.store import load_store
from osce_kg.release import Release
from osce_kg.resources import resource_files, resource_path
from osce_kg.settings import Settings
from osce_kg.vocab import OSCE, PREFIXES
from serving import client_of, make_app

ONTOLOGY = rdflib.URIRef("https://w3id.org/osce-kg/ontology")
# Vocabularies whose terms need no declaration: of RDF itself, and of the files where the terms stand.
LANGUAGES = {"rdf", "rdfs", "owl", "xsd"}
SHAPES = LANGUAGES | {"sh"}
IRI = re.compile(r"<(https?://[^>\s]+)>")
HTML = {"Accept": "text/html"}


@pytest.fixture(scope="module")
def ontology() -> rdflib.Graph:
    return rdflib.Graph().parse(resource_path("ontology/osce.ttl"))


@pytest.fixture(scope="module")
def declared(ontology: rdflib.Graph) -> set[str]:
    return {str(term) for term in ontology.subjects(RDF.type)}


@pytest.fixture(scope="module")
def client(sample_release: Release) -> Iterator[httpx.Client]:
    with client_of(make_app(sample_release, Settings())) as found:
        yield found


@pytest.fixture(scope="module")
def page(client: httpx.Client) -> LexborHTMLParser:
    return LexborHTMLParser(client.get("/ontology", headers=HTML).text)


def is_known(iri: str, declared: set[str], languages: set[str]) -> bool:
    return iri in declared or any(iri.startswith(PREFIXES[name]) for name in languages)


# --- metadata ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "prop",
    [DCTERMS.title, DCTERMS.description, DCTERMS.creator, DCTERMS.publisher, DCTERMS.license, DCTERMS.issued,
     DCTERMS.modified, DCTERMS.bibliographicCitation, OWL.versionIRI, OWL.versionInfo, VANN.preferredNamespacePrefix,
     VANN.preferredNamespaceUri],
)  # fmt: skip
def test_the_ontology_says_what_it_is(ontology: rdflib.Graph, prop: rdflib.URIRef) -> None:
    assert len(list(ontology.objects(ONTOLOGY, prop))) == 1


def test_version_and_version_before_fit(ontology: rdflib.Graph) -> None:
    version = str(ontology.value(ONTOLOGY, OWL.versionInfo))
    assert ontology.value(ONTOLOGY, OWL.versionIRI) == rdflib.URIRef(f"{ONTOLOGY}/{version}")
    assert version in str(ontology.value(ONTOLOGY, DCTERMS.bibliographicCitation))
    assert str(ontology.value(ONTOLOGY, DCTERMS.modified)) >= str(ontology.value(ONTOLOGY, DCTERMS.issued))
    before = set(ontology.objects(ONTOLOGY, OWL.priorVersion))
    numbers = tuple(map(int, version.split(".")))
    assert bool(before) == (numbers != (1, 0, 0)), "every version but the first names the one before"
    assert all(tuple(map(int, str(iri).rpartition("/")[2].split("."))) < numbers for iri in before)


def test_the_licence_is_an_address(ontology: rdflib.Graph) -> None:
    licence = ontology.value(ONTOLOGY, DCTERMS.license)
    assert isinstance(licence, rdflib.URIRef)
    assert str(licence).startswith("https://")


def test_deprecated_terms_say_what_stands_for_them(ontology: rdflib.Graph) -> None:
    for term in ontology.subjects(OWL.deprecated, rdflib.Literal(True)):
        assert (term, DCTERMS.isReplacedBy, None) in ontology or (term, SKOS.editorialNote, None) in ontology, term


# --- every term is declared ----------------------------------------------------------------------------------


def test_every_term_that_the_ontology_uses_is_declared(ontology: rdflib.Graph, declared: set[str]) -> None:
    used = {str(term) for term in (*ontology.predicates(), *ontology.objects(predicate=RDF.type))}
    for prop in (RDFS.subClassOf, RDFS.subPropertyOf, RDFS.domain, RDFS.range):
        used |= {str(term) for term in ontology.objects(predicate=prop)}
    assert [iri for iri in sorted(used) if not is_known(iri, declared, LANGUAGES)] == []


def test_every_declared_term_of_another_vocabulary_names_it(ontology: rdflib.Graph, declared: set[str]) -> None:
    for iri in declared:
        if not iri.startswith(("https://w3id.org/osce-kg/", PREFIXES["owl"])):
            home = ontology.value(rdflib.URIRef(iri), RDFS.isDefinedBy)
            assert home is not None, iri
            assert iri.startswith(str(home).rstrip("#/").removesuffix("-o").removesuffix("prov")), (iri, home)


def test_every_class_and_property_of_a_release_is_declared(sample_release: Release, declared: set[str]) -> None:
    store = load_store(sample_release.dumps)
    used = {quad.predicate.value for quad in store}
    used |= {quad.object.value for quad in store
             if quad.predicate.value == str(RDF.type) and isinstance(quad.object, ox.NamedNode)}  # fmt: skip
    assert len(used) > 80
    assert [iri for iri in sorted(used) if not is_known(iri, declared, LANGUAGES)] == []


def test_every_term_of_the_project_that_shapes_and_queries_name_is_declared(declared: set[str]) -> None:
    for folder, pattern in (("shapes", "*.ttl"), ("queries", "*.rq")):
        for file in resource_files(folder, pattern):
            text = re.sub(r"(?m)^\s*#.*$", "", file.read_text(encoding="utf-8"))
            for local in set(re.findall(r"\bosce:([A-Za-z]\w*)", text)):
                is_shape = folder == "shapes" and local.endswith("Shape")
                assert is_shape or OSCE.NS + local in declared, (file.name, local)


def test_shapes_name_known_terms_alone(declared: set[str]) -> None:
    used: set[str] = set()
    for file in resource_files("shapes", "*.ttl"):
        graph = rdflib.Graph().parse(file)
        sh = rdflib.Namespace(PREFIXES["sh"])
        for prop in (sh.path, sh["class"], sh.targetClass, sh.datatype):
            used |= {str(term) for term in graph.objects(predicate=prop) if isinstance(term, rdflib.URIRef)}
    assert len(used) > 100
    assert [iri for iri in sorted(used) if not is_known(iri, declared, SHAPES)] == []


# --- documentation -------------------------------------------------------------------------------------------


def test_every_term_has_its_place_in_the_documentation(page: LexborHTMLParser, ontology: rdflib.Graph) -> None:
    own = {str(term).removeprefix(OSCE.NS) for term in ontology.subjects(RDF.type) if str(term).startswith(OSCE.NS)}
    anchors = [node.attributes["id"] for node in page.css("section.term")]
    assert sorted(anchors, key=str) == sorted(own), "anchors are the local names, each once"
    ids = [node.attributes["id"] for node in page.css("[id]")]
    assert len(ids) == len(set(ids))
    for name in own:
        section = page.css_first(f'section.term[id="{name}"]')
        assert section is not None
        text = section.text()
        assert str(ontology.value(rdflib.URIRef(OSCE.NS + name), SKOS.definition)) in text, name
        assert OSCE.NS + name in text


def test_the_documentation_has_a_header_and_contents(page: LexborHTMLParser, ontology: rdflib.Graph) -> None:
    header = page.css_first("main > dl.summary")
    assert header is not None
    for prop in (DCTERMS.description, OWL.versionIRI, DCTERMS.license, DCTERMS.bibliographicCitation, DCTERMS.creator,
                 VANN.preferredNamespacePrefix, VANN.preferredNamespaceUri, DCTERMS.issued):  # fmt: skip
        assert str(ontology.value(ONTOLOGY, prop)) in header.text(), prop
    ids = {node.attributes["id"] for node in page.css("[id]")}
    inside = [node.attributes["href"] or "" for node in page.css("nav.contents a")]
    assert len(inside) > 150
    assert {target.removeprefix("#") for target in inside} <= ids


def rows(page: LexborHTMLParser, name: str) -> dict[str, str]:
    """Return what the documentation says of a term, by the name of the relation."""
    section = page.css_first(f'section.term[id="{name}"]')
    assert section is not None
    found = {}
    for row in section.css("dl.summary > div"):
        name_of, value = row.css_first("dt"), row.css_first("dd")
        assert name_of is not None
        assert value is not None
        found[name_of.text()] = " ".join(value.text().split())
    return found


def test_classes_show_what_is_over_and_under_them_and_their_properties(page: LexborHTMLParser) -> None:
    release, area, tenure = rows(page, "PressRelease"), rows(page, "Area"), rows(page, "Tenure")
    assert "schema:NewsArticle" in release["Sub-class of"]
    assert release["In this release"] == "1 thing"
    assert "osce:State" in area["Super-class of"]
    assert "osce:country" in area["In range of"]
    assert "osce:post" in tenure["In domain of"]
    assert rows(page, "BodyStatus")["Individuals"].startswith("osce:Active")


def test_properties_show_domain_range_and_use(page: LexborHTMLParser) -> None:
    assert rows(page, "post") | {"In this release": ""} == {
        "IRI": f"{OSCE.NS}post", "Domain": "osce:Tenure", "Range": "org:Post", "In this release": "",
    }  # fmt: skip
    assert "dct:subject" in rows(page, "fieldOfWork")["Sub-property of"]
    assert rows(page, "issuedBy")["In this release"] == "1 statement"


def test_links_of_the_documentation_work(client: httpx.Client, page: LexborHTMLParser) -> None:
    ids = {node.attributes["id"] for node in page.css("[id]")}
    links = {node.attributes["href"] or "" for node in page.css("main a[href], link[href]")}
    for link in links:
        if link.startswith("/ontology#"):
            assert link.removeprefix("/ontology#") in ids | {""}, link
        elif link.startswith("/") and not link.startswith("/sparql"):
            assert client.get(link, headers=HTML).status_code == 200, link
    queries = sorted(link for link in links if link.startswith("/sparql"))
    assert len(queries) > 90
    assert client.get(queries[0], headers={"Accept": "text/csv"}).status_code == 200


def test_the_ontology_links_its_forms_and_its_version(client: httpx.Client) -> None:
    for path in ("/ontology", "/ontology/1.0.0", "/ontology.ttl"):
        answer = client.get(path, headers={"Accept": "text/turtle"})
        assert '</ontology/1.0.0>; rel="latest-version"' in answer.headers["link"]
        assert '</ontology.jsonld>; rel="alternate"; type="application/ld+json"' in answer.headers["link"]
        assert answer.headers["vary"] == "Accept"
    graphs = [
        rdflib.Graph().parse(data=client.get(f"/ontology.{extension}").content, format=form)
        for extension, form in (("ttl", "turtle"), ("nt", "nt"), ("rdf", "xml"), ("jsonld", "json-ld"))
    ]
    assert all(set(graph) == set(graphs[0]) for graph in graphs)
    assert client.get("/ontology.owl").status_code == 404


def test_a_term_written_with_a_slash_is_told_its_address(client: httpx.Client) -> None:
    answer = client.get("/ontology/PressRelease")
    assert answer.status_code == 404
    assert answer.json()["suggestions"] == [{"iri": f"{OSCE.NS}PressRelease", "label": "press release"}]


# --- access --------------------------------------------------------------------------------------------------


def test_a_page_is_described_for_machines(client: httpx.Client) -> None:
    """Signposting, level 1: https://signposting.org/."""
    answer = client.get("/page/country/AZE")
    for relation in ("cite-as", "describedby", "license"):
        assert f'rel="{relation}"' in answer.headers["link"]
    assert '<script type="application/ld+json">' in answer.text


def test_iris_of_the_published_base_are_answered_here(client: httpx.Client) -> None:
    found = set(IRI.findall(client.get("/data/country/AZE.ttl").text))
    ours = {iri for iri in found if iri.startswith("https://w3id.org/osce-kg/")}
    assert len(ours) > 10
    for iri in ours:
        path = "/" + iri.removeprefix("https://w3id.org/osce-kg/").partition("#")[0]
        assert client.get(path, headers={"Accept": "text/turtle"}, follow_redirects=True).status_code == 200, iri
