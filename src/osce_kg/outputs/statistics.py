"""Sorted lines of a dump → how many things of each class and statements of each property there are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import islice

from osce_kg.rdf import RDF_TYPE

_CHUNK = 2_000
_TYPE = f"<{RDF_TYPE}>"


@dataclass(slots=True)
class Statistics:
    """Numbers by IRI. `statements` counts a statement once for each graph that has it."""

    statements: int = 0
    subjects: int = 0
    classes: Counter[str] = field(default_factory=Counter)
    properties: Counter[str] = field(default_factory=Counter)


def count_statements(lines: Iterable[str]) -> Statistics:
    """Return the statistics of sorted lines of canonical N-Quads, without newlines."""
    found = Statistics()
    predicates: Counter[str] = Counter()
    rest = iter(lines)
    subject, classes = "", set[str]()
    while chunk := list(islice(rest, _CHUNK)):
        split = [line.split(" ", 2) for line in chunk]
        predicates.update([predicate for _, predicate, _ in split])
        for named, predicate, value in split:
            if named != subject:
                subject = named
                found.subjects += 1
                found.classes.update(classes)
                classes.clear()
            if predicate == _TYPE:
                classes.add(value[1 : value.index(">")])
    found.classes.update(classes)
    found.statements = predicates.total()
    found.properties.update({predicate[1:-1]: number for predicate, number in predicates.items()})
    return found
