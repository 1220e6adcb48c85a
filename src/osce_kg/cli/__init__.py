"""The `osce-kg` command: one file per subcommand; here they are joined and errors become one line each."""

from __future__ import annotations

import importlib
import sys

import click

from osce_kg import __version__
from osce_kg.errors import BuildFailed, LoadFailed, OsceKgError, RegistryError

_NAMES = ("build", "check", "validate", "serve", "query", "show", "load", "tables", "diff")


class _Commands(click.Group):
    """The subcommands, each imported when it is asked for: importing all of them takes a second or two."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        del ctx
        return list(_NAMES)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        del ctx
        if cmd_name not in _NAMES:
            return None
        command = getattr(importlib.import_module(f"osce_kg.cli.{cmd_name}"), cmd_name)
        assert isinstance(command, click.Command)
        return command


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="osce-kg")
def cli() -> None:
    """Build, validate, query and serve a knowledge graph of the OSCE's press releases.

    Start with `osce-kg build`, then `osce-kg serve`.
    """


def main() -> None:
    """Run the command line. Exit codes: 0 done, 1 the result is negative, 2 the call or its input is wrong."""
    try:
        status = cli.main(standalone_mode=False)
    except click.exceptions.Abort:
        click.echo("osce-kg: interrupted", err=True)
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
