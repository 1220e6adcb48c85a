"""A new release while the server runs: no failed answer, none of two releases; a damaged one stays outside."""

from __future__ import annotations

import json
import shutil
import signal
import sys
import threading
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from osce_kg.release import CURRENT, Release, open_release, seal
from osce_kg.release_writing import ReleaseContent, switch, write_release
from processes import PATIENCE, Tree, eventually, serving

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="releases are moved to by the pool, which needs Linux"),
    pytest.mark.timeout(400),
]

BASE = "https://w3id.org/osce-kg/"
COUNT = "SELECT (COUNT(*) AS ?n) (MIN(?o) AS ?least) (MAX(?o) AS ?most) { ?s <http://e.org/version> ?o }"
ALL = "SELECT ?s ?o { ?s <http://e.org/version> ?o }"
SUBJECTS = 300


def write(releases: Path, version: int) -> Release:
    """Write a release in which every subject has the same version."""
    lines = [f'<http://e.org/s{i:03}> <http://e.org/version> "{version}" <http://e.org/g> .' for i in range(SUBJECTS)]
    return write_release(
        ReleaseContent(["".join(f"{line}\n" for line in lines).encode()], [], {}, "1.0.0", BASE, 0), releases
    )


def move(releases: Path, release: Release) -> None:
    switch(release, releases)


def ready(tree: Tree) -> dict[str, str]:
    found: dict[str, str] = tree.client.get("/health/ready").json()
    return found


@pytest.mark.parametrize("switches", [3, pytest.param(12, marks=[pytest.mark.slow, pytest.mark.timeout(1200)])])
@pytest.mark.parametrize("store", ["memory", pytest.param("disk", marks=pytest.mark.slow)])
def test_no_answer_fails_and_none_is_mixed(tmp_path: Path, switches: int, store: str) -> None:
    releases = tmp_path / "releases"
    written = [write(releases, 100 + number) for number in range(switches + 1)]
    version_of = {release.digest: str(100 + number) for number, release in enumerate(written)}
    move(releases, written[0])
    wrong: list[str] = []
    seen: Counter[str] = Counter()
    tags: dict[str, set[str]] = {}
    stop = threading.Event()

    def ask(accept: str, text: str, see: Callable[[httpx.Response], set[str]], url: str) -> None:
        with httpx.Client(base_url=url, timeout=PATIENCE) as client:
            while not stop.is_set():
                answer = client.get("/sparql", params={"query": text}, headers={"Accept": accept})
                versions = see(answer) if answer.status_code == 200 else set()
                if len(versions) != 1:
                    wrong.append(f"{answer.status_code} {versions} {answer.text[:200]}")
                    continue
                version = versions.pop()
                seen[version] += 1
                tags.setdefault(answer.headers["etag"], set()).add(version)

    def counted(answer: httpx.Response) -> set[str]:
        row = answer.json()["results"]["bindings"][0]
        return {row["least"]["value"], row["most"]["value"]} if row["n"]["value"] == str(SUBJECTS) else set()

    def listed(answer: httpx.Response) -> set[str]:
        lines = answer.text.split("\r\n")[1:-1]
        return {line.partition(",")[2] for line in lines} if len(lines) == SUBJECTS else set()

    with serving([releases / CURRENT], tmp_path, poll_seconds=0.1, store=store, queue_timeout=PATIENCE) as tree:
        threads = [
            threading.Thread(target=ask, args=(accept, text, see, tree.url))
            for accept, text, see in [("application/json", COUNT, counted), ("text/csv", ALL, listed)] * 2
        ]
        for thread in threads:
            thread.start()
        for release in written[1:]:
            move(releases, release)
            assert eventually(lambda digest=release.digest: ready(tree)["release"] == digest)  # type: ignore[misc]
        stop.set()
        for thread in threads:
            thread.join(PATIENCE)
        assert tree.metric("osce_kg_release_switches_total") == switches
        # The process that held the old release goes once its last answer is out.
        assert eventually(lambda: len(tree.all_pids) == 2 + len(tree.workers))
    assert not wrong, wrong[:3]
    assert set(seen) >= {version_of[written[0].digest], version_of[written[-1].digest]}
    assert all(len(versions) == 1 for versions in tags.values()), "an entity tag belongs to one release"


