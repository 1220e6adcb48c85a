"""Bad captures, RDF and shapes: each is a finding with its file, or a clear exit 2; none is a traceback or a hang."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import rdflib

from bad_inputs import BROKEN, EITHER, HARMLESS, OSCE, SUBJECT, BadInput, bad_inputs
from bad_inputs_child import LIMIT


def _run(inputs: list[BadInput]) -> list[dict[str, Any]]:
    lines = "".join(json.dumps(bad.arguments) + "\n" for bad in inputs)
    command = [sys.executable, "-m", "bad_inputs_child"]
    done = subprocess.run(command, input=lines, capture_output=True, text=True, check=False, cwd=Path(__file__).parent)
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    if len(answers) < len(inputs):
        pytest.fail(f"{inputs[len(answers)]} ended the process ({done.returncode}):\n{done.stderr[-3000:]}")
    return answers


def _wrong(bad: BadInput, answer: dict[str, Any]) -> str | None:
    """Return what is wrong with an answer, or None."""
    code, error = answer["code"], answer["error"]
    if answer["seconds"] > LIMIT:
        return f"took {answer['seconds']:.1f} s of the processor"
    if "Traceback" in error or "panicked" in error:
        return f"traceback: {error[-500:]}"
    if code == 2:
        last = error.strip().splitlines()[-1] if error.strip() else ""
        if not last.startswith(("osce-kg: ", "Error: ")):
            return f"exit 2 without a clear message: {error[-300:]!r}"
        return "was refused" if bad.right == HARMLESS else None
    content = json.loads(answer["out"])
    if code == 1:
        placed = all(item["file"] for item in content["findings"] if item["check"] in {"conversion", "shacl"})
        if not placed:
            return f"a finding without its file: {content['findings']}"
        return f"was found wanting: {content['findings']}" if bad.right == HARMLESS else None
    if code != 0:
        return f"exit {code!r}"
    if bad.right == BROKEN:
        return f"a wrong 'conforms': {content['checks']}"
    if bad.right == EITHER and bad.kind.startswith("rdf") and not _reads_as_sound(bad):
        return "a 'conforms' that rdflib does not see"
    return None


def _reads_as_sound(bad: BadInput) -> bool:
    """Whether rdflib finds the rule and a label in the file as well; it reads what is not strict too."""
    dataset = rdflib.Dataset()
    name = {"rdf": "xml", "ttl": "turtle", "jsonld": "json-ld", "nq": "nquads"}
    extension = Path(bad.file).suffix.removeprefix(".")
    try:
        dataset.parse(data=Path(bad.file).read_bytes(), format=name.get(extension, extension))
    except Exception:  # noqa: BLE001 - rdflib's parsers raise whatever the bytes lead them to
        return False
    rules = {str(subject) for subject, _, kind, _ in dataset.quads() if str(kind) == f"{OSCE}Rule"}
    labelled = {str(subject) for subject, predicate, _, _ in dataset.quads() if predicate == rdflib.RDFS.label}
    return bool(rules) and rules <= labelled and all(rule.startswith(SUBJECT[:20]) for rule in rules)


def _check(number: int, seed: int, folder: Path, sample: Path, start: int = 0) -> None:
    inputs = list(bad_inputs(number, seed, folder, sample))[start:]
    wrong = []
    for bad, answer in zip(inputs, _run(inputs), strict=True):
        problem = _wrong(bad, answer)
        if problem:
            wrong.append(f"{bad.kind} ({bad.file}): {problem}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("part", range(2))
def test_bad_inputs_quickly(part: int, tmp_path: Path, sample: Path) -> None:
    _check(48 + part * 48, 1, tmp_path, sample, part * 48)


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_five_hundred_bad_inputs(tmp_path: Path, sample: Path) -> None:
    _check(500, 2, tmp_path, sample)
