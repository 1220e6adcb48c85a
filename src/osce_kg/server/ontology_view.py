"""The ontology as its documentation shows it: a header, and each term with what it is under, over and used with."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode, Triple

from osce_kg.outputs.statistics import Statistics
from osce_kg.rdf import RDF_TYPE
from osce_kg.server.lookups import Term, best_labels
from osce_kg.vocab import OSCE, PREFIXES, RDFS

_OWL, _SKOS, _DCT, _VANN = PREFIXES["owl"], PREFIXES["skos"], PREFIXES["dct"], PREFIXES["vann"]
_CLASS, _INDIVIDUAL = f"{_OWL}Class", f"{_OWL}NamedIndividual"
_KINDS = (
    ("classes", "Classes", _CLASS),
    ("object-properties", "Object properties", f"{_OWL}ObjectProperty"),
    ("datatype-properties", "Datatype properties", f"{_OWL}DatatypeProperty"),
    ("annotation-properties", "Annotation properties", f"{_OWL}AnnotationProperty"),
    ("individuals", "Named individuals", _INDIVIDUAL),
)
_HEADER = (
    ("Description", f"{_DCT}description"), ("Note", RDFS.comment), ("Version", f"{_OWL}versionInfo"),
    ("Version IRI", f"{_OWL}versionIRI"), ("Version before", f"{_OWL}priorVersion"), ("Issued", f"{_DCT}issued"),
    ("Modified", f"{_DCT}modified"), ("Creator", f"{_DCT}creator"), ("Publisher", f"{_DCT}publisher"),
    ("Licence", f"{_DCT}license"), ("Preferred prefix", f"{_VANN}preferredNamespacePrefix"),
    ("Namespace", f"{_VANN}preferredNamespaceUri"), ("Cite as", f"{_DCT}bibliographicCitation"),
)  # fmt: skip
_LISTED = (
    ("Sub-class of", RDFS.subClassOf), ("Sub-property of", RDFS.subPropertyOf),
    ("Domain", RDFS.domain), ("Range", RDFS.range), ("Inverse of", f"{_OWL}inverseOf"),
    ("Equivalent class", f"{_OWL}equivalentClass"), ("Replaced by", f"{_DCT}isReplacedBy"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class DocumentedTerm:
    """One term. `rows` are names of relations with IRIs of terms; `count` how often it is used, None if not counted."""

    iri: str
    name: str
    label: str
    definition: str
    notes: tuple[str, ...]
    rows: tuple[tuple[str, tuple[str, ...]], ...]
    deprecated: bool
    count: int | None


@dataclass(frozen=True, slots=True)
class Part:
    """The terms of one kind, by local name."""

    anchor: str
    title: str
    terms: tuple[DocumentedTerm, ...]


class OntologyView:
    """Reads an ontology; `counted` are the numbers of instances and statements by term."""

    def __init__(self, triples: Iterable[Triple], counted: Statistics) -> None:
        self._said: dict[str, list[tuple[str, NamedNode | Literal]]] = {}
        for triple in triples:
            if isinstance(triple.subject, NamedNode) and isinstance(triple.object, NamedNode | Literal):
                self._said.setdefault(triple.subject.value, []).append((triple.predicate.value, triple.object))
        self._counts = counted.classes + counted.properties
        self._backwards = self._reversed()
        self._header = next((iri for iri in self._said if f"{_OWL}Ontology" in self._iris(iri, RDF_TYPE)), "")
        own = [iri for iri in self._said if iri.startswith(OSCE.NS) and iri != OSCE.NS]
        self.parts = tuple(part for part in (self._part(*kind, own) for kind in _KINDS) if part.terms)
        self.external = self._external()

    @property
    def title(self) -> str:
        """The title of the ontology."""
        return self._text(self._header, f"{_DCT}title") or "Ontology"

    @property
    def header(self) -> list[tuple[str, list[str]]]:
        """What is said of the ontology itself, each with its values."""
        found = [(name, [value.value for said, value in self._said.get(self._header, ()) if said == prop])
                 for name, prop in _HEADER]  # fmt: skip
        return [(name, values) for name, values in found if values]

    def _part(self, anchor: str, title: str, kind: str, own: Iterable[str]) -> Part:
        terms = (self._term(iri) for iri in own if kind in self._iris(iri, RDF_TYPE))
        return Part(anchor, title, tuple(sorted(terms, key=lambda term: (term.name.lower(), term.name))))

    def _term(self, iri: str) -> DocumentedTerm:
        types = self._iris(iri, RDF_TYPE)
        rows = [(name, self._iris(iri, prop)) for name, prop in _LISTED]
        backwards = [
            ("Super-class of", self._backwards.get((iri, RDFS.subClassOf), ())),
            ("Super-property of", self._backwards.get((iri, RDFS.subPropertyOf), ())),
            ("In domain of", self._backwards.get((iri, RDFS.domain), ())),
            ("In range of", self._backwards.get((iri, RDFS.range), ())),
            ("Also has, from above", self._inherited(iri) if _CLASS in types else ()),
        ]
        if _CLASS in types:
            backwards.append(("Individuals", self._backwards.get((iri, RDF_TYPE), ())))
        if _INDIVIDUAL in types:
            rows.append(("Class", tuple(kind for kind in types if kind != _INDIVIDUAL)))
        known = iri in self._counts or not self._counts or _INDIVIDUAL in types
        return DocumentedTerm(
            iri,
            iri.removeprefix(OSCE.NS),
            self._text(iri, RDFS.label) or iri.removeprefix(OSCE.NS),
            self._text(iri, f"{_SKOS}definition") or self._text(iri, RDFS.comment),
            tuple(
                text for prop in ("scopeNote", "example", "editorialNote") if (text := self._text(iri, _SKOS + prop))
            ),
            tuple((name, tuple(sorted(values))) for name, values in (*rows, *backwards) if values),
            any(name == f"{_OWL}deprecated" and value.value == "true" for name, value in self._said[iri]),
            self._counts.get(iri) if known else 0,
        )

    def _inherited(self, iri: str) -> tuple[str, ...]:
        """Return the properties that a class has from the classes above it, near and far."""
        above: dict[str, None] = {}
        waiting = list(self._iris(iri, RDFS.subClassOf))
        while waiting:
            upper = waiting.pop()
            if upper not in above:
                above[upper] = None
                waiting += self._iris(upper, RDFS.subClassOf)
        return tuple(prop for upper in above for prop in self._backwards.get((upper, RDFS.domain), ()))

    def _external(self) -> list[tuple[str, list[str]]]:
        """Return the terms of other vocabularies that are declared, by the vocabulary that defines them."""
        found: dict[str, list[str]] = {}
        for iri in self._said:
            if not iri.startswith(OSCE.NS) and any(kind in self._iris(iri, RDF_TYPE) for _, _, kind in _KINDS):
                home = next(iter(self._iris(iri, RDFS.isDefinedBy)), "")
                found.setdefault(home, []).append(iri)
        return sorted((home, sorted(iris)) for home, iris in found.items())

    def _reversed(self) -> dict[tuple[str, str], tuple[str, ...]]:
        found: dict[tuple[str, str], list[str]] = {}
        for iri, said in self._said.items():
            for name, value in said:
                if isinstance(value, NamedNode):
                    found.setdefault((value.value, name), []).append(iri)
        return {key: tuple(iris) for key, iris in found.items()}

    def _iris(self, iri: str, prop: str) -> tuple[str, ...]:
        said = self._said.get(iri, ())
        return tuple(value.value for name, value in said if name == prop and isinstance(value, NamedNode))

    def _text(self, iri: str, prop: str) -> str:
        """Return the best text of a property, English before others."""
        texts = [
            ("", Term("literal", value.value, value.language))
            for name, value in self._said.get(iri, ())
            if name == prop and isinstance(value, Literal)
        ]
        return best_labels(texts).get("", "")
