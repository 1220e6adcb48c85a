"""What a build is asked for, what it gives back, and who is told how far it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from osce_kg.captures import Options
from osce_kg.converters.document import DocumentOptions
from osce_kg.iris import DEFAULT_BASE
from osce_kg.release import Release
from osce_kg.report import BuildReport

WORK = ".build"
"""Folder beside the releases for what a build needs while it runs and what the next one may use again."""


Stop = Callable[[], bool]
"""Whether the build has been told to stop. It is asked where stopping does no harm, several times a second."""


def never() -> bool:
    """Return that nobody wants the build to stop."""
    return False


class Progress(Protocol):
    """Told of a stage (`read`, `join`, `validate`, `write`) how many things are done, and what part from 0 to 1."""

    def __call__(self, stage: str, done: int, part: float | None = None, quarantined: int = 0) -> None: ...


def silent(stage: str, done: int, part: float | None = None, quarantined: int = 0) -> None:
    """Tell nobody."""
    del stage, done, part, quarantined


@dataclass(frozen=True, slots=True)
class BuildOptions:
    """What a build is asked for. `reference` is a folder of registries, by default the packaged one. `note` is a
    sentence for the description of the release.

    `scheduler` is the address of a Dask cluster that reads the captures. Without `resume` nothing that an earlier
    build has read is used. `tables` asks for the tables in CSV and Parquet, `search` for an index, `changes`
    for what changed since the current release.
    """

    inputs: tuple[str, ...]
    releases: Path
    workers: int = 1
    base: str = DEFAULT_BASE
    note: str = ""
    documents: DocumentOptions = field(default_factory=DocumentOptions)
    containers: Options = field(default_factory=Options)
    reference: Path | None = None
    switch: bool = True
    resume: bool = True
    scheduler: str | None = None
    tables: bool = False
    search: bool = True
    changes: bool = False


@dataclass(frozen=True, slots=True)
class BuildOutcome:
    """The release that was written, whether `current` changed to it, and the report."""

    release: Release
    switched: bool
    report: BuildReport
