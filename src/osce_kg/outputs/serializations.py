"""The reference graph in serializations that are small enough to read: Turtle and JSON-LD.

Both are written here, statement by statement in the order of the dump: pyoxigraph puts language tags into small letters
(`sr-cyrl`) and its prefixes in an order of chance. IRIs of things are relative to `{base}id/`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping

from osce_kg import rdf
from osce_kg.formats import JSON_LD, TURTLE
from osce_kg.iris import Iris
from osce_kg.outputs.quads import Statement, Thing, read_release, things
from osce_kg.outputs.shared import per_page_prefixes
from osce_kg.rdf import RDF_TYPE
from osce_kg.release import Release
from osce_kg.vocab import PREFIXES

_NEVER = ("capture", "document", "evidence", "graph", "menu", "menu-entry", "quotation")
"""Kinds of things that the reference graph never speaks of. Office holders are people, so these are not among them."""

_LOCAL = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*\Z")
_DOTS = re.compile(r"(^|/)\.\.?(/|\Z)")


def reference_serializations(lines: Iterable[str], iris: Iris) -> Mapping[str, bytes]:
    """Return the reference graph as `reference.ttl` and `reference.jsonld`, by file name.

    `lines` are sorted canonical N-Quads without newlines; those of other graphs are passed over. The same lines give
    the same bytes; lexical forms and language tags stay as they are.
    """
    end = f" <{iris.graph('reference')}> ."
    found = list(things(line for line in lines if line.endswith(end)))
    names = _Names(iris.ids)
    turtle, json_ld = "".join(_turtle(found, names)), _json_ld(found, names)
    return {f"reference.{TURTLE.extension}": turtle.encode(), f"reference.{JSON_LD.extension}": json_ld.encode()}


def release_serializations(release: Release) -> Mapping[str, bytes]:
    """Return the reference graph of a release; see `reference_serializations`."""
    iris = Iris(release.manifest.base)
    return reference_serializations(read_release(release.dumps[:1], per_page_prefixes(iris, _NEVER)), iris)


class _Names:
    """Shortens IRIs."""

    def __init__(self, ids: str) -> None:
        self.ids = ids

    def relative(self, iri: str) -> str | None:
        """Return an IRI relative to `{base}id/`, or None if it cannot be."""
        path = iri.removeprefix(self.ids)
        return None if path == iri or not path or ":" in path or _DOTS.search(path) else path

    def prefixed(self, iri: str) -> str | None:
        """Return an IRI as `prefix:local`, or None if no usual prefix fits."""
        for prefix, space in PREFIXES.items():
            if iri.startswith(space) and _LOCAL.match(iri, len(space)):
                return f"{prefix}:{iri[len(space) :]}"
        return None


def _turtle(found: Iterable[Thing], names: _Names) -> Iterator[str]:
    """Yield Turtle (https://www.w3.org/TR/turtle/): one block for each thing, one line for each property."""
    yield f"@base <{names.ids}> .\n"
    yield from (f"@prefix {prefix}: <{space}> .\n" for prefix, space in sorted(PREFIXES.items()))

    def named(iri: str) -> str:
        return names.prefixed(iri) or f"<{names.relative(iri) or iri}>"

    def term(statement: Statement) -> str:
        qualifier = statement.qualifier
        if qualifier is None:
            return named(statement.value)
        text = rdf.term(rdf.Literal(statement.value))
        return text + (f"^^{named(qualifier[2:])}" if qualifier.startswith("^^") else qualifier)

    for thing in found:
        properties = (
            f"    {'a' if predicate == RDF_TYPE else named(predicate)} {' , '.join(map(term, thing.all(predicate)))}"
            for predicate in _predicates(thing)
        )
        yield f"\n{named(thing.iri)}\n" + " ;\n".join(properties) + " .\n"


def _json_ld(found: Iterable[Thing], names: _Names) -> str:
    """Return JSON-LD 1.1 (https://www.w3.org/TR/json-ld11/) with a context of its own: one node object a thing."""

    def named(iri: str) -> str:
        return names.prefixed(iri) or names.relative(iri) or iri

    def value(statement: Statement) -> object:
        qualifier = statement.qualifier
        if qualifier is None:
            return {"@id": named(statement.value)}
        if qualifier.startswith("@"):
            return {"@value": statement.value, "@language": qualifier[1:]}
        if qualifier:
            return {"@value": statement.value, "@type": names.prefixed(qualifier[2:]) or qualifier[2:]}
        return {"@value": statement.value}

    def node(thing: Thing) -> dict[str, object]:
        about: dict[str, object] = {"@id": named(thing.iri)}
        for predicate in _predicates(thing):
            statements = thing.all(predicate)
            if predicate == RDF_TYPE:
                about["@type"] = [names.prefixed(item.value) or item.value for item in statements]
            else:
                about[names.prefixed(predicate) or predicate] = [value(item) for item in statements]
        return about

    document = {"@context": {"@base": names.ids, **dict(sorted(PREFIXES.items()))}, "@graph": [*map(node, found)]}
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def _predicates(thing: Thing) -> Iterable[str]:
    return dict.fromkeys(statement.predicate for statement in thing.statements)
