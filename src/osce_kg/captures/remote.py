"""URLs of any file system that fsspec reads → files of bytes."""

from __future__ import annotations

import importlib
import io
from collections.abc import Callable
from functools import partial
from typing import Any, BinaryIO, cast

from osce_kg.errors import UsageError


def files_at(url: str) -> list[tuple[str, Callable[[], BinaryIO]]]:
    """Return the full name of each file that a URL with or without a glob means, sorted, and what opens it.

    Raises:
        UsageError: fsspec or the package for the file system is missing, or nobody may look there.
    """
    try:
        fsspec = importlib.import_module("fsspec")
    except ImportError as error:
        raise UsageError(f"reading {url!r} needs the package fsspec; install it, or download the file first") from error
    try:
        files = sorted(fsspec.open_files(url, "rb"), key=lambda file: str(file.path))
    except Exception as error:  # each file system has errors of its own, of missing credentials for one
        raise UsageError(f"cannot open {url!r}: {error}") from error
    return [(str(file.full_name), partial(_opened, file)) for file in files]


def open_url(url: str) -> BinaryIO:
    """Return the bytes of one file.

    Raises:
        ImportError: fsspec is not installed here.
        OSError: it cannot be opened here.
    """
    fsspec = importlib.import_module("fsspec")
    try:
        file = fsspec.open(url, "rb")
    except Exception as error:  # as above
        raise OSError(f"cannot open {url}: {error}") from error
    return _opened(file)


def _opened(file: Any) -> BinaryIO:
    """Return an open file with every method of one: fsspec's own cannot read a line of limited length."""
    try:
        return cast("BinaryIO", io.BufferedReader(_Raw(file.open())))
    except Exception as error:  # as above
        raise OSError(f"cannot open {file.full_name}: {error}") from error


class _Raw(io.RawIOBase):
    """A file of fsspec as an unbuffered one. What goes wrong while it is read is an OSError."""

    def __init__(self, file: Any) -> None:
        self._file = file

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        return int(self._file.seek(offset, whence))

    def tell(self) -> int:
        return int(self._file.tell())

    def readinto(self, buffer: Any) -> int:
        try:
            data = self._file.read(len(buffer))
        except Exception as error:  # as above
            raise OSError(f"reading broke off: {error}") from error
        buffer[: len(data)] = data
        return len(data)

    def close(self) -> None:
        if not self.closed:
            self._file.close()
        super().close()
