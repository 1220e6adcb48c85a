"""A store on disk is made once for its dumps, and opened again only as it was written."""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import pytest

from osce_kg.engine.kept import STORE, KeptStore, clear_others, keep, open_kept
from osce_kg.engine.store import Source, load_store
from osce_kg.engine.template import _sweep
from osce_kg.release import file_digest
from processes import serving, write_quads


def source_of(path: Path) -> Source:
    return Source((path,), digests=(file_digest(path),))


def built(folder: Path, source: Source) -> Path:
    """Return a folder with a new store of the source in it."""
    folder.mkdir()
    load_store(source.paths, folder / STORE)
    return folder


def kept(parent: Path, source: Source) -> KeptStore:
    found = keep(parent, built(parent / "new", source), 400, source)
    assert found is not None
    return found


@pytest.fixture
def source(tmp_path: Path) -> Source:
    return source_of(write_quads(tmp_path / "data.nq"))


@pytest.fixture
def parent(tmp_path: Path) -> Path:
    folder = tmp_path / "stores"
    folder.mkdir()
    return folder


def test_a_kept_store_is_opened_again(parent: Path, source: Source) -> None:
    assert open_kept(parent, source) is None
    kept(parent, source).lock.close()
    found = open_kept(parent, source)
    assert found is not None
    assert found.quads == len(ox.Store.read_only(str(found.path))) == 400
    found.lock.close()


def test_dumps_that_nobody_verified_have_no_kept_store(parent: Path, source: Source) -> None:
    unknown = Source(source.paths)
    assert keep(parent, built(parent / "new", source), 400, unknown) is None
    assert open_kept(parent, unknown) is None


def _longest(folder: Path) -> Path:
    return max(folder.iterdir(), key=lambda path: path.stat().st_size)


def _flip(folder: Path) -> None:
    path = _longest(folder)
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


DAMAGES: list[Callable[[Path], object]] = [
    _flip,
    lambda folder: os.truncate(_longest(folder), 100),
    lambda folder: _longest(folder).unlink(),
    lambda folder: (folder / "CURRENT").unlink(),
    lambda folder: (folder / "999999.sst").write_bytes(b"x"),
    lambda folder: (folder.parent / "files.json").write_text("{"),
    lambda folder: (folder.parent / "files.json").write_text('{"quads": 400, "files": []}'),
    lambda folder: (folder.parent / "files.json").unlink(),
    shutil.rmtree,
]


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_store_is_not_opened_and_makes_room(
    parent: Path, source: Source, damage: Callable[[Path], object]
) -> None:
    store = kept(parent, source)
    store.lock.close()
    damage(store.path)
    assert open_kept(parent, source) is None
    kept(parent, source).lock.close()
    assert open_kept(parent, source) is not None


def test_the_store_before_is_left_and_older_ones_go_unless_they_are_used(tmp_path: Path, parent: Path) -> None:
    sources = [source_of(write_quads(tmp_path / f"{count}.nq", count)) for count in (1, 2, 3, 4, 5)]
    stores = [kept(parent, source) for source in sources]
    for age, store in enumerate(reversed(stores)):
        os.utime(store.path.parent, (1_000_000_000 - age, 1_000_000_000 - age))
    used, *others = stores
    for store in others:
        store.lock.close()
    clear_others(parent, sources[-1])
    assert [store.path.exists() for store in stores] == [True, False, False, True, True]
    used.lock.close()
    clear_others(parent, sources[-1])
    assert not used.path.exists()


def test_a_store_that_is_used_is_not_replaced(parent: Path, source: Source) -> None:
    store = kept(parent, source)
    assert keep(parent, built(parent / "second", source), 400, source) is None
    assert store.path.exists()


def test_a_store_that_is_being_cleared_away_is_not_opened(parent: Path, source: Source) -> None:
    kept(parent, source).lock.close()
    [folder] = parent.iterdir()
    with (folder / "files.json").open("rb") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        assert open_kept(parent, source) is None


def test_a_store_whose_list_cannot_be_locked_is_left(parent: Path, source: Source) -> None:
    """A list that is no file stands for any that the system does not let be locked."""
    store = kept(parent, source)
    store.lock.close()
    (store.path.parent / "files.json").unlink()
    (store.path.parent / "files.json").mkdir()
    assert keep(parent, built(parent / "second", source), 400, source) is None
    assert store.path.exists()


def test_what_killed_servers_left_is_swept_up_and_what_is_in_use_elsewhere_is_not(parent: Path) -> None:
    """Servers in two containers see one folder and have one process number each, perhaps the same."""
    gone = subprocess.Popen(["true"])
    gone.wait()
    left, mine, used, other = (
        parent / f"osce-kg-store-{number}" for number in (f"{gone.pid}-a", f"{os.getpid()}-b", f"{gone.pid}-c", "1-d")
    )
    for folder in (left, mine, used, other):
        folder.mkdir()
    lock = os.open(used, os.O_RDONLY)
    fcntl.flock(lock, fcntl.LOCK_SH)
    _sweep(parent)
    assert [folder.exists() for folder in (left, mine, used, other)] == [False, False, True, True]
    os.close(lock)
    _sweep(parent)
    assert list(parent.iterdir()) == [other]


@pytest.mark.skipif(os.getuid() == 0, reason="root writes to any folder")
def test_a_folder_that_is_only_read_is_served_from(tmp_path: Path, parent: Path) -> None:
    data = write_quads(tmp_path / "data.nq")
    kept(parent, source_of(data)).lock.close()
    parent.chmod(0o555)
    try:
        with serving([data], tmp_path, store="disk", store_directory=parent) as tree:
            assert tree.ask("ASK {}").status_code == 200
    finally:
        parent.chmod(0o755)


def test_the_server_finds_its_store_again_and_makes_a_damaged_one_anew(tmp_path: Path, parent: Path) -> None:
    data = write_quads(tmp_path / "data.nq")
    made = []
    for start in range(3):
        with serving([data], tmp_path, store="disk", store_directory=parent) as tree:
            answer = tree.ask("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")
            assert answer.json()["results"]["bindings"][0]["n"]["value"] == "400"
            tree.end()
        [folder] = parent.iterdir()
        made.append((folder / "files.json").stat().st_ino)
        if start == 1:
            _flip(folder / STORE)
    assert made[0] == made[1] != made[2]
