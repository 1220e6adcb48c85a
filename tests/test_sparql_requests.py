"""What a SPARQL request may say: dataset, parameters, bodies, and what is refused."""

from __future__ import annotations

import gzip
from collections.abc import Iterator

import httpx
import pytest

from osce_kg.settings import Settings
from serving import Served, make_app, running, small_files
from sparql_answers import COUNT, IDS, QUERY_TYPE, number, problem


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with running(make_app(small_files(tmp_path_factory.mktemp("site")), Settings())) as found:
        yield found


@pytest.fixture(scope="module")
def client(served: Served) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=served.url, timeout=30) as found:
        yield found


def test_a_form_may_leave_its_dataset_in_the_url(client: httpx.Client) -> None:
    evidence = {"default-graph-uri": f"{IDS}graph/evidence"}
    assert number(client.post("/sparql", params=evidence, data={"query": COUNT})) == "4"
    assert number(client.post("/sparql", data={"query": COUNT, **evidence})) == "4"


def test_several_graphs_are_one_default_graph(client: httpx.Client) -> None:
    graphs = client.get("/sparql", params={"query": "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }"}).json()
    names = [row["g"]["value"] for row in graphs["results"]["bindings"]]
    assert len(names) > 1
    alone = [int(number(client.get("/sparql", params={"query": COUNT, "default-graph-uri": name}))) for name in names]
    merged = number(client.get("/sparql", params={"query": COUNT, "default-graph-uri": names}))
    assert max(alone) < int(merged) <= sum(alone)


def test_the_request_s_dataset_replaces_that_of_the_query(client: httpx.Client) -> None:
    named = f"SELECT (COUNT(*) AS ?n) FROM <x:nothing> FROM NAMED <{IDS}graph/evidence> {{ GRAPH ?g {{ ?s ?p ?o }} }}"
    assert number(client.get("/sparql", params={"query": named})) == "4"
    assert number(client.get("/sparql", params={"query": named, "named-graph-uri": "x:nothing"})) == "0"
    of_query = f"SELECT (COUNT(*) AS ?n) FROM <{IDS}graph/evidence> {{ ?s ?p ?o }}"
    assert number(client.get("/sparql", params={"query": of_query})) == "4"
    assert number(client.get("/sparql", params={"query": of_query, "default-graph-uri": "x:nothing"})) == "0"


@pytest.mark.parametrize(
    ("url", "form"),
    [
        ("query=ASK%7B%7D&query=ASK%7B%7D", None),
        ("query=ASK%7B%7D", {"query": "ASK {}"}),
        ("", {"query": ["ASK {}", "ASK {}"]}),
        ("", {"query": "ASK {}", "format": ["json", "xml"]}),
        ("format=json", {"query": "ASK {}", "format": "text/csv"}),
        ("", {"query": "ASK {}", "using-graph-uri": "x:a"}),
        ("query=ASK%7B%7D&using-named-graph-uri=x:a", None),
        ("", {"query": "ASK {}", "default-graph-uri": "relative"}),
        ("", {"query": "ASK {}", "named-graph-uri": ""}),
        ("", {"query": "ASK {}", "named-graph-uri": "x:a\x00b"}),
        ("", {"query": "ASK {}", "format": "msword"}),
        ("default-graph-uri=x:a", None),
        ("using-graph-uri=x:a", None),
        ("", {"": ""}),
        ("", {f"p{i}": "" for i in range(300)} | {"query": "ASK {}"}),
    ],
)
def test_ambiguous_or_senseless_parameters_are_400(
    client: httpx.Client, url: str, form: dict[str, str | list[str]] | None
) -> None:
    path = f"/sparql?{url}"
    problem(client.get(path) if form is None else client.post(path, data=form), 400, "bad-request")


def test_unknown_parameters_change_nothing(client: httpx.Client) -> None:
    assert client.get("/sparql", params={"query": "ASK {}", "utm_source": "x"}).json() == {"head": {}, "boolean": True}
    assert client.get("/sparql?utm_source=x").headers["content-type"].startswith("text/turtle")


