"""The pool in this process: answers, limits, and workers that die in every way."""

from __future__ import annotations

import asyncio
import json
import os
import platform
import signal
import sys
import time
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, TypeVar

import pytest

from hostile import doubling
from osce_kg.engine.admission import Lane, Turns
from osce_kg.engine.limits import EngineLimits
from osce_kg.engine.model import (
    AnswerTooLong,
    Dataset,
    Kind,
    QueryCrash,
    QueryMemory,
    QueryQuarantined,
    QueryRequest,
    QueryTimeout,
)
from osce_kg.engine.pool import PoolEngine
from osce_kg.engine.template import Plan
from osce_kg.errors import InputError, QuerySyntaxError, ReleaseError, UsageError
from osce_kg.formats import RESULTS_CSV, TURTLE
from processes import PATIENCE, children_of, is_alive, status_of, write_quads

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="the pool needs Linux; elsewhere LocalEngine answers"),
    pytest.mark.timeout(400),
]

SMALL = Path(__file__).parent / "data" / "small.trig"
COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
ENDLESS = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
SILENT = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
T = TypeVar("T")


def run(coroutine: Coroutine[Any, Any, T]) -> T:
    async def bounded() -> T:
        async with asyncio.timeout(PATIENCE + 30):
            return await coroutine

    return asyncio.run(bounded())


def plan(path: Path = SMALL, *, in_memory: bool = True, quads: int | None = None, **more: Any) -> Plan:
    return Plan((str(path),), quads, in_memory, more.get("folder"), more.get("memory", 512 << 20), os.getpid())


@asynccontextmanager
async def pool(chosen: Plan | None = None, limits: EngineLimits | None = None) -> AsyncIterator[PoolEngine]:
    engine = PoolEngine(chosen or plan(), limits or EngineLimits(turns=Turns(queue_timeout=PATIENCE)))
    try:
        await engine.start()
        yield engine
    finally:
        await engine.close()


async def number(engine: PoolEngine, text: str = COUNT, dataset: Dataset | None = None) -> str:
    document = await (await engine.query(QueryRequest(text, dataset=dataset or Dataset()))).read()
    return str(json.loads(document)["results"]["bindings"][0]["n"]["value"])


async def until(condition: Any) -> None:
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline
        await asyncio.sleep(0.02)


@pytest.mark.parametrize("in_memory", [True, False])
def test_answers_from_memory_and_from_disk(in_memory: bool, tmp_path: Path) -> None:
    async def ask() -> None:
        async with pool(plan(in_memory=in_memory, folder=str(tmp_path))) as engine:
            assert await number(engine) == "22"
            evidence = Dataset(("https://w3id.org/osce-kg/id/graph/evidence",))
            assert await number(engine, dataset=evidence) == "4"
            answers = [
                await engine.query(QueryRequest("SELECT * { ?s ?p ?o }", RESULTS_CSV)),
                await engine.query(QueryRequest("ASK { ?s ?p ?o }")),
                await engine.query(QueryRequest("CONSTRUCT WHERE { ?s ?p ?o }", TURTLE)),
            ]
            assert [answer.kind for answer in answers] == [Kind.SOLUTIONS, Kind.BOOLEAN, Kind.GRAPH]
            assert [answer.tally.rows for answer in answers] == [22, None, None]
            assert all(answer.document for answer in answers)

    run(ask())
    assert not list(tmp_path.iterdir()), "the store on disk goes with the template"


HUGE_PAGES = Path("/sys/kernel/mm/transparent_hugepage/enabled")


def has_huge_pages() -> bool:
    """Whether the system has transparent huge pages, and a malloc that asks for them if told to: glibc's from 2.35."""
    name, version = platform.libc_ver()
    asks = name == "glibc" and tuple(map(int, version.split("."))) >= (2, 35)
    return asks and HUGE_PAGES.exists() and "[never]" not in HUGE_PAGES.read_text()


@pytest.mark.skipif(not has_huge_pages(), reason="this system has no transparent huge pages that malloc asks for")
def test_the_store_lies_in_huge_pages_which_fork_sooner(tmp_path: Path) -> None:
    data = write_quads(tmp_path / "many.nq", 40_000)

    async def ask() -> None:
        async with pool(plan(data)) as engine:
            assert await number(engine) == "40000"
            rollup = Path(f"/proc/{engine.fleet.template_pid}/smaps_rollup").read_text()
            kilobytes = {line.split(":")[0]: int(line.split()[1]) for line in rollup.splitlines()[1:]}
            assert kilobytes["AnonHugePages"] > 2_048

    run(ask())


