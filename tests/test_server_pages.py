"""Linked data and pages over real HTTP: every IRI leads somewhere, nothing in the graph becomes markup."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pyoxigraph as ox
import pytest

from osce_kg.engine.store import load_store
from osce_kg.server.middleware import SECURITY_HEADERS
from osce_kg.settings import Settings
from serving import SMALL, Served, make_app, running, small_files

BASE = "https://w3id.org/osce-kg/"
HTML = {"Accept": "text/html"}
DOCUMENT = "document/h0123456789abcdef"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with running(make_app(small_files(tmp_path_factory.mktemp("site")), Settings())) as found:
        yield found


@pytest.fixture(scope="module")
def client(served: Served) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=served.url, timeout=30) as found:
        yield found


def iris_of(data: Path) -> list[str]:
    """Return every IRI under the base in a file, vocabulary terms left out."""
    found: set[str] = set()
    for quad in load_store([data]):
        terms = (quad.subject, quad.predicate, quad.object, quad.graph_name)
        found |= {term.value for term in terms if isinstance(term, ox.NamedNode)}
    return sorted(iri for iri in found if iri.startswith(BASE) and not iri.startswith(f"{BASE}ontology"))


def test_every_iri_of_the_graph_leads_to_a_page_and_to_data(client: httpx.Client) -> None:
    iris = iris_of(SMALL)
    assert len(iris) >= 10
    for iri in iris:
        path = "/" + iri.removeprefix(BASE).partition("#")[0]
        for accept, kind in (("text/html", "text/html"), ("text/turtle", "text/turtle")):
            if path.startswith("/id/capture/"):
                continue  # only a span of it is named in this graph
            answer = client.get(path, headers={"Accept": accept}, follow_redirects=True)
            assert answer.status_code == 200, path
            assert answer.headers["content-type"].startswith(kind)


def test_every_iri_of_the_example_leads_to_a_page(tmp_path: Path) -> None:
    example = Path(__file__).resolve().parents[2] / "shared" / "design" / "example.trig"
    if not example.is_file():
        pytest.skip("../shared is not there")
    app = make_app(small_files(tmp_path), Settings(), [example])
    with running(app) as served, httpx.Client(base_url=served.url, timeout=30) as client:
        for iri in iris_of(example):
            path = "/" + iri.removeprefix(BASE).partition("#")[0]
            answer = client.get(path, headers=HTML, follow_redirects=True)
            assert answer.status_code == 200, path


@pytest.mark.parametrize(
    ("accept", "target"),
    [
        ("text/html", f"/page/{DOCUMENT}"),
        ("text/turtle", f"/data/{DOCUMENT}.ttl"),
        ("application/ld+json", f"/data/{DOCUMENT}.jsonld"),
        ("application/n-triples", f"/data/{DOCUMENT}.nt"),
        ("application/rdf+xml", f"/data/{DOCUMENT}.rdf"),
        ("application/trig", f"/data/{DOCUMENT}.trig"),
    ],
)
def test_a_thing_redirects_by_accept(client: httpx.Client, accept: str, target: str) -> None:
    answer = client.get(f"/id/{DOCUMENT}", headers={"Accept": accept})
    assert (answer.status_code, answer.headers["location"]) == (303, target)
    assert answer.headers["vary"] == "Accept"


def test_what_nobody_speaks_of_is_404_and_an_odd_format_406(client: httpx.Client) -> None:
    for path in (
        "/id/person/nobody",
        "/page/person/nobody",
        "/data/person/nobody.ttl",
        f"/data/{DOCUMENT}.exe",
    ):
        answer = client.get(path)
        assert (answer.status_code, answer.headers["content-type"]) == (404, "application/problem+json")
    assert client.get("/id/person/nobody", headers=HTML).headers["content-type"].startswith("text/html")
    assert client.get(f"/id/{DOCUMENT}", headers={"Accept": "image/png"}).status_code == 406


@pytest.mark.parametrize("extension", ["ttl", "nt", "rdf", "trig", "nq"])
def test_data_parses_and_says_what_the_graph_says(client: httpx.Client, extension: str) -> None:
    answer = client.get(f"/data/{DOCUMENT}.{extension}")
    rdf_format = ox.RdfFormat.from_extension(extension)
    quads = list(ox.parse(answer.content, format=rdf_format))
    thing = ox.NamedNode(f"{BASE}id/{DOCUMENT}")
    assert sum(quad.subject == thing for quad in quads) == 6
    assert sum(quad.object == thing and quad.predicate.value.startswith(BASE) for quad in quads) == 1
    named = {quad.graph_name.value for quad in quads if isinstance(quad.graph_name, ox.NamedNode)}
    graphs = {f"{BASE}id/graph/{name}" for name in (DOCUMENT, "evidence", "reference", "dataset")}
    assert named == (graphs if extension in {"trig", "nq"} else set())


def test_a_named_graph_gives_its_content(client: httpx.Client) -> None:
    answer = client.get(f"/data/graph/{DOCUMENT}.nt")
    assert f"<{BASE}id/{DOCUMENT}>" in answer.text
    assert "prov#Entity" in answer.text


def test_facts_of_the_unnamed_graph_are_there_too(client: httpx.Client) -> None:
    assert "only-in-the-unnamed-graph" in client.get("/data/country/XAA.trig").text
    assert "only-in-the-unnamed-graph" in client.get("/page/country/XAA").text


def test_data_and_pages_are_not_sent_twice(client: httpx.Client) -> None:
    for path in (f"/data/{DOCUMENT}.ttl", f"/page/{DOCUMENT}", "/", "/queries", "/static/style.css"):
        tag = client.get(path).headers["etag"]
        assert client.get(path, headers={"If-None-Match": tag}).status_code == 304


def test_a_page_shows_facts_labels_and_what_points_to_it(client: httpx.Client) -> None:
    text = client.get("/page/country/XAA").text
    assert re.search("<h1[^>]*>Arvania</h1>", text)
    assert 'href="/id/organization/mission-to-arvania"' in text
    assert "Mission to Arvania" in text
    assert "What points to it (2)" in text
    assert 'href="/ontology#hostCountry"' in text


def test_nothing_in_the_graph_becomes_markup_or_a_script_link(client: httpx.Client) -> None:
    paths = (f"/page/{DOCUMENT}", "/page/organization/mission-to-arvania", "/", "/report", "/ontology")
    for path in paths:
        text = client.get(path, headers=HTML).text
        assert not re.search(r"<script(?! type=\"application/ld\+json\">)|<img|<b>|<i>odd", text), path
        assert not re.search(r'href="\s*javascript:', text), path
    assert "&lt;script&gt;" in client.get(f"/page/{DOCUMENT}").text
    assert 'href="https://example.org/mission"' in client.get("/page/organization/mission-to-arvania").text


LOCAL_LINK = re.compile(r'(?:href|action)="(/[^"]*)"')


@pytest.mark.parametrize("path", ["/", "/queries", "/sparql", "/shapes", "/dumps", "/ontology", f"/page/{DOCUMENT}"])
def test_every_link_of_a_page_works(client: httpx.Client, path: str) -> None:
    text = client.get(path, headers=HTML).text
    links = sorted(set(LOCAL_LINK.findall(text.replace("&amp;", "&").replace("&#34;", '"'))))
    assert len(links) >= 7
    for link in links:
        assert client.get(link, headers=HTML, follow_redirects=True).status_code == 200, link


def test_the_ontology_in_html_and_turtle_and_by_version(client: httpx.Client) -> None:
    assert '<section class="term" id="State">' in client.get("/ontology", headers=HTML).text
    assert "A State &lt;b&gt;under test" in client.get("/ontology", headers=HTML).text
    for path in ("/ontology", "/ontology/1.0.0"):
        answer = client.get(path, headers={"Accept": "text/turtle"})
        assert list(ox.parse(answer.content, format=ox.RdfFormat.TURTLE))
    assert client.get("/ontology/9.9.9").status_code == 404
    assert client.get("/ontology", headers={"Accept": "text/csv"}).status_code == 406


def test_queries_shapes_dumps_and_report(client: httpx.Client) -> None:
    assert "Which States are there, and how many?" in client.get("/queries").text
    assert client.get("/queries/01-states.rq").headers["content-type"].startswith("application/sparql-query")
    assert "NodeShape" in client.get("/shapes", headers={"Accept": "text/turtle"}).text
    assert client.get("/shapes/state.ttl").headers["content-type"].startswith("text/turtle")
    assert client.get("/dumps/small.trig").content == SMALL.read_bytes()
    assert client.get("/report", headers={"Accept": "application/json"}).json()["documents"] == 1


def test_the_dataset_is_described_with_its_graphs(client: httpx.Client) -> None:
    for path in ("/dataset", "/.well-known/void"):
        answer = client.get(path, headers={"Accept": "text/turtle"}, follow_redirects=True)
        assert answer.status_code == 200
        assert f"<{BASE}id/graph/dataset>" in answer.text


def test_health(client: httpx.Client) -> None:
    assert client.get("/health/live").json() == {"status": "live"}
    assert client.get("/health/ready").json()["status"] == "ready"


def test_an_empty_graph_is_not_ready(tmp_path: Path) -> None:
    empty = tmp_path / "empty.nq"
    empty.write_text("")
    app = make_app(small_files(tmp_path / "site"), Settings(), [empty])
    with running(app) as served:
        assert httpx.get(f"{served.url}/health/ready").status_code == 503
        assert httpx.get(f"{served.url}/").status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "/dumps/../pyproject.toml", "/dumps/..%2f..%2fetc%2fpasswd", "/dumps/%2e%2e/%2e%2e/etc/passwd",
        "/queries/..%2F..%2Fetc%2Fpasswd", "/shapes/%2Fetc%2Fpasswd", "/static/../app.py",
        "/id/../../etc/passwd", "/id/%2e%2e%2f%2e%2e%2fetc/passwd", "/page/country/..%2f..%2fXAA",
        "/data/%3E%20%7D%20%23.ttl", "/page/x%3E%20%3Fp%20%3Fo%20%7D%23", "/id/a%00b", "/id/%ff", "/id/",
        "/page/", "/data/.ttl", "/id//", "/problem/none",
    ],
)  # fmt: skip
def test_no_path_leads_out(served: Served, path: str) -> None:
    answer = served.raw(f"GET {path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n".encode())
    assert answer.startswith(b"HTTP/1.1 404 "), answer[:200]
    assert b"root:" not in answer


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/"), ("GET", "/nothing"), ("HEAD", "/"), ("OPTIONS", "/sparql"), ("DELETE", "/sparql"),
        ("GET", "/sparql?query=nonsense"), ("GET", "/static/style.css"), ("GET", f"/id/{DOCUMENT}"),
        ("GET", f"/data/{DOCUMENT}.ttl"), ("GET", "/dumps/small.trig"), ("GET", "/openapi.json"),
        ("GET", "/docs"),
    ],
)  # fmt: skip
def test_every_answer_carries_the_security_headers(client: httpx.Client, method: str, path: str) -> None:
    answer = client.request(method, path)
    for name, value in SECURITY_HEADERS:
        assert answer.headers[name] == value
    assert "script-src 'none'" in answer.headers["content-security-policy"]


def test_a_crash_is_a_problem_with_the_same_headers(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    app = make_app(small_files(tmp_path), Settings())

    async def crash() -> None:
        raise RuntimeError("secret")

    app.add_api_route("/crash", crash)
    with running(app) as served:
        answer = httpx.get(f"{served.url}/crash")
    assert answer.status_code == 500
    assert answer.headers["content-type"] == "application/problem+json"
    assert "script-src" in answer.headers["content-security-policy"]
    assert "secret" not in answer.text
    assert "secret" in caplog.text


@pytest.mark.parametrize(
    ("headers", "statuses"),
    [
        (b"Host: a\r\nX-Long: " + b"x" * 20_000, {431}),
        (b"Host: a\r\n" + b"".join(b"X-%d: 1\r\n" % i for i in range(150)) + b"X: 1", {431}),
        (b"Host: evil.example/path?<script>", {400}),
        (b"Host: a\r\nHost: b", {400}),
        (b"Host: a\r\nAccept: " + b"text/html;q=0.5," * 900, {200}),
        (b'Host: a\r\nAccept: ;;;,,,q="', {200}),
        (b'Host: a\r\nIf-None-Match: """",W/,*', {200}),
        (b"Host: a\r\nX-Bad\x00: 1", {400}),
    ],
)
def test_absurd_headers_get_an_answer(served: Served, headers: bytes, statuses: set[int]) -> None:
    answer = served.raw(b"GET / HTTP/1.1\r\n" + headers + b"\r\nConnection: close\r\n\r\n")
    assert int(answer.split(b" ", 2)[1]) in statuses


def test_pages_use_no_inline_code_and_nothing_from_elsewhere(client: httpx.Client) -> None:
    for path in ("/", "/sparql", "/queries", "/ontology", f"/page/{DOCUMENT}", "/problem/syntax"):
        text = client.get(path, headers=HTML).text
        assert not re.search(
            r"<style|\sstyle=|\son[a-z]+=\"|<iframe"
            r"|<script(?! type=\"application/ld\+json\">| type=\"module\" src=\"/static/)",
            text,
        ), path
        assert '<script type="module"' not in text or path == "/sparql"
        assert not re.search(r'<link[^>]+href="(?!/)', text), path
        assert '<html lang="en">' in text
        assert len(re.findall("<h1[ >]", text)) == 1


def test_a_notice_stands_on_every_page_and_is_text(tmp_path: Path) -> None:
    with running(make_app(small_files(tmp_path), Settings(notice="Made <b>up</b>"))) as made_up:
        for path in ("/", "/queries", f"/page/{DOCUMENT}", "/page/person/nobody"):
            page = httpx.get(made_up.url + path, headers=HTML).text
            assert '<p class="notice" role="note">Made &lt;b&gt;up&lt;/b&gt;</p>' in page, path
