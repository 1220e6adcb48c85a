"""The reference graph in serializations that are small enough to read: Turtle and JSON-LD."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import pyoxigraph as ox

from osce_kg.formats import JSON_LD, TURTLE, Format
from osce_kg.iris import Iris
from osce_kg.outputs.quads import read_release
from osce_kg.outputs.shared import per_page_prefixes
from osce_kg.release import Release
from osce_kg.vocab import PREFIXES

_STATED_IN_REFERENCE = ("capture", "document", "evidence", "graph", "menu", "menu-entry", "quotation")
"""Kinds of things that the reference graph never speaks of. Office holders are people, so these are not among them."""


def reference_serializations(lines: Iterable[str], iris: Iris) -> Mapping[str, bytes]:
    """Return the reference graph as `reference.ttl` and `reference.jsonld`, by file name.

    `lines` are sorted canonical N-Quads without newlines; those of other graphs are passed over. The same lines give
    the same bytes, and literals keep their lexical forms.
    """
    end = f" <{iris.graph('reference')}> ."
    wanted = "".join(f"{line.removesuffix(end)} .\n" for line in lines if line.endswith(end))
    triples = [quad.triple for quad in ox.parse(input=wanted, format=ox.RdfFormat.N_TRIPLES)]
    used = {triple.predicate.value for triple in triples} | {
        triple.object.value for triple in triples if isinstance(triple.object, ox.NamedNode)
    }
    used |= {triple.object.datatype.value for triple in triples if isinstance(triple.object, ox.Literal)}
    prefixes = {name: space for name, space in PREFIXES.items() if any(iri.startswith(space) for iri in used)}
    return {
        f"reference.{TURTLE.extension}": turtle(triples, prefixes),
        f"reference.{JSON_LD.extension}": _serialized(triples, JSON_LD, {}),
    }


def release_serializations(release: Release) -> Mapping[str, bytes]:
    """Return the reference graph of a release; see `reference_serializations`."""
    iris = Iris(release.manifest.base)
    lines = read_release(release.dumps[:1], per_page_prefixes(iris, _STATED_IN_REFERENCE))
    return reference_serializations(lines, iris)


def turtle(triples: Sequence[ox.Triple], prefixes: Mapping[str, str]) -> bytes:
    """Return triples as Turtle, in their order. The serializer puts its prefixes in an order of chance; here they are
    sorted.
    """
    lines = _serialized(triples, TURTLE, prefixes).splitlines(keepends=True)
    return b"".join((*sorted(lines[: len(prefixes)]), *lines[len(prefixes) :]))


def _serialized(triples: Sequence[ox.Triple], fmt: Format, prefixes: Mapping[str, str]) -> bytes:
    assert fmt.rdf is not None
    document = ox.serialize(triples, format=fmt.rdf, prefixes=dict(prefixes))
    assert document is not None
    return document
