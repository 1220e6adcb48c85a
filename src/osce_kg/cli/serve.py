"""`osce-kg serve`: a release or RDF files over HTTP."""

from __future__ import annotations

import asyncio
import logging
import resource
import socket
from collections.abc import Callable
from pathlib import Path

import click
from uvicorn.loops.auto import auto_loop_factory

from osce_kg.cli.endpoint import answer_by_endpoint
from osce_kg.errors import UsageError
from osce_kg.release import open_release
from osce_kg.server import answering
from osce_kg.server.answering import Answering, answer_by_processes, answer_by_threads
from osce_kg.server.files import Served, plain_files
from osce_kg.server.host import Host
from osce_kg.settings import Settings, load_settings

_OWN_OPTIONS = frozenset({"host", "port"})
_NO_OPTIONS = frozenset({"endpoint_password"})
DEFAULT_RELEASE = Path("releases/current")


def every_setting(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command an option for every setting that has none of its own; values are checked as settings are."""
    for name, field in reversed(Settings.model_fields.items()):
        if name in _OWN_OPTIONS | _NO_OPTIONS:
            continue
        option = f"--{name.replace('_', '-')}"
        is_flag = isinstance(field.default, bool)
        default = "none" if field.default in {None, ""} else field.default
        described = str(field.description)
        command = click.option(
            f"{option}/--no-{option[2:]}" if is_flag else option,
            name,
            default=None,
            metavar=None if is_flag else "VALUE",
            help=f"{described[0].upper()}{described[1:]} [default: {default}].",
        )(command)
    return command


@click.command()
@click.argument("sources", nargs=-1, type=click.Path(path_type=Path), metavar="[RELEASE | FILE...]")
@click.option("--host", help="Address to listen on [default: 127.0.0.1].")
@click.option("--port", type=int, help="Port to listen on; 0 takes a free one [default: 8000].")
@click.option("--settings", "settings_file", type=click.Path(path_type=Path), help="Settings file in TOML.")
@every_setting
def serve(
    sources: tuple[Path, ...], host: str | None, port: int | None, settings_file: Path | None, **flags: object
) -> None:
    """Serve SPARQL, linked data and pages.

    RELEASE is a release directory (default: releases/current); FILE... any RDF files, by extension. Where RELEASE
    is a link, the server moves to a new release when the link does. With --endpoint, queries go to a store
    elsewhere, and dumps and documents come from RELEASE, if one is named. Every setting is an option, a variable
    such as OSCE_KG_QUERY_TIMEOUT=10 (seconds), or a line of osce-kg.toml, in this order of precedence; the
    password of the endpoint is no option, because others can read those.
    """
    settings = load_settings(settings_file, host=host, port=port, **flags)
    opened = choose_files if settings.endpoint else choose_sources
    served = opened(sources)
    listener = listen(settings)
    logging.basicConfig(format="%(message)s", level=logging.WARNING)
    allow_connections()
    named = sources or (() if settings.endpoint else (DEFAULT_RELEASE,))
    watched = named[0] if named and named[0].is_symlink() else None

    def announce(said: str) -> None:
        click.echo(f"{'Queries go to' if settings.endpoint else 'Serving'} {said}")
        address = listener.getsockname()
        name = f"[{address[0]}]" if ":" in address[0] else address[0]
        click.echo(f"http://{name}:{address[1]}/  (stop with Ctrl+C)")

    async def choose(served: Served, settings: Settings) -> Answering:
        return await choose_engine(served, settings, copies=2 if watched else 1)

    async def run() -> None:
        await Host(settings, watched, lambda: opened(sources), choose).run(served, listener, announce)

    try:
        # uvloop's loop where it is installed: small requests cost less of the processor on it.
        with asyncio.Runner(loop_factory=auto_loop_factory()) as runner:
            runner.run(run())
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


async def choose_engine(served: Served, settings: Settings, copies: int) -> Answering:
    """Start what answers queries: the endpoint of the settings, else processes, or threads where there are none.

    Raises:
        UsageError, InputError, ReleaseError: what is to be served cannot be loaded.
        UpstreamError: the endpoint cannot be reached, or does not answer SPARQL.
    """
    if settings.endpoint:
        return await answer_by_endpoint(served, settings, settings.endpoint)
    if answering.HAS_POOL:
        return await answer_by_processes(served, settings, copies)
    return await answer_by_threads(served, settings)


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
