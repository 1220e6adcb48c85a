"""The template process: loads the store once, never evaluates, and forks workers that share its memory.

Started as `python -m osce_kg.engine.template FD` before any thread exists in it, because children forked while
threads run may deadlock. FD is a SOCK_SEQPACKET socket to the process that started it; each packet is a JSON
object. What comes in: `load` first, then `fork`, `kill` and `slow`, each with the number of a worker. What goes
out: `loaded` or `failed`, then `forked` (with the worker's socket) and `ended` (with its wait status). When the
socket ends, so does this process, and every worker with it.
"""

from __future__ import annotations

import contextlib
import fcntl
import gc
import json
import os
import select
import shutil
import signal
import socket
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import pyoxigraph

from osce_kg.engine import confine
from osce_kg.engine.kept import STORE, KeptStore, clear_others, keep, open_kept
from osce_kg.engine.store import Source, load_store, verify_store
from osce_kg.engine.worker import WorkerLimits, become_worker
from osce_kg.errors import OsceKgError, ReleaseError

PACKET_BYTES = 65_536
LONG_NICENESS = 10
_STORE_PREFIX = "osce-kg-store-"


@dataclass(frozen=True, slots=True)
class Plan:
    """What a template loads and how: files, quads promised, in memory or from disk, and what workers may use.

    `folder` is where a store on disk is made and kept. Without one it is made among the system's temporary files,
    and goes with the template. `search` is the folder of the search index, if there is one; workers open it.
    """

    paths: tuple[str, ...]
    quads: int | None
    in_memory: bool
    folder: str | None
    memory_bytes: int
    parent: int
    digests: tuple[str, ...] = ()
    search: str | None = None

    def encode(self) -> bytes:
        return json.dumps({"do": "load", **asdict(self)}).encode()

    @property
    def source(self) -> Source:
        return Source(tuple(Path(path) for path in self.paths), self.quads, self.digests)


class _Ended(Exception):
    """The other side hung up."""


def main() -> None:
    """Run as the template of the process at the other end of the socket whose number is the argument."""
    control = socket.socket(fileno=int(sys.argv[1]))
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)  # a terminal sends them to all; the parent decides
    request = json.loads(control.recv(PACKET_BYTES * 4))
    request.pop("do")
    plan = Plan(**{**request, "paths": tuple(request["paths"]), "digests": tuple(request["digests"])})
    confine.die_with_parent(plan.parent)
    isolated = confine.leave_network()
    try:
        with _opened(plan) as (open_store, count):
            gc.freeze()
            _say(control, {"is": "loaded", "quads": count, "isolated": isolated, "rss": confine.resident_bytes()})
            with contextlib.suppress(_Ended):
                _Template(control, open_store, plan).run()
    except OsceKgError as error:
        _say(control, {"is": "failed", "error": type(error).__name__, "message": str(error)})
    except OSError as error:
        _say(control, {"is": "failed", "error": "UsageError", "message": f"the store cannot be loaded: {error}"})


@contextlib.contextmanager
def _opened(plan: Plan) -> Iterator[tuple[Callable[[], pyoxigraph.Store], int]]:
    """Give the function that opens the store in a worker, and its number of quads."""
    if plan.in_memory:
        store = load_store(plan.source.paths)
        count = verify_store(store, plan.source)
        yield (lambda: store), count
        return
    parent = Path(plan.folder or tempfile.gettempdir())
    parent.mkdir(parents=True, exist_ok=True)
    _sweep(parent)
    kept = open_kept(parent, plan.source) if plan.folder else None
    if kept:
        yield from _used(kept, parent, plan.source)
        return
    folder = Path(tempfile.mkdtemp(prefix=f"{_STORE_PREFIX}{os.getpid()}-", dir=parent))
    lock = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        with contextlib.suppress(OSError):  # where a file system has no locks, none are found
            fcntl.flock(lock, fcntl.LOCK_SH)
        count = _in_child(lambda: _build_on_disk(folder, plan.source))
        kept = keep(parent, folder, count, plan.source) if plan.folder else None
        if kept:
            yield from _used(kept, parent, plan.source)
        else:
            yield _opener(folder / STORE), count
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        os.close(lock)


def _used(kept: KeptStore, parent: Path, source: Source) -> Iterator[tuple[Callable[[], pyoxigraph.Store], int]]:
    """Yield what opens a kept store, and its number of quads; it stays there meanwhile."""
    with kept.lock:
        clear_others(parent, source)
        yield _opener(kept.path), kept.quads


def _opener(path: Path) -> Callable[[], pyoxigraph.Store]:
    return lambda: pyoxigraph.Store.read_only(str(path))


