"""What `check` and `validate` have in common: a verdict goes out in one or more formats, and becomes an exit code."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path

import click

from osce_kg.checking.formats import FORMATS, human, render
from osce_kg.checking.formats.json import json_schema
from osce_kg.checking.model import Verdict
from osce_kg.errors import UsageError
from osce_kg.records import Severity

SEVERITIES = tuple(severity.value.lower() for severity in Severity)

format_option = click.option(
    "-f", "--format", "formats", multiple=True, type=click.Choice(list(FORMATS)),
    help="Format of the verdict, may be repeated [default: human].",
)  # fmt: skip
output_option = click.option(
    "--output", "outputs", multiple=True, metavar="FILE", type=click.Path(path_type=Path, dir_okay=False),
    help="File for a format, may be repeated: the last formats go to the files, in order; a first one is printed.",
)  # fmt: skip
schema_option = click.option("--schema", is_flag=True, help="Print the JSON Schema of --format json and end.")


def tell_schema() -> int:
    """Print the JSON Schema of the verdict."""
    click.echo(json.dumps(json_schema(), ensure_ascii=False, indent=1))
    return 0


def severity_named(name: str) -> Severity:
    """Return the severity of this name in lower case."""
    return Severity(name.capitalize())


def plan(formats: Sequence[str], outputs: Sequence[Path]) -> list[tuple[str, Path | None]]:
    """Return each format with its file, None for standard output, where people read if no other format goes there.

    Raises:
        UsageError: there are more files than formats, or two formats for standard output.
    """
    if len(outputs) > len(formats):
        raise UsageError(f"{len(outputs)} --output for {len(formats)} --format: give a --format for each file")
    spoken = len(formats) - len(outputs)
    if spoken > 1:
        raise UsageError(f"{spoken} formats for standard output: give an --output for each but one")
    planned: list[tuple[str, Path | None]] = list(zip(formats[spoken:], outputs, strict=True))
    return [(formats[0] if spoken else "human", None), *planned]


def tell(verdict: Verdict, planned: Sequence[tuple[str, Path | None]]) -> int:
    """Write the verdict where it is to go, and return the exit code: 1 if it failed, else 0.

    Raises:
        UsageError: a file cannot be written.
    """
    for name, path in planned:
        if path is None:
            colour = name == "human" and sys.stdout.isatty() and not os.environ.get("NO_COLOR")
            text = human.render(verdict, colour=True) if colour else render(verdict, name)
            click.echo(text, nl=False, color=colour or None)
            continue
        try:
            path.write_text(render(verdict, name), encoding="utf-8", newline="\n")
        except OSError as error:
            raise UsageError(f"cannot write {path}: {error.strerror or error}") from error
    return 1 if verdict.failed else 0
