"""RDF on its way out: the same statements give the same bytes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pyoxigraph
from pyoxigraph import Quad, Triple

from osce_kg.formats import TRIG, TURTLE, Format


def serialize(statements: Sequence[Triple] | Sequence[Quad], fmt: Format, prefixes: Mapping[str, str]) -> bytes:
    """Return statements in an RDF format, in their order, with prefixes where the format has them."""
    if fmt.rdf is None:
        raise ValueError(f"{fmt.name} is not an RDF format")
    document = pyoxigraph.serialize(statements, format=fmt.rdf, prefixes=dict(prefixes))
    assert document is not None
    if fmt not in (TURTLE, TRIG):
        return document
    lines = document.splitlines(keepends=True)  # the serializer puts its prefixes in an order of chance
    return b"".join((*sorted(lines[: len(prefixes)]), *lines[len(prefixes) :]))
