"""Tables hold what queries find, and cells of coverage say what a zero means."""

from __future__ import annotations

import datetime
from pathlib import Path

import pyoxigraph as ox
import pytest

from dumps import IRIS, document, office, written
from osce_kg.outputs.tables import release_tables
from osce_kg.rdf import RDF_TYPE, Literal
from osce_kg.release import Release
from osce_kg.vocab import OSCE, OWL
from tables import COUNTS, found_by_query, made, parquet


@pytest.fixture(scope="module")
def folder(sample_release: Release, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tables of the sample release."""
    target = tmp_path_factory.mktemp("tables")
    release_tables(sample_release, target)
    return target


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
