"""`osce-kg build`: captures → validated release → `releases/current`."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from osce_kg.build import BuildOptions, BuildOutcome
from osce_kg.build import build as run_build
from osce_kg.build.publish import publish
from osce_kg.captures import Columns, Options
from osce_kg.cli.progress import BuildProgress
from osce_kg.converters.document import DocumentOptions
from osce_kg.converters.evidence import EvidenceLevel
from osce_kg.errors import BuildFailed, UsageError
from osce_kg.iris import DEFAULT_BASE, Iris
from osce_kg.records import Finding, Severity
from osce_kg.release import CHANGES, CURRENT, TABLES
from osce_kg.report import LAST_BUILD, BuildReport

_SHOWN = 20


@click.command()
@click.argument("inputs", nargs=-1, metavar="[INPUT]...")
@click.option("-o", "--output", default="releases", show_default=True, metavar="FOLDER|URL",
              help="Folder of releases; `current` in it points to the one that is served. To a URL that fsspec writes, "
                   "such as s3://bucket/releases, the release is copied when it is whole.")  # fmt: skip
@click.option("--work", type=click.Path(path_type=Path), default=Path("releases"), show_default=True,
              help="Folder to build in if the output is a URL.")  # fmt: skip
@click.option(
    "--workers", type=click.IntRange(1, 256), default=1, show_default=True, help="Processes that read and validate."
)
@click.option("--base", default=DEFAULT_BASE, show_default=True, help="Base IRI of every thing.")
@click.option("--note", metavar="TEXT", default="",
              help="Sentence for the description of the release, such as that its documents are made up.")  # fmt: skip
@click.option("--evidence", type=click.Choice([level.value for level in EvidenceLevel]), default="compact",
              show_default=True, help="How much evidence is written for each fact.")  # fmt: skip
@click.option("--no-body", is_flag=True, help="Leave the texts out and cap quotations.")
@click.option("--tables", is_flag=True, help="Write the tables in CSV and Parquet into the release too.")
@click.option("--changes", is_flag=True, help="Write what changed since the current release into the release too.")
@click.option("--search/--no-search", default=True, show_default=True, help="Write an index for full-text search.")
@click.option("--resume/--no-resume", default=True, show_default=True,
              help="Use what an earlier build has read, or read everything anew.")  # fmt: skip
@click.option("--scheduler", metavar="URL", default=None,
              help="Dask cluster that reads the captures, for example tcp://host:8786.")  # fmt: skip
@click.option("--no-switch", is_flag=True, help="Write the release but leave `current` as it is.")
@click.option("--column-url", default="url", show_default=True, help="JSONL/Parquet column with the URL.")
@click.option("--column-text", default="text", show_default=True, help="JSONL/Parquet column with text.")
@click.option("--column-html", default="html", show_default=True, help="JSONL/Parquet column with HTML.")
@click.option("--column-date", default="date", show_default=True, help="JSONL/Parquet column with the capture date.")
@click.option("--allow-host", "hosts", multiple=True, metavar="HOST",
              help="Host of a mirror whose pages are read from web archives too; may be repeated.")  # fmt: skip
@click.option("--reference", type=click.Path(path_type=Path, exists=True, file_okay=False), default=None,
              help="Folder of reference registries instead of the packaged one.")  # fmt: skip
def build(
    inputs: tuple[str, ...],
    output: str,
    work: Path,
    workers: int,
    base: str,
    note: str,
    evidence: str,
    no_body: bool,
    tables: bool,
    changes: bool,
    search: bool,
    resume: bool,
    scheduler: str | None,
    no_switch: bool,
    column_url: str,
    column_text: str,
    column_html: str,
    column_date: str,
    hosts: tuple[str, ...],
    reference: Path | None,
) -> int:
    """Build a validated release from captures and switch to it.

    INPUT is a file, a folder or a glob; the default is data/captures/. Exit status: 0 switched (or nothing
    changed), 1 not switched and the old release stays, 2 wrong usage.
    """
    try:
        Iris(base)
    except ValueError as error:
        raise UsageError(str(error)) from error
    remote = "://" in output
    releases = work if remote else Path(output)
    options = BuildOptions(
        inputs=inputs or ("data/captures/",),
        releases=releases,
        workers=workers,
        base=base,
        note=note,
        documents=DocumentOptions(EvidenceLevel(evidence), not no_body),
        containers=Options(
            Columns(url=column_url, text=column_text, html=column_html, date=column_date),
            allow_hosts=frozenset(host.lower().removeprefix("www.") for host in hosts),
        ),
        reference=reference,
        switch=not no_switch,
        tables=tables,
        changes=changes,
        search=search,
        resume=resume,
        scheduler=scheduler,
    )
    with BuildProgress() as progress, _stopped_by_signals() as stopped:
        try:
            outcome = run_build(options, progress, lambda: bool(stopped))
        except BuildFailed as error:
            raise BuildFailed(f"not switched: {error}. Details: {releases / LAST_BUILD}") from error
        except KeyboardInterrupt:
            click.echo("osce-kg: stopped; what was read is kept: run the build again to go on", err=True)
            return 128 + (stopped[0] if stopped else int(signal.SIGINT))
    _summarize(outcome, options)
    if remote:
        changed = publish(outcome.release, output, options.switch)
        says = "now names" if changed else "is as it was;"
        click.echo(f"{output.rstrip('/')}/{CURRENT} {says} {outcome.release.digest[:16]}")
    return 0


@contextmanager
def _stopped_by_signals() -> Iterator[list[int]]:
    """Let SIGINT and SIGTERM stop a build where it does no harm, with its report written; yield what came.

    The second of them interrupts at once. A signal that the caller ignores, as `nohup` and shells do for what runs
    behind them, stays ignored.
    """
    came: list[int] = []

    def note(number: int, _frame: object) -> None:
        came.append(number)
        if len(came) > 1:
            raise KeyboardInterrupt

    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    heard = {number: handler for number, handler in before.items() if handler is not signal.SIG_IGN}
    for number in heard:
        signal.signal(number, note)
    try:
        yield came
    finally:
        for number, handler in heard.items():
            signal.signal(number, handler)


def _summarize(outcome: BuildOutcome, options: BuildOptions) -> None:
    report, release, output = outcome.report, outcome.release, options.releases
    for finding in _worth_showing(report):
        click.echo(_line(finding), err=True)
    for code, number in sorted(report.finding_counts.items()):
        click.echo(f"  {code}: {number}", err=True)
    for item in report.quarantined[:_SHOWN]:
        click.echo(f"quarantined: {item.source or item.what}: {item.reason}", err=True)
    if report.quarantined_count > _SHOWN:
        click.echo(f"quarantined: {report.quarantined_count - _SHOWN} more, see {output / LAST_BUILD}", err=True)
    for reason, number in sorted(report.skipped.items()):
        click.echo(f"skipped: {reason}: {number}, first: {report.skipped_examples[reason]}", err=True)
    manifest = release.manifest
    click.echo(f"{report.captures} captures read, {manifest.documents} documents, {manifest.quads} quads")
    click.echo(f"release {release.digest}")
    click.echo(", ".join(f"{stage} {seconds:.1f} s" for stage, seconds in report.stages.items()), err=True)
    if options.search and release.search is None:
        click.echo("this release was there before, without a search index: delete its folder and build again", err=True)
    if options.tables and not (release.path / TABLES).is_dir():
        click.echo(
            f"this release was there before, without tables: osce-kg tables {release.path} writes them", err=True
        )
    if options.changes and not (release.path / CHANGES).is_file():
        click.echo("no changes were written: no other whole release was current before this one", err=True)
    verb = "now serves" if outcome.switched else "already serves" if report.outcome == "unchanged" else "untouched;"
    click.echo(f"{output / 'current'} {verb} {os.fspath(release.path.name)[:16]}")


def _worth_showing(report: BuildReport) -> list[Finding]:
    """Return the first serious findings, without those that say why an input was quarantined: these are listed."""
    listed = {(item.source, item.reason) for item in report.quarantined}
    serious = [
        finding
        for finding in report.findings
        if finding.severity is not Severity.INFO and (finding.source, finding.message) not in listed
    ]
    return serious[:_SHOWN]


def _line(finding: Finding) -> str:
    place = finding.source or finding.capture or ""
    where = f"{place}:{finding.line}" if finding.line else place
    return f"{finding.severity.value.lower()}: {where}: {finding.message} [{finding.code}]"
