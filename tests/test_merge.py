"""Joining pages: one document once, whatever the order of the captures that show it."""

from __future__ import annotations

import dataclasses
import datetime as dt
import itertools
from dataclasses import replace
from typing import TypedDict

from merging import merge_pages
from osce_kg.iris import document_key, fingerprint
from osce_kg.records import (
    Basis,
    CaptureInfo,
    DateOrigin,
    DateReading,
    Document,
    DocumentType,
    PageRecords,
    Reading,
    Span,
)

_SPAN = Span(0, 5)
_TITLE = "Border guards train in Khorog"


class Labels(TypedDict, total=False):
    """The labelled facts of a document that a test gives."""

    type: Reading[DocumentType]
    tagged_sources: tuple[Reading[str], ...]
    tagged_source_texts: tuple[Reading[str], ...]
    issuers: tuple[Reading[str], ...]
    countries: tuple[Reading[str], ...]
    fields_of_work: tuple[Reading[str], ...]
    field_texts: tuple[Reading[str], ...]


def _labels(source: str = "Office in Tajikistan", fields: str = "Border management") -> Labels:
    return {
        "type": Reading(DocumentType.NEWS_ITEM, Span(6, 10), "content-type-label"),
        "tagged_source_texts": (Reading(source, Span(10, 30), "source-label-text"),),
        "tagged_sources": (Reading("programme-office-in-dushanbe", Span(10, 30), "source-label"),),
        "issuers": (Reading("office-in-tajikistan", Span(10, 30), "issuer-by-date", Basis.INFERRED),),
        "countries": (Reading("TJK", Span(10, 30), "country-of-issuer", Basis.INFERRED),),
        "field_texts": (Reading(fields, Span(40, 57), "field-label-text"),),
        "fields_of_work": (Reading("border-management", Span(40, 57), "field-label"),),
    }


def _page(
    sha: str,
    *,
    node: str | None = None,
    mirror: bool = False,
    listed: bool = False,
    at: str | None = None,
    url: str | None = None,
    labels: Labels | None = None,
) -> PageRecords:
    date = dt.date(2011, 5, 4)
    mark = fingerprint(_TITLE, date.isoformat())
    issued = DateReading(Reading(date, _SPAN, "dateline-date"), DateOrigin.DATELINE)
    document = Document(
        key=document_key(node, mark),
        fingerprint=mark,
        family="F2",
        type=Reading(DocumentType.PRESS_RELEASE, _SPAN, "t"),
        headline=Reading(_TITLE, _SPAN, "headline"),
        language=Reading("en", _SPAN, "l"),
        body="",
        body_span=None,
        issued=issued,
        node_id=node,
        mirror=mirror,
        listed=listed,
    )
    if labels:
        document = dataclasses.replace(document, **labels)
    info = CaptureInfo(sha * 64, "text/plain", url, captured_at=at, source=f"{sha}.txt")
    return PageRecords(info, "F2", (document,))


def test_mirror_listing_and_original_are_one_document_in_any_order() -> None:
    pages = [_page("a", mirror=True), _page("b", listed=True), _page("c", node="123"), _page("d")]
    for order in itertools.permutations(pages):
        merged = merge_pages(order)
        assert [item.document.key for item in merged.documents] == ["n123"]
        item = merged.documents[0]
        assert item.capture.source == "c.txt"
        assert [other.source for other in item.others] == ["a.txt", "b.txt", "d.txt"]


def test_an_original_without_node_id_is_preferred_to_a_mirror() -> None:
    merged = merge_pages([_page("a", mirror=True), _page("b")])
    assert merged.documents[0].capture.source == "b.txt"


def test_a_listing_item_with_a_node_id_joins_the_page_whatever_its_title() -> None:
    full, item = _page("a", node="123"), _page("b", node="123", listed=True)
    (document,) = item.documents
    shortened = replace(item, documents=(replace(document, fingerprint=fingerprint("Guards train", None)),))
    for order in itertools.permutations([full, shortened, _page("c", mirror=True)]):
        (merged,) = merge_pages(order).documents
        assert merged.document.key == "n123"
        assert merged.capture.source == "a.txt"
        assert [other.source for other in merged.others] == ["b.txt", "c.txt"]


def test_a_page_without_an_address_tells_more_than_an_item_with_one() -> None:
    for order in itertools.permutations([_page("a"), _page("b", node="123", listed=True)]):
        (merged,) = merge_pages(order).documents
        assert (merged.document.key, merged.document.node_id) == ("n123", "123")
        assert merged.capture.source == "a.txt"


def test_the_later_capture_gives_the_facts() -> None:
    merged = merge_pages([_page("a", at="2020-01-01T00:00:00Z"), _page("b", at="2024-01-01T00:00:00Z")])
    assert merged.documents[0].capture.source == "b.txt"


