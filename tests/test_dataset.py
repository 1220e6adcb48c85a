"""What a release says of itself: counts that queries confirm, files that are there, and the same bytes each time."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter

import pyoxigraph as ox
import pytest
import rdflib

from dumps import IRIS, document, office, written
from osce_kg.iris import Iris
from osce_kg.outputs.dataset import describe_release
from osce_kg.outputs.quads import read_release
from osce_kg.outputs.serializations import reference_serializations, release_serializations
from osce_kg.outputs.statistics import count_statements
from osce_kg.rdf import RDF_TYPE, Literal, Quad
from osce_kg.release import Release
from osce_kg.vocab import RDFS

PREVIOUS = "a" * 64
DATASET = rdflib.URIRef("https://w3id.org/osce-kg/dataset")
VOID = rdflib.Namespace("http://rdfs.org/ns/void#")
DCAT = rdflib.Namespace("http://www.w3.org/ns/dcat#")
SPDX = rdflib.Namespace("http://spdx.org/rdf/terms#")


_MEDIA_TYPES = {
    "dump.nq.zst": "/application/n-quads",
    "text.nq.zst": "/application/n-quads",
    "reference.ttl": "/text/turtle",
    "reference.jsonld": "/application/ld+json",
}


@pytest.fixture(scope="module")
def described(sample_release: Release) -> rdflib.Graph:
    return rdflib.Graph().parse(data=describe_release(sample_release, PREVIOUS), format="turtle")


def counted(store: ox.Store, query: str) -> Counter[str]:
    """Return the numbers of a query for ?key and ?n."""
    results = store.query(query)
    assert isinstance(results, ox.QuerySolutions)
    found: Counter[str] = Counter()
    for row in results:
        key, number = row["key"], row["n"]
        assert isinstance(key, ox.NamedNode)
        assert isinstance(number, ox.Literal)
        found[key.value] = int(number.value)
    return found


def told(graph: rdflib.Graph, partition: rdflib.URIRef, of: rdflib.URIRef, number: rdflib.URIRef) -> Counter[str]:
    """Return the numbers of the description by class, property or graph."""
    found: Counter[str] = Counter()
    for part in graph.objects(DATASET, partition):
        key = graph.value(part, of) if of != VOID.subset else part
        value = graph.value(part, number)
        assert isinstance(value, rdflib.Literal)
        found[str(key)] = int(value)
    return found


def test_things_of_each_class_are_as_many_as_a_query_finds(described: rdflib.Graph, sample_store: ox.Store) -> None:
    expected = counted(sample_store, "SELECT ?key (COUNT(DISTINCT ?s) AS ?n) { GRAPH ?g { ?s a ?key } } GROUP BY ?key")
    assert told(described, VOID.classPartition, VOID["class"], VOID.entities) == expected


def test_statements_of_each_property_are_as_many_as_a_query_finds(
    described: rdflib.Graph, sample_store: ox.Store
) -> None:
    expected = counted(sample_store, "SELECT ?key (COUNT(*) AS ?n) { GRAPH ?g { ?s ?key ?o } } GROUP BY ?key")
    assert told(described, VOID.propertyPartition, VOID.property, VOID.triples) == expected


def test_graphs_are_those_of_the_store_one_by_one_or_as_a_family(
    described: rdflib.Graph, sample_store: ox.Store
) -> None:
    graphs = counted(sample_store, "SELECT ?key (COUNT(*) AS ?n) { GRAPH ?key { ?s ?p ?o } } GROUP BY ?key")
    expected: Counter[str] = Counter()
    for graph, number in graphs.items():
        kind, separator, _ = graph.removeprefix(f"{IRIS.ids}graph/").partition("/")
        expected[f"{DATASET}#{kind}-graphs" if separator else graph] += number
    assert told(described, VOID.subset, VOID.subset, VOID.triples) == expected


def test_totals(described: rdflib.Graph, sample_store: ox.Store, sample_release: Release) -> None:
    subjects = len({quad.subject for quad in sample_store})
    assert described.value(DATASET, VOID.triples) == rdflib.Literal(sample_release.manifest.quads)
    assert described.value(DATASET, VOID.distinctSubjects) == rdflib.Literal(subjects)


def test_dumps_are_told_with_type_size_checksum_and_terms(described: rdflib.Graph, sample_release: Release) -> None:
    names = set()
    for distribution in described.objects(DATASET, DCAT.distribution):
        name = str(described.value(distribution, rdflib.DCTERMS.title))
        names.add(name)
        entry = sample_release.manifest.files[name]
        size = described.value(distribution, DCAT.byteSize)
        checksum = described.value(distribution, SPDX.checksum)
        assert size == rdflib.Literal(str(entry.size), datatype=rdflib.XSD.nonNegativeInteger)
        assert str(described.value(checksum, SPDX.checksumValue)) == entry.sha256
        assert str(described.value(distribution, DCAT.mediaType)).endswith(_MEDIA_TYPES[name])
        licensed = described.value(distribution, rdflib.DCTERMS.license) is not None
        assert licensed == (name != "text.nq.zst")
    assert names == set(_MEDIA_TYPES)


def test_the_release_before_is_named(described: rdflib.Graph, sample_release: Release) -> None:
    before = described.value(DATASET, DCAT.previousVersion)
    assert str(described.value(before, rdflib.DCTERMS.identifier)) == PREVIOUS
    first = rdflib.Graph().parse(data=describe_release(sample_release), format="turtle")
    assert first.value(DATASET, DCAT.previousVersion) is None


def test_no_blank_nodes(described: rdflib.Graph) -> None:
    assert not any(isinstance(term, rdflib.BNode) for triple in described for term in triple)


_AGAIN = """
import hashlib, sys
from pathlib import Path
from osce_kg.outputs.dataset import describe_release
from osce_kg.outputs.serializations import release_serializations
from osce_kg.release import open_release
release = open_release(Path(sys.argv[1]))
for content in (describe_release(release), *release_serializations(release).values()):
    print(hashlib.sha256(content).hexdigest())
