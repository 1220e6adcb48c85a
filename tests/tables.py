"""Tables written, read back, and counted by queries."""

from __future__ import annotations

import csv
import datetime
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pyoxigraph as ox

from dumps import IRIS
from osce_kg.outputs.columns import LIST_SEPARATOR, Column, Table, Type, Value
from osce_kg.outputs.shared import shared_things
from osce_kg.outputs.sinks import unguarded
from osce_kg.outputs.tables import TABLES, write_tables
from osce_kg.vocab import OSCE, SCHEMA

Row = dict[str, Any]
BY_NAME = {table.name: table for table in TABLES}


def made(lines: list[str], folder: Path, batch: int = 100) -> Path:
    """Write the tables of a dump and return their folder."""
    write_tables(lines, shared_things(lines, IRIS), folder, batch)
    return folder


def parquet(folder: Path, table: str) -> list[Row]:
    rows: list[Row] = pq.read_table(folder / f"{table}.parquet").to_pylist()
    return rows


def from_csv(folder: Path, table: Table) -> list[Row]:
    """Return the rows of a CSV file as the codebook says that they are to be read."""
    with (folder / f"{table.name}.csv").open(encoding="utf-8", newline="") as file:
        return [
            {column.name: _value(cell, column) for column, cell in zip(table.columns, cells, strict=True)}
            for cells in list(csv.reader(file, strict=True))[1:]
        ]


def _value(cell: str, column: Column) -> Value:
    if cell == "":
        return None
    if column.many:
        return unguarded(cell).split(LIST_SEPARATOR)
    if column.type is Type.INTEGER:
        return int(cell)
    if column.type is Type.DECIMAL:
        return float(cell)
    if column.type is Type.DATE:
        return datetime.date.fromisoformat(cell)
    return cell == "true" if column.type is Type.BOOLEAN else unguarded(cell)


_OSCE = f"PREFIX osce: <{OSCE.NS}> PREFIX schema: <{SCHEMA.NS}> PREFIX org: <http://www.w3.org/ns/org#> "
_LIVE = "FILTER NOT EXISTS { ?s <http://www.w3.org/2002/07/owl#deprecated> true }"
COUNTS = {
    "releases": f"?s a ?type ; schema:headline ?headline . {_LIVE}",
    "texts": "?s schema:articleBody ?text",
    "quotations": "?s a osce:Quotation",
    "mentions": "?document schema:mentions ?thing . BIND (CONCAT(STR(?document), ' ', STR(?thing)) AS ?s)",
    "people": f"?s a schema:Person . {_LIVE}",
    "bodies": "?s a org:Organization",
    "name_periods": "?s a osce:NamePeriod",
    "presences": "?s a osce:FieldPresence",
    "participations": "VALUES ?type { osce:Participation osce:Partnership osce:Chairpersonship } ?s a ?type",
    "states": "?s osce:isoAlpha3|osce:areaCode ?code",
    "places": "?s a schema:Place",
    "fields_of_work": "VALUES ?type { osce:FieldOfWork osce:UnreviewedConcept } ?s a ?type",
}


def found_by_query(store: ox.Store, pattern: str) -> int:
    results = store.query(f"{_OSCE} SELECT (COUNT(DISTINCT ?s) AS ?n) {{ {pattern} }}", use_default_graph_as_union=True)
    assert isinstance(results, ox.QuerySolutions)
    number = next(results)["n"]
    assert isinstance(number, ox.Literal)
    return int(number.value)
