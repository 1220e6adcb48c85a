"""RDF terms and quads as the converters write them, and their canonical N-Quads form.

The dump, its digest and validation come from these quads as written, never from a store: stores rewrite
literals. The form is canonical N-Quads (https://www.w3.org/TR/rdf-canon/#canonical-quads).
"""

from __future__ import annotations

import re
from typing import NamedTuple, NewType, TypeAlias

IRI = NewType("IRI", str)
"""An absolute IRI without angle brackets."""

XSD = "http://www.w3.org/2001/XMLSchema#"
RDF_TYPE = IRI("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")


class Literal(NamedTuple):
    """An RDF literal: lexical form with a BCP 47 language tag, or a datatype IRI, or neither (xsd:string)."""

    value: str
    lang: str | None = None
    datatype: IRI | None = None


Object: TypeAlias = "IRI | Literal"


class Quad(NamedTuple):
    """Subject, predicate, object, named graph. There are no blank nodes in this product."""

    subject: IRI
    predicate: IRI
    object: Object
    graph: IRI


_ESCAPES = {
    '"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t", "\b": "\\b", "\f": "\\f", "\x7f": "\\u007F",
}  # fmt: skip
_ESCAPES.update({chr(c): f"\\u{c:04X}" for c in range(0x20) if chr(c) not in _ESCAPES})
_SPECIAL = re.compile("[" + re.escape("".join(_ESCAPES)) + "]")
_IRI_FORBIDDEN = re.compile(r'[\x00-\x20<>"{}|^`\\]')


def nquad(quad: Quad) -> str:
    """Return the quad as one canonical N-Quads line without its newline."""
    subject, predicate, obj, graph = quad
    return f"<{subject}> <{predicate}> {term(obj)} <{graph}> ."


def term(value: Object) -> str:
    """Return a term in N-Quads syntax."""
    if isinstance(value, str):
        return f"<{value}>"
    text = value.value
    if _SPECIAL.search(text):
        text = _SPECIAL.sub(lambda match: _ESCAPES[match.group()], text)
    if value.lang:
        return f'"{text}"@{value.lang}'
    if value.datatype:
        return f'"{text}"^^<{value.datatype}>'
    return f'"{text}"'


def is_valid_iri(value: str) -> bool:
    """Whether the text is an absolute IRI that N-Quads can carry unescaped."""
    return bool(re.match(r"[A-Za-z][A-Za-z0-9+.-]*:", value)) and not _IRI_FORBIDDEN.search(value)


def date(value: str) -> Literal:
    """Return a sourced date of any precision as xsd:date, xsd:gYearMonth or xsd:gYear."""
    datatype = {10: "date", 7: "gYearMonth", 4: "gYear"}.get(len(value))
    if datatype is None:
        raise ValueError(f"not an ISO 8601 date of day, month or year precision: {value!r}")
    return Literal(value, datatype=IRI(XSD + datatype))


def integer(value: int) -> Literal:
    """Return an xsd:integer in canonical form."""
    return Literal(str(value), datatype=IRI(XSD + "integer"))


def decimal(value: str) -> Literal:
    """Return an xsd:decimal with the given lexical form."""
    return Literal(value, datatype=IRI(XSD + "decimal"))


def boolean(value: bool) -> Literal:
    """Return an xsd:boolean."""
    return Literal("true" if value else "false", datatype=IRI(XSD + "boolean"))
