"""Workers of a running server are killed from outside, again and again, or the server itself."""

from __future__ import annotations

import contextlib
import os
import signal
import statistics
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import httpx

from benchmarks.endpoint.engines import Running

_PATIENCE = 30.0


def kills(running: Running, text: str, right: str, number: int) -> list[str]:
    """Return how soon there was a worker again after all were killed, and whether a query was then answered rightly.

    `right` is a part of the right answer.
    """
    [template] = children_of(running.process)
    seconds, killed, wrong = [], 0, 0
    with httpx.Client(timeout=_PATIENCE) as client:
        for round_ in range(number):
            before = _settled(template)
            begun = time.perf_counter()
            for pid in before:  # some are spare: one less would not need to be replaced
                os.kill(pid, signal.SIGKILL)
            while len(set(children_of(template)) - before) < 1:
                if time.perf_counter() - begun > _PATIENCE:
                    return [f"no new worker after {_PATIENCE:g} s in round {round_}"]
                time.sleep(0.0005)
            seconds.append(time.perf_counter() - begun)
            killed += len(before)
            answer = client.post(running.endpoint, data={"query": f"{text} #{round_}"})
            wrong += answer.status_code != 200 or right not in answer.text
    time.sleep(1.0)  # the last ones killed may be on their way still
    found = sorted(seconds)
    return [
        f"{number} times all workers killed, {killed} in all; {wrong} wrong answers or refusals",
        f"the first was replaced after {statistics.median(found) * 1000:.0f} ms in the median, "
        f"{found[int(number * 0.95)] * 1000:.0f} ms at the 95th percentile, {found[-1] * 1000:.0f} ms at most",
        f"one template: {children_of(running.process) == [template]}, "
        f"zombies: {sum(_state(pid) == 'Z' for pid in children_of(template))}",
    ]


def orphans(start: Callable[[], AbstractContextManager[Running]], number: int) -> list[str]:
    """Return how soon all processes below a server were gone after it was killed; each time it is a new server."""
    seconds, below = [], set[int]()
    for round_ in range(number):
        with start() as running:
            [template] = children_of(running.process)
            below = {template, *_settled(template)}
            begun = time.perf_counter()
            os.kill(running.process, signal.SIGKILL)
            while any(_state(pid) not in ("", "Z") for pid in below):
                if time.perf_counter() - begun > _PATIENCE:
                    return [f"still there after {_PATIENCE:g} s in round {round_}"]
                time.sleep(0.0005)
            seconds.append(time.perf_counter() - begun)
    return [
        f"{number} times the server killed, {len(below)} processes below it the last time; gone after "
        f"{statistics.median(seconds) * 1000:.0f} ms in the median, {max(seconds) * 1000:.0f} ms at most"
    ]


def children_of(pid: int) -> list[int]:
    """Return the direct children of a process."""
    found: list[int] = []
    for task in Path(f"/proc/{pid}/task").iterdir():
        with contextlib.suppress(OSError):
            found += map(int, (task / "children").read_text("ascii").split())
    return found


def _settled(template: int) -> set[int]:
    """Return the workers once their number has stayed the same for a moment."""
    known: set[int] = set()
    deadline = time.monotonic() + _PATIENCE
    while time.monotonic() < deadline:
        now = set(children_of(template))
        if now and now == known:
            return now
        known = now
        time.sleep(0.05)
    raise TimeoutError("the workers come and go without end")


def _state(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()[0]
    except OSError:
        return ""