@pytest.mark.parametrize("method", ["GET", "POST", "BODY"])
@pytest.mark.parametrize(
    ("text", "position"),
    [
        ("", (1, 1)),
        ("  \n ", (2, 2)),
        ("SELECT", (1, 7)),
        ("SELECT * {\n\n  ?s ?p }", (3, 9)),
        ("SELECT * {\r\n  ?s ?p }", (2, 9)),
        ("# é😀\nSELECT * { ?s <p ?o }", (2, 22)),
        ("ASK {?s ?p '😀😀' ?o}", (1, 17)),
        ("ASK { ?s ?p \x00 }", (1, 13)),
        ("SELECT ?x ?x {}", (1, 16)),
        ("SELCT * {}", (1, 1)),
        ("SELECT * { ?s a foo }", (1, 17)),
        ("SELECT * {\n  ?s ?p ?o\n  FILTR(?o > 1)\n}", (3, 3)),
        ("SELECT * { ?s ?p ?o }}", (1, 22)),
        ("PREFIX a: <x:a> ASK { b:c ?p ?o }", (1, 23)),
    ],
)
def test_syntax_errors_have_line_and_column(
    client: httpx.Client, method: str, text: str, position: tuple[int, int]
) -> None:
    if method == "GET":
        answer = client.get("/sparql", params={"query": text})
    elif method == "POST":
        answer = client.post("/sparql", data={"query": text})
    else:
        answer = client.post("/sparql", content=text.encode(), headers=QUERY_TYPE)
    found = problem(answer, 400, "syntax")
    assert (found["line"], found["column"]) == position
    assert str(found["detail"]).startswith(f"line {position[0]}, column {position[1]}: ")
    assert not str(found["detail"]).rstrip().endswith(":")


def test_relative_iris_have_the_endpoint_s_published_address_as_base(client: httpx.Client) -> None:
    query = {"query": "SELECT (STR(<a/b>) AS ?n) {}"}
    answers = [client.get("/sparql", params=query), client.get("/sparql/", params=query, headers={"Host": "elsewhere"})]
    assert {number(answer) for answer in answers} == {"https://w3id.org/osce-kg/a/b"}


def test_a_function_that_does_not_exist_is_the_query_s_fault(client: httpx.Client) -> None:
    found = problem(client.get("/sparql", params={"query": "SELECT (<x:f>(1) AS ?x) {}"}), 400, "bad-request")
    assert "x:f" in str(found["detail"])


def test_packed_bodies_are_415_and_say_what_is_read(client: httpx.Client) -> None:
    packed = gzip.compress(b"ASK {}")
    for coding in ("gzip", "x-gzip", "deflate", "br", "zstd", "identity, gzip"):
        headers = {**QUERY_TYPE, "Content-Encoding": coding}
        answer = client.post("/sparql", content=packed, headers=headers)
        problem(answer, 415, "media-type")
        assert answer.headers["accept-encoding"] == "identity"
    headers = {**QUERY_TYPE, "Content-Encoding": "identity"}
    assert client.post("/sparql", content=b"ASK {}", headers=headers).json()["boolean"] is True


def test_other_media_types_are_told_which_are_read(client: httpx.Client) -> None:
    for declared in ("text/plain", "application/json", "multipart/form-data; boundary=x", "nonsense", "*/*"):
        answer = client.post("/sparql", content="ASK {}", headers={"Content-Type": declared})
        problem(answer, 415, "media-type")
        assert answer.headers["accept-post"] == "application/sparql-query, application/x-www-form-urlencoded"


@pytest.mark.parametrize(
    ("declared", "status"),
    [
        ("application/sparql-query;charset=utf-8", 200),
        ('application/sparql-query; charset="UTF-8"', 200),
        ("Application/SPARQL-Query", 200),
        ("application/sparql-query; charset=us-ascii", 200),
        ("application/sparql-query; charset=utf-16", 415),
        ("application/sparql-query; charset=latin1", 415),
    ],
)
def test_charset_of_the_body(client: httpx.Client, declared: str, status: int) -> None:
    answer = client.post("/sparql", content="ASK {}", headers={"Content-Type": declared})
    assert answer.status_code == status


def test_content_types_that_differ_are_400(served: Served) -> None:
    head = b"POST /sparql HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 6\r\n"
    types = b"Content-Type: application/sparql-query\r\nContent-Type: text/plain\r\n\r\n"
    assert served.raw(head + types + b"ASK {}").startswith(b"HTTP/1.1 400 ")


def test_a_client_that_waits_to_be_asked_is_not_asked_for_what_is_too_long(served: Served) -> None:
    head = b"POST /sparql HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Type: application/sparql-query\r\n"
    answer = served.raw(head + b"Expect: 100-continue\r\nContent-Length: 20000000\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 413 ")


@pytest.mark.parametrize(
    "send",
    [
        {"data": {"update": "CLEAR ALL"}},
        {"params": {"update": "CLEAR ALL"}, "content": "ASK {}", "headers": QUERY_TYPE},
        {"content": "CLEAR ALL", "headers": {"Content-Type": "application/sparql-update; charset=utf-16"}},
        {"content": b"\xff", "headers": {"Content-Type": "application/sparql-update"}},
        {"data": {"query": "PREFIX a: <x:a> DELETE WHERE { ?s ?p ?o }"}},
        {"content": "LOAD SILENT <file:///etc/passwd>", "headers": QUERY_TYPE},
    ],
)
def test_updates_are_403_and_told_why(client: httpx.Client, send: dict[str, object]) -> None:
    found = problem(client.post("/sparql", **send), 403, "update")  # type: ignore[arg-type]
    assert "queries only" in str(found["detail"])
