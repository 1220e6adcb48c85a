"""What may happen to a file on a disk. Each writes a damaged copy and returns whether it could differ."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

from osce_kg.errors import ReleaseError
from osce_kg.release import open_release


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


def damaged(release: Path, folder: Path) -> list[str]:
    """Return how many damaged copies of a release were opened all the same: 0 if every damage is seen."""
    files = sorted(path.relative_to(release) for path in release.rglob("*") if path.is_file())
    silent, tried = [], 0
    for name in files:
        for damage in DAMAGES:
            copy = folder / "copy"
            shutil.copytree(release, copy, copy_function=_linked)
            damaged_file = copy / name
            damaged_file.unlink()
            if damage(release / name, damaged_file):
                tried += 1
                try:
                    open_release(copy)
                    silent.append(f"{damage.__name__} {name}")
                except ReleaseError:
                    pass
            shutil.rmtree(copy)
    return [f"{tried} damages of {len(files)} files, silent: {len(silent)} {silent}"]


def _linked(source: str, target: str) -> None:
    """Link a file, or copy it to another file system."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)
