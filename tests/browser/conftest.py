"""A real browser and a real server. Skipped, with the reason, where there is no Chromium."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from osce_kg.release import Release
from osce_kg.server.workbench import built_workbench
from processes import Tree, serving

pytest.importorskip("playwright", reason="playwright is not installed: no page is opened in a browser")

from playwright.sync_api import Browser, sync_playwright

from browser.browsing import Browsing

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


@pytest.fixture(scope="session")
def archive(archive_release: Release, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tree]:
    """The command `osce-kg serve` over the sample and 150 synthetic captures."""
    with serving([archive_release.path], tmp_path_factory.mktemp("served"), access_log=False) as tree:
        yield tree


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """A browser for one module: its event loop would be in the way of other tests."""
    path = next(filter(None, map(shutil.which, _NAMES)), None)
    if path is None:
        pytest.skip(f"none of {', '.join(_NAMES)} is on the PATH: no page is opened in a browser")
    options = ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=options)
        yield browser
        browser.close()


@pytest.fixture
def browsing(chromium: Browser, archive: Tree, request: pytest.FixtureRequest) -> Iterator[Browsing]:
    """Opens pages of the archive; the test fails if one of them says an error or asks another host."""
    found = Browsing(chromium, archive.url, _folder(request))
    yield found
    found.close()
    assert not found.complaints


@pytest.fixture(scope="session")
def workbench() -> None:
    """Skip where the workbench was not built."""
    if built_workbench() is None:
        pytest.skip("the workbench was not built (`make web` needs npm's registry)")


@pytest.fixture(scope="session")
def axe(root: Path) -> str:
    """The source of axe-core."""
    path = root / "web" / "node_modules" / "axe-core" / "axe.min.js"
    if not path.is_file():
        pytest.skip("axe-core is not installed (`make web` needs npm's registry)")
    return path.read_text("utf-8")


def _folder(request: pytest.FixtureRequest) -> Path | None:
    named = request.config.getoption("--screenshots")
    if not named:
        return None
    folder = Path(str(named))
    folder.mkdir(parents=True, exist_ok=True)
    return folder
