"""The stages of one build, in their order. Memory holds what is shared, never all pages."""

from __future__ import annotations

import json
import shutil
import time
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Executor
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import cast

import zstandard

from osce_kg import __version__
from osce_kg.build.executors import cluster, each, local
from osce_kg.build.extractor import extractor_digest
from osce_kg.build.findings import entry_of
from osce_kg.build.join import Joined, join
from osce_kg.build.model import BuildOptions, BuildOutcome, Progress, Stop
from osce_kg.build.products import Products
from osce_kg.build.reading import Batch, ReadTask, Setup, read_batch
from osce_kg.build.shards import DOCUMENTS, Shard, Task, build_shard, lines_of, reference_of, triples_of
from osce_kg.build.state import State, identity, unpack
from osce_kg.build.strands import THINGS, Strand, spin
from osce_kg.captures import Position
from osce_kg.captures.model import Capture, Damaged, Item, Skipped
from osce_kg.converters.entities import Entities
from osce_kg.converters.menu_differences import menu_differences
from osce_kg.converters.people import Appearances
from osce_kg.converters.shared import Gathered, convert_gathered
from osce_kg.converters.summary import Summary
from osce_kg.dump import Frame, merge_sorted
from osce_kg.errors import BuildFailed
from osce_kg.iris import Iris
from osce_kg.outputs.contents import contents
from osce_kg.outputs.statistics import Statistics
from osce_kg.rdf import RDF_TYPE, Quad
from osce_kg.records import CaptureInfo, Finding, Severity
from osce_kg.release import Release, ReleaseContent, current_digest, switch, write_release
from osce_kg.report import BuildReport, ValidationEntry, finding_json
from osce_kg.resources import resource_path
from osce_kg.validation.checks import check_quads
from osce_kg.validation.rust import validate_written
from osce_kg.vocab import osce

_HINTS = {
    "other-host": "; --allow-host reads the pages of another host",
    "unknown-container": "; read are .txt, .html, .jsonl, .parquet, .warc and .wacz, by their names or first bytes",
}
_BATCH = 64
_BATCH_BYTES = 4 * 2**20


@dataclass(slots=True)
class _Gathering:
    """What shards and strands come to together. `menus` counts the captures that show one: each has a graph."""

    gathered: Gathered
    appearances: Appearances = field(default_factory=Appearances)
    frames: list[Frame] = field(default_factory=list)
    text: list[Frame] = field(default_factory=list)
    graphs: Counter[str] = field(default_factory=Counter)
    documents: int = 0
    menus: int = 0
    statistics: Statistics = field(default_factory=Statistics)

    def count(self, classes: Counter[str], properties: Counter[str], subjects: int) -> None:
        """Count things per class, statements per property, and things."""
        self.statistics.classes.update(classes)
        self.statistics.properties.update(properties)
        self.statistics.statements += properties.total()
        self.statistics.subjects += subjects


