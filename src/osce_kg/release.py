"""An immutable release directory: what it holds, how it is written, verified, opened and switched to.

    releases/
      current -> {digest}             switched atomically
      {digest}/
        manifest.json                 SHA-256 and size per file, counts per graph, and a seal over these
        dump.nq  text.nq              sorted canonical N-Quads; text apart because it is the OSCE's
        ontology/ shapes/ queries/    as they were at the build
        report.json                   findings, quarantined inputs, counts
        pages.jsonl                   page text per capture, so that evidence can be shown (not with --no-body)

The name is SHA-256 over the two dumps, the ontology, the shapes and the queries: same inputs, same name. Report
and page texts are in the manifest but not in the name: they speak of containers and folders.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path

from osce_kg.errors import ReleaseError
from osce_kg.resources import resource_files

FORMAT = 1
CURRENT = "current"
DUMP, TEXT, PAGES, REPORT, MANIFEST = "dump.nq", "text.nq", "pages.jsonl", "report.json", "manifest.json"
_NAMED = (DUMP, TEXT)
_FOLDERS = {"ontology": "*.ttl", "shapes": "*.ttl", "queries": "*.rq"}


@dataclass(frozen=True, slots=True)
class FileEntry:
    """Digest and size in bytes of one file of a release."""

    sha256: str
    size: int


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
        with self.pages.open(encoding="utf-8") as lines:
            for line in lines:
                if sha256 in line[:90]:
                    record = json.loads(line)
                    if record["sha256"] == sha256:
                        return str(record["text"])
        return None


@dataclass(slots=True)
class ReleaseContent:
    """What a build hands over to be written: lines without newlines, sorted and distinct."""

    dump: list[str]
    text: list[str]
    report: Mapping[str, object]
    version: str
    base: str
    documents: int
    graphs: Counter[str] = field(default_factory=Counter)
    pages: Iterable[tuple[str, str]] = ()
    families: Counter[str] = field(default_factory=Counter)


def write_release(content: ReleaseContent, releases: Path) -> Release:
    """Write a release next to the others, verify it, and return it; `current` is not touched.

    A release of the same digest that is already there and whole is kept as it is.

    Raises:
        ReleaseError: the folder cannot be written, or what was written does not verify.
    """
    try:
        releases.mkdir(parents=True, exist_ok=True)
        staging = Path(tempfile.mkdtemp(prefix=".building-", dir=releases))
    except OSError as error:
        raise ReleaseError(f"cannot write to {releases}: {error.strerror}; choose another -o folder") from error
    try:
        digest = _fill(staging, content)
        target = releases / digest
        if target.exists() and _whole(target):
            shutil.rmtree(staging)
            return open_release(target)
        if target.exists():
            shutil.rmtree(target)
        staging.chmod(0o755)
        staging.rename(target)
        _sync(releases)
        return open_release(target)
    except OSError as error:
        message = f"the release could not be written to {releases}: {error.strerror}; the current one is untouched"
        raise ReleaseError(message) from error
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def _fill(staging: Path, content: ReleaseContent) -> str:
    _write(staging / DUMP, content.dump)
    _write(staging / TEXT, content.text)
    for folder, pattern in _FOLDERS.items():
        (staging / folder).mkdir()
        for source in resource_files(folder, pattern):
            _write_bytes(staging / folder / source.name, source.read_bytes())
    digest = release_digest(staging)
    lines = (
        json.dumps({"sha256": sha, "text": text}, ensure_ascii=False, separators=(",", ":"))
        for sha, text in content.pages
    )
    _write(staging / PAGES, lines)
    _write_json(staging / REPORT, content.report)
    files = {
        path.relative_to(staging).as_posix(): FileEntry(file_digest(path), path.stat().st_size)
        for path in sorted(staging.rglob("*"))
        if path.is_file()
    }
    quads = len(content.dump) + len(content.text)
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


def release_digest(folder: Path, known: Mapping[str, str] | None = None) -> str:
    """Return SHA-256 over `name NUL sha256 LF` of dumps, ontology, shapes and queries, sorted by name.

    `known` are digests by name that were reckoned just now: dumps are large.
    """
    reckoned = known or {}
    named = [folder / name for name in _NAMED]
    named += [path for sub, pattern in _FOLDERS.items() for path in (folder / sub).glob(pattern)]
    names = sorted(path.relative_to(folder).as_posix() for path in named)
    lines = [f"{name}\0{reckoned.get(name) or file_digest(folder / name)}\n" for name in names]
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def seal(manifest: Mapping[str, object]) -> str:
    """Return SHA-256 over what a manifest says, in canonical JSON: no other digest covers counts and base IRI."""
    canonical = json.dumps(manifest, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def open_release(path: Path) -> Release:
    """Return the release at `path`, verified file by file.

    Raises:
        ReleaseError: there is none, a file is missing, changed or unexpected, or the format is another.
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
    if release_digest(folder, {name: entry.sha256 for name, entry in manifest.files.items()}) != manifest.digest:
        raise ReleaseError(f"damaged release {folder.name}: its files do not add up to its digest; rebuild it")


def _whole(folder: Path) -> bool:
    try:
        open_release(folder)
    except ReleaseError:
        return False
    return True


def switch(release: Release, releases: Path) -> bool:
    """Make `release` the current one, atomically. Return whether that changed anything.

    Raises:
        ReleaseError: the link cannot be written.
    """
    link = releases / CURRENT
    if link.is_symlink() and link.readlink() == Path(release.path.name):
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


def file_digest(path: Path) -> str:
    """Return the SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _write(path: Path, lines: Iterable[str]) -> None:
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(f"{line}\n" for line in lines)
        file.flush()
        os.fsync(file.fileno())


def _write_bytes(path: Path, content: bytes) -> None:
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _write_json(path: Path, value: object) -> None:
    _write_bytes(path, _json(value))


def _json(value: object) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
