"""The only module that joins the stages: captures → pages → records → quads → validation → release → switch.

A document that violates a shape is quarantined: reported, left out, the rest is built. A violation in the
reference data, a missed count or a failed build check stops the switch, and the current release stays.
"""

from __future__ import annotations

import dataclasses
import os
import time
import tomllib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from osce_kg import __version__
from osce_kg.captures import Options, open_captures
from osce_kg.captures.model import Capture, Damaged, Skipped
from osce_kg.converters.document import DocumentOptions
from osce_kg.converters.menu_differences import menu_differences
from osce_kg.converters.merge import merge_pages
from osce_kg.converters.people import curate, homonym_suspicions
from osce_kg.converters.whole import Curated, WholeGraph, convert_all
from osce_kg.errors import BuildFailed, InputError, OsceKgError, UsageError
from osce_kg.iris import DEFAULT_BASE, Iris
from osce_kg.layouts.read import Reader, read_records, redacted
from osce_kg.page import read_page
from osce_kg.rdf import RDF_TYPE, Quad, nquad
from osce_kg.records import Finding, PageRecords, Severity
from osce_kg.reference import load_registries
from osce_kg.reference.people import People, load_people
from osce_kg.reference.rules import load_rules
from osce_kg.reference.tables import load_tables
from osce_kg.release import Release, ReleaseContent, switch, write_release
from osce_kg.report import BuildReport, ValidationEntry, write_last_build
from osce_kg.resources import resource_path
from osce_kg.validation.checks import check_quads
from osce_kg.validation.model import Result
from osce_kg.validation.rust import validate_quads as validate_rust_quads
from osce_kg.validation.shapes import load_shapes
from osce_kg.vocab import osce

_CHUNK = 64
_HINTS = {
    "other-host": "; --allow-host reads the pages of another host",
    "unknown-container": "; read are .txt, .html, .jsonl, .parquet, .warc and .wacz, by their names or first bytes",
}

Progress = Callable[[str, int], None]
"""Called with a stage (`read`, `convert`, `validate`, `write`) and how many things of it are done."""


@dataclass(frozen=True, slots=True)
class BuildOptions:
    """What a build is asked for. `reference` is a folder of registries, by default the packaged one."""

    inputs: tuple[str, ...]
    releases: Path
    workers: int = 1
    base: str = DEFAULT_BASE
    documents: DocumentOptions = field(default_factory=DocumentOptions)
    containers: Options = field(default_factory=Options)
    reference: Path | None = None
    switch: bool = True


@dataclass(frozen=True, slots=True)
class BuildOutcome:
    """The release that was written, whether `current` changed to it, and the report."""

    release: Release
    switched: bool
    report: BuildReport


@dataclass(frozen=True, slots=True)
class ReadPage:
    """One page read: its records and its text, or only a finding and no text if it could not be read."""

    records: PageRecords
    text: str


def build(options: BuildOptions, progress: Progress = lambda _stage, _done: None) -> BuildOutcome:
    """Build a release from captures and switch to it.

    Raises:
        BuildFailed: the release was not switched in; the report in `{releases}/last-build.json` says why.
        RegistryError: a reference file is wrong.
        UsageError: an input does not exist; nothing was written.
        ReleaseError: the releases folder cannot be written.
    """
    _require_folder(options.releases)
    started = time.monotonic()
    report = BuildReport(version=__version__, inputs=list(options.inputs))
    try:
        return _build(options, report, progress)
    except UsageError:
        raise
    except OsceKgError as error:
        report.outcome = f"not switched: {error}"
        raise
    finally:
        report.seconds = round(time.monotonic() - started, 3)
        write_last_build(report, options.releases)


def _require_folder(releases: Path) -> None:
    """Raise UsageError at once, not after a long build, if the releases cannot be written."""
    folder = next(path for path in (releases, *releases.absolute().parents) if path.exists())
    if not folder.is_dir() or not os.access(folder, os.W_OK):
        raise UsageError(f"cannot write releases to {releases}: {folder} is no folder that can be written; see -o")


