"""An immutable release directory: what it holds, how it is written, verified, opened and switched to.

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
        tables/                       CSV and Parquet with their codebook, if they were asked for
        pages.sqlite                  page text per capture, so that evidence can be shown (not with --no-body)

The name is SHA-256 over the two dumps, uncompressed, the ontology, the shapes and the queries: same inputs, same name.
Report, findings and page texts are in the manifest but not in the name: they speak of containers and folders. Nor is
what is made of the dumps.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterable, Mapping
from contextlib import closing
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

import zstandard

from osce_kg.dump import SUFFIX, DumpWriter, Frame, Written
from osce_kg.errors import ReleaseError
from osce_kg.resources import resource_files

FORMAT = 2
CURRENT = "current"
DUMP, TEXT = "dump.nq.zst", "text.nq.zst"
PAGES, REPORT, FINDINGS, MANIFEST = "pages.sqlite", "report.json", "findings.jsonl.zst", "manifest.json"
DATASET, TABLES = "dataset.ttl", "tables"
_STAGING = ".building-"
_DIGEST = re.compile("[0-9a-f]{64}")
_NAMED = (DUMP, TEXT)
_DOWNLOADED = re.compile(rf"{TABLES}/|reference\.|{DATASET}\Z|(dump|text)\.nq")
_FOLDERS = {"ontology": "*.ttl", "shapes": "*.ttl", "queries": "*.rq"}


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


PageTexts = Iterable[tuple[str, bytes]]
"""Digest of a capture and its page text, UTF-8 in a Zstandard frame; in the order of the digests."""


@dataclass(slots=True)
class ReleaseContent:
    """What a build hands over to be written. `dump` and `text` are sorted, distinct lines in blocks or frames."""

    dump: Iterable[bytes | Frame]
    text: Iterable[bytes | Frame]
    report: Mapping[str, object]
    version: str
    base: str
    documents: int
    graphs: Mapping[str, int] = field(default_factory=dict)
    pages: PageTexts | None = None
    families: Mapping[str, int] = field(default_factory=dict)
    findings: Path | None = None
    more: Callable[[Path, Mapping[str, FileEntry], str], Mapping[str, FileEntry]] | None = None
    """Writes further files into the folder, told the others and the digest, and returns theirs by name."""


def write_release(content: ReleaseContent, releases: Path) -> Release:
    """Write a release next to the others, verify it, and return it; `current` is not touched.

    A release of the same digest that is already there and whole is kept as it is.

    Raises:
        ReleaseError: the folder cannot be written, or what was written does not verify.
    """
    try:
        releases.mkdir(parents=True, exist_ok=True)
        staging = Path(tempfile.mkdtemp(prefix=_STAGING, dir=releases))
    except OSError as error:
        raise ReleaseError(f"cannot write to {releases}: {error.strerror}; choose another -o folder") from error
    try:
        digest = _fill(staging, content)
        target = releases / digest
        if target.exists() and _whole(target):
            shutil.rmtree(staging)
            return open_release(target)
        staging.chmod(0o755)
        # A damaged one may be current, so it is gone for two renames only, not while a whole folder is removed.
        damaged = releases / f"{_STAGING}damaged-{os.getpid()}"
        if target.exists() or target.is_symlink():
            target.rename(damaged)
        staging.rename(target)
        _sync(releases)
        _remove(damaged)
        return open_release(target)
    except (OSError, sqlite3.Error) as error:
        why = error.strerror if isinstance(error, OSError) else error
        message = f"the release could not be written to {releases}: {why}; the current one is untouched"
        raise ReleaseError(message) from error
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def remove_remains(releases: Path) -> None:
    """Remove what builds that were killed have left. Only the one build that may write there calls this."""
    for left in (*releases.glob(f"{_STAGING}*"), *releases.glob(f".{CURRENT}-*")):
        _remove(left)


def _remove(path: Path) -> None:
    """Remove a folder, file or link if that can be done."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
        return
    with contextlib.suppress(OSError):
        path.unlink()


