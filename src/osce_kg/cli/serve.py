"""`osce-kg serve`: a release or RDF files over HTTP."""

from __future__ import annotations

import asyncio
import logging
import resource
import socket
from pathlib import Path

import click

from osce_kg.errors import UsageError
from osce_kg.release import open_release
from osce_kg.server.files import Served, plain_files
from osce_kg.server.host import Host
from osce_kg.settings import Settings, load_settings

DEFAULT_RELEASE = Path("releases/current")


@click.command()
@click.argument("sources", nargs=-1, type=click.Path(path_type=Path), metavar="[RELEASE | FILE...]")
@click.option("--host", help="Address to listen on [default: 127.0.0.1].")
@click.option("--port", type=int, help="Port to listen on; 0 takes a free one [default: 8000].")
@click.option("--settings", "settings_file", type=click.Path(path_type=Path), help="Settings file in TOML.")
def serve(sources: tuple[Path, ...], host: str | None, port: int | None, settings_file: Path | None) -> None:
    """Serve SPARQL, linked data and pages.

    RELEASE is a release directory (default: releases/current); FILE... any RDF files, by extension. Where RELEASE
    is a link, the server moves to a new release when the link does. Every other setting is a line of
    osce-kg.toml or a variable such as OSCE_KG_QUERY_TIMEOUT=10 (seconds).
    """
    settings = load_settings(settings_file, host=host, port=port)
    served = choose_sources(sources)
    listener = listen(settings)
    logging.basicConfig(format="%(message)s", level=logging.WARNING)
    allow_connections()

    def announce(quads: int) -> None:
        click.echo(f"Serving {served.name}: {quads:,} quads")
        address = listener.getsockname()
        name = f"[{address[0]}]" if ":" in address[0] else address[0]
        click.echo(f"http://{name}:{address[1]}/  (stop with Ctrl+C)")

    async def run() -> None:
        first = (sources or (DEFAULT_RELEASE,))[0]
        host = Host(settings, first if first.is_symlink() else None, lambda: choose_sources(sources))
        await host.run(served, listener, announce)

    try:
        asyncio.run(run())
    finally:
        listener.close()


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
        return Served(release, f"release {release.digest[:12]}", release.manifest.base, release.manifest.quads)
    folders = [str(path) for path in paths if path.is_dir()]
    if folders:
        raise UsageError(f"{', '.join(folders)}: serve one release or files, not both")
    return Served(plain_files(paths), ", ".join(path.name for path in paths))


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


def allow_connections() -> None:
    """Let this process hold as many files and sockets open as the system lets it."""
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
