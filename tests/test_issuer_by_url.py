"""The issuing body of pages whose only source is the section of the site in their URL."""

from __future__ import annotations

import datetime as dt
import json
import re
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox
import pytest

from golden import goldens
from osce_kg.captures.urls import parse_url
from osce_kg.converters.document import DocumentOptions, convert_document
from osce_kg.extract.resolve import issuers_by_url
from osce_kg.iris import DEFAULT_BASE, Iris
from osce_kg.layouts.read import Reader
from osce_kg.records import Basis, Confidence
from osce_kg.reference import Registries
from osce_kg.reference.site_sections import load_site_sections
from osce_kg.report import BuildReport, read_of
from osce_kg.resources import resource_path
from osce_kg.settings import Settings
from osce_kg.vocab import OSCE
from serving import client_of, make_app, small_files


@dataclass(frozen=True)
class _Case:
    url: str
    on: str
    body: str | None


@pytest.mark.parametrize(
    "case",
    [
        _Case("https://www.osce.org/mission-to-skopje/100412", "2013-03-14", "mission-to-skopje"),
        _Case("https://www.osce.org/ru/odihr/70123", "2010-05-01", "odihr"),
        _Case("http://www.osce.org/georgia-closed/47107", "2007-06-20", "mission-to-georgia"),
        _Case("https://www.osce.org/baku/71234", "2007-06-20", "office-in-baku"),
        _Case("https://www.osce.org/baku/171234", "2015-02-02", "project-co-ordinator-in-baku"),
        _Case("https://www.osce.org/fom/70123", "2010-05-01", "rfom"),
        _Case("https://bih.osce.org/hbs/vijesti/70123", "2025-05-01", "mission-to-bosnia-and-herzegovina"),
        _Case("https://www.osce.org/node/70123", "2010-05-01", None),
        _Case("https://mirror.example/mission-to-skopje/70123", "2010-05-01", None),
    ],
    ids=lambda case: case.url,
)
def test_the_section_names_the_body_in_force(case: _Case, registries: Registries) -> None:
    url = parse_url(case.url)
    assert url is not None
    found = issuers_by_url(url.sections, registries, dt.date.fromisoformat(case.on))
    assert [reading.value for reading in found.readings] == ([case.body] if case.body else [])
    assert found.findings == ()
    for reading in found.readings:
        assert (reading.span, reading.rule) == (None, "issuer-by-url")
        assert (reading.basis, reading.confidence) == (Basis.INFERRED, Confidence.LOW)


def test_a_section_of_no_body_and_a_mandate_not_in_force_are_reported(registries: Registries) -> None:
    on = dt.date(2013, 3, 14)
    assert [finding.value for finding in issuers_by_url(("magazine",), registries, on).findings] == ["magazine"]
    closed = issuers_by_url(("georgia-closed",), registries, on)
    assert (closed.readings, [finding.code for finding in closed.findings]) == ((), ["issuer-unresolved"])


def test_evidence_of_an_issuer_by_url_has_no_characters(reader: Reader) -> None:
    golden = next(golden for golden in goldens() if golden.id == "f3/section_of_url")
    records = golden.read(reader).records
    dump = convert_document(records.documents[0], records.capture, Iris(DEFAULT_BASE), DocumentOptions()).dump
    quads = [(quad.subject, str(quad.predicate), str(quad.object)) for quad in ox.parse(dump, ox.RdfFormat.N_QUADS)]
    proofs = [subject for subject, *about in quads if about == [f"<{OSCE.onProperty}>", f"<{OSCE.issuedBy}>"]]
    about = {predicate[1:-1]: value for subject, predicate, value in quads if subject in proofs}
    assert len(proofs) == 1
    assert about[OSCE.basis] == f"<{OSCE.Inferred}>"
    assert about[OSCE.confidence] == f"<{OSCE.Low}>"
    assert OSCE.start not in about
    assert about[OSCE.inCapture].startswith("<")


def test_the_report_counts_documents_without_an_issuer(reader: Reader) -> None:
    report = BuildReport("0", [])
    for golden in goldens():
        if golden.id in {"f2/closed_section", "f2/unknown_section"}:
            records = golden.read(reader).records
            report.add_page(read_of(records), records.capture)
    quality = report.quality["F2"]["issuer"]
    assert (quality.documents, quality.read) == (2, 1)


def test_every_curated_section_names_a_body_that_its_slug_alone_does_not(registries: Registries) -> None:
    slugs = load_site_sections(resource_path("data/reference"), registries.bodies)
    needless = [slug for slug in slugs if slug in registries.bodies]
    assert needless == []


def test_the_report_page_shows_how_many_documents_are_without_a_field(reader: Reader, tmp_path: Path) -> None:
    report = BuildReport("0", [])
    for golden in goldens():
        if golden.id in {"f2/closed_section", "f2/unknown_section"}:
            records = golden.read(reader).records
            report.add_page(read_of(records), records.capture)
    files = small_files(tmp_path)
    assert files.report is not None
    files.report.write_text(json.dumps(report.as_json()), encoding="utf-8")
    with client_of(make_app(files, Settings())) as client:
        page = client.get("/report", headers={"Accept": "text/html"}).text
    rates = page.partition("<h3>F2</h3>")[2].partition("</table>")[0]
    row = rates.partition('<th scope="row">issuer</th>')[2].partition("</tr>")[0]
    assert re.findall(r'class="number">(\d+)<', row) == ["1", "1", "2"]
