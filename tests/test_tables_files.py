"""Both files of a table hold the same, whatever is in a cell."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dumps import IRIS, document, written
from osce_kg.outputs.columns import Column, Table, Type, Value
from osce_kg.outputs.shared import Shared
from osce_kg.outputs.sinks import TableSink, guarded, joined, unguarded
from osce_kg.outputs.tables import TABLES, release_tables
from osce_kg.release import Release
from tables import from_csv, made, parquet


@pytest.fixture(scope="module")
def folder(sample_release: Release, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tables of the sample release."""
    target = tmp_path_factory.mktemp("tables")
    release_tables(sample_release, target)
    return target


DANGEROUS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1", "＋1", "－1", "＠x", "'=1", "''@x"]
HARMLESS = ["", "a=1", "'quoted'", "1-2", " =1", "“=1”"]


@pytest.mark.parametrize("text", DANGEROUS)
def test_no_cell_begins_like_a_formula(text: str) -> None:
    assert guarded(text) == f"'{text}"
    assert unguarded(guarded(text)) == text


@pytest.mark.parametrize("text", HARMLESS)
def test_other_text_stays_as_it_is(text: str) -> None:
    assert guarded(text) == unguarded(text) == text


@given(st.text(st.sampled_from("'=+-@\t\r\nab＝"), max_size=8))
def test_the_apostrophe_can_be_taken_away_again(text: str) -> None:
    assert unguarded(guarded(text)) == text
    assert not guarded(text).startswith(("=", "+", "-", "@", "\t", "\r", "\n", "＝"))


CELLS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00|¦"), min_size=1, max_size=12)
MIXED = st.one_of(CELLS, st.sampled_from([text for text in (*DANGEROUS, *HARMLESS) if text]))
ROWS = st.lists(
    st.tuples(
        st.none() | MIXED,
        st.none() | st.integers(-(2**31), 2**31 - 1),
        st.none() | st.dates(),
        st.none() | st.booleans(),
        st.none() | st.floats(allow_nan=False, allow_infinity=False),
        st.none() | st.lists(MIXED, min_size=1, max_size=3),
    ),
    max_size=8,
)


def _cell(position: int) -> Any:
    return lambda row, _shared: row[position]


ANY = Table(
    "any",
    "Values of every type.",
    "a row",
    (),
    (
        Column("text", Type.TEXT, "x", _cell(0), "x"),
        Column("integer", Type.INTEGER, "x", _cell(1), "x"),
        Column("date", Type.DATE, "x", _cell(2), "x"),
        Column("boolean", Type.BOOLEAN, "x", _cell(3), "x"),
        Column("decimal", Type.DECIMAL, "x", _cell(4), "x"),
        Column("list", Type.TEXT, "x", _cell(5), "x", many=True),
    ),
)


@given(ROWS, st.integers(1, 4))
def test_both_files_give_back_every_row(
    tmp_path_factory: pytest.TempPathFactory, rows: Sequence[tuple[Value, ...]], batch: int
) -> None:
    folder = tmp_path_factory.mktemp("any")
    sink = TableSink(folder, ANY, batch)
    for row in rows:
        sink.add(ANY.cells(row, Shared(IRIS, {})))
    sink.close()
    expected = [dict(zip([column.name for column in ANY.columns], row, strict=True)) for row in rows]
    assert parquet(folder, "any") == expected
    assert from_csv(folder, ANY) == expected
    assert sink.rows == len(rows)


def test_a_separator_within_an_element_becomes_another_bar() -> None:
    assert joined(["a|b", "c"]) == "a¦b|c"


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_both_files_of_the_sample_hold_the_same(table: Table, folder: Path) -> None:
    assert from_csv(folder, table) == parquet(folder, table.name)


def test_a_headline_that_is_a_formula_is_guarded_in_the_csv_only(tmp_path: Path) -> None:
    headline = '=HYPERLINK("http://x.test")'
    made(written(document("n1", headline)), tmp_path)
    assert f"""'{headline.replace('"', '""')}""" in (tmp_path / "releases.csv").read_text(encoding="utf-8")
    assert parquet(tmp_path, "releases")[0]["headline"] == headline


def test_lines_end_as_rfc_4180_says(folder: Path) -> None:
    content = (folder / "states.csv").read_bytes()
    assert content.count(b"\r\n") == content.count(b"\n") == len(parquet(folder, "states")) + 1
