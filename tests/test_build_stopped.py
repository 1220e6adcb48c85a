"""A build that is told to stop, or loses a worker: it ends soon, says what to do, and leaves nothing running."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from benchmarks.corpus import generate
from benchmarks.corpus.writers import write_jsonl

from osce_kg.build import BuildOptions, build
from osce_kg.build.lock import locked
from osce_kg.build.model import WORK
from osce_kg.errors import UsageError
from osce_kg.release import file_digest, open_release
from processes import eventually

pytestmark = pytest.mark.timeout(300)

_INTERRUPTED = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)"
COMMAND = f"{_INTERRUPTED}; from osce_kg.cli import main; main()"


def _workers(parent: int) -> list[int]:
    found = Path(f"/proc/{parent}/task/{parent}/children")
    return [int(pid) for pid in found.read_text().split()] if found.exists() else []


@pytest.fixture
def running(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """A build of many pages with two workers at work."""
    write_jsonl(generate(3000, 3), tmp_path / "a.jsonl")
    command = [sys.executable, "-c", COMMAND, "build", "a.jsonl", "--workers", "2"]
    process = subprocess.Popen(command, cwd=tmp_path, stderr=subprocess.PIPE, text=True)
    try:
        assert eventually(lambda: len(_workers(process.pid)) >= 2)
        yield process
    finally:
        process.kill()
        process.wait()


@pytest.mark.skipif(sys.platform != "linux", reason="children are found in /proc")
@pytest.mark.parametrize(("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_build_that_is_told_to_stop_says_how_to_go_on(
    running: subprocess.Popen[str], tmp_path: Path, number: signal.Signals, status: int
) -> None:
    workers = _workers(running.pid)
    running.send_signal(number)
    said = running.communicate(timeout=60)[1]
    assert running.returncode == status, said
    assert "run the build again to go on" in said
    assert "Traceback" not in said
    assert not [pid for pid in workers if Path(f"/proc/{pid}").exists()]
    last = json.loads((tmp_path / "releases" / "last-build.json").read_text(encoding="utf-8"))
    assert last["outcome"] == "not switched: the build was stopped"
    with locked(tmp_path / "releases" / WORK):
        pass


@pytest.mark.skipif(sys.platform != "linux", reason="children are found in /proc")
def test_a_worker_that_is_killed_from_outside_ends_the_build(running: subprocess.Popen[str]) -> None:
    subprocess.run(["kill", "-KILL", str(_workers(running.pid)[0])], check=True)
    said = running.communicate(timeout=60)[1]
    assert running.returncode == 1, said
    assert "a worker process died" in said


@pytest.mark.parametrize("name", ["a #1?b%41 ö", "a b\nc"])
def test_a_folder_of_releases_may_have_any_name(sample: Path, tmp_path: Path, name: str) -> None:
    release = build(BuildOptions((str(sample),), tmp_path / name)).release
    assert open_release(tmp_path / name / "current").page_text(file_digest(sample)) is not None
    assert release.path.is_dir()


def test_current_that_is_no_link_is_said_at_once(sample: Path, tmp_path: Path) -> None:
    (tmp_path / "releases" / "current").mkdir(parents=True)
    with pytest.raises(UsageError, match="is no link"):
        build(BuildOptions((str(sample),), tmp_path / "releases"))


def test_a_damaged_release_of_the_same_name_is_replaced_whatever_it_is(sample: Path, tmp_path: Path) -> None:
    release = build(BuildOptions((str(sample),), tmp_path / "releases")).release
    (release.path / "report.json").write_text("junk", encoding="utf-8")
    assert build(BuildOptions((str(sample),), tmp_path / "releases")).release.digest == release.digest
    release.path.rename(tmp_path / "elsewhere")
    release.path.write_text("a file", encoding="utf-8")
    build(BuildOptions((str(sample),), tmp_path / "releases"))
    assert open_release(release.path).digest == release.digest


def test_equal_bytes_as_html_and_text_do_not_depend_on_file_names(sample: Path, tmp_path: Path) -> None:
    digests = set()
    for folder, names in (("one", ("a.txt", "b.html")), ("two", ("b.txt", "a.html"))):
        (tmp_path / folder).mkdir()
        for name in names:
            (tmp_path / folder / name).write_bytes(sample.read_bytes())
        digests.add(build(BuildOptions((str(tmp_path / folder),), tmp_path / f"{folder}-releases")).release.digest)
    assert len(digests) == 1
