"""Counters of the server in the Prometheus text format (version 0.0.4)."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
_BOUNDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0)
_ROUTES = frozenset(
    [
        "sparql",
        "id",
        "page",
        "data",
        "ontology",
        "shapes",
        "queries",
        "dumps",
        "dataset",
        "report",
        "health",
        "metrics",
        "static",
        "browse",
    ]
)

Labels = tuple[tuple[str, str], ...]
Sample = tuple[str, str, str, Mapping[Labels, float]]
"""Name, type, help, and the values by labels."""


class Metrics:
    """Requests by route and status, by outcome, and how long they took."""

    def __init__(self) -> None:
        self._requests: Counter[tuple[str, int]] = Counter()
        self._outcomes: Counter[str] = Counter()
        self._buckets = [0] * (len(_BOUNDS) + 1)
        self._seconds = 0.0
        self._sent = 0

    def observe(self, path: str, status: int, outcome: str, seconds: float, sent: int) -> None:
        """Count one request."""
        self._requests[route(path), status] += 1
        self._outcomes[outcome] += 1
        self._buckets[bisect_left(_BOUNDS, seconds)] += 1
        self._seconds += seconds
        self._sent += sent

    def render(self, more: Iterable[Sample] = ()) -> str:
        """Return all counters as text."""
        lines: list[str] = []
        requests: dict[Labels, float] = {
            (("route", r), ("status", str(s))): float(n) for (r, s), n in sorted(self._requests.items())
        }
        outcomes: dict[Labels, float] = {(("outcome", name),): float(n) for name, n in sorted(self._outcomes.items())}
        samples: list[Sample] = [
            ("osce_kg_requests_total", "counter", "Requests by route and status.", requests),
            ("osce_kg_outcomes_total", "counter", "Requests by outcome: ok, or a type of problem.", outcomes),
            ("osce_kg_sent_bytes_total", "counter", "Bytes of bodies sent.", {(): float(self._sent)}),
            *more,
        ]
        for name, kind, text, values in samples:
            lines += [f"# HELP {name} {text}", f"# TYPE {name} {kind}"]
            lines += [f"{name}{_labels(labels)} {value:.17g}" for labels, value in values.items()]
        name = "osce_kg_request_seconds"
        lines += [f"# HELP {name} Seconds from request to the end of its answer.", f"# TYPE {name} histogram"]
        total = 0
        for bound, count in zip((*_BOUNDS, "+Inf"), self._buckets, strict=True):
            total += count
            lines.append(f'{name}_bucket{{le="{bound}"}} {total}')
        lines += [f"{name}_sum {self._seconds:.6f}", f"{name}_count {total}"]
        return "\n".join(lines) + "\n"


def route(path: str) -> str:
    """Return the first segment of a path if the server knows it, `landing` for the first page, else `other`."""
    first = path[1:].partition("/")[0]
    if first in _ROUTES:
        return first
    return "landing" if path == "/" else "other"


def _labels(labels: Labels) -> str:
    if not labels:
        return ""
    escaped = ((name, value.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")) for name, value in labels)
    return "{" + ",".join(f'{name}="{value}"' for name, value in escaped) + "}"
