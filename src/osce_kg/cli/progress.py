"""Progress of long work: a bar with rate and time left on a terminal, plain lines in a log."""

from __future__ import annotations

import sys
import time
from types import TracebackType

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn, TimeRemainingColumn

_STAGES = {
    "read": "reading captures",
    "join": "joining documents",
    "validate": "validating documents",
    "sort": "sorting documents",
    "write": "writing release, quads",
    "load": "sending quads",
    "count": "counting graphs",
}
_EVERY = 15.0
"""Seconds between two lines about one stage in a log."""


class BuildProgress:
    """Called with a stage, how much of it is done and, where known, which part that is. Writes to standard error."""

    def __init__(self) -> None:
        self._bar: Progress | None = None
        if sys.stderr.isatty():
            self._bar = Progress(
                TextColumn("{task.description}"),
                BarColumn(),
                TextColumn("{task.fields[done]:,}"),
                TextColumn("{task.fields[rate]}"),
                TimeElapsedColumn(),
                TimeRemainingColumn(),
                TextColumn("{task.fields[aside]}"),
                console=Console(stderr=True),
            )
        self._started = time.monotonic()
        self._begun = self._told = self._started
        self._stage = ""
        self._task: TaskID | None = None
        self._done = 0
        self._aside = 0

    def __enter__(self) -> BuildProgress:
        if self._bar:
            self._bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._finish()
        if self._bar:
            self._bar.stop()

    def __call__(self, stage: str, done: int, part: float | None = None, quarantined: int = 0) -> None:
        """Report that `done` things of a stage are done, `part` of it from 0 to 1, so many of them quarantined."""
        now = time.monotonic()
        if stage != self._stage:
            self._finish()
            self._stage, self._begun, self._told = stage, now, now
            if self._bar:
                name = _STAGES.get(stage, stage)
                self._task = self._bar.add_task(name, total=None, done=0, rate="", aside="")
        self._done, self._aside = done, quarantined
        if self._bar and self._task is not None:
            total = None if part is None else 1.0
            aside = f"{quarantined:,} quarantined" if quarantined else ""
            self._bar.update(self._task, total=total, completed=part or 0, done=done, rate=self._rate(now), aside=aside)
        elif now - self._told >= _EVERY:
            self._told = now
            left = f", {(now - self._begun) * (1 - part) / part:.0f} s left" if part else ""
            self._tell(f", {self._rate(now)}{left}")

    def _rate(self, now: float) -> str:
        seconds = now - self._begun
        return f"{self._done / seconds:,.0f}/s" if seconds > 0.5 else ""

    def _tell(self, more: str = "") -> None:
        seconds = time.monotonic() - self._started
        aside = f", {self._aside:,} quarantined" if self._aside else ""
        name = _STAGES.get(self._stage, self._stage)
        sys.stderr.write(f"[{seconds:6.1f} s] {name}: {self._done:,}{more}{aside}\n")

    def _finish(self) -> None:
        if not self._stage:
            return
        if self._bar and self._task is not None:
            self._bar.update(self._task, total=1.0, completed=1.0)
        else:
            self._tell()
        self._stage = ""