def test_equal_bytes_count_once_and_are_reported() -> None:
    merged = merge_pages([_page("a"), _page("a")])
    assert len(merged.captures) == 1
    assert [finding.code for finding in merged.findings] == ["duplicate-capture"]


def test_a_copy_without_url_adds_nothing_to_equal_bytes_with_one() -> None:
    merged = merge_pages([_page("a"), _page("a", node="7", url="https://www.osce.org/node/7")])
    assert [item.document.key for item in merged.documents] == ["n7"]
    assert [capture.url for capture in merged.captures] == ["https://www.osce.org/node/7", None]


def test_equal_bytes_under_two_node_urls_are_two_documents_of_one_capture() -> None:
    pages = [
        _page("a", node="7", url="https://www.osce.org/node/7", at="2020-01-01"),
        _page("a", node="8", url="https://www.osce.org/node/8", at="2021-01-01"),
    ]
    for order in (pages, pages[::-1]):
        merged = merge_pages(order)
        assert [(item.document.key, item.capture.url) for item in merged.documents] == [
            ("n7", "https://www.osce.org/node/7"),
            ("n8", "https://www.osce.org/node/8"),
        ]
        assert [(capture.sha256, capture.captured_at) for capture in merged.captures] == [
            ("a" * 64, "2020-01-01"),
            ("a" * 64, "2021-01-01"),
        ]
        assert [finding.code for finding in merged.findings] == ["same-bytes"]


def test_equal_bytes_under_two_urls_of_one_node_are_one_document_with_both() -> None:
    urls = ["https://www.osce.org/node/7", "https://www.osce.org/georgia-closed/7"]
    merged = merge_pages([_page("a", node="7", url=url) for url in urls])
    assert [item.document.key for item in merged.documents] == ["n7"]
    assert [capture.url for capture in merged.captures] == sorted(urls)
    assert sorted(finding.code for finding in merged.findings) == ["same-bytes", "same-document"]


def test_labels_of_a_listing_item_become_facts_with_the_listings_capture() -> None:
    pages = [_page("a", node="7"), _page("b", listed=True, labels=_labels())]
    for order in (pages, pages[::-1]):
        merged = merge_pages(order)
        document = merged.documents[0].document
        added = [*document.tagged_sources, *document.tagged_source_texts, *document.issuers, *document.countries]
        added += [*document.fields_of_work, *document.field_texts]
        assert [reading.value for reading in added] == [
            "programme-office-in-dushanbe",
            "Office in Tajikistan",
            "office-in-tajikistan",
            "TJK",
            "border-management",
            "Border management",
        ]
        assert {reading.capture for reading in added} == {"b" * 64}
        assert (document.type.value, document.type.capture) == (DocumentType.NEWS_ITEM, "b" * 64)
        assert document.headline.capture is None
        assert merged.findings[0].message.endswith("adds content type, source, fields of work")


def test_labels_of_the_document_stay_and_other_ones_are_reported() -> None:
    own, other = _labels(), _labels("Secretariat", "Policing")
    merged = merge_pages([_page("a", node="7", labels=own), _page("b", listed=True, labels=other)])
    document = merged.documents[0].document
    assert document.tagged_source_texts == own["tagged_source_texts"]
    assert document.field_texts == own["field_texts"]
    conflicts = [finding for finding in merged.findings if finding.code == "capture-conflict"]
    assert [(finding.value, finding.capture) for finding in conflicts] == [
        ("Secretariat", "b" * 64),
        ("Policing", "b" * 64),
    ]


def test_the_nodes_own_url_is_preferred_to_one_for_want_of_a_translation() -> None:
    untranslated = _page("a", node="7", at="2024-01-01", url="https://www.osce.org/ru/node/7")
    own = _page("b", node="7", at="2020-01-01", url="https://www.osce.org/node/7")
    pages = [
        dataclasses.replace(page, documents=(dataclasses.replace(page.documents[0], url=url, url_language=language),))
        for page, url, language in (
            (untranslated, "https://www.osce.org/ru/node/7", "ru"),
            (own, "https://www.osce.org/node/7", None),
        )
    ]
    for order in (pages, pages[::-1]):
        document = merge_pages(order).documents[0].document
        assert (document.url, document.url_language) == ("https://www.osce.org/node/7", None)


def test_a_mirrors_labels_are_its_own() -> None:
    merged = merge_pages([_page("a", node="7"), _page("b", mirror=True, labels=_labels())])
    assert merged.documents[0].document.tagged_source_texts == ()


def test_two_node_ids_stay_two_documents_and_a_copy_joins_neither() -> None:
    merged = merge_pages([_page("a", node="1"), _page("b", node="2"), _page("c")])
    keys = sorted(item.document.key for item in merged.documents)
    assert keys == [document_key(None, fingerprint(_TITLE, "2011-05-04")), "n1", "n2"]
