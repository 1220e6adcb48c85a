"""The files that the server publishes beside the graph: of a release, or of plain RDF files."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from osce_kg.errors import UsageError
from osce_kg.release import Manifest, file_digest
from osce_kg.resources import resource_path


class ReleaseFiles(Protocol):
    """What the server needs of a release. Paths need not exist; what is missing is answered with 404."""

    @property
    def digest(self) -> str: ...
    @property
    def dumps(self) -> tuple[Path, ...]: ...
    @property
    def downloads(self) -> Mapping[str, Path]: ...
    @property
    def ontology(self) -> Path: ...
    @property
    def shapes(self) -> Path: ...
    @property
    def queries(self) -> Path: ...
    @property
    def report(self) -> Path: ...
    @property
    def search(self) -> Path | None: ...
    @property
    def manifest(self) -> Manifest | None: ...
    @property
    def digests(self) -> Mapping[Path, str]: ...
    def page_text(self, sha256: str) -> str | None: ...


@dataclass(frozen=True, slots=True)
class PlainFiles:
    """RDF files served without a release: with the package's ontology, shapes, queries. `digests` are SHA-256."""

    digest: str
    dumps: tuple[Path, ...]
    ontology: Path
    shapes: Path
    queries: Path
    report: Path
    search: Path | None = None
    manifest: Manifest | None = None
    digests: Mapping[Path, str] = field(default_factory=dict)

    @property
    def downloads(self) -> Mapping[str, Path]:
        """The files that may be downloaded, by name."""
        return {path.name: path for path in self.dumps}

    def page_text(self, sha256: str) -> str | None:
        """Return None: only a release holds page texts."""
        del sha256
        return None


@dataclass(frozen=True, slots=True)
class Served:
    """What is served: its files, how to say so in a line, and, of a release, its base IRI and number of quads."""

    files: ReleaseFiles
    name: str
    base: str | None = None
    quads: int | None = None


def plain_files(paths: Sequence[Path]) -> PlainFiles:
    """Return the given RDF files as something to publish; the digest is over their digests, in order.

    Without files, as in front of an endpoint, the package's documents are published, no dump and no report.

    Raises:
        UsageError: a file cannot be read.
    """
    try:
        digests = [file_digest(path) for path in paths]
    except OSError as error:
        raise UsageError(f"cannot read {error.filename}: {error.strerror}") from error
    digest = hashlib.sha256("\n".join(digests).encode()).hexdigest()
    return PlainFiles(
        digest,
        tuple(paths),
        _packaged("ontology/osce.ttl"),
        _packaged("shapes"),
        _packaged("queries"),
        Path("report.json") if not paths else paths[0].parent / "report.json",
        digests=dict(zip(paths, digests, strict=True)),
    )


def _packaged(name: str) -> Path:
    """Return the packaged file, or a path that does not exist where the package lacks it."""
    try:
        return resource_path(name)
    except UsageError:
        return Path(name)
