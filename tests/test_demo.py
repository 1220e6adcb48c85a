"""`make demo`: an archive that nobody can take for real data."""

from __future__ import annotations

import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from osce_kg.dump import open_lines
from osce_kg.release import open_release

BASE = "https://demo.example.org/osce-kg/"
PAGES = 40


def _make(*arguments: str) -> list[str]:
    """Return the command that makes something with the Python that runs the tests."""
    done = [".venv/.runtime", "src/osce_kg/server/static/workbench/.built"]
    old = [part for name in done for part in ("-o", name)]
    settings = [f"BIN={Path(sys.executable).parent}", f"DEMO_PAGES={PAGES}"]
    return ["make", "--no-print-directory", *old, *settings, *arguments]


@pytest.fixture(scope="module")
def folder(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    if shutil.which("make") is None:
        pytest.skip("make is not installed")
    made = tmp_path_factory.mktemp("demo")
    command = _make(f"DEMO_FOLDER={made}", f"{made}/.built-{PAGES}")
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, timeout=110)
    assert done.returncode == 0, done.stdout + done.stderr
    return made


@pytest.fixture(scope="module")
def client(root: Path, folder: Path) -> Iterator[httpx.Client]:
    """The server as `make demo` starts it."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    planned = subprocess.run(
        _make("-n", f"DEMO_FOLDER={folder}", f"PORT={port}", "demo"), cwd=root, capture_output=True, text=True
    )
    assert planned.returncode == 0, planned.stderr
    command = "exec env " + planned.stdout.replace("\\\n", " ").strip().removeprefix("exec ")
    with subprocess.Popen(["sh", "-c", command], cwd=root, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as run:
        try:
            with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=30) as client:
                _wait(client, run)
                yield client
        finally:
            run.terminate()


def _wait(client: httpx.Client, run: subprocess.Popen[bytes]) -> None:
    for _ in range(300):
        assert run.poll() is None
        try:
            if client.get("/health/ready").status_code == 200:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.1)
    raise AssertionError("the demo did not answer within 30 seconds")


def test_no_iri_of_real_data_is_in_it(folder: Path) -> None:
    release = open_release(folder / "releases" / "current")
    assert release.manifest.base == BASE
    for dump in release.dumps:
        with open_lines(dump) as stream:
            text = stream.read().decode()
        assert f"{BASE}id/document/" in text
        assert "https://w3id.org/osce-kg/id/" not in text


def test_its_documents_say_that_they_are_synthetic(root: Path, folder: Path) -> None:
    data = root / "benchmarks" / "corpus" / "data"
    written = "".join((data / name).read_text("utf-8") for name in ("grammar.toml", "localized.toml"))
    sentences = re.findall(r'^synthetic = "([^"]+)"', written, re.MULTILINE)
    assert len(sentences) > 5
    release = open_release(folder / "releases" / "current")
    with open_lines(release.dumps[1]) as stream:
        bodies = [line for line in stream.read().decode().splitlines() if "articleBody" in line]
    assert len(bodies) > PAGES / 2
    assert [body for body in bodies if not any(sentence in body for sentence in sentences)] == []
    assert "Synthetic archive: every document" in (folder / "releases" / "current" / "dataset.ttl").read_text("utf-8")


def test_every_page_says_so_and_no_search_engine_keeps_it(client: httpx.Client) -> None:
    for path in ("/", "/browse", "/browse/releases", "/browse/states", "/queries", "/sparql", "/page/country/AZE"):
        page = client.get(path, headers={"Accept": "text/html"}).text
        assert re.search(r'<p class="notice" role="note">Synthetic archive: [^<]+</p>', page), path
        assert '<meta name="robots" content="noindex, nofollow">' in page, path


def test_its_pages_lead_to_its_own_things(client: httpx.Client) -> None:
    page = client.get("/browse/releases").text
    document = re.findall(r'href="(/id/document/[^"]+)"', page)[0]
    found = client.get(document, headers={"Accept": "text/html"}, follow_redirects=True)
    assert found.status_code == 200
    assert found.url.path.startswith("/page/document/")


def test_the_example_questions_ask_for_its_own_things(client: httpx.Client) -> None:
    query = client.get("/queries/02-operations-in-country-on-date.rq").text
    assert f"BASE <{BASE}id/>" in query
    answer = client.post("/sparql", data={"query": query}, headers={"Accept": "text/csv"}).text
    assert f"{BASE}id/organization/office-in-baku" in answer
