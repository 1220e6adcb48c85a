"""What operators see: the access log, the metrics, the cache; and who counts as one client."""

from __future__ import annotations

import json
import os
import re
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from osce_kg.errors import UsageError
from osce_kg.server.access_log import AccessLog
from osce_kg.server.cache import AnswerCache, Entry
from osce_kg.server.clients import client_of, scheme_of, trusted_networks
from osce_kg.server.exchange import Exchange
from osce_kg.server.metrics import Metrics, route
from processes import SERVE, Tree, eventually, serving, write_quads

pytestmark = pytest.mark.timeout(400)  # servers start slowly on busy machines

QUERY = "SELECT ?o { <http://e.org/s1> ?p ?o }"


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tree]:
    folder = tmp_path_factory.mktemp("server")
    with serving([write_quads(folder / "many.nq")], folder) as found:
        yield found


def lines(tree: Tree) -> list[dict[str, object]]:
    return [json.loads(line) for line in tree.log.read_text().splitlines() if line.startswith("{")]


def test_every_request_is_one_line_of_json(tree: Tree) -> None:
    def logged(**wanted: object) -> bool:
        return eventually(lambda: any(wanted.items() <= line.items() for line in lines(tree)), 10)

    tree.client.get("/sparql", params={"query": QUERY + " #1"})
    tree.client.get("/sparql", params={"query": QUERY + " #1"})
    tree.client.get("/sparql", params={"query": "SELECT * {"})
    tree.client.get("/nowhere")
    assert logged(path="/sparql", status=200, outcome="ok", rows=1, cached=False)
    assert logged(path="/sparql", status=200, outcome="ok", rows=1, cached=True)
    assert logged(path="/sparql", status=400, outcome="syntax")
    assert logged(path="/nowhere", status=404, outcome="not-found")
    line = next(line for line in lines(tree) if line["path"] == "/sparql")
    assert re.fullmatch("[0-9a-f]{16}", str(line["query"]))
    assert {"time", "client", "method", "ms", "bytes", "release"} <= line.keys()
    assert "e.org" not in tree.log.read_text(), "what people ask is not logged"


def test_the_log_can_be_switched_off(tmp_path: Path) -> None:
    with serving([write_quads(tmp_path / "many.nq")], tmp_path, access_log=False, metrics=False) as tree:
        assert tree.ask(QUERY).status_code == 200
        assert tree.client.get("/metrics").status_code == 404
        assert tree.end() == 0
        assert tree.log.read_text() == ""


def test_elsewhere_than_on_linux_threads_answer_within_the_same_limits(tmp_path: Path) -> None:
    elsewhere = f"import osce_kg.server.answering as answering; answering.HAS_POOL = False; {SERVE}"
    data = write_quads(tmp_path / "many.nq")
    with serving([data], tmp_path, command=elsewhere, max_rows=10, query_timeout=20) as tree:
        assert len(tree.all_pids) == 1
        assert tree.ask(QUERY).json()["results"]["bindings"] == [{"o": {"type": "literal", "value": "1"}}]
        assert tree.ask("SELECT * { ?s ?p ?o } LIMIT 10").status_code == 200
        assert tree.ask("SELECT * { ?s ?p ?o } LIMIT 11").status_code == 422
        slow = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
        assert tree.ask(slow, timeout="0.2").status_code == 504
        assert "osce_kg_requests_total" in tree.client.get("/metrics").text
        assert tree.client.get("/health/ready").status_code == 200


def test_without_uvloop_the_loop_of_the_standard_library_does_it(tmp_path: Path) -> None:
    data = write_quads(tmp_path / "few.nq", 20)
    without = "import sys; sys.modules['uvloop'] = None; " + SERVE
    with serving([data], tmp_path, command=without) as tree:
        assert tree.ask(QUERY).json()["results"]["bindings"][0]["o"]["value"] == "1"
        os.kill(tree.workers[0], signal.SIGKILL)
        assert tree.ask(QUERY).status_code == 200
        assert tree.end() == 0


def test_metrics_are_in_the_text_format(tree: Tree) -> None:
    answer = tree.client.get("/metrics")
    assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
    assert "nosniff" in answer.headers["x-content-type-options"]
    sample = re.compile(r'[a-z_]+(\{[a-z]+="[^"]*"(,[a-z]+="[^"]*")*\})? [0-9.e+-]+')
    for line in answer.text.splitlines():
        assert line.startswith(("# HELP ", "# TYPE ")) or sample.fullmatch(line), line
    types = re.findall(r"# TYPE (\S+) ", answer.text)
    assert len(types) == len(set(types))


def test_an_answer_is_kept_and_found_however_it_is_asked_for(tree: Tree) -> None:
    text = QUERY + " #kept"
    first = tree.client.get("/sparql", params={"query": text})
    hits = tree.metric("osce_kg_cache_hits_total")
    again = [
        tree.client.get("/sparql", params={"query": text}),
        tree.ask(text),
        tree.client.get("/sparql", params={"query": text, "timeout": "9"}),
    ]
    assert tree.metric("osce_kg_cache_hits_total") == hits + 3
    for answer in again:
        assert answer.content == first.content
        for name in ("etag", "content-type", "vary", "x-row-limit", "content-security-policy", "link"):
            assert answer.headers[name] == first.headers[name]
            assert len(answer.headers.get_list(name)) == 1
    held = tree.client.get("/sparql", params={"query": text}, headers={"If-None-Match": first.headers["etag"]})
    assert (held.status_code, held.content, held.headers["etag"]) == (304, b"", first.headers["etag"])
    assert "content-length" not in held.headers or held.headers["content-length"] == "0"
    other = tree.client.get("/sparql", params={"query": text}, headers={"Accept": "text/csv"})
    assert other.headers["content-type"].startswith("text/csv")
    head = tree.client.head("/sparql", params={"query": text})
    assert (head.content, head.headers["content-length"]) == (b"", str(len(first.content)))