def _build(options: BuildOptions, report: BuildReport, progress: Progress) -> BuildOutcome:
    curated = Curated(
        load_registries(options.reference),
        load_tables(options.reference),
        load_rules(options.reference),
        load_people(options.reference),
    )
    pages = _read_all(options, report, progress)
    if not any(page.text for page in pages):
        raise BuildFailed(_nothing_read(report))
    if not any(page.records.documents or page.records.menu for page in pages):
        raise BuildFailed(f"none of {len(pages)} captures shows a document or a menu; {_first_reason(report)}")
    texts = {page.records.capture.sha256: page.text for page in pages if page.text}
    merged = merge_pages(_curated(page.records, curated.people) for page in pages)
    report.findings += merged.findings
    report.findings += homonym_suspicions(item.document for item in merged.documents)
    for shown in merged.menus:
        if shown.owner:
            report.findings += menu_differences(shown.menu, shown.capture, curated.tables)
    progress("convert", len(merged.documents))
    whole = convert_all(merged, curated, Iris(options.base), options.documents, __version__, texts=texts)
    _check(whole, report)
    progress("validate", len(whole.quads))
    bad = _validate(whole, texts, report)
    if bad:
        whole = convert_all(merged, curated, Iris(options.base), options.documents, __version__, bad, texts=texts)
        _stop_at_violations(validate_quads(whole.quads))
    _expect(whole.quads)
    progress("write", len(whole.quads))
    release = write_release(_content(whole, texts, options, report), options.releases)
    report.digest = release.digest
    switched = switch(release, options.releases) if options.switch else False
    report.outcome = "switched" if switched else "unchanged" if options.switch else "written"
    return BuildOutcome(release, switched, report)


def _curated(records: PageRecords, people: People) -> PageRecords:
    return dataclasses.replace(records, documents=tuple(curate(document, people) for document in records.documents))


def _first_reason(report: BuildReport) -> str:
    first = report.quarantined[0] if report.quarantined else None
    return f"first: {first.source}: {first.reason}" if first else "they are no press pages"


def _nothing_read(report: BuildReport) -> str:
    if not report.quarantined and not report.skipped:
        return f"no capture found in {', '.join(report.inputs)}"
    if report.quarantined:
        return f"no capture could be read; {_first_reason(report)}"
    reason, example = next(iter(report.skipped_examples.items()))
    return f"all inputs were skipped; first: {reason}: {example}{_HINTS.get(reason, '')}"


# --- captures → records -------------------------------------------------------------------------------------


def _read_all(options: BuildOptions, report: BuildReport, progress: Progress) -> list[ReadPage]:
    pages: list[ReadPage] = []
    items = open_captures(options.inputs, options=options.containers)
    with _mapper(options) as read_chunks:
        for results in read_chunks(_chunks(_captures(items, report))):
            pages += results
            progress("read", len(pages))
    pages.sort(key=lambda page: (page.records.capture.sha256, page.records.capture.source or ""))
    for page in pages:
        report.add_page(page.records)
    return pages


def _captures(items: Iterable[Capture | Skipped | Damaged], report: BuildReport) -> Iterator[Capture]:
    for item in items:
        if isinstance(item, Capture):
            yield item
        else:
            report.add_unread(item)


def _chunks(captures: Iterator[Capture]) -> Iterator[list[Capture]]:
    while chunk := list(islice(captures, _CHUNK)):
        yield chunk


Mapper = Callable[[Iterable[list[Capture]]], Iterator[list[ReadPage]]]


@contextmanager
def _mapper(options: BuildOptions) -> Iterator[Mapper]:
    """Yield what runs the map stage: in this process for one worker, else over a pool of processes."""
    if options.workers == 1:
        reader = _reader(options.reference)
        yield lambda chunks: ([read_capture(item, reader) for item in chunk] for chunk in chunks)
        return
    with ProcessPoolExecutor(options.workers, initializer=_start, initargs=(options.reference,)) as pool:
        yield lambda chunks: pool.map(_read_chunk, chunks)


def _reader(reference: Path | None) -> Reader:
    return Reader.of(load_registries(reference), load_people(reference))


_READERS: list[Reader] = []


def _start(reference: Path | None) -> None:
    """Give a new worker process its reader."""
    _READERS[:] = [_reader(reference)]


def _read_chunk(captures: Sequence[Capture]) -> list[ReadPage]:
    return [read_capture(capture, _READERS[0]) for capture in captures]


def read_capture(capture: Capture, reader: Reader) -> ReadPage:
    """Return one capture read. One that cannot be read has only a finding that says why."""
    try:
        page = read_page(capture)
    except InputError as error:
        info = capture.info
        finding = Finding("unreadable-page", Severity.WARNING, str(error), capture=info.sha256, source=info.source)
        return ReadPage(PageRecords(info, None, findings=(*capture.findings, finding)), "")
    page = redacted(page, reader.people)
    return ReadPage(read_records(page, reader), page.text)


