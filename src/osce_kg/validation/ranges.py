"""One range of a release's documents as N-Triples, with everything that documents share.

Called as `python -m osce_kg.validation.ranges RANGE.json DATA.nt SHAPES.nt RESULTS.jsonl`, it writes the range and lets
`shacl` validate it, in that process: see `child`. Like it, this imports no more than it needs.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import chain
from pathlib import Path

from osce_kg.dump import open_lines
from osce_kg.validation.child import main as validate_files

OWNED = ("document/", "quotation/", "evidence/", "graph/document/")
"""What of an IRI stands before a document's key."""

_BLOCK = 1 << 18
_GRAPH = re.compile(rb" <[^<>\s]*> \.\n")
_LABEL = re.compile(rb"^<[^>]*> <http://www\.w3\.org/2000/01/rdf-schema#label> .*\n", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Range:
    """The documents whose keys sort from `first` to before `last`, without an end where that is empty.

    `ids` is the beginning of every thing's IRI; `beside` are N-Triples lines that are put beside.
    """

    dumps: tuple[str, ...]
    ids: str
    first: str
    last: str
    beside: str

    def write(self, path: Path) -> None:
        """Write this for the process that validates it."""
        path.write_text(json.dumps(asdict(self)), encoding="utf-8")

    def triples(self) -> Iterator[bytes]:
        """Yield the range in blocks of N-Triples lines."""
        prefixes = [f"<{self.ids}{kind}".encode() for kind in OWNED]
        for block in chain.from_iterable(blocks(Path(dump)) for dump in self.dumps):
            yield from self._of_block(block, prefixes)
        yield self.beside.encode()

    def _of_block(self, block: bytes, prefixes: Sequence[bytes]) -> Iterator[bytes]:
        last = block.rfind(b"\n", 0, len(block) - 1) + 1
        for prefix in prefixes:
            if block.startswith(prefix) and block.startswith(prefix, last):
                yield from self._of_owned(block, prefix, is_document=prefix is prefixes[0])
                return
        if not any(prefix in block for prefix in prefixes):
            yield without_graphs(block)
            return
        for line in block.splitlines(keepends=True):
            mine = next((prefix for prefix in prefixes if line.startswith(prefix)), None)
            if mine is None:
                yield without_graphs(line)
            else:
                yield from self._of_owned(line, mine, is_document=mine is prefixes[0])

    def _of_owned(self, block: bytes, prefix: bytes, *, is_document: bool) -> Iterator[bytes]:
        start = first_from(block, prefix + self.first.encode())
        end = first_from(block, prefix + self.last.encode()) if self.last else len(block)
        if start < end:
            yield without_graphs(block[start:end])
        if is_document:
            for others in (block[:start], block[max(start, end) :]):
                if others:
                    yield b"".join(_LABEL.findall(without_graphs(others)))


def blocks(dump: Path) -> Iterator[bytes]:
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


def without_graphs(block: bytes) -> bytes:
    """Return N-Quads lines, of which each names a graph, as N-Triples."""
    # Four fifths of a release are evidence, in one graph: cutting that one out is many times as quick.
    end = block.index(b"\n") + 1
    graph = block[block.rindex(b" <", 0, end) : end]
    if block.count(graph) == block.count(b"\n"):
        return block.replace(graph, b" .\n")
    return _GRAPH.sub(b" .\n", block)


def first_from(lines: bytes, bound: bytes) -> int:
    """Return the offset of the first of some sorted lines that is not before `bound`."""
    if not lines or lines[lines.rfind(b"\n", 0, len(lines) - 1) + 1 :] < bound:
        return len(lines)
    low, high = 0, len(lines)
    while low < high:
        middle = max(low, lines.rfind(b"\n", 0, (low + high) // 2) + 1)
        end = lines.index(b"\n", middle) + 1
        if lines[middle:end] < bound:
            low = end
        else:
            high = middle
    return low


def main(description: str, data: str, shapes: str, results: str) -> int:
    """Write a range and validate it; return 2 with a message if it cannot be read."""
    raw = json.loads(Path(description).read_text(encoding="utf-8"))
    chosen = Range(**{**raw, "dumps": tuple(raw["dumps"])})
    with Path(data).open("wb") as file:
        file.writelines(chosen.triples())
    return validate_files(data, shapes, results)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