class Stages:
    """One build under way. Each method is a stage; `run` says in which order."""

    def __init__(
        self,
        options: BuildOptions,
        work: Path,
        report: BuildReport,
        progress: Progress,
        stop: Stop,
        position: Position,
    ) -> None:
        self.options = options
        self.work = work
        self.report = report
        self.progress = progress
        self.stop = stop
        self.position = position
        extractor = extractor_digest(options.reference, options.base, options.documents)
        self.setup = Setup(options.base, options.documents, options.reference, __version__, extractor)
        self.frames = work / "frames"

    def run(self, items: Iterable[Item]) -> BuildOutcome:
        """Return the outcome; see `build`."""
        background = reference_of(self.setup)
        state = State.open(self.work, self.setup.extractor, self.options.resume)
        if self.frames.is_symlink() or self.frames.is_file():
            self.frames.unlink()
        shutil.rmtree(self.frames, ignore_errors=True)
        self.frames.mkdir()
        try:
            with self._findings() as findings:
                with self._stage("read"):
                    self._read(state, items)
                with self._stage("join"):
                    joined = self._join(state)
                together = _Gathering(Gathered(Entities(background.curated.registries)))
                with self._stage("validate"):
                    self._shards(state, joined, together)
                    self._strands(state, together)
                    quads = self._shared(together)
                for finding in together.appearances.suspicions():
                    self.report.add_finding(finding)
            with self._stage("write"):
                release = self._write(state, together, quads, findings)
            state.forget_unseen()
        finally:
            state.close()
            shutil.rmtree(self.frames, ignore_errors=True)
        self.report.digest = release.digest
        if self.stop():
            raise KeyboardInterrupt
        switched = switch(release, self.options.releases) if self.options.switch else False
        self.report.outcome = "switched" if switched else "unchanged" if self.options.switch else "written"
        return BuildOutcome(release, switched, self.report)

    @contextmanager
    def _stage(self, name: str) -> Iterator[None]:
        if self.stop():
            raise KeyboardInterrupt
        started = time.monotonic()
        try:
            yield
        finally:
            self.report.stages[name] = time.monotonic() - started

    @contextmanager
    def _findings(self) -> Iterator[Path]:
        """Write every finding to a file while the report holds the first of each kind."""
        path = self.frames / "findings"
        with path.open("wb") as raw, zstandard.ZstdCompressor(level=3).stream_writer(raw, closefd=False) as file:

            def told(finding: Finding) -> None:
                line = json.dumps(finding_json(finding), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
                file.write(f"{line}\n".encode())

            self.report.every_finding = told
            yield path
        self.report.every_finding = lambda _finding: None

    # --- captures → state -----------------------------------------------------------------------------------

    def _read(self, state: State, items: Iterable[Item]) -> None:
        done = 0
        with self._readers() as (executor, workers):
            elsewhere = self.options.scheduler is not None
            tasks = (ReadTask(self.setup, tuple(batch), elsewhere) for batch in self._batches(state, items))
            for batch in cast("Iterator[Batch]", each(executor, workers, read_batch, tasks, self.stop)):
                state.add(batch.pages, batch.menus)
                done += len(batch.pages)
                self.progress("read", done, self.position.part, self.report.quarantined_count)
        state.db.commit()

    @contextmanager
    def _readers(self) -> Iterator[tuple[Executor, int]]:
        if self.options.scheduler:
            with cluster(self.options.scheduler) as found:
                yield found
        else:
            with local(self.options.workers) as executor:
                yield executor, self.options.workers

    def _batches(self, state: State, items: Iterable[Item]) -> Iterator[list[Capture]]:
        """Yield captures that were not read before, so many at once; count the others and what is no capture."""
        batch: list[Capture] = []
        size = 0
        for item in items:
            if self.stop():
                raise KeyboardInterrupt
            if isinstance(item, (Skipped, Damaged)):
                self.report.add_unread(item)
                continue
            known = state.page_of(identity(item))
            if known is not None:
                state.see(known, item.info.source)
                continue
            batch.append(item)
            size += len(item.content)
            if len(batch) >= _BATCH or size >= _BATCH_BYTES:
                yield batch
                batch, size = [], 0
        if batch:
            yield batch

    # --- state → frames -------------------------------------------------------------------------------------

    def _join(self, state: State) -> Joined:
        query = """SELECT p.id, p.sha256, p.media_type, p.url, p.captured_at, s.source, p.text_sha256
                   FROM seen s JOIN pages p ON p.id = s.page ORDER BY p.sha256, s.source"""
        read = 0
        for number, *info in state.rows(query):
            reading = state.reading(cast("int", number))
            self.report.add_page(reading, CaptureInfo(*cast("list[str]", info)))
            read += 1
        if not read:
            raise BuildFailed(_nothing_read(self.report))
        joined = join(state, self.report.add_finding)
        if not joined.documents and not joined.menus:
            raise BuildFailed(f"none of {read} captures shows a document or a menu; {_first_reason(self.report)}")
        self._menus(state)
        self.progress("join", joined.documents)
        return joined

    def _menus(self, state: State) -> None:
        tables = reference_of(self.setup).curated.tables
        query = """SELECT menu, sha256, media_type, url, captured_at, source FROM captures c
                   WHERE menu IS NOT NULL AND sha256 = (SELECT min(sha256) FROM captures o WHERE o.menu = c.menu)
                   ORDER BY sha256"""
        for menu, *info in list(state.rows(query)):
            capture = CaptureInfo(*cast("list[str]", info))
            for finding in menu_differences(state.menu(cast("str", menu)), capture, tables):
                self.report.add_finding(finding)

    def _shards(self, state: State, joined: Joined, together: _Gathering) -> None:
        tasks = (
            Task(state.path, self.frames, first, min(first + DOCUMENTS, joined.documents), self.setup)
            for first in range(0, joined.documents, DOCUMENTS)
        )
        done = 0
        with local(self.options.workers) as executor:
            for shard in each(executor, self.options.workers, build_shard, tasks, self.stop):
                self._gather(state, shard, together)
                done += len(shard.summaries)
                self.progress("validate", done, done / joined.documents, self.report.quarantined_count)

    def _gather(self, state: State, shard: Shard, together: _Gathering) -> None:
        properties: Counter[str] = Counter()
        for packed in shard.summaries:
            summary = unpack(packed, Summary)
            together.gathered.add(summary)
            together.appearances.add(summary)
            properties.update(summary.properties)
        properties.update(shard.origins)
        together.frames += shard.frames
        together.text += shard.text
        together.graphs += shard.graphs
        together.documents += len(shard.summaries)
        together.count(shard.classes, properties, shard.classes.total())
        for entry in shard.results:
            self.report.add_validation(entry)
        for item in shard.rejected:
            self.report.quarantine(item.key, item.reason, item.source)
            state.db.execute("UPDATE groups SET kept = 0 WHERE number = ?", (item.group,))
        state.db.executemany("UPDATE documents SET sound = 1 WHERE id = ?", ((number,) for number in shard.sound))
        state.db.commit()

    def _strands(self, state: State, together: _Gathering) -> None:
        state.db.executescript(_REDIRECTS)
        state.db.commit()
        with local(self.options.workers) as executor:
            for strand in each(executor, self.options.workers, spin, self._ranges(state), self.stop):
                together.frames += strand.frames
                together.graphs += strand.graphs
                together.menus += strand.menus
                together.count(strand.classes, strand.properties, strand.subjects)
                self._stop_at_violations(strand.results)

    def _ranges(self, state: State) -> Iterator[Strand]:
        for what, query in (
            ("captures", "SELECT sha256 FROM captures WHERE number = 0 ORDER BY sha256"),
            ("redirects", "SELECT fingerprint FROM redirects ORDER BY fingerprint"),
        ):
            keys = (cast("str", row[0]) for row in state.rows(query))
            while part := list(islice(keys, THINGS)):
                yield Strand(state.path, self.frames, what, part[0], part[-1], self.setup)

    def _shared(self, together: _Gathering) -> tuple[Quad, ...]:
        """Return the quads of what all documents share, checked and validated."""
        background = reference_of(self.setup)
        gathered = convert_gathered(background.curated, together.gathered, background.people, background.iris)
        quads = tuple(dict.fromkeys([*background.quads, *gathered]))
        failed = check_quads(quads, background.iris)
        for finding in failed:
            self.report.add_finding(finding)
        if failed:
            raise BuildFailed(f"{len(failed)} build check(s) failed, first: {failed[0].message}")
        found = validate_written(background.shapes, [triples_of(quads)])
        self._stop_at_violations([entry_of(result) for result in found.results])
        start = len(background.iris.graph("x")) - 1
        together.graphs.update(quad.graph[start:] for quad in quads)
        typed = {(quad.subject, quad.object) for quad in quads if quad.predicate == RDF_TYPE}
        properties = Counter(str(quad.predicate) for quad in quads)
        together.count(Counter(str(kind) for _, kind in typed), properties, len({quad.subject for quad in quads}))
        _expect(together.statistics.classes)
        return quads

    def _stop_at_violations(self, results: Iterable[ValidationEntry]) -> None:
        stopping = []
        for entry in results:
            self.report.add_validation(entry)
            if entry.severity == Severity.VIOLATION.value:
                stopping.append(entry)
        if stopping:
            first = stopping[0]
            where = f"{first.focus_node} {first.path or ''} {first.value or ''}".strip()
            raise BuildFailed(f"{len(stopping)} violation(s) outside the documents, first: {where}: {first.message}")

    # --- frames → release -----------------------------------------------------------------------------------

    def _write(self, state: State, together: _Gathering, quads: tuple[Quad, ...], findings: Path) -> Release:
        graphs = +together.graphs
        families = +Counter(document=together.documents, capture=together.menus)
        shared = lines_of(quads)
        products = Products(
            iris=Iris(self.options.base),
            version=__version__,
            shared=shared,
            contents=contents(self.options.base, graphs, families),
            statistics=together.statistics,
            previous=current_digest(self.options.releases),
            tables=self.options.tables,
        )
        content = ReleaseContent(
            dump=merge_sorted([shared, *together.frames]),
            text=merge_sorted(together.text),
            report=self.report.as_json(),
            version=__version__,
            base=self.options.base,
            documents=together.documents,
            graphs=graphs,
            families=families,
            pages=_page_texts(state) if self.options.documents.body else None,
            findings=findings,
            more=products.write,
        )
        self.progress("write", sum(graphs.values()))
        return write_release(content, self.options.releases)


_REDIRECTS = """
DROP TABLE IF EXISTS redirects;
CREATE TABLE redirects (fingerprint TEXT PRIMARY KEY, key TEXT NOT NULL) WITHOUT ROWID;
INSERT INTO redirects
SELECT fingerprint, key FROM (
  SELECT fingerprint, key,
         row_number() OVER (PARTITION BY fingerprint ORDER BY CAST(node_id AS INTEGER), key) AS place,
         max(node_id IS NULL) OVER (PARTITION BY fingerprint) AS borne
  FROM groups WHERE kept = 1
) WHERE place = 1 AND NOT borne;
"""


def _page_texts(state: State) -> Iterator[tuple[str, bytes]]:
    query = """SELECT c.sha256, p.text FROM captures c JOIN pages p ON p.id = c.page
               WHERE c.number = 0 AND p.text IS NOT NULL ORDER BY c.sha256"""
    return cast("Iterator[tuple[str, bytes]]", state.rows(query))


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


def _expect(counts: Mapping[str, int]) -> None:
    """Raise BuildFailed if a count in `data/expectations.toml` is missed."""
    path = resource_path("data") / "expectations.toml"
    for rule in tomllib.loads(path.read_text(encoding="utf-8"))["count"]:
        found = counts.get(str(osce(rule["class"])), 0)
        if found < rule["min"] or found > rule.get("max", found):
            wanted = f"at least {rule['min']}" + (f", at most {rule['max']}" if "max" in rule else "")
            raise BuildFailed(f"expected {wanted} osce:{rule['class']}, found {found}; see {path.name}")
