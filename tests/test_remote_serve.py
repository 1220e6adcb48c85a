"""`osce-kg serve --endpoint` as users run it: one process, the same front, new releases, a store that goes away."""

from __future__ import annotations

import contextlib
import json
import sys
from pathlib import Path

import httpx
import pytest
import zstandard

from osce_kg.release import CURRENT, Release
from osce_kg.release_writing import ReleaseContent, switch, write_release
from processes import Tree, eventually, serving
from stores import oxigraph

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="processes are counted in /proc, which Linux has")

BASE = "https://w3id.org/osce-kg/"
QUERY = "SELECT ?o { ?s <http://e.org/version> ?o }"
LONG = f"SELECT (COUNT(*) AS ?n) {{ {' '.join(f'VALUES ?v{number} {{ 1 2 }}' for number in range(30))} }}"


def write(releases: Path, version: int) -> Release:
    lines = [f'<http://e.org/s> <http://e.org/version> "{version}" <http://e.org/g> .']
    return write_release(
        ReleaseContent(["".join(f"{line}\n" for line in lines).encode()], [], {}, "1.0.0", BASE, 0), releases
    )


def dump_of(tree: Tree) -> str:
    """Return the lines of the dump that a server offers."""
    content = tree.client.get("/dumps/dump.nq.zst").content
    return zstandard.ZstdDecompressor().stream_reader(content, read_across_frames=True).read().decode()


def fill(url: str, version: int) -> None:
    content = f'<http://e.org/s> a <http://e.org/Thing> ; <http://e.org/version> "{version}" .'
    headers = {"Content-Type": "text/turtle"}
    httpx.put(f"{url}/store", params={"graph": "http://e.org/g"}, content=content, headers=headers).raise_for_status()


def problem(answer: httpx.Response) -> tuple[int, str]:
    """Return status and slug of a problem."""
    return answer.status_code, answer.json()["type"].rpartition("/")[2]


def test_one_process_serves_follows_the_release_and_tells_that_its_store_is_down(tmp_path: Path) -> None:
    releases = tmp_path / "releases"
    old, new = write(releases, 100), write(releases, 101)
    switch(old, releases)
    with contextlib.ExitStack() as stores:
        store = stores.enter_context(oxigraph())
        fill(store.url, 100)
        served = serving([releases / CURRENT], tmp_path, endpoint=store.query, poll_seconds=0.1, max_rows=10)
        with served as tree:
            assert tree.all_pids == [tree.process.pid], "no pool stands by"
            first = tree.client.get("/sparql", params={"query": QUERY})
            assert '"100"' in first.text
            assert first.headers["x-row-limit"] == "10"
            assert "etag" not in first.headers
            fill(store.url, 101)
            assert '"101"' in tree.client.get("/sparql", params={"query": QUERY}).text, "nothing is kept"
            assert '"100"' in dump_of(tree)
            switch(new, releases)
            assert eventually(lambda: '"101"' in dump_of(tree))
            assert tree.metric("osce_kg_release_switches_total") == 1
            assert tree.client.get("/health/ready").json() == {"status": "ready"}
            relative = tree.ask("SELECT (IRI('a') AS ?x) {}").json()["results"]["bindings"]
            assert relative[0]["x"]["value"] == f"{BASE}a"
            assert problem(tree.ask("SELECT ?x { VALUES ?x { " + "1 " * 11 + "} }")) == (422, "answer-too-long")
            assert problem(tree.ask(LONG, timeout="0.5")) == (504, "timeout")
            assert tree.metric('osce_kg_engine_outcomes_total{outcome="AnswerTooLong"}') == 1
            stores.close()
            assert problem(tree.client.get("/health/ready")) == (503, "upstream-down")
            assert tree.end() == 0
        lines = [json.loads(line) for line in tree.log.read_text().splitlines() if line.startswith("{")]
    asked = [line for line in lines if line.get("query")]
    assert (asked[0]["rows"], asked[0]["outcome"]) == (1, "ok")
    assert {line["outcome"] for line in lines} == {"ok", "answer-too-long", "timeout", "upstream-down"}
