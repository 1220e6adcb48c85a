"""Loads Oxigraph stores, in memory or on disk, and proves that what was loaded is what the files hold."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph
import zstandard

from osce_kg.dump import SUFFIX, open_lines, rdf_extension
from osce_kg.errors import InputError, ReleaseError, UsageError
from osce_kg.release import file_digest

_SENTINEL_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class Source:
    """What an engine serves: RDF files by extension; how many quads a release promises, if it is one; the SHA-256
    that the files had when they were verified, in their order, if they were.
    """

    paths: tuple[Path, ...]
    quads: int | None = None
    digests: tuple[str, ...] = ()

    @property
    def size(self) -> int:
        """Bytes of all files."""
        return sum(path.stat().st_size for path in self.paths)


def load_store(paths: Iterable[Path], into: Path | None = None) -> pyoxigraph.Store:
    """Return a store with the quads of all files; the extension names the format.

    In memory, or in the new folder `into`, compacted for reading.

    Raises:
        UsageError: a file is missing or its extension is unknown.
        InputError: a file does not parse.
    """
    store = pyoxigraph.Store() if into is None else pyoxigraph.Store(into)
    for path in paths:
        rdf_format = pyoxigraph.RdfFormat.from_extension(rdf_extension(path))
        if rdf_format is None:
            raise UsageError(f"{path}: expected an RDF file (.nq, .trig, .nt, .ttl, .rdf, .jsonld; with .zst too)")
        try:
            if path.suffix == SUFFIX:
                with open_lines(path) as stream:
                    store.bulk_load(stream, format=rdf_format)
            else:
                store.bulk_load(path=path, format=rdf_format)
        except SyntaxError as error:
            raise InputError(f"{path} is not {rdf_format.name}: {error}") from error
        except OSError as error:
            raise UsageError(f"cannot read {path}: {error.strerror or error}") from error
        except zstandard.ZstdError as error:
            raise InputError(f"{path} is not a whole Zstandard file: {error}") from error
    if into is not None:
        store.flush()
        store.optimize()
    return store


def verify_store(store: pyoxigraph.Store, source: Source) -> int:
    """Return the number of quads after checking it, and that the first and last quad of each dump are there.

    A damaged store opens as an empty one without an error; so does a wrong path. A store may be loaded long after
    its files were verified, when another one has failed.

    Raises:
        ReleaseError: quads are missing, there are more than the release promises, or a file is another by now.
    """
    for path, digest in zip(source.paths, source.digests, strict=False):
        if file_digest(path) != digest:
            raise ReleaseError(f"{path.name} has changed since it was verified; restore it, or rebuild the release")
    count = len(store)
    if source.quads is not None and (count > source.quads or (source.quads and not count)):
        raise ReleaseError(f"the store holds {count:,} quads, the release has {source.quads:,}; rebuild it")
    for path in source.paths:
        if rdf_extension(path) != "nq":
            continue
        for line in _ends(path):
            for quad in pyoxigraph.parse(line, format=pyoxigraph.RdfFormat.N_QUADS):
                if quad not in store and not _has_blank_node(quad):
                    raise ReleaseError(f"a quad of {path.name} is not in the store; rebuild the release")
    return count


def _ends(path: Path) -> Sequence[bytes]:
    """Return the first and the last line of a file, none of those that are longer than a mebibyte.

    Of a compressed file it is the first alone: to get to the last takes reading all of it.
    """
    if path.suffix == SUFFIX:
        with open_lines(path) as stream:
            head = stream.read(_SENTINEL_BYTES)
        return [head[: head.index(b"\n")]] if b"\n" in head else []
    with path.open("rb") as file:
        first = file.readline(_SENTINEL_BYTES)
        file.seek(max(0, path.stat().st_size - _SENTINEL_BYTES))
        last = file.read().rstrip(b"\n").rpartition(b"\n")[2]
    return [line for line in (first, last) if 0 < len(line) < _SENTINEL_BYTES]


def _has_blank_node(quad: pyoxigraph.Quad) -> bool:
    return any(isinstance(term, pyoxigraph.BlankNode) for term in (quad.subject, quad.object, quad.graph_name))
