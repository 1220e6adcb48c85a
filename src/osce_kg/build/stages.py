"""The stages of one build, in their order. Memory holds what is shared, never all pages."""

from __future__ import annotations

import json
import shutil
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import cast

import zstandard

from osce_kg import __version__
from osce_kg.build import people
from osce_kg.build.background import lines_of, reference_of
from osce_kg.build.checking import Check, check_documents, count_unchecked, unchecked
from osce_kg.build.executors import each, local
from osce_kg.build.extractor import extractor_digest
from osce_kg.build.gathering import Gathering
from osce_kg.build.intake import Intake
from osce_kg.build.join import Joined, join
from osce_kg.build.model import BuildOptions, BuildOutcome, Progress, Stop
from osce_kg.build.products import Products
from osce_kg.build.setup import Setup
from osce_kg.build.shards import DOCUMENTS, Task, build_shard
from osce_kg.build.state import State
from osce_kg.build.strands import THINGS, Strand, spin
from osce_kg.captures import Position
from osce_kg.captures.model import Item
from osce_kg.converters.menu_differences import menu_differences
from osce_kg.dump import merge_sorted
from osce_kg.errors import BuildFailed, UsageError
from osce_kg.iris import Iris
from osce_kg.outputs.contents import contents
from osce_kg.rdf import Quad
from osce_kg.records import CaptureInfo, Finding
from osce_kg.release import Release, current_digest
from osce_kg.release_writing import ReleaseContent, switch, write_release
from osce_kg.report import BuildReport, finding_json

_HINTS = {
    "other-host": "; --allow-host reads the pages of another host",
    "unknown-container": "; read are .txt, .html, .jsonl, .parquet, .warc and .wacz, by their names or first bytes",
}


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
        _make_empty(self.frames)
        state = State.open(self.work, self.setup.extractor, self.options.resume)
        try:
            with self._findings() as findings:
                with self._stage("read"):
                    self._read(state, items)
                with self._stage("join"):
                    joined = self._join(state)
                together = Gathering(state, self.report)
                with self._stage("validate"):
                    self._check(state, together)
                with self._stage("sort"):
                    self._shards(state, joined, together)
                with self._stage("validate"):
                    self._strands(state, together)
                    quads = together.shared(background)
                for finding in people.suspicions(state):
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
            self.report.stages[name] = self.report.stages.get(name, 0.0) + time.monotonic() - started

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
        intake = Intake(state, self.setup, self.options, self.report, self.progress, self.stop, self.position)
        intake.read(items)

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

    def _check(self, state: State, together: Gathering) -> None:
        total = count_unchecked(state)
        tasks = (Check(state.path, groups, self.setup) for groups in unchecked(state, DOCUMENTS))
        with local(self.options.workers) as executor:
            for checked in each(executor, self.options.workers, check_documents, tasks, self.stop):
                together.add_checked(checked)
                done = together.checked
                self.progress("validate", done, done / total, self.report.quarantined_count)

    def _shards(self, state: State, joined: Joined, together: Gathering) -> None:
        tasks = (
            Task(state.path, self.frames, first, min(first + DOCUMENTS, joined.documents), self.setup)
            for first in range(0, joined.documents, DOCUMENTS)
        )
        people.begin(state)
        with local(self.options.workers) as executor:
            for shard in each(executor, self.options.workers, build_shard, tasks, self.stop):
                together.add_shard(shard)
                done = together.documents
                self.progress("sort", done, done / joined.documents, self.report.quarantined_count)

    def _strands(self, state: State, together: Gathering) -> None:
        state.db.executescript(_REDIRECTS)
        state.db.commit()
        with local(self.options.workers) as executor:
            for strand in each(executor, self.options.workers, spin, self._ranges(state), self.stop):
                together.add_strand(strand)

    def _ranges(self, state: State) -> Iterator[Strand]:
        for what, query in (
            ("captures", "SELECT sha256 FROM captures WHERE number = 0 ORDER BY sha256"),
            ("people", "SELECT DISTINCT key FROM people ORDER BY key"),
            ("redirects", "SELECT fingerprint FROM redirects ORDER BY fingerprint"),
        ):
            keys = (cast("str", row[0]) for row in state.rows(query))
            number = 0
            while part := list(islice(keys, THINGS)):
                yield Strand(state.path, self.frames, what, number, part[0], part[-1], self.setup)
                number += 1

    # --- frames → release -----------------------------------------------------------------------------------

    def _write(self, state: State, together: Gathering, quads: tuple[Quad, ...], findings: Path) -> Release:
        graphs = +together.graphs
        families = +Counter(document=together.documents, capture=together.menus)
        shared = lines_of(quads)
        products = Products(
            iris=Iris(self.options.base),
            version=__version__,
            note=self.options.note,
            shared=shared,
            contents=contents(self.options.base, graphs, families),
            statistics=together.statistics,
            previous=current_digest(self.options.releases),
            tables=self.options.tables,
            search=self.options.search,
            changes=self.options.changes,
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


def _make_empty(folder: Path) -> None:
    """Make a folder, without what was there under its name.

    Raises:
        UsageError: what is there cannot be removed.
    """
    try:
        # A pipe would be opened by `rmtree` and never answer.
        if folder.is_dir() and not folder.is_symlink():
            shutil.rmtree(folder)
        else:
            folder.unlink(missing_ok=True)
        folder.mkdir()
    except OSError as error:
        raise UsageError(f"{folder} cannot be made an empty folder: {error.strerror}; remove it") from error


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
