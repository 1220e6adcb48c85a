"""The query workbench as its users meet it."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import parse_qs, quote, urlsplit

import pyoxigraph as ox
import pytest
from playwright.sync_api import Page

from browser.browsing import NARROW, WIDE, Browsing, is_too_wide, violations, weight
from osce_kg.release import Release
from processes import Tree, eventually

pytestmark = pytest.mark.usefixtures("workbench")

OSCE = "https://w3id.org/osce-kg/ontology#"
YEARS = f"""PREFIX osce: <{OSCE}>
SELECT ?year (COUNT(?r) AS ?releases) {{ ?r osce:year ?year }} GROUP BY ?year ORDER BY ?year"""
COUNTRIES = f"""PREFIX osce: <{OSCE}>
SELECT ?country (COUNT(?r) AS ?releases) {{ ?r osce:aboutCountry ?country }} GROUP BY ?country"""
BODIES = f"""PREFIX osce: <{OSCE}> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
CONSTRUCT {{ ?body osce:hostCountry ?country }} {{ ?body osce:hostCountry ?country }}"""
SPANS = """PREFIX osce: <https://w3id.org/osce-kg/ontology#> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
SELECT ?body ?from { ?body osce:operationalFrom ?from } ORDER BY ?from LIMIT 30"""
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
EDITOR = ".tabPanel.active .CodeMirror"


def results(page: Page, kind: str = "table, svg, pre, .told, .truth") -> None:
    page.locator(f".tabPanel.active .yasr_results :is({kind})").first.wait_for()


def asked(browsing: Browsing, query: str, **more: str) -> Page:
    """Return the page of a link to a query, with its results."""
    rest = "".join(f"&{name}={quote(value)}" for name, value in more.items())
    page = browsing.open(f"/sparql?query={quote(query)}{rest}")
    results(page)
    return page


def write(page: Page, text: str) -> None:
    """Put a text into the editor in place of what is there, as somebody who types."""
    page.locator(EDITOR).click()
    page.keyboard.press("Control+a")
    page.keyboard.insert_text(text)


def pick(page: Page, text: str) -> None:
    """Take a suggestion, and wait until the editor has the keyboard back."""
    page.locator(".CodeMirror-hint", has_text=text).first.click()
    page.locator(f"{EDITOR}.CodeMirror-focused").wait_for()
    page.locator(".CodeMirror-hint").first.wait_for(state="detached")


@pytest.mark.parametrize("dark", [False, pytest.param(True, marks=pytest.mark.slow)], ids=["wide-light", "narrow-dark"])
@pytest.mark.parametrize(
    ("view", "query", "mark"),
    [
        ("table", YEARS, "tbody tr"),
        ("chart", YEARS, "svg .bar"),
        ("map", COUNTRIES, "svg .country[class*=shade]"),
        ("timeline", SPANS, "svg .mark"),
        ("graph", BODIES, "svg .node"),
        ("text", BODIES, "pre"),
    ],
)
@pytest.mark.slow
def test_results_are_shown_in_every_view(
    browsing: Browsing, axe: str, view: str, query: str, mark: str, dark: bool
) -> None:
    page = browsing.page(NARROW if dark else WIDE, dark=dark)
    page.goto(f"{browsing.url}/sparql?query={quote(query)}")
    results(page)
    page.locator(f".select_{view}").click()
    page.locator(f".yasr_results {mark}").first.wait_for()
    browsing.photograph(page, f"workbench-{view}-{'narrow-dark' if dark else 'wide-light'}")
    assert not is_too_wide(page)
    assert violations(page, axe) == []


def test_the_whole_of_it_is_light_and_asks_this_server_alone(browsing: Browsing) -> None:
    page = browsing.open("/sparql")
    total = weight(page)
    for view, query in (("chart", YEARS), ("map", COUNTRIES), ("timeline", SPANS), ("graph", BODIES)):
        page.locator(EDITOR).click()
        write(page, query)
        page.get_by_role("button", name="Run").click()
        results(page)
        page.locator(f".tabPanel.active .select_{view}").click()
        results(page, "svg")
    total = weight(page)
    assert total < 600_000
    assert browsing.hosts == {urlsplit(browsing.url).netloc}


def test_an_example_is_opened_by_a_click_and_downloaded(browsing: Browsing) -> None:
    page = browsing.open("/sparql")
    page.get_by_role("link", name="Releases per field of work, year and country").click()
    results(page, "table")
    assert page.url == f"{browsing.url}/sparql"
    assert page.get_by_role("tab", name="Releases per field of work").count() == 1
    status = page.locator(".status").inner_text()
    assert re.match(r"\d+ rows in \d+\.\d\d s\. At most 1,000,000 rows and 30 seconds a query\.", status)
    rows = int(status.partition(" ")[0])
    with page.expect_download() as awaited:
        page.get_by_role("link", name="CSV").click()
    lines = Path(awaited.value.path()).read_text("utf-8").splitlines()
    assert (awaited.value.suggested_filename, lines[0], len(lines)) == (
        "results.csv",
        "field,year,country,releases",
        rows + 1,
    )


@pytest.mark.parametrize(
    ("query", "names"),
    [
        (YEARS, ["CSV", "TSV", "JSON", "XML"]),
        (BODIES, ["Turtle", "N-Triples", "JSON-LD", "RDF/XML", "TriG"]),
        ("ASK {}", ["JSON", "XML"]),
    ],
)
def test_every_format_can_be_downloaded(browsing: Browsing, query: str, names: list[str]) -> None:
    page = asked(browsing, query)
    links = page.locator(".downloads a")
    assert links.all_inner_texts() == names
    for link in links.all():
        answer = page.request.get(browsing.url + str(link.get_attribute("href")))
        assert answer.status == 200
        assert "html" not in answer.headers["content-type"]


def test_an_error_is_shown_with_its_place_in_the_editor(browsing: Browsing, axe: str) -> None:
    browsing.statuses |= {400}
    page = browsing.open("/sparql")
    write(page, "SELECT ?s WHERE {\n  ?s ?p ?o .\n  FILTER (?o = )\n}")
    page.keyboard.press("Control+Enter")
    alert = page.locator(".yasr_results [role=alert]")
    alert.wait_for()
    assert "The query does not parse" in alert.inner_text()
    assert "line 3, column 16" in alert.inner_text()
    assert page.locator(f"{EDITOR} .problem-line").count() == 1
    assert page.locator(f"{EDITOR} .problem-place").first.inner_text().startswith(")")
    browsing.photograph(page, "workbench-error")
    assert violations(page, axe) == []
    write(page, "ASK {}")
    page.keyboard.press("Control+Enter")
    results(page, ".truth")
    assert page.locator(".problem-line").count() == 0


def test_a_link_to_a_wrong_query_opens_it_to_be_corrected(browsing: Browsing) -> None:
    browsing.statuses |= {400, 403}
    for query, told in (("SELECT", "does not parse"), ("DROP ALL", "Updates are not answered")):
        page = asked(browsing, query)
        assert told in page.locator(".yasr_results").inner_text()
        assert query in page.locator(EDITOR).inner_text()


def test_a_running_query_is_stopped_and_its_worker_ends(browsing: Browsing, archive: Tree) -> None:
    page = browsing.open("/sparql")
    write(page, ENDLESS)
    page.get_by_role("button", name="Run").click()
    page.get_by_text(re.compile(r"Running for [1-9]")).wait_for()
    running = [f'osce_kg_engine_running{{lane="{lane}"}}' for lane in ("short", "long")]
    assert sum(map(archive.metric, running)) == 1
    page.get_by_role("button", name="Stop").click()
    page.locator(".yasr_results .told", has_text="You stopped the query").wait_for()
    assert page.get_by_role("button", name="Run").is_visible()
    assert eventually(lambda: sum(map(archive.metric, running)) == 0, seconds=3)


def test_completion_knows_this_release_and_asks_nobody_else(browsing: Browsing) -> None:
    page = browsing.open("/sparql")
    write(page, "SELECT * {\n  ?s a pressrel")
    pick(page, "osce:PressRelease")
    assert f"PREFIX osce: <{OSCE}>" in page.locator(EDITOR).inner_text()
    page.keyboard.insert_text(" ; osce:issuedb")
    pick(page, "osce:issuedBy")
    page.keyboard.insert_text(" <Office in Bak")
    page.keyboard.press("Control+Space")
    pick(page, "<organization/office-in-baku>")
    text = page.locator(EDITOR).inner_text()
    assert "organization/office-in-baku>" in text
    assert browsing.hosts == {urlsplit(browsing.url).netloc}


def test_a_link_names_its_release_and_another_one_is_told(browsing: Browsing, archive_release: Release) -> None:
    page = browsing.open("/sparql")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    write(page, YEARS)
    page.get_by_role("button", name="Copy link").click()
    page.get_by_text("Copied").wait_for()
    link = page.evaluate("navigator.clipboard.readText()")
    fields = parse_qs(urlsplit(link).query)
    assert fields == {"query": [YEARS], "release": [archive_release.digest]}
    page.goto(link)
    results(page, "table")
    assert page.get_by_text("Another release is served here").count() == 0
    other = asked(browsing, YEARS, release="0123456789abcdef")
    assert other.get_by_text("Another release is served here").is_visible()
    browsing.photograph(other, "workbench-other-release")


def test_tab_leaves_the_editor_and_queries_are_kept_but_no_answer(browsing: Browsing) -> None:
    page = browsing.open("/sparql")
    write(page, YEARS)
    page.keyboard.press("Control+Enter")
    results(page, "table")
    page.locator(EDITOR).click()
    page.keyboard.press("Tab")
    assert page.evaluate("!document.activeElement.closest('.CodeMirror')")
    page.keyboard.press("Shift+Tab")
    assert page.evaluate("!!document.activeElement.closest('.CodeMirror')")
    kept = page.evaluate("JSON.stringify(localStorage)")
    assert "COUNT(?r)" in kept
    assert "bindings" not in kept
    assert "dbpedia" not in kept
    page.reload()
    page.locator(".toolbar").wait_for()
    assert "COUNT(?r)" in page.locator(EDITOR).inner_text()


def test_the_last_tab_closed_leaves_an_empty_one(browsing: Browsing) -> None:
    page = browsing.open("/sparql")
    page.get_by_role("tab", name="Query").focus()
    page.keyboard.press("Delete")
    page.locator(EDITOR).wait_for()
    page.get_by_role("button", name="Run").click()
    results(page, "table")


def test_a_graph_is_what_the_server_said(browsing: Browsing, archive: Tree) -> None:
    page = asked(browsing, BODIES)
    told = archive.client.post("/sparql", data={"query": BODIES}, headers={"Accept": "application/n-triples"})
    triples = list(ox.parse(told.content, format=ox.RdfFormat.N_TRIPLES))
    assert page.locator(".status").inner_text().startswith(f"{len(triples)} triples in ")
    assert page.locator(".yasr_results tbody tr").count() == min(50, len(triples))
