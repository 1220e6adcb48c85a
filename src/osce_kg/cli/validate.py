"""`osce-kg validate`: RDF files, a release or an endpoint against SHACL shapes."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import click

from osce_kg.checking.model import Done, Verdict, sorted_findings
from osce_kg.checking.shacl import findings_of
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
from osce_kg.errors import InputError, UsageError
from osce_kg.iris import Iris
from osce_kg.records import Severity
from osce_kg.release import CURRENT, Release, open_release
from osce_kg.validation.checks import declared_terms
from osce_kg.validation.coverage import Coverage, Watched, coverage, target_nodes
from osce_kg.validation.input import NAMES, read_dump, read_rdf, read_rdf_stream
from osce_kg.validation.model import Report
from osce_kg.validation.places import locate
from osce_kg.validation.rust import DEFAULT_TIMEOUT, validate_rust
from osce_kg.validation.shapes import ShapesGraph, load_hierarchy, load_shapes
from osce_kg.validation.shards import validate_dumps

_DEFAULT_RELEASE = Path("releases") / CURRENT


@click.command()
@click.argument("inputs", metavar="[FILE… | RELEASE]", nargs=-1, type=click.Path(allow_dash=True))
@format_option
@output_option
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
    type=click.Choice(SEVERITIES),
    default="info",
    show_default=True,
    help="Least severity that makes the exit code 1. With info, it is SHACL's own sh:conforms.",
)
@click.option(
    "--input-format",
    type=click.Choice(NAMES),
    help="Format of the files, if not told by their names; needed for standard input.",
)
@click.option("--endpoint", metavar="URL", help="Validate what this SPARQL endpoint holds (http or https).")
@click.option("--settings", "settings_file", type=click.Path(path_type=Path), help="Settings for --endpoint, in TOML.")
@click.option("--workers", type=click.IntRange(1, 256), default=1, show_default=True, help="Processes for a release.")
@click.option("--timeout", type=click.FloatRange(min=0, min_open=True), default=DEFAULT_TIMEOUT, show_default=True,
              help="Seconds that the validator shacl may take.")  # fmt: skip
@schema_option
def validate(
    inputs: tuple[str, ...],
    formats: tuple[str, ...],
    outputs: tuple[Path, ...],
    shapes_paths: tuple[Path, ...],
    validator: str,
    fail_on: str,
    input_format: str | None,
    endpoint: str | None,
    settings_file: Path | None,
    workers: int,
    timeout: float,
    schema: bool,
) -> int:
    """Validate RDF files, a release or an endpoint against SHACL shapes.

    The files together are one graph: named graphs are joined. Without FILE, releases/current is validated; -
    reads standard input. The subclass axioms of the packaged ontology are put beside the data.

    Exit codes: 0 conforms, 1 does not, 2 cannot tell: the call, the input or the shapes are wrong, or nothing was
    checked.
    """
    if schema:
        return tell_schema()
    planned = plan(formats, outputs)
    if endpoint and inputs:
        raise UsageError("--endpoint and files exclude each other")
    given = () if endpoint else inputs or (str(_DEFAULT_RELEASE),)
    opened = {name: _release(name) for name in given}
    releases = [release for release in opened.values() if release]
    shapes = _shapes(shapes_paths, releases)
    if releases and len(given) == 1 and not shapes_paths and validator == "shacl":
        release = releases[0]
        report = validate_dumps(shapes, release.dumps, Iris(release.manifest.base).ids, workers, timeout)
        met = Coverage(True, ())
    else:
        lines = chain.from_iterable(_lines(name, opened[name], input_format) for name in given)
        if endpoint:
            from osce_kg.cli.endpoint import triples_of_endpoint

            lines = chain(lines, triples_of_endpoint(endpoint, settings_file))
        report, met = _validated(lines, shapes, validator, timeout, endpoint or ", ".join(given))
    files = [Path(name) for name in given if name != "-" and opened[name] is None]
    files += [dump for release in releases for dump in release.dumps]
    locations = locate(files, report.focus_nodes(Severity.INFO))
    # Of the packaged shapes most meet nothing in a small file, and that is no news.
    notes = met.notes if shapes_paths else ()
    for note in notes:
        click.echo(f"osce-kg: {note}", err=True)
    if not met.targeted:
        raise InputError("no shape has a target in this data, so nothing was checked: correct the shapes, see --shapes")
    verdict = Verdict(
        command="validate",
        inputs=(endpoint,) if endpoint else given,
        findings=sorted_findings(findings_of(report, shapes, locations)),
        fail_on=severity_named(fail_on),
        done=(Done("shacl", True, f"{report.validator}, shapes {shapes.digest[:12]}"),),
        notes=notes,
        validator=report.validator,
        shapes=shapes.digest,
    )
    return tell(verdict, planned)


def _validated(
    lines: Iterator[str], shapes: ShapesGraph, validator: str, timeout: float, name: str
) -> tuple[Report, Coverage]:
    watched = Watched(lines, nodes=target_nodes(shapes))
    if validator == "pyshacl":
        # It and rdflib take longer to load than most files take to be validated.
        from osce_kg.validation.reference import validate_pyshacl

        report = validate_pyshacl(shapes, watched)
    else:
        report = validate_rust(shapes, watched, timeout)
    if not watched.statements:
        raise InputError(f"{name}: no statement found, so there is nothing to validate")
    return report, coverage(shapes, watched, declared_terms())


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
