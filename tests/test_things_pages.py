"""Pages of things over real HTTP: what a researcher wants first, each fact's origin, and the words that say it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import httpx
import pyoxigraph as ox
import pytest
from selectolax.lexbor import LexborHTMLParser

from osce_kg.engine.local import LocalEngine, LocalLimits
from osce_kg.engine.store import load_store
from osce_kg.release import PAGES, Release
from osce_kg.server.app import create_app
from osce_kg.server.files import plain_files
from osce_kg.settings import Settings
from serving import client_of, make_app, small_files

BASE = "https://w3id.org/osce-kg/"
SAMPLE = "document/h9b0d4fd34b815cf9"
KINDS = (
    "document", "capture", "quotation", "person", "organization", "field-presence", "country", "field-of-work", "place",
    "project", "meeting", "decision", "treaty", "rule",
)  # fmt: skip


@pytest.fixture(scope="module")
def client(archive_release: Release) -> Iterator[httpx.Client]:
    with client_of(make_app(archive_release, Settings())) as found:
        yield found


@pytest.fixture(scope="module")
def store(archive_release: Release) -> ox.Store:
    return load_store(archive_release.dumps)


def things(store: ox.Store, kind: str, count: int) -> list[str]:
    """Return paths of things of a kind that have a label and are not retired."""
    query = (
        "SELECT DISTINCT ?s { ?s <http://www.w3.org/2000/01/rdf-schema#label> ?l "
        f"FILTER(STRSTARTS(STR(?s), '{BASE}id/{kind}/')) "
        f"FILTER NOT EXISTS {{ ?s <http://purl.org/dc/terms/isReplacedBy> ?r }} }} ORDER BY ?s LIMIT {count}"
    )
    found = store.query(query, use_default_graph_as_union=True)
    assert isinstance(found, ox.QuerySolutions)
    return [str(row["s"].value).removeprefix(f"{BASE}id/") for row in found]


def page(client: httpx.Client, path: str) -> LexborHTMLParser:
    answer = client.get(f"/page/{path}")
    assert answer.status_code == 200, path
    return LexborHTMLParser(answer.text)


def attribute(tree: LexborHTMLParser, selector: str, name: str) -> str:
    """Return an attribute of the first node that a selector finds."""
    node = tree.css_first(selector)
    assert node is not None, selector
    return str(node.attributes[name])


def attributes(tree: LexborHTMLParser, selector: str, name: str) -> list[str]:
    """Return an attribute of all nodes that a selector finds."""
    return [str(node.attributes[name]) for node in tree.css(selector) if node.attributes.get(name)]


def text_of(tree: LexborHTMLParser, selector: str) -> str:
    return " ".join(node.text() for node in tree.css(selector))


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_has_title_trail_permalink_citation_and_data(
    client: httpx.Client, store: ox.Store, kind: str
) -> None:
    paths = things(store, kind, 4)
    assert paths
    for path in paths:
        tree = page(client, path)
        assert text_of(tree, "h1").strip()
        assert text_of(tree, "h1").strip() in text_of(tree, "title")
        assert attribute(tree, "nav.crumbs a", "href") == "/"
        assert attribute(tree, "link[rel=canonical]", "href") == f"/page/{path}"
        assert attribute(tree, "meta[name=description]", "content")
        assert f"{BASE}id/{path}" in text_of(tree, ".cite")
        linked = json.loads(text_of(tree, 'script[type="application/ld+json"]'))
        assert linked["@id"] == f"{BASE}id/{path}"
        assert linked["@context"] == {"@vocab": "https://schema.org/"}
        ids = attributes(tree, "[id]", "id")
        assert len(ids) == len(set(ids)), path


@pytest.mark.parametrize("kind", KINDS)
def test_every_link_within_a_page_has_its_target(client: httpx.Client, store: ox.Store, kind: str) -> None:
    for path in things(store, kind, 3):
        tree = page(client, path)
        ids = set(attributes(tree, "[id]", "id"))
        assert {href[1:] for href in attributes(tree, 'a[href^="#"]', "href")} <= ids, path
        described = attributes(tree, "[aria-describedby]", "aria-describedby")
        assert {one for some in described for one in some.split()} <= ids, path


def test_a_release_shows_its_text_with_marks_at_their_evidence(client: httpx.Client) -> None:
    tree = page(client, SAMPLE)
    assert "We commend and fully support" in text_of(tree, ".text mark.quotation")
    title = next(said for said in attributes(tree, ".text mark.speaker a", "title") if "Jose-Luis Herrero" in said)
    how = r"rule [a-z-]+, (Read|Resolved|Inferred), confidence (High|Medium|Low), capture 0989c19889d0"
    assert re.search(how, title)


def test_the_marked_text_is_the_text_of_the_graph(client: httpx.Client, store: ox.Store) -> None:
    body = ox.NamedNode("https://schema.org/articleBody")
    for path in (SAMPLE, *things(store, "document", 25)):
        found = store.quads_for_pattern(ox.NamedNode(f"{BASE}id/{path}"), body, None, None)
        for said in [quad.object.value for quad in found if isinstance(quad.object, ox.Literal)]:
            shown = [paragraph.text() for paragraph in page(client, path).css("#text ~ .text p")]
            assert shown == [part for part in said.split("\n") if part.strip()], path


def test_every_evidence_link_leads_to_its_words(client: httpx.Client) -> None:
    tree = page(client, SAMPLE)
    links = {href for href in attributes(tree, 'a[href^="/page/capture/"]', "href") if "span" in href}
    assert len(links) > 10
    issued = "/page/capture/0989c19889d0b90a049464750dd7855fd9de06104a35c22315c28264da2763e5?span=3248,3260#span"
    assert issued in links
    for link in sorted(links):
        marked = page(client, link.removeprefix("/page/").partition("#")[0]).css_first("#span")
        assert marked is not None, link
    target = page(client, issued.removeprefix("/page/").partition("#")[0])
    assert text_of(target, "#span") == "30 June 2007"


def test_a_span_over_several_lines_is_marked_in_each_and_named_once(client: httpx.Client) -> None:
    tree = page(client, "capture/0989c19889d0b90a049464750dd7855fd9de06104a35c22315c28264da2763e5?span=3100,3300")
    assert len(tree.css("mark.span")) > 1
    assert len(tree.css("#span")) == 1


@pytest.mark.parametrize("span", ["9,3", "1,99999999", "a,b", "-1,4", "1", "1,2,3", "٣,٤"])
def test_a_span_that_is_none_marks_nothing(client: httpx.Client, span: str) -> None:
    tree = page(client, f"capture/0989c19889d0b90a049464750dd7855fd9de06104a35c22315c28264da2763e5?span={span}")
    assert not tree.css("mark")
    assert tree.css("#L1")


def test_targets_of_annotations_lead_to_the_span(client: httpx.Client, store: ox.Store) -> None:
    evidence = things(store, "evidence", 1)[0]
    hrefs = attributes(page(client, evidence), "a", "href")
    assert any(re.fullmatch(r"/page/capture/[0-9a-f]{64}\?span=\d+,\d+#span", href) for href in hrefs)


def test_inferred_facts_can_be_left_out(client: httpx.Client) -> None:
    whole, captured = page(client, SAMPLE), page(client, f"{SAMPLE}?facts=captured")
    assert whole.css(".basis.Inferred")
    assert not captured.css(".basis.Inferred")
    found = re.match(r"(\d+) inferred", text_of(captured, "[role=status]").strip())
    only = [row for row in whole.css(".facts tr") if row.css(".Inferred") and not row.css(".Read, .Resolved")]
    assert found is not None
    assert int(found[1]) == len(only) > 0
    assert "facts=captured" in attribute(whole, ".tools a", "href")
    assert attribute(captured, ".tools a", "href") == f"/page/{SAMPLE}"


def test_the_tag_depends_on_what_is_asked_for(client: httpx.Client) -> None:
    tags = {client.get(f"/page/{SAMPLE}{query}").headers["etag"] for query in ("", "?facts=captured", "?lang=ru")}
    assert len(tags) == 3
    tag = client.get(f"/page/{SAMPLE}").headers["etag"]
    assert client.get(f"/page/{SAMPLE}?unknown=1", headers={"If-None-Match": tag}).status_code == 304


def test_labels_come_in_the_language_asked_for_else_in_english(client: httpx.Client) -> None:
    assert text_of(page(client, "country/AZE?lang=fr"), "h1") == "Azerbaïdjan"
    for unknown in ("", "?lang=xx", "?lang=%22%3E", "?lang=zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz"):
        assert text_of(page(client, f"country/AZE{unknown}"), "h1") == "Azerbaijan"


def test_a_body_tells_mandate_predecessor_country_and_speakers(client: httpx.Client) -> None:
    tree = page(client, "organization/project-co-ordinator-in-baku")
    summary = text_of(tree, ".summary")
    assert "OSCE Office in Baku" in summary
    assert "Azerbaijan" in summary
    assert "2014-01-01 – 2015-07-04" in summary
    assert "Mandates and names over time" in text_of(tree, "caption, figcaption")
    assert "not preferred" in text_of(tree, "#claims ~ .wide")


def test_a_state_has_a_map_and_its_participation(client: httpx.Client) -> None:
    tree = page(client, "country/AZE")
    assert tree.css("figure.map svg")
    assert "1992-01-30 – today" in text_of(tree, ".summary")


def test_a_person_tells_roles_with_first_and_last_day(client: httpx.Client) -> None:
    tree = page(client, "person/jose-luis-herrero")
    assert "Head of the OSCE Office in Baku" in text_of(tree, "#roles ~ .wide td")
    assert "2007-06-30" in text_of(tree, "#roles ~ .wide time")
    assert len(tree.css("#quotations ~ .said")) == 2


def test_long_lists_of_quotations_are_paged(client: httpx.Client, store: ox.Store) -> None:
    rows = store.query(
        f"SELECT ?p (COUNT(DISTINCT ?q) AS ?n) {{ ?q <{BASE}ontology#speaker> ?p }} GROUP BY ?p "
        "ORDER BY DESC(?n) LIMIT 1",
        use_default_graph_as_union=True,
    )
    assert isinstance(rows, ox.QuerySolutions)
    row = next(rows)
    path, total = str(row["p"].value).removeprefix(f"{BASE}id/"), int(row["n"].value)
    seen: list[str] = []
    address: str | None = path
    while address:
        tree = page(client, address)
        shown = tree.css("#quotations ~ .said")
        assert 0 < len(shown) <= 20
        seen += attributes(tree, "#quotations ~ .said figcaption > p > a:only-child", "href")
        following = attributes(tree, "a[rel=next]", "href")
        address = following[0].removeprefix("/page/").partition("#")[0] if following else None
    assert len(seen) == len(set(seen)) == total


def test_a_release_without_page_texts_shows_the_text_without_marks(archive_release: Release, tmp_path: Path) -> None:
    for entry in archive_release.path.iterdir():
        if entry.name != PAGES:
            (tmp_path / entry.name).symlink_to(entry)
    bare = replace(archive_release, path=tmp_path)
    with client_of(make_app(bare, Settings())) as client:
        tree = page(client, SAMPLE)
        assert "Hundreds of people attended" in text_of(tree, ".text")
        assert not tree.css(".text mark")
        assert "no page texts" in text_of(tree, ".aside")
        capture = page(client, "capture/0989c19889d0b90a049464750dd7855fd9de06104a35c22315c28264da2763e5?span=1,5")
        assert "no page texts" in text_of(capture, ".aside")


def test_a_graph_without_texts_shows_quotations_and_says_so(archive_release: Release) -> None:
    files = plain_files([archive_release.dump])
    with client_of(make_app(files, Settings())) as client:
        tree = page(client, SAMPLE)
        assert "holds no text" in text_of(tree, ".aside")
        assert len(tree.css("#quotations ~ .said")) == 3


def test_two_dates_are_both_shown_with_their_origin(tmp_path: Path) -> None:
    data = tmp_path / "dates.ttl"
    data.write_text(
        f"@base <{BASE}id/> . @prefix osce: <{BASE}ontology#> . @prefix dct: <http://purl.org/dc/terms/> .\n"
        "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n"
        '<document/n7> a osce:PressRelease ; rdfs:label "Two dates"@en ; dct:issued "2001-02-03"^^xsd:date ;\n'
        '  osce:issuedFrom osce:Dateline ; osce:otherDate "2001-02-05"^^xsd:date .\n'
        "<evidence/n7-other-date> osce:onSubject <document/n7> ; osce:onProperty osce:otherDate ;\n"
        '  osce:onLiteral "2001-02-05"^^xsd:date ; osce:rule <rule/date-label> ; osce:basis osce:Read ;\n'
        "  osce:confidence osce:High .\n"
    )
    with client_of(make_app(small_files(tmp_path), Settings(), [data])) as client:
        said = " ".join(text_of(page(client, "document/n7"), ".summary").split())
    assert "Date 2001-02-03" in said or "Date2001-02-03" in said
    assert "2001-02-05 in conflict, from date label" in said


@pytest.mark.parametrize("path", ["organization/project-co-ordinator-in-baku", "country/AZE", "field-of-work/policing"])
def test_a_store_that_may_change_shows_the_same_figures(client: httpx.Client, store: ox.Store, path: str) -> None:
    app = create_app(LocalEngine(store, LocalLimits()), Settings(), live=True)
    with client_of(app) as live:
        answer = live.get(f"/page/{path}")
        assert "etag" not in answer.headers
        found, kept = LexborHTMLParser(answer.text), page(client, path)
    for selector in ("figure.chart", "table.chart", "main .rows", "main > .summary"):
        assert text_of(found, selector) == text_of(kept, selector), selector


def test_what_is_not_there_stays_missing(client: httpx.Client) -> None:
    for kind in KINDS:
        assert client.get(f"/page/{kind}/no-such-thing").status_code == 404
