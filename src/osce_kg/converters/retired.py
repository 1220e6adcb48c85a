"""Retired IRIs: once a document's node id is known, its fingerprint IRI stays and points to it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from osce_kg.iris import Iris
from osce_kg.rdf import RDF_TYPE, Literal, Quad, boolean
from osce_kg.records import Document
from osce_kg.vocab import DCT, OSCE, OWL, RDFS


def convert_retired(documents: Iterable[Document], iris: Iris) -> Iterator[Quad]:
    """Yield the redirects from `h{fingerprint}` to documents that are keyed by their node id.

    Several nodes, or languages of one, may show one title on one day. The redirect is one all the same, to the
    lowest node id and its default language; there is none while a document without node id bears the fingerprint.
    """
    ordered = sorted(documents, key=lambda document: (int(document.node_id or 0), document.key))
    taken = {document.key for document in ordered}
    for document in ordered:
        old = f"h{document.fingerprint}"
        if old not in taken:
            taken.add(old)
            yield from _redirect(old, document.key, iris)


def _redirect(old: str, key: str, iris: Iris) -> Iterator[Quad]:
    subject, graph = iris.document(old), iris.graph(f"document/{key}")
    yield Quad(subject, RDF_TYPE, OSCE.RetiredIdentifier, graph)
    yield Quad(subject, RDFS.label, Literal(f"Earlier identifier of document {key}", "en"), graph)
    yield Quad(subject, OWL.deprecated, boolean(True), graph)
    yield Quad(subject, DCT.isReplacedBy, iris.document(key), graph)
