"""Whether shapes met any data: a misspelt target or path checks nothing, and nothing is what it reports."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import pyoxigraph as ox

from osce_kg.rdf import RDF_TYPE
from osce_kg.validation.model import SH
from osce_kg.validation.shapes import ShapesGraph

_SUBCLASS = "<http://www.w3.org/2000/01/rdf-schema#subClassOf>"
_TYPE = f"<{RDF_TYPE}>"
_RDFS_CLASSES = {"http://www.w3.org/2000/01/rdf-schema#Class", "http://www.w3.org/2002/07/owl#Class"}
_IMPORTS = "http://www.w3.org/2002/07/owl#imports"
_SHOWN = 20


@dataclass(slots=True)
class Watched:
    """Passes N-Quads lines on, and remembers the terms in them by which shapes find what they check."""

    lines: Iterable[str]
    statements: int = 0
    predicates: set[str] = field(default_factory=set)
    classes: set[str] = field(default_factory=set)
    nodes: frozenset[str] = frozenset()
    seen_nodes: set[str] = field(default_factory=set)
    subclasses: set[tuple[str, str]] = field(default_factory=set)

    def __iter__(self) -> Iterator[str]:
        for line in self.lines:
            self.statements += 1
            subject, predicate, rest = line.split(" ", 2)
            self.predicates.add(predicate)
            if predicate == _TYPE:
                self.classes.add(rest.split(" ", 1)[0])
            elif predicate == _SUBCLASS:
                self.subclasses.add((subject, rest.split(" ", 1)[0]))
            if self.nodes and subject in self.nodes:
                self.seen_nodes.add(subject)
            yield line


@dataclass(frozen=True, slots=True)
class Coverage:
    """`targeted` is whether any shape found something to check; `notes` name the shapes and paths that did not."""

    targeted: bool
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A target or path of a shape, both in N-Triples syntax. `kind` is the property that declares it."""

    shape: str
    kind: str
    term: str


def target_nodes(shapes: ShapesGraph) -> frozenset[str]:
    """Return the nodes that shapes target by name, in N-Triples syntax."""
    return frozenset(wanted.term for wanted in _wanted(shapes) if wanted.kind == "targetNode")


def coverage(shapes: ShapesGraph, watched: Watched, known: frozenset[str] = frozenset()) -> Coverage:
    """Return whether the shapes met the data that was watched. `known` are declared terms, to tell a misspelt one."""
    wanted = _wanted(shapes)
    classes = _with_superclasses(watched, shapes)
    found = {
        "targetClass": classes,
        "targetSubjectsOf": watched.predicates,
        "targetObjectsOf": watched.predicates,
        "path": watched.predicates,
    }
    targets = [item for item in wanted if item.kind != "path"]
    # A node that is not in the data is checked all the same: what it lacks is what a shape may find.
    matched = any(item.kind in {"targetNode", "target"} or item.term in found[item.kind] for item in targets)
    missed = [item for item in wanted if item.kind in found and item.term not in found[item.kind]]
    missed += [item for item in targets if item.kind == "targetNode" and item.term not in watched.seen_nodes]
    spellings = {f"<{term}>" for term in known} | classes | watched.predicates
    notes = [_note(item, spellings, known) for item in missed]
    notes += [f"{iri} is imported by the shapes and not fetched: give it with --shapes" for iri in _imports(shapes)]
    more = [f"… and {len(notes) - _SHOWN} more of these"] if len(notes) > _SHOWN else []
    return Coverage(matched, tuple(notes[:_SHOWN] + more))


def _note(item: _Wanted, spellings: set[str], known: frozenset[str]) -> str:
    what = "path" if item.kind == "path" else f"sh:{item.kind}"
    note = f"{item.shape}: {what} {item.term} is not in the data, so this was not checked"
    if item.kind == "targetNode" or item.term[1:-1] in known:
        return note
    close = difflib.get_close_matches(item.term, spellings - {item.term}, 1, 0.9)
    return f"{note}; did you mean {close[0]}?" if close else note


def _with_superclasses(watched: Watched, shapes: ShapesGraph) -> set[str]:
    axioms = set(watched.subclasses)
    for line in shapes.hierarchy:
        lower, _, rest = line.split(" ", 2)
        axioms.add((lower, rest.split(" ", 1)[0]))
    found = set(watched.classes)
    while more := {upper for lower, upper in axioms if lower in found} - found:
        found |= more
    return found


def _wanted(shapes: ShapesGraph) -> list[_Wanted]:
    names = {
        f"{SH}{name}": name for name in ("targetClass", "targetSubjectsOf", "targetObjectsOf", "targetNode", "path")
    }
    found: list[_Wanted] = []
    types: dict[str, set[str]] = {}
    parameters: set[str] = set()
    for quad in ox.parse(shapes.ntriples, format=ox.RdfFormat.N_TRIPLES):
        subject, predicate, value = str(quad.subject), quad.predicate.value, quad.object
        if predicate in names and (isinstance(value, ox.NamedNode) or names[predicate] == "targetNode"):
            found.append(_Wanted(subject, names[predicate], str(value)))
        elif predicate == f"{SH}target":
            found.append(_Wanted(subject, "target", str(value)))
        elif predicate == RDF_TYPE and isinstance(value, ox.NamedNode):
            types.setdefault(subject, set()).add(value.value)
        elif predicate == f"{SH}parameter":
            parameters.add(str(value))
    # A shape that is a class targets its own instances (https://www.w3.org/TR/shacl/#implicit-targetClass).
    for subject, own in types.items():
        if own & _RDFS_CLASSES and own & {f"{SH}NodeShape", f"{SH}PropertyShape"}:
            found.append(_Wanted(subject, "targetClass", subject))
    distinct = [item for item in dict.fromkeys(found) if not (item.kind == "path" and item.shape in parameters)]
    return [_named(item) for item in distinct]


def _named(item: _Wanted) -> _Wanted:
    return _Wanted("an anonymous shape", item.kind, item.term) if item.shape.startswith("_:") else item


def _imports(shapes: ShapesGraph) -> list[str]:
    statements = ox.parse(shapes.ntriples, format=ox.RdfFormat.N_TRIPLES)
    return sorted({str(quad.object) for quad in statements if quad.predicate.value == _IMPORTS})
