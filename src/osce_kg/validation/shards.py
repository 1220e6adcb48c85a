"""A release validated by several processes: the documents in ranges, everything that they share in each of them.

No packaged shape looks from one document into another, but for a document's label, which a mention or a retired
identifier needs; labels are in every range. A result about something that another range may describe is not believed:
then the release is validated once more as a whole.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from functools import partial
from itertools import chain
from pathlib import Path
from typing import BinaryIO

from osce_kg.dump import open_lines
from osce_kg.validation.model import Report, Result, make_report
from osce_kg.validation.rust import DEFAULT_TIMEOUT, run_child, validate_written, written_hierarchy
from osce_kg.validation.shapes import ShapesGraph, load_shapes

SMALLEST = 2 * 2**20
"""Bytes of dumps, as they are stored, below which one process is as quick: about 500 documents."""

_BLOCK = 1 << 18
_OWNED = (b"document/", b"quotation/", b"evidence/", b"graph/document/")
_GRAPH = re.compile(rb" <[^<>\s]*> \.\n")
_LABEL = re.compile(rb"^<[^>]*> <http://www\.w3\.org/2000/01/rdf-schema#label> .*\n", re.MULTILINE)


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
        report = _validate_ranges(shapes, dumps, ids.encode(), workers, timeout)
        if not any(_may_be_elsewhere(result, ids) for result in report.results):
            return report
    blocks = chain.from_iterable(map(_blocks, dumps))
    return validate_written(shapes, (without_graphs(block) for block in blocks), timeout)


def without_graphs(block: bytes) -> bytes:
    """Return N-Quads lines, of which each names a graph, as N-Triples."""
    # Four fifths of a release are evidence, in one graph: cutting that one out is many times as quick.
    end = block.index(b"\n") + 1
    graph = block[block.rindex(b" <", 0, end) : end]
    if block.count(graph) == block.count(b"\n"):
        return block.replace(graph, b" .\n")
    return _GRAPH.sub(b" .\n", block)


def _may_be_elsewhere(result: Result, ids: str) -> bool:
    return bool(result.value) and any(
        str(result.value).startswith(f"<{ids}{kind.decode()}") for kind in _OWNED
    )  # fmt: skip


def _blocks(dump: Path) -> Iterator[bytes]:
    """Yield a dump in blocks of whole lines."""
    rest = b""
    with open_lines(dump) as file:
        while piece := file.read(_BLOCK):
            end = piece.rfind(b"\n") + 1
            if end:
                yield rest + piece[:end]
                rest = piece[end:]
            else:
                rest += piece
    if rest:
        yield rest


def _validate_ranges(shapes: ShapesGraph, dumps: Sequence[Path], ids: bytes, workers: int, timeout: float) -> Report:
    prefixes = tuple(b"<" + ids + kind for kind in _OWNED)
    bounds = _bounds(dumps[0], prefixes[0], workers)
    with tempfile.TemporaryDirectory(prefix="osce-kg-shacl-") as folder:
        files = [Path(folder) / f"{number}.nt" for number in range(len(bounds) + 1)]
        graph = Path(folder) / "shapes.nt"
        graph.write_text(shapes.ntriples, encoding="utf-8", newline="\n")
        with ExitStack() as stack:
            ranges = [stack.enter_context(file.open("wb")) for file in files]
            for block in chain.from_iterable(map(_blocks, dumps)):
                _route(block, prefixes, bounds, ranges)
            for file in ranges:
                file.write(written_hierarchy(shapes))
        with ThreadPoolExecutor(len(files)) as pool:
            reports = list(pool.map(partial(_validated, shapes, graph, timeout), files))
    results = [result for report in reports for result in report.results]
    return make_report(results, shapes.digest, reports[0].validator)


def _validated(shapes: ShapesGraph, graph: Path, timeout: float, data: Path) -> Report:
    return run_child(shapes, data, graph, data.with_suffix(".jsonl"), timeout)


def _bounds(dump: Path, prefix: bytes, workers: int) -> list[bytes]:
    """Return the document keys at which all but the first range begin, from one key in each block of the dump."""
    keys: list[bytes] = []
    for block in _blocks(dump):
        at = 0 if block.startswith(prefix) else block.find(b"\n" + prefix) + 1
        if block.startswith(prefix, at):
            keys.append(block[at + len(prefix) : block.index(b">", at)])
        elif keys:
            break
    chosen = {keys[len(keys) * number // workers] for number in range(1, workers)} if len(keys) >= workers else set()
    return sorted(chosen)


def _route(block: bytes, prefixes: Sequence[bytes], bounds: Sequence[bytes], ranges: Sequence[BinaryIO]) -> None:
    """Write a block to the range of its documents, or to all what is no document's."""
    last = block.rfind(b"\n", 0, len(block) - 1) + 1
    for prefix in prefixes:
        if block.startswith(prefix) and block.startswith(prefix, last):
            _route_owned(block, prefix, bounds, ranges)
            return
    if any(prefix in block for prefix in prefixes):
        for line in block.splitlines(keepends=True):
            mine = next((prefix for prefix in prefixes if line.startswith(prefix)), None)
            if mine:
                _route_owned(line, mine, bounds, ranges)
            else:
                _write_all(line, ranges)
    else:
        _write_all(block, ranges)


def _write_all(block: bytes, ranges: Iterable[BinaryIO]) -> None:
    cut = without_graphs(block)
    for file in ranges:
        file.write(cut)


def _route_owned(block: bytes, prefix: bytes, bounds: Sequence[bytes], ranges: Sequence[BinaryIO]) -> None:
    rest = block
    for number, bound in enumerate((*bounds, b"")):
        at = _first_from(rest, prefix + bound) if bound else len(rest)
        mine, rest = rest[:at], rest[at:]
        if mine:
            cut = without_graphs(mine)
            ranges[number].write(cut)
            if prefix.endswith(b"/document/") and not prefix.endswith(b"graph/document/"):
                labels = b"".join(_LABEL.findall(cut))
                for other in ranges:
                    if labels and other is not ranges[number]:
                        other.write(labels)


def _first_from(lines: bytes, bound: bytes) -> int:
    """Return the offset of the first of some sorted lines that is not before `bound`."""
    if not lines or lines[lines.rfind(b"\n", 0, len(lines) - 1) + 1 :] < bound:
        return len(lines)
    low, high = 0, len(lines)
    while low < high:
        middle = lines.rfind(b"\n", 0, (low + high) // 2) + 1
        if middle < low:
            middle = low
        end = lines.index(b"\n", middle) + 1
        if lines[middle:end] < bound:
            low = end
        else:
            high = middle
    return low
