"""Every golden capture reads as its expectation says; every family has golden pages."""

from __future__ import annotations

import difflib
import json

import pytest

from golden import Golden, compare, goldens, summary
from osce_kg.layouts import FAMILIES
from osce_kg.layouts.read import Reader

_GOLDENS = list(goldens())


@pytest.mark.parametrize("golden", _GOLDENS, ids=lambda golden: golden.id)
def test_golden(golden: Golden, reader: Reader, request: pytest.FixtureRequest) -> None:
    loaded = golden.load()
    found = summary(golden.read(reader).records)
    if request.config.getoption("--update-golden"):
        _update(golden, loaded, found)
        return
    if loaded.get("reject"):
        assert found["documents"] == []
        assert found["findings"], "a page that yields nothing says why"
    differences = compare(loaded.get("expect", {}), found)
    assert not differences, "\n".join(differences)


def _update(golden: Golden, loaded: dict[str, object], found: dict[str, object]) -> None:
    before = golden.expected.read_text(encoding="utf-8")
    after = json.dumps({**loaded, "expect": found}, ensure_ascii=False, indent=1) + "\n"
    golden.expected.write_text(after, encoding="utf-8")
    print("".join(difflib.unified_diff(before.splitlines(True), after.splitlines(True), "before", "after")))


@pytest.mark.parametrize("family", [family.name for family in FAMILIES])
def test_every_family_has_a_golden_page(family: str) -> None:
    assert any(golden.family == family for golden in _GOLDENS)


def test_spans_of_all_goldens_point_at_their_words(reader: Reader) -> None:
    for golden in _GOLDENS:
        page = golden.read(reader)
        for document in page.records.documents:
            for quotation in document.quotations:
                span = quotation.text.span
                assert span is not None
                assert page.text[span.start : span.end] == quotation.text.value
            for reading in (document.headline, *document.field_texts, *document.tagged_source_texts):
                assert reading.span is not None
                assert page.text[reading.span.start : reading.span.end] == reading.value
