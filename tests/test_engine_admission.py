"""Turns: lanes, queues, fairness; and what is remembered of queries and clients."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from osce_kg.engine.admission import Admission, Lane, Turn, Turns
from osce_kg.engine.history import History
from osce_kg.engine.model import ClientBusy, QueryBusy, QueryQuarantined
from osce_kg.engine.rows import row_counter
from osce_kg.formats import RESULTS, RESULTS_JSON


def run(coroutine: Coroutine[Any, Any, None]) -> None:
    asyncio.run(coroutine)


async def soon() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


def test_a_turn_is_free_at_once_or_waited_for() -> None:
    async def play() -> None:
        admission = Admission(Turns(total=1, reserved=0))
        first = await admission.enter("a")
        second = asyncio.create_task(admission.enter("b"))
        await soon()
        assert (second.done(), admission.waiting) == (False, 1)
        admission.leave(first)
        assert (await second).client == "b"
        assert admission.waiting == 0

    run(play())


def test_long_queries_leave_turns_free() -> None:
    async def play() -> None:
        admission = Admission(Turns(total=3, reserved=1))
        turns = [await admission.enter("a") for _ in range(3)]
        assert [admission.lengthen(turn, streaming=False) for turn in turns] == [True, True, False]
        admission.leave(turns[2])
        known = asyncio.create_task(admission.enter("a", Lane.LONG))
        short = await admission.enter("a")
        await soon()
        assert not known.done()
        admission.leave(turns[0])
        assert (await known).lane is Lane.LONG
        admission.leave(short)

    run(play())


def test_streams_have_a_lane_of_their_own() -> None:
    async def play() -> None:
        admission = Admission(Turns(total=1, reserved=0, streams=1))
        assert admission.lengthen(await admission.enter("a"), streaming=True)
        assert admission.lengthen(await admission.enter("a"), streaming=True)  # as a long one
        assert [admission.running(lane) for lane in Lane] == [0, 1, 1]

    run(play())


def test_the_client_with_the_fewest_turns_comes_first() -> None:
    async def play() -> None:
        admission = Admission(Turns(total=2, reserved=0))
        running = [await admission.enter("greedy"), await admission.enter("greedy")]
        order: list[str] = []

        async def wait(client: str) -> Turn:
            turn = await admission.enter(client)
            order.append(client)
            return turn

        tasks = [asyncio.create_task(wait(client)) for client in ("greedy", "greedy", "modest")]
        await soon()
        admission.leave(running[0])
        await soon()
        assert order == ["modest"]
        admission.leave(running[1])
        await soon()
        admission.leave(await tasks[2])
        await asyncio.gather(*tasks)
        assert order == ["modest", "greedy", "greedy"]

    run(play())


def test_queues_have_an_end() -> None:
    async def play() -> None:
        admission = Admission(Turns(total=1, reserved=0, queue=2, client_queue=1, queue_timeout=0.05))
        await admission.enter("a")
        waiting = [asyncio.create_task(admission.enter(client)) for client in "ab"]
        await soon()
        with pytest.raises(QueryBusy, match="2 queries wait"):
            await admission.enter("c")
        for task in waiting:
            with pytest.raises(QueryBusy, match="no turn"):
                await task
        waiting = [asyncio.create_task(admission.enter("a"))]
        await soon()
        with pytest.raises(ClientBusy):
            await admission.enter("a")
        waiting[0].cancel()
        await soon()
        assert admission.waiting == 0

    run(play())


def test_a_turn_granted_to_somebody_who_left_is_not_lost() -> None:
    async def play() -> None:
        admission = Admission(Turns(total=1, reserved=0))
        first = await admission.enter("a")
        waiting = asyncio.create_task(admission.enter("b"))
        await soon()
        admission.leave(first)
        waiting.cancel()
        await soon()
        assert admission.running(Lane.SHORT) == 0
        await admission.enter("c")

    run(play())


def test_crashes_are_forgotten_after_a_while() -> None:
    now = 0.0
    history = History(crashes=2, client_crashes=3, seconds=60, clock=lambda: now)
    for key in ("q", "q", "r"):
        history.check(key, "a")
        history.crashed(key, "a")
    with pytest.raises(QueryQuarantined):
        history.check("q", "b")
    with pytest.raises(ClientBusy):
        history.check("s", "a")
    history.check("s", "b")
    now = 61.0
    history.check("q", "a")


def test_long_queries_are_known_again() -> None:
    history = History()
    assert not history.is_long("q")
    history.ran_long("q")
    assert history.is_long("q")


VALUES = st.text(alphabet='ab"\\,{}[]:\r\n\t<>&?', max_size=8)
ROWS = st.lists(st.tuples(VALUES, st.one_of(st.none(), VALUES)), max_size=30)


@given(ROWS, st.integers(1, 50))
def test_rows_are_counted_in_every_format_however_it_is_cut(rows: list[tuple[str, str | None]], size: int) -> None:
    store = ox.Store()
    text = " ".join(
        f"({ox.Literal(first)} {'UNDEF' if second is None else ox.Literal(second)})" for first, second in rows
    )
    for fmt in RESULTS:
        solutions = store.query(f"SELECT ?a ?b {{ VALUES (?a ?b) {{ {text} }} }}")
        assert isinstance(solutions, ox.QuerySolutions)
        document = solutions.serialize(format=fmt.results)
        assert document is not None
        counter = row_counter(fmt)
        assert counter is not None
        for start in range(0, len(document), size):
            counter.feed(document[start : start + size])
        assert counter.rows == len(rows), (fmt.name, document)


def test_rows_without_bindings_are_the_ones_that_json_hides() -> None:
    counter = row_counter(RESULTS_JSON)
    assert counter is not None
    counter.feed(b'{"head":{"vars":["a"]},"results":{"bindings":[{},{"a":{"type":"uri","value":"x:y"}},{}]}}')
    assert counter.rows == 1
