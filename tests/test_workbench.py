"""What the server gives to the workbench, and the policies and codings of everything that a browser loads."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from osce_kg.release import Release
from osce_kg.server.compression import accepted_codings
from osce_kg.server.middleware import SECURITY_HEADERS
from osce_kg.server.workbench import POLICY, built_workbench, is_same_release
from osce_kg.settings import Settings
from processes import Tree, serving
from serving import Served, make_app, running, small_files

HTML = {"Accept": "text/html"}
STRICT = dict(SECURITY_HEADERS)["Content-Security-Policy"]
OPEN = POLICY["Content-Security-Policy"]
QUERY = "SELECT ?s { ?s ?p ?o } LIMIT 3"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with running(make_app(small_files(tmp_path_factory.mktemp("site")), Settings())) as found:
        yield found


@pytest.fixture(scope="module")
def client(served: Served) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=served.url, timeout=30) as found:
        yield found


@pytest.fixture(scope="module")
def tree(sample_release: Release, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tree]:
    with serving([sample_release.path], tmp_path_factory.mktemp("served"), access_log=False) as found:
        yield found


def policies(answer: httpx.Response) -> list[str]:
    return answer.headers.get_list("content-security-policy")


@pytest.mark.parametrize(
    "path",
    [
        "/", "/queries", "/ontology", "/shapes", "/dumps", "/report", "/problem/syntax", "/page/country/XAA",
        "/nowhere", "/static/style.css", "/data/country/XAA.ttl",
        "/sparql/completions.json", "/openapi.json", "/health/live",
    ],
)  # fmt: skip
def test_no_page_but_the_workbench_may_run_scripts(client: httpx.Client, path: str) -> None:
    for headers in (HTML, {}):
        assert policies(client.get(path, headers=headers)) == [STRICT]
    assert "script-src 'none'" in STRICT


def test_the_workbench_runs_scripts_of_this_server_alone(client: httpx.Client) -> None:
    for _ in range(2):  # the second is answered from memory
        for params in ({}, {"query": QUERY}, {"query": "SELECT"}):
            answer = client.get("/sparql", params=params, headers=HTML)
            assert policies(answer) == [OPEN]
            if "etag" in answer.headers:
                held = HTML | {"If-None-Match": answer.headers["etag"]}
                again = client.get("/sparql", params=params, headers=held)
                assert (again.status_code, policies(again)) == (304, [OPEN])
            assert policies(client.get("/sparql", params=params)) == [STRICT]
    for word in ("unsafe", "eval", "data:", "http:", "https:", "*"):
        assert word not in OPEN


def test_the_policy_outlives_the_cache_in_front(tree: Tree) -> None:
    for _ in range(3):
        answer = tree.client.get("/sparql", params={"query": QUERY}, headers=HTML)
        assert policies(answer) == [OPEN]
    held = tree.client.get("/sparql", params={"query": QUERY}, headers=HTML | {"If-None-Match": answer.headers["etag"]})
    assert (held.status_code, policies(held)) == (304, [OPEN])


def test_no_page_can_be_framed_or_sniffed(client: httpx.Client) -> None:
    for path in ("/", "/sparql", "/page/country/XAA", "/nowhere"):
        answer = client.get(path, headers=HTML)
        assert "frame-ancestors 'none'" in policies(answer)[0]
        assert answer.headers["x-content-type-options"] == "nosniff"


def test_completions_are_the_terms_of_the_graph(client: httpx.Client, tree: Tree) -> None:
    for asked, cls in ((client, "osce:State"), (tree.client, "osce:PressRelease")):
        answer = asked.get("/sparql/completions.json")
        known = answer.json()
        iri = known["prefixes"]["osce"] + cls.partition(":")[2]
        assert iri in {term["iri"] for term in known["classes"]}
        assert known["prefixes"]["rdfs"] + "label" in {term["iri"] for term in known["properties"]}
        tag = {"If-None-Match": answer.headers["etag"]}
        assert asked.get("/sparql/completions.json", headers=tag).status_code == 304
    release = {term["iri"]: term["label"] for term in known["classes"]}
    assert release[iri] == "press release"


def test_terms_of_a_description_are_those_that_a_query_finds(tree: Tree) -> None:
    known = tree.client.get("/sparql/completions.json").json()
    for name, query in (
        ("classes", "SELECT DISTINCT ?t { ?s a ?t }"),
        ("properties", "SELECT DISTINCT ?t { ?s ?t ?o }"),
    ):
        answer = tree.client.post("/sparql", data={"query": query}, headers={"Accept": "text/csv"})
        assert {term["iri"] for term in known[name]} == set(answer.text.split()[1:])


def test_a_release_that_is_named_must_be_the_one_served(client: httpx.Client, tmp_path: Path) -> None:
    digest = small_files(tmp_path).digest
    for named in (digest, digest[:12], digest.upper()):
        for send in (client.get("/sparql", params={"query": QUERY, "release": named}),
                     client.post("/sparql", data={"query": QUERY, "release": named})):  # fmt: skip
            assert send.status_code == 200
    for named in ("0" * 64, digest[:11]):
        answer = client.get("/sparql", params={"query": QUERY, "release": named})
        assert (answer.status_code, answer.json()["release"]) == (409, digest)
        page = client.get("/sparql", params={"query": QUERY, "release": named}, headers=HTML)
        assert page.status_code == 200
        assert "Another release is served here" in page.text
    assert client.get("/sparql", params={"query": QUERY, "release": [digest, digest]}).status_code == 400
    assert not is_same_release(digest, None)


def test_a_wrong_query_stays_on_its_page(client: httpx.Client) -> None:
    answer = client.get("/sparql", params={"query": "SELECT <b>"}, headers=HTML)
    assert (answer.status_code, answer.headers["content-type"]) == (400, "text/html; charset=utf-8")
    assert "SELECT &lt;b&gt;</textarea>" in answer.text
    assert 'href="/problem/syntax"' in answer.text
    assert "etag" not in answer.headers


def test_built_files_come_compressed_and_are_kept_for_long(client: httpx.Client) -> None:
    workbench = built_workbench()
    if workbench is None:
        pytest.skip("the workbench was not built (`make web` needs npm's registry)")
    for path in (workbench.script, *workbench.styles):
        sizes = {}
        for coding in ("identity", "gzip", "br", "gzip;q=0, br;q=0", "deflate, gzip, br"):
            answer = client.get(path, headers={"Accept-Encoding": coding})
            assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
            assert answer.headers["vary"] == "Accept-Encoding"
            sizes[coding] = int(answer.headers["content-length"]), answer.headers.get("content-encoding")
        assert sizes["deflate, gzip, br"] == sizes["br"]
        assert sizes["gzip;q=0, br;q=0"] == sizes["identity"]
        assert [sizes[name][1] for name in ("identity", "gzip", "br")] == [None, "gzip", "br"]
        assert sizes["br"][0] < sizes["gzip"][0] < sizes["identity"][0]


def test_files_beside_the_assets_are_not_served(client: httpx.Client) -> None:
    for name in ("manifest.json", ".built", "../static.py", "%2e%2e/static.py", "main.js.br"):
        assert client.get(f"/static/workbench/{name}").status_code == 404


def test_pages_are_compressed_for_browsers_and_results_are_not(tree: Tree) -> None:
    head = {"Accept": "text/html", "Accept-Encoding": "gzip"}
    with tree.client.stream("GET", "/ontology", headers=head) as answer:
        packed = b"".join(answer.iter_raw())
    plain = tree.client.get("/ontology", headers=HTML | {"Accept-Encoding": "identity"})
    assert gzip.decompress(packed) == plain.content
    assert answer.headers["content-encoding"] == "gzip"
    assert int(answer.headers["content-length"]) == len(packed) < len(plain.content) / 2
    assert "Accept-Encoding" in answer.headers["vary"]
    assert answer.headers["etag"] == f"W/{plain.headers['etag']}"
    for tag in (answer.headers["etag"], plain.headers["etag"]):
        assert tree.client.get("/ontology", headers=head | {"If-None-Match": tag}).status_code == 304
    results = tree.client.get(
        "/sparql", params={"query": "SELECT * { ?s ?p ?o } LIMIT 500"}, headers={"Accept-Encoding": "gzip"}
    )
    assert "content-encoding" not in results.headers
    for headers in (head | {"Accept-Encoding": "gzip;q=0"}, head | {"Accept-Encoding": "br"}):
        assert "content-encoding" not in tree.client.get("/ontology", headers=headers).headers


def test_codings_are_read_as_the_standard_says() -> None:
    assert accepted_codings("gzip, br;q=0.5 , identity;q=0") == {"gzip", "br"}
    assert accepted_codings("") == {""}
    assert "gzip" not in accepted_codings("GZIP;q=0.000")


def test_the_example_queries_are_beside_the_editor(client: httpx.Client) -> None:
    text = client.get("/sparql", headers=HTML).text
    assert "Which States are there, and how many?" in text
