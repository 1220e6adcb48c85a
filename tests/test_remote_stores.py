"""The sample release in real stores: loaded, counted, queried and served as if it were here."""

from __future__ import annotations

import asyncio
import contextlib
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pyoxigraph as ox
import pytest
from click.testing import CliRunner, Result

from osce_kg.cli import main
from osce_kg.cli.load import load
from osce_kg.cli.query import query
from osce_kg.cli.serve import serve
from osce_kg.engine.limits import EngineLimits
from osce_kg.engine.load import count_graphs
from osce_kg.engine.model import QueryRequest, UpstreamDown, UpstreamError
from osce_kg.engine.remote import RemoteEngine
from osce_kg.engine.survey import DefaultGraph, Survey, select, survey
from osce_kg.engine.upstream import Upstream
from osce_kg.engine.vendor import PartialAnswer
from osce_kg.errors import LoadFailed, QueryLimit, ReleaseError, UsageError
from osce_kg.formats import N_TRIPLES, RESULTS_CSV
from osce_kg.release import Release
from osce_kg.resources import resource_files
from osce_kg.server.app import create_app
from osce_kg.settings import Settings
from serving import client_of, make_app
from stores import VIRTUOSO, RunningStore, failing_in_turn, oxigraph, virtuoso

QUERIES = resource_files("queries", "*.rq")
ROWS = Path(__file__).parent / "data" / "query_rows.json"
ID = "https://w3id.org/osce-kg/id/"

# Virtuoso 7.2 answers "Internal error: ssg_print_rvr_fixed_val()" to VALUES over two variables that are compared.
NOT_BY_VIRTUOSO = {"02-operations-in-country-on-date"}

needs_virtuoso = pytest.mark.skipif(VIRTUOSO is None, reason="Virtuoso (virtuoso-t) is not installed")
marks = (pytest.mark.virtuoso, pytest.mark.slow, needs_virtuoso)
KINDS = ("oxigraph in memory", "oxigraph on disk", pytest.param("virtuoso", marks=marks))


def loaded(store: RunningStore, release: Release, *arguments: str) -> Result:
    environment = {"OSCE_KG_ENDPOINT_PASSWORD": store.password or ""}
    user = ["--user", store.user] if store.user else []
    return CliRunner(env=environment).invoke(load, [str(release.path), "--to", store.url, *user, *arguments])