# --- validation ---------------------------------------------------------------------------------------------


def _check(whole: WholeGraph, report: BuildReport) -> None:
    failed = check_quads(whole.quads, whole.iris)
    if failed:
        report.findings += failed
        raise BuildFailed(f"{len(failed)} build check(s) failed, first: {failed[0].message}")


def _validate(whole: WholeGraph, texts: Mapping[str, str], report: BuildReport) -> frozenset[str]:
    """Return the keys of documents that violate a shape; every result goes into the report.

    Raises:
        BuildFailed: something that belongs to no document violates a shape.
    """
    bad: defaultdict[str, list[Result]] = defaultdict(list)
    others = []
    for result in validate_quads(whole.quads):
        owner = whole.owners.get(result.focus_node)
        report.validation.append(_entry(result, owner, whole, texts))
        if owner is None:
            others.append(result)
        elif result.severity is Severity.VIOLATION:
            bad[owner].append(result)
    _stop_at_violations(others)
    for key, found in sorted(bad.items()):
        report.quarantine(key, f"{found[0].shape_name}: {found[0].message}", whole.sources[key])
    return frozenset(bad)


def validate_quads(quads: Iterable[Quad]) -> tuple[Result, ...]:
    """Return the SHACL results of the quads as they will be written, against the packaged shapes."""
    return validate_rust_quads(load_shapes(), quads).results


def _stop_at_violations(results: Iterable[Result]) -> None:
    stopping = [result for result in results if result.severity is Severity.VIOLATION]
    if stopping:
        first = stopping[0]
        where = f"{first.focus_node} {first.path or ''} {first.value or ''}".strip()
        raise BuildFailed(f"{len(stopping)} violation(s) outside the documents, first: {where}: {first.message}")


def _entry(result: Result, owner: str | None, whole: WholeGraph, texts: Mapping[str, str]) -> ValidationEntry:
    capture = whole.sources.get(owner) if owner else None
    where = whole.starts.get((result.focus_node, result.path or "")) or whole.starts.get((result.focus_node, ""))
    line = None
    if capture and where and where[0] == capture.sha256:
        line = texts.get(capture.sha256, "").count("\n", 0, where[1]) + 1
    return ValidationEntry(
        focus_node=result.focus_node,
        shape=result.shape or result.component,
        path=result.path,
        value=result.value,
        severity=result.severity.value,
        message=result.message,
        document=owner,
        capture=capture.sha256 if capture else None,
        source=capture.source if capture else None,
        line=line,
    )


def _expect(quads: Iterable[Quad]) -> None:
    """Raise BuildFailed if a count in `data/expectations.toml` is missed."""
    path = resource_path("data") / "expectations.toml"
    rules = tomllib.loads(path.read_text(encoding="utf-8"))["count"]
    typed = {(quad.subject, quad.object) for quad in quads if quad.predicate == RDF_TYPE}
    counts = Counter(str(kind) for _, kind in typed)
    for rule in rules:
        found = counts[str(osce(rule["class"]))]
        if found < rule["min"] or found > rule.get("max", found):
            wanted = f"at least {rule['min']}" + (f", at most {rule['max']}" if "max" in rule else "")
            raise BuildFailed(f"expected {wanted} osce:{rule['class']}, found {found}; see {path.name}")


# --- quads → release ----------------------------------------------------------------------------------------


def _content(whole: WholeGraph, texts: Mapping[str, str], options: BuildOptions, report: BuildReport) -> ReleaseContent:
    text_graph = whole.iris.graph("text")
    prefix = len(whole.iris.graph("x")) - 1
    triples = Counter(quad.graph[prefix:] for quad in whole.quads)
    graphs: Counter[str] = Counter()
    for name, count in triples.items():
        graphs[name.split("/")[0]] += count
    return ReleaseContent(
        dump=sorted(nquad(quad) for quad in whole.quads if quad.graph != text_graph),
        text=sorted(nquad(quad) for quad in whole.quads if quad.graph == text_graph),
        report=report.as_json(),
        version=__version__,
        base=options.base,
        documents=len(whole.sources),
        graphs=graphs,
        families=Counter(name.split("/")[0] for name in triples if "/" in name),
        pages=sorted(texts.items()) if options.documents.body else (),
    )
