"""Reads the documents that a release publishes beside its graph: ontology, shapes, example queries."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph
from pyoxigraph import Literal, NamedNode, Triple

from osce_kg.errors import ReleaseError
from osce_kg.server.lookups import Term, best_labels
from osce_kg.vocab import OSCE, PREFIXES

_RDFS, _SKOS, _OWL, _DCT = PREFIXES["rdfs"], PREFIXES["skos"], PREFIXES["owl"], PREFIXES["dct"]
_HEADER = re.compile(r"#+\s*(?:([A-Za-z][\w -]*?)\s*:\s*)?(.*)")


@dataclass(frozen=True, slots=True)
class OntologyTerm:
    """One term of the ontology as its documentation shows it."""

    iri: str
    name: str
    label: str
    definition: str
    kind: str
    broader: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ExampleQuery:
    """One published query. Title, question and columns come from the comments at its head."""

    name: str
    title: str
    question: str
    text: str
    columns: tuple[str, ...] = ()


def read_triples(*paths: Path) -> list[Triple]:
    """Return the triples of Turtle files in file order; none of a file that is not there.

    Raises:
        ReleaseError: a file does not parse.
    """
    found: list[Triple] = []
    for path in filter(Path.is_file, paths):
        try:
            parsed = pyoxigraph.parse(path=path, format=pyoxigraph.RdfFormat.TURTLE, base_iri=OSCE.NS)
            found += [quad.triple for quad in parsed]
        except (SyntaxError, OSError) as error:
            raise ReleaseError(f"{path.name} cannot be published: {error}") from error
    return found


def ontology_terms(triples: list[Triple]) -> list[OntologyTerm]:
    """Return the terms in the project's namespace, sorted by kind and name."""
    by_subject: dict[str, list[Triple]] = {}
    for triple in triples:
        if isinstance(triple.subject, NamedNode) and triple.subject.value.startswith(OSCE.NS):
            by_subject.setdefault(triple.subject.value, []).append(triple)
    terms = [_term(iri, about) for iri, about in by_subject.items() if iri != OSCE.NS]
    return sorted(terms, key=lambda term: (term.kind, term.name.lower()))


def _term(iri: str, about: list[Triple]) -> OntologyTerm:
    name = iri[len(OSCE.NS) :]
    types = [t.object.value for t in about if _is(t, PREFIXES["rdf"], "type") and isinstance(t.object, NamedNode)]
    kinds = [kind.rpartition("#")[2] for kind in types if kind.startswith((_OWL, _RDFS, PREFIXES["rdf"]))]
    individual = next((kind[len(OSCE.NS) :] for kind in types if kind.startswith(OSCE.NS)), "")
    return OntologyTerm(
        iri,
        name,
        _text(about, (_RDFS, "label")) or name,
        _text(about, (_SKOS, "definition"), (_RDFS, "comment")),
        min((kind for kind in kinds if kind != "NamedIndividual"), default=individual or "Individual"),
        tuple(
            t.object.value
            for t in about
            if (_is(t, _RDFS, "subClassOf") or _is(t, _RDFS, "subPropertyOf")) and isinstance(t.object, NamedNode)
        ),
    )


def _is(triple: Triple, namespace: str, local: str) -> bool:
    return isinstance(triple.predicate, NamedNode) and triple.predicate.value == namespace + local


def _text(about: list[Triple], *properties: tuple[str, str]) -> str:
    """Return the best text of the first property that has one."""
    for namespace, local in properties:
        literals = [
            ("", Term("literal", t.object.value, t.object.language))
            for t in about
            if _is(t, namespace, local) and isinstance(t.object, Literal)
        ]
        if literals:
            return best_labels(literals)[""]
    return ""


def versions(triples: list[Triple]) -> frozenset[str]:
    """Return the last segments of the ontology's version IRIs, such as `1.0.0`."""
    return frozenset(
        t.object.value.rpartition("/")[2]
        for t in triples
        if _is(t, _OWL, "versionIRI") and isinstance(t.object, NamedNode)
    )


def read_queries(folder: Path) -> list[ExampleQuery]:
    """Return the published queries, sorted by file name; none if there is no such folder."""
    return [_example(path) for path in sorted(folder.glob("*.rq"))] if folder.is_dir() else []


def _example(path: Path) -> ExampleQuery:
    """Return one query. A comment `# title: …` names a field; lines after it without a name continue it."""
    text = path.read_text(encoding="utf-8")
    fields: dict[str, str] = {}
    current = ""
    for line in text.splitlines():
        match = _HEADER.fullmatch(line.strip())
        if not match:
            break
        name, value = (match[1] or "").lower(), match[2].strip()
        if name:
            current = name
            fields[current] = value
        elif value:
            fields[current] = f"{fields.get(current, '')} {value}".strip()
    title = fields.get("title") or fields.get("") or path.stem.replace("-", " ")
    return ExampleQuery(path.stem, title, fields.get("question", ""), text, tuple(fields.get("columns", "").split()))
