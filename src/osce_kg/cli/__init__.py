"""The `osce-kg` command: one file per subcommand; here they are joined and errors become one line each."""

from __future__ import annotations

import sys

import click

from osce_kg import __version__
from osce_kg.cli.build import build
from osce_kg.cli.diff import diff
from osce_kg.cli.load import load
from osce_kg.cli.query import query
from osce_kg.cli.serve import serve
from osce_kg.cli.show import show
from osce_kg.cli.tables import tables
from osce_kg.cli.validate import validate
from osce_kg.errors import BuildFailed, LoadFailed, OsceKgError, RegistryError


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="osce-kg")
def cli() -> None:
    """Build, validate, query and serve a knowledge graph of the OSCE's press releases.

    Start with `osce-kg build`, then `osce-kg serve`.
    """


for command in (build, validate, serve, query, show, load, tables, diff):
    cli.add_command(command)


def main() -> None:
    """Run the command line. Exit codes: 0 done, 1 the result is negative, 2 the call or its input is wrong."""
    try:
        status = cli.main(standalone_mode=False)
    except click.exceptions.Abort:
        sys.exit(130)
    except click.ClickException as error:
        error.show()
        sys.exit(2)
    except OsceKgError as error:
        click.echo(f"osce-kg: {error}", err=True)
        sys.exit(1 if isinstance(error, BuildFailed | LoadFailed | RegistryError) else 2)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)
    sys.exit(status if isinstance(status, int) else 0)
