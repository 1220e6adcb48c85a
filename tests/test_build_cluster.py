"""The same map stage on a Dask cluster of separate processes, one of which is killed in the middle."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from benchmarks.corpus import generate
from benchmarks.corpus.writers import write_jsonl

from osce_kg.build import BuildOptions, build
from osce_kg.errors import UsageError
from processes import eventually

distributed = pytest.importorskip("distributed", reason="the package `distributed` is not installed")

pytestmark = pytest.mark.timeout(300)


@contextlib.contextmanager
def _cluster(folder: Path, workers: int) -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """Yield the address of a scheduler on loopback and its worker processes."""
    file = folder / "scheduler.json"
    environment = {**os.environ, "DASK_DISTRIBUTED__DASHBOARD__LINK": "", "PYTHONWARNINGS": "ignore"}

    def start(*command: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, "-m", "distributed.cli." + command[0], *command[1:]],
            env=environment,
            cwd=folder,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    scheduler = ("--scheduler-file", str(file))
    started = [start("dask_scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard", *scheduler)]
    try:
        assert eventually(lambda: file.is_file() and file.stat().st_size > 0)
        started += [
            start("dask_worker", "--nthreads", "1", "--no-nanny", "--no-dashboard", "--host", "127.0.0.1", *scheduler)
            for _ in range(workers)
        ]
        with distributed.Client(scheduler_file=str(file), set_as_default=False) as client:
            client.wait_for_workers(workers, timeout=60)
            address = client.scheduler.address
        yield address, started[1:]
    finally:
        for process in started:
            process.kill()
            process.wait()


def test_a_cluster_that_loses_a_worker_gives_the_same_release(tmp_path: Path) -> None:
    corpus = tmp_path / "a.jsonl"
    write_jsonl(generate(400, 11), corpus)
    local = build(BuildOptions((str(corpus),), tmp_path / "local")).release
    read: list[int] = []
    with _cluster(tmp_path, 2) as (address, workers):

        def progress(stage: str, done: int, part: float | None = None, quarantined: int = 0) -> None:
            del part, quarantined
            if stage == "read" and not read:
                workers[0].send_signal(signal.SIGKILL)
            read.append(done)

        options = BuildOptions((str(corpus),), tmp_path / "remote", scheduler=address)
        remote = build(options, progress).release
        assert workers[0].wait(10) == -signal.SIGKILL
        assert workers[1].poll() is None
    assert remote.digest == local.digest
    assert remote.dump.read_bytes() == local.dump.read_bytes()


def test_a_scheduler_that_does_not_answer_is_a_usage_error(sample: Path, tmp_path: Path) -> None:
    options = BuildOptions((str(sample),), tmp_path / "releases", scheduler="tcp://127.0.0.1:9")
    with pytest.raises(UsageError, match="no Dask scheduler answers"):
        build(options)
