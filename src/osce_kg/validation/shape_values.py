"""What is wrong with a path or a query of a shape."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping

import pyoxigraph as ox

from osce_kg.validation.model import SH

DEEPEST = 32
"""Paths in each other; a path that is part of itself has no end."""

_STEPS = ("inversePath", "zeroOrMorePath", "oneOrMorePath", "zeroOrOnePath")
_FIRST = "http://www.w3.org/1999/02/22-rdf-syntax-ns#first"

_SERVICE = re.compile(r"(?<![\w<:/#.-])SERVICE\s+(?:SILENT\s+)?(?:<|\$|\?|[\w-]*:)", re.IGNORECASE)

Values = Callable[[object, str], list[object]]
"""Returns the values that a node has for a property, an IRI."""

Members = Callable[[object], "list[object] | None"]
"""Returns the members of an RDF list, or None if it is none."""


def path_problem(node: object, values: Values, members: Members, depth: int = 0) -> str | None:
    """Return why a node is no property path (https://www.w3.org/TR/shacl/#property-paths), or None if it is one."""
    if isinstance(node, ox.NamedNode):
        return None
    if isinstance(node, ox.Literal):
        return f"sh:path {node}: expected an IRI or a blank node"
    if depth > DEEPEST:
        return f"sh:path: paths in each other deeper than {DEEPEST}, or part of themselves"
    inner: list[object] = []
    for step in _STEPS:
        inner += values(node, SH + step)
    for head in values(node, f"{SH}alternativePath"):
        inner += members(head) or ()
    if not inner and values(node, _FIRST):
        inner = members(node) or []
    if not inner:
        return "sh:path: a blank node with none of sh:inversePath, sh:alternativePath, … and no list is no path"
    return next(filter(None, (path_problem(part, values, members, depth + 1) for part in inner)), None)


def query_problem(text: str, prefixes: Mapping[str, str]) -> str | None:
    """Return why the query of a constraint is wrong, or None if it parses. It is not evaluated on any data."""
    # https://www.w3.org/TR/shacl/#sparql-constraints-variables: $PATH stands for the path of the shape.
    if _SERVICE.search(text):
        return "SERVICE is refused, nothing is fetched"
    query = text.replace("$PATH", "<urn:x:path>").replace("?PATH", "<urn:x:path>")
    try:
        ox.Store().query(query, prefixes=dict(prefixes))
    except (SyntaxError, ValueError, OSError) as error:
        return " ".join(str(error).split())[:80]
    return None


def declared_prefixes(triples: Iterable[ox.Triple]) -> dict[str, str]:
    """Return every prefix that the shapes declare (https://www.w3.org/TR/shacl/#sparql-prefixes)."""
    parts: dict[object, dict[str, str]] = {}
    for triple in triples:
        name = triple.predicate.value.removeprefix(SH)
        if name in {"prefix", "namespace"} and isinstance(triple.object, ox.Literal):
            parts.setdefault(triple.subject, {})[name] = triple.object.value
    return {part["prefix"]: part["namespace"] for part in parts.values() if len(part) == 2}
