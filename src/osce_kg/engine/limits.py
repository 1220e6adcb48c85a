"""What bounds a query, in whatever engine it is evaluated."""

from __future__ import annotations

from dataclasses import dataclass, field

from osce_kg.engine.admission import Turns
from osce_kg.engine.guard import Limits


@dataclass(frozen=True, slots=True)
class EngineLimits:
    """Bounds: seconds per query by default and at most; seconds until a query counts as long; rows and bytes of
    an answer; turns; and what the guard lets through.
    """

    timeout: float = 30.0
    max_timeout: float = 60.0
    short_seconds: float = 0.25
    max_rows: int = 1_000_000
    max_answer_bytes: int = 1 << 30
    turns: Turns = field(default_factory=Turns)
    query: Limits = field(default_factory=Limits)

    def seconds(self, asked: float | None) -> float:
        """Return the seconds of a query that asked for so many."""
        return min(asked or self.timeout, self.max_timeout)
