"""The engines under test: each is started on the same N-Quads, asked over HTTP, and ended by its process id."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

_READY_SECONDS = 1800


@dataclass(frozen=True, slots=True)
class Running:
    """An engine that answers: where, how many seconds it took from its data to the first answer, its process."""

    name: str
    endpoint: str
    seconds: float
    process: int

    @property
    def memory(self) -> int:
        """The bytes that it and its descendants hold now (proportional set size)."""
        return memory_of(self.process)


@dataclass(frozen=True, slots=True)
class Work:
    """What engines are started on: the release, its dumps, a folder for their files."""

    release: Path
    dumps: tuple[Path, ...]
    folder: Path


@contextmanager
def ours(work: Work, *, cached: bool) -> Iterator[Running]:
    """Run `osce-kg serve` on the release, as it comes but for its cache."""
    port = _free_port()
    environment = {**os.environ, "OSCE_KG_ACCESS_LOG": "false"}
    if not cached:
        environment["OSCE_KG_CACHE_BYTES"] = "0"
    command = [_script("osce-kg"), "serve", str(work.release), "--port", str(port)]
    name = "osce-kg, cached" if cached else "osce-kg"
    with _started(name, command, f"http://127.0.0.1:{port}/sparql", environment) as running:
        yield running


@contextmanager
def oxigraph_memory(work: Work) -> Iterator[Running]:
    """Run the Oxigraph server with a store in memory, filled over HTTP."""
    port = _free_port()
    command = [_script("oxigraph"), "serve", "--bind", f"127.0.0.1:{port}", "--union-default-graph"]
    with _started("Oxigraph server, memory", command, f"http://127.0.0.1:{port}/query") as running:
        started = time.monotonic()
        for dump in work.dumps:
            with dump.open("rb") as file:
                answer = httpx.post(
                    f"http://127.0.0.1:{port}/store",
                    content=iter(lambda: file.read(1 << 20), b""),
                    headers={"Content-Type": "application/n-quads"},
                    timeout=None,
                )
                answer.raise_for_status()
        yield Running(running.name, running.endpoint, running.seconds + time.monotonic() - started, running.process)


@contextmanager
def oxigraph_disk(work: Work) -> Iterator[Running]:
    """Run the Oxigraph server on a store that its own bulk loader filled and optimized."""
    location = work.folder / "oxigraph"
    started = time.monotonic()
    _run([_script("oxigraph"), "load", "--location", str(location), *_flags("--file", work.dumps)])
    _run([_script("oxigraph"), "optimize", "--location", str(location)])
    loading = time.monotonic() - started
    port = _free_port()
    command = [_script("oxigraph"), "serve-read-only", "--location", str(location), "--bind", f"127.0.0.1:{port}",
               "--union-default-graph"]  # fmt: skip
    with _started("Oxigraph server, disk", command, f"http://127.0.0.1:{port}/query") as running:
        yield Running(running.name, running.endpoint, running.seconds + loading, running.process)


@contextmanager
def rdflib_endpoint(work: Work) -> Iterator[Running]:
    """Run rdflib-endpoint as it comes, on its default store."""
    port = _free_port()
    command = [_script("rdflib-endpoint"), "serve", "--host", "127.0.0.1", "--port", str(port), *map(str, work.dumps)]
    with _started("rdflib-endpoint", command, f"http://127.0.0.1:{port}/") as running:
        yield running


@contextmanager
def virtuoso(work: Work) -> Iterator[Running]:
    """Run Virtuoso 7 of Debian, filled by its own bulk loader."""
    program, client = shutil.which("virtuoso-t"), shutil.which("isql-vt")
    if program is None or client is None:
        raise FileNotFoundError("virtuoso-t is not installed (Debian: virtuoso-opensource-7)")
    folder = work.folder / "virtuoso"
    folder.mkdir(parents=True)
    port, sql = _free_port(), _free_port()
    (folder / "virtuoso.ini").write_text(
        f"""[Database]
DatabaseFile = {folder}/virtuoso.db
ErrorLogFile = {folder}/virtuoso.log
LockFile = {folder}/virtuoso.lck
TransactionFile = {folder}/virtuoso.trx
xa_persistent_file = {folder}/virtuoso.pxa
[TempDatabase]
DatabaseFile = {folder}/virtuoso-temp.db
TransactionFile = {folder}/virtuoso-temp.trx
[Parameters]
ServerPort = 127.0.0.1:{sql}
DirsAllowed = {work.folder}, {work.dumps[0].parent.resolve()}
NumberOfBuffers = 340000
MaxDirtyBuffers = 250000
MaxCheckpointRemap = 2000
ServerThreads = 20
[HTTPServer]
ServerPort = 127.0.0.1:{port}
ServerRoot = {folder}
ServerThreads = 16
[SPARQL]
ResultSetMaxRows = 1000000
MaxQueryExecutionTime = 600
""",
        encoding="utf-8",
    )
    started = time.monotonic()
    command = [program, "-f", "-c", str(folder / "virtuoso.ini")]
    with _started("Virtuoso 7", command, f"http://127.0.0.1:{port}/sparql") as running:
        for dump in work.dumps:
            # N-Quads name their graphs; 512 is what makes the loader read them as quads.
            statement = f"DB.DBA.TTLP_MT(file_open('{dump.resolve()}'), '', 'urn:x', 512, 2);"
            _run([client, f"127.0.0.1:{sql}", "dba", "dba", f"EXEC={statement}"])
        _run([client, f"127.0.0.1:{sql}", "dba", "dba", "EXEC=checkpoint;"])
        yield Running(running.name, running.endpoint, time.monotonic() - started, running.process)


@contextmanager
def _started(
    name: str, command: Sequence[str], endpoint: str, environment: dict[str, str] | None = None
) -> Iterator[Running]:
    started = time.monotonic()
    process = subprocess.Popen(
        command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
    try:
        _wait(process, endpoint)
        yield Running(name, endpoint, time.monotonic() - started, process.pid)
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait(process: subprocess.Popen[bytes], endpoint: str) -> None:
    until = time.monotonic() + _READY_SECONDS
    while time.monotonic() < until:
        if process.poll() is not None:
            raise RuntimeError(f"{process.args!r} ended with {process.returncode}")
        try:
            if httpx.get(endpoint, params={"query": "ASK {}"}, timeout=30).status_code == 200:
                return
        except httpx.HTTPError:
            time.sleep(0.05)
    raise TimeoutError(f"{process.args!r} was not ready in {_READY_SECONDS} s")


def memory_of(pid: int) -> int:
    """Return the proportional set size of a process and its descendants, in bytes."""
    total, waiting = 0, [pid]
    while waiting:
        one = waiting.pop()
        try:
            lines = Path(f"/proc/{one}/smaps_rollup").read_text(encoding="ascii").splitlines()
            children = [task.read_text("ascii") for task in Path(f"/proc/{one}/task").glob("*/children")]
        except OSError:
            continue
        total += sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))
        waiting += [int(child) for text in children for child in text.split()]
    return total


def _script(name: str) -> str:
    """Return the command of this environment, whatever the PATH."""
    return str(Path(sys.executable).with_name(name))


def _flags(flag: str, paths: Sequence[Path]) -> list[str]:
    return [part for path in paths for part in (flag, str(path))]


def _run(command: Sequence[str]) -> None:
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
