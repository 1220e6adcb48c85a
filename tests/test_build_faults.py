"""A build that is killed, or runs out of disk, at any point: the old release serves, a rerun gives the clean digest."""

from __future__ import annotations

import json
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from benchmarks.corpus import generate
from benchmarks.corpus.writers import write_jsonl

from osce_kg.build import BuildOptions, build
from osce_kg.build.model import WORK
from osce_kg.errors import BuildFailed, UsageError
from osce_kg.release import Release, open_release

pytestmark = pytest.mark.timeout(1200)

PAGES = 60
COMMAND = "import sys; from osce_kg.cli import main; main()"


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("corpus") / "a.jsonl"
    write_jsonl(generate(PAGES, 3), path)
    return path


@pytest.fixture(scope="module")
def clean(corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> Release:
    return build(BuildOptions((str(corpus),), tmp_path_factory.mktemp("clean"))).release


def _start(corpus: Path, releases: Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-c", COMMAND, "build", str(corpus), "-o", str(releases), "--workers", "2"]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)


def _serves(releases: Path, old: Release) -> bool:
    return open_release(releases / "current").digest == old.digest


def _kill(corpus: Path, releases: Path, after: float, alone: bool) -> bool:
    """Kill a build after so many seconds, the whole tree or the parent alone; return whether it still ran."""
    process = _start(corpus, releases)
    try:
        process.wait(after)
    except subprocess.TimeoutExpired:
        if alone:
            process.kill()
        else:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        return True
    return False


@pytest.mark.parametrize("points", [4, pytest.param(50, marks=pytest.mark.slow)])
def test_a_build_killed_at_any_point_leaves_the_old_release_and_can_be_run_again(
    corpus: Path, clean: Release, sample: Path, tmp_path: Path, points: int
) -> None:
    releases = tmp_path / "releases"
    old = build(BuildOptions((str(sample),), releases)).release
    started = time.monotonic()
    _start(corpus, tmp_path / "timed").wait()
    whole = time.monotonic() - started
    killed = 0
    for number in range(points):
        ran = _kill(corpus, releases, random.Random(number).uniform(0.0, whole), alone=number % 4 == 0)
        killed += ran
        current = open_release(releases / "current").digest
        assert current in {old.digest, clean.digest} if ran else current == clean.digest
        if current == clean.digest:
            build(BuildOptions((str(sample),), releases))
    assert killed >= points // 4
    assert build(BuildOptions((str(corpus),), releases)).release.digest == clean.digest
    assert [path.name for path in releases.glob(".building-*")] == []
    assert {path.name for path in (releases / WORK).iterdir()} <= {"lock", "state.sqlite"}


_STEPS = ("write", "rename", "link", "switched")


@pytest.mark.parametrize(
    "step", ["link", *(pytest.param(step, marks=pytest.mark.slow) for step in _STEPS if step != "link")]
)
def test_a_switch_that_is_killed_at_any_step_is_a_whole_one_or_none(
    corpus: Path, clean: Release, sample: Path, tmp_path: Path, step: str
) -> None:
    """A child ends itself in the middle of a step, as a machine that loses power would."""
    releases = tmp_path / "releases"
    old = build(BuildOptions((str(sample),), releases)).release
    patches = {
        "write": "R._write_json = lambda *a: os._exit(9)",
        "rename": "Path.rename = lambda *a: os._exit(9)",
        "link": "Path.replace = lambda *a: os._exit(9)",
        "switched": "R._sync = (lambda real: lambda p: (os._exit(9) if (Path(p) / 'current').exists() and "
        f"(Path(p) / 'current').readlink() != Path({old.path.name!r}) else real(p)))(R._sync)",
    }
    code = f"import os; from pathlib import Path; from osce_kg import release_writing as R; {patches[step]}; {COMMAND}"
    command = [sys.executable, "-c", code, "build", str(corpus), "-o", str(releases)]
    assert subprocess.run(command, capture_output=True, check=False).returncode == 9
    expected = clean.digest if step == "switched" else old.digest
    assert open_release(releases / "current").digest == expected
    assert build(BuildOptions((str(corpus),), releases)).release.digest == clean.digest
    assert open_release(releases / "current").digest == clean.digest


@pytest.mark.parametrize(
    "kilobytes",
    [100, 400, 1200, *(pytest.param(size, marks=pytest.mark.slow) for size in (1, 20, 200, 300, 500, 700, 900))],
)
def test_a_disk_that_fills_up_leaves_the_old_release_and_says_so(
    corpus: Path, clean: Release, sample: Path, tmp_path: Path, kilobytes: int
) -> None:
    """No file may grow over a size, which is what a full disk looks like to the writer."""
    releases = tmp_path / "releases"
    old = build(BuildOptions((str(sample),), releases)).release

    def limited() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (kilobytes * 1024, kilobytes * 1024))

    command = [sys.executable, "-c", COMMAND, "build", str(corpus), "-o", str(releases)]
    done = subprocess.run(command, capture_output=True, preexec_fn=limited, text=True, check=False)
    if done.returncode == 0:
        assert open_release(releases / "current").digest == clean.digest
        return
    assert done.returncode in {1, 2}, done.stderr
    assert "Traceback" not in done.stderr
    assert str(releases) in done.stderr
    assert _serves(releases, old)
    assert build(BuildOptions((str(corpus),), releases)).release.digest == clean.digest


def test_a_target_that_cannot_be_written_is_said_at_once(corpus: Path) -> None:
    with pytest.raises(UsageError, match="cannot write"):
        build(BuildOptions((str(corpus),), Path("/proc/releases")))


def test_a_worker_that_is_killed_ends_the_build_with_what_to_do(
    corpus: Path, clean: Release, sample: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    releases = tmp_path / "releases"
    old = build(BuildOptions((str(sample),), releases)).release
    monkeypatch.setattr("osce_kg.build.intake.read_batch", _die)
    with pytest.raises(BuildFailed, match=r"worker process died.*run the build again"):
        build(BuildOptions((str(corpus),), releases, workers=2))
    assert _serves(releases, old)
    last = json.loads((releases / "last-build.json").read_text(encoding="utf-8"))
    assert last["outcome"].startswith("not switched: a worker process died")
    monkeypatch.undo()
    assert build(BuildOptions((str(corpus),), releases, workers=2)).release.digest == clean.digest


def _die(_task: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


STRANGE: dict[str, Callable[[Path, Path], object]] = {
    "file": lambda path, _: path.write_text("x"),
    "pipe": lambda path, _: os.mkfifo(path),
    "link": lambda path, mine: path.symlink_to(mine),
    "dead link": lambda path, mine: path.symlink_to(mine / "nothing"),
    "folder": lambda path, mine: shutil.copytree(mine, path),
}


@pytest.mark.parametrize("kind", STRANGE)
def test_what_stands_where_frames_are_written_is_replaced_and_a_link_is_not_followed(
    sample: Path, sample_release: Release, tmp_path: Path, kind: str
) -> None:
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "kept.txt").write_text("kept")
    releases = tmp_path / "releases"
    (releases / WORK).mkdir(parents=True)
    STRANGE[kind](releases / WORK / "frames", mine)
    assert build(BuildOptions((str(sample),), releases)).release.digest == sample_release.digest
    assert [path.name for path in mine.iterdir()] == ["kept.txt"]
    assert {path.name for path in (releases / WORK).iterdir()} <= {"lock", "state.sqlite"}


def test_a_file_where_a_build_keeps_what_it_read_is_named(sample: Path, tmp_path: Path) -> None:
    (tmp_path / WORK).write_text("x")
    with pytest.raises(UsageError, match=f"{WORK}: it is no folder: remove it"):
        build(BuildOptions((str(sample),), tmp_path))
