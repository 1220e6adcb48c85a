"""Dates and datelines in every language of the site: what is read, what stays partial, what is refused."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from osce_kg.extract.dateline import read_dateline, read_header
from osce_kg.extract.dates import ParsedDate, PartialDate, RefusedDate, find_dates, parse_date
from osce_kg.extract.months import month_names, months_of

WRITTEN = [
    ("9 Apr 2012", "2012-04-09"),
    ("17 April, 2009", "2009-04-17"),
    ("08 July, 2002", "2002-07-08"),
    ("April 17, 2009", "2009-04-17"),
    ("October 3rd, 2010", "2010-10-03"),
    ("1st of May 2010", "2010-05-01"),
    ("30 June2007", "2007-06-30"),
    ("15 апреля 2015 года", "2015-04-15"),
    ("25 жовтня 2019", "2019-10-25"),
    ("10 tetor 2012", "2012-10-10"),
    ("26. novembar 2025. godine", "2025-11-26"),
    ("26. studenog 2025.", "2025-11-26"),
    ("3. маја 2010. године", "2010-05-03"),
    ("10 октомври 2012", "2012-10-10"),
    ("18 mai 2009", "2009-05-18"),
    ("1er juin 2012", "2012-06-01"),
    ("3. März 2010", "2010-03-03"),
    ("2015-жылдын 15-апрели", "2015-04-15"),
    ("15 сәуір 2015 жыл", "2015-04-15"),
    ("2015-yil 15-aprel", "2015-04-15"),
    ("15 апрели 2015", "2015-04-15"),
    ("22 İyun 2011", "2011-06-22"),
    ("26.11.2025", "2025-11-26"),
    ("2014-05-06", "2014-05-06"),
    ("25/5/2010", "2010-05-25"),
]


@pytest.mark.parametrize(("text", "expected"), WRITTEN)
def test_reads_a_date_as_written(text: str, expected: str) -> None:
    found = parse_date(text)
    assert isinstance(found, ParsedDate)
    assert found.date.isoformat() == expected


@pytest.mark.parametrize("text", ["31 February 2010", "12-14 May 2010", "4/5/2010", "3 May 1951", "10 listopada 2014"])
def test_refuses_what_is_no_single_day(text: str) -> None:
    (found,) = find_dates(text)
    assert isinstance(found, RefusedDate)
    assert found.reason


def test_a_month_of_two_meanings_is_settled_by_language_or_ordinal_stop() -> None:
    hinted = parse_date("10 listopada 2014", "hr")
    assert isinstance(hinted, ParsedDate)
    assert hinted.date == dt.date(2014, 10, 10)
    stopped = parse_date("10. listopada 2014.")
    assert isinstance(stopped, ParsedDate)
    assert stopped.date.month == 10


def test_a_date_without_year_is_partial() -> None:
    (found,) = find_dates("from 30 June on", 5)
    assert isinstance(found, PartialDate)
    assert (found.day, found.month, found.span.start) == (30, 6, 10)


@pytest.mark.parametrize("text", ["", "Date:", "5 people in May", "25 officers", "12.30", "3 May 2010 and 4 May 2010"])
def test_no_date_where_there_is_not_exactly_one(text: str) -> None:
    assert parse_date(text) is None


def test_month_tables_name_every_month_once_per_locale() -> None:
    assert months_of("octombrie").keys() == {10}
    assert len(month_names()) > 400
    assert all(1 <= month <= 12 for months in month_names().values() for month in months)


@given(st.text(alphabet="0123456789 ,./-–MaymjuнеЈani\n", max_size=80), st.integers(0, 1000))
def test_spans_cover_the_text_found(text: str, offset: int) -> None:
    for found in find_dates(text, offset):
        assert text[found.span.start - offset : found.span.end - offset] == found.text


@given(st.dates(dt.date(1973, 1, 1), dt.date(2035, 12, 31)))
def test_every_day_is_read_back(day: dt.date) -> None:
    found = parse_date(f"{day.day} {day:%B} {day.year}")
    assert isinstance(found, ParsedDate)
    assert found.date == day


DATELINES = [
    ("SKOPJE, 30 May 2008- Officers met", [["SKOPJE"]], "2008-05-30", "Officers met"),
    ("WARSAW, 24 February 1998-- The", [["WARSAW"]], "1998-02-24", "The"),
    ("ASTANA, 22 February 2012 –An event", [["ASTANA"]], "2012-02-22", "An event"),
    ("VIENNA, 27 August 2001 (OSCE)-- The", [["VIENNA"]], "2001-08-27", "The"),
    ("OSH, Kyrgyzstan, 8 September 2009 - A", [["OSH"]], "2009-09-08", "A"),
    ("VIENNA/BELGRADE, 18 September 2020 – A", [["VIENNA", "BELGRADE"]], "2020-09-18", "A"),
    (
        "Moscow, Paris, Washington DC, 29 July 2021 – A",
        [["Moscow"], ["Paris"], ["Washington DC"]],
        "2021-07-29",
        "A",
    ),
    ("PRISHTINË/PRIŠTINA, 9 Apr 2012- A", [["PRISHTINË", "PRIŠTINA"]], "2012-04-09", "A"),
    ("12 June 2025, Sarajevo – A", [["Sarajevo"]], "2025-06-12", "A"),
    ("Warsaw, 14 April 2025 – A", [["Warsaw"]], "2025-04-14", "A"),
    ("АШХАБАД, 15 апреля 2015 года – В", [["АШХАБАД"]], "2015-04-15", "В"),
    ("SARAJEVO, 26. novembar 2025. godine - M", [["SARAJEVO"]], "2025-11-26", "M"),
    ("SKOPJE, 30 May 2008 The course", [["SKOPJE"]], "2008-05-30", "The course"),
    ("WASHINGTON, D.C., 3 May 2010 - The", [["WASHINGTON"]], "2010-05-03", "The"),
    ("VIENNA, Monday, 3 May 2010 - The", [["VIENNA"]], "2010-05-03", "The"),
    ("THE HAGUE, January 23, 2025 — On", [["THE HAGUE"]], "2025-01-23", "On"),
]


@pytest.mark.parametrize(("text", "places", "date", "rest"), DATELINES)
def test_reads_a_dateline(text: str, places: list[list[str]], date: str, rest: str) -> None:
    page = f"Title\n{text}"
    found = read_dateline(text, 6)
    assert found is not None
    assert [list(place.names) for place in found.places] == places
    assert found.date is not None
    assert found.date.isoformat() == date
    assert page[found.body_start :] == rest
    assert page[found.span.start : found.span.end] == found.text
    for place in found.places:
        assert [page[span.start : span.end] for span in place.spans] == list(place.names)


def test_dateline_keeps_country_agency_and_missing_year_apart() -> None:
    osh = read_dateline("OSH, Kyrgyzstan, 8 September 2009 - A", 0)
    assert osh is not None
    assert osh.country == "Kyrgyzstan"
    agency = read_dateline("BISHKEK (XYZ) — The office", 0)
    assert agency is not None
    assert (agency.agency, agency.date) == ("XYZ", None)
    partial = read_dateline("WARSAW/VIENNA, 30 June – The", 0)
    assert partial is not None
    assert partial.date is None
    assert partial.partial is not None
    refused = read_dateline("BAKU, 31 June 2010 - The", 0)
    assert refused is not None
    assert refused.refused is not None


def test_a_country_in_capitals_needs_the_registry() -> None:
    found = read_dateline("OSH, KYRGYZSTAN, 8 September 2009 - A", 0, is_country=lambda name: name == "KYRGYZSTAN")
    assert found is not None
    assert found.country == "KYRGYZSTAN"
    assert len(found.places) == 1


def test_dateline_without_date_needs_a_known_place() -> None:
    assert read_dateline("ASTANA - The office", 0) is None
    assert read_dateline("ASTANA - The office", 0, is_place=lambda name: name == "ASTANA") is not None


@pytest.mark.parametrize(
    "text",
    [
        "In Vienna, 27 August 2001 was a warm day",
        "On 3 May 2010, the course began",
        "On 3 May 2010 – the day of the press – the office held a course",
        "12 June 2025 was a day – of joy",
        "Vienna, 27 August 2001 was a warm day",
        "ODIHR, 3 May 2010 – The",
        "A meeting on 3 May 2010 - the first",
        "The Conference, 3 May 2010 – The",
        "Twenty officers met on 3 May 2010.",
        "",
    ],
)
def test_an_ordinary_sentence_is_no_dateline(text: str) -> None:
    assert read_dateline(text, 0) is None


@pytest.mark.parametrize(
    ("text", "place", "date"),
    [
        ("BELGRADE 11 April 2006", "BELGRADE", "2006-04-11"),
        ("КИЇВ 25 жовтня 2019", "КИЇВ", "2019-10-25"),
        ("11 April 2006", None, "2006-04-11"),
    ],
)
def test_reads_a_header_line(text: str, place: str | None, date: str) -> None:
    found = read_header(text, 10)
    assert found is not None
    assert [name for item in found.places for name in item.names] == ([place] if place else [])
    assert found.date is not None
    assert found.date.isoformat() == date


@pytest.mark.parametrize("text", ["Meeting on 11 April 2006", "BELGRADE 11 April 2006 The office", "BELGRADE"])
def test_other_lines_are_no_header(text: str) -> None:
    assert read_header(text, 0) is None


@given(st.text(alphabet="ABC, /-–.0123May2010 (OSCE)абв", max_size=120))
def test_dateline_never_fails_and_spans_are_exact(text: str) -> None:
    found = read_dateline(text, 3)
    if found is not None:
        assert text[found.span.start - 3 : found.span.end - 3] == found.text
        assert found.body_start >= found.span.end
