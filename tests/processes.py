"""The command `osce-kg serve` as users run it, and its tree of processes."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import httpx

PATIENCE = 60.0  # seconds; tests run on slow machines that others use, too
SERVE = "from osce_kg.cli.serve import serve; serve()"


def eventually(condition: Callable[[], bool], seconds: float = PATIENCE) -> bool:
    """Return whether the condition comes true in time."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.02)
    return condition()


def status_of(pid: int) -> tuple[int, str] | None:
    """Return parent and state letter of a process, None if it is gone."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None
    return int(fields[1]), fields[0]


def children_of(pid: int) -> list[int]:
    """Return the direct children of a process, zombies included."""
    found = []
    for entry in Path("/proc").iterdir():
        status = status_of(int(entry.name)) if entry.name.isdigit() else None
        if status and status[0] == pid:
            found.append(int(entry.name))
    return found


def is_alive(pid: int) -> bool:
    """Whether a process runs; zombies do not."""
    status = status_of(pid)
    return status is not None and status[1] != "Z"


@dataclass(frozen=True, slots=True)
class Tree:
    """A running server."""

    process: subprocess.Popen[str]
    url: str
    log: Path
    client: httpx.Client = field(repr=False)

    @property
    def template(self) -> int:
        """The process id of the process that holds the store: the newest child."""
        return max(children_of(self.process.pid))

    @property
    def workers(self) -> list[int]:
        return children_of(self.template)

    @property
    def all_pids(self) -> list[int]:
        """The server, its templates, their workers."""
        templates = children_of(self.process.pid)
        return [self.process.pid, *templates, *(pid for template in templates for pid in children_of(template))]

    def ask(self, text: str, **parameters: str) -> httpx.Response:
        """Return the answer to a query sent by POST."""
        return self.client.post("/sparql", data={"query": text, **parameters})

    def metric(self, name: str) -> float:
        """Return a sample of /metrics, by its name with labels."""
        lines = self.client.get("/metrics").text.splitlines()
        return next((float(line.rpartition(" ")[2]) for line in lines if line.rpartition(" ")[0] == name), 0.0)

    def end(self, number: signal.Signals = signal.SIGTERM) -> int:
        """Send a signal and return the exit code."""
        self.process.send_signal(number)
        return self.process.wait(PATIENCE)


@contextlib.contextmanager
def serving(sources: Sequence[Path], folder: Path, *, command: str = SERVE, **settings: object) -> Iterator[Tree]:
    """Run `osce-kg serve` with settings until the block ends; its standard error is a file in the folder."""
    names = {f"OSCE_KG_{name.upper()}": str(value) for name, value in settings.items()}
    log = folder / "stderr.txt"
    arguments = [sys.executable, "-c", command, *map(str, sources), "--port", "0"]
    with log.open("w") as errors:
        process = subprocess.Popen(
            arguments, env=os.environ | names, stdout=subprocess.PIPE, stderr=errors, text=True, cwd=folder
        )
    assert process.stdout is not None
    try:
        lines = [process.stdout.readline(), process.stdout.readline()]
        assert lines[1].startswith("http"), (lines, log.read_text())
        url = lines[1].split()[0].rstrip("/")
        with httpx.Client(base_url=url, timeout=PATIENCE) as client:
            assert eventually(lambda: client.get("/health/live").status_code == 200)
            yield Tree(process, url, log, client)
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


def write_quads(path: Path, count: int = 400) -> Path:
    """Write as many quads of one property, each with a subject of its own."""
    path.write_text("".join(f'<http://e.org/s{i}> <http://e.org/p> "{i}" .\n' for i in range(count)))
    return path
