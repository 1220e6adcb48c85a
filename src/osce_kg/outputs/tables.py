"""Sorted lines of a dump → a folder of tables with their codebook, in one pass and in bounded memory."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from osce_kg.errors import UsageError
from osce_kg.iris import Iris
from osce_kg.outputs.codebook import CODEBOOK, CSVW, codebook, csvw
from osce_kg.outputs.columns import Table
from osce_kg.outputs.coverage import COVERAGE, Coverage
from osce_kg.outputs.page_tables import MENTIONS, PEOPLE, QUOTATIONS, RELEASES, TEXTS
from osce_kg.outputs.quads import Thing, read_release, things
from osce_kg.outputs.reference_tables import (
    BODIES,
    FIELDS_OF_WORK,
    NAME_PERIODS,
    PARTICIPATIONS,
    PLACES,
    PRESENCE_MONTHS,
    PRESENCES,
    STATES,
)
from osce_kg.outputs.shared import Shared, per_page_prefixes, read_shared
from osce_kg.outputs.sinks import BATCH, TableSink
from osce_kg.release import Release
from osce_kg.vocab import OWL

TABLES = (
    RELEASES, TEXTS, QUOTATIONS, MENTIONS, PEOPLE, BODIES, NAME_PERIODS, PRESENCES, PRESENCE_MONTHS, PARTICIPATIONS,
    STATES, PLACES, FIELDS_OF_WORK, COVERAGE,
)  # fmt: skip

UNUSED = ("capture", "evidence", "graph", "menu", "menu-entry")
"""Kinds of things that no table speaks of."""


@dataclass(frozen=True, slots=True)
class Written:
    """Number of rows by table, and the files, sorted by name."""

    rows: Mapping[str, int]
    files: tuple[Path, ...]


def release_tables(release: Release, folder: Path) -> Written:
    """Write the tables of a release into a folder.

    Raises:
        UsageError: the folder cannot be written.
        InputError: a dump is not what a release's is.
    """
    iris = Iris(release.manifest.base)
    shared = read_shared(release.dumps, iris)
    return write_tables(read_release(release.dumps, per_page_prefixes(iris, UNUSED)), shared, folder)


def write_tables(lines: Iterable[str], shared: Shared, folder: Path, batch: int = BATCH) -> Written:
    """Write the tables of sorted lines, in canonical N-Quads without newlines, into a folder.

    `shared` holds what `shared_things` finds in the same lines; who has it at hand saves a pass. Lines of things that
    no table speaks of may be left out. `batch` rows of each table are kept in memory. Files of other names in the
    folder stay; those of a table appear when all are complete.

    Raises:
        UsageError: the folder cannot be written.
        InputError: the lines are not sorted, or no canonical N-Quads.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        staging = Path(tempfile.mkdtemp(prefix=".writing-", dir=folder))
    except OSError as error:
        raise UsageError(f"cannot write tables to {folder}: {error.strerror}; choose another folder") from error
    try:
        rows = _fill(lines, shared, staging, batch)
        (staging / CSVW).write_bytes(csvw(TABLES))
        (staging / CODEBOOK).write_bytes(codebook(TABLES))
        names = sorted(path.name for path in staging.iterdir())
        for name in names:
            (staging / name).replace(folder / name)
        return Written(rows, tuple(folder / name for name in names))
    except OSError as error:
        raise UsageError(f"cannot write tables to {folder}: {error.strerror}; nothing was replaced") from error
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def _fill(lines: Iterable[str], shared: Shared, folder: Path, batch: int) -> dict[str, int]:
    sinks = {table.name: TableSink(folder, table, batch) for table in TABLES}
    by_kind: defaultdict[str, list[Table]] = defaultdict(list)
    for table in TABLES:
        for kind in table.kind:
            by_kind[kind].append(table)
    coverage = Coverage()
    unused = per_page_prefixes(shared.iris, UNUSED)
    try:
        for thing in things(line for line in lines if not line.startswith(unused)):
            kind = shared.kind(thing.iri)
            if _retired(thing):
                continue
            for table in by_kind.get(kind, ()):
                sink = sinks[table.name]
                for item in table.reads(thing, shared):
                    sink.add(table.cells(item, shared))
            if kind == "document":
                coverage.add(thing, shared)
        for cell in coverage.cells(shared):
            sinks[COVERAGE.name].add(COVERAGE.cells(cell, shared))
        for sink in sinks.values():
            sink.close()
    except BaseException:
        for sink in sinks.values():
            sink.abandon()
        raise
    for path in folder.glob("*.parquet"):
        with path.open("rb") as file:
            os.fsync(file.fileno())
    return {name: sink.rows for name, sink in sinks.items()}


def _retired(thing: Thing) -> bool:
    return thing.one(OWL.deprecated) == "true"
