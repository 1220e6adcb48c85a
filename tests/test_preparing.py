"""What pages count over a whole release is counted once, before anybody visits."""

from __future__ import annotations

import asyncio
from pathlib import Path

import httpx
import pytest

from osce_kg.engine.local import LocalEngine, LocalLimits
from osce_kg.engine.model import QueryAnswer, QueryRequest, QueryTimeout
from osce_kg.engine.store import load_store
from osce_kg.release import Release
from osce_kg.server.app import Application, create_app
from osce_kg.server.preparing import PAGES
from osce_kg.settings import Settings
from processes import eventually, serving


class Listening(LocalEngine):
    """Keeps the texts of its queries."""

    heard: list[str]
    fails = False

    async def query(self, request: QueryRequest) -> QueryAnswer:
        self.heard.append(request.text)
        if self.fails:
            raise QueryTimeout("too slow")
        return await super().query(request)


@pytest.fixture
def engine(sample_release: Release) -> Listening:
    made = Listening(load_store(sample_release.dumps), LocalLimits(30, 10, 2), sample_release.search)
    made.heard = []
    return made


@pytest.fixture
def app(engine: Listening, sample_release: Release) -> Application:
    return create_app(engine, Settings(), sample_release)


async def _opened(app: Application, *pages: str) -> list[int]:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app.route), base_url="http://localhost") as client:
        return [(await client.get(page, headers={"Accept": "text/html"})).status_code for page in pages]


def test_after_it_pages_of_the_whole_release_ask_nothing(app: Application, engine: Listening) -> None:
    async def visits() -> tuple[list[int], int]:
        await app.prepare()
        before = len(engine.heard)
        return await _opened(app, "/", "/browse/coverage", "/browse/classes"), len(engine.heard) - before

    assert asyncio.run(visits()) == ([200, 200, 200], 0)


def test_after_it_pages_of_things_ask_for_themselves_alone(app: Application, engine: Listening) -> None:
    async def visits() -> list[int]:
        await app.prepare()
        engine.heard.clear()
        return await _opened(app, "/page/organization/office-in-baku", "/page/country/AZE", "/page/rule/headline")

    assert asyncio.run(visits()) == [200, 200, 200]
    assert engine.heard
    assert not [text for text in engine.heard if "GROUP BY ?of" in text]


def test_what_fails_is_left_to_the_pages(app: Application, engine: Listening) -> None:
    async def visits() -> list[int]:
        engine.fails = True
        await app.prepare()
        engine.fails = False
        return await _opened(app, *PAGES)

    assert asyncio.run(visits()) == [200] * len(PAGES)


def test_a_server_does_it_unless_told_not_to(sample_release: Release, tmp_path: Path) -> None:
    ended = 'osce_kg_engine_outcomes_total{outcome="answered"}'
    for wanted in (True, False):
        with serving([sample_release.path], tmp_path, prepare=wanted) as tree:
            asked = eventually(lambda: tree.metric(ended) > 20, seconds=20 if wanted else 2)
            assert asked is wanted
