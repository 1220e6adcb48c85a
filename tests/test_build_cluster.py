"""The same map stage on a Dask cluster of separate processes, one of which is killed in the middle."""

from __future__ import annotations

import contextlib
import dataclasses
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pytest
from benchmarks.corpus import generate
from benchmarks.corpus.writers import write_jsonl

from osce_kg import __version__
from osce_kg.build import BuildOptions, build, intake
from osce_kg.build.containers import Container, ContainerRead, ContainerTask, read_container
from osce_kg.build.executors import Inline
from osce_kg.build.extractor import extractor_digest
from osce_kg.build.reading import Batch, ReadTask
from osce_kg.build.setup import Setup
from osce_kg.build.state import identity
from osce_kg.captures import Capture, Options, open_captures
from osce_kg.converters.document import DocumentOptions
from osce_kg.errors import UsageError
from osce_kg.iris import DEFAULT_BASE
from processes import eventually

distributed = pytest.importorskip("distributed", reason="the package `distributed` is not installed")
fsspec = pytest.importorskip("fsspec", reason="the package `fsspec` is not installed")

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


def _no_batch(task: ReadTask) -> Batch:
    raise AssertionError(f"{len(task.captures)} captures were sent to a worker")


@pytest.mark.slow
def test_a_cluster_that_loses_a_worker_gives_the_same_release_and_no_capture_travels(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One file is large enough for a share to each worker; damage in it is told once."""
    monkeypatch.setattr(intake, "_SHARE_BYTES", 200_000)
    captures = tmp_path / "captures"
    captures.mkdir()
    pages = generate(400, 11)
    write_jsonl(islice(pages, 200), captures / "large.jsonl")
    with (captures / "large.jsonl").open("a", encoding="utf-8") as file:
        file.write("no JSON\n")
    for number in range(8):
        write_jsonl(islice(pages, 25), captures / f"small-{number}.jsonl")
    assert (captures / "large.jsonl").stat().st_size > 400_000
    alone = build(BuildOptions((str(captures),), tmp_path / "local"))
    local = alone.release
    monkeypatch.setattr(intake, "read_batch", _no_batch)
    read: list[int] = []
    with _cluster(tmp_path, 2) as (address, workers):

        def progress(stage: str, done: int, part: float | None = None, quarantined: int = 0) -> None:
            del part, quarantined
            if stage == "read" and not read:
                workers[0].send_signal(signal.SIGKILL)
            read.append(done)

        options = BuildOptions((str(captures),), tmp_path / "remote", scheduler=address)
        outcome = build(options, progress)
        assert workers[0].wait(10) == -signal.SIGKILL
        assert workers[1].poll() is None
        again = build(options)
    assert outcome.release.digest == local.digest
    assert outcome.release.dump.read_bytes() == local.dump.read_bytes()
    assert outcome.report.finding_counts == alone.report.finding_counts
    assert outcome.report.finding_counts["damaged-input"] == 1
    assert (again.release.digest, again.report.captures) == (local.digest, alone.report.captures)
    assert not again.switched


def test_what_workers_cannot_open_is_sent_to_them_and_told(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    corpus = tmp_path / "a.jsonl"
    write_jsonl(generate(40, 12), corpus)
    local = build(BuildOptions((str(corpus),), tmp_path / "local")).release
    with _cluster(tmp_path, 1) as (address, _), corpus.open("rb") as file:
        mine = f"/proc/self/fd/{file.fileno()}"  # to another process this is another file, or none
        outcome = build(BuildOptions((mine,), tmp_path / "remote", scheduler=address))
    assert outcome.release.digest == local.digest
    assert caplog.messages == [f"{mine}: workers cannot open it themselves, so its captures are sent to them"]


def test_a_share_whose_reading_breaks_off_is_not_lost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """The second worker finds half of the file only, of the right size."""
    corpus = tmp_path / "a.jsonl"
    write_jsonl(generate(40, 12), corpus)
    local = build(BuildOptions((str(corpus),), tmp_path / "local"))
    whole = corpus.read_bytes()

    def read(task: ContainerTask) -> ContainerRead:
        corpus.write_bytes(whole if task.share == 0 else whole[: len(whole) // 2].ljust(len(whole), b"\n"))
        made = read_container(task)
        corpus.write_bytes(whole)
        return made

    monkeypatch.setattr(intake, "_SHARE_BYTES", 1)
    monkeypatch.setattr(intake, "read_container", read)
    monkeypatch.setattr(intake, "cluster", lambda _: contextlib.nullcontext((Inline(), 2)))
    outcome = build(BuildOptions((str(corpus),), tmp_path / "remote", scheduler="here"))
    assert outcome.release.digest == local.release.digest
    assert outcome.report.finding_counts == local.report.finding_counts
    assert caplog.messages == [f"{corpus}: workers cannot open it themselves, so its captures are sent to them"]


def _refuse(_: object, path: str, **__: object) -> None:
    raise RuntimeError(f"no credentials for {path}")


def test_a_worker_without_credentials_does_not_end_the_build() -> None:
    """Its file system raises an error of its own."""
    locked = type("Locked", (fsspec.AbstractFileSystem,), {"_open": _refuse})
    fsspec.register_implementation("locked", locked, clobber=True)
    base, documents = DEFAULT_BASE, DocumentOptions()
    setup = Setup(base, documents, None, __version__, extractor_digest(None, base, documents))
    url = "locked://bucket/a.jsonl"
    assert not read_container(ContainerTask(setup, Container(url, url, 0), Options(), frozenset(), 0, 1)).seen


def test_captures_of_a_container_that_were_read_before_are_named_and_not_read(tmp_path: Path) -> None:
    corpus = tmp_path / "a.jsonl"
    write_jsonl(generate(3, 13), corpus)
    options = Options()
    first, *_ = [item for item in open_captures([str(corpus)]) if isinstance(item, Capture)]
    base, documents = DEFAULT_BASE, DocumentOptions()
    setup = Setup(base, documents, None, __version__, extractor_digest(None, base, documents))
    container = Container(str(corpus), str(corpus), corpus.stat().st_size)
    known = frozenset({identity(first)})
    made = read_container(ContainerTask(setup, container, options, known, 0, 1))
    assert (made.seen, made.known) == (True, ((identity(first), f"{corpus}#1"),))
    assert len(made.batch.pages) == 2
    other = dataclasses.replace(container, size=1)
    assert not read_container(ContainerTask(setup, other, options, known, 0, 1)).seen


def test_a_scheduler_that_does_not_answer_is_a_usage_error(sample: Path, tmp_path: Path) -> None:
    options = BuildOptions((str(sample),), tmp_path / "releases", scheduler="tcp://127.0.0.1:9")
    with pytest.raises(UsageError, match="no Dask scheduler answers"):
        build(options)