@pytest.mark.parametrize(("values", "kept"), [(1, True), (4_000, True), (40_000, False)])
def test_a_stream_is_kept_if_it_is_short_enough(tree: Tree, values: int, kept: bool) -> None:
    terms = " ".join(f'"value {number}"' for number in range(200))
    text = f"SELECT ?a ?b WHERE {{ VALUES ?a {{ {terms} }} VALUES ?b {{ {terms} }} }} LIMIT {values}"
    first = tree.client.get("/sparql", params={"query": text}, headers={"Accept": "text/csv"})
    assert len(first.text.splitlines()) == values + 1
    hits = tree.metric("osce_kg_cache_hits_total")
    again = tree.client.get("/sparql", params={"query": text}, headers={"Accept": "text/csv"})
    assert again.content == first.content
    assert tree.metric("osce_kg_cache_hits_total") - hits == kept


def test_what_changes_by_itself_is_not_kept(tree: Tree) -> None:
    answers = {tree.client.get("/sparql", params={"query": "SELECT (RAND() AS ?x) {}"}).text for _ in range(3)}
    assert len(answers) == 3


def test_the_service_description_is_kept_for_no_other_host(tree: Tree) -> None:
    hosts = ["one.example", "two.example"]
    for host in hosts * 2:
        answer = tree.client.get("/sparql", headers={"Accept": "text/turtle", "Host": host})
        assert f"http://{host}/sparql" in answer.text


def test_the_cache_forgets_what_was_not_used() -> None:
    cache = AnswerCache(max_bytes=10_000, max_entry_bytes=4_000)

    def entry(tag: str, size: int = 1_000) -> Entry:
        return Entry(tag, ((b"etag", tag.encode()),), b"x" * size, None, None)

    for number in range(20):
        cache.keep(entry(f'"{number}"'))
        cache.link(("digest", "/sparql", b"%d" % number, b""), f'"{number}"')
        cache.by_request(("digest", "/sparql", b"0", b""))
        assert cache.size <= 10_000
    assert cache.by_tag('"0"') is not None
    assert cache.by_tag('"1"') is None
    assert cache.by_request(("digest", "/sparql", b"1", b"")) is None
    cache.keep(entry('"long"', 5_000))
    assert cache.by_tag('"long"') is None
    for number in range(100):
        cache.link(("digest", "/sparql", b"y" * 2_000 + b"%d" % number, b""), '"0"')
        assert cache.size <= 10_000
    assert AnswerCache(0, 100).fits(1) is False


def test_a_log_that_nobody_reads_holds_nobody_up() -> None:
    reader, writer = os.pipe()
    log = AccessLog(writer)
    begun = time.monotonic()
    for _ in range(60_000):
        log.note("GET", "/" + "x" * 100, Exchange(), 0.001)
    assert log.dropped > 0
    assert time.monotonic() - begun < 30
    draining = threading.Thread(target=lambda: [None for _ in iter(lambda: os.read(reader, 1 << 20), b"")], daemon=True)
    draining.start()
    log.close()
    os.close(writer)


def test_paths_are_counted_by_route_so_that_nobody_fills_the_metrics() -> None:
    metrics = Metrics()
    for number in range(100):
        metrics.observe(f"/{number}", 404, "not-found", 0.1, 0)
    assert 'osce_kg_requests_total{route="other",status="404"} 100' in metrics.render()
    assert [route(path) for path in ("/", "/id/country/XAA", "/sparql/")] == ["landing", "id", "sparql"]


@pytest.mark.parametrize(
    ("peer", "forwarded", "client"),
    [
        ("10.0.0.1", "203.0.113.9", "203.0.113.9"),
        ("10.0.0.1", "198.51.100.1, 203.0.113.9, 10.0.0.2", "203.0.113.9"),
        ("10.0.0.1", "", "10.0.0.1"),
        ("203.0.113.7", "198.51.100.1", "203.0.113.7"),
        ("10.0.0.1", "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("10.0.0.1", "junk", "junk"),
    ],
)
def test_a_client_is_whom_a_trusted_proxy_names(peer: str, forwarded: str, client: str) -> None:
    trusted = trusted_networks("10.0.0.0/8, ::1")
    headers = [(b"x-forwarded-for", forwarded.encode()), (b"x-forwarded-proto", b"https")]
    scope = {"type": "http", "client": (peer, 1), "headers": headers}
    assert client_of(scope, trusted) == client
    assert scheme_of(scope, trusted) == ("https" if peer.startswith("10.") else None)
    assert client_of(scope, ()) == peer
    with pytest.raises(UsageError, match="trusted_proxies"):
        trusted_networks("everybody")