@pytest.fixture(scope="module", params=KINDS)
def store(
    request: pytest.FixtureRequest, sample_release: Release, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[RunningStore]:
    """A store that was filled with the sample release."""
    folder = tmp_path_factory.mktemp("store")
    started: contextlib.AbstractContextManager[RunningStore] = oxigraph()
    if request.param == "oxigraph on disk":
        started = oxigraph(folder, "--union-default-graph")
    elif request.param == "virtuoso":
        started = virtuoso(folder)
    with started as running:
        found = loaded(running, sample_release)
        assert found.exit_code == 0, found.output
        yield running


async def surveyed(url: str) -> Survey:
    upstream = Upstream(url)
    try:
        return await survey(upstream, EngineLimits())
    finally:
        await upstream.aclose()


@pytest.fixture(scope="module")
def known(store: RunningStore) -> Survey:
    return asyncio.run(surveyed(store.query))


def engine_for(store: RunningStore, known: Survey, **limits: float) -> RemoteEngine:
    bounds = EngineLimits(timeout=limits.get("timeout", 30.0))
    return RemoteEngine(Upstream(store.query), bounds, parameters=known.parameters, max_triples=known.max_rows)


def test_the_survey_says_what_it_is(store: RunningStore, known: Survey, sample_release: Release) -> None:
    own_graphs = 0
    if store.user:  # Virtuoso's own graphs are in its default graph too
        assert known.server.startswith("Virtuoso/07")
        assert known.default_graph is DefaultGraph.UNION
        own_graphs = 2_000
    else:
        assert known.server.startswith("Oxigraph/")
        assert known.default_graph in {DefaultGraph.UNION, DefaultGraph.UNION_ON_REQUEST}
    assert known.triples is not None
    assert sample_release.manifest.quads <= known.triples <= sample_release.manifest.quads + 2 * own_graphs
    assert known.warnings == ()


@pytest.mark.parametrize("path", QUERIES, ids=lambda path: path.stem)
def test_example_queries_give_the_rows_that_they_give_here(store: RunningStore, known: Survey, path: Path) -> None:
    async def ask() -> list[list[str | None]]:
        engine = engine_for(store, known)
        try:
            found = await select(engine, path.read_text(encoding="utf-8"))
        finally:
            await engine.close()
        return [[None if term is None else str(term) for term in row] for row in found]

    if store.user and path.stem in NOT_BY_VIRTUOSO:
        with pytest.raises(UpstreamError, match="Internal error"):
            asyncio.run(ask())
        return
    assert asyncio.run(ask()) == json.loads(ROWS.read_text(encoding="utf-8"))[path.stem]


def test_pages_and_data_are_those_of_the_release(store: RunningStore, known: Survey, sample_release: Release) -> None:
    paths = [
        f"/data/{key}.{ending}"
        for key in ("country/AZE", "organization/office-in-baku", "graph/dataset", "graph/evidence")
        for ending in ("nq", "nt")
    ]

    def given(client: httpx.Client) -> dict[str, list[str]]:
        """Return the lines of each path as if the servers had one address."""
        texts = {path: client.get(path).text.replace(str(client.base_url), "http://server") for path in paths}
        return {path: sorted(text.splitlines()) for path, text in texts.items()}

    with client_of(make_app(sample_release, Settings())) as client:
        expected = given(client)
    app = create_app(engine_for(store, known), Settings(), live=True)
    with client_of(app) as client:
        assert given(client) == expected
        for path in ("/", "/page/country/AZE", "/queries", "/ontology", "/health/ready"):
            assert client.get(path, headers={"Accept": "text/html"}).status_code == 200, path
        assert client.get("/page/country/XXX").status_code == 404
        assert client.get("/id/country/AZE", headers={"Accept": "text/turtle"}).status_code == 303


def test_graphs_come_in_every_form(store: RunningStore, known: Survey, sample_store: ox.Store) -> None:
    text = f"CONSTRUCT {{ <{ID}country/AZE> ?p ?o }} WHERE {{ <{ID}country/AZE> ?p ?o }}"
    described = sample_store.query(text, use_default_graph_as_union=True)
    assert isinstance(described, ox.QueryTriples)
    expected = {str(triple) for triple in described}
    app = create_app(engine_for(store, known), Settings(), live=True)
    with client_of(app) as client:
        for fmt in ("text/turtle", "application/ld+json", "application/rdf+xml", "application/trig"):
            found = client.post("/sparql", data={"query": text}, headers={"Accept": fmt})
            rdf_format = ox.RdfFormat.from_media_type(fmt)
            assert rdf_format is not None
            parsed = {str(quad.triple) for quad in ox.parse(found.content, format=rdf_format)}
            assert parsed == expected, fmt


def test_a_query_that_is_wrong_is_400(store: RunningStore, known: Survey) -> None:
    with client_of(create_app(engine_for(store, known), Settings(), live=True)) as client:
        wrong = client.post("/sparql", data={"query": "SELECT * { ?s ?p }"})
    assert (wrong.status_code, wrong.json()["type"].rpartition("/")[2]) == (400, "syntax")


@pytest.mark.parametrize("way", ["graphs", "update"])
def test_a_store_is_filled_again_by_another_way(store: RunningStore, sample_release: Release, way: str) -> None:
    found = loaded(store, sample_release, "--way", way)
    assert found.exit_code == 0, found.output
    graphs = len(count_graphs(sample_release.dumps))
    assert f"{sample_release.manifest.quads:,} quads of release" in found.output
    assert f"in {graphs} graphs, counted one by one; sent by {way}" in found.output


def test_a_graph_that_holds_something_else_is_replaced_and_others_stay(sample_release: Release) -> None:
    with oxigraph() as store:
        for graph in (f"{ID}graph/reference", "http://example.org/other"):
            httpx.put(
                f"{store.url}/store", params={"graph": graph}, content=b"<x:s> <x:p> <x:stale> .",
                headers={"Content-Type": "application/n-triples"},
            ).raise_for_status()  # fmt: skip
        for way in ("quads", "graphs", "update"):
            found = loaded(store, sample_release, "--way", way)
            assert found.exit_code == 0, found.output
            assert "the store holds 1 triples in other graphs too" in found.output


def test_a_release_that_does_not_arrive_whole_fails(sample_release: Release) -> None:
    with oxigraph() as store, oxigraph() as other:
        found = loaded(store, sample_release, "--query-url", other.query)
    assert isinstance(found.exception, LoadFailed)
    assert "has 0 triples, expected" in str(found.exception)


@pytest.mark.slow
@pytest.mark.slow
def test_a_store_that_fails_now_and_then_is_filled_all_the_same(sample_release: Release) -> None:
    with oxigraph() as store, failing_in_turn(store.url) as (url, failures):
        for way in ("quads", "graphs"):
            found = loaded(RunningStore(url, f"{url}/query"), sample_release, "--way", way)
            assert found.exit_code == 0, found.output
    assert set(failures) == {"busy", "lost"}


def test_a_store_that_takes_nothing_says_so(sample_release: Release, tmp_path: Path) -> None:
    with client_of(make_app(sample_release, Settings())) as client:
        url = str(client.base_url.join("/sparql"))
        found = CliRunner().invoke(load, [str(sample_release.path), "--to", url])
    assert isinstance(found.exception, LoadFailed)
    assert "takes none of these ways" in str(found.exception)
    assert "--update-url" in str(found.exception)
    missing = CliRunner().invoke(load, [str(tmp_path), "--to", "http://127.0.0.1:9/"])
    assert isinstance(missing.exception, ReleaseError)
    away = CliRunner().invoke(load, [str(sample_release.path), "--to", "http://127.0.0.1:9/"])
    assert isinstance(away.exception, UpstreamDown)


def test_the_exit_codes_of_a_load(sample_release: Release, monkeypatch: pytest.MonkeyPatch) -> None:
    def code(*arguments: str) -> object:
        monkeypatch.setattr(sys, "argv", ["osce-kg", "load", str(sample_release.path), *arguments])
        with pytest.raises(SystemExit) as ended:
            main()
        return ended.value.code

    with oxigraph() as store, oxigraph() as other:
        assert code("--to", store.url) == 0
        assert code("--to", store.url, "--query-url", other.query) == 1
    assert code("--to", store.url) == 2
    assert code("--to", "ftp://example.org/") == 2


def test_a_query_that_takes_too_long_is_504(sample_release: Release) -> None:
    endless = "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?a ?b ?c } GRAPH ?h { ?d ?e ?f } GRAPH ?i { ?j ?k ?l } }"
    with oxigraph() as store:  # of its own: it goes on evaluating until it is ended
        loaded(store, sample_release)
        engine = RemoteEngine(Upstream(store.query), EngineLimits(timeout=0.5))
        with client_of(create_app(engine, Settings(), live=True)) as client:
            late = client.post("/sparql", data={"query": endless})
    assert (late.status_code, late.json()["type"].rpartition("/")[2]) == (504, "timeout")


def test_a_default_graph_apart_from_the_others_is_seen(sample_release: Release) -> None:
    """Without `--union-default-graph` the server's default graph is the unnamed one; a request can say otherwise."""
    with oxigraph() as store:
        assert asyncio.run(surveyed(store.query)).default_graph is DefaultGraph.EMPTY
        loaded(store, sample_release)
        found = asyncio.run(surveyed(store.query))
    assert found.default_graph is DefaultGraph.UNION_ON_REQUEST
    assert found.parameters == (("union-default-graph", "true"),)
    assert "see only the unnamed graph" in Survey("x", DefaultGraph.APART, 1, None).warnings[0]


def test_a_query_that_the_oxigraph_server_cut_at_its_deadline_is_no_answer(sample_release: Release) -> None:
    """It answers 200 and ends the document with a sentence."""
    with oxigraph(None, "--timeout-s", "1") as store:
        loaded(store, sample_release)
        for text, fmt in (
            ("SELECT * { GRAPH ?g { ?a ?b ?c } GRAPH ?h { ?d ?e ?f } }", RESULTS_CSV),
            ("CONSTRUCT { ?a ?e ?f } { GRAPH ?g { ?a ?b ?c } GRAPH ?h { ?d ?e ?f } }", N_TRIPLES),
        ):
            request = QueryRequest(text, fmt)

            async def ask(request: QueryRequest = request, url: str = store.query) -> None:
                engine = RemoteEngine(Upstream(url), EngineLimits(timeout=60))
                await (await engine.query(request)).read()

            with pytest.raises(UpstreamError, match="does not parse"):
                asyncio.run(ask())


def test_serve_passes_queries_on_and_publishes_the_files_of_a_release(sample_release: Release) -> None:
    with oxigraph() as store:
        loaded(store, sample_release)
        entry = "from osce_kg.cli import main; main()"
        command = [sys.executable, "-c", entry, "serve", str(sample_release.path), "--endpoint", store.query]
        with subprocess.Popen([*command, "--port", "0"], stdout=subprocess.PIPE, text=True) as process:
            try:
                assert process.stdout is not None
                said = process.stdout.readline()
                assert re.search(r"\(Oxigraph/[\d.]+\): [\d,]+ triples; its default graph is the union", said), said
                url = process.stdout.readline().split()[0]
                count = httpx.get(f"{url}sparql", params={"query": "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"}, timeout=30)
                dump = httpx.get(f"{url}dumps/dump.nq.zst", timeout=30)
                ready = httpx.get(f"{url}health/ready", timeout=30)
                description = httpx.get(f"{url}sparql", headers={"Accept": "text/turtle"}, timeout=30)
            finally:
                process.terminate()
                assert process.wait(20) == 0
    assert str(sample_release.manifest.quads) in count.text
    assert dump.content == sample_release.dump.read_bytes()
    assert ready.json() == {"status": "ready"}
    assert "UnionDefaultGraph" in description.text


def test_serve_refuses_an_endpoint_that_is_none(sample_release: Release) -> None:
    away = CliRunner().invoke(serve, ["--endpoint", "http://127.0.0.1:9/sparql", "--port", "0"])
    assert isinstance(away.exception, UpstreamDown)
    assert "is it running" in str(away.exception)
    files = CliRunner().invoke(serve, [str(sample_release.dump), "--endpoint", "http://127.0.0.1:9/", "--port", "0"])
    assert isinstance(files.exception, UsageError)
    assert "name one release" in str(files.exception)
    with oxigraph() as store:
        page = CliRunner().invoke(serve, ["--endpoint", f"{store.url}/", "--port", "0"])
    assert isinstance(page.exception, UpstreamError)
    assert "address of its query service" in str(page.exception)


def test_a_remote_endpoint_is_asked_with_its_own_extensions(store: RunningStore) -> None:
    found = CliRunner().invoke(query, ["--endpoint", store.query, f"ASK {{ GRAPH ?g {{ <{ID}country/AZE> a ?t }} }}"])
    assert json.loads(found.output)["boolean"] is True
    if store.user:
        own = CliRunner().invoke(query, ["--endpoint", store.query, "SELECT (bif:lower('A') AS ?x) {}"])
        assert own.output.split() == ["x", "a"]


@pytest.mark.virtuoso
@pytest.mark.slow
@needs_virtuoso
def test_rows_that_virtuoso_cuts_are_no_answer(sample_release: Release, tmp_path: Path) -> None:
    """It says so in a header for rows, and not at all for graphs: what has as many triples is refused."""
    with virtuoso(tmp_path, max_rows=100) as store:
        found = loaded(store, sample_release)
        assert found.exit_code == 0, found.output
        known = asyncio.run(surveyed(store.query))
        assert known.max_rows == 100
        assert "stops at 100 rows" in known.warnings[0]

        async def ask(text: str) -> bytes:
            engine = engine_for(store, known)
            try:
                return await (
                    await engine.query(QueryRequest(text, N_TRIPLES if "CON" in text else RESULTS_CSV))
                ).read()
            finally:
                await engine.close()

        assert asyncio.run(ask("SELECT * { ?s ?p ?o } LIMIT 99")).count(b"\n") == 100
        with pytest.raises(PartialAnswer):
            asyncio.run(ask("SELECT * { ?s ?p ?o }"))
        assert asyncio.run(ask("CONSTRUCT WHERE { ?s ?p ?o } LIMIT 50")).count(b"\n") == 50
        with pytest.raises(QueryLimit, match="may have cut"):
            asyncio.run(ask("CONSTRUCT WHERE { ?s ?p ?o }"))


@pytest.mark.virtuoso
@pytest.mark.slow
@needs_virtuoso
def test_virtuoso_reaches_the_network_unless_it_is_kept_from_it(tmp_path: Path) -> None:
    """Why extensions are refused: `bif:http_get` fetches whatever the store can reach."""
    with virtuoso(tmp_path) as store:
        fetch = f"SELECT (bif:http_get('{store.url}/sparql?query=ASK%20%7B%7D') AS ?x) {{}}"
        direct = httpx.get(store.query, params={"query": fetch}, headers={"Accept": "text/csv"}, timeout=30)
        assert direct.status_code == 200
        known = asyncio.run(surveyed(store.query))
        with client_of(create_app(engine_for(store, known), Settings(), live=True)) as client:
            assert client.post("/sparql", data={"query": fetch}).status_code == 403
