"""What other repositories run: the steps of the GitHub Action, the pre-commit hooks, the GitLab job of the docs.

Their servers are not here: the steps are run as the scripts they are, with the variables that the servers would set.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
import yaml

ROOT = Path(__file__).resolve().parent.parent
ACTION: dict[str, Any] = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))
HOOKS: list[dict[str, Any]] = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))

pytestmark = pytest.mark.skipif(shutil.which("bash") is None, reason="the steps of the action need bash")


@pytest.fixture
def repository(tmp_path: Path, sample: Path) -> Path:
    """A repository with the sample as a capture, one commit old."""
    made = tmp_path / "repository"
    (made / "captures").mkdir(parents=True)
    for path in sample.glob("*") if sample.is_dir() else [sample]:
        shutil.copy(path, made / "captures")
    for command in ("init --quiet -b main", "add .", "commit --quiet -m first"):
        subprocess.run(["git", *shlex.split(command)], cwd=made, check=True, env=os.environ | IDENTITY)
    return made


IDENTITY = {
    f"GIT_{who}_{what}": f"tester{end}"
    for who in ("AUTHOR", "COMMITTER")
    for what, end in (("NAME", ""), ("EMAIL", "@example.org"))
}


def run_step(name: str, folder: Path, runner: Path, **inputs: str) -> subprocess.CompletedProcess[str]:
    """Run a step of the action as the runner does: inputs in the environment, the script in bash."""
    (step,) = (one for one in ACTION["runs"]["steps"] if one["name"] == name)
    assert step["shell"] == "bash"
    given = {key: one["default"] for key, one in ACTION["inputs"].items()}
    given |= {key.replace("_", "-"): value for key, value in inputs.items()}

    def filled(text: str) -> str:
        return re.sub(r"\$\{\{ inputs\.([\w-]+) \}\}", lambda match: given[match[1]], text)

    assert "${{" not in step["run"], "an expression within a script would let its text become code"
    environment = {key: filled(value) for key, value in step["env"].items()}
    environment |= {"RUNNER_TEMP": str(runner), "GITHUB_STEP_SUMMARY": str(runner / "summary.md")}
    return subprocess.run(
        ["bash", "--noprofile", "--norc", "-e", "-o", "pipefail", "-c", step["run"]],
        cwd=folder, env=os.environ | environment, capture_output=True, text=True, timeout=110,
    )  # fmt: skip


@pytest.fixture
def runner(tmp_path: Path) -> Path:
    """The runner's folder with this environment in place of the one that the first step makes."""
    made = tmp_path / "runner"
    (made / "osce-kg").mkdir(parents=True)
    (made / "osce-kg" / "bin").symlink_to(Path(sys.executable).parent)
    return made


def test_the_action_passes_what_is_sound(repository: Path, runner: Path) -> None:
    done = run_step("Check", repository, runner)
    assert done.returncode == 0, done.stdout + done.stderr
    assert json.loads((repository / "osce-kg.sarif").read_text("utf-8"))["version"] == "2.1.0"
    assert "conforms" in (runner / "summary.md").read_text("utf-8")


def test_the_action_fails_what_is_not_and_annotates_it(repository: Path, runner: Path) -> None:
    broken = repository / "captures" / "broken.ttl"
    broken.write_text("<x:a> <x:b> .\n")
    done = run_step("Check", repository, runner, path="captures/broken.ttl")
    assert done.returncode == 2, done.stdout + done.stderr
    bad = repository / "captures" / "bad.ttl"
    bad.write_text("<https://w3id.org/osce-kg/id/country/XXX> a <https://w3id.org/osce-kg/ontology#State> .\n")
    broken.unlink()
    done = run_step("Check", repository, runner, path="captures/bad.ttl", sarif="found.sarif")
    assert done.returncode == 1, done.stdout + done.stderr
    assert re.search(r"^::error [^\n]*file=captures/bad.ttl", done.stdout, re.MULTILINE)
    results = json.loads((repository / "found.sarif").read_text("utf-8"))["runs"][0]["results"]
    assert results
    assert (runner / "summary.md").read_text("utf-8").strip()


def test_the_action_looks_at_what_changed_alone(repository: Path, runner: Path) -> None:
    done = run_step("Check", repository, runner, only_changed="HEAD")
    assert done.returncode == 0, done.stdout + done.stderr
    hostile = run_step("Check", repository, runner, only_changed="HEAD; touch owned", path="captures/ $(touch owned)")
    assert hostile.returncode == 2
    assert not (repository / "owned").exists()


@pytest.mark.slow
def test_the_action_installs_what_it_is_told(repository: Path, tmp_path: Path) -> None:
    runner = tmp_path / "empty"
    runner.mkdir()
    done = run_step("Install", repository, runner, version=str(ROOT), python=sys.executable)
    assert done.returncode == 0, done.stdout + done.stderr
    assert run_step("Check", repository, runner).returncode == 0


@pytest.mark.parametrize("hook", HOOKS, ids=lambda hook: str(hook["id"]))
def test_a_hook_tells_sound_files_from_others(hook: dict[str, Any], repository: Path) -> None:
    bad = repository / "bad.ttl"
    bad.write_text("<https://w3id.org/osce-kg/id/country/XXX> a <https://w3id.org/osce-kg/ontology#State> .\n")
    assert re.search(hook["files"], bad.name)
    command = [str(Path(sys.executable).parent / "osce-kg"), *shlex.split(hook["entry"])[1:]]
    found = subprocess.run([*command, "bad.ttl"], cwd=repository, capture_output=True, text=True, timeout=110)
    assert found.returncode == 1, found.stdout + found.stderr
    captures = [str(path) for path in (repository / "captures").iterdir() if re.search(hook["files"], path.name)]
    if captures:
        passed = subprocess.run([*command, *captures], cwd=repository, capture_output=True, text=True, timeout=110)
        assert passed.returncode == 0, passed.stdout + passed.stderr


def test_the_job_for_gitlab_writes_its_report(repository: Path) -> None:
    text = (ROOT / "docs" / "check.md").read_text("utf-8")
    blocks = [yaml.safe_load(block) for block in re.findall(r"```yaml\n(.*?)```", text, re.DOTALL)]
    (job,) = (block["check"] for block in blocks if isinstance(block.get("check"), dict))
    script = [line for line in job["script"] if "pip install" not in line]
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    done = subprocess.run(["bash", "-ec", "\n".join(script)], cwd=repository, env=os.environ | {"PATH": path},
                          capture_output=True, text=True, timeout=110)  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert ElementTree.parse(repository / job["artifacts"]["reports"]["junit"]).getroot().tag == "testsuites"
