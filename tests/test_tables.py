"""Tables hold what queries find, say what their codebook says, and are the same bytes each time."""

from __future__ import annotations

import csv
import datetime
import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pyoxigraph as ox
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from dumps import IRIS, OFFICE, document, many, office, written
from osce_kg.cli import cli
from osce_kg.errors import InputError, ReleaseError, UsageError
from osce_kg.outputs.codebook import CODEBOOK, CSVW, codebook
from osce_kg.outputs.columns import LIST_SEPARATOR, Column, Table, Type, Value
from osce_kg.outputs.shared import Shared, shared_things
from osce_kg.outputs.sinks import TableSink, guarded, joined, unguarded
from osce_kg.outputs.tables import TABLES, release_tables, write_tables
from osce_kg.rdf import IRI, RDF_TYPE, Literal
from osce_kg.release import Release
from osce_kg.vocab import OSCE, OWL, SCHEMA

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


@pytest.fixture(scope="module")
def folder(sample_release: Release, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tables of the sample release."""
    target = tmp_path_factory.mktemp("tables")
    release_tables(sample_release, target)
    return target


# --- what is in them -----------------------------------------------------------------------------------------

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


@pytest.mark.parametrize("name", COUNTS)
def test_rows_are_as_many_as_a_query_finds(name: str, folder: Path, sample_store: ox.Store) -> None:
    rows = parquet(folder, name)
    assert rows
    assert len(rows) == found_by_query(sample_store, COUNTS[name])


def test_the_release_of_the_sample(folder: Path) -> None:
    (row,) = parquet(folder, "releases")
    expected = {
        "release": "h9b0d4fd34b815cf9",
        "type": "PressRelease",
        "language": "en",
        "issued": datetime.date(2007, 6, 30),
        "year": 2007,
        "issued_from": "Dateline",
        "dateline": "MINGECHEVIR, Azerbaijan, 30 June 2007",
        "places": ["g585514"],
        "place_countries_alpha2": ["AZ"],
        "place_countries_alpha3": ["AZE"],
        "place_countries_m49": ["031"],
        "fields_of_work": ["policing"],
        "tagged_sources": ["project-co-ordinator-in-baku"],
        "issued_by": ["office-in-baku"],
        "presences": ["azerbaijan"],
    }
    assert {name: row[name] for name in expected} == expected


def test_the_quotations_of_the_sample(folder: Path) -> None:
    rows = sorted(parquet(folder, "quotations"), key=lambda row: int(row["position"]))
    names = ("release", "speaker", "attribution", "speaker_body", "speaker_state_m49", "language")
    head = ("h9b0d4fd34b815cf9", "jose-luis-herrero")
    assert [tuple(row[name] for name in names) for row in rows] == [
        (*head, "Explicit", "office-in-baku", None, "en"),
        (*head, "Continued", "office-in-baku", None, "en"),
        ("h9b0d4fd34b815cf9", "orudj-zalov", "Explicit", None, "031", "en"),
    ]


def test_presence_months_end_where_mandates_end(folder: Path) -> None:
    rows = [row for row in parquet(folder, "presence_months") if row["presence"] == "azerbaijan"]
    baku = [row for row in rows if row["body"] == "office-in-baku"]
    assert (baku[0]["month"], baku[-1]["month"], len(baku)) == ("1999-11", "2013-12", 170)
    assert {row["in_force"] for row in baku} == {"yes"}
    assert {tuple(row["names"]) for row in baku} == {("OSCE Office in Baku",)}
    assert rows[-1]["body"] == "project-co-ordinator-in-baku"


def test_a_former_state_has_no_codes_and_kosovo_is_an_area(folder: Path) -> None:
    rows = {row["state"]: row for row in parquet(folder, "states")}
    for key in ("CSHH", "XKX"):
        assert (rows[key]["alpha2"], rows[key]["alpha3"], rows[key]["m49"]) == (None, None, None)
        assert rows[key]["other_code"] == key
    assert rows["XKX"]["types"] == ["Area"]
    chair = next(row for row in parquet(folder, "participations") if row["state"] == "CSHH")
    assert (chair["kind"], chair["year"], chair["state_alpha3"]) == ("chairpersonship", 1992, None)


def test_retired_identifiers_are_no_rows(tmp_path: Path) -> None:
    old = IRIS.document("h0123456789abcdef")
    quads = [*document("n1"), *document("n2")]
    for predicate, value in ((RDF_TYPE, OSCE.RetiredIdentifier), (OWL.deprecated, Literal("true"))):
        quads.append(quads[0]._replace(subject=old, predicate=predicate, object=value))
    rows = parquet(made(written(quads), tmp_path), "releases")
    assert [row["release"] for row in rows] == ["n1", "n2"]


# --- coverage ------------------------------------------------------------------------------------------------


def coverage(lines: list[str], folder: Path) -> dict[tuple[int | None, str | None, str], tuple[int, str, str]]:
    return {
        (row["year"], row["office"], row["language"]): (row["documents"], row["office_existed"], row["status"])
        for row in parquet(made(lines, folder), "coverage")
    }


def test_a_zero_says_why(tmp_path: Path) -> None:
    quads = [
        *office("2005-06-01", "2009-12-31"),
        *document("n1", issued="2004-02-02", issued_by=None),
        *document("n2", issued="2006-02-02"),
        *document("n3", issued="2006-02-03"),
        *document("n4", issued="2010-02-02", language="az", issued_by=None),
        *document("n5", issued=None),
    ]
    cells = coverage(written(quads), tmp_path)
    assert cells[2004, None, "en"] == (1, "unknown", "documents")
    assert cells[2004, "x", "en"] == (0, "no", "office-not-existing")
    assert cells[2005, "x", "en"] == (0, "yes", "no-capture-seen")
    assert cells[2006, "x", "en"] == (2, "yes", "documents")
    assert cells[2006, "x", "az"] == (0, "yes", "captured-none")
    assert cells[2010, "x", "az"] == (0, "no", "office-not-existing")
    assert cells[None, "x", "en"] == (1, "unknown", "documents")
    assert (2005, None, "en") not in cells
    assert (None, "x", "az") not in cells


def test_an_office_that_goes_on_existed_up_to_the_day_it_was_looked_at(tmp_path: Path) -> None:
    quads = [*office("2005-06-01", None), *document("n1", issued="2005-07-01"), *document("n2", issued="2012-07-01")]
    cells = coverage(written(quads), tmp_path)
    assert cells[2010, "x", "en"] == (0, "yes", "no-capture-seen")
    assert cells[2011, "x", "en"] == (0, "possibly", "no-capture-seen")
    months = [row["month"] for row in parquet(tmp_path, "presence_months")]
    assert (months[0], months[-1], len(months)) == ("2005-06", "2010-03", 58)


def test_documents_beyond_an_offices_dates_are_counted_and_the_contradiction_shows(tmp_path: Path) -> None:
    cells = coverage(written([*office("2005-06-01", "2009-12-31"), *document("n1", issued="2001-01-01")]), tmp_path)
    assert cells[2001, "x", "en"] == (1, "no", "documents")


def test_the_cells_of_the_sample_add_up(folder: Path) -> None:
    cells = parquet(folder, "coverage")
    assert sum(cell["documents"] for cell in cells) == 1
    (cell,) = [cell for cell in cells if cell["documents"]]
    assert (cell["year"], cell["office_kind"], cell["office"]) == (2007, "presence", "azerbaijan")
    assert len({(cell["office_kind"], cell["office"]) for cell in cells}) == len(cells)


# --- codebook ------------------------------------------------------------------------------------------------


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


# --- CSV and Parquet -----------------------------------------------------------------------------------------

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


# --- generated dumps -----------------------------------------------------------------------------------------

KEYS = st.sampled_from(["n1", "n1-sr", "n10", "n2", "h0123456789abcdef", "n2-uk"])
MENTIONS = st.lists(st.sampled_from([OFFICE, IRIS.country("AZE"), IRI("urn:x:other")]), unique=True, max_size=3)
DOCUMENTS = st.lists(
    st.builds(
        document,
        KEYS,
        headline=st.sampled_from(["Headline", "=1+1", 'says "no",\nand goes']),
        issued=st.sampled_from([None, "1999-01-31", "2007-06-30"]),
        language=st.sampled_from(["en", "sr-Cyrl"]),
        body=st.sampled_from([None, "Text.\nMore."]),
        quotations=st.lists(st.sampled_from(["One.", "Two.", "@three"]), max_size=3),
        mentions=MENTIONS,
        issued_by=st.sampled_from([None, OFFICE]),
    ),
    unique_by=lambda quads: quads[0].subject,
    max_size=6,
)


@settings(max_examples=25)
@given(DOCUMENTS, st.integers(1, 5))
def test_tables_hold_what_queries_find_in_any_dump(
    tmp_path_factory: pytest.TempPathFactory, documents: list[list[Any]], batch: int
) -> None:
    lines = written([*office(), *(quad for quads in documents for quad in quads)])
    store = ox.Store()
    store.load(input="".join(f"{line}\n" for line in lines), format=ox.RdfFormat.N_QUADS)
    folder = made(lines, tmp_path_factory.mktemp("any"), batch)
    for name in ("releases", "texts", "quotations", "mentions"):
        assert len(parquet(folder, name)) == found_by_query(store, COUNTS[name]), name
        assert from_csv(folder, BY_NAME[name]) == parquet(folder, name)
    assert sum(cell["documents"] for cell in parquet(folder, "coverage")) == len(documents)


def test_the_same_dump_gives_the_same_bytes_wherever(sample_release: Release, folder: Path, tmp_path: Path) -> None:
    release_tables(sample_release, tmp_path / "again")
    first, second = (
        {path.name: path.read_bytes() for path in where.iterdir()} for where in (folder, tmp_path / "again")
    )
    assert first == second
    assert set(first) == {CODEBOOK, CSVW, *(f"{table.name}.{kind}" for table in TABLES for kind in ("csv", "parquet"))}


_PEAK = """
import resource, sys
from pathlib import Path
from dumps import IRIS, many
from osce_kg.outputs.shared import shared_things
from osce_kg.outputs.tables import write_tables
number, folder = int(sys.argv[1]), Path(sys.argv[2])
written = write_tables(many(number), shared_things(many(5), IRIS), folder, 200)
assert written.rows["texts"] == written.rows["mentions"] == number
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


def test_memory_does_not_grow_with_the_dump(tmp_path: Path, root: Path) -> None:
    def peak(number: int) -> int:
        """Return the peak of a process of its own in KiB."""
        command = [sys.executable, "-c", _PEAK, str(number), str(tmp_path / str(number))]
        environment = {"PYTHONPATH": str(root / "tests"), "PATH": ""}
        return int(subprocess.run(command, capture_output=True, text=True, check=True, env=environment).stdout)

    assert peak(9_000) - peak(1_000) < 16_000  # the texts alone are 40 MB


# --- errors and the command ----------------------------------------------------------------------------------


def test_an_unsorted_dump_replaces_nothing(tmp_path: Path) -> None:
    made(written(document("n1")), tmp_path)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    lines = written([*document("n2"), *document("n3")])[::-1]
    with pytest.raises(InputError, match="not sorted"):
        write_tables(lines, Shared(IRIS, {}), tmp_path)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_a_value_that_every_row_must_have_is_missed_by_name(tmp_path: Path) -> None:
    lines = [line for line in written(document("n1")) if "/headline>" not in line]
    with pytest.raises(InputError, match="table releases: a row has no headline"):
        made(lines, tmp_path)
    assert not list(tmp_path.iterdir())


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(UsageError, match="cannot write tables"):
        write_tables([], Shared(IRIS, {}), tmp_path / "file")


def test_the_command_writes_tables_and_tells_how_many_rows(sample_release: Release, tmp_path: Path) -> None:
    result = CliRunner().invoke(cli, ["tables", str(sample_release.path), "-o", str(tmp_path / "out")])
    assert result.exit_code == 0
    assert "           1  releases\n" in result.output
    assert (tmp_path / "out" / "releases.parquet").is_file()
    missing = CliRunner().invoke(cli, ["tables", str(tmp_path), "-o", str(tmp_path / "out")])
    assert isinstance(missing.exception, ReleaseError)


def test_generated_dumps_are_sorted() -> None:
    lines = list(many(12, 30))
    assert lines == sorted(set(lines))
