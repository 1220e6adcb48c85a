"""The language that a URL names, where the text is in another, and what is said once of one span."""

from __future__ import annotations

import pytest

from golden import goldens
from osce_kg.build import read_capture
from osce_kg.captures.model import capture
from osce_kg.converters.document import DocumentOptions, convert_document
from osce_kg.extract.url_language import other_language
from osce_kg.iris import DEFAULT_BASE, Iris
from osce_kg.layouts.findings import located
from osce_kg.layouts.read import Reader
from osce_kg.page import read_page
from osce_kg.records import Confidence, Finding, Reading, Severity, Span


@pytest.mark.parametrize(
    ("named", "found", "confidence", "keyed", "reported"),
    [
        ("ru", "ru", Confidence.HIGH, "ru", False),
        ("ru", "en", Confidence.HIGH, None, True),
        ("ru", "en", Confidence.LOW, "ru", False),
        ("ru", "uk", Confidence.HIGH, "ru", True),
        ("hbs", "sr-Cyrl", Confidence.HIGH, "hbs", False),
        ("sr", "sr-Latn", Confidence.MEDIUM, "sr", False),
        ("pl", "ro", Confidence.HIGH, "pl", False),
        ("en", "ru", Confidence.HIGH, None, True),
        ("en", "en", Confidence.HIGH, None, False),
        (None, "ru", Confidence.HIGH, None, False),
    ],
)
def test_a_node_s_own_text_under_another_language_is_the_node(
    named: str | None, found: str, confidence: Confidence, keyed: str | None, reported: bool
) -> None:
    reading = Reading(found, Span(0, 9), "language-detected", confidence=confidence)
    other, findings = other_language(named, reading)
    assert other == keyed
    assert [finding.code for finding in findings] == ["language-conflict"] * reported


def test_an_untranslated_page_joins_its_node(reader: Reader) -> None:
    golden = next(golden for golden in goldens() if golden.id == "f3/untranslated")
    document = golden.read(reader).records.documents[0]
    assert (document.key, document.url_language) == ("n91503", "ru")
    quads = convert_document(document, golden.read(reader).records.capture, Iris(DEFAULT_BASE), DocumentOptions())
    assert "translationOfWork" not in repr(quads)


def test_a_translation_is_a_document_of_its_own(reader: Reader) -> None:
    text = (
        "Новости\nСоветы сёл на юге учатся составлять бюджет\nДУШАНБЕ 20 июня 2012\n"
        "Члены одиннадцати сельских советов закончили сегодня курс по составлению бюджета, который ОБСЕ проводила "
        "три месяца.\nКурс повторят осенью ещё в двух районах, и советы вывесят свои бюджеты на дверях школ.\n"
    )
    url = "https://www.osce.org/ru/tajikistan/91503"
    records = read_capture(capture(text.encode(), "text/plain", "x", url=url), reader).records
    assert [document.key for document in records.documents] == ["n91503-ru"]
    assert "language-conflict" not in {finding.code for finding in records.findings}


def test_one_span_is_reported_once() -> None:
    page = read_page(capture(b"one\ntwo\n", "text/plain", "x"))
    same = Finding("unknown-place", Severity.INFO, "said", span=Span(4, 7), value="two")
    again = Finding("unknown-place", Severity.INFO, "said in other words", span=Span(4, 7), value="two")
    other = Finding("unknown-place", Severity.INFO, "said", span=Span(0, 3), value="two")
    found = located((same, again, other, same), page)
    assert [(finding.message, finding.line) for finding in found] == [("said", 2), ("said", 1)]
