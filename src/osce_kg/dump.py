"""Dumps: canonical N-Quads in order, as Zstandard frames one after the other.

A file of frames is one Zstandard file for every reader (RFC 8878, section 3: frames concatenate), and a frame that a
worker has compressed is copied into place as it is. The digest of a dump is that of its lines, not of its frames.
"""

from __future__ import annotations

import hashlib
import io
import os
from collections.abc import Generator, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from heapq import heapify, heappop, heappush
from pathlib import Path
from typing import BinaryIO, cast

import zstandard

LEVEL = 3
_MAGIC = b"\x28\xb5\x2f\xfd"  # RFC 8878, section 3.1.1
SUFFIX = ".zst"
_PENDING_BYTES = 8 * 2**20
_READ_BYTES = 2**20
_HASH_BYTES = 4 * 2**20
_GALLOP_BYTES = 1024


@dataclass(frozen=True, slots=True)
class Frame:
    """A file that holds one frame of sorted lines: its first and last line, and how many bytes and lines it has."""

    path: Path
    first: bytes
    last: bytes
    size: int
    lines: int

    def read(self) -> bytes:
        """Return its lines."""
        return zstandard.ZstdDecompressor().decompress(self.path.read_bytes(), max_output_size=self.size)


def write_frame(path: Path, blocks: Sequence[bytes]) -> Frame:
    """Write blocks of sorted lines, each with its newline, as one frame; there must be at least one line."""
    size = sum(map(len, blocks))
    compressor = zstandard.ZstdCompressor(level=LEVEL)
    with path.open("wb") as file, compressor.stream_writer(file, size, closefd=False) as frame:
        for block in blocks:
            frame.write(block)
    return Frame(path, first_line(blocks[0]), last_line(blocks[-1]), size, sum(block.count(b"\n") for block in blocks))


def first_line(lines: bytes) -> bytes:
    """Return the first of some lines, with its newline."""
    return lines[: lines.index(b"\n") + 1]


def last_line(lines: bytes) -> bytes:
    """Return the last of some lines, with its newline."""
    return lines[lines.rfind(b"\n", 0, -1) + 1 :]


@dataclass(frozen=True, slots=True)
class Written:
    """What a dump holds: SHA-256 and size in bytes of its lines, and how many lines there are."""

    sha256: str
    size: int
    lines: int


class DumpWriter:
    """Writes a dump from lines and frames that come in order. Use as a context manager; then ask `written`.

    Lines are hashed in a thread of their own, one part behind: both release Python's lock.
    """

    def __init__(self, path: Path) -> None:
        self._file = path.open("wb")
        self._digest = hashlib.sha256()
        self._pending: list[bytes] = []
        self._held = 0
        self._size = 0
        self._lines = 0
        self._hashing = ThreadPoolExecutor(1)
        self._hashed: Future[None] | None = None

    def __enter__(self) -> DumpWriter:
        return self

    def __exit__(self, *_: object) -> None:
        with self._file, self._hashing:
            self._flush()
            if not self._size:
                # Some readers of Zstandard take a file without a frame for a damaged one.
                self._file.write(zstandard.ZstdCompressor(level=LEVEL).compress(b""))
            self._file.flush()
            os.fsync(self._file.fileno())

    @property
    def written(self) -> Written:
        """What was written so far."""
        if self._hashed:
            self._hashed.result()
        return Written(self._digest.hexdigest(), self._size, self._lines)

    def add(self, part: bytes | Frame) -> None:
        """Append lines, or a frame, whose file is not needed any more afterwards."""
        if isinstance(part, bytes):
            self._count(part)
            self._lines += part.count(b"\n")
            self._pending.append(part)
            self._held += len(part)
            if self._held >= _PENDING_BYTES:
                self._flush()
            return
        self._flush()
        content = part.path.read_bytes()
        with zstandard.ZstdDecompressor().stream_reader(content) as lines:
            while piece := lines.read(_HASH_BYTES):
                self._count(piece)
        self._lines += part.lines
        self._file.write(content)

    def _count(self, lines: bytes) -> None:
        if self._hashed:
            self._hashed.result()
        self._hashed = self._hashing.submit(self._digest.update, lines)
        self._size += len(lines)

    def _flush(self) -> None:
        if self._pending:
            self._file.write(zstandard.ZstdCompressor(level=LEVEL).compress(b"".join(self._pending)))
            self._pending.clear()
            self._held = 0


