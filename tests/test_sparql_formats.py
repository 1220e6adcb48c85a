"""Which format and status a SPARQL request gets: negotiation, equal answers in every format, HTTP methods, caching."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import httpx
import pytest

import sparql_results as sr
from osce_kg.formats import GRAPHS, RESULTS
from osce_kg.settings import Settings
from serving import Served, make_app, running, small_files
from sparql_answers import ALL, ASK, GRAPH, IDS, SELECT, fetched, problem

TABLES = {"json": sr.read_json, "xml": sr.read_xml, "csv": sr.read_csv, "tsv": sr.read_tsv}


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with running(make_app(small_files(tmp_path_factory.mktemp("site")), Settings())) as found:
        yield found


@pytest.fixture(scope="module")
def client(served: Served) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=served.url, timeout=30) as found:
        yield found


@pytest.mark.parametrize(
    ("text", "accept", "media_type"),
    [
        (SELECT, "*/*", "application/sparql-results+json"),
        (SELECT, "", "application/sparql-results+json"),
        (SELECT, "application/*", "application/sparql-results+json"),
        (SELECT, "text/*", "text/csv"),
        (SELECT, "text/csv;q=0.5, application/sparql-results+xml;q=0.6", "application/sparql-results+xml"),
        (SELECT, "*/*;q=0.1, text/tab-separated-values", "text/tab-separated-values"),
        (SELECT, "*/*, application/sparql-results+json;q=0", "application/sparql-results+xml"),
        (SELECT, "text/csv;q=0, text/*", "text/tab-separated-values"),
        (SELECT, "text/csv; charset=utf-8", "text/csv"),
        (SELECT, "TEXT/CSV", "text/csv"),
        (SELECT, "nonsense", "application/sparql-results+json"),
        (SELECT, "text/turtle, */*;q=0.1", "application/sparql-results+json"),
        (SELECT, "application/xml", "application/xml"),
        (ASK, "text/csv, application/sparql-results+xml;q=0.9", "text/csv"),
        (GRAPH, "*/*", "text/turtle"),
        (GRAPH, "application/sparql-results+json, text/turtle;q=0.1", "text/turtle"),
        (GRAPH, "application/rdf+xml;q=0.9, text/turtle;q=0.8", "application/rdf+xml"),
        (GRAPH, "application/json", "application/json"),
    ],
)
def test_quality_and_wildcards(client: httpx.Client, text: str, accept: str, media_type: str) -> None:
    answer = client.get("/sparql", params={"query": text}, headers={"Accept": accept})
    assert answer.status_code == 200
    assert answer.headers["content-type"].partition(";")[0] == media_type
    assert answer.headers["vary"] == "Accept"


@pytest.mark.parametrize(
    ("text", "accept"),
    [
        (SELECT, "text/turtle"),
        (SELECT, "image/*"),
        (SELECT, "*/*;q=0"),
        (SELECT, "text/csv; charset=utf-16"),
        (GRAPH, "text/csv, application/sparql-results+json"),
        (ASK, "application/n-triples"),
        (None, "text/csv"),
    ],
)
def test_nothing_acceptable_is_406_and_names_what_there_is(client: httpx.Client, text: str | None, accept: str) -> None:
    params = {"query": text} if text else {}
    found = problem(client.get("/sparql", params=params, headers={"Accept": accept}), 406, "not-acceptable")
    available = found["available"]
    assert isinstance(available, list)
    for media_type in available:
        answer = client.get("/sparql", params=params, headers={"Accept": media_type})
        assert answer.headers["content-type"].partition(";")[0] == media_type


def test_several_accept_headers_are_one_list(served: Served) -> None:
    lines = [("Accept", "text/csv;q=0.1"), ("Accept", "application/sparql-results+xml")]
    answer = httpx.get(f"{served.url}/sparql", params={"query": SELECT}, headers=lines, timeout=20)
    assert answer.headers["content-type"] == "application/sparql-results+xml"


def test_the_parameter_format_wins_over_accept(client: httpx.Client) -> None:
    for fmt in RESULTS:
        answer = client.get("/sparql", params={"query": SELECT, "format": fmt.name}, headers={"Accept": "text/turtle"})
        assert answer.headers["content-type"] == fmt.content_type
    problem(client.get("/sparql", params={"query": GRAPH, "format": "csv"}), 406, "not-acceptable")


@pytest.mark.parametrize("text", [ALL, f"DESCRIBE <{IDS}country/XAA>", "DESCRIBE ?s { ?s a ?type }"])
def test_graphs_are_equal_in_every_format(client: httpx.Client, text: str) -> None:
    graphs = []
    for fmt in GRAPHS:
        assert fmt.rdf is not None
        graphs.append(sr.read_graph(fetched(client, text, fmt).content, fmt.rdf))
    assert text.startswith("DESCRIBE <") or all(graphs)
    for one, other in itertools.pairwise(graphs):
        assert sr.difference(one, other) is None


def test_tables_are_equal_in_every_format(client: httpx.Client) -> None:
    text = "SELECT ?s ?p ?o ?nothing { ?s ?p ?o OPTIONAL { ?o <x:none> ?nothing } }"
    first = sr.read_json(fetched(client, text, RESULTS[0]).content)
    assert isinstance(first, sr.Solutions)
    assert first.rows
    for fmt in RESULTS[1:]:
        found = TABLES[fmt.extension](fetched(client, text, fmt).content)
        expected = sr.as_csv(first) if fmt.extension == "csv" else first
        assert sr.difference(expected, found) is None
        assert isinstance(found, sr.Solutions)
        assert found.variables == first.variables


@pytest.mark.parametrize(("text", "truth"), [("ASK {}", True), ("ASK { <x:none> ?p ?o }", False)])
def test_truth_in_every_format(client: httpx.Client, text: str, truth: bool) -> None:
    for fmt in RESULTS:
        content = fetched(client, text, fmt).content
        if fmt.extension in {"csv", "tsv"}:
            assert content.strip() == str(truth).lower().encode()
        else:
            assert TABLES[fmt.extension](content) is truth


@pytest.mark.parametrize(
    ("text", "accept"),
    [(SELECT, "text/csv"), (GRAPH, "text/turtle"), (ASK, "*/*"), ("SELECT", "*/*"), (None, "*/*"), (None, "text/html")],
)
def test_head_is_get_without_a_body(client: httpx.Client, text: str | None, accept: str) -> None:
    params, headers = ({"query": text} if text else {}), {"Accept": accept}
    got, head = (client.request(method, "/sparql", params=params, headers=headers) for method in ("GET", "HEAD"))
    assert head.content == b""
    assert head.status_code == got.status_code
    for name in ("content-type", "etag", "vary", "cache-control", "content-disposition"):
        assert head.headers.get(name) == got.headers.get(name)


def test_options_and_preflight(client: httpx.Client) -> None:
    asked = {"Origin": "https://example.org", "Access-Control-Request-Method": "POST"}
    for path, headers in itertools.product(("/sparql", "/sparql/"), ({}, asked)):
        answer = client.options(path, headers=headers)
        assert (answer.status_code, answer.content) == (204, b"")
        assert answer.headers["allow"] == "GET, HEAD, POST, OPTIONS"
        assert answer.headers["access-control-allow-origin"] == "*"
        allowed = {name.strip().lower() for name in answer.headers["access-control-allow-headers"].split(",")}
        assert {"accept", "content-type", "if-none-match"} <= allowed


def test_no_answer_allows_credentials(client: httpx.Client) -> None:
    origin = {"Origin": "https://example.org", "Cookie": "a=b", "Authorization": "Basic eA=="}
    answers = [
        client.get("/sparql", params={"query": SELECT}, headers=origin),
        client.get("/sparql", params={"query": "SELECT"}, headers=origin),
        client.options("/sparql", headers=origin),
        client.delete("/sparql", headers=origin),
        client.get("/nowhere", headers=origin),
    ]
    for answer in answers:
        assert answer.headers["access-control-allow-origin"] == "*"
        assert "access-control-allow-credentials" not in answer.headers
        assert "set-cookie" not in answer.headers
        assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "TRACE", "PROPFIND"])
def test_other_methods_are_405_and_allow_names_all_that_work(client: httpx.Client, method: str) -> None:
    answer = client.request(method, "/sparql")
    problem(answer, 405, "method")
    assert answer.headers["allow"] == "GET, HEAD, POST, OPTIONS"


def test_an_entity_tag_is_of_one_answer(client: httpx.Client) -> None:
    """Requests that may have different answers have different tags; equal ones have one, however they are sent."""
    requests: list[dict[str, object]] = [
        {"query": SELECT},
        {"query": SELECT + " "},
        {"query": SELECT, "default-graph-uri": "x:a"},
        {"query": SELECT, "named-graph-uri": "x:a"},
        {"query": SELECT, "default-graph-uri": ["x:a", "x:b"]},
    ]
    tags = [client.get("/sparql", params=params).headers["etag"] for params in requests]  # type: ignore[arg-type]
    csv = client.get("/sparql", params={"query": SELECT}, headers={"Accept": "text/csv"}).headers["etag"]
    assert len({*tags, csv}) == len(requests) + 1
    assert client.post("/sparql", data={"query": SELECT}).headers["etag"] == tags[0]
    lines = [("If-None-Match", '"other"'), ("If-None-Match", tags[0])]
    again = client.get("/sparql", params={"query": SELECT}, headers=lines)
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["vary"] == "Accept"
