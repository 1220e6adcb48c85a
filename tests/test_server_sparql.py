"""The SPARQL endpoint over real HTTP: protocol, refusals, formats, caching."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pyoxigraph as ox
import pytest
import rdflib.plugins.sparql
from rdflib_endpoint import SparqlRouter

from osce_kg.server.sparql import ENDPOINT_NAME
from osce_kg.settings import Settings
from serving import Served, make_app, running, small_files

IDS = "https://w3id.org/osce-kg/id/"
COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
QUERY_TYPE = {"Content-Type": "application/sparql-query"}


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    app = make_app(small_files(tmp_path_factory.mktemp("site")), Settings(query_timeout=10))
    with running(app) as found:
        yield found


@pytest.fixture(scope="module")
def client(served: Served) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=served.url, timeout=30) as found:
        yield found


def bindings(response: httpx.Response) -> list[dict[str, dict[str, str]]]:
    assert response.status_code == 200, response.text
    found: list[dict[str, dict[str, str]]] = response.json()["results"]["bindings"]
    return found


def problem(response: httpx.Response, status: int) -> dict[str, object]:
    assert response.status_code == status, response.text[:300]
    assert response.headers["content-type"] == "application/problem+json"
    found: dict[str, object] = response.json()
    assert found["status"] == status
    return found


# The library's router


def test_the_library_registers_its_handlers_as_we_expect() -> None:
    """Fails when rdflib-endpoint changes how it registers them, before anything is served."""
    seen: list[tuple[str, tuple[str, ...]]] = []

    class Watching(SparqlRouter):
        def add_api_route(self, path: str, endpoint: Callable[..., Any], **options: Any) -> None:
            if options.get("name") == ENDPOINT_NAME and callable(endpoint):
                seen.append((path, tuple(options["methods"])))

    Watching(path="/sparql")
    assert sorted(seen) == [
        ("/sparql", ("GET",)), ("/sparql", ("POST",)), ("/sparql/", ("GET",)), ("/sparql/", ("POST",)),
    ]  # fmt: skip


@pytest.mark.parametrize("path", ["/sparql", "/sparql/"])
def test_no_handler_of_the_library_answers(client: httpx.Client, path: str) -> None:
    """Its handlers send no entity tag, and its page and description come without security headers."""
    answers = [
        client.get(path),
        client.get(path, headers={"Accept": "text/html"}),
        client.get(path, params={"query": COUNT}),
        client.post(path, data={"query": COUNT}),
    ]
    assert all(answer.headers["etag"] for answer in answers)
    assert "unpkg.com" not in answers[1].text


def test_rdflib_may_not_load_what_from_names(client: httpx.Client) -> None:
    assert client.get("/health/live").status_code == 200
    assert rdflib.plugins.sparql.SPARQL_LOAD_GRAPHS is False


# The protocol


@pytest.mark.parametrize("path", ["/sparql", "/sparql/"])
def test_three_ways_to_ask(client: httpx.Client, path: str) -> None:
    answers = [
        client.get(path, params={"query": COUNT}),
        client.post(path, data={"query": COUNT}),
        client.post(path, content=COUNT, headers=QUERY_TYPE),
    ]
    assert {bindings(answer)[0]["n"]["value"] for answer in answers} == {"22"}


def test_parameters_are_decoded_once(client: httpx.Client) -> None:
    text = 'SELECT ("100%25 + %2B" AS ?x) {}'
    for answer in (
        client.get("/sparql", params={"query": text}),
        client.post("/sparql", data={"query": text}),
    ):
        assert bindings(answer)[0]["x"]["value"] == "100%25 + %2B"


def test_the_dataset_of_the_request(client: httpx.Client) -> None:
    evidence = f"{IDS}graph/evidence"
    as_get = client.get("/sparql", params={"query": COUNT, "default-graph-uri": evidence})
    as_body = client.post("/sparql", params={"default-graph-uri": evidence}, content=COUNT, headers=QUERY_TYPE)
    as_form = client.post("/sparql", data={"query": COUNT, "named-graph-uri": evidence})
    assert [bindings(answer)[0]["n"]["value"] for answer in (as_get, as_body, as_form)] == ["4", "4", "0"]
    problem(client.get("/sparql", params={"query": COUNT, "default-graph-uri": "no iri"}), 400)


@pytest.mark.parametrize(
    ("text", "accept", "content_type", "begins"),
    [
        ("SELECT * {}", "application/sparql-results+xml", "application/sparql-results+xml", b"<?xml"),
        ("SELECT * {}", "application/json", "application/json", b'{"head"'),
        ("SELECT ?x {}", "text/csv", "text/csv; charset=utf-8", b"x\r\n"),
        ("SELECT ?x {}", "text/tab-separated-values", "text/tab-separated-values; charset=utf-8", b"?x\n"),
        (
            "ASK {}",
            "application/sparql-results+json",
            "application/sparql-results+json",
            b'{"head":{},"boolean"',
        ),
        ("ASK {}", "text/csv", "text/csv; charset=utf-8", b"true"),
        ("ASK {}", "text/tab-separated-values", "text/tab-separated-values; charset=utf-8", b"true"),
        ("DESCRIBE <x:a>", "text/turtle", "text/turtle; charset=utf-8", b""),
        ("CONSTRUCT WHERE { ?s ?p ?o }", "application/rdf+xml", "application/rdf+xml", b"<?xml"),
        ("CONSTRUCT WHERE { ?s ?p ?o }", "application/ld+json", "application/ld+json", b"["),
        ("CONSTRUCT WHERE { ?s ?p ?o }", "application/n-triples", "application/n-triples", b"<http"),
    ],
)
def test_the_answer_is_in_the_format_asked_for(
    client: httpx.Client, text: str, accept: str, content_type: str, begins: bytes
) -> None:
    answer = client.get("/sparql", params={"query": text}, headers={"Accept": accept})
    assert answer.status_code == 200
    assert answer.headers["content-type"] == content_type
    assert answer.content.startswith(begins)
    assert answer.headers["vary"] == "Accept"


def test_csv_is_an_attachment(client: httpx.Client) -> None:
    answer = client.get("/sparql", params={"query": COUNT, "format": "csv"})
    assert answer.headers["content-disposition"] == 'attachment; filename="results.csv"'


def test_a_query_by_browser_is_a_page_without_markup_of_the_graph(client: httpx.Client) -> None:
    text = "SELECT ?o { ?s ?p ?o } # </textarea><script>alert(1)</script>"
    answer = client.get("/sparql", params={"query": text}, headers={"Accept": "text/html"})
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert "<script>" not in answer.text
    assert "&lt;script&gt;alert(1)" in answer.text
    assert "<img" not in answer.text
    assert 'href="javascript' not in answer.text
    assert "Arvania" in answer.text


@pytest.mark.parametrize(
    "accept", ["text/turtle", "application/ld+json", "application/rdf+xml", "application/n-triples"]
)
def test_without_a_query_comes_the_service_description(client: httpx.Client, accept: str) -> None:
    answer = client.get("/sparql", headers={"Accept": accept})
    rdf_format = ox.RdfFormat.from_media_type(accept)
    statements = [quad.triple for quad in ox.parse(answer.content, format=rdf_format)]
    sd = "http://www.w3.org/ns/sparql-service-description#"
    assert sum(t.object == ox.NamedNode(f"{sd}Service") for t in statements) == 1
    assert not any(str(t.object).endswith("BasicFederatedQuery>") for t in statements)


def test_the_form_comes_only_to_those_who_ask_for_html(client: httpx.Client) -> None:
    assert "<form" in client.get("/sparql", headers={"Accept": "text/html"}).text
    assert client.get("/sparql").headers["content-type"].startswith("text/turtle")


def test_head_and_options(client: httpx.Client) -> None:
    head = client.head("/sparql", params={"query": COUNT})
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["etag"] == client.get("/sparql", params={"query": COUNT}).headers["etag"]
    options = client.options("/sparql", headers={"Origin": "https://example.org"})
    assert options.status_code == 204
    assert "POST" in options.headers["access-control-allow-methods"]
    assert options.headers["access-control-allow-origin"] == "*"
    assert "access-control-allow-credentials" not in options.headers


def test_an_unchanged_answer_is_not_sent_again(client: httpx.Client) -> None:
    first = client.get("/sparql", params={"query": COUNT})
    tag = first.headers["etag"]
    again = client.get("/sparql", params={"query": COUNT}, headers={"If-None-Match": f'"x", W/{tag}'})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    other = client.get("/sparql", params={"query": COUNT}, headers={"Accept": "text/csv", "If-None-Match": tag})
    assert other.status_code == 200


def test_what_changes_by_itself_has_no_tag(client: httpx.Client) -> None:
    answer = client.get("/sparql", params={"query": "SELECT (NOW() AS ?t) {}"})
    assert "etag" not in answer.headers
    assert answer.headers["cache-control"] == "no-store"


# Refusals


def test_a_syntax_error_names_line_and_column(client: httpx.Client) -> None:
    found = problem(client.post("/sparql", data={"query": "SELECT * {\n  BIND(1 AS 2)\n}"}), 400)
    assert (found["line"], found["column"]) == (2, 13)
    assert str(found["type"]).endswith("/problem/syntax")


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
        "PREFIX e: <http://127.0.0.1:9/> SELECT * { serviceSILENTe:a { ?s ?p ?o } }",
        "SELECT * { \\u0053ERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
        "LOAD <file:///etc/passwd>",
        "INSERT DATA { <x:a> <x:b> 1 }",
        "DROP ALL",
    ],
)
def test_the_network_and_updates_are_forbidden(client: httpx.Client, text: str) -> None:
    problem(client.post("/sparql", data={"query": text}), 403)


def test_the_update_protocol_is_forbidden(client: httpx.Client) -> None:
    problem(client.post("/sparql", data={"update": "CLEAR ALL"}), 403)
    problem(
        client.post("/sparql", content="CLEAR ALL", headers={"Content-Type": "application/sparql-update"}),
        403,
    )
    problem(client.get("/sparql", params={"update": "CLEAR ALL"}), 403)


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { FILTER(" + "(" * 10_000 + "1" + ")" * 10_000 + ") }",
        "SELECT * { FILTER(" + "1+" * 10_000 + "1) }",
        "SELECT * {" + "{" * 10_000 + "}" * 10_000 + "}",
    ],
)
def test_what_would_crash_the_process_is_refused_and_it_lives(client: httpx.Client, text: str) -> None:
    problem(client.post("/sparql", data={"query": text}), 400)
    assert client.get("/health/ready").status_code == 200


def test_a_query_of_100_kb_is_too_long_however_it_comes(client: httpx.Client) -> None:
    text = "SELECT * {} #" + "x" * 100_000
    problem(client.post("/sparql", data={"query": text}), 413)
    problem(client.post("/sparql", content=text, headers=QUERY_TYPE), 413)
    problem(client.post("/sparql", content="x" * 3_000_000, headers=QUERY_TYPE), 413)


def test_a_url_of_100_kb_is_too_long(served: Served) -> None:
    query = b"x" * 100_000
    answer = served.raw(b"GET /sparql?query=" + query + b" HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 414 ")
    assert b"/problem/address-too-long" in answer


def test_several_or_no_queries_are_refused(client: httpx.Client) -> None:
    problem(client.get("/sparql?query=ASK%7B%7D&query=ASK%7B%7D"), 400)
    problem(client.post("/sparql", data={"x": "y"}), 400)
    problem(client.post("/sparql?query=ASK%7B%7D", content=COUNT, headers=QUERY_TYPE), 400)


@pytest.mark.parametrize("raw", [b"%zz", b"ASK%7B%7D%2", b"%ff%fe"])
def test_bad_percent_encoding_is_refused(served: Served, raw: bytes) -> None:
    answer = served.raw(b"GET /sparql?query=" + raw + b" HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 400 ")
    assert b"percent" in answer


def test_bodies_in_other_media_types_are_refused(client: httpx.Client) -> None:
    for content_type in ("text/plain", "application/json", "multipart/form-data; boundary=x", ""):
        problem(client.post("/sparql", content=COUNT, headers={"Content-Type": content_type}), 415)
    latin = {"Content-Type": "application/sparql-query; charset=iso-8859-1"}
    problem(client.post("/sparql", content=COUNT, headers=latin), 415)
    problem(client.post("/sparql", content=b"ASK { ?s ?p '\xff' }", headers=QUERY_TYPE), 400)


@pytest.mark.parametrize(
    ("text", "accept"),
    [
        ("SELECT * {}", "text/turtle"),
        ("CONSTRUCT WHERE { ?s ?p ?o }", "text/csv"),
        ("ASK {}", "text/turtle"),
        ("ASK {}", "image/png"),
    ],
)
def test_a_format_that_does_not_exist_is_406_and_names_those_that_do(
    client: httpx.Client, text: str, accept: str
) -> None:
    found = problem(client.get("/sparql", params={"query": text}, headers={"Accept": accept}), 406)
    assert isinstance(found["available"], list)


def test_other_methods_are_405(client: httpx.Client) -> None:
    answer = client.delete("/sparql")
    problem(answer, 405)
    assert answer.headers["allow"]


def test_a_slow_query_is_504_and_others_are_answered(tmp_path: Path) -> None:
    dump = tmp_path / "many.nq"
    dump.write_text("".join(f'<x:{i}> <x:p> "{i}" .\n' for i in range(200)))
    settings = Settings(query_timeout=0.5, concurrency=2)
    app = make_app(small_files(tmp_path / "site"), settings, [dump])
    slow = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"  # ends by itself: a thread cannot be ended
    with running(app) as served, httpx.Client(base_url=served.url, timeout=30) as client:
        found = problem(client.get("/sparql", params={"query": slow}), 504)
        assert "0.5 seconds" in str(found["detail"])
        assert client.get("/sparql", params={"query": "ASK {}"}).json()["boolean"] is True


def test_an_answer_cut_off_in_the_middle_does_not_look_whole(tmp_path: Path) -> None:
    dump = tmp_path / "many.nq"
    dump.write_text("".join(f'<x:{i}> <x:p> "{i}" .\n' for i in range(400)))
    app = make_app(small_files(tmp_path / "site"), Settings(query_timeout=1.0), [dump])
    endless = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
    with running(app) as served, httpx.Client(base_url=served.url, timeout=30) as client:
        with pytest.raises(httpx.RemoteProtocolError):
            client.get("/sparql", params={"query": endless})
        assert client.get("/sparql", params={"query": "ASK {}"}).status_code == 200


def test_problem_detail_is_json_whatever_the_query_holds(client: httpx.Client) -> None:
    answer = client.post("/sparql", data={"query": 'SELECT "\x00\ud7ff\u2028<script>'})
    assert json.loads(answer.content)["status"] == 400