"""


def test_another_process_writes_the_same_bytes(sample_release: Release) -> None:
    command = [sys.executable, "-c", _AGAIN, str(sample_release.path)]
    first, second = (subprocess.run(command, capture_output=True, text=True, check=True).stdout for _ in range(2))
    assert first == second
    assert len(set(first.split())) == 3


def test_a_subject_counts_once_for_a_class_that_two_graphs_state() -> None:
    quads = [
        Quad(IRIS.country("AZE"), RDF_TYPE, IRIS.thing("role", "x"), IRIS.graph(name))
        for name in ("reference", "mapping")
    ]
    quads.append(Quad(IRIS.country("AZE"), RDFS.label, Literal(f"no <{RDF_TYPE}> <urn:x:y>"), IRIS.graph("reference")))
    found = count_statements(written(quads))
    assert (found.statements, found.subjects, found.classes) == (3, 1, Counter({IRIS.thing("role", "x"): 1}))


@pytest.mark.parametrize("name", ["reference.ttl", "reference.jsonld"])
def test_the_reference_graph_reads_back_whole(name: str, sample_release: Release) -> None:
    content = release_serializations(sample_release)[name]
    read = rdflib.Graph().parse(data=content, format="turtle" if name.endswith("ttl") else "json-ld")
    end = f" <{IRIS.graph('reference')}> ."
    lines = (line for line in read_release(sample_release.dumps) if line.endswith(end))
    triples = "".join(f"{line.removesuffix(end)} .\n" for line in lines)
    assert set(read) == set(rdflib.Graph().parse(data=triples, format="nt"))


def test_lexical_forms_and_language_tags_stay(sample_release: Release) -> None:
    files = release_serializations(sample_release)
    lines = list(read_release(sample_release.dumps))
    tags = {line[line.rindex('"') + 1 :].split(" ")[0] for line in lines if '"@sr-' in line and "/reference>" in line}
    assert "@sr-Cyrl" in tags
    assert all(tag.encode() in files["reference.ttl"] for tag in tags)
    latitude = next(line.split('"')[1] for line in lines if "latitude>" in line and '0"^^' in line)
    assert f'"{latitude}"^^xsd:decimal'.encode() in files["reference.ttl"]
    assert f'"@value": "{latitude}"'.encode() in files["reference.jsonld"]


def test_other_graphs_are_left_out_and_iris_that_no_prefix_fits_are_whole() -> None:
    quads = [
        *office(),
        *document("n1"),
        Quad(IRIS.country("AZE"), RDFS.seeAlso, IRIS.country("a/../b"), IRIS.graph("reference")),
    ]
    turtle = reference_serializations(written(quads), Iris())["reference.ttl"].decode()
    assert "document/n1" not in turtle
    assert "<country/AZE>\n    a osce:State ;" in turtle
    assert f"<{IRIS.ids}country/a/../b>" in turtle
