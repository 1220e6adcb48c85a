"""Joining pages: one document once, whatever the order of the captures that show it."""

from __future__ import annotations

import datetime as dt
import itertools
from dataclasses import replace

from osce_kg.converters.merge import merge_pages
from osce_kg.iris import document_key, fingerprint
from osce_kg.records import (
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


def _page(
    sha: str, *, node: str | None = None, mirror: bool = False, listed: bool = False, at: str | None = None
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
    info = CaptureInfo(sha * 64, "text/plain", captured_at=at, source=f"{sha}.txt")
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
        assert merged.capture.source == "a.txt"


def test_the_later_capture_gives_the_facts() -> None:
    merged = merge_pages([_page("a", at="2020-01-01T00:00:00Z"), _page("b", at="2024-01-01T00:00:00Z")])
    assert merged.documents[0].capture.source == "b.txt"


def test_equal_bytes_count_once_and_are_reported() -> None:
    merged = merge_pages([_page("a"), _page("a")])
    assert len(merged.captures) == 1
    assert [finding.code for finding in merged.findings] == ["duplicate-capture"]


def test_two_node_ids_stay_two_documents_and_a_copy_joins_neither() -> None:
    merged = merge_pages([_page("a", node="1"), _page("b", node="2"), _page("c")])
    keys = sorted(item.document.key for item in merged.documents)
    assert keys == [document_key(None, fingerprint(_TITLE, "2011-05-04")), "n1", "n2"]
