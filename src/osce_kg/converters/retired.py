"""Retired IRIs: once a document's node id is known, its fingerprint IRI stays and points to it."""

from __future__ import annotations

from collections.abc import Iterator

from osce_kg.iris import Iris
from osce_kg.rdf import RDF_TYPE, Literal, Quad, boolean
from osce_kg.vocab import DCT, OSCE, OWL, RDFS


def convert_retired(fingerprint: str, key: str, iris: Iris) -> Iterator[Quad]:
    """Yield the redirect from `h{fingerprint}` to the document `key`, which is known by its node id.

    Several nodes, or languages of one, may show one title on one day. The redirect is one all the same, to the
    lowest node id and its default language; there is none while a document without node id bears the fingerprint.
    Which that is, is for those to say who know all documents.
    """
    subject, graph = iris.document(f"h{fingerprint}"), iris.graph(f"document/{key}")
    yield Quad(subject, RDF_TYPE, OSCE.RetiredIdentifier, graph)
    yield Quad(subject, RDFS.label, Literal(f"Earlier identifier of document {key}", "en"), graph)
    yield Quad(subject, OWL.deprecated, boolean(True), graph)
    yield Quad(subject, DCT.isReplacedBy, iris.document(key), graph)
