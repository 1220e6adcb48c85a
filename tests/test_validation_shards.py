"""A build validates in shards; together they find what validation of all its documents at once finds."""

from __future__ import annotations

from pathlib import Path

import pytest
from benchmarks.corpus import generate
from benchmarks.corpus.writers import write_jsonl

from osce_kg.build import BuildOptions, build
from osce_kg.build import stages as running
from osce_kg.build.model import WORK
from osce_kg.build.packed import unpack_bytes
from osce_kg.build.state import State
from osce_kg.dump import read_lines
from osce_kg.validation.rust import validate_rust
from osce_kg.validation.shapes import load_shapes


@pytest.mark.slow
def test_shards_find_what_the_whole_finds(tmp_path: Path, sample: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The whole document names the same people and projects as its broken twin, which the release leaves out."""
    monkeypatch.setattr(running, "DOCUMENTS", 3)
    corpus, broken = tmp_path / "corpus.jsonl", tmp_path / "broken.txt"
    write_jsonl(generate(40, 5), corpus)
    text = sample.read_text(encoding="utf-8")
    headline = "OSCE Office helps bring police and citizens closer in Azerbaijan"
    broken.write_text(text.replace(headline, "?!"), encoding="utf-8")
    outcome = build(BuildOptions((str(corpus), str(sample), str(broken)), tmp_path / "releases"))
    found = {(entry.focus_node, entry.shape, entry.path, entry.value) for entry in outcome.report.validation}
    lines = [line for path in (outcome.release.dump, outcome.release.text) for line in read_lines(path)]
    state = State.reader(tmp_path / "releases" / WORK / "state.sqlite")
    left_out = list(
        state.rows("SELECT c.dump FROM groups g JOIN contents c ON c.document = g.document WHERE NOT g.kept")
    )
    state.close()
    assert left_out
    for (packed,) in left_out:
        assert isinstance(packed, bytes)
        lines += unpack_bytes(packed).splitlines()
    whole = validate_rust(load_shapes(), (line.decode().rstrip("\n") for line in lines))
    assert {(result.focus_node, result.shape, result.path, result.value) for result in whole.results} == found
