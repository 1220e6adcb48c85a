"""The access log: one line of JSON per request on standard error, written aside.

Standard error may be a pipe that nobody reads. So lines are handed to a thread; when it cannot write as fast
as they come, lines are dropped and counted, and no request waits.
"""

from __future__ import annotations

import json
import os
import threading
import time
from collections import deque

from osce_kg.server.exchange import Exchange

_HELD_LINES = 20_000
_FLUSH_SECONDS = 0.2


class AccessLog:
    """Writes lines to a file descriptor until closed."""

    def __init__(self, descriptor: int) -> None:
        self.dropped = 0
        self._descriptor = descriptor
        self._lines: deque[bytes] = deque()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._write, name="access-log", daemon=True)
        self._thread.start()

    def note(self, method: str, path: str, exchange: Exchange, seconds: float) -> None:
        """Log one request. The query is named by its hash: what people ask is theirs."""
        if len(self._lines) >= _HELD_LINES:
            self.dropped += 1
            return
        line = {
            "time": round(time.time(), 3),
            "client": exchange.client,
            "method": method,
            "path": path,
            "status": exchange.status,
            "ms": round(seconds * 1000, 2),
            "bytes": exchange.sent,
            "outcome": exchange.outcome,
            "release": exchange.release[:12],
        }
        if exchange.query is not None:
            line |= {"query": exchange.query, "rows": exchange.rows, "cached": exchange.cached}
        self._lines.append(json.dumps(line).encode() + b"\n")

    def close(self) -> None:
        """Write what is left, waiting a second for it at most."""
        self._stop.set()
        self._thread.join(1.0)

    def _write(self) -> None:
        while not self._stop.wait(_FLUSH_SECONDS) or self._lines:
            batch: list[bytes] = []
            while self._lines and len(batch) < 1_000:
                batch.append(self._lines.popleft())
            data = b"".join(batch)
            try:
                while data:
                    data = data[os.write(self._descriptor, data) :]
            except OSError:
                self.dropped += len(batch)
