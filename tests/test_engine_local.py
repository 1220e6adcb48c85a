"""The engine in this process: datasets, streaming, deadlines, and a thread that stops when nobody reads."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Coroutine
from pathlib import Path
from typing import Any, TypeVar

import pyoxigraph as ox
import pytest

from osce_kg.engine.local import LocalEngine, LocalLimits
from osce_kg.engine.model import Dataset, Kind, QueryAnswer, QueryBusy, QueryRequest, QueryTimeout
from osce_kg.engine.store import load_store
from osce_kg.errors import InputError, QueryError, QueryLimit, QuerySyntaxError, UsageError
from osce_kg.formats import RESULTS_CSV, TURTLE

DATA = Path(__file__).parent / "data" / "small.trig"
LONG = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
# Takes seconds and no memory, and ends: a thread cannot be ended.
COUNTED = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
T = TypeVar("T")


@pytest.fixture(scope="module")
def store() -> ox.Store:
    return load_store([DATA])


@pytest.fixture(scope="module")
def big_store() -> ox.Store:
    store = ox.Store()
    quads = [ox.Quad(ox.NamedNode(f"x:{i}"), ox.NamedNode("x:p"), ox.Literal(f"value {i}")) for i in range(200)]
    store.extend(quads)
    return store


def run(coroutine: Coroutine[Any, Any, T]) -> T:
    return asyncio.run(coroutine)


def values(store: ox.Store, text: str, dataset: Dataset | None = None) -> list[str]:
    async def ask() -> bytes:
        engine = LocalEngine(store)
        answer = await engine.query(QueryRequest(text, dataset=dataset or Dataset()))
        return await answer.read()

    document = json.loads(run(ask()))
    return sorted(row["x"]["value"] for row in document["results"]["bindings"])


IDS = "https://w3id.org/osce-kg/id/"
REFERENCE, DOCUMENT = f"{IDS}graph/reference", f"{IDS}graph/document/h0123456789abcdef"


def test_the_default_graph_is_the_union_with_the_unnamed_one(store: ox.Store) -> None:
    found = values(store, f"SELECT ?x {{ <{IDS}country/XAA> ?x ?o }}")
    assert any(iri.endswith("seeAlso") for iri in found)
    assert any(iri.endswith("isoAlpha3") for iri in found)


def test_from_is_honoured(store: ox.Store) -> None:
    assert values(store, f"SELECT (COUNT(*) AS ?x) FROM <{DOCUMENT}> {{ ?s ?p ?o }}") == ["6"]
    assert values(store, f"SELECT (COUNT(*) AS ?x) FROM NAMED <{DOCUMENT}> {{ ?s ?p ?o }}") == ["0"]


def test_the_dataset_of_the_request_replaces_that_of_the_query(store: ox.Store) -> None:
    text = f"SELECT (COUNT(*) AS ?x) FROM <{DOCUMENT}> {{ ?s ?p ?o }}"
    assert values(store, text, Dataset((f"{IDS}graph/evidence",))) == ["4"]


def test_only_named_graphs_leave_the_default_graph_empty(store: ox.Store) -> None:
    named = Dataset((), (DOCUMENT,))
    assert values(store, "SELECT (COUNT(*) AS ?x) { ?s ?p ?o }", named) == ["0"]
    assert values(store, "SELECT DISTINCT ?x { GRAPH ?x { ?s ?p ?o } }", named) == [DOCUMENT]


def test_only_default_graphs_leave_no_named_ones(store: ox.Store) -> None:
    assert values(store, "SELECT DISTINCT ?x { GRAPH ?x { ?s ?p ?o } }", Dataset((REFERENCE,))) == []


def test_the_kind_is_known_with_the_answer(store: ox.Store) -> None:
    async def ask() -> list[Kind]:
        engine = LocalEngine(store)
        requests = [
            QueryRequest("SELECT * {}"),
            QueryRequest("ASK {}"),
            QueryRequest("CONSTRUCT WHERE { ?s ?p ?o }", TURTLE),
        ]
        kinds = []
        for request in requests:
            async with await engine.query(request) as answer:
                kinds.append(answer.kind)
        return kinds

    assert run(ask()) == [Kind.SOLUTIONS, Kind.BOOLEAN, Kind.GRAPH]


def test_a_syntax_error_has_its_place(store: ox.Store) -> None:
    with pytest.raises(QuerySyntaxError) as caught:
        values(store, "SELECT * {\n  BIND(1 AS 2)\n}")
    assert (caught.value.line, caught.value.column) == (2, 13)
    assert "line 2, column 13" in str(caught.value)


def test_a_format_that_does_not_fit_is_an_error(store: ox.Store) -> None:
    async def ask() -> QueryAnswer:
        return await LocalEngine(store).query(QueryRequest("SELECT * {}", TURTLE))

    with pytest.raises(QueryError, match="turtle"):
        run(ask())


def test_an_empty_graph_is_an_answer(store: ox.Store) -> None:
    async def ask() -> bytes:
        answer = await LocalEngine(store).query(
            QueryRequest("CONSTRUCT { ?s ?p ?o } WHERE { ?s <x:no> ?o . ?s ?p ?o }", TURTLE)
        )
        return await answer.read()

    assert run(ask()).strip() == b""


def test_large_answers_come_in_chunks_while_others_are_answered(big_store: ox.Store) -> None:
    async def ask() -> tuple[list[int], bytes]:
        engine = LocalEngine(big_store)
        answer = await engine.query(QueryRequest(f"{LONG} LIMIT 50000", RESULTS_CSV))
        other = await (await engine.query(QueryRequest("ASK {}"))).read()
        sizes = [len(chunk) async for chunk in answer.chunks]
        return sizes, other

    sizes, other = run(ask())
    assert other == b'{"head":{},"boolean":true}'
    assert len(sizes) > 10
    assert all(size >= 16 * 1024 for size in sizes[:-1])


def test_a_reader_who_leaves_stops_the_thread(big_store: ox.Store) -> None:
    async def ask() -> int:
        engine = LocalEngine(big_store)
        async with await engine.query(QueryRequest(LONG, RESULTS_CSV)) as answer:
            await anext(answer.chunks)
        for _ in range(100):
            if not engine.running:
                break
            await asyncio.sleep(0.02)
        return engine.running

    assert run(ask()) == 0


def test_the_deadline_before_the_first_byte_is_a_timeout(big_store: ox.Store) -> None:
    async def ask() -> None:
        engine = LocalEngine(big_store, LocalLimits(timeout=0.3, concurrency=1, queue_timeout=0.1))
        begun = time.monotonic()
        with pytest.raises(QueryTimeout, match=r"0\.3 seconds"):
            await engine.query(QueryRequest(COUNTED))
        assert time.monotonic() - begun < 15
        with pytest.raises(QueryBusy):  # the thread still holds its turn
            await engine.query(QueryRequest("ASK {}"))
        while engine.running:
            await asyncio.sleep(0.02)

    run(ask())


def test_a_limit_in_the_middle_is_raised_so_the_answer_does_not_look_whole(big_store: ox.Store) -> None:
    async def ask() -> None:
        engine = LocalEngine(big_store, LocalLimits(max_answer_bytes=100_000))
        answer = await engine.query(QueryRequest(LONG, RESULTS_CSV))
        with pytest.raises(QueryLimit, match="100,000"):
            await answer.read()

    run(ask())


def test_deep_queries_that_pass_the_guard_do_not_crash(store: ox.Store) -> None:
    depth = 60
    assert values(store, "SELECT (" + "(" * depth + "1" + ")" * depth + " AS ?x) {}") == ["1"]
    assert values(store, "SELECT (" + "1+" * 990 + "1 AS ?x) {}") == ["991"]


def test_files_are_refused_with_their_name(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"notes\.txt"):
        load_store([tmp_path / "notes.txt"])
    with pytest.raises(UsageError, match=r"missing\.nq"):
        load_store([tmp_path / "missing.nq"])
    broken = tmp_path / "broken.nq"
    broken.write_text("<x:a> <x:b> .\n")
    with pytest.raises(InputError, match=r"broken\.nq"):
        load_store([broken])
