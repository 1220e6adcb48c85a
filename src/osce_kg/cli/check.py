"""`osce-kg check`: captures, RDF files or a release → one verdict."""

from __future__ import annotations

from pathlib import Path

import click

from osce_kg.checking.baseline import write_baseline
from osce_kg.checking.run import CheckOptions
from osce_kg.checking.run import check as run_check
from osce_kg.cli.verdicts import (
    SEVERITIES,
    format_option,
    output_option,
    plan,
    schema_option,
    severity_named,
    tell,
    tell_schema,
)
from osce_kg.errors import UsageError
from osce_kg.iris import DEFAULT_BASE, Iris
from osce_kg.release import CURRENT
from osce_kg.validation.rust import DEFAULT_TIMEOUT

_PATH = click.Path(path_type=Path)
_EXISTING = click.Path(path_type=Path, exists=True)
_LAST = Path("releases") / CURRENT


@click.command()
@click.argument("inputs", nargs=-1, metavar="[INPUT]...")
@format_option
@output_option
@click.option("--fail-on", type=click.Choice(SEVERITIES), default="warning", show_default=True,
              help="Least severity that makes the exit code 1.")  # fmt: skip
@click.option("--baseline", type=_PATH, metavar="FILE", help="Findings that are known: they do not fail.")
@click.option("--write-baseline", "new_baseline", type=_PATH, metavar="FILE",
              help="Write what is found as known, and end with 0.")  # fmt: skip
@click.option("--only-changed", "changed_since", metavar="REV", help="Only files that changed since this git revision.")
@click.option("--against", type=_PATH, metavar="RELEASE",
              help="The last release, to compare with [default: releases/current, if there is one].")  # fmt: skip
@click.option("--no-against", is_flag=True, help="Compare with no release.")
@click.option("--shapes", type=_EXISTING, multiple=True, metavar="PATH", help="Shapes instead of the packaged ones.")
@click.option("--expectations", type=_EXISTING, metavar="FILE", help="Counts, read rates and losses, in TOML.")
@click.option("--queries", type=click.Path(path_type=Path, exists=True, file_okay=False), metavar="FOLDER",
              help="Competency queries instead of the packaged.")  # fmt: skip
@click.option("--base", default=DEFAULT_BASE, show_default=True, help="Base IRI of every thing.")
@click.option("--work", type=_PATH, metavar="FOLDER", help="Folder that keeps what was read, for the next check.")
@click.option("--workers", type=click.IntRange(1, 256), default=1, show_default=True, help="Processes that work.")
@click.option("--timeout", type=click.FloatRange(min=0, min_open=True), default=DEFAULT_TIMEOUT, show_default=True,
              help="Seconds that SHACL may take.")  # fmt: skip
@schema_option
def check(
    inputs: tuple[str, ...],
    formats: tuple[str, ...],
    outputs: tuple[Path, ...],
    fail_on: str,
    baseline: Path | None,
    new_baseline: Path | None,
    changed_since: str | None,
    against: Path | None,
    no_against: bool,
    shapes: tuple[Path, ...],
    expectations: Path | None,
    queries: Path | None,
    base: str,
    work: Path | None,
    workers: int,
    timeout: float,
    schema: bool,
) -> int:
    """Check captures, RDF files or a release: conversion, SHACL, expectations, queries, stability of IRIs, links.

    INPUT is a file, a folder or a glob; the default is data/captures/. Nothing is built or switched.

    Exit codes: 0 passed, 1 findings, 2 cannot tell: the call, an RDF file or the shapes are wrong.
    """
    if schema:
        return tell_schema()
    planned = plan(formats, outputs)
    try:
        Iris(base)
    except ValueError as error:
        raise UsageError(str(error)) from error
    if against is not None and no_against:
        raise UsageError("--against and --no-against exclude each other")
    if against is None and not no_against and _LAST.exists():
        against = _LAST
    options = CheckOptions(
        inputs=inputs or ("data/captures/",),
        against=against,
        fail_on=severity_named(fail_on),
        baseline=baseline,
        changed_since=changed_since,
        shapes=shapes,
        expectations=expectations,
        queries=queries,
        base=base,
        work=work,
        workers=workers,
        timeout=timeout,
    )
    verdict = run_check(options)
    code = tell(verdict, planned)
    if new_baseline is None:
        return code
    write_baseline(new_baseline, (*verdict.findings, *verdict.known))
    return 0
