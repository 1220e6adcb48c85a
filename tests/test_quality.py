"""Each set of pages with known answers is read at least as well as before, field by field.

One set's gain hides no other's loss. `data/quality.toml` holds the least precision and recall of the fields that are
not read without a mistake; all others are.
"""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from golden import FOLDER
from osce_kg.layouts.read import Reader
from quality import Score, measure

_HELDOUT = Path(__file__).parent / "heldout"
_LEAST: dict[str, dict[str, tuple[float, float]]] = tomllib.loads(
    (Path(__file__).parent / "data" / "quality.toml").read_text(encoding="utf-8")
)
_SETS = {"golden": (FOLDER, "*"), **{path.name: (_HELDOUT, path.name) for path in _HELDOUT.iterdir() if path.is_dir()}}


def _falls_short(score: Score, precision: float, recall: float) -> bool:
    """Whether either is below its least; one that has nothing to be counted on is not."""
    found = ((score.precision, precision), (score.recall, recall))
    return any(share is not None and share < least for share, least in found)


@pytest.mark.parametrize("name", sorted(_SETS))
def test_each_set_of_pages_is_read_as_well_as_ever(reader: Reader, name: str) -> None:
    folder, within = _SETS[name]
    scores, least = measure(folder, reader, within), _LEAST.get(name, {})
    assert set(least) <= set(scores)
    assert scores["quotation"].right > 0
    worse = [
        f"{field}: precision {score.precision}, recall {score.recall}; {score.examples[:3]}"
        for field, score in scores.items()
        if _falls_short(score, *least.get(field, (1.0, 1.0)))
    ]
    assert not worse, "\n".join(worse)


def test_every_least_is_of_a_set() -> None:
    assert set(_LEAST) <= set(_SETS)