def _sweep(parent: Path) -> None:
    """Remove stores whose template was killed before it could.

    In another container the same number is another process, so a folder must also be locked by nobody.
    """
    for folder in parent.glob(f"{_STORE_PREFIX}*"):
        pid = folder.name.removeprefix(_STORE_PREFIX).partition("-")[0]
        if not pid.isdigit() or (int(pid) != os.getpid() and Path("/proc", pid).exists()):
            continue
        with contextlib.suppress(OSError):
            lock = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(folder, ignore_errors=True)
            finally:
                os.close(lock)


def _build_on_disk(folder: Path, source: Source) -> int:
    load_store(source.paths, folder / STORE)
    return verify_store(pyoxigraph.Store.read_only(str(folder / STORE)), source)


def _in_child(work: Callable[[], int]) -> int:
    """Return what `work` returns in a child process: RocksDB starts threads, which must not be here.

    Raises:
        OsceKgError: what `work` raised.
        ReleaseError: the child ended without an answer.
    """
    reader, writer = os.pipe()
    parent = os.getpid()
    child = os.fork()
    if child == 0:
        os.close(reader)
        confine.die_with_parent(parent)
        try:
            outcome: dict[str, object] = {"count": work()}
        except OsceKgError as error:
            outcome = {"error": type(error).__name__, "message": str(error)}
        except OSError as error:
            outcome = {"error": "ReleaseError", "message": f"the store cannot be built: {error}"}
        os.write(writer, json.dumps(outcome).encode())
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader, "rb") as pipe:
        said = pipe.read()
    os.waitpid(child, 0)
    if not said:
        raise ReleaseError("the process that built the store on disk ended without a word; is there room and memory?")
    outcome = json.loads(said)
    if "error" in outcome:
        raise error_of(str(outcome["error"]), str(outcome["message"]))
    return int(str(outcome["count"]))


def error_of(name: str, message: str) -> OsceKgError:
    """Return the error of this package with this class name."""
    pending: list[type[OsceKgError]] = [OsceKgError]
    while pending:
        kind = pending.pop()
        if kind.__name__ == name:
            return kind(message)
        pending += kind.__subclasses__()
    return ReleaseError(message)


def _say(control: socket.socket, packet: dict[str, object], *descriptors: int) -> None:
    try:
        socket.send_fds(control, [json.dumps(packet).encode()], list(descriptors))
    except OSError as error:
        raise _Ended from error


class _Template:
    """The loop: packets from the parent, ends of children."""

    def __init__(self, control: socket.socket, open_store: Callable[[], pyoxigraph.Store], plan: Plan) -> None:
        self._control = control
        self._open_store = open_store
        self._limits = WorkerLimits(plan.memory_bytes)
        self._search = Path(plan.search) if plan.search else None
        self._children: dict[int, int] = {}  # number of the worker → process id, until it has been reaped
        self._woken, self._wake = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)

    def run(self) -> None:
        """Serve the parent until it hangs up, then end all workers.

        Raises:
            _Ended: always, in the end.
        """
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(self._wake, warn_on_full_buffer=False)
        poll = select.poll()
        poll.register(self._control, select.POLLIN)
        poll.register(self._woken, select.POLLIN)
        try:
            while True:
                for descriptor, _ in poll.poll():
                    if descriptor == self._woken:
                        os.read(self._woken, 4_096)
                        self._reap()
                    else:
                        self._obey()
        finally:
            for pid in self._children.values():
                os.kill(pid, signal.SIGKILL)
            for pid in self._children.values():
                os.waitpid(pid, 0)

    def _obey(self) -> None:
        try:
            packet = self._control.recv(PACKET_BYTES)
        except ConnectionError as error:
            raise _Ended from error
        if not packet:
            raise _Ended
        request = json.loads(packet)
        number = int(request["worker"])
        if request["do"] == "fork":
            self._fork(number)
        elif (pid := self._children.get(number)) is not None:  # not reaped, so the id is still this child's
            if request["do"] == "kill":
                os.kill(pid, signal.SIGKILL)
            else:
                confine.step_back(pid, LONG_NICENESS)

    def _fork(self, number: int) -> None:
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
        parent = os.getpid()
        try:
            pid = os.fork()
        except OSError as error:
            ours.close()
            theirs.close()
            _say(self._control, {"is": "ended", "worker": number, "status": -1, "message": str(error)})
            return
        if pid == 0:
            self._control.close()
            theirs.close()
            become_worker(ours, parent, self._limits, self._open_store, self._search)
        self._children[number] = pid
        ours.close()
        _say(self._control, {"is": "forked", "worker": number, "pid": pid}, theirs.fileno())
        theirs.close()

    def _reap(self) -> None:
        numbers = {pid: number for number, pid in self._children.items()}
        while self._children:
            pid, status = os.waitpid(-1, os.WNOHANG)
            if pid == 0:
                return
            number = numbers[pid]
            del self._children[number]
            _say(self._control, {"is": "ended", "worker": number, "status": status})


if __name__ == "__main__":
    main()
