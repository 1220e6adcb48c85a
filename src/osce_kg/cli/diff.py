"""`osce-kg diff`: what changed between two releases."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import click

from osce_kg.errors import UsageError
from osce_kg.outputs.change_feed import Side, json_pieces, json_schema, patch_lines, text_lines
from osce_kg.outputs.changes import Change, compare
from osce_kg.outputs.quads import read_lines, read_release
from osce_kg.release import CURRENT, file_digest, open_release


@click.command()
@click.argument("before", metavar="A", required=False)
@click.argument("after", metavar="B", required=False)
@click.option(
    "-f",
    "--format",
    "feed_format",
    type=click.Choice(["text", "json", "patch"]),
    default="text",
    show_default=True,
    help="patch is RDF Patch: applied to A it gives B.",
)
@click.option(
    "--all", "everything", is_flag=True, help="List evidence, captures, graphs and menus too; patch always does."
)
@click.option("--schema", is_flag=True, help="Print the JSON Schema of --format json and end.")
def diff(before: str | None, after: str | None, feed_format: str, everything: bool, schema: bool) -> int:
    """Tell what was added, removed and changed from A to B, thing by thing and property by property.

    A and B are each a release folder, `current` for releases/current, or a dump: sorted canonical N-Quads, plain
    or compressed with Zstandard. Memory does not grow with their size.

    Exit codes: 0 the same, 1 different, 2 the call or an input is wrong.
    """
    if schema:
        click.echo(json.dumps(json_schema(), ensure_ascii=False, indent=1))
        return 0
    if before is None or after is None:
        raise click.UsageError("two releases or dumps are needed: osce-kg diff A B")
    old, new = _opened(before), _opened(after)
    changes = _Counted(compare(old.lines, new.lines))
    if feed_format == "json":
        pieces: Iterable[str] = json_pieces(changes, old.side, new.side, everything=everything)
    elif feed_format == "patch":
        pieces = (f"{line}\n" for line in patch_lines(changes, old.side, new.side))
    else:
        pieces = (f"{line}\n" for line in text_lines(changes, old.side, new.side, everything=everything))
    for piece in pieces:
        sys.stdout.write(piece)
    sys.stdout.flush()
    return 1 if changes.found else 0


@dataclass(slots=True)
class _Counted:
    """Passes changes on, and remembers whether there were any."""

    changes: Iterable[Change]
    found: bool = False

    def __iter__(self) -> Iterator[Change]:
        for change in self.changes:
            self.found = True
            yield change


@dataclass(frozen=True, slots=True)
class _Opened:
    side: Side
    lines: Iterator[str]


def _opened(name: str) -> _Opened:
    path = Path(name)
    if name == CURRENT and not path.exists():
        path = Path("releases") / CURRENT
    if path.is_dir():
        release = open_release(path)
        return _Opened(Side(name, release.digest), read_release(release.dumps))
    if path.is_file():
        return _Opened(Side(name, file_digest(path)), read_lines(path))
    raise UsageError(f"nothing to compare at {path}: give a release folder, `{CURRENT}` or a dump file")
