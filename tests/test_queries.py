"""The published example queries: each parses, has its header, and gives its expected rows on the sample."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pyoxigraph as ox
import pytest

from osce_kg.resources import resource_files

_EXPECTED = Path(__file__).parent / "data" / "query_rows.json"
_QUERIES = resource_files("queries", "*.rq")
_EMPTY_ON_SAMPLE = {"12-fields-together"}


def _header(query: str, name: str) -> str | None:
    found = re.search(rf"^# {name}: (.+)$", query, re.MULTILINE)
    return found[1] if found else None


def _rows(query: str, store: ox.Store) -> tuple[list[str], list[list[str | None]]]:
    found = store.query(query, use_default_graph_as_union=True)
    assert isinstance(found, ox.QuerySolutions)
    columns = [variable.value for variable in found.variables]
    return columns, [[None if term is None else str(term) for term in row] for row in found]


def test_there_is_a_query_for_each_of_the_sixteen_questions() -> None:
    assert [path.name[:2] for path in _QUERIES] == [f"{number:02d}" for number in range(1, 17)]


@pytest.mark.parametrize("path", _QUERIES, ids=lambda path: path.stem)
def test_query(path: Path, sample_store: ox.Store, request: pytest.FixtureRequest) -> None:
    query = path.read_text(encoding="utf-8")
    assert _header(query, "title")
    assert (_header(query, "question") or "").endswith("?")
    columns, rows = _rows(query, sample_store)
    assert columns == (_header(query, "columns") or "").split()
    expected = json.loads(_EXPECTED.read_text(encoding="utf-8")) if _EXPECTED.exists() else {}
    if request.config.getoption("--update-golden"):
        expected[path.stem] = rows
        text = json.dumps(expected, ensure_ascii=False, indent=1, sort_keys=True)
        _EXPECTED.write_text(text + "\n", encoding="utf-8")
    assert rows == expected[path.stem]
    assert (rows == []) is (path.stem in _EMPTY_ON_SAMPLE), "an empty answer is stated as such, with its reason"
    if not rows:
        assert _header(query, "note")
