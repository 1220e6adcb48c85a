"""What `serve`, `query` and `load` share about a remote SPARQL endpoint: its address, user, limits and survey."""

from __future__ import annotations

import asyncio

import click

from osce_kg.engine.guard import Limits
from osce_kg.engine.remote import RemoteEngine, RemoteLimits
from osce_kg.engine.survey import Survey, survey
from osce_kg.engine.upstream import Credentials, Upstream
from osce_kg.errors import UsageError
from osce_kg.settings import Settings

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


def limits(settings: Settings) -> RemoteLimits:
    """Return the bounds on queries that the settings give."""
    return RemoteLimits(
        settings.query_timeout,
        settings.queue_timeout,
        settings.concurrency,
        settings.max_answer_bytes,
        Limits(max_bytes=settings.max_query_bytes),
    )


def surveyed(url: str, settings: Settings) -> Survey:
    """Return what an endpoint is, said in lines for whoever starts the server.

    Raises:
        UpstreamError: it cannot be reached, or does not answer SPARQL.
    """

    async def look() -> Survey:
        upstream = Upstream(url, credentials(settings))
        try:
            return await survey(upstream, limits(settings))
        finally:
            await upstream.aclose()

    found = asyncio.run(look())
    size = "of unknown size" if found.triples is None else f"{found.triples:,} triples"
    click.echo(f"Queries go to {url} ({found.server}): {size}; its default graph is {found.default_graph}")
    for warning in found.warnings:
        click.echo(f"warning: {warning}", err=True)
    return found


def remote_engine(url: str, settings: Settings, found: Survey) -> RemoteEngine:
    """Return the engine for an endpoint that was surveyed."""
    upstream = Upstream(url, credentials(settings), name=BEHIND)
    return RemoteEngine(upstream, limits(settings), parameters=found.parameters, max_triples=found.max_rows)