def test_a_syntax_error_has_its_place_and_the_worker_goes_on() -> None:
    async def ask() -> None:
        async with pool() as engine:
            for _ in range(20):
                with pytest.raises(QuerySyntaxError) as caught:
                    await engine.query(QueryRequest("SELECT * {\n  BIND(1 AS 2)\n}"))
                assert (caught.value.line, caught.value.column) == (2, 13)
            assert engine.fleet.counts.killed == engine.fleet.counts.lost == 0

    run(ask())


@pytest.mark.parametrize(
    ("text", "quads", "error", "message"),
    [
        ("<x:a> <x:b> .\n", None, InputError, r"data\.nq"),
        ('<x:a> <x:b> "c" .\n<x:a> <x:b> "d" .\n', 1, ReleaseError, "2 quads"),
        ("", 3, ReleaseError, "0 quads"),
    ],
)
def test_what_cannot_be_loaded_is_told(
    tmp_path: Path, text: str, quads: int | None, error: type[Exception], message: str
) -> None:
    path = tmp_path / "data.nq"
    path.write_text(text)

    async def ask() -> None:
        async with pool(plan(path, quads=quads)):
            pass

    with pytest.raises(error, match=message):
        run(ask())
    path.unlink()
    with pytest.raises(UsageError, match=r"data\.nq"):
        run(ask())


def test_the_template_has_one_thread_and_no_network() -> None:
    async def ask() -> None:
        async with pool() as engine:
            await number(engine)
            template = engine.fleet.template_pid
            assert template is not None
            assert len(list(Path(f"/proc/{template}/task").iterdir())) == 1
            assert engine.fleet.loaded is not None
            isolated = Path(f"/proc/{template}/ns/net").readlink() != Path("/proc/self/ns/net").readlink()
            assert isolated is engine.fleet.loaded.isolated
            namespaces = {Path(f"/proc/{pid}/ns/net").readlink() for pid in engine.fleet.worker_pids}
            assert namespaces == {Path(f"/proc/{template}/ns/net").readlink()}

    run(ask())


def test_the_deadline_kills_the_worker_and_only_it(tmp_path: Path) -> None:
    data = write_quads(tmp_path / "many.nq")

    async def ask() -> None:
        async with pool(plan(data)) as engine:
            await until(lambda: engine.fleet.idle >= 2)  # or the query's own worker might not be among those before it
            slow = asyncio.create_task(engine.query(QueryRequest(SILENT, timeout=1.5)))
            await until(lambda: engine.running == 1)
            before = set(engine.fleet.worker_pids)
            assert [await number(engine) for _ in range(5)] == ["400"] * 5
            with pytest.raises(QueryTimeout, match=r"1\.5 seconds"):
                await slow
            await until(lambda: len(before & {pid for pid in before if is_alive(pid)}) == len(before) - 1)
            assert engine.running == 0
            assert await number(engine) == "400"

    run(ask())


@pytest.mark.parametrize("text", [doubling(34), doubling(34).replace("STRLEN", "SHA512")])
def test_memory_is_limited_and_repeated_crashes_are_refused(text: str) -> None:
    async def ask() -> None:
        async with pool(plan(memory=256 << 20)) as engine:
            for _ in range(2):
                with pytest.raises(QueryMemory):
                    await engine.query(QueryRequest(text))
            with pytest.raises(QueryQuarantined):
                await engine.query(QueryRequest(text))
            assert await number(engine) == "22"

    run(ask())


def test_rows_and_bytes_are_limited_before_the_first_byte_and_after(tmp_path: Path) -> None:
    data = write_quads(tmp_path / "many.nq", 5_000)

    async def ask() -> None:
        async with pool(plan(data), EngineLimits(max_rows=100)) as engine:
            for fmt in (RESULTS_CSV, RESULTS_CSV):
                with pytest.raises(AnswerTooLong, match="100 rows"):
                    await engine.query(QueryRequest("SELECT * { ?s ?p ?o }", fmt))
            whole = await engine.query(QueryRequest("SELECT * { ?s ?p ?o } LIMIT 100"))
            assert whole.tally.rows == 100
        async with pool(plan(data), EngineLimits(max_rows=4_999)) as engine:
            answer = await engine.query(QueryRequest("SELECT * { ?s ?p ?o }"))
            with pytest.raises(AnswerTooLong, match="4,999 rows"):
                await answer.read()
        async with pool(plan(data), EngineLimits(max_answer_bytes=100_000)) as engine:
            answer = await engine.query(QueryRequest("CONSTRUCT WHERE { ?s ?p ?o }", TURTLE))
            with pytest.raises(AnswerTooLong, match="100,000 bytes"):
                await answer.read()

    run(ask())


