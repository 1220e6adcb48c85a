"""The first page: numbers that are those of the graph, a search, questions that run."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from browsing import Browsed, browsing, text_of
from osce_kg.release import Release
from osce_kg.settings import Settings
from serving import make_app, running, small_files


@pytest.fixture(scope="module")
def browsed(archive_release: Release) -> Iterator[Browsed]:
    with browsing(archive_release) as found:
        yield found


def test_the_numbers_are_those_of_the_graph(browsed: Browsed, archive_release: Release) -> None:
    text = text_of(browsed.page("/"))
    people = browsed.select("SELECT (COUNT(DISTINCT ?s) AS ?n) { ?s a schema:Person }")[0][0]
    quotations = browsed.select("SELECT (COUNT(DISTINCT ?s) AS ?n) { ?s a osce:Quotation }")[0][0]
    languages = browsed.select("SELECT DISTINCT ?l { ?d osce:fingerprint ?f ; schema:inLanguage ?l }")
    for said in (
        f"{browsed.number(''):,} documents", f"{int(people):,} people", f"{int(quotations):,} quotations",
        "57 participating States", f"{len(languages)} languages", f"{archive_release.manifest.quads:,} statements",
        f"release {archive_release.digest}",
    ):  # fmt: skip
        assert said in text


def test_there_is_a_search_and_ways_in(browsed: Browsed) -> None:
    page = browsed.page("/")
    assert re.search(r'<form method="get" action="/search" role="search"', page)
    assert 'name="q"' in page
    for path in ("releases", "people", "states", "field-operations", "taxonomy", "coverage"):
        assert f'href="/browse/{path}"' in page


def test_the_map_leads_to_states(browsed: Browsed) -> None:
    number = browsed.number("?d osce:aboutCountry <country/AZE>")
    assert f'<a href="/id/country/AZE" aria-label="Azerbaijan: {number} documents">' in browsed.page("/")


def test_its_questions_run(browsed: Browsed) -> None:
    questions = re.findall(r'<li><a href="(/sparql\?query=[^"]+)">([^<]+\?)</a>', browsed.page("/"))
    assert len(questions) >= 5
    for link, _ in questions:
        answer = browsed.client.get(link, headers={"Accept": "application/sparql-results+json"})
        assert answer.status_code == 200, link


def test_a_graph_without_releases_has_a_first_page_too(tmp_path: Path) -> None:
    with running(make_app(small_files(tmp_path), Settings())) as served:
        page = httpx.get(served.url).text
    assert "Press releases of the OSCE" in page
    assert "In numbers" not in page
