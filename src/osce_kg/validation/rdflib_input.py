"""Formats that rdflib alone reads → N-Quads lines. rdflib takes a while to load, so only such a file loads it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pyoxigraph as ox
import rdflib
from rdflib.graph import DATASET_DEFAULT_GRAPH_ID
from rdflib.term import Node

from osce_kg.errors import InputError
from osce_kg.validation.input import BY_RDFLIB


def statements(content: bytes, extension: str, name: str) -> Iterator[str]:
    """Yield the statements of a document as N-Quads lines without newline, literals as written.

    Raises:
        InputError: it is not valid.
    """
    dataset = rdflib.Dataset()
    with _as_written():
        try:
            dataset.parse(data=content, format=extension)
        except Exception as error:  # rdflib's parsers raise whatever the bytes lead them to
            reason = " ".join(str(error).split()) or type(error).__name__
            raise InputError(f"{name}: not valid {BY_RDFLIB[extension]}: {reason[:300]}") from error
    for subject, predicate, value, graph in dataset.quads():
        try:
            named = graph is not None and graph != DATASET_DEFAULT_GRAPH_ID
            shown = f" {_term(graph)}" if named and graph is not None else ""
            yield f"{_term(subject)} {_term(predicate)} {_term(value)}{shown} ."
        except (TypeError, ValueError) as error:
            raise InputError(f"{name}: not valid {BY_RDFLIB[extension]}: {error}") from error


@contextmanager
def _as_written() -> Iterator[None]:
    """Keep rdflib from rewriting literals, `01` to `1`."""
    before, rdflib.NORMALIZE_LITERALS = rdflib.NORMALIZE_LITERALS, False
    try:
        yield
    finally:
        rdflib.NORMALIZE_LITERALS = before


def _term(node: Node) -> str:
    if isinstance(node, rdflib.URIRef):
        return str(ox.NamedNode(str(node)))
    if isinstance(node, rdflib.BNode):
        return str(ox.BlankNode(str(node)))
    if not isinstance(node, rdflib.Literal):
        raise TypeError(f"expected an IRI, a blank node or a literal, found {node!r}")
    if node.language:
        return str(ox.Literal(str(node), language=node.language))
    return str(ox.Literal(str(node), datatype=ox.NamedNode(str(node.datatype)) if node.datatype else None))
