"""An immutable release directory: what it holds, how it is verified and opened. `release_writing` writes and switches.

    releases/
      current -> {digest}             switched atomically
      {digest}/
        manifest.json                 SHA-256 and size per file, counts per graph, and a seal over these
        dump.nq.zst  text.nq.zst      sorted canonical N-Quads; text apart because it is the OSCE's
        ontology/ shapes/ queries/    as they were at the build
        report.json                   findings, quarantined inputs, counts
        findings.jsonl.zst            every finding, one JSON object a line
        reference.ttl reference.jsonld  the reference graph, to be read
        dataset.ttl                   description of the release: VoID and DCAT 3
        changes.rdfp.zst              what changed since the release before, as RDF Patch, if it was asked for
        tables/                       CSV and Parquet with their codebook, if they were asked for
        search/                       index for full-text search (not with --no-search)
        pages.sqlite                  page text per capture, so that evidence can be shown (not with --no-body)

The name is SHA-256 over the two dumps, uncompressed, the ontology, the shapes and the queries: same inputs, same name.
Report, findings and page texts are in the manifest but not in the name: they speak of containers and folders. Nor is
what is made of the dumps.
"""

from __future__ import annotations

import hashlib
import json
import re
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

import zstandard

from osce_kg.dump import SUFFIX
from osce_kg.errors import ReleaseError

FORMAT = 2
CURRENT = "current"
DUMP, TEXT = "dump.nq.zst", "text.nq.zst"
PAGES, REPORT, FINDINGS, MANIFEST = "pages.sqlite", "report.json", "findings.jsonl.zst", "manifest.json"
DATASET, TABLES, SEARCH, CHANGES = "dataset.ttl", "tables", "search", "changes.rdfp.zst"
_DIGEST = re.compile("[0-9a-f]{64}")
_NAMED = (DUMP, TEXT)
_DOWNLOADED = re.compile(rf"{TABLES}/|reference\.|{DATASET}\Z|(dump|text)\.nq|{CHANGES}\Z")
FOLDERS = {"ontology": "*.ttl", "shapes": "*.ttl", "queries": "*.rq"}


@dataclass(frozen=True, slots=True)
class FileEntry:
    """Digest and size in bytes of one file of a release, and of a dump's content, which is what gives the name."""

    sha256: str
    size: int
    content_sha256: str | None = None
    content_size: int | None = None


@dataclass(frozen=True, slots=True)
class Manifest:
    """What `manifest.json` says. `graphs` counts triples per kind of named graph. `families` counts the graphs of
    those kinds of which there is one for each thing, such as documents; every other kind is one graph.
    """

    digest: str
    version: str
    base: str
    quads: int
    documents: int
    graphs: Mapping[str, int]
    files: Mapping[str, FileEntry]
    families: Mapping[str, int] = field(default_factory=dict)
    format: int = FORMAT


@dataclass(frozen=True, slots=True)
class Release:
    """An opened, verified release."""

    path: Path
    manifest: Manifest

    @property
    def digest(self) -> str:
        return self.manifest.digest

    @property
    def dump(self) -> Path:
        return self.path / DUMP

    @property
    def text(self) -> Path:
        return self.path / TEXT

    @property
    def dumps(self) -> tuple[Path, ...]:
        """The files that together hold every quad."""
        return (self.dump, self.text)

    @property
    def downloads(self) -> Mapping[str, Path]:
        """The files that may be downloaded, by name: dumps, what is made of them, and the release's description."""
        names = [DUMP, TEXT, *sorted(self.manifest.files)]
        return {name: self.path / name for name in dict.fromkeys(names) if _DOWNLOADED.match(name)}

    @property
    def report(self) -> Path:
        return self.path / REPORT

    @property
    def pages(self) -> Path:
        return self.path / PAGES

    @property
    def search(self) -> Path | None:
        """The folder of the search index, None if the release was built without one."""
        return self.path / SEARCH if (self.path / SEARCH).is_dir() else None

    @property
    def ontology(self) -> Path:
        return self.path / "ontology" / "osce.ttl"

    @property
    def shapes(self) -> Path:
        return self.path / "shapes"

    @property
    def queries(self) -> Path:
        return self.path / "queries"

    @property
    def digests(self) -> Mapping[Path, str]:
        """SHA-256 of every file by its path."""
        return {self.path / name: entry.sha256 for name, entry in self.manifest.files.items()}

    def page_text(self, sha256: str) -> str | None:
        """Return the page text of a capture, or None if the release was built without texts."""
        if not self.pages.exists():
            return None
        with closing(sqlite3.connect(f"{self.pages.absolute().as_uri()}?immutable=1", uri=True)) as pages:
            row = pages.execute("SELECT text FROM pages WHERE sha256 = ?", (sha256,)).fetchone()
        return zstandard.ZstdDecompressor().decompress(row[0]).decode() if row else None


