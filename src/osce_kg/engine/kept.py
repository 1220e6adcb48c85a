"""Stores on disk that outlive the server: one for each set of dumps, opened again if no byte of it has changed.

A store is a folder that is named by what it was made from, and beside the store holds a list of its files with their
SHA-256. RocksDB opens some damaged stores as empty ones; a list that does not fit is a store that is made anew.
Whoever uses a store holds a shared lock on its list, so that nobody else clears it away.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import json
import os
import shutil
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import IO

from osce_kg.engine.store import Source
from osce_kg.release import file_digest

_PREFIX = "osce-kg-kept-"
_LIST = "files.json"
STORE = "store"
"""Name of the folder of RocksDB within that of a store."""
_OTHERS = 1  # kept beside the one that is used: the release before this one


@dataclass(frozen=True, slots=True)
class KeptStore:
    """A store on disk, its number of quads, and the lock that keeps it there until it is closed."""

    path: Path
    quads: int
    lock: IO[bytes]


def open_kept(parent: Path, source: Source) -> KeptStore | None:
    """Return the store that was kept of these dumps, None if there is none that is whole."""
    folder = _folder_of(parent, source)
    if folder is None:
        return None
    try:
        lock = (folder / _LIST).open("rb")
    except OSError:
        return None
    try:
        fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
        listed = json.loads(lock.read())
        if listed["files"] == _digests(folder / STORE):
            with contextlib.suppress(OSError):  # a folder that is only read is cleared by nobody
                os.utime(folder)
            return KeptStore(folder / STORE, int(listed["quads"]), lock)
    except (OSError, ValueError, TypeError, KeyError):  # somebody clears it away, or it is damaged
        lock.close()
        return None
    lock.close()
    return None


def keep(parent: Path, built: Path, quads: int, source: Source) -> KeptStore | None:
    """Move the folder of a new store to where it is found again, and return it.

    None where nobody knows the digests of the dumps, or another server uses a store of the same name.
    """
    folder = _folder_of(parent, source)
    if folder is None:
        return None
    listed = json.dumps({"quads": quads, "files": _digests(built / STORE)})
    (built / _LIST).write_text(listed, encoding="utf-8")
    if folder.exists() and not _clear(folder):
        return None
    lock = (built / _LIST).open("rb")
    try:
        fcntl.flock(lock, fcntl.LOCK_SH)
        built.rename(folder)
    except OSError:
        lock.close()
        return None
    return KeptStore(folder / STORE, quads, lock)


def clear_others(parent: Path, source: Source) -> None:
    """Remove stores of other dumps that nobody uses, but the one used last."""
    own = _folder_of(parent, source)
    others = [folder for folder in parent.glob(f"{_PREFIX}*") if folder != own]
    for folder in sorted(others, key=_used_at, reverse=True)[_OTHERS:]:
        _clear(folder)


def _used_at(folder: Path) -> float:
    """Return when a store was last opened, in seconds since 1970; 0 if somebody has cleared it away meanwhile."""
    try:
        return folder.stat().st_mtime
    except OSError:
        return 0.0


def _clear(folder: Path) -> bool:
    """Remove a store unless somebody uses it. Return whether it is gone."""
    try:
        with (folder / _LIST).open("r+b") as lock:  # NFS locks for one alone only what is open for writing
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(folder, ignore_errors=True)
    except FileNotFoundError:  # without a list nobody can use it
        shutil.rmtree(folder, ignore_errors=True)
    except OSError:  # it is used, or another user's, or cannot be locked
        return False
    return not folder.exists()


def _folder_of(parent: Path, source: Source) -> Path | None:
    """Return the folder of a store of these dumps, as this version of the engine makes it."""
    if len(source.digests) != len(source.paths):
        return None
    material = "\0".join((version("pyoxigraph"), *source.digests))
    return parent / f"{_PREFIX}{hashlib.sha256(material.encode()).hexdigest()[:32]}"


def _digests(folder: Path) -> dict[str, str]:
    """Return the SHA-256 of every file, read by as many threads as there are processors; none is left afterwards."""
    paths = sorted(folder.iterdir(), key=lambda path: path.stat().st_size, reverse=True)
    with ThreadPoolExecutor(os.cpu_count()) as executor:
        return dict(zip((path.name for path in paths), executor.map(file_digest, paths), strict=True))
