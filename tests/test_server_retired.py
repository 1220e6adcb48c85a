"""Retired and withdrawn things over HTTP: old IRIs lead on, suppressed people are gone and not named."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from osce_kg.build import BuildOptions, build
from osce_kg.build.model import WORK
from osce_kg.build.packed import FILE, unpack_bytes
from osce_kg.build.state import State
from osce_kg.dump import read_lines
from osce_kg.release import FINDINGS, Release
from osce_kg.resources import resource_path
from osce_kg.settings import Settings
from serving import client_of, make_app

_PACKED = "SELECT summary, record, dump, text FROM contents"


@pytest.fixture(scope="module")
def release(sample: Path, tmp_path_factory: pytest.TempPathFactory) -> Release:
    """The sample, with one speaker suppressed and another merged under a curated key."""
    folder = tmp_path_factory.mktemp("retired")
    reference = folder / "reference"
    shutil.copytree(resource_path("data/reference"), reference)
    digest = hashlib.sha256(b"orudj-zalov").hexdigest()
    (reference / "people.toml").write_text(
        f'[[suppress]]\nsha256 = "{digest}"\n'
        '[[merge]]\nkeep = "jose-luis-exempel"\ndrop = ["jose-luis-herrero"]\nreason = "test"\n',
        encoding="utf-8",
    )
    return build(BuildOptions((str(sample),), folder / "releases", reference=reference)).release


@pytest.fixture(scope="module")
def client(release: Release) -> Iterator[httpx.Client]:
    with client_of(make_app(release, Settings(), release.dumps)) as opened:
        yield opened


def test_a_suppressed_person_is_gone_and_nowhere_named(client: httpx.Client, release: Release, sample: Path) -> None:
    for path in ("/id/person/orudj-zalov", "/page/person/orudj-zalov", "/data/person/orudj-zalov.ttl"):
        assert client.get(path).status_code == 410
    page = release.page_text(hashlib.sha256(sample.read_bytes()).hexdigest())
    assert page is not None
    texts = [page, release.report.read_text(encoding="utf-8")]
    texts += [b"".join(read_lines(file)).decode() for file in (*release.dumps, release.path / FINDINGS)]
    state = State.reader(release.path.parent / WORK / FILE)
    texts += [state.page_text(hashlib.sha256(sample.read_bytes()).hexdigest())]
    texts += [str(row) for row in state.rows("SELECT * FROM documents")]
    texts += [
        unpack_bytes(blob).decode("utf-8", "replace")
        for row in state.rows(_PACKED)
        for blob in row
        if isinstance(blob, bytes)
    ]
    state.close()
    for text in texts:
        assert "zalov" not in text.casefold()
    assert client.get("/id/person/nobody-known").status_code == 404


def test_a_merged_person_leads_on(client: httpx.Client) -> None:
    answer = client.get("/id/person/jose-luis-herrero", headers={"Accept": "text/turtle"})
    assert answer.status_code == 301
    assert answer.headers["location"] == "/id/person/jose-luis-exempel"
    assert client.get("/id/person/jose-luis-herrero", follow_redirects=True).status_code == 200
