"""The limits of this server in front of an endpoint: seconds, rows, turns, the base of a query, and what is told."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Coroutine, Iterator
from typing import Any, TypeVar

import httpx
import pyoxigraph as ox
import pytest

from osce_kg.engine.admission import Lane, Turns
from osce_kg.engine.base import with_base
from osce_kg.engine.limits import EngineLimits
from osce_kg.engine.model import AnswerTooLong, ClientBusy, QueryRequest, QueryTimeout, UpstreamError
from osce_kg.engine.remote import RemoteEngine, failure
from osce_kg.engine.upstream import Upstream
from osce_kg.errors import QuerySyntaxError
from osce_kg.formats import RESULTS_CSV, RESULTS_JSON
from osce_kg.server.app import create_app
from osce_kg.server.description import Catalogue
from osce_kg.server.gauges import engine_samples
from osce_kg.settings import Settings
from serving import client_of
from upstreams import Upstream as Fake
from upstreams import misbehaving

T = TypeVar("T")
SELECT = "SELECT ?x { ?x ?p ?o }"
BASE = "https://example.org/sparql"
SD = "http://www.w3.org/ns/sparql-service-description#"


@pytest.fixture(scope="module")
def fake() -> Iterator[Fake]:
    with misbehaving() as upstream:
        yield upstream


def run(coroutine: Coroutine[Any, Any, T]) -> T:
    return asyncio.run(coroutine)


def engine(url: str, **limits: Any) -> RemoteEngine:
    return RemoteEngine(Upstream(url, name="the store"), EngineLimits(**limits))


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { <a> ?p ?o }",
        "PREFIX p: <x#> SELECT * { p:a ?p ?o }",
        "SELECT (IRI('a') AS ?x) {}",
        "SELECT (uri(?o) AS ?x) { ?s ?p ?o }",
        "BASE <x/> SELECT * { ?s ?p ?o }",
        "PREFIX p: <x#> BASE <http://example.org/> SELECT * { p:a ?p ?o }",
    ],
)
def test_a_query_that_depends_on_its_base_is_sent_with_it(text: str) -> None:
    sent, added = with_base(text, BASE)
    assert (sent, added) == (f"BASE <{BASE}>\n{text}", 1)
    ox.Store().query(sent)  # parses, which it does not without a base
    assert with_base(text, None) == (text, 0)


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { <http://example.org/a> ?p 'a <b> c' } # <c>",
        "BASE <http://example.org/> SELECT * { <a> ?p ?o }",
        "BASE <http://example.org/> SELECT (IRI('a') AS ?x) {}",
        "SELECT * { <\\u0068ttp://example.org/a> ?iri ?o }",
        "PREFIX iri: <urn:x:> SELECT * { iri:a ?p ?o }",
    ],
)
def test_another_query_is_sent_as_it_is(text: str) -> None:
    assert with_base(text, BASE) == (text, 0)


def test_relative_iris_mean_the_published_address(fake: Fake) -> None:
    with client_of(create_app(engine(f"{fake.url}/one"), Settings(), live=True)) as client:
        client.post("/sparql", data={"query": "SELECT ?x { <a> ?p ?x }"})
    assert b"query=BASE+%3Chttps%3A%2F%2Fw3id.org%2Fosce-kg%2Fsparql%3E%0ASELECT" in fake.requests[-1][1]


@pytest.mark.parametrize(
    ("body", "message", "place"),
    [
        ("error at 3:7: expected one of ['a'..='z'], DISTINCT, REDUCED", "line 2, column 7: expected DISTINCT", (2, 7)),
        ("Virtuoso 37000 Error SP030: SPARQL compiler, line 3: syntax error", "compiler, line 2: ", (None, None)),
        ('{"detail": "line 3, column 1: no", "line": 3, "column": 1}', "line 2, column 1: no", (2, 1)),
    ],
)
def test_places_do_not_count_the_line_of_the_base(
    body: str, message: str, place: tuple[int | None, int | None]
) -> None:
    error = failure("the store", 400, body, added=1)
    assert isinstance(error, QuerySyntaxError)
    assert message in str(error)
    assert (error.line, error.column) == place


def test_a_request_may_ask_for_less_time_or_more_up_to_a_bound(fake: Fake) -> None:
    async def ask(seconds: float, **limits: float) -> float:
        asked = engine(f"{fake.url}/silent", **limits)
        begun = time.monotonic()
        with pytest.raises(QueryTimeout):
            await asked.query(QueryRequest(SELECT, timeout=seconds))
        await asked.close()
        return time.monotonic() - begun

    assert run(ask(0.2, timeout=60, max_timeout=60)) < 20
    assert run(ask(60, timeout=0.1, max_timeout=0.2)) < 20


@pytest.mark.parametrize("fmt", [RESULTS_CSV, RESULTS_JSON])
def test_rows_are_bounded_and_counted(fake: Fake, fmt: Any) -> None:
    async def ask(path: str, rows: int) -> int | None:
        asked = engine(fake.url + path, max_rows=rows)
        try:
            answer = await asked.query(QueryRequest(SELECT, fmt))
            await answer.read()
            return answer.tally.rows
        finally:
            await asked.close()

    assert run(ask("/one", 1)) == 1
    with pytest.raises(AnswerTooLong, match="0 rows"):
        run(ask("/one", 0))
    with pytest.raises(AnswerTooLong, match="1,000 rows"):
        run(ask("/endless", 1_000))


def test_a_small_answer_is_there_in_whole_or_not_at_all(fake: Fake) -> None:
    async def ask(path: str) -> bytes | None:
        asked = engine(fake.url + path)
        try:
            answer = await asked.query(QueryRequest(SELECT, RESULTS_CSV))
            assert asked.admission.running(Lane.SHORT) == 0
            assert await answer.read() == b"".join([chunk async for chunk in answer.chunks])
            return answer.document
        finally:
            await asked.close()

    assert run(ask("/one")) == b"x\r\none\r\n"
    with pytest.raises(UpstreamError):
        run(ask("/cut-document-until-close"))


def test_turns_go_to_every_client_and_slow_queries_leave_some(fake: Fake) -> None:
    async def ask() -> None:
        turns = Turns(total=2, reserved=1, client_queue=1, queue_timeout=30)
        asked = engine(f"{fake.url}/silent", turns=turns, short_seconds=0.05)
        slow = [asyncio.create_task(asked.query(QueryRequest(SELECT, client="a")))]
        while not asked.admission.running(Lane.LONG):
            await asyncio.sleep(0.01)
        slow.append(asyncio.create_task(asked.query(QueryRequest(SELECT, client="a"))))
        while not asked.admission.waiting:  # known to be slow, it waits for the one turn of its kind
            await asyncio.sleep(0.01)
        with pytest.raises(ClientBusy):
            await asked.query(QueryRequest(SELECT, client="a"))
        asked.upstream.url = f"{fake.url}/one"
        found = await asked.query(QueryRequest(f"{SELECT} LIMIT 1", RESULTS_CSV, client="b"))
        assert await found.read() == b"x\r\none\r\n"
        for task in slow:
            task.cancel()
        await asyncio.gather(*slow, return_exceptions=True)
        assert [asked.admission.running(lane) for lane in Lane] == [0, 0, 0]
        assert asked.admission.waiting == 0
        assert asked.outcomes == {"answered": 1, "CancelledError": 1}
        samples = {name: values for name, _, _, values in engine_samples(asked)}
        assert samples["osce_kg_engine_outcomes_total"][("outcome", "answered"),] == 1
        assert "osce_kg_workers" not in samples
        await asked.close()

    run(ask())


def test_limits_are_problems_and_are_told(fake: Fake) -> None:
    settings = Settings(max_rows=5)
    with client_of(create_app(engine(f"{fake.url}/endless", max_rows=5), settings, live=True)) as client:
        long = client.post("/sparql", data={"query": SELECT}, headers={"Accept": "text/csv"})
    assert (long.status_code, long.json()["type"].rpartition("/")[2]) == (422, "answer-too-long")
    with client_of(create_app(engine(f"{fake.url}/one", max_rows=5), settings, live=True)) as client:
        short = client.post("/sparql", data={"query": SELECT}, headers={"Accept": "text/csv"})
    assert short.headers["x-row-limit"] == "5"
    assert short.headers["content-length"] == str(len(short.content))
    assert "link" not in short.headers, "there are no dumps to lead to"


class Two:
    """An engine over a store of one triple that counts its queries."""

    asked = 0

    async def query(self, request: QueryRequest) -> Any:
        self.asked += 1
        store = ox.Store()
        store.add(ox.Quad(ox.NamedNode("x:s"), ox.NamedNode("x:p"), ox.Literal("1"), ox.NamedNode("x:g")))
        results = store.query(request.text, use_default_graph_as_union=True)
        assert isinstance(results, ox.QuerySolutions)
        document = results.serialize(format=ox.QueryResultsFormat.JSON)

        class Answer:
            async def read(self) -> bytes | None:
                return document

        return Answer()

    async def close(self) -> None:
        """Nothing is held."""


@pytest.mark.parametrize("union", [True, False])
def test_the_description_of_a_live_store_is_kept_by_no_client_and_tells_its_default_graph(union: bool) -> None:
    two = Two()
    with client_of(create_app(two, Settings(), live=True, union=union)) as client:
        found = [client.get("/sparql", headers={"Accept": "application/n-triples"}) for _ in range(2)]
    assert two.asked == 2, "two queries count, once"
    for answer in found:
        assert isinstance(answer, httpx.Response)
        assert answer.headers["cache-control"] == "no-store"
        assert (f"{SD}UnionDefaultGraph" in answer.text) == union
        assert "dc/terms/identifier" not in answer.text
        assert '#triples> "1"' in answer.text


def test_a_live_store_is_counted_again_after_a_minute_and_by_one_at_a_time() -> None:
    now = 0.0
    two, catalogue = Two(), Catalogue(lambda: now)

    async def ask() -> None:
        nonlocal now
        found = await asyncio.gather(*(catalogue.contents(None, None, two) for _ in range(5)))
        assert two.asked == 2
        assert {contents.triples for contents in found} == {1}
        now = 61.0
        await catalogue.contents(None, None, two)
        assert two.asked == 4

    asyncio.run(ask())
