"""What the documentation says works: every command, query and program in it is run, and the site is built."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import nbformat
import pytest
from nbclient import NotebookClient

from osce_kg.release import CURRENT, Release
from processes import Tree, serving

ROOT = Path(__file__).resolve().parent.parent
ADDRESS = "127.0.0.1:8000"
RUN = frozenset({"sh", "python", "sparql"})
SHOWN = frozenset({"r", "js", "ini", "nginx", "json", "turtle", "text", "toml", "yaml"})
"""Languages of blocks that nothing here runs."""
_BLOCK = re.compile(
    r"^(?:<!-- not run: (?P<reason>[^\n]*?) -->\n)?```(?P<language>\w*)[^\n]*\n(?P<text>.*?)^```$", re.M | re.S
)


@dataclass(frozen=True)
class Block:
    """A block of code in a page. `reason` says why it is not run."""

    page: str
    line: int
    language: str
    text: str
    reason: str | None

    def __str__(self) -> str:
        return f"{self.page}:{self.line}"


def _pages() -> list[Path]:
    return [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]


def _blocks() -> list[Block]:
    found = []
    for path in _pages():
        text = path.read_text("utf-8")
        for match in _BLOCK.finditer(text):
            line = text.count("\n", 0, match.start("language")) + 1
            page = str(path.relative_to(ROOT))
            found.append(Block(page, line, match["language"], match["text"], match["reason"]))
    return found


NOTEBOOK_FILE = ROOT / "docs" / "notebooks" / "research.ipynb"
NOTEBOOK = json.loads(NOTEBOOK_FILE.read_text("utf-8"))
BLOCKS = _blocks()
RUNNABLE = [block for block in BLOCKS if block.language in RUN and block.reason is None]


@pytest.fixture(scope="module")
def folder(archive_release: Release, root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder as the documentation expects it: captures, example queries, and two releases."""
    made = tmp_path_factory.mktemp("documented")
    (made / "releases").mkdir()
    shutil.copytree(archive_release.path, made / "releases" / archive_release.path.name)
    (made / "releases" / CURRENT).symlink_to(archive_release.path.name)
    shutil.copytree(root / "data" / "captures", made / "captures")
    for name in ("queries", "shapes", "ontology"):
        (made / name).symlink_to(root / name)
    return made


@pytest.fixture(scope="module")
def server(archive_release: Release, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tree]:
    folder = tmp_path_factory.mktemp("documented-server")
    with serving([archive_release.path], folder, access_log=False, prepare=False) as tree:
        yield tree


@pytest.mark.parametrize("block", RUNNABLE, ids=str)
def test_what_a_page_tells_to_run_works(block: Block, folder: Path, server: Tree) -> None:
    if block.language == "sparql":
        answer = server.client.post("/sparql", data={"query": block.text}, headers={"Accept": "text/csv"})
        assert answer.status_code == 200, answer.text
        assert len(answer.text.splitlines()) > 1, "it finds nothing"
        return
    text = block.text.replace(ADDRESS, urlsplit(server.url).netloc)
    if block.language == "sh" and "curl" in text and shutil.which("curl") is None:
        pytest.skip("curl is not installed")
    program = ["sh", "-eu", "-c"] if block.language == "sh" else [sys.executable, "-c"]
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    done = subprocess.run(
        [*program, text], cwd=folder, env=os.environ | {"PATH": path}, capture_output=True, text=True, timeout=110
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.strip()


def test_what_is_not_run_says_why() -> None:
    assert len(RUNNABLE) >= 10
    for block in BLOCKS:
        assert block.language in RUN | SHOWN, f"{block}: a block of {block.language or 'nothing'}"
        assert block.reason is None or len(block.reason) > 20, block


def test_every_page_is_reached_and_none_leads_nowhere() -> None:
    """Links between the pages, from README and CONTRIBUTING too, lead to files that are there."""
    for path in _pages():
        for target in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", path.read_text("utf-8")):
            if "://" in target or target.startswith(("reference/", "notebooks/")):
                continue
            assert (path.parent / target).exists(), f"{path.relative_to(ROOT)} leads to {target}"
    listed = (ROOT / "mkdocs.yml").read_text("utf-8")
    for path in (ROOT / "docs").rglob("*.md"):
        assert str(path.relative_to(ROOT / "docs")) in listed, path


def test_the_notebook_holds_what_it_gave() -> None:
    """Every cell of code was run, in order, without a warning; five of them drew."""
    cells = [cell for cell in NOTEBOOK["cells"] if cell["cell_type"] == "code"]
    assert [cell["execution_count"] for cell in cells] == list(range(1, len(cells) + 1))
    outputs = [output for cell in cells for output in cell["outputs"]]
    assert not [output for output in outputs if output["output_type"] == "error" or output.get("name") == "stderr"]
    assert sum("image/png" in output.get("data", {}) for output in outputs) == 5


@pytest.mark.slow
def test_the_notebook_runs_on_another_release(archive_release: Release, tmp_path: Path) -> None:
    (tmp_path / "releases").mkdir()
    (tmp_path / "releases" / CURRENT).symlink_to(archive_release.path)
    notebook = nbformat.read(NOTEBOOK_FILE, as_version=4)  # type: ignore[no-untyped-call]
    resources = {"metadata": {"path": str(tmp_path)}}
    client = NotebookClient(notebook, timeout=100, kernel_name="python3", resources=resources)
    client.execute()
    assert sum("image/png" in out.get("data", {}) for cell in notebook.cells for out in cell.get("outputs", ())) == 5


@pytest.mark.slow
def test_the_site_is_built_without_a_warning_and_asks_nobody(tmp_path: Path) -> None:
    site = tmp_path / "site"
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(site)]
    environment = os.environ | {"NO_MKDOCS_2_WARNING": "1"}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=110)
    assert done.returncode == 0, done.stdout + done.stderr
    pages = list(site.rglob("*.html"))
    assert len(pages) > 25
    for page in pages:
        loaded = re.findall(r'<(?:script|link|img)\b[^>]+(?:src|href)="(https?://[^"]+)"', page.read_text("utf-8"))
        assert [address for address in loaded if urlsplit(address).netloc not in {"127.0.0.1:8000"}] == [], page
    assert "osce:FieldPresence" in (site / "reference" / "ontology.html").read_text("utf-8")
    assert "osce-kg build" in (site / "reference" / "commands.html").read_text("utf-8")
