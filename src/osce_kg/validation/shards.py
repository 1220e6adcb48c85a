"""A release validated by several processes: the documents in ranges, everything that they share in each of them.

No packaged shape looks from one document into another, but for a document's label, which a mention or a retired
identifier needs; labels are in every range. A result about something that another range may describe is not believed:
then the release is validated once more as a whole.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import chain
from pathlib import Path

from osce_kg.validation.model import Report, Result, make_report
from osce_kg.validation.ranges import OWNED, Range, blocks, without_graphs
from osce_kg.validation.rust import DEFAULT_TIMEOUT, run_child, validate_written, written_hierarchy
from osce_kg.validation.shapes import ShapesGraph, load_shapes

SMALLEST = 2 * 2**20
"""Bytes of dumps, as they are stored, below which one process is as quick: about 500 documents."""

_CHILD = (sys.executable, "-P", "-m", "osce_kg.validation.ranges")


def validate_dumps(
    shapes: ShapesGraph,
    dumps: Sequence[Path],
    ids: str,
    workers: int = 1,
    timeout: float = DEFAULT_TIMEOUT,
    smallest: int = SMALLEST,
) -> Report:
    """Return the report of `shacl` over the dumps of a release: sorted canonical N-Quads, no triple twice.

    `ids` is the beginning of every thing's IRI. Ranges are only made for the packaged shapes.

    Raises:
        ValidatorError: the validator crashed, did not end in time or could not read what it was given.
    """
    size = sum(dump.stat().st_size for dump in dumps)
    if workers > 1 and size >= smallest and shapes.digest == load_shapes().digest:
        report = _validate_ranges(shapes, dumps, ids, workers, timeout)
        if not any(_may_be_elsewhere(result, ids) for result in report.results):
            return report
    whole = chain.from_iterable(map(blocks, dumps))
    return validate_written(shapes, (without_graphs(block) for block in whole), timeout)


def _may_be_elsewhere(result: Result, ids: str) -> bool:
    return any(str(result.value).startswith(f"<{ids}{kind}") for kind in OWNED)


def _validate_ranges(shapes: ShapesGraph, dumps: Sequence[Path], ids: str, workers: int, timeout: float) -> Report:
    bounds = ["", *_bounds(dumps[0], f"<{ids}{OWNED[0]}".encode(), workers), ""]
    names = tuple(str(dump.absolute()) for dump in dumps)
    beside = written_hierarchy(shapes).decode()
    with tempfile.TemporaryDirectory(prefix="osce-kg-shacl-") as folder:
        graph = Path(folder) / "shapes.nt"
        graph.write_text(shapes.ntriples, encoding="utf-8", newline="\n")

        def validated(number: int) -> Report:
            path = Path(folder) / f"{number}.json"
            Range(names, ids, bounds[number], bounds[number + 1], beside).write(path)
            data, results = path.with_suffix(".nt"), path.with_suffix(".jsonl")
            return run_child(shapes, data, graph, results, timeout, (*_CHILD, str(path)))

        with ThreadPoolExecutor(workers) as pool:
            reports = list(pool.map(validated, range(len(bounds) - 1)))
    found = [result for report in reports for result in report.results]
    return make_report(found, shapes.digest, reports[0].validator)


def _bounds(dump: Path, prefix: bytes, workers: int) -> list[str]:
    """Return the document keys at which all but the first range begin, from one key in each block of the dump."""
    keys: list[bytes] = []
    for block in blocks(dump):
        at = 0 if block.startswith(prefix) else block.find(b"\n" + prefix) + 1
        if block.startswith(prefix, at):
            keys.append(block[at + len(prefix) : block.index(b">", at)])
        elif keys:
            break
    if len(keys) < workers:
        return []
    return sorted({keys[len(keys) * number // workers].decode() for number in range(1, workers)})
