"""The search over HTTP, and in SPARQL: pages, JSON, suggestions, functions, refusals."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path

import httpx
import pyoxigraph as ox
import pytest
from jsonschema import Draft202012Validator
from selectolax.lexbor import LexborHTMLParser, LexborNode

from osce_kg.engine.local import LocalEngine
from osce_kg.engine.model import QueryBusy, QueryRequest
from osce_kg.errors import QueryRefused
from osce_kg.release import Release
from osce_kg.search.entries import Entry, Filters
from osce_kg.search.finder import Finder
from osce_kg.search.index import write_index
from osce_kg.server import searches
from osce_kg.server.answering import answer_by_processes
from osce_kg.server.app import create_app
from osce_kg.server.files import Served as ServedFiles
from osce_kg.server.searches import Searches
from osce_kg.settings import Settings
from serving import Served, make_app, running, small_files

BASE = "https://w3id.org/osce-kg/id/"
PREFIXES = (
    f"BASE <{BASE}> PREFIX osce: <https://w3id.org/osce-kg/ontology#> "
    "PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> "
)


@pytest.fixture(scope="module")
def client(archive_release: Release) -> Iterator[httpx.Client]:
    with (
        running(make_app(archive_release, Settings())) as served,
        httpx.Client(base_url=served.url, timeout=30) as found,
    ):
        yield found


def rows(client: httpx.Client, query: str) -> list[list[str]]:
    answer = client.get("/sparql", params={"query": PREFIXES + query}, headers={"Accept": "text/csv"})
    assert answer.status_code == 200, answer.text
    return [line.split(",") for line in answer.text.split("\r\n")[1:-1]]


def _only(node: LexborHTMLParser | LexborNode, selector: str) -> LexborNode:
    (found,) = node.css(selector)
    return found


def test_the_page_shows_what_the_json_tells(client: httpx.Client) -> None:
    query = {"q": "police Azerbaijan", "country": "AZE"}
    told = client.get("/search.json", params=query).json()
    by_accept = client.get("/search", params=query, headers={"Accept": "application/json"})
    assert by_accept.json() == told
    page = LexborHTMLParser(client.get("/search", params=query, headers={"Accept": "text/html"}).text)
    titles = [node.text() for node in page.css(".results h2")]
    assert titles == [result["title"]["text"] for result in told["results"]]
    assert _only(page, "[role=status]").text().strip().startswith(f"{told['total']} result")
    assert {node.text().lower() for node in page.css(".results mark")} >= {"police", "azerbaijan"}
    marked = told["results"][0]["title"]
    assert {marked["text"][start:end].lower() for start, end in marked["marks"]} <= {"police", "azerbaijan"}


def test_the_json_fits_its_published_schema(client: httpx.Client) -> None:
    schema = client.get("/search.schema.json").json()
    Draft202012Validator.check_schema(schema)
    for query in ("q=police", "q=", "q=nothingofthatsort", "kind=quotation&q=community", "q=osce&sort=date&page=2"):
        Draft202012Validator(schema).validate(client.get(f"/search.json?{query}").json())


def test_every_link_of_a_search_leads_on_and_counts_what_it_says(client: httpx.Client) -> None:
    page = LexborHTMLParser(client.get("/search?q=osce&sort=date").text)
    facets = [
        (_only(node, "a").attributes["href"] or "", int(_only(node, ".count").text().replace(",", "")))
        for node in page.css(".facets li")
    ]
    assert len(facets) > 20
    for href, count in facets[::4]:
        told = client.get(href.replace("/search?", "/search.json?")).json()
        assert told["total"] == count, href
    narrowed = LexborHTMLParser(client.get(facets[0][0]).text)
    (removed,) = [node.attributes["href"] for node in narrowed.css(".chosen a")]
    assert removed == "/search?q=osce&sort=date"


def test_the_address_is_read_strictly(client: httpx.Client) -> None:
    for query in ("page=0", "page=-1", "page=x", "page=501", "page=99999999999", "sort=best", "from=2007-13",
                  "until=07", "colour=red", "q=a&q=b", "q=" + "a" * 501, "q=" + "b+" * 40,
                  "field=" + "x" * 101, "&".join(f"lang=l{n}" for n in range(21))):  # fmt: skip
        answer = client.get(f"/search?{query}")
        assert answer.status_code == 400, query
        assert answer.headers["content-type"] == "application/problem+json"
    assert client.get("/search?from=2007&until=2007-06&q=").status_code == 200
    assert client.get("/search", headers={"Accept": "image/png"}).status_code == 406
    assert client.get("/search.json?page=500&q=police").json()["results"] == []


def test_answers_are_kept_by_release_and_question(client: httpx.Client) -> None:
    for path in ("/search?q=police", "/search.json?q=police", "/suggest?q=aze", "/opensearch.xml"):
        answer = client.get(path)
        again = client.get(path, headers={"If-None-Match": answer.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")
        assert client.head(path).status_code == 200
    assert client.get("/search?q=a").headers["etag"] != client.get("/search?q=b").headers["etag"]


def test_names_are_suggested_with_their_iris(client: httpx.Client) -> None:
    text, names, _, iris = client.get("/suggest?q=odih").json()
    assert text == "odih"
    assert f"{BASE}organization/odihr" in iris
    assert len(names) == len(iris)
    described = client.get("/opensearch.xml").text
    assert (
        f'template="{client.base_url}/suggest?q={{searchTerms}}"'.replace("/" * 2 + "suggest", "/suggest") in described
    )


def test_a_likelier_word_is_proposed(client: httpx.Client) -> None:
    page = LexborHTMLParser(client.get("/search?q=Azerbaijn").text)
    (link,) = [node for node in page.css("main p a") if node.text() == "azerbaijan"]
    assert client.get(link.attributes["href"] or "").status_code == 200


def test_sparql_finds_words(client: httpx.Client) -> None:
    found = rows(client, "SELECT ?d { ?d a osce:PressRelease FILTER(osce:matches(?d, 'police citizens Azerbaijan')) }")
    assert [f"{BASE}document/h9b0d4fd34b815cf9"] in found
    told = client.get("/search.json", params={"q": "police citizens Azerbaijan", "kind": "document"}).json()
    assert {row[0] for row in found} <= {result["iri"] for result in told["results"]}
    best = rows(client, "SELECT ?t ?s { ?t rdfs:label ?l BIND(osce:searchScore(?t, 'odihr') AS ?s) FILTER(?s > 0) } "
                "ORDER BY DESC(?s) LIMIT 1")  # fmt: skip
    assert best[0][0] == f"{BASE}organization/odihr"
    assert rows(client, "SELECT ?m { BIND(osce:matches(<country/AZE>, 'Azerbaijan') AS ?m) }") == [["true"]]
    assert rows(client, "SELECT ?m { BIND(osce:matches(<country/AZE>) AS ?m) }") == [[""]]
    described = client.get("/sparql", headers={"Accept": "text/turtle"}).text
    assert "sd:extensionFunction" in described


def test_a_search_that_cannot_be_made_is_an_error_and_no_empty_answer(client: httpx.Client) -> None:
    for text, detail in (("'" + "a" * 501 + "'", "500 characters"), ("?l", "16 different texts")):
        query = f"SELECT ?d {{ ?d a osce:PressRelease ; rdfs:label ?l FILTER(osce:matches(?d, {text})) }}"
        answer = client.get("/sparql", params={"query": PREFIXES + query})
        assert answer.status_code >= 400, text[:20]
        assert detail in answer.json()["detail"]


def test_forked_workers_search_too(archive_release: Release) -> None:
    async def ask() -> bytes:
        answering = await answer_by_processes(ServedFiles(archive_release, "release"), Settings(concurrency=1), 1)
        try:
            answer = await answering.engine.query(
                QueryRequest(PREFIXES + "ASK { FILTER(osce:matches(<country/AZE>, 'Azerbaijan')) }")
            )
            return await answer.read()
        finally:
            await answering.engine.close()

    assert json.loads(asyncio.run(ask()))["boolean"] is True


def test_without_an_index_labels_are_searched_and_functions_refused(tmp_path: Path) -> None:
    with running(make_app(small_files(tmp_path), Settings())) as served, httpx.Client(base_url=served.url) as client:
        page = client.get("/search?q=arvania").text
        assert "no search index" in page
        assert 'href="/id/country/XAA"' in page
        assert client.get("/search?q=%22%5C%0A").status_code == 200
        assert client.get("/search.json?q=a").status_code == 404
        query = PREFIXES + "ASK { FILTER(osce:matches(<country/XAA>, 'a')) }"
        assert "no search index" in client.get("/sparql", params={"query": query}).text
        assert "extensionFunction" not in client.get("/sparql", headers={"Accept": "text/turtle"}).text


HOSTILE = ("<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{ 7*7 }}", "\u202eright to left", "a\0b")


@pytest.fixture
def hostile(tmp_path: Path) -> Iterator[Served]:
    """A site whose index was written by somebody with other plans."""
    entries = [
        Entry(f"{BASE}document/h{number:016x}", "document", (f"police {text}",), f"The police {text} said.",
              filters=Filters(types=(text,), fields=(text,), languages=(text,), year="2007", day=20070630))
        for number, text in enumerate(HOSTILE)
    ]  # fmt: skip
    entries.append(Entry("javascript:alert(1)", "document", ("police link",)))
    write_index(entries, tmp_path / "search")
    files = small_files(tmp_path / "site")
    app = create_app(LocalEngine(ox.Store()), Settings(), files.__class__(**{
        **{name: getattr(files, name) for name in files.__slots__}, "search": tmp_path / "search"
    }))  # fmt: skip
    with running(app) as served:
        yield served


def test_nothing_in_an_index_becomes_markup(hostile: Served) -> None:
    for query in ("police", *HOSTILE):
        page = httpx.get(f"{hostile.url}/search", params={"q": query}).text
        for marker in ("<script>alert", "<img src=x", "49"):
            assert marker not in page.split("<ol", 1)[-1].split("</ol>")[0], marker
        assert 'href="javascript:' not in page
        assert "<script" not in page


def test_few_searches_wait(archive_release: Release, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(searches, "_WAITING", 3)
    assert archive_release.search

    async def ask() -> list[object]:
        found = Searches(Finder(archive_release.search or Path()))
        return await asyncio.gather(*(found.run(lambda f: f.iris("osce")) for _ in range(5)), return_exceptions=True)

    made = asyncio.run(ask())
    assert sum(isinstance(each, QueryBusy) for each in made) == 2
    assert sum(isinstance(each, frozenset) for each in made) == 3


def test_the_functions_of_one_evaluation_ask_for_few_texts(archive_release: Release) -> None:
    async def ask() -> None:
        engine = LocalEngine(ox.Store(), search=archive_release.search)
        texts = " ".join(f"BIND(osce:matches(<a>, 'text{number}') AS ?v{number})" for number in range(17))
        await (await engine.query(QueryRequest(f"{PREFIXES} SELECT * {{ {texts} }}"))).read()

    with pytest.raises(QueryRefused, match="16 different texts"):
        asyncio.run(ask())
