"""RDF terms of the two validators in one spelling, so that their reports compare as text."""

from __future__ import annotations

import pyoxigraph as ox

from osce_kg.errors import ShapesError
from osce_kg.records import Severity
from osce_kg.validation.model import SH

_SEVERITIES = {f"{SH}{severity.value}": severity for severity in Severity}


def plain(term: str) -> str:
    """Return an IRI without its angle brackets, anything else in canonical N-Triples syntax."""
    return term[1:-1] if term.startswith("<") and term.endswith(">") else same_term(term)


def same_term(term: str) -> str:
    """Return a term, given in N-Triples syntax, in canonical N-Triples syntax."""
    if not term.startswith('"'):
        return term
    (statement,) = ox.parse(f"<x:s> <x:p> {term} .", format=ox.RdfFormat.N_TRIPLES)
    return str(statement.object)


def resource(term: str) -> str | None:
    """Return the IRI of a shape, given with or without brackets, or None if it is a blank node."""
    if term.startswith("_:"):
        return None
    return term.removeprefix("<").removesuffix(">")


def path_name(path: str | None) -> str | None:
    """Return a predicate path's IRI without brackets, any other path as it is, None for none."""
    if path is None:
        return None
    inner = path[1:-1]
    return inner if path.startswith("<") and path.endswith(">") and "<" not in inner else path


def severity_of(iri: str) -> Severity:
    """Return the severity of this IRI, given without brackets.

    Raises:
        ShapesError: it is none of SHACL's three.
    """
    try:
        return _SEVERITIES[iri]
    except KeyError:
        expected = "sh:Violation, sh:Warning or sh:Info"
        raise ShapesError(f"unknown severity {iri}: expected {expected}; correct sh:severity") from None
