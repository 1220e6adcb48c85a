"""What is wrong with a shapes graph, found before a validator passes over it in silence."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Sequence
from typing import TypeAlias, cast

import pyoxigraph as ox

from osce_kg.errors import ShapesError
from osce_kg.validation import shacl_terms as terms
from osce_kg.validation.model import SH
from osce_kg.validation.shape_values import declared_prefixes, path_problem, query_problem

Triple: TypeAlias = ox.Triple
Term: TypeAlias = "ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple"

_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_CLASSES = {"http://www.w3.org/2000/01/rdf-schema#Class", "http://www.w3.org/2002/07/owl#Class"}
_XSD = "http://www.w3.org/2001/XMLSchema#"
_BOOLEANS = {f'"{word}"^^<{_XSD}boolean>' for word in ("true", "false")}
_SHOWN = 10
_DIGITS = 19


def check_shapes(triples: Sequence[Triple], source: str, need_target: bool = True) -> None:
    """Return nothing if the shapes are sound.

    Raises:
        ShapesError: every problem found, one a line, at most ten.
    """
    problems = sorted(set(_Checker(triples).problems(need_target)))
    if not problems:
        return
    more = [f"… and {len(problems) - _SHOWN} more"] if len(problems) > _SHOWN else []
    raise ShapesError(f"{source}: " + "; ".join(problems[:_SHOWN] + more))


class _Checker:
    """The shapes graph indexed by subject, and the questions asked of it."""

    def __init__(self, triples: Sequence[Triple]) -> None:
        self.triples = triples
        self.index: dict[Term, list[tuple[str, Term]]] = {}
        self.custom: set[str] = set()
        self.property_shapes: set[Term] = set()
        parameters: set[Term] = set()
        for subject, predicate, value in triples:
            self.index.setdefault(subject, []).append((predicate.value, value))
            if predicate.value == f"{SH}parameter":
                parameters.add(value)
        for parameter in parameters:
            paths = self.values(parameter, "path")
            self.custom |= {path.value for path in paths if isinstance(path, ox.NamedNode)}
        self.property_shapes |= self.objects("property")
        self.property_shapes |= {node for node in self.index if self.has_type(node, "PropertyShape")}
        self.property_shapes |= {node for node in self.index if self.values(node, "path") and node not in parameters}
        self.referenced = {value for name in terms.SHAPE_VALUED for value in self.objects(name)}
        for name in terms.SHAPE_LISTS:
            for head in self.objects(name):
                self.referenced |= set(self.members(head) or ())
        self.shapes = {node for node in self.index if self.has_type(node, "NodeShape") or self.has_target(node)}
        self.shapes |= self.referenced | self.property_shapes
        self.shapes -= parameters

    def problems(self, need_target: bool) -> Iterator[str]:
        yield from self.unknown_terms()
        yield from self.query_problems()
        if need_target and not any(self.has_target(shape) for shape in self.shapes):
            yield "no shape has a target, so nothing would be validated: add sh:targetClass to a shape"
        for shape in self.shapes:
            name = self.name(shape)
            yield from (f"{name}: {problem}" for problem in self.shape_problems(shape))
            for predicate, value in self.index.get(shape, ()):
                if predicate.startswith(SH):
                    problem = self.value_problem(predicate.removeprefix(SH), value)
                    if problem:
                        yield f"{name}: {problem}"

    def query_problems(self) -> Iterator[str]:
        prefixes = declared_prefixes(self.triples)
        for subject, predicate, value in self.triples:
            name = predicate.value.removeprefix(SH)
            if name in {"select", "ask"} and isinstance(value, ox.Literal):
                problem = query_problem(value.value, prefixes)
                if problem:
                    yield f"{self.owner(subject)}: sh:{name} is wrong: {problem}"

    def unknown_terms(self) -> Iterator[str]:
        for triple in self.triples:
            for term in triple:
                if isinstance(term, ox.NamedNode) and term.value.startswith(SH):
                    local = term.value.removeprefix(SH)
                    known = terms.PREDICATES if term == triple.predicate else terms.NAMES | {"this"}
                    if local and local not in known and not local.endswith("ConstraintComponent"):
                        close = difflib.get_close_matches(local, known, 1)
                        hint = f"; did you mean sh:{close[0]}?" if close else "; SHACL has no such term"
                        yield f"unknown term sh:{local} at {self.name(triple.subject)}{hint}"

    def shape_problems(self, shape: Term) -> Iterator[str]:
        predicates = {predicate for predicate, _ in self.index.get(shape, ())}
        local = {predicate.removeprefix(SH) for predicate in predicates if predicate.startswith(SH)}
        is_property = shape in self.property_shapes
        if not local & terms.CONSTRAINTS and not predicates & self.custom and not self.may_be_empty(shape):
            yield "the shape is empty, it constrains nothing: add a constraint or remove the shape"
        if is_property and len(self.values(shape, "path")) != 1:
            found = len(self.values(shape, "path"))
            yield f"a property shape needs exactly one sh:path, found {found}"
        elif is_property:
            problem = path_problem(self.values(shape, "path")[0], self.all_values, self.listed)
            if problem:
                yield problem
        if not is_property and local & terms.ONLY_ON_PROPERTIES:
            yield f"sh:{min(local & terms.ONLY_ON_PROPERTIES)} needs a property shape: add sh:path"
        if shape not in self.referenced and not self.has_target(shape):
            yield "the shape has no target and no other shape refers to it, so it is never used"

    def value_problem(self, name: str, value: Term) -> str | None:
        shown = f"sh:{name} {value}"
        if name == "severity" and not _is_named(value, terms.SEVERITIES):
            return f"{shown}: expected sh:Violation, sh:Warning or sh:Info"
        if name == "nodeKind" and not _is_named(value, terms.NODE_KINDS):
            return f"{shown}: expected one of sh:{', sh:'.join(sorted(terms.NODE_KINDS))}"
        if name in terms.COUNTS and not _is_count(value):
            return f"{shown}: expected an xsd:integer of at least 0"
        if name in terms.IRI_VALUED | {"targetClass", "targetObjectsOf", "targetSubjectsOf"}:
            return None if isinstance(value, ox.NamedNode) else f"{shown}: expected an IRI"
        if name in terms.BOOLEANS and str(value) not in _BOOLEANS:
            return f"{shown}: expected true or false"
        if name in terms.LISTS | terms.SHAPE_LISTS and self.members(value) is None:
            return f"sh:{name}: expected a well-formed list, written ( … )"
        if name in {"pattern", "message"} and not isinstance(value, ox.Literal):
            return f"{shown}: expected a literal"
        return None

    def members(self, head: Term) -> list[Term] | None:
        """Return the members of an RDF list, or None if it is none."""
        found: list[Term] = []
        seen: set[Term] = set()
        while not (isinstance(head, ox.NamedNode) and head.value == f"{_RDF}nil"):
            rests = [value for predicate, value in self.index.get(head, ()) if predicate == f"{_RDF}rest"]
            firsts = [value for predicate, value in self.index.get(head, ()) if predicate == f"{_RDF}first"]
            if len(rests) != 1 or len(firsts) != 1 or head in seen:
                return None
            seen.add(head)
            found.append(firsts[0])
            head = rests[0]
        return found

    def objects(self, name: str) -> set[Term]:
        return {triple.object for triple in self.triples if triple.predicate.value == SH + name}

    def values(self, node: Term, name: str) -> list[Term]:
        return [value for predicate, value in self.index.get(node, ()) if predicate == SH + name]

    def all_values(self, node: object, predicate: str) -> list[object]:
        return [value for name, value in self.index.get(cast("Term", node), ()) if name == predicate]

    def listed(self, head: object) -> list[object] | None:
        found = self.members(cast("Term", head))
        return None if found is None else list(found)

    def owner(self, constraint: Term) -> str:
        """Return the name of the shape or component that a query belongs to."""
        owners = [subject for subject, statements in self.index.items() if any(v == constraint for _, v in statements)]
        return self.name(constraint if isinstance(constraint, ox.NamedNode) or not owners else owners[0])

    def has_type(self, node: Term, name: str) -> bool:
        return (f"{_RDF}type", ox.NamedNode(SH + name)) in self.index.get(node, ())

    def has_target(self, node: Term) -> bool:
        """Whether the shape has a target, or is itself a class and so targets its instances."""
        statements = self.index.get(node, ())
        if any(predicate.removeprefix(SH) in terms.TARGETS for predicate, _ in statements):
            return True
        types = {str(value)[1:-1] for predicate, value in statements if predicate == f"{_RDF}type"}
        return bool(types & _CLASSES) and bool(types & {f"{SH}NodeShape", f"{SH}PropertyShape"})

    def may_be_empty(self, shape: Term) -> bool:
        """Whether the shape is switched off, or only names a property that a closed shape allows."""
        return self.true(shape, "deactivated") or any(
            self.true(parent, "closed") for parent in self.index if shape in self.values(parent, "property")
        )

    def true(self, node: Term, name: str) -> bool:
        return any(str(value).startswith('"true"') for value in self.values(node, name))

    def name(self, node: Term) -> str:
        """Return the shape's IRI, or for an anonymous one the IRI of its path."""
        if isinstance(node, ox.NamedNode):
            return str(node)
        paths = ", ".join(str(path) for path in self.values(node, "path"))
        return f"the anonymous shape of {paths or 'no path'}"


def _is_named(term: Term, names: Iterable[str]) -> bool:
    return isinstance(term, ox.NamedNode) and term.value in {SH + name for name in names}


def _is_count(term: Term) -> bool:
    return (
        isinstance(term, ox.Literal)
        and term.datatype.value == f"{_XSD}integer"
        and term.value.isdecimal()
        and len(term.value) < _DIGITS
    )
