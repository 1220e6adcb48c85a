"""Quads → Parquet tables and the RML mapping that makes the same quads of them.

One wide table per kind of subject, a row per subject and graph; a property that a subject may have twice has a table of
its own. Columns hold what will be written, IRIs in full: a mapping that made keys into IRIs would do more.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pyoxigraph as ox

from osce_kg.iris import Iris
from osce_kg.rdf import IRI

_PREFIXES = "@prefix rml: <http://w3id.org/rml/> .\n@prefix ql: <http://semweb.mmlab.be/ns/ql#> .\n"
_STRING = "http://www.w3.org/2001/XMLSchema#string"


@dataclass(frozen=True, slots=True)
class Column:
    """A property with objects of one form: `iri`, `string`, `language`, or a datatype's IRI."""

    predicate: str
    form: str

    def map(self, name: str) -> str:
        """Return the predicate-object map for the column of a name."""
        objects = f'rml:reference "{name}"'
        if self.form == "iri":
            objects += " ; rml:termType rml:IRI"
        elif self.form == "language":
            objects += f' ; rml:languageMap [ rml:reference "{name}-language" ]'
        elif self.form != "string":
            objects += f" ; rml:datatype <{self.form}>"
        return f"rml:predicateObjectMap [ rml:predicate <{self.predicate}> ; rml:objectMap [ {objects} ] ]"


@dataclass(slots=True)
class _Kind:
    """Values by row and column, in the order in which they came."""

    rows: dict[tuple[str, str], dict[Column, list[ox.NamedNode | ox.Literal]]] = field(default_factory=dict)

    def repeated(self) -> set[Column]:
        return {column for row in self.rows.values() for column, values in row.items() if len(values) > 1}


@dataclass(frozen=True, slots=True)
class Mapping:
    """Where the mapping is, and how many tables, rows and predicate-object maps there are."""

    path: Path
    tables: int
    rows: int
    maps: int


def write_tables(quads: Iterable[ox.Quad], iris: Iris, folder: Path, empty: bool = False) -> Mapping:
    """Write tables and `mapping.ttl` into a folder; with `empty` the tables have their columns and no row."""
    kinds: defaultdict[str, _Kind] = defaultdict(_Kind)
    for quad in quads:
        subject, graph, value = quad.subject, quad.graph_name, quad.object
        if not (isinstance(subject, ox.NamedNode) and isinstance(graph, ox.NamedNode)):
            raise TypeError(f"expected IRIs for subject and graph, found {quad}")
        if not isinstance(value, (ox.NamedNode, ox.Literal)):
            raise TypeError(f"expected an IRI or a literal as object, found {quad}")
        about, _ = iris.split(IRI(subject.value)) or ("other", "")
        where = iris.split(IRI(graph.value)) or ("", "")
        rows = kinds[f"{about}-{where[1].partition('/')[0]}"].rows
        row = rows.setdefault((subject.value, graph.value), {})
        row.setdefault(Column(quad.predicate.value, _form(value)), []).append(value)
    folder.mkdir(parents=True, exist_ok=True)
    maps: list[str] = []
    counts = Counter[str]()
    for name, kind in sorted(kinds.items()):
        for table, columns, content in _tables(name, kind):
            rows_written = 0 if empty else content.num_rows
            pq.write_table(content.slice(0, rows_written), folder / f"{table}.parquet")
            counts.update(tables=1, rows=rows_written, maps=len(columns))
            maps.append(_triples_map(table, folder / f"{table}.parquet", columns))
    path = folder / "mapping.ttl"
    path.write_text(_PREFIXES + "\n".join(maps), encoding="utf-8")
    return Mapping(path, counts["tables"], counts["rows"], counts["maps"])


def _form(value: ox.NamedNode | ox.Literal) -> str:
    if isinstance(value, ox.NamedNode):
        return "iri"
    if value.language:
        return "language"
    return "string" if value.datatype.value == _STRING else value.datatype.value


def _tables(name: str, kind: _Kind) -> Iterable[tuple[str, dict[str, Column], pa.Table]]:
    """Yield the wide table of a kind, then one per property that some subject has twice."""
    columns = dict.fromkeys(column for row in kind.rows.values() for column in row)
    apart = kind.repeated()
    wide = [column for column in columns if column not in apart]
    if wide:
        rows = [(key, {column: row[column][0] for column in wide if column in row}) for key, row in kind.rows.items()]
        yield _table(name, wide, rows)
    for number, column in enumerate(sorted(apart, key=str)):
        pairs = [(key, {column: value}) for key, row in kind.rows.items() for value in row.get(column, ())]
        yield _table(f"{name}-{number}", [column], pairs)


def _table(
    name: str,
    columns: list[Column],
    rows: list[tuple[tuple[str, str], dict[Column, ox.NamedNode | ox.Literal]]],
) -> tuple[str, dict[str, Column], pa.Table]:
    # morph-kgc writes to columns of its own that are named subject, predicate, object, graph and triple.
    names = {f"c{number}": column for number, column in enumerate(columns)}
    content: dict[str, list[str | None]] = {
        "about": [subject for (subject, _), _ in rows],
        "within": [graph for (_, graph), _ in rows],
    }
    for label, column in names.items():
        values = [row.get(column) for _, row in rows]
        content[label] = [None if value is None else value.value for value in values]
        if column.form == "language":
            content[f"{label}-language"] = [
                value.language if isinstance(value, ox.Literal) else None for value in values
            ]
    schema = pa.schema([(label, pa.string()) for label in content])
    return name, names, pa.table(content, schema=schema)


def _triples_map(name: str, path: Path, columns: dict[str, Column]) -> str:
    parts = [
        f'rml:logicalSource [ rml:source "{path}" ; rml:referenceFormulation ql:Parquet ]',
        'rml:subjectMap [ rml:reference "about" ; rml:termType rml:IRI ;'
        ' rml:graphMap [ rml:reference "within" ; rml:termType rml:IRI ] ]',
        *(column.map(label) for label, column in columns.items()),
    ]
    return f"<urn:map:{name}> a rml:TriplesMap ;\n  " + " ;\n  ".join(parts) + " .\n"
