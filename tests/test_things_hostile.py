"""Nothing that a capture says becomes markup: labels, texts, roles and addresses of every kind of page."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pyoxigraph as ox
import pytest
from selectolax.lexbor import LexborHTMLParser

from osce_kg.server.files import PlainFiles
from osce_kg.settings import Settings
from serving import client_of, make_app, small_files

BASE = "https://w3id.org/osce-kg/"
ATTACKS = (
    "<script>alert(1)</script>",
    "</script><script>alert(2)</script>",
    '"><img src=x onerror=alert(3)>',
    "' onmouseover='alert(4)",
    "</textarea><svg onload=alert(5)>",
    "</title></style><iframe srcdoc=x>",
    "{{ 7 * 7 }}{% raw %}",
    "<!-- <a href='javascript:alert(6)'>",
    "\u202egnp.exe\u202c \u2066isolated\u2069 \u2028line\u2029",
    "&lt;b&gt; &amp;quot; ]]>",
)
ADDRESSES = ("javascript:alert(1)", "data:text/html,<script>alert(1)</script>", "vbscript:x", " JAVASCRIPT:alert(1)")
PATHS = (
    "document/n1", "quotation/n1-q1", "person/mallory", "organization/evil", "field-presence/evil", "country/XXX",
    "field-of-work/evil", "place/evil", "project/evil", "rule/evil", "meeting/evil", "claim/evil",
)  # fmt: skip
_OSCE = f"{BASE}ontology#"
_TEXT = "\n".join(ATTACKS)
_SHA = hashlib.sha256(_TEXT.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class WithText(PlainFiles):
    """Files with the page text of one capture."""

    def page_text(self, sha256: str) -> str | None:
        return _TEXT if sha256 == _SHA else None


def literal(text: str, suffix: str = "") -> str:
    return json.dumps(text) + suffix


def hostile(attack: str, address: str) -> str:
    """Return a graph in Turtle where everything that may be text is an attack."""
    text = literal(attack)
    value = f"{literal(address)}^^<http://www.w3.org/2001/XMLSchema#anyURI>"
    evidence = "\n".join(
        f"<evidence/e{number}> osce:onSubject {subject} ; osce:onProperty {prop} ; {value_} ; osce:rule <rule/evil> ; "
        f"osce:basis osce:Read ; osce:confidence osce:High ; osce:inCapture <capture/{_SHA}> ; osce:start {number} ; "
        f"osce:end {number + 30} ."
        for number, (subject, prop, value_) in enumerate(
            (
                ("<document/n1>", "schema:mentions", "oa:hasBody <place/evil>"),
                ("<document/n1>", "osce:placeText", f"osce:onLiteral {text}"),
                ("<quotation/n1-q1>", "schema:text", f"osce:onLiteral {text}"),
                ("<quotation/n1-q1>", "osce:speaker", "oa:hasBody <person/mallory>"),
            )
        )
    )
    labels = "\n".join(f"<{path}> rdfs:label {text} ; skos:altLabel {text}, {text}@fr ." for path in PATHS)
    return f"""
@base <{BASE}id/> . @prefix osce: <{_OSCE}> . @prefix schema: <https://schema.org/> .
@prefix dct: <http://purl.org/dc/terms/> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> . @prefix oa: <http://www.w3.org/ns/oa#> .
@prefix prov: <http://www.w3.org/ns/prov#> . @prefix org: <http://www.w3.org/ns/org#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
{labels}
<document/n1> a osce:PressRelease ; schema:headline {text} ; schema:articleBody {literal(_TEXT)} ; schema:url {value} ;
  schema:inLanguage {text} ;
  schema:dateline {text} ; dct:issued {text} ; osce:year 2001 ;
  osce:issuedBy <organization/evil> ;
  osce:fieldOfWork <field-of-work/evil> ; schema:locationCreated <place/evil> ; osce:aboutCountry <country/XXX> ;
  schema:mentions <place/evil>, <project/evil>, <meeting/evil> ; osce:placeText {text} ; osce:otherDate {text} .
<graph/document/n1> prov:wasDerivedFrom <capture/{_SHA}> .
<capture/{_SHA}> a osce:Capture ; rdfs:label {text} ; schema:url {value} ; prov:generatedAtTime {text} ;
  dct:format {text} .
