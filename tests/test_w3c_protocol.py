"""The W3C's protocol suite, request by request over a socket, and its service-description suite."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from http.client import HTTPConnection

import httpx
import pyoxigraph as ox
import pytest

import sparql_results as sr
from osce_kg.settings import Settings
from serving import Served, make_app, running, small_files
from w3c import SUITE, Manifest, Term, expected_failures, judged, needs_suite, short

HT = "http://www.w3.org/2011/http#"
CNT = "http://www.w3.org/2011/content#"
MF = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#"
SD = "http://www.w3.org/ns/sparql-service-description#"
DATA = "http://kasei.us/2009/09/sparql/data/"  # where the requests of the suite say the graphs are
REASONS = expected_failures()
pytestmark = needs_suite

TABLES = {
    "application/sparql-results+json": sr.read_json,
    "application/sparql-results+xml": sr.read_xml,
    "text/csv": sr.read_csv,
    "text/tab-separated-values": sr.read_tsv,
}
BOOLEANS = ("application/sparql-results+json", "application/sparql-results+xml")


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back over the socket."""

    status: int
    media_type: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request of a test, and what is expected of its answer: first digits of the status, format, truth."""

    method: str
    path: str
    headers: tuple[tuple[str, str], ...]
    body: bytes | None
    statuses: frozenset[int]
    format: str | None
    truth: bool | None


def exchanges_of(manifest: Manifest, test: Term) -> list[Exchange]:
    """Return the requests of a test in order."""
    connection = manifest.value(test, MF + "action")
    assert connection is not None
    return [_exchange(manifest, item) for item in manifest.members(manifest.value(connection, HT + "requests"))]


def _exchange(manifest: Manifest, request: Term) -> Exchange:
    method, path = manifest.text(request, HT + "methodName"), manifest.text(request, HT + "absolutePath")
    answer = manifest.value(request, HT + "resp")
    assert method is not None
    assert path is not None
    assert answer is not None
    headers = [
        (manifest.text(header, HT + "fieldName") or "", manifest.text(header, HT + "fieldValue") or "")
        for header in manifest.members(manifest.value(request, HT + "headers"))
    ]
    content = manifest.value(request, HT + "body")
    body = None
    if content is not None:
        characters, encoding = (manifest.text(content, CNT + name) for name in ("chars", "characterEncoding"))
        assert characters is not None
        body = characters.encode(encoding or "utf-8")
    statuses = [str(term) for term in manifest.values(answer, MF + "expectedStatus")]
    assert all(status.endswith("xx>") for status in statuses)
    truth = manifest.text(answer, MF + "expectedBoolean")
    return Exchange(
        method,
        path,
        tuple(headers),
        body,
        frozenset(int(status[-4]) for status in statuses),
        manifest.text(answer, MF + "expectedFormat"),
        None if truth is None else truth == "true",
    )


def _read_manifest() -> dict[str, list[Exchange]]:
    if not SUITE.is_dir():
        return {}
    manifest = Manifest(SUITE / "protocol" / "manifest.ttl")
    return {str(test).strip("<>"): exchanges_of(manifest, test) for test in manifest.entries()}


TESTS = _read_manifest()
QUERIES = [iri for iri in TESTS if "update" not in iri]
UPDATES = [iri for iri in TESTS if "update" in iri]


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("protocol")
    dump = folder / "data.nq"
    quads = [
        ox.Quad(quad.subject, quad.predicate, quad.object, ox.NamedNode(f"{DATA}data{number}.rdf"))
        for number in (1, 2, 3)
        for quad in ox.parse(path=SUITE / "protocol" / f"data{number}.nt", format=ox.RdfFormat.N_TRIPLES)
    ]
    dump.write_bytes(ox.serialize(quads, format=ox.RdfFormat.N_QUADS) or b"")
    with running(make_app(small_files(folder / "site"), Settings(), [dump])) as found:
        yield found


def send(served: Served, exchange: Exchange) -> Answer:
    """Send exactly these headers; a client of higher level would add a Content-Type."""
    connection = HTTPConnection("127.0.0.1", served.port, timeout=20)
    try:
        connection.putrequest(exchange.method, exchange.path, skip_accept_encoding=True)
        for name, value in exchange.headers:
            connection.putheader(name, value)
        if exchange.body is not None:
            connection.putheader("Content-Length", str(len(exchange.body)))
        connection.endheaders(exchange.body)
        response = connection.getresponse()
        media_type = (response.getheader("content-type") or "").partition(";")[0]
        return Answer(response.status, media_type, response.read())
    finally:
        connection.close()


def wrong_with(exchange: Exchange, answer: Answer) -> str | None:
    """Return in what an answer differs from what the manifest expects, or None."""
    if answer.status // 100 not in exchange.statuses:
        return f"status {answer.status}: {answer.body.decode()[:300]}"
    if exchange.format == "tabular" and not isinstance(TABLES[answer.media_type](answer.body), sr.Solutions):
        return f"no solutions: {answer.body!r}"
    if exchange.format == "RDF":
        rdf_format = ox.RdfFormat.from_media_type(answer.media_type)
        assert rdf_format is not None, answer.media_type
        sr.read_graph(answer.body, rdf_format)
    if exchange.format == "boolean":
        if answer.media_type not in BOOLEANS:
            return f"a boolean as {answer.media_type}"
        truth = TABLES[answer.media_type](answer.body)
        if exchange.truth is not None and truth is not exchange.truth:
            return f"expected {exchange.truth}, found {truth}"
    return None


@pytest.mark.parametrize("iri", TESTS, ids=short)
def test_protocol(served: Served, iri: str) -> None:
    found = (wrong_with(exchange, send(served, exchange)) for exchange in TESTS[iri])
    judged(iri, next((wrong for wrong in found if wrong), None), REASONS)


@pytest.mark.parametrize("iri", UPDATES, ids=short)
def test_every_well_formed_update_request_is_403_and_says_so(served: Served, iri: str) -> None:
    first = TESTS[iri][0]
    answer = send(served, first)
    types = dict(first.headers)
    is_update = "update=" in first.path or "sparql-update" in str(types) or "urlencoded" in str(types)
    assert answer.media_type == "application/problem+json"
    if is_update:
        assert answer.status == 403
        assert b"read-only" in answer.body or b"queries only" in answer.body
    else:
        assert answer.status == 415


def test_only_updates_are_expected_to_fail() -> None:
    assert (len(QUERIES), len(UPDATES)) == (20, 14)
    assert not set(REASONS) & set(QUERIES)


@pytest.fixture(scope="module")
def refuser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    app = make_app(small_files(tmp_path_factory.mktemp("updates")), Settings())
    with running(app) as found, httpx.Client(base_url=found.url, timeout=30) as client:
        yield client


UPDATE_FILES = sorted(SUITE.rglob("*.ru"))


def test_no_update_of_the_suite_is_carried_out(refuser: httpx.Client) -> None:
    """However it is sent, also disguised as a query; one without any operation is no update but no query either."""
    assert len(UPDATE_FILES) > 100
    count = {"query": "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"}
    before = refuser.get("/sparql", params=count).content
    for file in UPDATE_FILES:
        text = file.read_bytes()
        as_update = {"Content-Type": "application/sparql-update"}
        as_query = {"Content-Type": "application/sparql-query"}
        if len(text) < 60_000:  # else 413
            assert refuser.post("/sparql", content=text, headers=as_update).status_code == 403, file
            assert refuser.post("/sparql", data={"update": text.decode()}).status_code == 403, file
        disguised = refuser.post("/sparql", content=text, headers=as_query)
        assert disguised.status_code in {400, 403, 413}, file
    assert refuser.get("/sparql", params=count).content == before


# Service description


def description(served: Served, accept: str | None = None) -> tuple[str, frozenset[tuple[sr.Term, sr.Term, sr.Term]]]:
    url = f"{served.url}/sparql"
    response = httpx.get(url, headers={"Accept": accept} if accept else {}, timeout=20)
    assert response.status_code == 200
    rdf_format = ox.RdfFormat.from_media_type(response.headers["content-type"].partition(";")[0])
    assert rdf_format is not None
    return url, sr.read_graph(response.content, rdf_format)


def test_returns_rdf(served: Served) -> None:
    for accept in (None, "*/*", "text/turtle", "application/rdf+xml", "application/n-triples", "application/ld+json"):
        assert description(served, accept)[1]


@pytest.mark.parametrize("path", ["/sparql", "/sparql/"])
def test_has_endpoint_triple(served: Served, path: str) -> None:
    response = httpx.get(served.url + path, headers={"Accept": "text/turtle"}, timeout=20)
    graph = sr.read_graph(response.content, ox.RdfFormat.TURTLE)
    endpoints = [o.value for _, p, o in graph if p.value == SD + "endpoint"]
    assert endpoints == [served.url + path]


# Domain, range and how many values a subject has at most (SPARQL 1.1 Service Description, section 3).
SCHEMA: dict[str, tuple[str, str | None, int | None]] = {
    "endpoint": ("Service", None, 1),
    "feature": ("Service", "Feature", None),
    "defaultEntailmentRegime": ("Service", "EntailmentRegime", 1),
    "supportedLanguage": ("Service", "Language", None),
    "resultFormat": ("Service", "Format", None),
    "defaultDataset": ("Service", "Dataset", 1),
    "availableGraphs": ("Service", "GraphCollection", 1),
    "defaultGraph": ("Dataset", "Graph", 1),
    "namedGraph": ("GraphCollection", "NamedGraph", None),
    "name": ("NamedGraph", None, 1),
    "graph": ("NamedGraph", "Graph", 1),
}
BROADER = {"Dataset": "GraphCollection"}
INSTANCES = {
    "Feature": {SD + "UnionDefaultGraph", SD + "DereferencesURIs", SD + "EmptyGraphs", SD + "RequiresDataset"},
    "Language": {SD + "SPARQL10Query", SD + "SPARQL11Query", SD + "SPARQL11Update"},
}


def test_conforms_to_schema(served: Served) -> None:
    _, graph = description(served)
    types: dict[str, set[str]] = {}
    for s, p, o in graph:
        if p.value.endswith("22-rdf-syntax-ns#type") and o.value.startswith(SD):
            name = o.value.removeprefix(SD)
            types.setdefault(s.value, set()).update({name, BROADER.get(name, name)})
    counts: dict[tuple[str, str], int] = {}
    for s, p, o in graph:
        if not p.value.startswith(SD):
            continue
        name = p.value.removeprefix(SD)
        domain, values, most = SCHEMA[name]
        assert domain in types[s.value], f"{s.value} {name}"
        assert o.kind in {"uri", "bnode"}
        if values in INSTANCES:
            assert o.value in INSTANCES[values]
        elif values in types.get(o.value, set()) | {None}:
            pass
        else:  # formats and regimes are described elsewhere, under IRIs of the W3C
            assert o.value.startswith("http://www.w3.org/ns/"), o.value
        counts[s.value, name] = counts.get((s.value, name), 0) + 1
        assert most is None or counts[s.value, name] <= most
    services = [s for s, kinds in types.items() if "Service" in kinds]
    assert len(services) == 1
    assert counts[services[0], "endpoint"] == 1
