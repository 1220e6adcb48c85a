"""Definitions of tables → their codebook: Markdown for people, CSV on the Web metadata for programs.

https://www.w3.org/TR/tabular-metadata/: one table group, of which each table has columns with datatypes, a primary
key and foreign keys. Columns that hold lists have a `separator`; CSVW has no foreign keys for their elements, so these
stand in the description.
"""

from __future__ import annotations

import json
from collections.abc import Sequence

from osce_kg.outputs.columns import LIST_SEPARATOR, Column, Table

CODEBOOK = "codebook.md"
CSVW = "csv-metadata.json"
"""Where the W3C says that metadata of a folder's CSV files are (Model for Tabular Data, section 5.3)."""

_INTRODUCTION = f"""# Codebook

What each column of the tables means, and when a value is missing. `{CSVW}` says the same to programs
([CSV on the Web](https://www.w3.org/TR/tabular-metadata/)). Every table comes as CSV and as Parquet with the same rows.

- **Missing** values are empty in the CSV and null in Parquet. No value is ever an empty text, except within a list.
- **Lists** are `list<string>` in Parquet and joined by `{LIST_SEPARATOR}` in the CSV; there a `{LIST_SEPARATOR}` within
  an element is written `¦`.
- **Formulas**: text in the CSV that a spreadsheet could take for one (it begins with `=`, `+`, `-`, `@`, a tab, a line
  end or a full-width form of the signs) begins with an apostrophe more. Programs take it away again: where apostrophes
  stand before such a character, the first is not of the text. The Parquet files have the text itself.
- **Keys** join tables: the column *table* names the table whose key a value is. States are told by the key of `states`
  and by ISO 3166-1 alpha-2, alpha-3 and UN M49 codes; codes are text, leading zeros included.
- **Days** are ISO 8601. What is known to the month or year only stands as such in `from` and `until`, and its bounds in
  `from_earliest`, `from_latest`, `until_earliest`, `until_latest`; `until` is inclusive.
"""


def codebook(tables: Sequence[Table]) -> bytes:
    """Return the codebook in Markdown."""
    parts = [_INTRODUCTION]
    for table in tables:
        key = ", ".join(f"`{name}`" for name in table.key)
        parts.append(f"\n## {table.name}\n\n{table.description} A row is {table.row}. Unique: {key}.\n\n")
        parts.append("| column | type | what it means | missing if | table |\n|---|---|---|---|---|\n")
        parts += [_row(column) for column in table.columns]
    return "".join(parts).encode()


def _row(column: Column) -> str:
    kind = f"list, {column.type.title}" if column.many else column.type.title
    meaning = column.description + (f" ({column.unit})" if column.unit else "")
    refers = f"[{column.refers}](#{column.refers})" if column.refers else ""
    return f"| `{column.name}` | {kind} | {meaning} | {column.missing or 'never'} | {refers} |\n"


def csvw(tables: Sequence[Table]) -> bytes:
    """Return the metadata of all CSV files as JSON."""
    keys = {table.name: table.key for table in tables}
    group = {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}],
        "@type": "TableGroup",
        "dialect": {"encoding": "utf-8", "lineTerminators": ["\r\n"], "header": True},
        "tables": [_table(table, keys) for table in tables],
    }
    return (json.dumps(group, ensure_ascii=False, indent=1) + "\n").encode()


def _table(table: Table, keys: dict[str, tuple[str, ...]]) -> dict[str, object]:
    schema: dict[str, object] = {"columns": [_column(column) for column in table.columns]}
    if not any(column.missing for column in table.columns if column.name in table.key):
        schema["primaryKey"] = list(table.key)
    foreign = [
        {
            "columnReference": column.name,
            "reference": {"resource": f"{column.refers}.csv", "columnReference": keys[column.refers][0]},
        }
        for column in table.columns
        if column.refers and not column.many
    ]
    if foreign:
        schema["foreignKeys"] = foreign
    return {
        "url": f"{table.name}.csv",
        "dc:title": table.name,
        "dc:description": f"{table.description} A row is {table.row}.",
        "tableSchema": schema,
    }


def _column(column: Column) -> dict[str, object]:
    meaning = column.description + (f" ({column.unit})" if column.unit else "")
    if column.missing:
        meaning += f". Missing if: {column.missing}"
    if column.refers and column.many:
        meaning += f". Elements are keys of {column.refers}"
    described: dict[str, object] = {
        "name": column.name,
        "titles": [column.name, column.title],
        "datatype": column.type.csvw,
        "required": not column.missing,
        "dc:description": meaning,
    }
    if column.term:
        described["propertyUrl"] = column.term
    if column.many:
        described["separator"] = LIST_SEPARATOR
    return described
