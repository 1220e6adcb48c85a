"""The remote engine against an endpoint that misbehaves: nothing that is not whole looks whole."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Coroutine, Iterator
from typing import Any, TypeVar

import httpx
import pytest

from osce_kg.engine.admission import Turns
from osce_kg.engine.limits import EngineLimits
from osce_kg.engine.model import (
    Dataset,
    Kind,
    QueryAnswer,
    QueryBusy,
    QueryRequest,
    QueryTimeout,
    UpstreamDown,
    UpstreamError,
)
from osce_kg.engine.remote import RemoteEngine
from osce_kg.engine.upstream import Credentials, Upstream, checked_url
from osce_kg.engine.vendor import ExtensionRefused, PartialAnswer, refuse_extensions
from osce_kg.errors import QueryError, QueryLimit, QueryRefused, QuerySyntaxError, UsageError
from osce_kg.formats import N_TRIPLES, RESULTS_CSV, RESULTS_JSON, RESULTS_XML, TURTLE, Format
from osce_kg.server.app import create_app
from osce_kg.settings import Settings
from serving import client_of, running
from upstreams import MANY_ROWS, TRIPLES, misbehaving
from upstreams import Upstream as Fake

T = TypeVar("T")
SELECT, ASK, CONSTRUCT = "SELECT ?x { ?x ?p ?o }", "ASK { ?s ?p ?o }", "CONSTRUCT WHERE { ?s ?p ?o }"


@pytest.fixture(scope="module")
def fake() -> Iterator[Fake]:
    with misbehaving() as upstream:
        yield upstream


def run(coroutine: Coroutine[Any, Any, T]) -> T:
    return asyncio.run(coroutine)


def engine(url: str, **limits: Any) -> RemoteEngine:
    return RemoteEngine(Upstream(url, name="the store"), EngineLimits(**limits))


async def answer(url: str, text: str, fmt: Format, **limits: Any) -> bytes:
    asked = engine(url, **limits)
    try:
        return await (await asked.query(QueryRequest(text, fmt))).read()
    finally:
        await asked.close()


def read(fake: Fake, path: str, text: str = SELECT, fmt: Format = RESULTS_CSV, **limits: Any) -> bytes:
    return run(answer(fake.url + path, text, fmt, **limits))


@pytest.mark.parametrize("path", ["/one", "/one-chunked", "/one-until-close", "/gzip", "/gzip-members", "/redirect"])
def test_a_whole_answer_is_written_anew(fake: Fake, path: str) -> None:
    assert read(fake, path) == b"x\r\none\r\n"
    assert json.loads(read(fake, path, fmt=RESULTS_JSON))["results"]["bindings"][0]["x"]["value"] == "one"


@pytest.mark.parametrize(
    ("path", "error", "message"),
    [
        ("/gzip-cut", UpstreamError, "breaks off"),
        ("/gzip-garbage", UpstreamError, "breaks off"),
        ("/brotli", UpstreamError, "'br'"),
        ("/cut-length", UpstreamError, "breaks off"),
        ("/cut-chunks", UpstreamError, "breaks off"),
        ("/cut-document", UpstreamError, "does not parse"),
        ("/cut-document-by-message", UpstreamError, "does not parse"),
        ("/cut-document-until-close", UpstreamError, "does not parse"),
        ("/more-than-one", UpstreamError, "does not parse"),
        ("/empty", UpstreamError, "does not parse"),
        ("/text-as-json", UpstreamError, "does not parse"),
        ("/html", UpstreamError, "answered text/html, expected application/sparql-results"),
        ("/no-type", UpstreamError, "without a media type"),
        ("/no-http", UpstreamDown, "hung up without an answer"),
        ("/hung-up", UpstreamDown, "hung up without an answer"),
        ("/created", UpstreamError, "201"),
        ("/part", UpstreamError, "206"),
        ("/forbidden", UpstreamError, "403: no"),
        ("/failed", UpstreamError, "500: java.lang.NullPointerException at x"),
        ("/busy", QueryBusy, "503"),
        ("/gave-up", QueryTimeout, "gave up"),
        ("/redirect-circle", UpstreamError, "more than 3 times"),
        ("/redirect-elsewhere", UpstreamError, "another host"),
        ("/redirect-file", UpstreamError, "another host"),
        ("/redirect-get", UpstreamError, "303"),
        ("/max-rows", PartialAnswer, "stops at 1 rows"),
        ("/anytime", PartialAnswer, "a part"),
        ("/boolean", UpstreamError, "true or false"),
        ("/triples", UpstreamError, "application/n-triples"),
        ("/wrong", QuerySyntaxError, "line 1, column 23: expected DISTINCT"),
        ("/wrong-problem", QuerySyntaxError, "line 2, column 5: oops"),
    ],
)
def test_what_is_no_whole_answer_is_an_error(fake: Fake, path: str, error: type[QueryError], message: str) -> None:
    with pytest.raises(error, match=message):
        read(fake, path)


def test_an_error_of_the_store_is_trimmed_to_a_printable_line(fake: Fake) -> None:
    with pytest.raises(QuerySyntaxError) as caught:
        read(fake, "/wrong-long")
    assert len(str(caught.value)) == 300
    assert str(caught.value).isprintable()


def test_the_place_of_a_syntax_error_is_kept(fake: Fake) -> None:
    for path, place in (("/wrong", (1, 23)), ("/wrong-problem", (2, 5))):
        with pytest.raises(QuerySyntaxError) as caught:
            read(fake, path)
        assert (caught.value.line, caught.value.column) == place


def test_truth_values_also_as_the_table_that_virtuoso_makes(fake: Fake) -> None:
    for path, word in (("/boolean", "true"), ("/boolean-table", "true"), ("/boolean-empty-table", "false")):
        assert f"<boolean>{word}</boolean>".encode() in read(fake, path, ASK, RESULTS_XML)
    for path in ("/boolean-cut", "/one"):
        with pytest.raises(UpstreamError):
            read(fake, path, ASK, RESULTS_XML)


def test_blank_nodes_that_are_named_by_urls_get_labels(fake: Fake) -> None:
    bindings = json.loads(read(fake, "/node-id", fmt=RESULTS_JSON))["results"]["bindings"]
    assert bindings[0]["x"] == {"type": "bnode", "value": "b1"}
    assert bindings[1]["x"]["value"] == '"bnode", "value": "nodeID://b1'


def test_graphs(fake: Fake) -> None:
    assert read(fake, "/triples", CONSTRUCT, N_TRIPLES) == TRIPLES
    assert read(fake, "/triples", CONSTRUCT, TURTLE).count(b'"') == 40
    for path, message in (
        ("/triples-until-close", "without its length"),
        ("/triples-by-message", "does not parse"),
        ("/triples-cut", "does not parse"),
        ("/one", "expected application/n-triples or text/turtle"),
    ):
        with pytest.raises(UpstreamError, match=message):
            read(fake, path, CONSTRUCT, TURTLE)


def test_a_graph_as_long_as_the_store_cuts_it_is_refused(fake: Fake) -> None:
    async def ask(limit: int) -> bytes:
        asked = RemoteEngine(Upstream(f"{fake.url}/triples"), max_triples=limit)
        try:
            return await (await asked.query(QueryRequest(CONSTRUCT, N_TRIPLES))).read()
        finally:
            await asked.close()

    assert run(ask(21)) == TRIPLES
    with pytest.raises(QueryLimit, match="20 rows"):
        run(ask(20))


def test_a_format_that_does_not_fit_is_refused_before_the_store_is_asked(fake: Fake) -> None:
    asked = len(fake.requests)
    for text, fmt in ((SELECT, TURTLE), (CONSTRUCT, RESULTS_CSV)):
        with pytest.raises(QueryError, match="choose"):
            read(fake, "/one", text, fmt)
    with pytest.raises(QuerySyntaxError, match="expected SELECT"):
        read(fake, "/one", "DEFINE get:soft 'replace' SELECT * {}")
    with pytest.raises(QueryRefused):
        read(fake, "/one", "SELECT * { SERVICE <http://127.0.0.1/> {} }")
    assert len(fake.requests) == asked


@pytest.mark.parametrize("path", ["/silent", "/endless-space"])
def test_the_deadline_ends_a_store_that_does_not_answer(fake: Fake, path: str) -> None:
    fake.closed.clear()
    begun = time.monotonic()
    with pytest.raises(QueryTimeout):
        read(fake, path, timeout=0.3)
    assert time.monotonic() - begun < 20
    assert fake.closed.wait(20), "the connection is closed, so that the store can stop"


@pytest.mark.parametrize("path", ["/endless", "/endless-string", "/gzip-bomb"])
def test_bytes_are_bounded(fake: Fake, path: str) -> None:
    with pytest.raises((QueryLimit, UpstreamError)) as caught:
        read(fake, path, max_answer_bytes=5_000_000)
    assert not isinstance(caught.value, QueryTimeout)


def test_an_error_without_end_is_read_in_part(fake: Fake) -> None:
    with pytest.raises(UpstreamError, match="text/plain"):
        read(fake, "/failed-endless", timeout=20)


def test_an_answer_starts_before_the_store_has_ended_and_a_reader_who_leaves_closes_it(fake: Fake) -> None:
    async def ask() -> bytes:
        asked = engine(f"{fake.url}/endless", turns=Turns(total=1, queue_timeout=0.5))
        fake.closed.clear()
        async with await asked.query(QueryRequest(SELECT, RESULTS_CSV)) as found:
            first = await anext(found.chunks)
        assert await asyncio.to_thread(fake.closed.wait, 20)
        never_read = await asked.query(QueryRequest(SELECT, RESULTS_CSV))
        await never_read.aclose()
        asked.upstream.url = f"{fake.url}/one"
        whole: QueryAnswer = await asked.query(QueryRequest(SELECT, RESULTS_CSV))  # the turn is free again
        await whole.read()
        await asked.close()
        return first

    assert run(ask()).startswith(b"x\r\nrow 000000\r\n")


def test_a_break_in_the_middle_is_raised_after_the_first_chunks(fake: Fake) -> None:
    async def ask() -> int:
        asked = engine(f"{fake.url}/cut-late")
        found = await asked.query(QueryRequest(SELECT, RESULTS_CSV))
        received: list[int] = []

        async def read_all() -> None:
            async for chunk in found.chunks:
                received.append(len(chunk))

        with pytest.raises(UpstreamError, match="does not parse"):
            await read_all()
        await asked.close()
        return sum(received)

    assert run(ask()) > 100_000
    assert len(MANY_ROWS) > 1_000_000


def test_turns_are_bounded(fake: Fake) -> None:
    async def ask() -> None:
        asked = engine(f"{fake.url}/silent", turns=Turns(total=1, queue_timeout=0.05), timeout=30)
        waiting = asyncio.create_task(asked.query(QueryRequest(SELECT)))
        await asyncio.sleep(0.5)
        with pytest.raises(QueryBusy, match="no turn became free"):
            await asked.query(QueryRequest(SELECT))
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
        asked.upstream.url = f"{fake.url}/one"
        assert (await asked.query(QueryRequest(SELECT))).kind is Kind.SOLUTIONS
        await asked.close()

    run(ask())


def test_the_dataset_and_the_parameters_are_sent_as_the_protocol_says(fake: Fake) -> None:
    async def ask(text: str, dataset: Dataset) -> bytes:
        asked = RemoteEngine(Upstream(f"{fake.url}/one"), parameters=(("union-default-graph", "true"),))
        await (await asked.query(QueryRequest(text, dataset=dataset))).read()
        await asked.close()
        return fake.requests[-1][1]

    assert run(ask(SELECT, Dataset())).endswith(b"&union-default-graph=true")
    named = run(ask(SELECT, Dataset(("x:a",), ("x:b",))))
    assert named.endswith(b"&default-graph-uri=x%3Aa&named-graph-uri=x%3Ab")
    assert b"union" not in run(ask("SELECT ?x FROM <x:a> { ?x ?p ?o }", Dataset()))


def test_no_cookies_and_no_credentials_unless_asked(fake: Fake) -> None:
    async def ask() -> None:
        asked = RemoteEngine(Upstream(f"{fake.url}/one", Credentials("reader", "secret")))
        await (await asked.query(QueryRequest(SELECT))).read()
        await asked.close()

    run(ask())
    head = fake.requests[-1][0].lower()
    assert "cookie" not in head
    assert "authorization" not in head
    assert "accept-encoding: gzip\r\n" in head


@pytest.mark.parametrize(
    "text",
    [
        "SELECT (bif:http_get('http://127.0.0.1/') AS ?x) {}",
        "SELECT (<bif:rnd>(10) AS ?x) {}",
        "SELECT (<LONG::bif:rnd>(10) AS ?x) {}",
        "SELECT (<\\u0062if:rnd>(10) AS ?x) {}",
        "SELECT (SQL:rnd(10) AS ?x) {}",
        "SELECT * { FILTER <java:java.lang.System.exit>(1) }",
        "PREFIX b: <bi> SELECT (b:f:rnd(10) AS ?x) {}",
        "PREFIX b: <http://example.org/> PREFIX b: <b> SELECT (b:if\\:rnd(10) AS ?x) {}",
        "BASE <http://example.org/> SELECT (<rnd>(10) AS ?x) {}",
        "SELECT (<DB.DBA.HTTP_GET>('http://127.0.0.1/') AS ?x) {}",
        "SELECT * FROM <http://127.0.0.1/> OPTION(get:soft 'replace') { ?s ?p ?o }",
        "PREFIX x: <http://x/> DEFINE get:soft 'replace' SELECT * {}",
    ],
)
def test_what_one_store_has_beside_the_standard_is_not_passed_on(text: str) -> None:
    with pytest.raises(ExtensionRefused):
        refuse_extensions(text)


@pytest.mark.parametrize(
    "text",
    [
        "PREFIX geof: <http://www.opengis.net/def/function/geosparql/> SELECT (geof:distance(?a, ?b) AS ?d) {}",
        "PREFIX xsd: <http://www.w3.org/2001/XMLSchema#> SELECT (xsd:integer('1') AS ?x) {}",
        "PREFIX mysql: <http://example.org/> SELECT * { ?s mysql:p 'a definition of options' }",
        "BASE <http://example.org/> PREFIX : <#> SELECT * { <a> :b <c> . ?option :define 'x' }",
    ],
)
def test_the_standard_is_passed_on(text: str) -> None:
    refuse_extensions(text)


@pytest.mark.parametrize(
    "url",
    ["ftp://example.org/", "example.org/sparql", "http://", "http://u:p@example.org/", "http://h/#x", "http://[/"],
)
def test_an_address_that_is_none_is_a_usage_error(url: str) -> None:
    with pytest.raises(UsageError):
        checked_url(url)


def test_credentials_do_not_show_their_password() -> None:
    assert "secret" not in repr(Credentials("reader", "secret"))
    assert "secret" not in repr(Settings(endpoint_password="secret"))


def make_client(fake: Fake, path: str, **limits: Any) -> Any:
    return client_of(create_app(engine(fake.url + path, **limits), Settings(), live=True))


@pytest.mark.parametrize(
    ("path", "status", "slug"),
    [
        ("/failed", 502, "upstream"),
        ("/html", 502, "upstream"),
        ("/cut-document", 502, "upstream"),
        ("/hung-up", 503, "upstream-down"),
        ("/busy", 503, "busy"),
        ("/max-rows", 503, "limit"),
        ("/gave-up", 504, "timeout"),
        ("/wrong", 400, "syntax"),
    ],
)
def test_errors_become_problems(fake: Fake, path: str, status: int, slug: str) -> None:
    with make_client(fake, path) as client:
        found = client.post("/sparql", data={"query": SELECT}, headers={"Accept": "text/csv"})
    assert (found.status_code, found.headers["content-type"]) == (status, "application/problem+json")
    assert found.json()["type"].endswith(f"/problem/{slug}")
    assert fake.url not in found.text, "the public is not told where the store is"


def test_an_answer_that_breaks_off_late_breaks_the_connection(fake: Fake) -> None:
    with make_client(fake, "/cut-late") as client, pytest.raises(httpx.RemoteProtocolError):
        client.post("/sparql", data={"query": SELECT}, headers={"Accept": "text/csv"})


def test_answers_of_a_live_store_are_not_stored(fake: Fake) -> None:
    with make_client(fake, "/one") as client:
        found = client.get("/sparql", params={"query": SELECT}, headers={"Accept": "text/csv"})
        assert (found.status_code, found.headers["cache-control"]) == (200, "no-store")
        assert "etag" not in found.headers
        assert "etag" in client.get("/ontology", headers={"Accept": "text/turtle"}).headers


def test_readiness_tells_that_the_store_is_down() -> None:
    app = create_app(engine("http://127.0.0.1:9/sparql"), Settings(), live=True)
    with running(app) as served:
        assert httpx.get(f"{served.url}/health/live").status_code == 200
        found = httpx.get(f"{served.url}/health/ready")
    assert (found.status_code, found.headers["retry-after"]) == (503, "5")
    assert found.json()["type"].endswith("/problem/upstream-down")


def test_readiness_does_not_wait_for_a_store_that_hangs(fake: Fake) -> None:
    with make_client(fake, "/silent") as client:
        found = client.get("/health/ready")
    assert (found.status_code, found.json()["type"].rpartition("/")[2]) == (503, "not-ready")


def test_what_needs_a_release_says_why_it_is_missing(fake: Fake) -> None:
    with make_client(fake, "/one") as client:
        for path in ("/dumps", "/dumps/dump.nq.zst", "/report"):
            found = client.get(path)
            assert found.status_code == 404
            assert "no release is published here" in found.json()["detail"]
