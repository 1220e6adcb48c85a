"""Captures that show one document, built: what each adds, and where its words stand."""

from __future__ import annotations

import json
from pathlib import Path

import pyoxigraph as ox

from osce_kg.build import BuildOptions, build
from osce_kg.converters.document import DocumentOptions
from osce_kg.converters.evidence import EvidenceLevel
from osce_kg.engine.store import load_store
from osce_kg.iris import fingerprint

_PREFIXES = """BASE <https://w3id.org/osce-kg/id/> PREFIX osce: <https://w3id.org/osce-kg/ontology#>
PREFIX schema: <https://schema.org/> PREFIX oa: <http://www.w3.org/ns/oa#> """
_TITLE = "Border guards practise document checks at the Kukës crossing"
_BODY = (
    "Twenty-two officers of the border police learned to tell forged passports from real ones at a two-day course "
    "that the OSCE organized and that ended today."
)
_PAGE = f"{_TITLE}\nTIRANA, 14 March 2013 – {_BODY}\n"
_LISTING = f"""News and press releases
{_TITLE}
Publishing date:
14 March 2013
Content type:
News item
Where we are:
OSCE Presence in Albania
What we do:
Border management, Beekeeping
{_BODY}
Councillors in Zenica discuss open budgets
Publishing date:
12 March 2013
Content type:
News item
Residents asked for shorter documents at the third of five public hearings of the OSCE.
"""


def _store(folder: Path, *rows: tuple[str | None, str]) -> ox.Store:
    source = folder / "corpus.jsonl"
    source.write_text("".join(json.dumps({"url": url, "text": text}) + "\n" for url, text in rows), encoding="utf-8")
    options = BuildOptions((str(source),), folder / "releases", documents=DocumentOptions(evidence=EvidenceLevel.FULL))
    return load_store(build(options).release.dumps)


def _rows(store: ox.Store, query: str) -> list[list[str]]:
    found = store.query(_PREFIXES + query, use_default_graph_as_union=True)
    assert isinstance(found, ox.QuerySolutions)
    return sorted([str(term.value) for term in row if term is not None] for row in found)


def test_labels_of_a_listing_reach_the_document_with_their_words(tmp_path: Path) -> None:
    store = _store(tmp_path, ("https://www.osce.org/node/71234", _PAGE), (None, _LISTING))
    proofs = _rows(
        store,
        """SELECT ?property ?words WHERE {
          VALUES ?property { osce:fieldText osce:fieldOfWork osce:taggedSource osce:aboutCountry schema:abstract }
          <document/n71234> ?property ?value .
          ?evidence osce:onSubject <document/n71234> ; osce:onProperty ?property ; oa:hasSelector/oa:exact ?words ;
            osce:inCapture ?listing .
          <graph/document/n71234> osce:alsoCapturedIn ?listing .
          { ?evidence osce:onLiteral ?value } UNION { ?evidence oa:hasBody ?value } }""",
    )
    assert {(found[0].rsplit("#")[-1].rsplit("/")[-1], found[1]) for found in proofs} == {
        ("fieldText", "Border management"),
        ("fieldText", "Beekeeping"),
        ("fieldOfWork", "Border management"),
        ("taggedSource", "OSCE Presence in Albania"),
        ("aboutCountry", "OSCE Presence in Albania"),
        ("abstract", _BODY),
    }
    assert _rows(store, "SELECT ?x { <document/n71234> a ?x }") == [["https://w3id.org/osce-kg/ontology#NewsItem"]]


def test_equal_bytes_under_two_urls_are_one_capture_with_both(tmp_path: Path) -> None:
    urls = ["https://www.osce.org/albania/71234", "https://www.osce.org/node/71235"]
    store = _store(tmp_path, *((url, _PAGE) for url in urls))
    captures = _rows(store, "SELECT ?capture ?url { ?capture a osce:Capture ; schema:url ?url }")
    assert [url for _, url in captures] == urls
    assert len({capture for capture, _ in captures}) == 1
    documents = _rows(store, "SELECT ?url { ?document osce:fingerprint ?mark ; schema:url ?url }")
    assert documents == [[url] for url in urls]


def test_a_page_that_a_listing_names_has_the_node_id_and_its_old_name_leads_there(tmp_path: Path) -> None:
    listing = f"""<!DOCTYPE html><html lang="en"><head><title>News and press releases | OSCE</title></head><body>
<main><h1>News and press releases</h1><article><h3><a href="/albania/71234">{_TITLE}</a></h3>
<div><div class="label">Publishing date:</div><div><time datetime="2013-03-14">14 March 2013</time></div></div>
<div><div class="label">Content type:</div><div>News item</div></div><p>{_BODY}</p></article>
<article><h3><a href="/node/71230">Councillors in Zenica discuss open budgets</a></h3>
<div><div class="label">Publishing date:</div><div><time datetime="2013-03-12">12 March 2013</time></div></div>
<div><div class="label">Content type:</div><div>News item</div></div><p>They want shorter papers.</p></article>
</main></body></html>"""
    source = tmp_path / "corpus.jsonl"
    rows = [{"url": None, "text": _PAGE}, {"url": "https://www.osce.org/press-releases", "html": listing}]
    source.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    release = build(BuildOptions((str(source),), tmp_path / "releases")).release
    found = _rows(
        load_store(release.dumps),
        """PREFIX dct: <http://purl.org/dc/terms/>
           SELECT ?old ?new ?date { ?old a osce:RetiredIdentifier ; dct:isReplacedBy ?new . ?new dct:issued ?date ;
           schema:headline ?title ; osce:family "F2" }""",
    )
    mark = fingerprint(_TITLE, "2013-03-14")
    base = "https://w3id.org/osce-kg/id/document/"
    assert found == [[f"{base}h{mark}", f"{base}n71234", "2013-03-14"]]
