"""The service description, the problem types and OpenAPI: what the endpoint says of itself."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import httpx
import pyoxigraph as ox
import pytest

import sparql_results as sr
from osce_kg.engine.model import QueryAnswer, QueryRequest
from osce_kg.formats import GRAPHS, RESULTS
from osce_kg.outputs.contents import contents_of
from osce_kg.release import Release
from osce_kg.server.description import Catalogue, service_description
from osce_kg.server.files import plain_files
from osce_kg.server.problems import TYPES
from osce_kg.settings import Settings
from serving import Served, client_of, make_app, running, small_files
from sparql_answers import GRAPH, IDS, SELECT, fetched

SD = "http://www.w3.org/ns/sparql-service-description#"
VOID = "http://rdfs.org/ns/void#"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with running(make_app(small_files(tmp_path_factory.mktemp("site")), Settings())) as found:
        yield found


@pytest.fixture(scope="module")
def client(served: Served) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=served.url, timeout=30) as found:
        yield found


class Silent:
    """An engine that must not be asked."""

    async def query(self, request: QueryRequest) -> QueryAnswer:
        raise AssertionError(f"asked {request.text}")

    async def close(self) -> None: ...


def described(client: httpx.Client) -> dict[tuple[str, str], list[str]]:
    answer = client.get("/sparql", headers={"Accept": "application/n-triples"})
    found: dict[tuple[str, str], list[str]] = {}
    for s, p, o in sr.read_graph(answer.content, ox.RdfFormat.N_TRIPLES):
        found.setdefault((s.value, p.value), []).append(o.value)
    return found


def test_the_description_counts_what_is_served(sample_release: Release) -> None:
    with client_of(make_app(sample_release, Settings())) as client:
        facts = described(client)
        (dataset,) = {s for s, p in facts if p == f"{SD}defaultGraph"}
        (default,) = facts[dataset, f"{SD}defaultGraph"]
        assert facts[dataset, "http://purl.org/dc/terms/identifier"] == [sample_release.digest]
        assert facts[default, f"{VOID}triples"] == [str(sample_release.manifest.quads)]
        told: dict[str, str] = {}
        for named in facts[dataset, f"{SD}namedGraph"]:
            (graph,), (name,) = facts[named, f"{SD}graph"], facts[named, f"{SD}name"]
            told[name] = facts[graph, f"{VOID}triples"][0]
        per_graph = "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g"
        rows = client.get("/sparql", params={"query": per_graph}).json()["results"]["bindings"]
        counted = {row["g"]["value"]: row["n"]["value"] for row in rows}
        for family in facts[dataset, f"{VOID}subset"]:
            (prefix,) = facts[family, f"{VOID}uriSpace"]
            members = {iri: counted.pop(iri) for iri in list(counted) if iri.startswith(prefix)}
            assert facts[family, f"{VOID}documents"] == [str(len(members))]
            assert facts[family, f"{VOID}triples"] == [str(sum(map(int, members.values())))]
        assert told == counted
        assert f"{IDS}graph/reference" in told


def test_every_format_of_the_description_is_there_and_no_other(client: httpx.Client) -> None:
    facts = described(client)
    told = {iri for (_, p), values in facts.items() if p == f"{SD}resultFormat" for iri in values}
    answers = {fmt.iri for fmt in RESULTS if fetched(client, SELECT, fmt)}
    answers |= {fmt.iri for fmt in GRAPHS if fetched(client, GRAPH, fmt)}
    assert told == answers


async def _contents_without_asking(release: Release) -> int:
    contents = await Catalogue().contents(release.manifest, release.digest, Silent())
    return contents.triples or 0


def test_a_release_of_many_documents_is_described_briefly_and_without_a_query(sample_release: Release) -> None:
    assert asyncio.run(_contents_without_asking(sample_release)) == sample_release.manifest.quads
    many = replace(
        sample_release.manifest,
        families={"document": 20_000, "capture": 20_000},
        graphs={"document": 900_000, "capture": 90_000, "reference": 9},
        quads=990_009,
    )
    statements = service_description("http://127.0.0.1/sparql", many.base, many.digest, contents_of(many))
    assert len(statements) < 100
    assert any(item.object == ox.Literal(20_000) for item in statements)


def test_files_without_a_manifest_are_counted_once(tmp_path: Path) -> None:
    dump = tmp_path / "a.nq"
    dump.write_text('<x:s> <x:p> "1" <x:g> .\n<x:s> <x:p> "2" <x:h> .\n<x:s> <x:p> "3" <x:h> .\n<x:s> <x:p> "4" .\n')
    with client_of(make_app(plain_files([dump]), Settings(), [dump])) as client:
        facts = described(client)
        (dataset,) = {s for s, p in facts if p == f"{SD}defaultGraph"}
        (default,) = facts[dataset, f"{SD}defaultGraph"]
        assert facts[default, f"{VOID}triples"] == ["4"]
        assert sorted(name for (_, p), names in facts.items() if p == f"{SD}name" for name in names) == ["x:g", "x:h"]


def test_every_problem_is_documented(root: Path) -> None:
    lines = (root / "docs" / "sparql.md").read_text(encoding="utf-8").splitlines()
    rows = [line.split("|") for line in lines if line.startswith("|")]
    documented = {(int(row[1]), name) for row in rows if row[1].strip().isdigit() for name in row[2].split("`")[1::2]}
    assert documented == {(kind.status, kind.slug) for kind in TYPES}


def test_openapi_tells_the_formats_and_statuses_that_there_are(client: httpx.Client) -> None:
    paths = client.get("/openapi.json").json()["paths"]["/sparql"]
    assert set(paths) == {"get", "post"}
    for operation in paths.values():
        media_types = set(operation["responses"]["200"]["content"]) - {"application/json"}
        assert media_types == {fmt.media_type for fmt in (*RESULTS, *GRAPHS)} | {"text/html"}
        assert "422" not in operation["responses"]
        assert {"400", "403", "406", "413", "503", "504"} <= set(operation["responses"])
    assert set(paths["post"]["requestBody"]["content"]) == {
        "application/x-www-form-urlencoded",
        "application/sparql-query",
    }
