"""Files of a release on their way out: only as long as they are what the manifest says.

A release is verified when it is opened. A disk, or a hand, may change its files afterwards. So a file is reckoned
again before it is given out, unless the system says that nobody has touched it since, and looked at once more before
its last bytes leave.
"""

from __future__ import annotations

import asyncio
import hashlib
import os
import re
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TypeVar

from starlette.responses import FileResponse
from starlette.types import Message, Receive, Scope, Send

from osce_kg.errors import ReleaseError
from osce_kg.server import problems
from osce_kg.server.answers import Broken
from osce_kg.server.exchange import exchange_of
from osce_kg.server.problems import ProblemError

_RANGE = re.compile(rb"bytes=([0-9]{0,18})-([0-9]{0,18})")
_SETTLED_SECONDS = 2.0  # clocks of file systems are coarse: a file that changed just now may change again unseen

Signature = tuple[int, int, int, int, int]
T = TypeVar("T")


class Published:
    """Knows the SHA-256 of files and folders of files, and which of them were found whole."""

    def __init__(self, digests: Mapping[Path, str]) -> None:
        self._digests = digests
        self._known: dict[Path, Signature] = {}
        self._reckoning = threading.Lock()  # a dump is large: those who ask for it at once wait for one

    def verify(self, *paths: Path) -> None:
        """Return if these files, and all files in these folders, are whole. What nobody vouches for is let pass.

        Raises:
            ProblemError: one of them was changed, is missing, or has come since.
        """
        for path in paths:
            inside = [known for known in self._digests if known.parent == path]
            if inside and path.is_dir() and {file for file in path.iterdir() if file.is_file()} != set(inside):
                raise _damaged(path.name)
            for file in inside or [path]:
                self._verify(file)

    def signature(self, path: Path) -> Signature:
        """Return what changes when a file does.

        Raises:
            ProblemError: it is gone.
        """
        try:
            return _signature(path.stat())
        except OSError as error:
            raise _damaged(path.name) from error

    def _verify(self, path: Path) -> None:
        expected = self._digests.get(path)
        if expected is None or self._known.get(path) == self.signature(path):
            return
        with self._reckoning:
            if self._known.get(path) != self.signature(path):
                self._reckon(path, expected)

    def _reckon(self, path: Path, expected: str) -> None:
        try:
            with path.open("rb") as file:
                before = os.fstat(file.fileno())
                found = hashlib.file_digest(file, "sha256").hexdigest()
                after = os.fstat(file.fileno())
        except OSError as error:
            raise _damaged(path.name) from error
        if found != expected or _signature(before) != _signature(after):
            raise _damaged(path.name)
        if abs(time.time() - max(after.st_mtime, after.st_ctime)) > _SETTLED_SECONDS:
            self._known[path] = _signature(after)


async def read_whole(published: Published, read: Callable[[Path], T], path: Path) -> T:
    """Return what is read of a file or folder that is whole, afterwards too.

    Raises:
        ProblemError: it is damaged.
    """

    def reading() -> T:
        found = read(path)
        published.verify(path)
        return found

    try:
        return await asyncio.to_thread(reading)
    except (OSError, ValueError, ReleaseError):
        await asyncio.to_thread(published.verify, path)  # tells why, if it is damaged
        raise


class PublishedFile(FileResponse):
    """A file that was found whole. It breaks off before its end if it changes meanwhile."""

    def __init__(self, published: Published, path: Path, headers: Mapping[str, str], media_type: str) -> None:
        super().__init__(path, headers={**headers, "Accept-Ranges": "bytes"}, media_type=media_type)
        self._published = published
        self._file = path
        self._signature = published.signature(path)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the file.

        Raises:
            Broken: it has changed, or is shorter than it was.
        """

        async def watched(message: Message) -> None:
            if message["type"] == "http.response.body" and not message.get("more_body"):
                try:
                    changed = self._published.signature(self._file) != self._signature
                except ProblemError:
                    changed = True
                if changed:
                    exchange_of(scope).outcome = problems.DAMAGED.slug
                    raise Broken
            await send(message)

        await super().__call__(scope, receive, watched)


def whole_or_range(scope: Scope, size: int) -> None:
    """Drop a Range that is not one part of a file in bytes: the whole may be answered to it (RFC 9110, section 14.2).

    Raises:
        ProblemError: the part begins behind the end of the file.
    """
    ranges = [value for name, value in scope["headers"] if name == b"range"]
    match = _RANGE.fullmatch(ranges[0]) if len(ranges) == 1 else None
    first, last = (match[1], match[2]) if match else (b"", b"")
    if (first or last) and not (first and last and int(first) > int(last)):
        if int(first) < size if first else int(last):
            return
        if not any(name == b"if-range" for name, _ in scope["headers"]):
            raise ProblemError(problems.RANGE, f"the file has {size:,} bytes", {"Content-Range": f"bytes */{size}"})
    scope["headers"] = [pair for pair in scope["headers"] if pair[0] != b"range"]


def _signature(found: os.stat_result) -> Signature:
    return found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns


def _damaged(name: str) -> ProblemError:
    return ProblemError(problems.DAMAGED, f"{name} is not what this release was published with")
