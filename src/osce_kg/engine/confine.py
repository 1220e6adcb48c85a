"""What the kernel is asked to hold a process to: its parent's life, its memory, its files, no network.

Linux only. Each call says whether it took effect where the system may refuse it.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import resource
import signal
from pathlib import Path

_PR_SET_PDEATHSIG = 1
_PR_SET_NO_NEW_PRIVS = 38
_CLONE_NEWUSER = 0x10000000
_CLONE_NEWNET = 0x40000000
_OPEN_FILES = 1_024

_libc = ctypes.CDLL(None, use_errno=True)


def die_with_parent(parent: int) -> None:
    """Be killed when the thread that started this process ends; end at once if `parent` is gone already."""
    _libc.prctl(_PR_SET_PDEATHSIG, int(signal.SIGKILL), 0, 0, 0)
    if os.getppid() != parent:
        os._exit(1)


def leave_network() -> bool:
    """Move this process into an empty network namespace. Children inherit it. Needs a single thread.

    Root may; others where the system lets them make user namespaces.
    """
    _libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    return any(_libc.unshare(flags) == 0 for flags in (_CLONE_NEWNET, _CLONE_NEWUSER | _CLONE_NEWNET))


def limit_memory(extra_bytes: int) -> None:
    """Let the address space grow by this much and no more; what would need more aborts."""
    inherited = memory_pages()[0] * resource.getpagesize()
    _lower(resource.RLIMIT_AS, inherited + extra_bytes)


def limit_files() -> None:
    """Write no core dumps, hold few files open."""
    _lower(resource.RLIMIT_CORE, 0)
    _lower(resource.RLIMIT_NOFILE, _OPEN_FILES)


def volunteer_for_the_kernel() -> None:
    """If the machine runs out of memory, this process is the first to go."""
    with contextlib.suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("1000")


def step_back(pid: int, niceness: int) -> None:
    """Let all threads of a process yield to others."""
    with contextlib.suppress(OSError):
        for thread in Path(f"/proc/{pid}/task").iterdir():
            os.setpriority(os.PRIO_PROCESS, int(thread.name), niceness)


def memory_pages() -> tuple[int, int]:
    """Return the address space and the resident memory of this process, in pages."""
    size, resident = Path("/proc/self/statm").read_text().split()[:2]
    return int(size), int(resident)


def resident_bytes() -> int:
    """Return the resident memory of this process in bytes."""
    return memory_pages()[1] * resource.getpagesize()


def _lower(kind: int, limit: int) -> None:
    hard = resource.getrlimit(kind)[1]
    bound = limit if hard == resource.RLIM_INFINITY else min(limit, hard)
    resource.setrlimit(kind, (bound, bound))
