"""The parameters of a search, as they are in an address: read strictly, and written back into links."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from urllib.parse import quote, urlencode

from osce_kg.search.index import FILTERS
from osce_kg.search.queries import Chosen
from osce_kg.server import problems
from osce_kg.server.problems import ProblemError

PAGE = 20
MAX_PAGE = 500
"""Pages that can be turned to: 10,000 hits. What lies beyond is better narrowed by a filter."""

_MOST_VALUES = 20
_LONGEST_VALUE = 100
_PERIOD = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
_KNOWN = frozenset({"q", "page", "sort", "from", "until", "format", *FILTERS})


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """What is searched for: text, filters by name, a period as it was written, the order, and the page."""

    text: str = ""
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    since: str = ""
    until: str = ""
    newest_first: bool = False
    page: int = 1

    @property
    def chosen(self) -> Chosen:
        """The same for the index."""
        first, last = _days(self.since), _days(self.until)
        return Chosen(self.filters, first[0] if first else None, last[1] if last else None)

    def chosen_by(self, name: str, values: Sequence[str]) -> str:
        """Return the address of this search with another choice for one filter."""
        return replace(self, filters={**self.filters, name: tuple(values)}).link()

    def link(self, page: int = 1) -> str:
        """Return the address of this search, of its first page or another."""
        pairs = [("q", self.text)] if self.text else []
        pairs += [(name, value) for name in FILTERS for value in self.filters.get(name, ())]
        pairs += [(name, value) for name, value in (("from", self.since), ("until", self.until)) if value]
        pairs += [("sort", "date")] if self.newest_first else []
        pairs += [("page", str(page))] if page > 1 else []
        return f"/search?{urlencode(pairs, quote_via=quote)}" if pairs else "/search"


def read_request(pairs: Sequence[tuple[str, str]]) -> SearchRequest:
    """Return the search that the pairs of a query string ask for.

    Raises:
        ProblemError: a parameter is unknown, comes twice, or has a value that means nothing.
    """
    given: dict[str, list[str]] = {}
    for name, value in pairs:
        if name not in _KNOWN:
            raise _bad(f"{name!r} is no parameter; known are {', '.join(sorted(_KNOWN))}")
        if name not in FILTERS and name in given:
            raise _bad(f"{name} is given twice")
        given.setdefault(name, []).append(value)
    filters = {name: _values(name, given[name]) for name in FILTERS if name in given}
    since, until = (_period(name, given.get(name, [""])[0]) for name in ("from", "until"))
    sort = given.get("sort", ["relevance"])[0]
    if sort not in {"relevance", "date"}:
        raise _bad(f"sort is relevance or date, not {sort!r}")
    return SearchRequest(
        text=given.get("q", [""])[0].strip(),
        filters={name: values for name, values in filters.items() if values},
        since=since,
        until=until,
        newest_first=sort == "date",
        page=_page(given.get("page", ["1"])[0]),
    )


def _values(name: str, values: Sequence[str]) -> tuple[str, ...]:
    found = tuple(dict.fromkeys(value for value in values if value))
    if len(found) > _MOST_VALUES or any(len(value) > _LONGEST_VALUE for value in found):
        raise _bad(f"{name} takes at most {_MOST_VALUES} values of at most {_LONGEST_VALUE} characters")
    return found


def _page(text: str) -> int:
    page = int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
    if not 1 <= page <= MAX_PAGE:
        raise _bad(f"page is a number from 1 to {MAX_PAGE}; narrow the search by a filter to see what lies beyond")
    return page


def _period(name: str, text: str) -> str:
    if text and _days(text) is None:
        raise _bad(f"{name} is a year, a month or a day such as 2007, 2007-06 or 2007-06-30, not {text!r}")
    return text


def _days(text: str) -> tuple[int, int] | None:
    """Return the first and last day of a year, month or day, as eight digits; None if it is none."""
    match = _PERIOD.fullmatch(text) if text.isascii() else None
    if match is None:
        return None
    year, month, day = (int(part or 0) for part in match.groups())
    try:
        dt.date(year, month or 1, day or 1)
    except ValueError:
        return None
    first = year * 10_000 + (month or 1) * 100 + (day or 1)
    return first, year * 10_000 + (month or 12) * 100 + (day or 31)


def _bad(detail: str) -> ProblemError:
    return ProblemError(problems.BAD_REQUEST, detail)
