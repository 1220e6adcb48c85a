"""Captures, extractor, rules and the graphs' origins → `graph/dataset` (PROV-O)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from osce_kg.iris import Iris
from osce_kg.rdf import IRI, RDF_TYPE, XSD, Literal, Object, Quad
from osce_kg.records import CaptureInfo
from osce_kg.vocab import DCT, OSCE, PROV, RDFS, SCHEMA


def extractor_key(version: str) -> str:
    """Return the key of the software agent: `osce-kg-{version}`."""
    return f"osce-kg-{version}"


def convert_capture(capture: CaptureInfo, iris: Iris) -> Iterator[Quad]:
    """Yield what is known of one capture: digest, media type, and URL and time where the container has them."""
    statements: list[tuple[IRI, Object]] = [
        (RDF_TYPE, OSCE.Capture),
        (RDF_TYPE, PROV.Entity),
        (RDFS.label, Literal(f"Capture {capture.sha256[:16]}", "en")),
        (OSCE.sha256, Literal(capture.sha256)),
        (DCT.format, Literal(capture.media_type)),
    ]
    if capture.url:
        statements.append((SCHEMA.url, Literal(capture.url, datatype=IRI(XSD + "anyURI"))))
    if capture.captured_at:
        kind = "dateTime" if "T" in capture.captured_at else "date"
        statements.append((PROV.generatedAtTime, Literal(capture.captured_at, datatype=IRI(XSD + kind))))
    if capture.text_sha256:
        statements.append((OSCE.textSha256, Literal(capture.text_sha256)))
    yield from _quads(iris.capture(capture.sha256), statements, iris)


def convert_graph(graph: IRI, label: str, captures: Iterable[str], version: str, iris: Iris) -> Iterator[Quad]:
    """Yield the origin of one named graph: the first capture it was read from, others it also occurs in."""
    shas = list(captures)
    statements: list[tuple[IRI, Object]] = [
        (RDF_TYPE, PROV.Entity),
        (RDFS.label, Literal(label, "en")),
        (PROV.wasAttributedTo, iris.thing("extractor", extractor_key(version))),
    ]
    if shas:
        statements.append((PROV.wasDerivedFrom, iris.capture(shas[0])))
        statements += [(OSCE.alsoCapturedIn, iris.capture(sha)) for sha in shas[1:]]
    yield from _quads(graph, statements, iris)


def convert_extractor(version: str, iris: Iris) -> Iterator[Quad]:
    """Yield the software agent of this version."""
    statements: list[tuple[IRI, Object]] = [
        (RDF_TYPE, PROV.SoftwareAgent),
        (RDFS.label, Literal(f"osce-kg {version}", "en")),
        (SCHEMA.softwareVersion, Literal(version)),
    ]
    yield from _quads(iris.thing("extractor", extractor_key(version)), statements, iris)


def convert_rules(rules: Iterable[str], definitions: Mapping[str, str], iris: Iris) -> Iterator[Quad]:
    """Yield every rule that produced a fact, with its definition where the registry of rules has one."""
    for rule in sorted(rules):
        statements: list[tuple[IRI, Object]] = [
            (RDF_TYPE, OSCE.Rule),
            (RDFS.label, Literal(rule.replace("-", " "), "en")),
        ]
        if rule in definitions:
            statements.append((DCT.description, Literal(definitions[rule], "en")))
        yield from _quads(iris.thing("rule", rule), statements, iris)


def _quads(subject: IRI, statements: Iterable[tuple[IRI, Object]], iris: Iris) -> Iterator[Quad]:
    graph = iris.graph("dataset")
    return (Quad(subject, predicate, value, graph) for predicate, value in statements)
