"""Writes a release next to the others, verifies it, and makes it the current one."""

from __future__ import annotations

import contextlib
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterable, Mapping
from contextlib import closing
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

from osce_kg.dump import DumpWriter, Frame, Written
from osce_kg.errors import ReleaseError
from osce_kg.iris import DEFAULT_BASE
from osce_kg.release import (
    CURRENT,
    DUMP,
    FINDINGS,
    FOLDERS,
    MANIFEST,
    PAGES,
    REPORT,
    TEXT,
    FileEntry,
    Manifest,
    Release,
    current_digest,
    file_entry,
    open_release,
    release_digest,
    seal,
    written_json,
)
from osce_kg.resources import resource_files

_STAGING = ".building-"

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


def _published(source: Path, base: str) -> bytes:
    """Return a document as it is published: the example queries ask for things of the base that the release has."""
    content = source.read_bytes()
    if source.suffix != ".rq":
        return content
    return content.replace(f"BASE <{DEFAULT_BASE}id/>".encode(), f"BASE <{base}id/>".encode())


def _fill(staging: Path, content: ReleaseContent) -> str:
    dumps = {DUMP: _write_dump(staging / DUMP, content.dump), TEXT: _write_dump(staging / TEXT, content.text)}
    for folder, pattern in FOLDERS.items():
        (staging / folder).mkdir()
        for source in resource_files(folder, pattern):
            _write_bytes(staging / folder / source.name, _published(source, content.base))
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
    _write_bytes(path, written_json(value))


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
