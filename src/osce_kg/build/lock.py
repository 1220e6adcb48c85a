"""One build at a time writes to a folder of releases. The lock is the kernel's: a killed build leaves none behind."""

from __future__ import annotations

import datetime as dt
import fcntl
import json
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from osce_kg.errors import BuildFailed, ReleaseError

FILE = "lock"


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold the lock of a folder.

    Raises:
        BuildFailed: another process holds it; the message says which, where and since when.
        ReleaseError: the lock file cannot be written, or the file system has no locks.
    """
    path = folder / FILE
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as error:
        raise ReleaseError(f"cannot write {path}: {error.strerror}; choose another -o folder") from error
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise BuildFailed(_held(path)) from error
        except OSError as error:
            raise ReleaseError(f"cannot lock {path}: {error.strerror}; choose an -o folder on another disk") from error
        os.ftruncate(descriptor, 0)
        now = dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
        os.write(descriptor, json.dumps({"pid": os.getpid(), "host": socket.gethostname(), "since": now}).encode())
        yield
        os.ftruncate(descriptor, 0)
    finally:
        os.close(descriptor)


def _held(path: Path) -> str:
    try:
        owner = json.loads(path.read_text(encoding="utf-8"))
        since = dt.datetime.fromisoformat(owner["since"])
        age = int((dt.datetime.now(dt.UTC) - since).total_seconds())
        who = f"process {owner['pid']} on {owner['host']}, for {age} s"
    except (OSError, ValueError, KeyError, TypeError):
        who = "another process"
    return f"another build writes to {path.parent.parent} ({who}); wait for it, or choose another -o folder"
