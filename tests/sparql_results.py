"""SPARQL results as a client reads them, and whether two are equal: blank nodes by isomorphism, numbers by value.

The readers are not the server's: JSON, XML and CSV are read with the standard library.
"""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import NamedTuple
from xml.etree import ElementTree

import pyoxigraph as ox

_XSD = "http://www.w3.org/2001/XMLSchema#"
_SRX = "{http://www.w3.org/2005/sparql-results#}"
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_RS = "http://www.w3.org/2001/sw/DataAccess/tests/result-set#"
_STRING = _XSD + "string"
_LANG_STRING = "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString"
_INTEGERS = frozenset(
    _XSD + name
    for name in (
        "integer", "long", "int", "short", "byte", "nonNegativeInteger", "positiveInteger", "nonPositiveInteger",
        "negativeInteger", "unsignedLong", "unsignedInt", "unsignedShort", "unsignedByte",
    )
)  # fmt: skip


class Term(NamedTuple):
    """One RDF term; `kind` is uri, bnode, literal, or plain for a cell of CSV, which tells nothing of it,
    and where all that looks like a number is compared as one.
    """

    kind: str
    value: str
    datatype: str = ""
    language: str = ""


Row = dict[str, Term]


@dataclass(frozen=True, slots=True)
class Solutions:
    """The answer to SELECT: variables in order and rows in order."""

    variables: tuple[str, ...]
    rows: tuple[Row, ...]


Graph = frozenset[tuple[Term, Term, Term]]
Answer = Solutions | bool | Graph


def read_json(document: bytes) -> Solutions | bool:
    """Read SPARQL 1.1 Query Results JSON Format."""
    raw = json.loads(document)
    if "boolean" in raw:
        assert isinstance(raw["boolean"], bool)
        return raw["boolean"]
    rows = [{name: _json_term(value) for name, value in row.items()} for row in raw["results"]["bindings"]]
    return _solutions(raw["head"]["vars"], rows)


def _json_term(value: dict[str, str]) -> Term:
    kind = value["type"]
    if kind in {"uri", "bnode"}:
        return Term(kind, value["value"])
    assert kind in {"literal", "typed-literal"}, kind
    return literal(value["value"], value.get("datatype"), value.get("xml:lang"))


def read_xml(document: bytes) -> Solutions | bool:
    """Read the SPARQL Query Results XML Format (Second Edition)."""
    root = ElementTree.fromstring(document)
    assert root.tag == f"{_SRX}sparql", root.tag
    truth = root.find(f"{_SRX}boolean")
    if truth is not None:
        return {"true": True, "false": False}[(truth.text or "").strip()]
    variables = [item.attrib["name"] for item in root.findall(f"{_SRX}head/{_SRX}variable")]
    rows = [
        {binding.attrib["name"]: _xml_term(binding[0]) for binding in result.findall(f"{_SRX}binding")}
        for result in root.findall(f"{_SRX}results/{_SRX}result")
    ]
    return _solutions(variables, rows)


def _xml_term(element: ElementTree.Element) -> Term:
    kind, text = element.tag.removeprefix(_SRX), element.text or ""
    if kind in {"uri", "bnode"}:
        return Term(kind, text)
    assert kind == "literal", kind
    return literal(text, element.get("datatype"), element.get(_XML_LANG))


def read_csv(document: bytes) -> Solutions:
    """Read SPARQL 1.1 Query Results CSV: strings that do not tell their kind. An empty cell is unbound or empty."""
    text = document.decode("utf-8")
    header, *records = csv.reader(io.StringIO(text, newline=""))
    records = [record or [""][: len(header)] for record in records]  # an empty line is one empty cell, if any
    assert all(len(record) == len(header) for record in records)
    return _solutions(
        header,
        [{name: _csv_term(cell) for name, cell in zip(header, record, strict=True) if cell} for record in records],
    )


def _csv_term(cell: str) -> Term:
    return Term("bnode", cell[2:]) if cell.startswith("_:") else Term("plain", _canonical(cell, _XSD + "double"))


def as_csv(answer: Solutions) -> Solutions:
    """Return what is left of solutions in CSV: no datatypes, no languages, unbound like the empty string."""

    def plain(term: Term) -> Term:
        return term if term.kind == "bnode" else Term("plain", _canonical(term.value, _XSD + "double"))

    rows = [{name: plain(term) for name, term in row.items() if term.value} for row in answer.rows]
    return _solutions(answer.variables, rows)


def read_tsv(document: bytes) -> Solutions:
    """Read SPARQL 1.1 Query Results TSV: each cell is a term in Turtle."""
    header, *lines = document.decode("utf-8").removesuffix("\n").split("\n")
    variables = [name.removeprefix("?") for name in header.split("\t")] if header else []
    rows: list[Row] = []
    for line in lines:
        cells = line.split("\t") if variables else []
        assert len(cells) == len(variables), line
        rows.append({name: _turtle_term(cell) for name, cell in zip(variables, cells, strict=True) if cell.strip()})
    return _solutions(variables, rows)


def _turtle_term(cell: str) -> Term:
    (quad,) = ox.parse(f"<x:s> <x:p> {cell} .", format=ox.RdfFormat.TURTLE)
    return term_of(quad.object)


