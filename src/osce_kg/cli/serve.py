"""`osce-kg serve`: a release or RDF files over HTTP."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import click
import uvicorn

from osce_kg.cli.endpoint import remote_engine, surveyed
from osce_kg.engine.guard import Limits
from osce_kg.engine.local import LocalEngine, LocalLimits, load_store
from osce_kg.engine.model import Engine
from osce_kg.engine.survey import DefaultGraph
from osce_kg.errors import UsageError
from osce_kg.release import open_release
from osce_kg.server.app import create_app
from osce_kg.server.files import ReleaseFiles, plain_files
from osce_kg.settings import Settings, load_settings

DEFAULT_RELEASE = Path("releases/current")
_GRACE_SECONDS = 5


@dataclass(frozen=True, slots=True)
class Served:
    """What is served: its files, how to say so in a line, and the base IRI if a release was built on one."""

    files: ReleaseFiles
    name: str
    base: str | None = None


@dataclass(frozen=True, slots=True)
class Answering:
    """What answers: how to make the engine, on the loop that it will run on; the rest as in `create_app`."""

    engine: Callable[[], Engine]
    live: bool = False
    union: bool = True


@click.command()
@click.argument("sources", nargs=-1, type=click.Path(path_type=Path), metavar="[RELEASE | FILE...]")
@click.option("--endpoint", help="Answer queries from this SPARQL endpoint (http or https) instead.")
@click.option("--host", help="Address to listen on [default: 127.0.0.1].")
@click.option("--port", type=int, help="Port to listen on; 0 takes a free one [default: 8000].")
@click.option("--settings", "settings_file", type=click.Path(path_type=Path), help="Settings file in TOML.")
def serve(
    sources: tuple[Path, ...], endpoint: str | None, host: str | None, port: int | None, settings_file: Path | None
) -> None:
    """Serve SPARQL, linked data and pages.

    RELEASE is a release directory (default: releases/current); FILE... any RDF files, by extension. With
    --endpoint, queries go to a store elsewhere, and dumps and documents come from RELEASE, if one is named. Every
    other setting is a line of osce-kg.toml or a variable such as OSCE_KG_QUERY_TIMEOUT=10 (seconds).
    """
    settings = load_settings(settings_file, endpoint=endpoint, host=host, port=port)
    served = choose_files(sources) if settings.endpoint else choose_sources(sources)
    if served.base:
        settings = settings.model_copy(update={"base": served.base})
    listener = listen(settings)
    try:
        answering = choose_engine(served, settings)
        address = listener.getsockname()
        name = f"[{address[0]}]" if ":" in address[0] else address[0]
        click.echo(f"http://{name}:{address[1]}/  (stop with Ctrl+C)")
        running = asyncio.run(_run(served, settings, listener, answering))
    finally:
        listener.close()
    if running:  # a thread in the middle of an evaluation cannot be joined, and must not be met by finalization
        os._exit(0)


def choose_sources(sources: tuple[Path, ...]) -> Served:
    """Return what to serve: the release, or the files.

    Raises:
        UsageError: a path is missing, or a release is named among files.
        ReleaseError: the release is damaged.
    """
    paths = sources or (DEFAULT_RELEASE,)
    for path in paths:
        if not path.exists():
            advice = "run `osce-kg build` first" if not sources else "name a release or RDF files"
            raise UsageError(f"{path} does not exist; {advice}")
    if len(paths) == 1 and paths[0].is_dir():
        release = open_release(paths[0])
        return Served(release, f"release {release.digest[:12]}", release.manifest.base)
    folders = [str(path) for path in paths if path.is_dir()]
    if folders:
        raise UsageError(f"{', '.join(folders)}: serve one release or files, not both")
    return Served(plain_files(paths), ", ".join(path.name for path in paths))


def choose_files(sources: tuple[Path, ...]) -> Served:
    """Return what is published in front of an endpoint: a release, or the documents of this package.

    Raises:
        UsageError: something else than one release is named.
        ReleaseError: the release is damaged.
    """
    if not sources:
        return Served(plain_files(()), "an endpoint")
    if len(sources) > 1 or not sources[0].is_dir():
        raise UsageError("with --endpoint, name one release, whose files are published, or none")
    return choose_sources(sources)


def choose_engine(served: Served, settings: Settings) -> Answering:
    """Return what answers queries: the endpoint of the settings, or a store in memory with what is served.

    Raises:
        UpstreamError: the endpoint cannot be reached, or does not answer SPARQL.
    """
    url = settings.endpoint
    if url:
        found = surveyed(url, settings)
        union = found.default_graph is not DefaultGraph.APART
        return Answering(lambda: remote_engine(url, settings, found), live=True, union=union)
    store = load_store(served.files.dumps)
    click.echo(f"Serving {served.name}: {len(store):,} quads")
    limits = LocalLimits(
        settings.query_timeout,
        settings.queue_timeout,
        settings.concurrency,
        settings.max_answer_bytes,
        Limits(max_bytes=settings.max_query_bytes),
    )
    return Answering(lambda: LocalEngine(store, limits))


def listen(settings: Settings) -> socket.socket:
    """Return a listening socket, bound before anything is loaded, so that a taken port is told at once.

    Raises:
        UsageError: the address is taken or not ours.
    """
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    try:
        listener = socket.create_server((settings.host, settings.port), family=family, backlog=512)
    except OSError as error:
        reason = error.strerror or str(error)
        raise UsageError(
            f"cannot listen on {settings.host}:{settings.port}: {reason}; choose another with --port"
        ) from error
    # asyncio sets this only on sockets that name their protocol; without it, answers wait 40 ms for an ACK.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listener


async def _run(served: Served, settings: Settings, listener: socket.socket, answering: Answering) -> int:
    """Serve until a signal ends it. Return the number of queries that had to be given up."""
    engine = answering.engine()
    config = uvicorn.Config(
        create_app(engine, settings, served.files, live=answering.live, union=answering.union),
        http="h11",
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=_GRACE_SECONDS,
        h11_max_incomplete_event_size=max(65_536, 4 * settings.max_query_bytes),
    )
    # uvicorn raises the signal that ended it once more; stopping on request is no failure.
    signal.signal(signal.SIGTERM, lambda *_: None)
    signal.signal(signal.SIGINT, lambda *_: None)
    await uvicorn.Server(config).serve(sockets=[listener])
    await engine.close()
    running = engine.running if isinstance(engine, LocalEngine) else 0
    await asyncio.sleep(0.2 if running else 0)
    return running
