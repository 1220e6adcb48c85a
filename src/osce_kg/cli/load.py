"""`osce-kg load`: fill a remote SPARQL store with a release."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path

import click

from osce_kg.cli.endpoint import credentials
from osce_kg.cli.progress import BuildProgress
from osce_kg.engine.addresses import addresses
from osce_kg.engine.load import Loaded, Loader, Way
from osce_kg.engine.remote import RemoteEngine
from osce_kg.engine.upstream import Upstream
from osce_kg.release import Release, open_release
from osce_kg.server.answering import limits
from osce_kg.settings import Settings, load_settings


@click.command()
@click.argument("release_path", metavar="RELEASE", type=click.Path(path_type=Path))
@click.option("--to", "url", required=True, help="Store: its root or its Graph Store address (http or https).")
@click.option("--way", type=click.Choice([way.value for way in Way]), help="How to send [default: the first taken].")
@click.option("--query-url", help="Where the store answers queries, if that is not known.")
@click.option("--update-url", help="Where the store takes updates, if that is not known.")
@click.option("--user", help="User who may write; the password is in OSCE_KG_ENDPOINT_PASSWORD or asked for.")
@click.option("--settings", "settings_file", type=click.Path(path_type=Path), help="Settings file in TOML.")
def load(
    release_path: Path,
    url: str,
    way: str | None,
    query_url: str | None,
    update_url: str | None,
    user: str | None,
    settings_file: Path | None,
) -> None:
    """Fill a remote SPARQL store with a release and count what arrived.

    The graphs of the release are replaced, others stay. The addresses of Oxigraph and Virtuoso are known; of
    another store --to is where it takes graphs, and --query-url where it answers. Exit 0: the store holds every
    graph whole; 1: it does not; 2: it cannot be reached, or the call is wrong.
    """
    settings = load_settings(settings_file, endpoint_user=user)
    if settings.endpoint_user and settings.endpoint_password is None:
        password = click.prompt(f"Password of {settings.endpoint_user}", hide_input=True, err=True)
        settings = settings.model_copy(update={"endpoint_password": password})
    release = open_release(release_path)
    started = time.monotonic()
    loaded = asyncio.run(_load(release, url, Way(way) if way else None, query_url, update_url, settings))
    seconds = time.monotonic() - started
    quads = sum(loaded.graphs.values())
    click.echo(
        f"{quads:,} quads of release {release.digest[:12]} are in {len(loaded.graphs):,} graphs, "
        f"counted one by one; sent by {loaded.way} in {seconds:.1f} s"
    )
    if loaded.others:
        click.echo(f"the store holds {loaded.others:,} triples in other graphs too", err=True)


async def _load(
    release: Release, url: str, way: Way | None, query_url: str | None, update_url: str | None, settings: Settings
) -> Loaded:
    store = Upstream(url, credentials(settings))
    try:
        server = await _server(store)
        places = addresses(url, server, query_url, update_url)
        asked = Upstream(places.query, credentials(settings))
        engine = RemoteEngine(asked, limits(settings))
        try:
            with BuildProgress() as progress:
                return await Loader(store, engine, places, progress).load(release.dumps, way)
        finally:
            await asked.aclose()
    finally:
        await store.aclose()


async def _server(store: Upstream) -> str:
    """Return what the store calls itself; any answer will do."""
    loop = asyncio.get_running_loop()
    reply = await store.send("HEAD", {"Accept": "*/*"}, deadline=loop.time() + 30)
    await reply.aclose()
    return store.server
