"""`osce-kg query`: one query against a release, RDF files, or a remote endpoint."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Callable
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from osce_kg.cli.endpoint import credentials
from osce_kg.cli.serve import choose_sources
from osce_kg.engine.guard import Form, inspect
from osce_kg.engine.local import LocalEngine, LocalLimits
from osce_kg.engine.model import Engine, QueryRequest
from osce_kg.engine.remote import RemoteEngine
from osce_kg.engine.store import load_store
from osce_kg.engine.upstream import Upstream
from osce_kg.errors import UsageError
from osce_kg.formats import GRAPHS, RESULTS, RESULTS_CSV, RESULTS_JSON, TURTLE, Format, by_name
from osce_kg.server.answering import limits
from osce_kg.settings import Settings, load_settings

TABLE = "table"
_NAMES = (TABLE, *(fmt.name for fmt in (*RESULTS, *GRAPHS)))


@click.command()
@click.argument("query_or_file", metavar="QUERY | FILE.rq | -")
@click.option("-f", "--format", "format_name", type=click.Choice(_NAMES), help="Output format.")
@click.option(
    "--release", "sources", type=click.Path(path_type=Path), multiple=True,
    help="Release directory or RDF file, repeatable [default: releases/current].",
)  # fmt: skip
@click.option("--endpoint", help="Ask this SPARQL endpoint instead (http or https).")
@click.option("--settings", "settings_file", type=click.Path(path_type=Path), help="Settings file in TOML.")
def query(
    query_or_file: str,
    format_name: str | None,
    sources: tuple[Path, ...],
    endpoint: str | None,
    settings_file: Path | None,
) -> None:
    """Answer one SPARQL query.

    On a terminal the answer is a table, elsewhere CSV (JSON for ASK); CONSTRUCT and DESCRIBE give Turtle.
    """
    text = read_query(query_or_file)
    form = inspect(text).form
    shown_as_table = format_name == TABLE or (format_name is None and sys.stdout.isatty())
    fmt = _choose(form, None if format_name == TABLE else format_name, table=shown_as_table)
    if endpoint and sources:
        raise UsageError("--endpoint and --release exclude each other")
    settings = load_settings(settings_file)
    shown_as_table = shown_as_table and fmt is RESULTS_JSON

    def make_engine() -> Engine:
        return _remote_engine(endpoint, settings) if endpoint else _local_engine(sources, settings)

    document = asyncio.run(_ask(make_engine, text, fmt, collect=shown_as_table))
    if shown_as_table:
        show_table(document)


def read_query(argument: str) -> str:
    """Return the query: of standard input for `-`, of a file whose name it is, else the argument itself.

    Raises:
        UsageError: the argument looks like a file name, and there is no such file.
    """
    if argument == "-":
        return sys.stdin.read()
    looks_like_file = argument.endswith((".rq", ".sparql")) and "\n" not in argument and "{" not in argument
    if not looks_like_file:
        return argument
    try:
        return Path(argument).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"cannot read the query {argument}: {error}") from error


def _choose(form: Form | None, name: str | None, *, table: bool) -> Format:
    """Return the format for a form.

    Raises:
        UsageError: the named format does not fit the form.
    """
    is_graph = form in {Form.CONSTRUCT, Form.DESCRIBE}
    if name is None:
        if is_graph:
            return TURTLE
        return RESULTS_JSON if table or form is Form.ASK else RESULTS_CSV
    offered = GRAPHS if is_graph else RESULTS
    fmt = by_name(name, offered)
    if fmt is None:
        known = ", ".join(item.name for item in offered)
        raise UsageError(f"{form or 'the query'} cannot be written as {name}; choose one of {known}")
    return fmt


def _local_engine(sources: tuple[Path, ...], settings: Settings) -> Engine:
    served = choose_sources(sources)
    return LocalEngine(load_store(served.files.dumps), LocalLimits(timeout=settings.query_timeout), served.files.search)


def _remote_engine(endpoint: str, settings: Settings) -> Engine:
    """Return an engine that asks an endpoint as it is: what its default graph holds is its own affair."""
    return RemoteEngine(Upstream(endpoint, credentials(settings)), limits(settings), extensions=True)


async def _ask(make_engine: Callable[[], Engine], text: str, fmt: Format, *, collect: bool) -> bytes:
    """Return the answer, or write it as it comes and return nothing."""
    engine = make_engine()
    try:
        answer = await engine.query(QueryRequest(text, fmt))
        if collect:
            return await answer.read()
        async with answer:
            async for chunk in answer.chunks:
                _write(chunk)
        return b""
    finally:
        await engine.close()


def show_table(document: bytes) -> None:
    """Print a SPARQL JSON result as a table, or true or false."""
    result = json.loads(document)
    console = Console(soft_wrap=not sys.stdout.isatty())
    if "boolean" in result:
        console.print("true" if result["boolean"] else "false")
        return
    table = Table(show_lines=False)
    names = result["head"]["vars"]
    for name in names:
        table.add_column(name, overflow="fold")
    rows = result["results"]["bindings"]
    for row in rows:
        table.add_row(*(Text(str(row[name]["value"]) if name in row else "") for name in names))
    console.print(table)
    console.print(f"{len(rows):,} rows")


def _write(document: bytes) -> None:
    sys.stdout.buffer.write(document)
    sys.stdout.buffer.flush()
