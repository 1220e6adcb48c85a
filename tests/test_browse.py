"""Browse pages over a release: what they count is what SPARQL counts, and every link on them works."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from browsing import Browsed, browsing, text_of
from osce_kg.outputs.periods import Held, Period
from osce_kg.release import Release
from osce_kg.server.browse.people import letter
from osce_kg.server.browse.states import Member
from osce_kg.server.files import plain_files
from osce_kg.settings import Settings
from serving import make_app, running, small_files

PAGES = (
    "/browse", "/browse/coverage", "/browse/taxonomy", "/browse/states", "/browse/states?year=1995",
    "/browse/field-operations", "/browse/releases", "/browse/people", "/browse/bodies", "/browse/classes",
)  # fmt: skip


@pytest.fixture(scope="module")
def browsed(archive_release: Release) -> Iterator[Browsed]:
    with browsing(archive_release) as found:
        yield found


@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_there_once_and_then_not_sent_again(browsed: Browsed, path: str) -> None:
    answer = browsed.client.get(path)
    assert answer.status_code == 200
    tag = answer.headers["etag"]
    assert browsed.client.get(path, headers={"If-None-Match": tag}).status_code == 304
    assert browsed.client.head(path).headers["etag"] == tag
    assert answer.text == browsed.client.get(path).text
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=\"|<script", answer.text)
    assert answer.text.count("<h1>") == 1


@pytest.mark.parametrize("path", PAGES)
def test_the_links_of_a_page_work(browsed: Browsed, path: str) -> None:
    links = set(re.findall(r'href="(/[^"]*)"', browsed.page(path))) - {"/search"}
    by_kind: dict[str, list[str]] = {}
    for link in sorted(links):
        by_kind.setdefault(re.sub(r"=[^&]*|[^/=&?]+$", "", link), []).append(link)
    for alike in by_kind.values():
        for link in alike[:3]:
            target = link.replace("&amp;", "&")
            answer = browsed.client.get(target, headers={"Accept": "text/html"}, follow_redirects=True)
            assert answer.status_code == 200, link


@pytest.mark.parametrize("path", PAGES)
def test_pages_of_a_graph_without_releases_say_so(tmp_path: Path, path: str) -> None:
    with running(make_app(small_files(tmp_path), Settings())) as served:
        answer = httpx.get(served.url + path.partition("?")[0])
        assert answer.status_code == 200, path
        assert "<script" not in answer.text


def test_documents_per_year_are_those_of_the_graph(browsed: Browsed) -> None:
    page = browsed.page("/browse")
    rows = browsed.select("SELECT ?y (COUNT(DISTINCT ?d) AS ?n) { ?d osce:fingerprint ?f ; osce:year ?y } GROUP BY ?y")
    assert len(rows) >= 10
    for year, number in rows:
        assert f"<title>{year}: {number} documents</title>" in page
    drawn = re.findall(r"<title>(\d{4}): (\d+) documents</title>", page)
    assert sum(int(number) for _, number in drawn) == browsed.number("?d osce:year ?y")


def test_states_of_a_year_are_those_of_the_published_query(browsed: Browsed, root: Path) -> None:
    query = (root / "queries" / "09-participants-and-partners.rq").read_text("utf-8")
    for year in (1990, 1995, 2011):
        asked = re.sub(r"VALUES \?year \{ \d+ \}", f"VALUES ?year {{ {year} }}", query)
        rows = browsed.pairs(re.sub(r"BASE.*|PREFIX (osce|org):.*", "", asked))
        text = text_of(browsed.page(f"/browse/states?year={year}"))
        assert f"{rows['participating States']} participating States at the end of {year}" in text
        for group, members in rows.items():
            if group != "participating States":
                assert f"{members} {group}" in text


def test_years_can_be_chosen_up_to_the_day_the_facts_were_looked_at(browsed: Browsed) -> None:
    last = browsed.select("SELECT (MAX(?day) AS ?last) { ?s osce:statusAsOf ?day }")[0][0][:4]
    page = browsed.page("/browse/states")
    chosen = re.findall(r"<option>(\d{4})", page)
    assert (chosen[0], chosen[-1]) == (last, "1973")
    assert f"<title>{last}: 57 participating States</title>" in page


def test_every_presence_is_on_its_page_with_its_mandates(browsed: Browsed) -> None:
    page = browsed.page("/browse/field-operations")
    presences = browsed.select("SELECT ?p { ?p a osce:FieldPresence }")
    mandates = browsed.select("SELECT ?m { ?m osce:phaseOf ?p ; osce:fromEarliest ?from }")
    assert len(presences) == 29
    for (iri,) in (*presences, *mandates):
        assert f'href="/{iri.removeprefix("https://w3id.org/osce-kg/")}"' in page, iri
    active = browsed.select("SELECT ?p { ?p a osce:FieldPresence ; osce:status osce:Active }")
    assert f"29 presences, {len(active)} of them active" in text_of(page)


def test_the_bodies_are_all_in_the_tree_with_their_documents(browsed: Browsed) -> None:
    page = browsed.page("/browse/bodies")
    for (iri,) in browsed.select("SELECT DISTINCT ?b { ?b a org:Organization }"):
        key = iri.removeprefix("https://w3id.org/osce-kg/id/organization/")
        assert page.count(f'href="/id/organization/{key}"') == 1
        number = browsed.number(f"?d osce:issuedBy <organization/{key}>")
        assert (f'href="/browse/releases?body={key}">{number} documents<' in page) == bool(number)


def test_fields_are_under_their_dimensions_with_their_documents(browsed: Browsed) -> None:
    text = text_of(browsed.page("/browse/taxonomy"))
    human = text[text.index("Human dimension") : text.index("Across dimensions")]
    number = browsed.number("?d osce:fieldOfWork <field-of-work/elections>")
    assert f"Elections {number} documents" in human
    assert "Border management" in text[text.index("Politico-military") : text.index("Human dimension")]
    assert "Gender equality" in text[text.index("Across dimensions") :]


def test_people_have_their_quotations(browsed: Browsed) -> None:
    rows = browsed.select(
        "SELECT ?p ?name (COUNT(DISTINCT ?q) AS ?n) { ?q osce:speaker ?p . ?p schema:name ?name } GROUP BY ?p ?name"
    )
    assert len(rows) >= 50
    by_letter: dict[str, list[tuple[str, str, str]]] = {}
    for row in rows:
        by_letter.setdefault(letter(row[1]), []).append((row[0], row[1], row[2]))
    assert f"{len(rows):,} people are quoted" in text_of(browsed.page("/browse/people"))
    for name, people in list(by_letter.items())[:6]:
        text = text_of(browsed.page(f"/browse/people?letter={name}"))
        for _, label, number in people[:20]:
            assert f"{label} {number} " in text


def test_people_of_a_body(browsed: Browsed) -> None:
    rows = browsed.select(
        "SELECT ?b (COUNT(DISTINCT ?p) AS ?n) { ?q osce:speakerBody ?b ; osce:speaker ?p } "
        "GROUP BY ?b ORDER BY DESC(?n) ?b"
    )
    body, number = rows[0]
    page = browsed.page(f"/browse/people?body={body.rpartition('/')[2]}")
    assert f"{number} people are quoted for this body" in text_of(page)


@pytest.mark.parametrize(
    ("name", "filed"),
    [
        ("Dunja Mijatović", "M"),
        ("Ólafur Đukić", "D"),
        ("Jens Østergaard", "O"),
        ("Иван Иванов", "other"),
        ("", "other"),
    ],
)
def test_names_are_filed_under_their_last_word(name: str, filed: str) -> None:
    assert letter(name) == filed


def test_a_member_without_dates_was_always_one() -> None:
    member = Member("x", "AUT", "Austria", None, None, None, None, 0, ())
    assert member.was(1973)
    joined = Member("x", "AUT", "Austria", "1992-03", None, None,
                    Period("1992-03-01", "1992-03-31", "2026-01-01", "9999-12-31", "2026-01-01"), 0, ())  # fmt: skip
    assert not joined.was(1991)
    assert joined.was(1992)
    assert joined.period is not None
    assert joined.period.held("1992-03-10", "1992-03-10") is Held.POSSIBLY


@pytest.mark.parametrize(
    "path",
    ["/browse/states?year=1800", "/browse/states?year=x", "/browse/releases?year=20x7", "/browse/releases?page=0",
     "/browse/releases?month=3", "/browse/releases?year=2007&month=13", "/browse/releases?body=a%3Eb",
     "/browse/releases?type=a%20b", "/browse/people?page=99999", "/browse/people?body=%22%7D"],
)  # fmt: skip
def test_what_no_filter_can_be_is_refused(browsed: Browsed, path: str) -> None:
    assert browsed.client.get(path).status_code == 400


def test_a_language_or_page_that_is_not_there_is_not_found(browsed: Browsed) -> None:
    assert browsed.client.get("/browse/coverage?lang=xx").status_code == 404
    assert browsed.client.get("/browse/releases?page=9000").status_code == 404


def test_subjects_that_nobody_reviewed_have_their_documents(tmp_path: Path) -> None:
    data = tmp_path / "tagged.ttl"
    data.write_text("""@base <https://w3id.org/osce-kg/id/> .
@prefix osce: <https://w3id.org/osce-kg/ontology#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix dct: <http://purl.org/dc/terms/> .
<field-of-work/water> a osce:UnreviewedConcept ; rdfs:label "Water"@en .
<document/h1> osce:fingerprint "1" ; rdfs:label "Wells are dug"@en ; dct:subject <field-of-work/water> .
<document/h2> osce:fingerprint "2" ; rdfs:label "Nothing on wells"@en .
""")
    with running(make_app(plain_files([data]), Settings())) as served:
        taxonomy = httpx.get(f"{served.url}/browse/taxonomy").text
        releases = httpx.get(f"{served.url}/browse/releases?field=water").text
    assert 'href="/browse/releases?field=water">1 documents<' in taxonomy
    assert "Wells are dug" in releases
    assert "Nothing on wells" not in releases
