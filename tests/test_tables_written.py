"""Tables of any dump: the same bytes each time, bounded memory, errors that say what to do."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from dumps import IRIS, OFFICE, document, many, office, written
from osce_kg.cli import cli
from osce_kg.errors import InputError, ReleaseError, UsageError
from osce_kg.outputs.codebook import CODEBOOK, CSVW
from osce_kg.outputs.shared import Shared
from osce_kg.outputs.tables import TABLES, release_tables, write_tables
from osce_kg.rdf import IRI
from osce_kg.release import Release
from tables import BY_NAME, COUNTS, found_by_query, from_csv, made, parquet


@pytest.fixture(scope="module")
def folder(sample_release: Release, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tables of the sample release."""
    target = tmp_path_factory.mktemp("tables")
    release_tables(sample_release, target)
    return target


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
