"""What may happen to a file on a disk. Each writes a damaged copy and returns whether it could differ."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path


def truncated(source: Path, target: Path) -> bool:
    """Keep the first half."""
    shutil.copyfile(source, target)
    size = target.stat().st_size
    with target.open("r+b") as file:
        file.truncate(size // 2)
    return size > 0


def shortened(source: Path, target: Path) -> bool:
    """Drop the last byte."""
    shutil.copyfile(source, target)
    size = target.stat().st_size
    with target.open("r+b") as file:
        file.truncate(max(0, size - 1))
    return size > 0


def flipped(source: Path, target: Path) -> bool:
    """Flip one bit in the middle."""
    shutil.copyfile(source, target)
    size = target.stat().st_size
    with target.open("r+b") as file:
        file.seek(size // 2)
        byte = file.read(1)
        file.seek(size // 2)
        file.write(bytes([byte[0] ^ 1]) if byte else b"")
    return size > 0


def lengthened(source: Path, target: Path) -> bool:
    """Add a line end."""
    shutil.copyfile(source, target)
    with target.open("ab") as file:
        file.write(b"\n")
    return True


def deleted(source: Path, target: Path) -> bool:
    """Write nothing."""
    del source, target
    return True


DAMAGES: tuple[Callable[[Path, Path], bool], ...] = (truncated, shortened, flipped, lengthened, deleted)