def rdf_extension(path: Path) -> str:
    """Return the extension that names the RDF format, lower case without dot: `nq` of `dump.nq.zst` too."""
    name = path.name.removesuffix(SUFFIX) if path.suffix == SUFFIX else path.name
    return Path(name).suffix.removeprefix(".").lower()


def open_lines(path: Path) -> BinaryIO:
    """Return a stream of the bytes of a file, of its content if it begins like Zstandard, whatever its name.

    Raises:
        OSError: there is no such file, or it cannot be read. Damage shows while reading, as `zstandard.ZstdError`.
    """
    file = path.open("rb")
    magic = file.read(len(_MAGIC))
    file.seek(0)
    if magic != _MAGIC:
        return file
    unpacked = zstandard.ZstdDecompressor().stream_reader(file, read_size=_READ_BYTES, read_across_frames=True)
    return cast("BinaryIO", unpacked)


def read_lines(path: Path) -> Generator[bytes, None, None]:
    """Yield the lines of a dump, each with its newline."""
    with open_lines(path) as stream:
        yield from io.BufferedReader(cast("io.RawIOBase", stream), _READ_BYTES)


@dataclass(slots=True)
class _Run:
    """Sorted lines of which those from offset `at` on are still to come."""

    lines: bytes
    at: int = 0

    def head(self) -> bytes:
        return self.lines[self.at : self.lines.index(b"\n", self.at) + 1]

    def take_below(self, bound: bytes | None) -> bytes:
        """Return the lines before `bound`, all if there is none, and at least one; go past them."""
        start, self.at = self.at, len(self.lines) if bound is None else self._first_from(bound)
        return self.lines[start : self.at]

    def _first_from(self, bound: bytes) -> int:
        """Return the offset of the first line that is not before `bound`, of those after the next line."""
        lines, size = self.lines, len(self.lines)
        low = lines.index(b"\n", self.at) + 1
        high, step = size, _GALLOP_BYTES
        # Runs are long or very short, so steps double before they are halved.
        while (probe := lines.find(b"\n", low + step) + 1) and probe < size:
            if lines[probe : lines.index(b"\n", probe) + 1] >= bound:
                high = probe
                break
            low, step = probe, step * 2
        while high - low > _GALLOP_BYTES:
            probe = lines.find(b"\n", (low + high) // 2) + 1
            if probe >= high:
                break
            if lines[probe : lines.index(b"\n", probe) + 1] >= bound:
                high = probe
            else:
                low = probe
        while low < high and lines[low : lines.index(b"\n", low) + 1] < bound:
            low = lines.index(b"\n", low) + 1
        return low


def merge_sorted(blocks: Iterable[bytes | Frame]) -> Iterator[bytes | Frame]:
    """Yield the lines of blocks and frames, each sorted in itself, in the order of all, equal lines once.

    A frame that no other block reaches into is passed on unread: what is merged costs, not what there is.
    """
    heap: list[tuple[bytes, int, _Run | Frame]] = []
    for number, block in enumerate(blocks):
        if isinstance(block, Frame):
            heap.append((block.first, number, block))
        elif block:
            heap.append((first_line(block), number, _Run(block)))
    heapify(heap)
    last = b""
    while heap:
        first, number, source = heappop(heap)
        bound = heap[0][0] if heap else None
        if isinstance(source, Frame):
            if first > last and (bound is None or source.last < bound):
                yield source
                last = source.last
                continue
            source = _Run(source.read())
        if first == last:
            source.at += len(first)
        else:
            taken = source.take_below(bound)
            yield taken
            last = last_line(taken)
        if source.at < len(source.lines):
            heappush(heap, (source.head(), number, source))
