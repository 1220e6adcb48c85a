"""One build, from captures to a switched release: the folder, the lock, the report, what to tell when it fails."""

from __future__ import annotations

import dataclasses
import os
import sqlite3
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import BrokenExecutor
from itertools import chain
from pathlib import Path

from osce_kg import __version__
from osce_kg.build.lock import locked
from osce_kg.build.model import WORK, BuildOptions, BuildOutcome, Progress, Stop, never, silent
from osce_kg.build.packed import FILE, StateDamaged
from osce_kg.build.stages import Stages
from osce_kg.captures import Position, open_captures
from osce_kg.captures.model import Item
from osce_kg.errors import BuildFailed, OsceKgError, RegistryError, UsageError
from osce_kg.release import CURRENT
from osce_kg.release_writing import remove_remains
from osce_kg.report import BuildReport, write_last_build


def build(options: BuildOptions, progress: Progress = silent, stop: Stop = never) -> BuildOutcome:
    """Build a release from captures and switch to it, unless `stop` says to end before that.

    Raises:
        KeyboardInterrupt: it was told to stop; what was read is kept.
        BuildFailed: the release was not switched in; the report in `{releases}/last-build.json` says why.
        RegistryError: a reference file is wrong.
        UsageError: an input does not exist; nothing was written.
        ReleaseError: the releases folder cannot be written.
    """
    _require_folder(options.releases)
    position = Position()
    items = _opened(options, position)
    work = options.releases / WORK
    try:
        work.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        why = "it is no folder: remove it, or" if work.exists() and not work.is_dir() else f"{error.strerror};"
        raise UsageError(f"cannot write to {work}: {why} choose another -o folder") from error
    with locked(work):
        remove_remains(options.releases)
        try:
            return _reported(options, items, progress, stop, position)
        except StateDamaged:
            if not options.resume:
                raise
            position = Position()
            anew = dataclasses.replace(options, resume=False)
            return _reported(anew, _opened(options, position), progress, stop, position)


def _opened(options: BuildOptions, position: Position) -> Iterator[Item]:
    """Return the inputs' items; a path that does not exist raises now and not when something was written."""
    items = open_captures(options.inputs, options=options.containers, position=position)
    first = next(items, None)
    return iter(()) if first is None else chain([first], items)


def _reported(
    options: BuildOptions, items: Iterable[Item], progress: Progress, stop: Stop, position: Position
) -> BuildOutcome:
    """Build once, and leave the report of it beside the releases, whatever comes of it."""
    started = time.monotonic()
    report = BuildReport(version=__version__, inputs=list(options.inputs))
    try:
        return Stages(options, options.releases / WORK, report, progress, stop, position).run(items)
    except KeyboardInterrupt:
        report.outcome = "not switched: the build was stopped"
        raise
    except (BuildFailed, StateDamaged, RegistryError, UsageError) as error:
        report.outcome = f"not switched: {error}"
        raise
    except OsceKgError as error:
        report.outcome = f"not switched: {error}"
        raise BuildFailed(str(error)) from error
    except (OSError, sqlite3.OperationalError, BrokenExecutor) as error:
        report.outcome = f"not switched: {_broken_off(error, options.releases)}"
        raise BuildFailed(_broken_off(error, options.releases)) from error
    except sqlite3.DatabaseError as error:
        raise StateDamaged(f"{FILE} is damaged ({error}); build with --no-resume") from error
    finally:
        report.seconds = round(time.monotonic() - started, 3)
        write_last_build(report, options.releases)


def _broken_off(error: Exception, releases: Path) -> str:
    """Return what to tell when something below fails in the middle: a full disk, a killed worker."""
    if isinstance(error, BrokenExecutor):
        why = "a worker process died (killed, or out of memory; try fewer --workers)"
    else:
        why = f"cannot write to {releases}: {(error.strerror if isinstance(error, OSError) else None) or error}"
    return f"{why}; the current release is untouched, and what was read is kept: run the build again to go on"


def _require_folder(releases: Path) -> None:
    """Raise UsageError at once, not after a long build, if the releases cannot be written."""
    folder = next(path for path in (releases, *releases.absolute().parents) if path.exists())
    if not folder.is_dir() or not os.access(folder, os.W_OK):
        raise UsageError(f"cannot write releases to {releases}: {folder} is no folder that can be written; see -o")
    link = releases / CURRENT
    if link.exists() and not link.is_symlink():
        raise UsageError(f"{link} is no link, so nothing can be switched there: move it away, or choose another -o")
