"""A container file, or a share of it, that a worker of a cluster opens itself → pages. Knows of no other container."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from osce_kg.build.reading import Batch, ReadTask, read_batch, require_same
from osce_kg.build.setup import Setup
from osce_kg.build.state import identity
from osce_kg.captures import Options, Source, open_source
from osce_kg.captures.model import Capture, Damaged, Skipped
from osce_kg.captures.remote import open_url

_AT_ONCE = 64
"""Captures that are held in memory unread."""


@dataclass(frozen=True, slots=True)
class Container:
    """A container file: its name as the user gave it, the path or URL where every machine finds it, its size.

    `size` is in bytes, 0 where it is not known.
    """

    name: str
    location: str
    size: int


@dataclass(frozen=True, slots=True)
class ContainerTask:
    """One of `shares` shares of a container: its captures number `share`, `share + shares` … counted from 0.

    `known` are identities of captures that an earlier build has read from it: they are named and not read.
    """

    setup: Setup
    container: Container
    options: Options
    known: frozenset[bytes]
    share: int
    shares: int


@dataclass(frozen=True, slots=True)
class ContainerRead:
    """What a share became. `seen` is false where the worker cannot open the file, which then has nothing else.

    `known` are identities and sources of captures that were known; `unread` is what is no capture, in the first share.
    `passed` is a digest of all captures of the container, of other shares too: shares of one file have the same.
    """

    container: Container
    share: int
    seen: bool
    batch: Batch
    passed: bytes = b""
    known: tuple[tuple[bytes, str | None], ...] = ()
    unread: tuple[Skipped | Damaged, ...] = ()


def read_container(task: ContainerTask) -> ContainerRead:
    """Return a share of a container, read.

    Raises:
        BuildFailed: this process would read it in another way than the one that builds.
    """
    require_same(task.setup)
    container = task.container
    try:
        stream = _open(container)
    except (OSError, ImportError, ValueError):
        return ContainerRead(container, task.share, False, Batch((), ()))
    captures: list[Capture] = []
    known: list[tuple[bytes, str | None]] = []
    unread: list[Skipped | Damaged] = []
    batches: list[Batch] = []
    passed = hashlib.sha256()
    number = -1
    for item in open_source(Source(container.name, lambda: stream, container.size), task.options):
        if isinstance(item, (Skipped, Damaged)):
            unread.append(item)
            continue
        number += 1
        passed.update(f"{item.info.sha256}\n".encode())
        if number % task.shares != task.share:
            continue
        if task.known and (found := identity(item)) in task.known:
            known.append((found, item.info.source))
            continue
        captures.append(item)
        if len(captures) == _AT_ONCE:
            batches.append(read_batch(ReadTask(task.setup, tuple(captures))))
            captures.clear()
    batches.append(read_batch(ReadTask(task.setup, tuple(captures))))
    told = tuple(unread) if task.share == 0 else ()
    return ContainerRead(container, task.share, True, _joined(batches), passed.digest(), tuple(known), told)


def _open(container: Container) -> BinaryIO:
    """Return the container's bytes, of a file only if it has the size that the builder saw.

    Raises:
        OSError, ImportError, ValueError: it cannot be opened here.
    """
    if "://" in container.location:
        return open_url(container.location)
    path = Path(container.location)
    if path.stat().st_size != container.size:
        raise FileNotFoundError(container.location)
    return path.open("rb")


def _joined(batches: list[Batch]) -> Batch:
    menus = {key: menu for batch in batches for key, menu in batch.menus}
    return Batch(tuple(page for batch in batches for page in batch.pages), tuple(menus.items()))