<quotation/n1-q1> a osce:Quotation ; schema:isPartOf <document/n1> ; schema:text {text} ;
  osce:speaker <person/mallory> ;
  osce:speakerRole {text} ; osce:speakerNameText {text} ; osce:speakerBody <organization/evil> ;
  osce:speakerState <country/XXX> .
<person/mallory> a schema:Person ; schema:sameAs {value} .
<organization/evil> osce:phaseOf <field-presence/evil> ; osce:hostCountry <country/XXX> ; osce:from {text} ;
  osce:fromEarliest "2000-01-01"^^xsd:date ; osce:until {text} ; skos:editorialNote {text} .
<country/XXX> a osce:State ; osce:isoAlpha3 {text} ; skos:scopeNote {text} .
<place/evil> schema:latitude {text} ; schema:longitude 20.1 ; osce:country <country/XXX> .
<rule/evil> dct:description {text} .
<claim/evil> a osce:Claim ; osce:onSubject <organization/evil> ; osce:onProperty osce:until ; osce:onLiteral {text} ;
  osce:rank osce:NotPreferred ; skos:editorialNote {text} ; prov:hadPrimarySource <source/evil> .
<source/evil> rdfs:label {text} .
{evidence}
"""


@pytest.fixture(scope="module", params=range(len(ATTACKS)), ids=lambda number: f"attack {number}")
def client(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    folder: Path = tmp_path_factory.mktemp("hostile")
    data = folder / "hostile.ttl"
    data.write_text(hostile(ATTACKS[request.param], ADDRESSES[request.param % len(ADDRESSES)]), encoding="utf-8")
    plain = small_files(folder)
    files = WithText(plain.digest, plain.dumps, plain.ontology, plain.shapes, plain.queries, plain.report)
    with client_of(make_app(files, Settings(), [data])) as found:
        yield found


def harmless(html: str) -> LexborHTMLParser:
    """Return the page if it has no element, attribute or link that could run anything."""
    tree = LexborHTMLParser(html)
    assert not tree.css("iframe, img, object, embed, base, form:not(header form), style")
    for script in tree.css("script"):
        assert script.attributes == {"type": "application/ld+json"}
        json.loads(script.text())
    for node in tree.css("*"):
        for name, value in node.attributes.items():
            assert not name.startswith("on"), name
            assert name not in {"style", "srcdoc"}
            if name in {"href", "src", "action"} and value:
                assert value.startswith(("/", "#", "http://", "https://")), value
    return tree


@pytest.mark.parametrize("path", [*PATHS, f"capture/{_SHA}", f"capture/{_SHA}?span=3,90", "document/n1?facts=captured"])
def test_a_page_of_attacks_is_text(client: httpx.Client, path: str) -> None:
    answer = client.get(f"/page/{path}")
    assert answer.status_code == 200, path
    tree = harmless(answer.text)
    assert tree.css_first("h1") is not None


def test_the_text_keeps_every_character(client: httpx.Client) -> None:
    paragraphs = [node.text() for node in harmless(client.get("/page/document/n1").text).css(".text p")]
    assert paragraphs == [line for line in _TEXT.split("\n") if line.strip()]


def test_bidirectional_controls_do_not_leave_their_paragraph(client: httpx.Client) -> None:
    tree = harmless(client.get("/page/document/n1").text)
    assert all(node.attributes["dir"] == "auto" for node in tree.css(".text p, blockquote, h1"))


def test_a_report_of_attacks_is_text(client: httpx.Client) -> None:
    for fact in (*ATTACKS, *ADDRESSES, f"{BASE}id/evidence/e1", f'{BASE}id/x"><script>'):
        answer = client.get("/report-error", params={"fact": fact, "page": fact})
        assert answer.status_code == 200
        harmless(answer.text)


@pytest.mark.slow
def test_parameters_are_never_markup(client: httpx.Client) -> None:
    for attack in (*ATTACKS, *ADDRESSES):
        answer = client.get(
            "/page/person/mallory", params={"lang": attack, "page": attack, "span": attack, "facts": attack}
        )
        assert answer.status_code == 200
        harmless(answer.text)


def test_the_graph_of_attacks_is_one(client: httpx.Client) -> None:
    parsed = list(ox.parse(input=hostile(ATTACKS[0], ADDRESSES[0]), format=ox.RdfFormat.TURTLE))
    assert len(parsed) > 50
    assert client.get("/page/person/nobody").status_code == 404
