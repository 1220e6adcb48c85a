"""Tables say what their codebook says: columns, keys, values that are always there."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from osce_kg.outputs.codebook import CODEBOOK, CSVW, codebook
from osce_kg.outputs.columns import Table
from osce_kg.outputs.tables import TABLES, release_tables
from osce_kg.release import Release
from osce_kg.vocab import OSCE
from tables import BY_NAME, parquet


@pytest.fixture(scope="module")
def folder(sample_release: Release, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tables of the sample release."""
    target = tmp_path_factory.mktemp("tables")
    release_tables(sample_release, target)
    return target


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_files_have_the_columns_that_the_codebook_tells(table: Table, folder: Path) -> None:
    described = {item["url"]: item for item in json.loads((folder / CSVW).read_text(encoding="utf-8"))["tables"]}
    columns = described[f"{table.name}.csv"]["tableSchema"]["columns"]
    with (folder / f"{table.name}.csv").open(encoding="utf-8", newline="") as file:
        header = next(csv.reader(file))
    schema = pq.read_schema(folder / f"{table.name}.parquet")
    assert header == schema.names == [column["name"] for column in columns] == [c.name for c in table.columns]
    section = (folder / CODEBOOK).read_text(encoding="utf-8").split(f"\n## {table.name}\n")[1].split("\n## ")[0]
    assert [line.split("`")[1] for line in section.splitlines() if line.startswith("| `")] == header
    for column, told in zip(table.columns, columns, strict=True):
        field = schema.field(column.name)
        assert told["titles"][0] == column.name
        assert ("separator" in told) == column.many == pa.types.is_list(field.type)
        assert told["required"] == (not column.missing) == (not field.nullable)
        assert field.metadata[b"description"].decode() in told["dc:description"]


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_keys_are_unique_and_what_always_has_a_value_has_one(table: Table, folder: Path) -> None:
    rows = parquet(folder, table.name)
    assert len({tuple(row[name] for name in table.key) for row in rows}) == len(rows)
    for column in table.columns:
        if not column.missing:
            assert all(row[column.name] is not None for row in rows), column.name
        assert all(row[column.name] not in ("", []) for row in rows), column.name


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_keys_lead_to_rows_of_the_table_they_refer_to(table: Table, folder: Path) -> None:
    for column in table.columns:
        if column.refers:
            known = {row[BY_NAME[column.refers].key[0]] for row in parquet(folder, column.refers)}
            values = [row[column.name] for row in parquet(folder, table.name) if row[column.name] is not None]
            assert {key for value in values for key in (value if column.many else [value])} <= known, column.name


def test_the_codebook_in_the_documentation_is_the_one_that_is_written(root: Path) -> None:
    assert (root / "docs" / "codebook.md").read_bytes() == codebook(TABLES)


def test_every_column_is_described_and_every_term_is_one(root: Path) -> None:
    ontology = (root / "ontology" / "osce.ttl").read_text(encoding="utf-8")
    for table in TABLES:
        assert set(table.key) <= {column.name for column in table.columns}
        assert len({column.name for column in table.columns}) == len(table.columns)
        for column in table.columns:
            assert column.description
            assert "|" not in column.description + column.missing
            assert column.refers is None or column.refers in BY_NAME
            if column.term and column.term.startswith(OSCE.NS):
                assert f"osce:{column.term.removeprefix(OSCE.NS)} " in ontology