def _fill(staging: Path, content: ReleaseContent) -> str:
    dumps = {DUMP: _write_dump(staging / DUMP, content.dump), TEXT: _write_dump(staging / TEXT, content.text)}
    for folder, pattern in _FOLDERS.items():
        (staging / folder).mkdir()
        for source in resource_files(folder, pattern):
            _write_bytes(staging / folder / source.name, source.read_bytes())
    if content.pages is not None:
        _write_pages(staging / PAGES, content.pages)
    if content.findings is not None:
        shutil.copyfile(content.findings, staging / FINDINGS)
        _sync(staging / FINDINGS)
    _write_json(staging / REPORT, content.report)
    files = {
        path.relative_to(staging).as_posix(): file_entry(path) for path in sorted(staging.rglob("*")) if path.is_file()
    }
    for name, written in dumps.items():
        files[name] = replace(files[name], content_sha256=written.sha256, content_size=written.size)
    digest = release_digest(files)
    if content.more is not None:
        files.update(content.more(staging, dict(files), digest))
    quads = sum(written.lines for written in dumps.values())
    graphs = dict(sorted(content.graphs.items()))
    families = dict(sorted(content.families.items()))
    manifest = Manifest(digest, content.version, content.base, quads, content.documents, graphs, files, families)
    described = asdict(manifest)
    _write_json(staging / MANIFEST, described | {"seal": seal(described)})
    for path in staging.rglob("*"):
        if path.is_dir():
            _sync(path)
    _sync(staging)
    return digest


def release_digest(files: Mapping[str, FileEntry]) -> str:
    """Return SHA-256 over `name NUL sha256 LF` of dumps, ontology, shapes and queries, sorted by name.

    A dump goes by its name without `.zst` and by the digest of its lines.
    """
    lines = []
    for name, entry in files.items():
        if name in _NAMED:
            lines.append(f"{name.removesuffix(SUFFIX)}\0{entry.content_sha256}\n")
        elif name.partition("/")[0] in _FOLDERS:
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
        if text != _json(raw):
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


def _whole(folder: Path) -> bool:
    try:
        open_release(folder)
    except ReleaseError:
        return False
    return True


def current_digest(releases: Path) -> str | None:
    """Return the digest of the release that is current, or None if there is none in this folder."""
    link = releases / CURRENT
    if not link.is_symlink():
        return None
    target = link.readlink()
    return target.name if target == Path(target.name) and _DIGEST.fullmatch(target.name) else None


def switch(release: Release, releases: Path) -> bool:
    """Make `release` the current one, atomically. Return whether that changed anything.

    Raises:
        ReleaseError: the link cannot be written.
    """
    link = releases / CURRENT
    if current_digest(releases) == release.path.name:
        return False
    fresh = releases / f".{CURRENT}-{os.getpid()}"
    try:
        fresh.unlink(missing_ok=True)
        fresh.symlink_to(release.path.name)
        fresh.replace(link)
        _sync(releases)
    except OSError as error:
        raise ReleaseError(f"cannot switch {link}: {error.strerror}; the old release stays current") from error
    return True


def file_entry(path: Path) -> FileEntry:
    """Return what a manifest says of a file."""
    return FileEntry(file_digest(path), path.stat().st_size)


def file_digest(path: Path) -> str:
    """Return the SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _write_dump(path: Path, parts: Iterable[bytes | Frame]) -> Written:
    with DumpWriter(path) as dump:
        for part in parts:
            dump.add(part)
            if isinstance(part, Frame):
                part.path.unlink()
    return dump.written


def _write_pages(path: Path, pages: PageTexts) -> None:
    with closing(sqlite3.connect(path)) as file:
        file.execute("PRAGMA journal_mode = OFF")
        file.execute("PRAGMA synchronous = OFF")
        file.execute("CREATE TABLE pages (sha256 TEXT PRIMARY KEY, text BLOB NOT NULL) WITHOUT ROWID")
        file.executemany("INSERT INTO pages VALUES (?, ?)", pages)
        file.commit()
    _sync(path)


def _write_bytes(path: Path, content: bytes) -> None:
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _write_json(path: Path, value: object) -> None:
    _write_bytes(path, _json(value))


def _json(value: object) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
