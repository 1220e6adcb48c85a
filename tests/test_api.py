"""The Python API: its examples run as they stand, and answers come as Python, pandas, polars and rdflib have them."""

from __future__ import annotations

import asyncio
import doctest
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pandas as pd
import polars as pl
import pytest
from rdflib import RDF, URIRef

import osce_kg
from osce_kg import Connection, api, build, connect, open_release, validate
from osce_kg.errors import QueryError, ReleaseError, UsageError
from osce_kg.release import CURRENT, Release
from osce_kg.settings import Settings
from serving import SMALL, make_app, running

DATES = (
    "SELECT ?release ?day ?year ?place "
    "{ ?release a osce:PressRelease ; dct:issued ?day ; osce:year ?year OPTIONAL { ?release osce:nothing ?place } }"
)


@pytest.fixture(scope="module")
def folder(sample_release: Release, sample: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the sample as a release and as captures, as `make run` leaves it."""
    made = tmp_path_factory.mktemp("api")
    (made / "releases").mkdir()
    shutil.copytree(sample_release.path, made / "releases" / sample_release.path.name)
    (made / "releases" / CURRENT).symlink_to(sample_release.path.name)
    shutil.copytree(sample, made / "captures") if sample.is_dir() else (made / "captures").mkdir()
    if not sample.is_dir():
        shutil.copy(sample, made / "captures")
    return made


@pytest.fixture
def graph(folder: Path) -> Iterator[Connection]:
    with connect(folder / "releases" / CURRENT) as found:
        yield found


def test_the_examples_run(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    found = doctest.testmod(api, optionflags=doctest.ELLIPSIS)
    assert found.failed == 0
    assert found.attempted >= 12


def test_rows_are_python_values_and_frames(graph: Connection) -> None:
    rows = graph.select(DATES)
    assert rows.variables == ("release", "day", "year", "place")
    (row,) = rows
    assert (row["day"], row["year"], row["place"]) == (date(2007, 6, 30), 2007, None)
    frame = rows.to_pandas()
    assert isinstance(frame, pd.DataFrame)
    assert list(frame.columns) == list(rows.variables)
    assert frame["year"].tolist() == [2007]
    table = rows.to_polars()
    assert table.schema["year"] == pl.Int64
    assert table.schema["day"] == pl.Date
    assert len(graph.select("SELECT ?s { ?s a osce:Unicorn }").to_pandas()) == 0
    assert graph.select("SELECT ?s { ?s a osce:Unicorn }").to_polars().columns == ["s"]


def test_graphs_are_rdflibs(graph: Connection) -> None:
    found = graph.graph("BASE <https://w3id.org/osce-kg/id/> DESCRIBE <country/AZE>")
    state = URIRef("https://w3id.org/osce-kg/ontology#ParticipatingState")
    assert (URIRef("https://w3id.org/osce-kg/id/country/AZE"), RDF.type, state) in found


def test_words_are_found(graph: Connection) -> None:
    assert graph.ask('ASK { ?s a osce:PressRelease FILTER(osce:matches(?s, "police open day")) }')


def test_what_is_wrong_is_told(graph: Connection, folder: Path) -> None:
    with pytest.raises(QueryError, match="line"):
        graph.select("SELECT ?s { ?s ?p }")
    with pytest.raises(QueryError):
        graph.select("INSERT DATA { <x:a> <x:b> <x:c> }")
    with pytest.raises(UsageError, match="ask"):
        graph.select("ASK {}")
    with pytest.raises(UsageError, match="select"):
        graph.ask("SELECT * {}")
    with pytest.raises(ReleaseError, match="no release"):
        connect(folder)
    with pytest.raises(ReleaseError, match="current"):
        open_release(folder / "releases")
    with pytest.raises(UsageError):
        connect("http://127.0.0.1:9", folder)
    with pytest.raises(UsageError):
        build()
    with pytest.raises(UsageError):
        validate()
    with pytest.raises(UsageError, match="pyshacl"):
        validate(SMALL, validator="hope")
    graph.close()
    with pytest.raises(UsageError, match="closed"):
        graph.ask("ASK {}")
    graph.close()


def test_it_works_where_a_loop_runs_already(folder: Path) -> None:
    """As in a notebook."""

    async def cell() -> int:
        with connect(folder / "releases" / CURRENT) as graph:
            return len(graph.select("SELECT ?s { ?s a osce:ParticipatingState }"))

    assert asyncio.run(cell()) == 57


def test_files_and_endpoints_are_asked_alike(sample_release: Release) -> None:
    count = "SELECT (COUNT(DISTINCT ?s) AS ?n) { ?s a osce:State }"
    with connect(SMALL) as files:
        assert files.select(count).rows == [{"n": 1}]
    with (
        running(make_app(sample_release, Settings())) as served,
        connect(f"{served.url}/sparql") as endpoint,
        connect(sample_release) as local,
    ):
        assert endpoint.select(count).rows == local.select(count).rows


def test_validation_tells_what_is_wrong(folder: Path, tmp_path: Path) -> None:
    bad = tmp_path / "bad.ttl"
    bad.write_text("<https://w3id.org/osce-kg/id/country/XXX> a <https://w3id.org/osce-kg/ontology#State> .")
    for validator in ("shacl", "pyshacl"):
        report = validate(bad, validator=validator)
        assert not report.conforms
        assert all(result.focus_node.endswith("country/XXX") for result in report.results)
    assert validate(open_release(folder / "releases" / CURRENT)).conforms


def test_the_package_is_light_and_its_name_for_building_is_one(folder: Path) -> None:
    program = (
        "import sys, osce_kg\n"
        "assert 'osce_kg.api' not in sys.modules and 'rdflib' not in sys.modules\n"
        "from osce_kg.build import BuildOptions\n"
        "from osce_kg import build, connect\n"
        "assert build('captures', releases='again').release.manifest.documents == 1\n"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=folder, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    with pytest.raises(AttributeError):
        osce_kg.nothing  # noqa: B018
