"""What is given to be checked: a release, RDF files or captures; of these, perhaps only what changed in git."""

from __future__ import annotations

import glob
import os
import subprocess
from collections.abc import Iterable, Iterator, Sequence, Set
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
        return Inputs(rdf=rdf, captures=captures)
    changed = _changed(changed_since)
    present = {path for path in changed if path.is_file()}
    paths = [path for name in names for path in _matches(name)]
    rdf, captures = _by_kind(paths, present)
    roots = [_real(Path(path)) for path in paths]
    left = sum(any(path.is_relative_to(root) for root in roots) for path in changed - present)
    return Inputs(rdf=rdf, captures=captures, partial=True, left=left)


def _by_kind(names: Iterable[str], only: Set[Path] | None = None) -> tuple[tuple[Path, ...], tuple[str, ...]]:
    """Return RDF files and captures, of those alone that `only` names by their real paths if there is one."""
    rdf: list[Path] = []
    captures: list[str] = []
    for name in names:
        if not Path(name).is_dir():
            if only is None or _real(Path(name)) in only:
                rdf += [Path(name)] if _is_rdf(Path(name)) else []
                captures += [] if _is_rdf(Path(name)) else [name]
            continue
        files = [file for file in _files(Path(name)) if only is None or _real(file) in only]
        inside = [file for file in files if _is_rdf(file) and rdf_format_name(file) not in _AMBIGUOUS]
        rdf += inside
        others = [str(file) for file in files if not _is_rdf(file) or rdf_format_name(file) in _AMBIGUOUS]
        # A folder that is whole is left to the containers, which tell what in it cannot be read.
        captures += [name] if only is None and not inside else others
    return tuple(rdf), tuple(captures)


def _matches(name: str) -> list[str]:
    """Return the files or folders that an input names, which may be a glob."""
    found = [name] if Path(name).exists() else sorted(glob.glob(name, recursive=True))  # noqa: PTH207
    if not found:
        raise UsageError(f"input {name!r} does not exist here; --only-changed looks at files and folders")
    return found


def _real(path: Path) -> Path:
    """Return an absolute path without links in its folders: git tells them so; a file that is a link stays one."""
    return path.parent.resolve() / path.name if path.name not in {"", ".."} else path.resolve()


def _is_rdf(path: Path) -> bool:
    return rdf_format_name(path) is not None


def _files(folder: Path) -> Iterator[Path]:
    for parent, folders, files in os.walk(folder):
        folders.sort()
        yield from (Path(parent) / file for file in sorted(files))


def _changed(revision: str) -> set[Path]:
    """Return the files that differ from a revision, and those that git does not know yet, as absolute paths."""
    if revision.startswith("-"):
        raise UsageError(f"--only-changed: {revision!r} is no revision")
    root = Path(_git("rev-parse", "--show-toplevel").rstrip("\n")).resolve()
    differing = _git("-C", str(root), "diff", "--name-only", "-z", revision, "--")
    unknown = _git("-C", str(root), "ls-files", "--others", "--exclude-standard", "-z")
    return {_real(root / name) for name in (differing + unknown).split("\0") if name}


def _git(*arguments: str) -> str:
    try:
        done = subprocess.run(["git", *arguments], capture_output=True, check=False)
    except OSError as error:
        raise UsageError(f"--only-changed needs git: {error.strerror}") from error
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip().splitlines()
        raise UsageError(f"--only-changed: git says: {said[0] if said else 'nothing'}; is the revision fetched?")
    return os.fsdecode(done.stdout)
