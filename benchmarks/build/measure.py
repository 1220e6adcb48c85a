"""Runs a command and watches its whole tree of processes: seconds, CPU seconds, and the most memory at once."""

from __future__ import annotations

import resource
import subprocess
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

_EVERY = 0.1


@dataclass(frozen=True, slots=True)
class Run:
    """One run of a command. Memory is in bytes, as PSS: pages that processes share count once.

    `peak` is the most of the whole tree at once, `first` the most of the command's own process, `other` the most of any
    single one of the others.
    """

    seconds: float
    cpu: float
    peak: int
    first: int
    other: int
    output: str


@dataclass(slots=True)
class _Memory:
    """The most seen so far, in bytes."""

    tree: int = 0
    first: int = 0
    other: int = 0

    def see(self, first: int, others: Sequence[int]) -> None:
        self.tree = max(self.tree, first + sum(others))
        self.first = max(self.first, first)
        self.other = max(self.other, *others, 0)


def run(command: Sequence[str]) -> Run:
    """Return what a command took.

    Raises:
        RuntimeError: it failed; the message is the end of what it said.
    """
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    started = time.monotonic()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    memory = _Memory()
    watcher = threading.Thread(target=_watch, args=(process, memory))
    watcher.start()
    output, _ = process.communicate()
    seconds = time.monotonic() - started
    watcher.join()
    if process.returncode:
        raise RuntimeError(f"{' '.join(command)}: exit {process.returncode}: {output[-1000:]}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Run(seconds, cpu, memory.tree, memory.first, memory.other, output)


def _watch(process: subprocess.Popen[str], memory: _Memory) -> None:
    while process.poll() is None:
        first, *others = map(_pss, _tree(process.pid))
        memory.see(first, others)
        time.sleep(_EVERY)


def _tree(pid: int) -> list[int]:
    found = [pid]
    for one in found:
        try:
            for task in Path(f"/proc/{one}/task").iterdir():
                found += map(int, (task / "children").read_text().split())
        except OSError:
            continue
    return found


def _pss(pid: int) -> int:
    """Return the proportional set size of a process in bytes (proc(5), smaps_rollup)."""
    try:
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024
    except OSError:
        pass
    return 0
