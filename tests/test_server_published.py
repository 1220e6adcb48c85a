"""Files that are damaged after the release was opened are given out by nobody."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
from starlette.types import Receive, Scope, Send

from osce_kg.dump import DumpWriter, read_lines
from osce_kg.release import Release, file_digest
from osce_kg.release_writing import ReleaseContent, write_release
from osce_kg.server.published import Published, PublishedFile
from osce_kg.settings import Settings
from processes import PATIENCE, eventually, serving
from serving import make_app, running

BASE = "https://w3id.org/osce-kg/"
LINES = [f'<http://e.org/s{i:05}> <http://e.org/p> "value {i}" <http://e.org/g> .' for i in range(3_000)]


def truncated(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


def flipped(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(bytes(content))


def lengthened(path: Path) -> None:
    with path.open("ab") as file:
        file.write(b"\n")


def deleted(path: Path) -> None:
    path.unlink()


DAMAGES = (truncated, flipped, lengthened, deleted)


@pytest.fixture
def release(tmp_path: Path) -> Release:
    dump = "".join(f"{line}\n" for line in LINES).encode()
    return write_release(ReleaseContent([dump], [], {"findings": []}, "1.0.0", BASE, 0), tmp_path / "releases")


def address_of(name: str) -> str | None:
    """Return where a file of a release is published, None for those that are not."""
    folder, _, file = name.rpartition("/")
    if folder in {"shapes", "queries"}:
        return f"/{name}"
    if folder == "ontology":
        return "/ontology" if file == "osce.ttl" else None
    return {"dump.nq.zst": "/dumps/dump.nq.zst", "report.json": "/report"}.get(name)


@contextlib.contextmanager
def asking(release: Release) -> Iterator[Callable[[str], httpx.Response]]:
    """Give what asks a server over the release for an address."""
    with running(make_app(release, Settings())) as served, httpx.Client(timeout=PATIENCE) as client:

        def get(address: str) -> httpx.Response:
            accept = "application/json" if address == "/report" else "text/turtle, */*;q=0.1"
            return client.get(served.url + address, headers={"Accept": accept})

        yield get


@pytest.mark.parametrize(
    "damage", [*DAMAGES[:2], *(pytest.param(damage, marks=pytest.mark.slow) for damage in DAMAGES[2:])]
)
def test_no_published_file_is_given_out_damaged(release: Release, damage: Callable[[Path], None]) -> None:
    names = [name for name in release.manifest.files if address_of(name)]
    assert len(names) > 20
    with asking(release) as get:
        for name in names:
            address, path = address_of(name), release.path / name
            assert address is not None
            assert get(address).status_code == 200
            content = path.read_bytes()
            damage(path)
            answer = get(address)
            assert answer.status_code == 503, (name, answer.text[:200])
            assert answer.json()["type"].endswith("/problem/damaged")
            assert str(release.path) not in answer.text
            path.write_bytes(content)
            assert get(address).status_code == 200


def test_lists_and_pages_are_not_made_of_damaged_files(release: Release) -> None:
    with asking(release) as get:
        (release.queries / "99-new.rq").write_text("ASK {}")
        truncated(release.dump)
        for address in ("/queries", "/queries/99-new.rq", "/dumps"):
            assert get(address).status_code == 503, address
        assert get("/").status_code == 503
        assert get("/shapes").status_code == 200


def test_a_dump_that_changes_on_its_way_breaks_off(release: Release) -> None:
    content = release.dump.read_bytes() * 200
    digests = dict(release.digests)
    release.dump.write_bytes(content)
    digests[release.dump] = file_digest(release.dump)
    published = Published(digests)
    published.verify(release.dump)

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await PublishedFile(published, release.dump, {}, "application/n-quads")(scope, receive, send)

    with running(app) as served, httpx.Client(timeout=PATIENCE) as client:
        assert len(client.get(served.url).content) == len(content)
        with client.stream("GET", served.url) as answer:
            pieces = answer.iter_raw()
            next(pieces)
            with release.dump.open("r+b") as file:
                file.write(b"X")
            with pytest.raises(httpx.RemoteProtocolError):
                list(pieces)


def test_what_changed_just_now_is_reckoned_again(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_text("a")
    published = Published({path: file_digest(path)})
    published.verify(path)
    stat = path.stat()
    path.write_text("b")
    os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    with pytest.raises(Exception, match="published with"):
        published.verify(path)


@pytest.mark.parametrize("part", ["bytes=zz", "bytes=0-1,3-4", "bytes=9-1", "bytes=-", "items=0-1", None])
def test_a_range_that_is_none_gets_the_whole(release: Release, part: str | None) -> None:
    with running(make_app(release, Settings())) as served:
        answer = httpx.get(f"{served.url}/dumps/dump.nq.zst", headers={"Range": part} if part else {})
    assert answer.status_code == 200
    assert answer.content == release.dump.read_bytes()
    assert answer.headers["accept-ranges"] == "bytes"


@pytest.mark.parametrize(("part", "expected"), [("bytes=10-19", slice(10, 20)), ("bytes=-5", slice(-5, None))])
def test_a_dump_can_be_resumed(release: Release, part: str, expected: slice) -> None:
    with running(make_app(release, Settings())) as served:
        answer = httpx.get(f"{served.url}/dumps/dump.nq.zst", headers={"Range": part})
        beyond = httpx.get(f"{served.url}/dumps/dump.nq.zst", headers={"Range": "bytes=99999999-"})
    assert answer.status_code == 206
    assert answer.content == release.dump.read_bytes()[expected]
    assert beyond.status_code == 416
    assert beyond.json()["type"].endswith("/problem/range")
    assert beyond.headers["content-range"] == f"bytes */{release.dump.stat().st_size}"


@pytest.mark.timeout(400)
@pytest.mark.skipif(sys.platform != "linux", reason="only the pool loads again, and it needs Linux")
def test_a_store_is_not_loaded_again_from_a_damaged_dump(release: Release, tmp_path: Path) -> None:
    ask, again, later = ("ASK { ?s ?p ?o }" + comment for comment in ("", "#1", "#2"))  # answers are kept
    with serving([release.path], tmp_path, queue_timeout=1) as tree:
        assert tree.ask(ask).status_code == 200
        content = release.dump.read_bytes()
        lines = b"".join(read_lines(release.dump)).replace(b"value 1500", b"value 2500")
        with DumpWriter(release.dump) as dump:
            dump.add(lines)
        os.kill(tree.template, signal.SIGKILL)
        assert eventually(lambda: "has changed since" in tree.log.read_text())
        assert tree.ask(again).status_code == 503
        assert tree.client.get("/health/ready").status_code == 503
        release.dump.write_bytes(content)
        assert eventually(lambda: tree.client.get("/health/ready").status_code == 200)
        assert tree.ask(later).json()["boolean"] is True
