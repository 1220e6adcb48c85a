"""Reports of errors, pages of queries, the report of a build, and how all of it is cited."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from selectolax.lexbor import LexborHTMLParser

from osce_kg.errors import UsageError
from osce_kg.release import Release
from osce_kg.server.things.citing import Citation, data_block
from osce_kg.server.things.report import read_report
from osce_kg.settings import Settings, load_settings
from serving import client_of, make_app

BASE = "https://w3id.org/osce-kg/"
EVIDENCE = f"{BASE}id/evidence/h9b0d4fd34b815cf9-issued"


@pytest.fixture(scope="module")
def client(archive_release: Release) -> Iterator[httpx.Client]:
    settings = Settings(report_address="mailto:errors@example.org")
    with client_of(make_app(archive_release, settings)) as found:
        yield found


def test_a_report_has_the_fact_and_the_release_filled_in(client: httpx.Client, archive_release: Release) -> None:
    answer = client.get("/report-error", params={"fact": EVIDENCE, "page": f"{BASE}id/document/h9b0d4fd34b815cf9"})
    tree = LexborHTMLParser(answer.text)
    node = tree.css_first("textarea")
    assert node is not None
    text = node.text()
    for part in (
        f"Fact: {EVIDENCE}", "Property: http://purl.org/dc/terms/issued", "Value: 2007-06-30", "characters 3248-3260",
        archive_release.digest,
    ):  # fmt: skip
        assert part in text
    link = next(
        str(a.attributes["href"]) for a in tree.css("main a") if str(a.attributes["href"]).startswith("mailto:")
    )
    assert parse_qs(urlsplit(link).query)["body"] == [text]


def test_without_an_address_the_text_is_there_to_copy(archive_release: Release) -> None:
    with client_of(make_app(archive_release, Settings())) as client:
        answer = client.get("/report-error", params={"fact": EVIDENCE})
        assert "mailto:" not in answer.text
        assert "Copy the text" in answer.text


def test_a_page_leads_to_the_report_of_each_fact(client: httpx.Client) -> None:
    tree = LexborHTMLParser(client.get("/page/document/h9b0d4fd34b815cf9").text)
    links = [str(node.attributes["href"]) for node in tree.css("a.err")]
    assert any(parse_qs(urlsplit(link).query)["fact"] == [EVIDENCE] for link in links)


@pytest.mark.parametrize("address", ["javascript:alert(1)", "errors@example.org", "ftp://example.org", "https://a b"])
def test_an_address_for_reports_is_of_the_web_or_of_mail(address: str) -> None:
    with pytest.raises(UsageError, match="report_address"):
        load_settings(report_address=address)


def test_a_query_is_a_page_or_a_file(client: httpx.Client) -> None:
    page = client.get("/queries/15-sources-disagree", headers={"Accept": "text/html"})
    assert "On which facts do sources disagree" in page.text
    assert [node.text() for node in LexborHTMLParser(page.text).css("main li code")] == [
        "thing", "property", "value", "rank", "source",
    ]  # fmt: skip
    file = client.get("/queries/15-sources-disagree.rq")
    asked = client.get("/queries/15-sources-disagree", headers={"Accept": "application/sparql-query"})
    assert asked.headers["content-type"] == file.headers["content-type"] == "application/sparql-query; charset=utf-8"
    assert asked.text == file.text
    assert asked.headers["vary"] == "Accept"
    assert client.get("/queries/nothing").status_code == 404
    assert client.get("/queries/15-sources-disagree", headers={"Accept": "image/png"}).status_code == 406


def test_the_report_leads_to_the_words_it_is_about(client: httpx.Client) -> None:
    tree = LexborHTMLParser(client.get("/report", headers={"Accept": "text/html"}).text)
    assert tree.css("meter")
    links = [str(node.attributes["href"]) for node in tree.css("details a") if "span=" in str(node.attributes["href"])]
    assert links
    for link in links[:5]:
        target = client.get(link.partition("#")[0])
        assert target.status_code == 200
        assert LexborHTMLParser(target.text).css("#span")


def test_a_report_that_lacks_parts_is_read() -> None:
    empty = read_report({"findings": [{"message": "odd"}], "documents": 1})
    assert empty.findings[0].code == "other"
    assert empty.findings[0].examples[0].href is None
    assert empty.violations == 0


def test_a_citation_has_iri_release_and_day() -> None:
    cited = Citation(f"{BASE}id/document/n1", "A & B {50 %} \\ ~", "abcdef0123456789", "1.0.0", "2026-01-02")
    assert cited.line.endswith(f"release abcdef012345 (2026-01-02). {BASE}id/document/n1")
    assert "@misc{osce-kg:document-n1," in cited.bibtex
    assert r"title = {{A \& B \{50 \%\} \textbackslash{} \textasciitilde{}}}" in cited.bibtex
    assert cited.bibtex.count("{") - cited.bibtex.count(r"\{") == cited.bibtex.count("}") - cited.bibtex.count(r"\}")


def test_a_data_block_cannot_be_left() -> None:
    value = {"name": "</script><!-- & \u2028"}
    block = str(data_block(value))
    assert "<" not in block
    assert json.loads(block) == value


def test_the_repository_says_how_it_is_cited(root: Path) -> None:
    text = (root / "CITATION.cff").read_text(encoding="utf-8")
    keys = set(re.findall(r"^([a-z-]+):", text, re.MULTILINE))
    assert {"cff-version", "message", "title", "authors", "version", "license", "type", "url"} <= keys
    assert "- name: osce-kg maintainers" in text
    project = (root / "pyproject.toml").read_text(encoding="utf-8")
    version = re.search(r'^version = "(.+)"', project, re.MULTILINE)
    assert version is not None
    assert f"version: {version[1]}\n" in text
