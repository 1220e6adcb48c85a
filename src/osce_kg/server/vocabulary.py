"""The ontology as JSON-LD programs need it: one context for all data, and data written in its terms.

Terms of the ontology go by their local names, those of other vocabularies by prefix and local name. The context says
of each property whether its values are things, and of which datatype its literals are, as the ontology does.
https://www.w3.org/TR/json-ld11/
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping

import pyoxigraph
from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from osce_kg.rdf import RDF_TYPE, XSD
from osce_kg.vocab import OSCE, PREFIXES, RDFS

_OWL = PREFIXES["owl"]
_COERCED = frozenset({f"{XSD}integer", f"{XSD}boolean", f"{XSD}date", f"{XSD}dateTime", f"{XSD}anyURI"})
_WHOLE = re.compile(r"0|-?[1-9][0-9]{0,14}")
_LOCAL = re.compile(r"[A-Za-z_][\w.-]*")

Value = str | int | bool | dict[str, object]


class Vocabulary:
    """The context of an ontology, and graphs in its terms."""

    def __init__(self, ontology: Iterable[Triple]) -> None:
        self._names: dict[str, str] = {RDFS.label: "label"}
        self._coercions: dict[str, str] = {}
        types, ranges = _read(ontology)
        terms: dict[str, object] = {"id": "@id", "type": "@type", **PREFIXES, "label": RDFS.label}
        for iri in sorted(types):
            name = _name(iri)
            if name is None or name in terms:
                continue
            self._names[iri] = name
            coercion = "@id" if f"{_OWL}ObjectProperty" in types[iri] else ranges.get(iri, "")
            if coercion and not types[iri].isdisjoint(_PROPERTIES):
                self._coercions[iri] = coercion
                terms[name] = {"@id": iri, "@type": coercion}
            else:
                terms[name] = iri
        self.context: Mapping[str, object] = {"@context": terms}
        self._schemes = frozenset(name.partition(":")[0] for name in terms)

    def document(self, context: str, triples: Iterable[Triple], first: str) -> bytes:
        """Return triples as JSON-LD with the context at an address, the thing `first` before the others.

        A graph with an IRI that reads as one of the context's own names, `schema:x` for instance, is written out in
        full instead: in JSON-LD there is no other way to tell it.
        """
        every = list(triples)
        if any(_scheme(term) in self._schemes for triple in every for term in triple):
            whole = pyoxigraph.serialize(every, format=pyoxigraph.RdfFormat.JSON_LD)
            assert whole is not None
            return whole
        nodes: dict[str, dict[str, object]] = {}
        for triple in every:
            node = nodes.setdefault(_id(triple.subject), {"id": _id(triple.subject)})
            predicate = triple.predicate.value
            if predicate == RDF_TYPE and isinstance(triple.object, NamedNode):
                _add(node, "type", self._name(triple.object.value))
            else:
                _add(node, self._name(predicate), self._value(predicate, triple.object))
        ordered = sorted(nodes.values(), key=lambda node: node["id"] != first)
        return json.dumps({"@context": context, "@graph": ordered}, ensure_ascii=False, indent=1).encode()

    def _name(self, iri: str) -> str:
        return self._names.get(iri) or _prefixed(iri) or iri

    def _value(self, predicate: str, term: NamedNode | BlankNode | Literal | Triple) -> Value:
        coercion = self._coercions.get(predicate)
        if isinstance(term, NamedNode | BlankNode):
            return _id(term) if coercion == "@id" else {"id": _id(term)}
        assert isinstance(term, Literal)
        if term.language:
            return {"@value": term.value, "@language": term.language}
        datatype = term.datatype.value
        if (native := _native(term.value, datatype)) is not None and coercion in {None, datatype}:
            return native
        if coercion == datatype or (coercion is None and datatype == f"{XSD}string"):
            return term.value
        value: dict[str, object] = {"@value": term.value}
        return value if datatype == f"{XSD}string" else value | {"@type": datatype}


_PROPERTIES = frozenset({f"{_OWL}ObjectProperty", f"{_OWL}DatatypeProperty"})


def _read(ontology: Iterable[Triple]) -> tuple[dict[str, set[str]], dict[str, str]]:
    """Return the types of each declared term, and the datatypes that literals of a property are coerced to."""
    types: dict[str, set[str]] = {}
    ranges: dict[str, str] = {}
    for triple in ontology:
        if not isinstance(triple.subject, NamedNode) or not isinstance(triple.object, NamedNode):
            continue
        if triple.predicate.value == RDF_TYPE:
            types.setdefault(triple.subject.value, set()).add(triple.object.value)
        elif triple.predicate.value == RDFS.range and triple.object.value in _COERCED:
            ranges[triple.subject.value] = triple.object.value
    return types, ranges


def _name(iri: str) -> str | None:
    """Return the name of a term in the context: without a prefix if it is the project's, None if it has none."""
    if iri.startswith(OSCE.NS):
        local = iri.removeprefix(OSCE.NS)
        return local if _LOCAL.fullmatch(local) else None
    return _prefixed(iri)


def _prefixed(iri: str) -> str | None:
    for prefix, namespace in PREFIXES.items():
        if iri.startswith(namespace) and _LOCAL.fullmatch(iri, len(namespace)):
            return f"{prefix}:{iri[len(namespace) :]}"
    return None


def _scheme(term: object) -> str:
    return term.value.partition(":")[0] if isinstance(term, NamedNode) else ""


def _id(term: NamedNode | BlankNode | Triple) -> str:
    assert not isinstance(term, Triple)
    return term.value if isinstance(term, NamedNode) else f"_:{term.value}"


def _native(text: str, datatype: str) -> int | bool | None:
    """Return a number or truth value whose canonical form is the text, None for any other."""
    if datatype == f"{XSD}integer" and _WHOLE.fullmatch(text):
        return int(text)
    return text == "true" if datatype == f"{XSD}boolean" and text in {"true", "false"} else None


def _add(node: dict[str, object], name: str, value: Value) -> None:
    """Add a value: one stands alone, several are a list."""
    if name not in node:
        node[name] = value
    elif isinstance(known := node[name], list):
        known.append(value)
    else:
        node[name] = [known, value]
