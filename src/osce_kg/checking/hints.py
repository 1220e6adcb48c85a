"""What SHACL results say in plain words, and what to do about findings of other checks."""

from __future__ import annotations

import inspect
from functools import lru_cache

from osce_kg import vocab

_PREFIXES = {
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#": "rdf",
    "http://www.w3.org/2001/XMLSchema#": "xsd",
    "http://www.w3.org/ns/shacl#": "sh",
}

_SAYS = {
    "MinCount": "{path} is missing, or stands too few times",
    "MaxCount": "{path} stands too many times",
    "Datatype": "{value} of {path} does not have the expected datatype, or is ill-formed",
    "Class": "{value} of {path} does not have the expected class",
    "NodeKind": "{value} of {path} is not the expected kind of node",
    "Pattern": "{value} of {path} does not match the pattern",
    "In": "{value} of {path} is none of the allowed values",
    "HasValue": "{path} lacks the expected value",
    "UniqueLang": "{path} has two values in one language",
    "LanguageIn": "{value} of {path} is in another language than allowed",
    "MinLength": "{value} of {path} is too short",
    "MaxLength": "{value} of {path} is too long",
    "MinInclusive": "{value} of {path} is too small",
    "MinExclusive": "{value} of {path} is too small",
    "MaxInclusive": "{value} of {path} is too large",
    "MaxExclusive": "{value} of {path} is too large",
    "LessThan": "{value} of {path} is not less than what it is compared with",
    "LessThanOrEquals": "{value} of {path} is greater than what it is compared with",
    "Node": "{value} of {path} does not conform to the shape that it must conform to",
    "Closed": "{path} is not allowed here, and has the value {value}",
    "Disjoint": "{value} of {path} stands where it must not",
    "Equals": "{value} of {path} has no equal where it must have one",
}

_SHOWN = 80


def says(component: str, path: str | None, value: str | None) -> str:
    """Return in words what a constraint component, an IRI, found wrong."""
    name = component.rpartition("#")[2].removesuffix("ConstraintComponent")
    shown_path = compact(path) if path else "the node itself"
    shown_value = shorten(compact_term(value)) if value else "a value"
    if path is None and name in _SAYS:
        return _SAYS[name].replace("{value} of {path}", "{value}").format(path=shown_path, value=shown_value)
    if name in _SAYS:
        return _SAYS[name].format(path=shown_path, value=shown_value)
    return f"the constraint {name} does not hold for {shown_path}" + (f", {shown_value}" if value else "")


def compact(iri: str) -> str:
    """Return an IRI with a prefix if its namespace is one of the vocabulary's, else as it is."""
    for namespace, prefix in _prefixes().items():
        if iri.startswith(namespace) and len(iri) > len(namespace):
            return f"{prefix}:{iri[len(namespace) :]}"
    return iri


def compact_term(term: str) -> str:
    """Return a term in N-Triples syntax, shorter: IRIs without brackets, datatypes with a prefix."""
    if term.startswith("<"):
        return compact(term[1:-1])
    text, mark, datatype = term.rpartition("^^<")
    return f"{text}^^{compact(datatype[:-1])}" if mark else term


def shorten(text: str) -> str:
    """Return a text of at most 80 characters on one line."""
    line = " ".join(text.split())
    return line if len(line) <= _SHOWN else line[: _SHOWN - 1] + "…"


@lru_cache(maxsize=1)
def _prefixes() -> dict[str, str]:
    found = dict(_PREFIXES)
    for name, namespace in inspect.getmembers(vocab, inspect.isclass):
        start = getattr(namespace, "NS", None)
        if start:
            found[start] = name.lower()
    return found