def read_graph(document: bytes, rdf_format: ox.RdfFormat, base: str | None = None) -> Graph:
    """Read a graph; statements in named graphs are refused."""
    quads = list(ox.parse(document, format=rdf_format, base_iri=base))
    assert all(isinstance(quad.graph_name, ox.DefaultGraph) for quad in quads)
    return frozenset((term_of(q.subject), term_of(q.predicate), term_of(q.object)) for q in quads)


def read_result_set(graph: Graph) -> Solutions | None:
    """Return the solutions that a graph describes in the result-set vocabulary, or None for another graph."""
    typed = Term("uri", "http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
    if not any(p == typed and o.value == _RS + "ResultSet" for _, p, o in graph):
        return None

    def objects(subject: Term, local: str) -> list[Term]:
        return [o for s, p, o in graph if s == subject and p.value == _RS + local]

    variables = [o.value for _, p, o in graph if p.value == _RS + "resultVariable"]
    rows = [
        {objects(b, "variable")[0].value: objects(b, "value")[0] for b in objects(solution, "binding")}
        for _, p, solution in graph
        if p.value == _RS + "solution"
    ]
    return _solutions(sorted(variables), rows)


def term_of(term: object) -> Term:
    """Return a term of Oxigraph as one to compare."""
    if isinstance(term, ox.NamedNode):
        return Term("uri", term.value)
    if isinstance(term, ox.BlankNode):
        return Term("bnode", term.value)
    assert isinstance(term, ox.Literal)
    return literal(term.value, term.datatype.value, term.language)


def literal(value: str, datatype: str | None, language: str | None) -> Term:
    """Return a literal in the form that is compared: numbers and booleans canonical, language tags in lower case."""
    if language:
        return Term("literal", value, _LANG_STRING, language.lower())
    return Term("literal", _canonical(value, datatype or _STRING), datatype or _STRING)


def _canonical(value: str, datatype: str) -> str:
    """Return one lexical form for all those of a number's value; the lexical form itself for what is none."""
    try:
        if datatype in _INTEGERS:
            return str(int(value))
        if datatype == _XSD + "decimal":
            number = Decimal(value)
            return format(number.normalize() if number else Decimal(0), "f")
        if datatype in {_XSD + "double", _XSD + "float"}:
            return repr(float(value))
    except (ValueError, ArithmeticError):
        return value
    if datatype == _XSD + "boolean":
        return {"1": "true", "0": "false"}.get(value, value)
    return value


def _solutions(variables: Iterable[str], rows: Sequence[Row]) -> Solutions:
    return Solutions(tuple(variables), tuple(rows))


def difference(expected: Answer, found: Answer) -> str | None:
    """Return what is wrong with an answer, or None if it is equal; the order of rows and variables is free."""
    if isinstance(expected, bool) or isinstance(found, bool):
        return None if expected is found else f"expected {expected}, found {found}"
    if isinstance(expected, Solutions) != isinstance(found, Solutions):
        return f"expected {type(expected).__name__}, found {type(found).__name__}"
    if isinstance(expected, Solutions) and isinstance(found, Solutions):
        if set(expected.variables) != set(found.variables):
            return f"expected variables {expected.variables}, found {found.variables}"
        ours, theirs = ([tuple(sorted(row.items())) for row in answer.rows] for answer in (expected, found))
    else:
        assert isinstance(expected, frozenset)
        assert isinstance(found, frozenset)
        names = ("s", "p", "o")
        ours, theirs = ([tuple(zip(names, row, strict=True)) for row in answer] for answer in (expected, found))
    if len(ours) == len(theirs) and _match(_rarest_first(ours), theirs, {}):
        return None
    missing, surplus = Counter(ours) - Counter(theirs), Counter(theirs) - Counter(ours)
    return f"expected {len(ours)} rows, found {len(theirs)}\nmissing {list(missing)}\nsurplus {list(surplus)}"


_Tuple = tuple[tuple[str, Term], ...]


def _rarest_first(rows: Iterable[_Tuple]) -> list[_Tuple]:
    """Return rows with fewer blank nodes first: they decide without search."""
    return sorted(rows, key=lambda row: sum(term.kind == "bnode" for _, term in row))


def _match(rows: Sequence[_Tuple], others: Sequence[_Tuple], mapping: dict[str, str]) -> bool:
    """Whether the rows are the others under a one-to-one renaming of blank nodes that extends `mapping`."""
    if not rows:
        return True
    first, rest = rows[0], rows[1:]
    tried: set[_Tuple] = set()
    for position, other in enumerate(others):
        if other in tried:
            continue
        tried.add(other)
        extended = _unify(first, other, mapping)
        if extended is not None and _match(rest, [*others[:position], *others[position + 1 :]], extended):
            return True
        if extended is not None and len(extended) == len(mapping):
            return False  # nothing was decided here, so no other choice can help
    return False


def _unify(row: _Tuple, other: _Tuple, mapping: dict[str, str]) -> dict[str, str] | None:
    """Return the mapping extended so that it turns one row into the other, or None."""
    if len(row) != len(other):
        return None
    extended = dict(mapping)
    for (name, term), (other_name, other_term) in zip(row, other, strict=True):
        if name != other_name or term.kind != other_term.kind:
            return None
        if term.kind != "bnode":
            if term != other_term:
                return None
        elif extended.setdefault(term.value, other_term.value) != other_term.value:
            return None
    values = sorted(extended.values())
    return None if any(one == two for one, two in pairwise(values)) else extended
