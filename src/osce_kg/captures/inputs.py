"""User inputs (files, folders, globs, URLs) → container files in a fixed order."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import BinaryIO, cast

from osce_kg.captures.model import Damaged, Skipped, Source
from osce_kg.captures.remote import files_at
from osce_kg.errors import UsageError

_GLOB = frozenset("*?[")


def sources(inputs: Sequence[str]) -> Iterator[Source | Skipped | Damaged]:
    """Yield each container file once: inputs in the given order, folders and globs sorted by path.

    Raises:
        UsageError: an input does not exist or matches nothing. Raised before anything is yielded.
    """
    for name in inputs:
        if not _is_url(name) and not _matches(name):
            raise UsageError(f"input {name!r} does not exist; give a file, a folder, a glob or a URL")
    seen: set[Path] = set()
    for name in inputs:
        for item in _expand(name):
            if isinstance(item, Path):
                real = item.resolve()
                if real not in seen:
                    seen.add(real)
                    yield _file(item)
            else:
                yield item


def _is_url(name: str) -> bool:
    return "://" in name


def _matches(name: str) -> list[str]:
    if Path(name).exists() or Path(name).is_symlink():
        return [name]
    return _globbed(name) if _GLOB & set(name) else []


def _globbed(pattern: str) -> list[str]:
    anchor = Path(pattern).anchor
    relative = pattern[len(anchor) :]
    try:
        return sorted(str(path) for path in Path(anchor).glob(relative))
    except (ValueError, NotImplementedError) as error:
        raise UsageError(f"glob {pattern!r} cannot be used: {error}") from error


def _expand(name: str) -> Iterator[Path | Source | Damaged]:
    if _is_url(name):
        yield from _remote(name)
        return
    for match in _matches(name):
        path = Path(match)
        if path.is_dir():
            yield from _folder(path)
        else:
            yield path


def _folder(folder: Path) -> Iterator[Path | Damaged]:
    unread: list[OSError] = []
    for parent, folders, files in os.walk(folder, onerror=unread.append):
        folders.sort()
        for name in sorted(files):
            yield Path(parent) / name
    for error in unread:
        yield Damaged(f"folder cannot be read: {error.strerror}", _shown(error.filename))


def _file(path: Path) -> Source | Skipped | Damaged:
    name = _shown(path)
    if path.is_symlink() and not path.exists():
        return Damaged("symbolic link leads nowhere", name)
    if not path.is_file():
        return Skipped("not-a-regular-file", name)
    return Source(name, lambda: cast("BinaryIO", path.open("rb")), path.stat().st_size, os.path.abspath(path))  # noqa: PTH100


def _shown(path: Path | str) -> str:
    """Return a path as text that can be written: bytes of a name that are not UTF-8 are escaped."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def _remote(url: str) -> Iterator[Source]:
    files = files_at(url)
    for full_name, opened in files:
        name = url if len(files) == 1 else full_name
        yield Source(name, opened, location=full_name if "::" not in url else None)
