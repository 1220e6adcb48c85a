"""What `serve`, `query` and `load` share about a remote SPARQL endpoint: its user, and the engine in front of it."""

from __future__ import annotations

from osce_kg.engine.remote import RemoteEngine
from osce_kg.engine.survey import DefaultGraph, survey
from osce_kg.engine.upstream import Credentials, Upstream
from osce_kg.errors import UsageError
from osce_kg.server.answering import Answering, limits
from osce_kg.server.files import Served
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
