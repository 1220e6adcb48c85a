"""What is noted of one request while it is answered, for the access log and the metrics."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

from starlette.types import Scope

KEY = "osce_kg.exchange"


@dataclass(slots=True)
class Exchange:
    """One request. `outcome` is `ok` or the slug of a problem; `query` is the query's short hash."""

    client: str = ""
    release: str = ""
    query: str | None = None
    rows: int | None = None
    outcome: str = "ok"
    cached: bool = False
    status: int = 0
    sent: int = 0
    started: float = field(default_factory=time.perf_counter)


def exchange_of(scope: Scope) -> Exchange:
    """Return the notes on a request; the first who asks begins them."""
    found: Exchange | None = scope.get(KEY)
    if found is None:
        found = scope[KEY] = Exchange()
    return found