def release_digest(files: Mapping[str, FileEntry]) -> str:
    """Return SHA-256 over `name NUL sha256 LF` of dumps, ontology, shapes and queries, sorted by name.

    A dump goes by its name without `.zst` and by the digest of its lines.
    """
    lines = []
    for name, entry in files.items():
        if name in _NAMED:
            lines.append(f"{name.removesuffix(SUFFIX)}\0{entry.content_sha256}\n")
        elif name.partition("/")[0] in FOLDERS:
            lines.append(f"{name}\0{entry.sha256}\n")
    return hashlib.sha256("".join(sorted(lines)).encode()).hexdigest()


def seal(manifest: Mapping[str, object]) -> str:
    """Return SHA-256 over what a manifest says, in canonical JSON: no other digest covers counts and base IRI."""
    canonical = json.dumps(manifest, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def open_release(path: Path) -> Release:
    """Return the release at `path`, verified file by file.

    Raises:
        ReleaseError: there is none, a file is missing or changed, or the format is another.
    """
    folder = path.resolve()
    if not (folder / MANIFEST).is_file():
        inside = path / CURRENT
        hint = f"did you mean {inside}?" if (inside / MANIFEST).is_file() else "run `osce-kg build` first"
        raise ReleaseError(f"no release at {path}: {MANIFEST} is missing; {hint}")
    try:
        text = (folder / MANIFEST).read_bytes()
        raw = json.loads(text)
        if text != written_json(raw):
            raise ReleaseError(f"damaged release {path}: {MANIFEST} is not as it was written; rebuild it")
        if raw.pop("seal", None) != seal(raw):
            raise ReleaseError(f"damaged release {path}: {MANIFEST} does not fit its seal; rebuild it")
        files = {name: FileEntry(**entry) for name, entry in raw.pop("files").items()}
        manifest = Manifest(**raw, files=files)
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise ReleaseError(f"damaged release {path}: {MANIFEST} is not readable ({error}); rebuild it") from error
    if manifest.format != FORMAT:
        raise ReleaseError(f"release {path} has format {manifest.format}, this version reads {FORMAT}; rebuild it")
    _verify(folder, manifest)
    return Release(folder, manifest)


def _verify(folder: Path, manifest: Manifest) -> None:
    for name, entry in manifest.files.items():
        file = folder / name
        if not file.is_file():
            raise ReleaseError(f"damaged release {folder.name}: {name} is missing; rebuild it")
        if file.stat().st_size != entry.size or file_digest(file) != entry.sha256:
            raise ReleaseError(f"damaged release {folder.name}: {name} differs from its manifest; rebuild it")
    if release_digest(manifest.files) != manifest.digest:
        raise ReleaseError(f"damaged release {folder.name}: its files do not add up to its digest; rebuild it")


def read_report(release: Release) -> dict[str, Any]:
    """Return what the build reported; nothing if the release has no report."""
    return cast("dict[str, Any]", json.loads(release.report.read_bytes())) if release.report.is_file() else {}


def current_digest(releases: Path) -> str | None:
    """Return the digest of the release that is current, or None if there is none in this folder."""
    link = releases / CURRENT
    if not link.is_symlink():
        return None
    target = link.readlink()
    return target.name if target == Path(target.name) and _DIGEST.fullmatch(target.name) else None


def file_entry(path: Path) -> FileEntry:
    """Return what a manifest says of a file."""
    return FileEntry(file_digest(path), path.stat().st_size)


def file_digest(path: Path) -> str:
    """Return the SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def written_json(value: object) -> bytes:
    """Return JSON as the files of a release hold it."""
    return (json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()
