"""Dates in running text, in every language of the site; nothing is completed or chosen by guess.

A date without a year is partial; one that could mean two days, or a day that does not exist, is refused with
its reason. Spans cover day, month and year as written, without "года", "godine" and the like.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias

from osce_kg.extract.months import months_of
from osce_kg.records import Span

FIRST_YEAR, LAST_YEAR = 1973, 2035


@dataclass(frozen=True, slots=True)
class ParsedDate:
    """A full date as written; `languages` are the babel locales of its month name, empty for numbers."""

    date: dt.date
    text: str
    span: Span
    languages: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class PartialDate:
    """Day and month without a year."""

    day: int
    month: int
    text: str
    span: Span
    languages: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class RefusedDate:
    """Something written like a date that is none, or more than one; `reason` is for a finding."""

    reason: str
    text: str
    span: Span


FoundDate: TypeAlias = "ParsedDate | PartialDate | RefusedDate"

_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th|er|-?го|-?е|-?ші|-?ші|º|ª)?"
_MONTH = r"(?P<month>[^\W\d_]{3,}(?:[’'ʼ][^\W\d_]+)?)\.?"
_YEAR = r"(?P<year>(?:19|20)\d\d)(?!\d)"
_OF = r"(?:de[ \xa0]|di[ \xa0]|of[ \xa0]|the[ \xa0])?"
_GAP = r"[\s,]{0,3}"
_YEAR_WORD = r"(?:[ \xa0-]?(?:жылдын|жылғы|жылы|жыл|йилнинг|йилги|йил|yilning|yilgi|yil|թ\.?|թվականի))"
_ISO = re.compile(r"(?<![\d./-])(?P<year>(?:19|20)\d\d)-(?P<m>\d\d)-(?P<day>\d\d)(?![\d/-])")
_NUMERIC = re.compile(
    r"(?<![\d./-])(?P<day>\d{1,2})(?P<sep>\.[ \xa0]?|/)(?P<m>\d{1,2})(?P=sep)(?P<year>(?:19|20)\d\d)(?!\d)"
)
_DAY_FIRST = re.compile(
    rf"(?<![\w./])(?P<range>\d{{1,2}}\s?[-–—]\s?)?{_DAY}(?:[.,]?\s{{0,2}}|-){_OF}{_MONTH}"
    rf"(?:{_GAP}(?:de[ \xa0]|del[ \xa0]|of[ \xa0])?{_YEAR})?"
)
_BEFORE_DAY = re.compile(rf"(?<![\w.]){_MONTH}\s{{1,2}}\Z")
_MONTH_FIRST = re.compile(rf"{_MONTH}\s{{1,2}}{_DAY}(?![\d:.]\d|\d)(?:{_GAP}{_YEAR})?")
_YEAR_FIRST = re.compile(
    rf"(?<![\w./-]){_YEAR}{_YEAR_WORD}[,.]?[ \xa0]{_DAY}(?:[.,]?[ \xa0]|-){_MONTH}"
    rf"|(?<![\w./-])(?P<year2>(?:19|20)\d\d)[ \xa0]?(?:թ\.?|թվականի)[ \xa0]"
    rf"(?P<month2>[^\W\d_]{{3,}})[ \xa0-]+(?P<day2>\d{{1,2}})"
)
_NUMBER = re.compile(r"\d+")
# No name of a month is longer than this.
_MONTH_REACH = 32


def find_dates(text: str, offset: int = 0, language: str | None = None) -> list[FoundDate]:
    """Return every date in the text in order, without overlaps; `offset` is added to the spans.

    `language` (BCP 47) settles a month name that means different months in two languages.
    """
    return list(_dates_in(text, offset, language)) if _NUMBER.search(text) else []


# Several steps of reading a page ask for the same line's dates.
@lru_cache(maxsize=64)
def _dates_in(text: str, offset: int, language: str | None) -> tuple[FoundDate, ...]:
    candidates = sorted(_candidates(text, offset, language), key=lambda found: (found.span.start, -found.span.end))
    chosen: list[FoundDate] = []
    for found in candidates:
        if chosen and found.span.start < chosen[-1].span.end:
            if isinstance(chosen[-1], PartialDate) and isinstance(found, ParsedDate):
                chosen[-1] = found
            continue
        chosen.append(found)
    return tuple(chosen)


def parse_date(text: str, language: str | None = None) -> FoundDate | None:
    """Return the date that the whole text is ("Date:" values), or None if it is not exactly one."""
    found = find_dates(text, 0, language)
    if len(found) != 1:
        return None
    rest = text[: found[0].span.start] + text[found[0].span.end :]
    return found[0] if len(_LEFT_OVER.sub("", rest).strip()) == 0 else None


_LEFT_OVER = re.compile(
    r"\b(?:года|г|год|року|р|godine|godina|god|g|године|година|год|жыл|ж|йил|й|yil|yili|y|жылы|am|le|më|në|on|dana)\b\.?"
    r"|\d{1,2}:\d\d(?::\d\d)?(?:\s?[ap]m)?|[^\W\d_]+day\b|[\s,.;:()|–—-]",
    re.I,
)


def _candidates(text: str, offset: int, language: str | None) -> Iterator[FoundDate]:
    """Yield what is written like a date. Each has a day or a year: patterns are tried at numbers only."""
    taken = 0
    for number in _NUMBER.finditer(text):
        start, end = number.span()
        if end - start == 4:
            if match := _ISO.match(text, start):
                yield _full(match, int(match["m"]), frozenset(), offset)
            if (match := _YEAR_FIRST.match(text, start)) and (found := _named(match, offset, language)):
                yield found
            continue
        if end - start > 2 or start < taken:
            # No day, or the second one of a range.
            continue
        if match := _NUMERIC.match(text, start):
            yield _numeric(match, offset)
        if match := _DAY_FIRST.match(text, start):
            taken = match.end()
            if found := _named(match, offset, language):
                yield found
        if (match := _month_first(text, start)) and (found := _named(match, offset, language)):
            yield found


def _month_first(text: str, day: int) -> re.Match[str] | None:
    """Return the date whose day stands at an offset, behind the name of its month."""
    if not (day and text[day - 1].isspace()):
        return None
    month = _BEFORE_DAY.search(text, max(0, day - _MONTH_REACH), day)
    return _MONTH_FIRST.match(text, month.start()) if month else None


def _named(match: re.Match[str], offset: int, language: str | None) -> FoundDate | None:
    """Return the date of a match with a word for its month; None if that is none."""
    groups = match.groupdict()
    word = groups["month"] or groups.get("month2") or ""
    months = months_of(word, language)
    if not months:
        return None
    if groups.get("range"):
        return RefusedDate("a range of days", match.group(), _span(match, offset))
    if len(months) > 1 and _ordinal_stop(match, groups):
        # Polish writes no full stop after the day, Croatian always does: "10. listopada" is October.
        months = {month: rest for month, names in months.items() if (rest := names - {"pl"})}
    if len(months) > 1:
        meant = " or ".join(str(month) for month in months)
        return RefusedDate(f"{word!r} means month {meant}", match.group(), _span(match, offset))
    (month, locales), *_ = months.items()
    return _full(match, month, locales, offset)


def _ordinal_stop(match: re.Match[str], groups: Mapping[str, str | None]) -> bool:
    return groups.get("day") is not None and match.string[match.end("day") : match.end("day") + 1] == "."


def _numeric(match: re.Match[str], offset: int) -> FoundDate:
    """Dots are day first; with slashes both orders are in use, so the numbers must settle it."""
    day, month = int(match["day"]), int(match["m"])
    if match["sep"] != "/" or day > 12 or day == month:
        return _full(match, month, frozenset(), offset)
    return RefusedDate("day and month cannot be told apart", match.group(), _span(match, offset))


def _full(match: re.Match[str], month: int, locales: frozenset[str], offset: int) -> FoundDate:
    groups = match.groupdict()
    day = int(groups["day"] or groups["day2"])
    year_text = groups.get("year") or groups.get("year2")
    text, span = match.group(), _span(match, offset)
    text = text.rstrip(" ,.\xa0") if year_text is None else text
    span = Span(span.start, span.start + len(text))
    try:
        if year_text is None:
            dt.date(2000, month, day)
            return PartialDate(day, month, text, span, locales)
        date = dt.date(int(year_text), month, day)
    except ValueError:
        return RefusedDate("no such day", text, span)
    if not FIRST_YEAR <= date.year <= LAST_YEAR:
        return RefusedDate(f"year outside {FIRST_YEAR}-{LAST_YEAR}", text, span)
    return ParsedDate(date, text, span, locales)


def _span(match: re.Match[str], offset: int) -> Span:
    return Span(match.start() + offset, match.end() + offset)
