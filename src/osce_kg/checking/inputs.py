"""What is given to be checked: a release, RDF files or captures; of these, perhaps only what changed in git."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from osce_kg.errors import UsageError
from osce_kg.release import MANIFEST, Release, open_release
from osce_kg.validation.input import rdf_format_name

_AMBIGUOUS = frozenset({"json", "xml"})
"""Extensions that in a folder may be anything; such a file is read as RDF if it is named itself."""


@dataclass(frozen=True, slots=True)
class Inputs:
    """What is checked. `partial` is whether only changed files are; `left` counts those that are gone."""

    release: Release | None = None
    rdf: tuple[Path, ...] = ()
    captures: tuple[str, ...] = ()
    partial: bool = False
    left: int = 0

    @property
    def empty(self) -> bool:
        return self.release is None and not self.rdf and not self.captures


def choose_inputs(names: Sequence[str], changed_since: str | None = None) -> Inputs:
    """Return the inputs by their kind: a release folder, RDF files by their names, captures.

    Raises:
        UsageError: a release is not alone, or git cannot tell what changed.
        ReleaseError: a release is damaged.
    """
    folders = [Path(name) for name in names if (Path(name) / MANIFEST).is_file()]
    if folders:
        if len(names) > 1 or changed_since is not None:
            raise UsageError("a release is checked alone and as a whole: give one release, or captures and RDF files")
        return Inputs(release=open_release(folders[0]))
    if changed_since is None:
        rdf, captures = _by_kind(names)
        return Inputs(rdf=tuple(rdf), captures=tuple(captures))
    changed = _changed(changed_since)
    present = {path for path in changed if path.is_file()}
    files = [str(file) for file in _files(names) if Path(os.path.abspath(file)) in present]  # noqa: PTH100
    rdf, captures = _by_kind(files)
    roots = [Path(os.path.abspath(name)) for name in names]  # noqa: PTH100
    left = sum(any(path.is_relative_to(root) for root in roots) for path in changed - present)
    return Inputs(rdf=tuple(rdf), captures=tuple(captures), partial=True, left=left)


def _by_kind(names: Iterable[str]) -> tuple[list[Path], list[str]]:
    rdf: list[Path] = []
    captures: list[str] = []
    for name in names:
        path = Path(name)
        if path.is_dir():
            inside = [file for file in _files([name]) if _is_rdf(file) and _extension(file) not in _AMBIGUOUS]
            rdf += inside
            others = [str(file) for file in _files([name]) if file not in set(inside)]
            captures += [name] if not inside else others
        elif _is_rdf(path):
            rdf.append(path)
        else:
            captures.append(name)
    return rdf, captures


def _is_rdf(path: Path) -> bool:
    return rdf_format_name(path) is not None


def _extension(path: Path) -> str:
    return rdf_format_name(path) or ""


def _files(names: Iterable[str]) -> Iterator[Path]:
    for name in names:
        path = Path(name)
        if not path.is_dir():
            yield path
            continue
        for parent, folders, files in os.walk(path):
            folders.sort()
            yield from (Path(parent) / file for file in sorted(files))


def _changed(revision: str) -> set[Path]:
    """Return the files that differ from a revision, and those that git does not know yet, as absolute paths."""
    if revision.startswith("-"):
        raise UsageError(f"--only-changed: {revision!r} is no revision")
    root = Path(_git("rev-parse", "--show-toplevel").rstrip("\n"))
    differing = _git("-C", str(root), "diff", "--name-only", "-z", revision, "--")
    unknown = _git("-C", str(root), "ls-files", "--others", "--exclude-standard", "-z")
    return {root / name for name in (differing + unknown).split("\0") if name}


def _git(*arguments: str) -> str:
    try:
        done = subprocess.run(["git", *arguments], capture_output=True, check=False)
    except OSError as error:
        raise UsageError(f"--only-changed needs git: {error.strerror}") from error
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip().splitlines()
        raise UsageError(f"--only-changed: git says: {said[0] if said else 'nothing'}; is the revision fetched?")
    return os.fsdecode(done.stdout)
