"""What commands share about a remote SPARQL endpoint: its user, the engine in front of it, everything it holds."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

from osce_kg.engine.model import QueryRequest
from osce_kg.engine.remote import RemoteEngine
from osce_kg.engine.survey import DefaultGraph, survey
from osce_kg.engine.upstream import Credentials, Upstream
from osce_kg.errors import UsageError
from osce_kg.formats import N_TRIPLES
from osce_kg.server.answering import Answering, limits
from osce_kg.server.files import Served
from osce_kg.settings import Settings, load_settings

# The public reads this in errors, so it does not tell the address of what stands behind.
BEHIND = "the store behind this server"


def credentials(settings: Settings) -> Credentials | None:
    """Return the user of the endpoint, None for nobody.

    Raises:
        UsageError: a user without a password.
    """
    if settings.endpoint_user is None:
        return None
    if settings.endpoint_password is None:
        raise UsageError("the user of the endpoint has no password: set OSCE_KG_ENDPOINT_PASSWORD")
    return Credentials(settings.endpoint_user, settings.endpoint_password)


async def answer_by_endpoint(served: Served, settings: Settings, url: str) -> Answering:
    """Look at an endpoint and return what answers from it. What is served beside it says nothing of its data.

    Raises:
        UpstreamError: it cannot be reached, or does not answer SPARQL.
    """
    user = credentials(settings)
    asked = Upstream(url, user)
    try:
        found = await survey(asked, limits(settings))
    finally:
        await asked.aclose()
    engine = RemoteEngine(
        Upstream(url, user, name=BEHIND), limits(settings), parameters=found.parameters, max_triples=found.max_rows
    )
    size = "of unknown size" if found.triples is None else f"{found.triples:,} triples"
    files = f", documents from {served.name}" if served.files.dumps else ""
    said = f"{url} ({found.server}): {size}; its default graph is {found.default_graph}{files}"
    union = found.default_graph is not DefaultGraph.APART
    return Answering(engine, said, found.warnings, live=True, union=union)


def triples_of_endpoint(url: str, settings_file: Path | None) -> Iterator[str]:
    """Return everything that an endpoint holds, named graphs and all, as N-Triples lines.

    Raises:
        UpstreamError: it cannot be reached, or what it answers is no whole answer.
        UsageError: the settings or the address are wrong.
    """
    document = asyncio.run(_dump_of(url, load_settings(settings_file)))
    return iter(document.decode().splitlines())


async def _dump_of(url: str, settings: Settings) -> bytes:
    upstream = Upstream(url, credentials(settings))
    try:
        found = await survey(upstream, limits(settings))
        engine = RemoteEngine(
            upstream, limits(settings), parameters=found.parameters, max_triples=found.max_rows, extensions=True
        )
        pattern = "?s ?p ?o"
        if found.default_graph is DefaultGraph.APART:
            pattern = "{ ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } }"
        request = QueryRequest(f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ {pattern} }}", N_TRIPLES)
        return await (await engine.query(request)).read()
    finally:
        await upstream.aclose()
