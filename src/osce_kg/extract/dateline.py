"""The dateline of a release ("OSH, Kyrgyzstan, 8 September 2009 - ") and the header line of older pages.

Read by parts, not by one expression: a date near the start, nothing but places before it (or after it), then
a dash. An ordinary sentence that begins with a place or a date has words there that no dateline has.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple

from osce_kg.extract.dateline_places import (
    DatelinePlace,
    is_capitals,
    may_be_places,
    read_places,
    split_country,
)
from osce_kg.extract.dates import FoundDate, ParsedDate, PartialDate, RefusedDate, find_dates
from osce_kg.records import Span

PlaceTest = Callable[[str], bool]

_REACH = 160
_AFTER_DATE = re.compile(
    r"[.,]?\s{0,2}(?:-?(?:года|году|год|г|року|рік|р|godine|godina|god|године|година|год|г|жыл|жылы"
    r"|ж|йил|й|yil|il|წელი|թ)\b\.?)?"
)
_TAG = re.compile(r"\s{0,2}\((?P<tag>[^()\d]{2,40})\)")
# Newswires put their tag between strokes: "November 6, 2018 /PRNewswire/ -- ".
_WIRE = re.compile(r"\s{0,2}/(?P<tag>[^/()\d\n]{2,40})/(?=\s{0,2}[-–—])")
# An article or preposition before the date: "HELSINKI, le 5 mai 2008".
_BEFORE_DATE = re.compile(r"(?<=[\s,])(?:le|am|den|më|la|dana|dne|del)\s{1,2}\Z")
_DASH = re.compile(r"[\s.,]{0,3}(?P<dash>[-‐‑‒–—−]{1,3})\s{0,3}")
# An agency's tag may come first: "(PRESSWIRE - OSCE) DUSHANBE, 4 April 2013 - ".
_TAG_FIRST = re.compile(r"\((?P<tag>[^()\d\n]{2,40})\)\s{1,2}")
_LEAD = re.compile(r"[\s*_>]{0,4}")
_OPENER = "\"'“„«‘(["
_DIGIT = re.compile(r"\d")
_PLACE_STOP = re.compile(r"\s{0,3}(?:\s[-‐‑]{1,3}|[–—]|--|-\s)")
_UNDATED_DASH = re.compile(r"\s{1,3}[-–—]{1,3}\s|\s?[–—]|\s?--")
_REMEMBERED = 64


class Dateline(NamedTuple):
    """A dateline or header line.

    `text` is as written, without an agency's tag at its end, the dash and what follows, and `span` covers it.
    `places` are in order, the country apart if one is given. `date` is None where there is none, it lacks its
    year (`partial`), or it was refused (`refused`). `body_start` is the offset of the first character after the dash.
    """

    text: str
    span: Span
    places: tuple[DatelinePlace, ...]
    body_start: int
    country: str | None = None
    country_span: Span | None = None
    date: dt.date | None = None
    date_span: Span | None = None
    partial: PartialDate | None = None
    refused: RefusedDate | None = None
    agency: str | None = None


def read_dateline(
    text: str,
    offset: int,
    is_country: PlaceTest | None = None,
    is_place: PlaceTest | None = None,
    language: str | None = None,
) -> Dateline | None:
    """Return the dateline with which the text begins, or None.

    `is_country` tells a country's name in any language; without it a country is a name not in capitals after
    one in capitals. `is_place` allows a dateline without any date: only of places that it confirms.
    """
    lead = _LEAD.match(text)
    start = lead.end() if lead else 0
    if start >= len(text):
        return None
    tag = _TAG_FIRST.match(text, start)
    begin = tag.end() if tag else start
    # Most lines have no digit there, or open as no dateline does.
    digit = _DIGIT.search(text, begin, begin + _REACH)
    dated = digit and may_be_places(text[begin : digit.start()])
    dateline = _dated(text, begin, language) if dated else None
    if tag:
        dateline = dateline._replace(agency=tag["tag"]) if dateline else None
    else:
        dateline = dateline or _undated(text, start, is_place)
    return _placed(dateline, offset, is_country) if dateline else None


@lru_cache(maxsize=_REMEMBERED)
def _dated(text: str, start: int, language: str | None) -> Dateline | None:
    """Return the dateline with a date, not yet placed. Several steps of reading a page ask for the same one."""
    found = find_dates(text[: start + _REACH], 0, language)
    if not found:
        return None
    first = found[0]
    reader = _date_first if first.span.start == start else _place_first
    return reader(text, start, first)


@lru_cache(maxsize=_REMEMBERED)
def after_dateline(text: str) -> int:
    """Return where the text goes on after its dateline, 0 if it has none."""
    found = read_dateline(text, 0)
    return found.body_start if found else 0


def read_header(
    text: str, offset: int, is_country: PlaceTest | None = None, language: str | None = None
) -> Dateline | None:
    """Return place and date of a header line ("BELGRADE 11 April 2006", or a date alone), or None.

    The line holds nothing else. Page family F3.
    """
    if len(text) > _REACH or not _DIGIT.search(text):
        return None
    header = _header(text, language)
    return _placed(header, offset, is_country) if header else None


@lru_cache(maxsize=_REMEMBERED)
def _header(text: str, language: str | None) -> Dateline | None:
    """Return place and date of a header line, not yet placed. The same line is asked for as often as a dateline."""
    found = find_dates(text, 0, language)
    if len(found) != 1:
        return None
    date = found[0]
    after = _AFTER_DATE.match(text, date.span.end)
    if after is None or text[after.end() :].strip(" .,\t\xa0"):
        return None
    start = len(text) - len(text.lstrip())
    places = read_places(text[start : date.span.start].rstrip(" ,-–—\t\xa0"), start)
    if places is None:
        return None
    end = len(text.rstrip())
    return _with_date(Dateline(text[start:end], Span(start, end), places, end), date)


def _place_first(text: str, start: int, date: FoundDate) -> Dateline | None:
    before = text[start : date.span.start]
    agency = None
    tag = _TAG.search(before)
    if tag:
        agency, before = tag["tag"], before[: tag.start()]
        if text[start + tag.end() : date.span.start].strip(" ,\xa0"):
            return None
    before = _BEFORE_DATE.sub("", before)
    places = read_places(before.rstrip(" ,;.-–—\t\xa0") if not before.rstrip().endswith("D.C.") else before, start)
    if not places:
        return None
    end, after, tag_after = _end_of_date(text, date)
    capitals = is_capitals(places[0].names[0])
    body = _body_start(text, after, dash_required=not capitals)
    if body is None:
        return None
    dateline = Dateline(text[start:end], Span(start, end), places, body, agency=agency or tag_after)
    return _with_date(dateline, date)


def _date_first(text: str, start: int, date: FoundDate) -> Dateline | None:
    end, after, agency = _end_of_date(text, date)
    dash = _DASH.match(text, after)
    if dash and _starts_sentence(text, dash.end()):
        return _with_date(Dateline(text[start:end], Span(start, end), (), dash.end(), agency=agency), date)
    stop = _place_stop(text, after)
    if stop is None:
        return None
    begin = after + len(text[after:stop]) - len(text[after:stop].lstrip(" ,\xa0"))
    places = read_places(text[begin:stop], begin)
    if not places:
        return None
    body = _body_start(text, stop, dash_required=True)
    if body is None:
        return None
    return _with_date(Dateline(text[start:stop], Span(start, stop), places, body, agency=agency), date)


def _place_stop(text: str, begin: int) -> int | None:
    """Return where the places after a leading date end: before a spaced or long dash."""
    dash = _PLACE_STOP.search(text, begin, begin + 80)
    return dash.start() if dash else None


def _undated(text: str, start: int, is_place: PlaceTest | None) -> Dateline | None:
    """Read `BISHKEK (TCA) — `: an agency's tag, or places that the caller confirms, stand for the date."""
    if is_place is None and text.find("(", start, start + 80) < 0:
        return None
    dash = _UNDATED_DASH.search(text, start, start + 80)
    if dash is None:
        return None
    head = text[start : dash.start()]
    tag = _TAG.search(head)
    agency = tag["tag"] if tag and not head[tag.end() :].strip() else None
    names = head[: tag.start()] if tag and agency else head
    places = read_places(names.rstrip(" ,"), start)
    if not places or not all(is_capitals(name) for place in places[:1] for name in place.names):
        return None
    known = is_place is not None and all(is_place(name) for place in places for name in place.names)
    if not known and agency is None:
        return None
    body = _body_start(text, dash.start(), dash_required=True)
    if body is None:
        return None
    end = start + len(names.rstrip())
    return Dateline(text[start:end], Span(start, end), places, body, agency=agency)


