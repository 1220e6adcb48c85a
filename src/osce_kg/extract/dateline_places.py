"""The places of a dateline: groups between commas, names between slashes, the country."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from babel import localedata

from osce_kg.extract.months import LOCALES, months_of
from osce_kg.extract.wordlists import words
from osce_kg.records import Span

_MAX_WORDS = 6
_DISTRICT = re.compile(r"D\.?\s?C\.?")
_GROUP = re.compile(r"[^,;]+")
_PART = re.compile(r"[^/|]+")
_WORD = re.compile(r"[^\W\d_](?:[^\W\d_]|[’'ʼ`.\-‐‑])*\.?")

# Words that stand in lower case inside a place's name.
_BEFORE_DATES = words("më dana den dne")
_INNER = words(
    "and of the de la le les del della di da do dos el al am an der im in i e et und na nad u"
    " në mbi pod sur"
    " upon и на над у в та і sous ob auf"
)
# Words that open a sentence, a time or an organization's name, and no place.
_NO_PLACE = words("in on at from since after by during until before as for today yesterday this that these"
    " those it we he she"
    " they and an a im am um ab seit nach bei dans depuis après a le la du u na dana od do po za"
    " në më prej nga"
    " pas la pe din в на с от до после во во вчера сегодня сьогодні у від з о об при по"
    " osce odihr obse osze oebs oebs-a обсе обсє обсе-нің оебс оопс un eu nato onu ун"
    " organization office mission"
    ""
    " press release statement joint date published issued updated source news photo copyright"
    " minutes")  # fmt: skip
# Monday in Tajik, and the capital of Tajikistan.
_TOWNS = words("душанбе")
_EVENTS = words("conference meeting seminar workshop training roundtable forum session event")
_NOT_OPENING = _NO_PLACE - {"la", "le", "do", "na"}


@dataclass(frozen=True, slots=True)
class DatelinePlace:
    """What stands between two commas: one name, or several joined by slashes.

    Whether "PRISHTINË/PRIŠTINA" is one place with two names and "VIENNA/BELGRADE" two is the caller's to say.
    """

    names: tuple[str, ...]
    spans: tuple[Span, ...]
    span: Span

    def moved(self, offset: int) -> DatelinePlace:
        """Return the same place with its spans moved."""
        spans = tuple(Span(span.start + offset, span.end + offset) for span in self.spans)
        return DatelinePlace(self.names, spans, Span(self.span.start + offset, self.span.end + offset))


def read_places(text: str, offset: int) -> tuple[DatelinePlace, ...] | None:
    """Return the places that the text lists, () for an empty text, None if it holds anything else.

    Names of weekdays, and the "D.C." of Washington after a comma, are passed over.
    """
    if not text.strip():
        return ()
    if len(text) > 120 or re.search(r"[\d:!?\"“”„«»()\[\]]", text):
        return None
    places: list[DatelinePlace] = []
    for group in _GROUP.finditer(text):
        if group.group().strip().lower() in weekdays():
            continue
        if places and _DISTRICT.fullmatch(group.group().strip()):
            continue
        names, spans = [], []
        for part in _PART.finditer(group.group()):
            name = part.group().strip()
            if not name:
                continue
            if not _is_place_like(name):
                return None
            start = offset + group.start() + part.start() + part.group().index(name)
            names.append(name)
            spans.append(Span(start, start + len(name)))
        if names:
            places.append(DatelinePlace(tuple(names), tuple(spans), Span(spans[0].start, spans[-1].end)))
    return tuple(places) or None


def may_be_places(text: str) -> bool:
    """Whether what stands before a date's first digit may be places, and the name of a month: a quick no.

    Sentences open with "The", "In", "Today", or go on in small letters.
    """
    words = text.split()
    if words and words[0].lower().strip(".,") in _NOT_OPENING:
        return False
    for word in words:
        if word[0].islower() and not (
            word.strip(",;/") in _INNER
            or word in _BEFORE_DATES
            or word.startswith(("al-", "el-"))
            or months_of(word.strip(".,"))
        ):
            return False
    return True


def split_country(
    places: Sequence[DatelinePlace], is_country: Callable[[str], bool] | None
) -> tuple[tuple[DatelinePlace, ...], DatelinePlace | None]:
    """Return the places, and the country if the last of at least two is one."""
    if len(places) < 2 or len(places[-1].names) != 1:
        return tuple(places), None
    last = places[-1].names[0]
    written_apart = is_capitals(places[-2].names[0]) and not is_capitals(last)
    apart = is_country(last) if is_country else written_apart
    return (tuple(places[:-1]), places[-1]) if apart else (tuple(places), None)


def is_capitals(name: str) -> bool:
    """Whether all letters of the name are capitals (there are scripts without any)."""
    return name.upper() == name and any(char.isalpha() for char in name)


@lru_cache(maxsize=1)
def weekdays() -> frozenset[str]:
    """Return the names of the days of the week in the site's languages, lower case."""
    found: set[str] = set()
    for locale in LOCALES:
        for widths in localedata.load(locale, merge_inherited=False).get("days", {}).values():
            names = widths.get("wide") if hasattr(widths, "get") else None
            if names is not None and hasattr(names, "values"):
                found.update(str(name).lower() for name in names.values())
    return frozenset(found - _TOWNS)


def _is_place_like(name: str) -> bool:
    words = name.split()
    if len(words) > _MAX_WORDS or len(name) > 50:
        return False
    if words[0].lower().strip(".") in _NOT_OPENING or any(word.lower() in _EVENTS for word in words):
        return False
    if months_of(words[-1]) or words[0].lower() in weekdays():
        return False
    if not (words[0][0].isupper() or is_capitals(words[0])):
        return False
    for word in words:
        if word in {"&", "-", "–"}:
            continue
        if not _WORD.fullmatch(word):
            return False
        if word[0].islower() and word not in _INNER and not word.startswith(("al-", "el-")):
            return False
    return True
