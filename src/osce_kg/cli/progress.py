"""Progress of long work: a live line on a terminal, one plain line per stage in a log."""

from __future__ import annotations

import sys
import time
from types import TracebackType

_STAGES = {
    "read": "reading captures",
    "convert": "converting documents",
    "validate": "validating quads",
    "write": "writing release, quads",
    "load": "sending quads",
    "count": "counting graphs",
}


class BuildProgress:
    """Called with a stage and how much of it is done. Writes to standard error."""

    def __init__(self) -> None:
        self._terminal = sys.stderr.isatty()
        self._started = time.monotonic()
        self._stage = ""
        self._count = 0

    def __enter__(self) -> BuildProgress:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._finish()

    def __call__(self, stage: str, done: int) -> None:
        """Report that `done` things of a stage are done."""
        if stage != self._stage:
            self._finish()
            self._stage = stage
        self._count = done
        if self._terminal:
            sys.stderr.write(f"\r\x1b[K{self._line()}")
            sys.stderr.flush()

    def _line(self) -> str:
        seconds = time.monotonic() - self._started
        return f"[{seconds:6.1f} s] {_STAGES.get(self._stage, self._stage)}: {self._count:,}"

    def _finish(self) -> None:
        if not self._stage:
            return
        sys.stderr.write(f"\r\x1b[K{self._line()}\n" if self._terminal else f"{self._line()}\n")
        self._stage = ""
