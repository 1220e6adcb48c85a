"""`osce-kg query`: one query against a release, RDF files, or a remote endpoint."""

from __future__ import annotations

import asyncio
import json
import sys
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from osce_kg.cli.serve import choose_sources
from osce_kg.engine.guard import Form, inspect
from osce_kg.engine.local import LocalEngine, LocalLimits
from osce_kg.engine.model import QueryRequest
from osce_kg.engine.store import load_store
from osce_kg.errors import QueryError, QuerySyntaxError, UsageError
from osce_kg.formats import GRAPHS, RESULTS, RESULTS_CSV, RESULTS_JSON, TURTLE, Format, by_name
from osce_kg.settings import load_settings

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
    timeout = load_settings(settings_file).query_timeout
    shown_as_table = shown_as_table and fmt is RESULTS_JSON
    if endpoint:
        document = ask_endpoint(endpoint, text, fmt, timeout)
    else:
        document = asyncio.run(_ask_local(sources, text, fmt, timeout, collect=shown_as_table))
    if shown_as_table:
        show_table(document)
    elif document:
        _write(document)


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


async def _ask_local(sources: tuple[Path, ...], text: str, fmt: Format, timeout: float, *, collect: bool) -> bytes:
    """Return the answer, or write it as it comes and return nothing."""
    served = choose_sources(sources)
    engine = LocalEngine(load_store(served.files.dumps), LocalLimits(timeout=timeout))
    answer = await engine.query(QueryRequest(text, fmt))
    if collect:
        return await answer.read()
    async with answer:
        async for chunk in answer.chunks:
            _write(chunk)
    return b""


def ask_endpoint(endpoint: str, text: str, fmt: Format, timeout: float) -> bytes:
    """Return the answer of a remote endpoint, asked by POST of a form (SPARQL 1.1 Protocol, section 2.1.2).

    Raises:
        UsageError: the address is no http(s) URL.
        QuerySyntaxError: the endpoint answered 400.
        QueryError: it cannot be reached, or answered another failure.
    """
    if urllib.parse.urlsplit(endpoint).scheme not in {"http", "https"}:
        raise UsageError(f"--endpoint takes an http or https URL, found {endpoint!r}")
    body = urllib.parse.urlencode({"query": text}).encode()
    headers = {"Accept": fmt.media_type, "Content-Type": "application/x-www-form-urlencoded"}
    request = urllib.request.Request(endpoint, data=body, headers=headers, method="POST")
    try:
        with urllib.request.urlopen(request, timeout=timeout) as response:
            document: bytes = response.read()
            return document
    except urllib.error.HTTPError as error:
        with error:
            detail = _detail(error.read(100_000))
        message = f"{endpoint} answered {error.code}: {detail or error.reason}"
        raise (QuerySyntaxError(message) if error.code == 400 else QueryError(message)) from error
    except (OSError, ValueError) as error:
        raise QueryError(f"cannot ask {endpoint}: {error}") from error


def _detail(body: bytes) -> str:
    """Return the detail of a problem document, or the first line of another body."""
    text = body.decode("utf-8", "replace")
    try:
        parsed = json.loads(text)
    except ValueError:
        return text.strip().partition("\n")[0][:300]
    return str(parsed.get("detail", "")) if isinstance(parsed, dict) else ""


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
