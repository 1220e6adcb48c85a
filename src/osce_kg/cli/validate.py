"""`osce-kg validate`: RDF files or a release against SHACL shapes."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import click

from osce_kg.errors import InputError, UsageError
from osce_kg.records import Severity
from osce_kg.release import CURRENT, Release, open_release
from osce_kg.validation.formats import FORMATS, render
from osce_kg.validation.input import FORMATS as RDF_FORMATS
from osce_kg.validation.input import locate, read_dump, read_rdf, read_rdf_stream
from osce_kg.validation.reference import validate_pyshacl
from osce_kg.validation.rust import validate_rust
from osce_kg.validation.shapes import ShapesGraph, load_hierarchy, load_shapes

_IRI = re.compile(r"<([^>]*)>")
_DEFAULT_RELEASE = Path("releases") / CURRENT


@click.command()
@click.argument("inputs", metavar="[FILE… | RELEASE]", nargs=-1, type=click.Path(allow_dash=True))
@click.option("-f", "--format", "report_format", type=click.Choice(list(FORMATS)), default="human", show_default=True)
@click.option(
    "--shapes",
    "shapes_paths",
    metavar="PATH",
    multiple=True,
    type=click.Path(exists=True, path_type=Path),
    help="Shapes file or folder, may be repeated. Default: the release's own shapes, else the packaged ones.",
)
@click.option(
    "--validator",
    type=click.Choice(["shacl", "pyshacl"]),
    default="shacl",
    show_default=True,
    help="shacl is fast; pyshacl is the reference, for small data.",
)
@click.option(
    "--fail-on",
    type=click.Choice(["violation", "warning", "info"]),
    default="info",
    show_default=True,
    help="Least severity that makes the exit code 1. With info, it is SHACL's own sh:conforms.",
)
@click.option(
    "--input-format",
    type=click.Choice(list(RDF_FORMATS)),
    help="Format of the files, if not told by their names; needed for standard input.",
)
def validate(
    inputs: tuple[str, ...],
    report_format: str,
    shapes_paths: tuple[Path, ...],
    validator: str,
    fail_on: str,
    input_format: str | None,
) -> int:
    """Validate RDF files, or a release, against SHACL shapes.

    The files together are one graph: named graphs are joined. Without FILE, releases/current is validated; -
    reads standard input. The subclass axioms of the packaged ontology are put beside the data.

    Exit codes: 0 conforms, 1 does not, 2 the call, the input or the shapes are wrong.
    """
    given = inputs or (str(_DEFAULT_RELEASE),)
    opened = {name: _release(name) for name in given}
    releases = [release for release in opened.values() if release]
    shapes = _shapes(shapes_paths, releases)
    lines = chain.from_iterable(_lines(name, opened[name], input_format) for name in given)
    watched = _Watched(lines, shapes.targets())
    report = validate_pyshacl(shapes, watched) if validator == "pyshacl" else validate_rust(shapes, watched)
    if not watched.statements:
        raise InputError(f"{', '.join(given)}: no statement found, so there is nothing to validate")
    if not watched.targeted:
        click.echo("osce-kg: no shape has a target in this data, so nothing was checked; see --shapes", err=True)
    files = [Path(name) for name in given if name != "-" and opened[name] is None]
    files += [dump for release in releases for dump in release.dumps]
    locations = locate(files, report.focus_nodes(Severity.INFO))
    click.echo(render(report, report_format, locations), nl=False)
    return 1 if report.at_least(Severity(fail_on.capitalize())) else 0


@dataclass(slots=True)
class _Watched:
    """Passes lines on, and remembers whether there were any and whether a term in them is a shape's target."""

    lines: Iterable[str]
    targets: frozenset[str]
    statements: int = 0
    targeted: bool = False

    def __iter__(self) -> Iterator[str]:
        for line in self.lines:
            self.statements += 1
            if not self.targeted:
                self.targeted = any(iri in self.targets for iri in _IRI.findall(line))
            yield line


def _release(name: str) -> Release | None:
    """Return the release at this path, or None if it is a file or standard input."""
    path = Path(name)
    if name == "-" or path.is_file():
        return None
    if path.is_dir():
        return open_release(path)
    hint = "run `osce-kg build` first, or give a file" if path == _DEFAULT_RELEASE else "give a file or a release"
    raise UsageError(f"nothing to validate at {name}: {hint}")


def _shapes(paths: tuple[Path, ...], releases: list[Release]) -> ShapesGraph:
    """Return the shapes asked for, else those a single release was built with, else the packaged ones."""
    if paths:
        return load_shapes(paths)
    if len(releases) == 1:
        return load_shapes([releases[0].shapes], load_hierarchy(releases[0].ontology))
    return load_shapes()


def _lines(name: str, release: Release | None, input_format: str | None) -> Iterator[str]:
    if release:
        return chain.from_iterable(read_dump(dump) for dump in release.dumps)
    if name == "-":
        return read_rdf_stream(sys.stdin.buffer, "standard input", input_format)
    return read_rdf(Path(name), input_format)
