"""Decides where a graph is kept: in memory if it fits the share of the machine that it may take, else on disk."""

from __future__ import annotations

import os
from pathlib import Path

from osce_kg.engine.store import Source
from osce_kg.engine.template import Plan

QUAD_BYTES = 500
"""Measured: 420 to 500 bytes of resident memory per quad."""
_BYTES_PER_DUMP_BYTE = 6.0  # where nobody says how many quads there are; short lines take that much
_PRIVATE_SHARE = 0.7  # of the store, which a worker that scans everything makes its own
_LIMITS = (Path("/sys/fs/cgroup/memory.max"), Path("/sys/fs/cgroup/memory/memory.limit_in_bytes"))


def make_plan(
    source: Source,
    *,
    store: str,
    share: float,
    workers: int,
    copies: int,
    memory_bytes: int,
    folder: Path | None,
    search: Path | None = None,
) -> Plan:
    """Return how a source is loaded. `store` is auto, memory or disk; `copies` are held at once at a switch."""
    expected = source.quads * QUAD_BYTES if source.quads is not None else source.size * _BYTES_PER_DUMP_BYTE
    needed = copies * expected * (1 + _PRIVATE_SHARE * workers)
    in_memory = store == "memory" or (store == "auto" and needed <= share * machine_memory())
    return Plan(
        tuple(str(path.resolve()) for path in source.paths),
        source.quads,
        in_memory,
        str(folder) if folder else None,
        memory_bytes,
        os.getpid(),
        source.digests,
        str(search.resolve()) if search else None,
    )


def machine_memory() -> int:
    """Return the bytes of memory that this machine, or the control group of this process, has."""
    found = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    for path in _LIMITS:
        try:
            found = min(found, int(path.read_text()))
        except (OSError, ValueError):  # no such file, or "max"
            continue
    return found
