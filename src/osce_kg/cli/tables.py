"""`osce-kg tables`: a release as CSV and Parquet, for work without RDF."""

from __future__ import annotations

import time
from pathlib import Path

import click

from osce_kg.outputs.tables import release_tables
from osce_kg.release import CURRENT, open_release


@click.command()
@click.argument(
    "release_path", metavar="[RELEASE]", type=click.Path(path_type=Path), default=Path("releases") / CURRENT
)
@click.option(
    "-o",
    "--output",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("tables"),
    show_default=True,
    help="Folder to write to; tables of that name in it are replaced.",
)
def tables(release_path: Path, folder: Path) -> None:
    """Write a release as tables: CSV and Parquet, with a codebook.

    codebook.md says what each column means and when a value is missing, csv-metadata.json says so to programs. The
    same release gives the same bytes. Without RELEASE, releases/current is read.

    Exit codes: 0 done, 2 the call, the release or the folder is wrong.
    """
    release = open_release(release_path)
    started = time.monotonic()
    written = release_tables(release, folder)
    for name, rows in written.rows.items():
        click.echo(f"{rows:>12,}  {name}")
    seconds = time.monotonic() - started
    click.echo(f"{sum(written.rows.values()):,} rows of release {release.digest[:12]} in {folder}, {seconds:.1f} s")