def test_who_leaves_ends_the_worker(tmp_path: Path) -> None:
    data = write_quads(tmp_path / "many.nq")

    async def ask() -> None:
        async with pool(plan(data)) as engine:
            read_a_little = await engine.query(QueryRequest(ENDLESS))
            async with read_a_little:
                await anext(aiter(read_a_little.chunks))
            never_read = await engine.query(QueryRequest(ENDLESS))
            await never_read.aclose()
            waiting = asyncio.create_task(engine.query(QueryRequest(SILENT)))
            await until(lambda: engine.running == 1)
            waiting.cancel()
            await until(lambda: engine.running == 0 and engine.fleet.counts.killed == 3)
            assert await number(engine) == "400"

    run(ask())


def test_a_slow_reader_holds_the_worker_back_not_the_memory(tmp_path: Path) -> None:
    data = write_quads(tmp_path / "many.nq")

    async def ask() -> None:
        async with pool(plan(data)) as engine, await engine.query(QueryRequest(ENDLESS)) as answer:
            await asyncio.sleep(1.0)
            assert 0 < engine.held_bytes < 4 << 20
            await anext(aiter(answer.chunks))

    run(ask())


@pytest.mark.parametrize("number_of_kills", [5, pytest.param(50, marks=pytest.mark.slow)])
def test_killed_workers_are_replaced_and_no_answer_is_lost(tmp_path: Path, number_of_kills: int) -> None:
    data = write_quads(tmp_path / "many.nq")

    async def ask() -> None:
        async with pool(plan(data)) as engine:
            wrong: list[str] = []
            answered = 0

            async def client() -> None:
                nonlocal answered
                while not done.is_set():
                    found = await number(engine)
                    answered += 1
                    if found != "400":
                        wrong.append(found)

            done = asyncio.Event()
            clients = [asyncio.create_task(client()) for _ in range(3)]
            killed: set[int] = set()
            for _ in range(number_of_kills):
                await until(lambda: bool(set(engine.fleet.worker_pids) - killed))
                victim = next(pid for pid in engine.fleet.worker_pids if pid not in killed)
                os.kill(victim, signal.SIGKILL)
                killed.add(victim)
                enough = answered + 5
                await until(lambda enough=enough: answered >= enough)
            done.set()
            await asyncio.gather(*clients)
            assert not wrong
            template = engine.fleet.template_pid
            assert template is not None
            zombies = [pid for pid in children_of(template) if (status_of(pid) or (0, ""))[1] == "Z"]
            assert not zombies

    run(ask())


def test_a_query_whose_worker_crashes_is_told_so(tmp_path: Path) -> None:
    data = write_quads(tmp_path / "many.nq")

    async def ask() -> None:
        async with pool(plan(data)) as engine:
            task = asyncio.create_task(engine.query(QueryRequest(SILENT)))
            await until(lambda: engine.running == 1)
            await until(lambda: bool(engine.fleet.worker_pids) and engine.admission.running(Lane.LONG) == 1)
            for pid in engine.fleet.worker_pids:
                os.kill(pid, signal.SIGSEGV)
            with pytest.raises(QueryCrash):
                await task
            assert await number(engine) == "400"

    run(ask())


def test_when_the_template_is_killed_another_one_takes_over(tmp_path: Path) -> None:
    data = write_quads(tmp_path / "many.nq")

    async def ask() -> None:
        async with pool(plan(data), EngineLimits(turns=Turns(queue_timeout=PATIENCE))) as engine:
            template, workers = engine.fleet.template_pid, engine.fleet.worker_pids
            assert template is not None
            os.kill(template, signal.SIGKILL)
            assert await number(engine) == "400"
            await until(lambda: not any(is_alive(pid) for pid in (template, *workers)))
            assert engine.fleet.counts.templates == 2

    run(ask())


def test_many_queries_at_once_are_all_answered(tmp_path: Path) -> None:
    data = write_quads(tmp_path / "many.nq")

    async def ask() -> None:
        async with pool(plan(data)) as engine:
            found = await asyncio.gather(*(number(engine) for _ in range(100)))
            assert found == ["400"] * 100

    run(ask())


def test_deep_queries_that_pass_the_guard_do_not_crash() -> None:
    async def ask() -> None:
        async with pool() as engine:
            assert await number(engine, "SELECT (" + "(" * 60 + "1" + ")" * 60 + " AS ?n) {}") == "1"
            assert await number(engine, "SELECT (" + "1+" * 990 + "1 AS ?n) {}") == "991"
            assert engine.fleet.counts.lost == 0

    run(ask())