def _end_of_date(text: str, date: FoundDate) -> tuple[int, int, str | None]:
    """Return the end of the date with its word for "year", the end of an agency's tag after it, and the tag."""
    after = _AFTER_DATE.match(text, date.span.end)
    end = after.end() if after else date.span.end
    trimmed = max(date.span.end, len(text[:end].rstrip(" ,\xa0\t")))
    tag = _TAG.match(text, end) or _WIRE.match(text, end)
    if tag:
        return trimmed, tag.end(), tag["tag"]
    return trimmed, trimmed, None


def _body_start(text: str, end: int, *, dash_required: bool) -> int | None:
    """Return where the sentence after the dateline starts, or None if what follows is part of a sentence."""
    dash = _DASH.match(text, end)
    if dash:
        return dash.end()
    if dash_required:
        return None
    rest = text[end:].lstrip(" .,:\t\xa0\n")
    begin = len(text) - len(rest)
    return begin if not rest or _starts_sentence(text, begin) else None


def _starts_sentence(text: str, index: int) -> bool:
    first = text[index : index + 1]
    return not first or first.isupper() or first in _OPENER or (first.isalpha() and not first.islower())


def _with_date(dateline: Dateline, date: FoundDate) -> Dateline:
    if isinstance(date, ParsedDate):
        return dateline._replace(date=date.date, date_span=date.span)
    if isinstance(date, PartialDate):
        return dateline._replace(partial=date, date_span=date.span)
    return dateline._replace(refused=date, date_span=date.span)


def _placed(dateline: Dateline, offset: int, is_country: PlaceTest | None) -> Dateline:
    """Return the dateline with its country apart and every offset moved to the page."""
    places, country = split_country(dateline.places, is_country)
    return dateline._replace(
        span=_moved(dateline.span, offset),
        places=tuple(place.moved(offset) for place in places),
        country=country.names[0] if country else None,
        country_span=_moved(country.span, offset) if country else None,
        date_span=_moved(dateline.date_span, offset) if dateline.date_span else None,
        partial=replace(dateline.partial, span=_moved(dateline.partial.span, offset)) if dateline.partial else None,
        refused=replace(dateline.refused, span=_moved(dateline.refused.span, offset)) if dateline.refused else None,
        body_start=dateline.body_start + offset,
    )


def _moved(span: Span, offset: int) -> Span:
    return Span(span.start + offset, span.end + offset)
