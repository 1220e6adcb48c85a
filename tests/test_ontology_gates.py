"""Gates of the ontology: queries that find nothing, an OWL 2 DL reasoner, and a shape or a reason for every class.

The queries are `tests/ontology/*.rq`. Each has a line `# fault:`, Turtle that it must find when it is added (or, after
`remove`, a subject and a predicate), so that none of them is blind.
"""

from __future__ import annotations

import re
import shutil
import tomllib
from pathlib import Path

import pytest
from rdflib import Graph, Namespace, URIRef
from rdflib.namespace import OWL, RDF, RDFS

from osce_kg.resources import resource_path
from osce_kg.vocab import OSCE, PREFIXES

FOLDER = Path(__file__).parent / "ontology"
CHECKS = sorted(FOLDER.glob("*.rq"))
SH = Namespace("http://www.w3.org/ns/shacl#")
NAMESPACES = PREFIXES | {"vann": "http://purl.org/vocab/vann/", "owl": str(OWL), "rdfs": str(RDFS)}
_TURTLE = "".join(f"@prefix {name}: <{namespace}> .\n" for name, namespace in NAMESPACES.items())


def ontology() -> Graph:
    return Graph().parse(resource_path("ontology/osce.ttl"))


def shapes() -> Graph:
    graph = Graph()
    for path in sorted(resource_path("shapes").glob("*.ttl")):
        graph.parse(path)
    return graph


def found(check: Path, graph: Graph) -> set[str]:
    return {str(row[0]) for row in graph.query(check.read_text("utf-8"), initNs=NAMESPACES)}  # type: ignore[index]


@pytest.mark.parametrize("check", CHECKS, ids=lambda path: path.stem)
def test_the_check_finds_nothing(check: Path) -> None:
    assert found(check, ontology()) == set()


@pytest.mark.parametrize("check", CHECKS, ids=lambda path: path.stem)
def test_the_check_finds_its_fault(check: Path) -> None:
    (fault,) = re.findall(r"^# fault: (.+)$", check.read_text("utf-8"), re.MULTILINE)
    graph = ontology()
    if removed := re.fullmatch(r"remove <([^>]+)> (\w+):(\w+)", fault):
        graph.remove((URIRef(removed[1]), URIRef(NAMESPACES[removed[2]] + removed[3]), None))
    else:
        graph.parse(data=_TURTLE + fault, format="turtle")
    assert found(check, graph)


def targets(graph: Graph) -> set[URIRef]:
    """Return the classes that shapes are for: named as a target, or shapes themselves."""
    named = set(graph.objects(None, SH.targetClass))
    implicit = {shape for shape in graph.subjects(RDF.type, SH.NodeShape) if (shape, RDF.type, RDFS.Class) in graph}
    return {target for target in named | implicit if isinstance(target, URIRef)}


def test_every_shape_is_for_declared_terms() -> None:
    declared = set(ontology().subjects(RDF.type))
    graph = shapes()
    assert {target for target in targets(graph) if target not in declared} == set()
    for predicate in (SH.targetSubjectsOf, SH.targetObjectsOf, SH.path, SH["class"], SH.equals, SH.disjoint):
        ours = {term for term in graph.objects(None, predicate) if str(term).startswith(OSCE.NS)}
        assert ours - declared == set(), predicate


def test_every_class_has_a_shape_or_a_reason() -> None:
    graph, shaped = ontology(), targets(shapes())
    reasons = tomllib.loads((FOLDER / "without_shape.toml").read_text("utf-8"))
    own = {term for term in graph.subjects(RDF.type, OWL.Class) if str(term).startswith(OSCE.NS)}
    covered = {term for term in own if shaped & {term, *graph.transitive_objects(term, RDFS.subClassOf)}}
    bare = {str(term).removeprefix(OSCE.NS) for term in own - covered}
    assert bare == reasons.keys()
    assert all(len(reason) > 20 for reason in reasons.values())


@pytest.fixture
def reasoner() -> None:
    """HermiT, as owlready2 brings it, where there is a Java."""
    if shutil.which("java") is None:
        pytest.skip("java is not installed: HermiT cannot run")
    pytest.importorskip("owlready2", reason="owlready2 is not installed: HermiT cannot run")


def unsatisfiable(graph: Graph, folder: Path) -> set[str]:
    """Return the classes that HermiT finds can have no instance; raises if the ontology is inconsistent."""
    import owlready2

    path = folder / "ontology.rdf"
    graph.serialize(path, format="xml")
    world = owlready2.World()
    world.get_ontology(path.as_uri()).load()
    owlready2.sync_reasoner_hermit(world, debug=0)
    return {entity.iri for entity in world.inconsistent_classes()} - {str(OWL.Nothing)}


@pytest.mark.usefixtures("reasoner")
def test_an_owl_dl_reasoner_finds_every_class_satisfiable(tmp_path: Path) -> None:
    assert unsatisfiable(ontology(), tmp_path) == set()


@pytest.mark.usefixtures("reasoner")
def test_an_owl_dl_reasoner_finds_a_class_that_is_not(tmp_path: Path) -> None:
    graph = ontology()
    graph.parse(data=f"{_TURTLE} osce:State owl:disjointWith osce:ParticipatingState .", format="turtle")
    assert unsatisfiable(graph, tmp_path) >= {f"{OSCE.NS}ParticipatingState"}
