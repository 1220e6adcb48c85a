"""A release's index: what is found, in which order, and that it is of the release."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from osce_kg.build import BuildOptions, build
from osce_kg.engine.store import load_store
from osce_kg.errors import ReleaseError
from osce_kg.iris import Iris
from osce_kg.release import SEARCH, Release, open_release
from osce_kg.search.entries import QUOTATION, read_entries
from osce_kg.search.finder import Finder
from osce_kg.search.index import open_index, write_index
from osce_kg.search.queries import Chosen
from osce_kg.search.words import SearchTooLong

BASE = "https://w3id.org/osce-kg/id/"


@pytest.fixture(scope="module")
def finder(archive_release: Release) -> Finder:
    assert archive_release.search is not None
    return Finder(archive_release.search)


def first(finder: Finder, text: str, **values: list[str]) -> str:
    """Return the first hit, without the base."""
    return finder.find(text, Chosen(values), offset=0, limit=1).hits[0].iri.removeprefix(BASE)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Azerbaijan", "country/AZE"), ("azerbaycan", "country/AZE"), ("Czech Republic", "country/CZE"),
        ("ODIHR", "organization/odihr"), ("policing", "field-of-work/policing"),
        ("Mingechevir", "place/g585514"), ("Mingacevir", "place/g585514"), ("Mingəçevir", "place/g585514"),
        ("Мингечаур", "place/g585514"), ("Orudj Zalov", "person/orudj-zalov"), ("zalov orudj", "person/orudj-zalov"),
        ("OSCE Office in Baku", "organization/office-in-baku"),
        ("brings police and citizens closer", "document/h9b0d4fd34b815cf9"),
        ('"Police Open Day"', "event/office-in-baku-police-open-day"),
        ("helps citizen police Azerbaijan closer", "document/h9b0d4fd34b815cf9"),
    ],
)  # fmt: skip
def test_what_is_named_exactly_comes_first(finder: Finder, text: str, key: str) -> None:
    assert first(finder, text) == key


def test_quotations_are_found_when_they_are_asked_for(finder: Finder) -> None:
    found = finder.find("modern community policing", Chosen({"kind": [QUOTATION]}), offset=0, limit=5)
    assert found.hits[0].iri == f"{BASE}quotation/h9b0d4fd34b815cf9-q23f19e77"
    assert found.hits[0].within == f"{BASE}document/h9b0d4fd34b815cf9"
    assert all(hit.kind == QUOTATION for hit in found.hits)
    every = finder.find("modern community policing", Chosen(), offset=0, limit=50)
    assert all(hit.kind != QUOTATION for hit in every.hits)
    assert dict(every.facets["kind"])[QUOTATION] == found.total


def test_words_exclude_and_filters_narrow(finder: Finder) -> None:
    with_both = finder.find("police", Chosen(), offset=0, limit=1).total
    without = finder.find("police -azerbaijan", Chosen(), offset=0, limit=1).total
    assert 0 < without < with_both
    chosen = Chosen({"country": ["AZE"], "field": ["policing"]}, 20070601, 20070630)
    assert [hit.iri for hit in finder.find("", chosen, offset=0, limit=5).hits] == [f"{BASE}document/h9b0d4fd34b815cf9"]
    assert finder.find("", Chosen({"country": ["AZE"]}, 20070701, None), offset=0, limit=1).total < with_both


def test_counts_are_what_the_graph_says(finder: Finder, archive_release: Release) -> None:
    store = load_store(archive_release.dumps)
    rows = store.query(
        "PREFIX osce: <https://w3id.org/osce-kg/ontology#> SELECT ?y (COUNT(DISTINCT ?d) AS ?n) "
        "{ ?d osce:fingerprint ?f ; osce:year ?y } GROUP BY ?y",
        use_default_graph_as_union=True,
    )
    assert isinstance(rows, ox.QuerySolutions)
    expected = {row["y"].value: int(row["n"].value) for row in rows}
    found = finder.find("", Chosen({"kind": ["document"]}), offset=0, limit=1)
    assert dict(found.facets["year"]) == expected
    assert found.total == archive_release.manifest.documents


def test_pages_follow_each_other_without_a_gap(finder: Finder) -> None:
    whole = [hit.iri for hit in finder.find("osce", Chosen(), offset=0, limit=40).hits]
    parts = [hit.iri for at in range(0, 40, 10) for hit in finder.find("osce", Chosen(), offset=at, limit=10).hits]
    assert whole == parts
    assert len(set(whole)) == 40


def test_newest_first_and_all_without_words(finder: Finder) -> None:
    for text, newest in (("police", True), ("", False)):
        days = [hit.day for hit in finder.find(text, Chosen(), offset=0, limit=30, newest_first=newest).hits]
        assert days == sorted(days, reverse=True)


def test_names_are_completed(finder: Finder) -> None:
    assert ("Azerbaijan", f"{BASE}country/AZE") in finder.suggestions("azer", 5)
    assert finder.suggestions("office in bak", 5)[0][1] == f"{BASE}organization/office-in-baku"
    assert finder.suggestions("", 5) == []
    assert finder.suggestions(".*", 5) == []
    assert finder.likelier("Azerbaijn") == "azerbaijan"
    assert finder.likelier("qqqqqqqq") is None


@settings(max_examples=200)
@given(st.text(max_size=80))
def test_no_text_is_an_error(finder: Finder, text: str) -> None:
    try:
        found = finder.find(text, Chosen(), offset=0, limit=3)
        finder.suggestions(text, 3)
        assert len(finder.iris(text)) >= found.total
    except SearchTooLong:
        assert len(text) > 60


def test_an_index_of_the_same_release_answers_the_same(
    archive_release: Release, tmp_path: Path, finder: Finder
) -> None:
    write_index(read_entries(archive_release.dumps, Iris(archive_release.manifest.base)), tmp_path / SEARCH)
    again = Finder(tmp_path / SEARCH)
    for text in ("police training", "osce", "Zalov", ""):
        old, new = (each.find(text, Chosen(), offset=0, limit=20) for each in (finder, again))
        assert old == new


def test_a_release_may_go_without(sample: Path, tmp_path: Path) -> None:
    made = build(BuildOptions((str(sample),), tmp_path / "releases", search=False)).release
    assert made.search is None


def test_a_damaged_index_is_refused(sample_release: Release, tmp_path: Path) -> None:
    copy = tmp_path / sample_release.path.name
    _copy(sample_release.path, copy)
    assert open_release(copy).search == copy / SEARCH
    damaged = next((copy / SEARCH).glob("*.idx"))
    damaged.write_bytes(damaged.read_bytes()[:-1] + b"\0")
    with pytest.raises(ReleaseError, match="differs from its manifest"):
        open_release(copy)
    (copy / SEARCH / "meta.json").write_text("{}")
    with pytest.raises(ReleaseError, match="cannot be read"):
        open_index(copy / SEARCH)


def _copy(source: Path, target: Path) -> None:
    for path in _files(source):
        place = target / path.relative_to(source)
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(path.read_bytes())


def _files(folder: Path) -> Iterator[Path]:
    yield from (path for path in folder.rglob("*") if path.is_file())
