"""Asks, as soon as a release is opened, what its pages count over all of it, so that no visitor waits for that."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress

import httpx
from starlette.types import ASGIApp

from osce_kg.errors import OsceKgError

PAGES = (
    "/", "/browse", "/browse/releases", "/browse/people", "/browse/bodies", "/browse/states", "/browse/coverage",
    "/browse/taxonomy", "/browse/field-operations", "/browse/classes", "/report",
    "/ontology", "/dataset",
)  # fmt: skip


async def prepare(app: ASGIApp, counts: Sequence[Callable[[], Awaitable[object]]]) -> None:
    """Open the pages that tell of the whole release, then make the counts that pages of things share.

    One after another, so that visitors find all turns but one free. What fails is asked again by the page.
    """
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
        for page in PAGES:
            await client.get(page, headers={"Accept": "text/html"})
    for count in counts:
        with suppress(OsceKgError):
            await count()
