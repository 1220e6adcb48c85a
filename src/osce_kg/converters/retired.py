"""Retired IRIs: once a document's node id is known, its fingerprint IRI stays and points to it."""

from __future__ import annotations

from collections.abc import Iterator

from osce_kg.iris import Iris
from osce_kg.rdf import RDF_TYPE, Literal, Quad, boolean
from osce_kg.records import Document
from osce_kg.vocab import DCT, OSCE, OWL, RDFS


def convert_retired(document: Document, iris: Iris) -> Iterator[Quad]:
    """Yield the redirect from `h{fingerprint}` to a document that is keyed by its node id."""
    old = f"h{document.fingerprint}"
    if document.key == old:
        return
    subject, graph = iris.document(old), iris.graph(f"document/{document.key}")
    yield Quad(subject, RDF_TYPE, OSCE.RetiredIdentifier, graph)
    yield Quad(subject, RDFS.label, Literal(f"Earlier identifier of document {document.key}", "en"), graph)
    yield Quad(subject, OWL.deprecated, boolean(True), graph)
    yield Quad(subject, DCT.isReplacedBy, iris.document(document.key), graph)
