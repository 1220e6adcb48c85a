"""Values made to run, to load or to mislead: in no page and no view of the workbench are they more than text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Page

from browser.browsing import MARKER, NARROW, Browsing, is_too_wide
from browser.kinds import every_path
from processes import Tree, serving

HOSTILE = Path(__file__).resolve().parent.parent / "data" / "hostile.trig"
HUGE = 100_000
EVERYTHING = "SELECT ?s ?p ?o { ?s ?p ?o }"
GRAPH = "CONSTRUCT { ?s ?p ?o } { ?s ?p ?o }"
PLACES = """PREFIX schema: <https://schema.org/> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX dct: <http://purl.org/dc/terms/>
SELECT ?name ?latitude ?longitude ?day (1 AS ?number) {
  { ?s schema:latitude ?latitude ; schema:longitude ?longitude ; rdfs:label ?name }
  UNION { ?s dct:issued ?day ; rdfs:label ?name } }"""
COUNTRIES = "SELECT ?country (2 AS ?n) { ?s <https://w3id.org/osce-kg/ontology#aboutCountry> ?country }"
_LINKS = "() => [...document.querySelectorAll('[href], [src], [action]')].map((node) => "
_LINKS += "(node.getAttribute('href') ?? node.getAttribute('src') ?? node.getAttribute('action')).trim().toLowerCase())"


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tree]:
    """A server of the hostile graph, with a label as long as a book chapter."""
    folder = tmp_path_factory.mktemp("hostile")
    huge = folder / "huge.nt"
    subject = "<https://w3id.org/osce-kg/id/document/h0000000000000bad>"
    huge.write_text(f'{subject} <http://purl.org/dc/terms/description> "{"<script>" * (HUGE // 8)}" .\n')
    with serving([HOSTILE, huge], folder, access_log=False) as tree:
        yield tree


@pytest.fixture
def browsing(chromium: Browser, hostile: Tree) -> Iterator[Browsing]:
    found = Browsing(chromium, hostile.url)
    yield found
    found.close()
    assert not found.complaints


def harmless(page: Page) -> None:
    """Look at a page, move over it, and find nothing run and no link that would run."""
    page.mouse.move(200, 300)
    page.mouse.move(300, 500)
    assert page.evaluate(f"() => window.{MARKER} ?? null") is None
    links = page.evaluate(_LINKS)
    assert [link for link in links if link.partition(":")[0] in {"javascript", "data", "vbscript"}] == []
    scripts = page.evaluate("() => [...document.scripts].map((node) => node.getAttribute('src') ?? node.type)")
    assert all(name.startswith("/static/") or name == "application/ld+json" for name in scripts), scripts
    assert page.locator("main :is(iframe, object, embed, img, math, style, template)").count() == 0


@pytest.mark.slow
def test_no_page_runs_or_loads_anything(browsing: Browsing, hostile: Tree) -> None:
    browsing.statuses |= {404}
    paths = every_path(hostile.client)
    assert len(paths) >= 12
    for path in paths:
        page = browsing.open(path, NARROW)
        harmless(page)
        assert not is_too_wide(page), path
        browsing.close()


@pytest.mark.parametrize(
    ("query", "views"),
    [
        (EVERYTHING, ("table", "graph", "text")),
        (GRAPH, ("table", "graph", "text")),
        (PLACES, ("table", "chart", "map", "timeline")),
        (COUNTRIES, ("map", "chart")),
    ],
)
@pytest.mark.usefixtures("workbench")
def test_no_view_of_results_runs_or_loads_anything(browsing: Browsing, query: str, views: tuple[str, ...]) -> None:
    page = browsing.open(f"/sparql?query={quote(query)}")
    page.locator(".yasr_results :is(table, svg)").first.wait_for()
    for view in views:
        page.locator(f".select_{view}").click()
        page.locator(".yasr_results :is(table, svg, pre)").first.wait_for()
        harmless(page)
    assert re.match(r"[1-9][0-9]* (rows?|triples) in ", page.locator(".status").inner_text())


@pytest.mark.usefixtures("workbench")
def test_the_table_shows_values_as_they_are(browsing: Browsing) -> None:
    page = browsing.open(f"/sparql?query={quote(EVERYTHING)}")
    page.locator(".yasr_results table").wait_for()
    cells = page.locator(".yasr_results tbody")
    page.get_by_label("Only rows that hold").fill("{{constructor")
    assert "{{constructor.constructor('window.__scriptRan=1')()}} ${window.__scriptRan=1}" in cells.inner_text()
    page.get_by_label("Only rows that hold").fill("onmouseover=window")
    assert "<b onmouseover=window.__scriptRan=1>bold</b>" in cells.inner_text()
    page.get_by_label("Only rows that hold").fill("<script><script>")
    page.get_by_role("button", name="all 100,000 characters").click()
    assert len(cells.inner_text()) > HUGE
    harmless(page)