def damage(release: Release, how: str, name: str) -> None:
    path = release.path / name
    if how == "deleted":
        path.unlink()
    elif how == "truncated":
        path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    else:
        content = bytearray(path.read_bytes())
        content[len(content) // 2] ^= 1
        path.write_bytes(bytes(content))


@pytest.mark.parametrize("how", ["deleted", "truncated", "flipped"])
def test_a_damaged_release_is_refused_and_the_old_one_serves(tmp_path: Path, how: str) -> None:
    releases = tmp_path / "releases"
    old, new = write(releases, 100), write(releases, 101)
    shutil.copytree(new.path, tmp_path / "whole")
    move(releases, old)
    with serving([releases / CURRENT], tmp_path, poll_seconds=0.1) as tree:
        names = [path.relative_to(new.path).as_posix() for path in sorted(new.path.rglob("*")) if path.is_file()]
        chosen = [name for name in names if (new.path / name).stat().st_size]
        for number, name in enumerate(["manifest.json", "dump.nq.zst", *chosen[:: max(1, len(chosen) // 4)]], 1):
            damage(new, how, name)
            if number == 1:
                move(releases, new)
            else:
                tree.process.send_signal(signal.SIGHUP)
            assert eventually(lambda number=number: tree.metric("osce_kg_release_refused_total") >= number)  # type: ignore[misc]
            found = ready(tree)
            assert found["release"] == old.digest, name
            assert new.digest[:12] in found["refused"]
            assert '"100"' in tree.ask(COUNT).text
            shutil.rmtree(new.path)
            shutil.copytree(tmp_path / "whole", new.path)
        tree.process.send_signal(signal.SIGHUP)
        assert eventually(lambda: ready(tree)["release"] == new.digest)
        assert "refused" not in ready(tree)
        assert '"101"' in tree.ask(COUNT).text
        assert "refused a release" in tree.log.read_text()


def test_a_release_whose_dump_lies_about_its_quads_is_refused(tmp_path: Path) -> None:
    """Every digest is right, yet the store does not hold what the manifest promises."""
    releases = tmp_path / "releases"
    old, new = write(releases, 100), write(releases, 101)
    move(releases, old)
    manifest = new.path / "manifest.json"
    content = json.loads(manifest.read_text())
    del content["seal"]
    content["quads"] = 1
    content["seal"] = seal(content)
    manifest.write_text(json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True) + "\n")
    assert open_release(new.path).digest == new.digest
    with serving([releases / CURRENT], tmp_path, poll_seconds=0.1) as tree:
        move(releases, new)
        assert eventually(lambda: "refused" in ready(tree))
        assert "300 quads" in ready(tree)["refused"]
        assert '"100"' in tree.ask(COUNT).text


def test_a_link_that_leads_nowhere_changes_nothing(tmp_path: Path) -> None:
    releases = tmp_path / "releases"
    release = write(releases, 100)
    move(releases, release)
    with serving([releases / CURRENT], tmp_path, poll_seconds=0.1) as tree:
        (releases / CURRENT).unlink()
        (releases / CURRENT).symlink_to("nowhere")
        assert '"100"' in tree.ask(COUNT).text
        move(releases, release)
        assert ready(tree)["release"] == release.digest


def test_the_search_moves_with_its_release(tmp_path: Path, sample_release: Release, archive_release: Release) -> None:
    """Words of a page, in the address and in a query, are found by the index of the release that answers."""
    releases = tmp_path / "releases"
    releases.mkdir()
    for release in (sample_release, archive_release):
        shutil.copytree(release.path, releases / release.path.name)
    query = (
        "PREFIX osce: <https://w3id.org/osce-kg/ontology#> SELECT (COUNT(*) AS ?n) "
        '{ ?d a osce:PressRelease FILTER(osce:matches(?d, "police")) }'
    )

    def found(tree: Tree) -> tuple[int, int]:
        page = tree.client.get("/search.json", params={"q": "police", "type": "PressRelease"}).json()
        answer = tree.client.post("/sparql", data={"query": query}, headers={"Accept": "text/csv"})
        return int(page["total"]), int(answer.text.split()[1])

    move(releases, open_release(releases / sample_release.path.name))
    with serving([releases / CURRENT], tmp_path, poll_seconds=0.1, prepare=False) as tree:
        assert found(tree) == (1, 1)
        move(releases, open_release(releases / archive_release.path.name))
        assert eventually(lambda: ready(tree)["release"] == archive_release.digest)
        in_page, in_query = found(tree)
        assert in_page == in_query > 1
        move(releases, open_release(releases / sample_release.path.name))
        assert eventually(lambda: ready(tree)["release"] == sample_release.digest)
        assert found(tree) == (1, 1)
