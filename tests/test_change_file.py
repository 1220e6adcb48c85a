"""The changes that travel with a release lead from the release before to it, and are described."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest
import rdflib
from benchmarks.corpus import generate
from benchmarks.corpus.writers import write_jsonl
from click.testing import CliRunner

from osce_kg.cli import cli
from osce_kg.dump import read_lines
from osce_kg.release import CHANGES, DATASET, Release, open_release
from osce_kg.settings import Settings
from serving import make_app, running

DATASET_IRI = rdflib.URIRef("https://w3id.org/osce-kg/dataset")
DCAT = rdflib.Namespace("http://www.w3.org/ns/dcat#")


@pytest.fixture(scope="module")
def corpora(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Captures, and others of which some are the same."""
    folder = tmp_path_factory.mktemp("corpora")
    write_jsonl(generate(6, seed=3), folder / "a.jsonl")
    write_jsonl(generate(9, seed=3), folder / "b.jsonl")
    return folder / "a.jsonl", folder / "b.jsonl"


@pytest.fixture(scope="module")
def releases(corpora: tuple[Path, Path], tmp_path_factory: pytest.TempPathFactory) -> tuple[Release, Release]:
    """Two releases one after the other, the second with changes."""
    folder = tmp_path_factory.mktemp("changes") / "releases"
    found: list[Release] = []
    for corpus in corpora:
        done = CliRunner().invoke(cli, ["build", str(corpus), "-o", str(folder), "--changes", "--no-search"])
        assert done.exit_code == 0, done.output
        assert ("no changes were written" in done.output) == (not found)
        found.append(open_release(folder / "current"))
    return found[0], found[1]


def lines_of(release: Release) -> set[str]:
    return {line for dump in release.dumps for line in b"".join(read_lines(dump)).decode().splitlines()}


def test_the_changes_lead_from_one_release_to_the_next(releases: tuple[Release, Release]) -> None:
    before, after = releases
    assert CHANGES not in before.manifest.files
    rows = b"".join(read_lines(after.path / CHANGES)).decode().splitlines()
    lines = lines_of(before)
    removed = {row[2:] for row in rows if row.startswith("D ")}
    added = {row[2:] for row in rows if row.startswith("A ")}
    assert added
    assert removed <= lines
    assert (lines - removed) | added == lines_of(after)


def test_the_changes_are_described_and_served(releases: tuple[Release, Release]) -> None:
    before, after = releases
    graph = rdflib.Graph().parse(after.path / DATASET)
    told = graph.value(predicate=rdflib.DCTERMS.title, object=rdflib.Literal(CHANGES))
    assert before.digest in str(graph.value(told, rdflib.DCTERMS.description))
    assert "rdf-patch" in str(graph.value(told, rdflib.DCTERMS.conformsTo))
    assert graph.value(told, rdflib.DCTERMS.rights) is not None
    assert (DATASET_IRI, DCAT.distribution, told) in graph
    with running(make_app(after, Settings())) as served:
        assert f'href="/dumps/{CHANGES}"' in httpx.get(f"{served.url}/dataset", headers={"Accept": "text/html"}).text
        assert httpx.get(f"{served.url}/dumps/{CHANGES}").content == (after.path / CHANGES).read_bytes()


def test_a_damaged_release_before_gives_no_changes(corpora: tuple[Path, Path], tmp_path: Path) -> None:
    arguments = ["-o", str(tmp_path / "releases"), "--changes", "--no-search"]
    assert CliRunner().invoke(cli, ["build", str(corpora[0]), *arguments]).exit_code == 0
    (tmp_path / "releases" / "current" / "report.json").write_text("{}")
    done = CliRunner().invoke(cli, ["build", str(corpora[1]), *arguments])
    assert done.exit_code == 0, done.output
    assert "no changes were written" in done.output
