"""What answers the queries of a server: an engine that was started, and what is known of it."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from osce_kg.engine.admission import Turns
from osce_kg.engine.guard import Limits
from osce_kg.engine.limits import EngineLimits
from osce_kg.engine.local import LocalEngine, LocalLimits
from osce_kg.engine.model import Engine
from osce_kg.engine.plan import make_plan
from osce_kg.engine.pool import PoolEngine
from osce_kg.engine.store import Source, load_store
from osce_kg.errors import ReleaseError
from osce_kg.server import lookups
from osce_kg.server.files import Served
from osce_kg.settings import Settings

HAS_POOL = sys.platform == "linux"
"""The pool needs fork, address-space limits that hold, and a signal at the parent's death."""


@dataclass(frozen=True, slots=True)
class Answering:
    """An engine that answers, and a line for whoever started the server; `live` and `union` as in `Site`."""

    engine: Engine
    said: str
    warnings: tuple[str, ...] = ()
    live: bool = False
    union: bool = True


Choose = Callable[[Served, Settings], Awaitable[Answering]]
"""Starts what answers for what is served. Called on the loop of the server, again for every new release."""


async def answer_by_processes(served: Served, settings: Settings, copies: int) -> Answering:
    """Start a pool over the dumps. `copies` is how many releases must fit into memory beside each other.

    Raises:
        UsageError, InputError, ReleaseError: what is to be served cannot be loaded.
    """
    plan = make_plan(
        Source(
            tuple(served.files.dumps), served.quads, tuple(served.files.digests[path] for path in served.files.dumps)
        ),
        store=settings.store,
        share=settings.memory_share,
        workers=settings.concurrency,
        copies=copies,
        memory_bytes=settings.worker_memory,
        folder=settings.store_directory,
        search=served.files.search,
    )
    pool = PoolEngine(plan, limits(settings))
    try:
        return await _tried(served, pool, (await pool.start()).quads)
    except BaseException:
        await pool.close()
        raise


async def answer_by_threads(served: Served, settings: Settings) -> Answering:
    """Load the dumps into this process, where there is no pool; see `answer_by_processes`."""
    store = await asyncio.to_thread(load_store, served.files.dumps)
    bounds = LocalLimits(
        settings.query_timeout,
        settings.queue_timeout,
        settings.concurrency,
        settings.max_answer_bytes,
        Limits(max_bytes=settings.max_query_bytes),
        settings.max_rows,
        max(settings.max_query_timeout, settings.query_timeout),
    )
    return await _tried(served, LocalEngine(store, bounds, served.files.search), len(store))


async def _tried(served: Served, engine: Engine, quads: int) -> Answering:
    """Ask the engine as queries will: what answers this answers them."""
    if quads and not (await lookups.select(engine, "ASK { ?s ?p ?o }")).truth:
        raise ReleaseError("the store answers as if it were empty; rebuild the release")
    return Answering(engine, f"{served.name}: {quads:,} quads")


def limits(settings: Settings) -> EngineLimits:
    """Return the settings as bounds of an engine."""
    return EngineLimits(
        settings.query_timeout,
        max(settings.max_query_timeout, settings.query_timeout),
        settings.short_seconds,
        settings.max_rows,
        settings.max_answer_bytes,
        Turns(
            settings.concurrency, settings.short_lane, settings.stream_lane,
            settings.queue, settings.client_queue, settings.queue_timeout,
        ),
        Limits(max_bytes=settings.max_query_bytes),
    )  # fmt: skip
