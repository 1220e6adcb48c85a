"""Corners of the SPARQL protocol and of HTTP around it, as clients see them."""

from __future__ import annotations

import asyncio
import gzip
import itertools
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import httpx
import pyoxigraph as ox
import pytest

import sparql_results as sr
from osce_kg.engine.model import QueryAnswer, QueryRequest
from osce_kg.formats import GRAPHS, RESULTS, Format
from osce_kg.outputs.contents import contents_of
from osce_kg.release import Release
from osce_kg.server.description import Catalogue, service_description
from osce_kg.server.files import plain_files
from osce_kg.server.problems import TYPES
from osce_kg.settings import Settings
from serving import Served, client_of, make_app, running, small_files

IDS = "https://w3id.org/osce-kg/id/"
SD = "http://www.w3.org/ns/sparql-service-description#"
VOID = "http://rdfs.org/ns/void#"
COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
ALL = "CONSTRUCT WHERE { ?s ?p ?o }"
QUERY_TYPE = {"Content-Type": "application/sparql-query"}
TABLES = {"json": sr.read_json, "xml": sr.read_xml, "csv": sr.read_csv, "tsv": sr.read_tsv}


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with running(make_app(small_files(tmp_path_factory.mktemp("site")), Settings())) as found:
        yield found


@pytest.fixture(scope="module")
def client(served: Served) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=served.url, timeout=30) as found:
        yield found


def problem(response: httpx.Response, status: int, kind: str) -> dict[str, object]:
    assert response.status_code == status, response.text[:300]
    assert response.headers["content-type"] == "application/problem+json"
    assert response.headers["vary"] == "Accept"
    assert response.headers["cache-control"] == "no-store"
    found: dict[str, object] = response.json()
    assert found["status"] == status
    assert str(found["type"]).endswith(f"/problem/{kind}")
    assert found["title"]
    assert found["detail"]
    return found


def number(response: httpx.Response) -> str:
    assert response.status_code == 200, response.text
    return str(response.json()["results"]["bindings"][0]["n"]["value"])


# Parameters


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
        ("format=json", {"query": "ASK {}", "format": "json"}),
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


# Bodies


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


# Negotiation

SELECT, GRAPH, ASK = "SELECT ?s { ?s ?p ?o } LIMIT 1", "CONSTRUCT WHERE { ?s ?p ?o }", "ASK {}"


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


# Formats


def fetched(client: httpx.Client, text: str, fmt: Format) -> httpx.Response:
    answer = client.get("/sparql", params={"query": text}, headers={"Accept": fmt.media_type})
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == fmt.content_type
    return answer


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


# Methods and headers


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


# Service description


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
