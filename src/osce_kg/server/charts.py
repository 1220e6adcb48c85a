"""Charts made by the server, as SVG within HTML: no script, no style in the elements, text in the size of the page.

Across, everything is placed in percent, so a chart is as wide as its page has room and its text stays readable.
What is drawn is also there as text: in titles of marks and, for rows, in the table that holds them.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from markupsafe import Markup

from osce_kg.server.markup import Content, element, joined, number, percent

_HEIGHT = 220  # pixels of the area with bars
_HEAD, _FOOT = 24, 26  # pixels for the unit above it, for labels below
_LABELS = 14  # most labels below bars
_STRIP = 22  # pixels of a row

_BAR, _FEW = 72, 10
"""Pixels for each of few bars, and up to how many are few: more share the width there is."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar. A value of None is missing, which is not 0."""

    label: str
    value: float | None
    href: str | None = None


@dataclass(frozen=True, slots=True)
class Span:
    """One row of a timeline.

    Without `end` it goes on. `open_start` and `open_end` tell that nobody knows when exactly it began or ended: with a
    date that is the last known day, and without one nothing is known after the beginning.
    """

    label: str
    start: date
    end: date | None
    href: str | None = None
    open_start: bool = False
    open_end: bool = False
    group: str | None = None


@dataclass(frozen=True, slots=True)
class Scale:
    """Steps of shades for counts that differ by orders of magnitude: level 0 is none, then one per bound."""

    bounds: tuple[int, ...]

    @classmethod
    def of(cls, most: int) -> Scale:
        """Return up to five steps of round numbers that reach the largest count."""
        return cls(tuple(sorted({_round(max(most, 1) ** (step / 5)) for step in range(5)})))

    def level(self, count: int) -> int:
        """Return the level of a count."""
        return sum(count >= bound for bound in self.bounds)

    def ranges(self) -> list[tuple[int, str]]:
        """Return each level with the counts that it stands for, as a legend has them."""
        names = [(0, "none")]
        for level, bound in enumerate(self.bounds, 1):
            following = self.bounds[level] if level < len(self.bounds) else None
            last = f"–{following - 1:,}" if following and following - 1 > bound else "" if following else " or more"
            names.append((level, f"{bound:,}{last}"))
        return names


@dataclass(frozen=True, slots=True)
class Heading:
    """A row or column of a grid."""

    label: str
    href: str | None = None


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a grid: what it says, its shade (0-5) or kind of emptiness (a class of the style sheet)."""

    text: str
    level: int = 0
    kind: str | None = None
    title: str | None = None
    href: str | None = None


def bar_chart(bars: Sequence[Bar], *, title: str, unit: str) -> Markup:
    """Return bars with their axis: upright if all labels are whole numbers, such as years, else one to a row.

    `unit` is the plural of what is counted. Values are not negative.
    """
    if bars and all(bar.label.isdecimal() for bar in bars):
        return _columns(bars, title, unit)
    return _rows(bars, title, unit)


def timeline(spans: Sequence[Span], *, title: str, until: date | None = None) -> Markup:
    """Return one row for each span, in their order, over an axis of years; spans of one group have a heading.

    What goes on is drawn to the end of the axis: `until`, else the end of the last year that is named.
    """
    if not spans:
        return _table(title, ())
    starts = [span.start.year - span.open_start for span in spans]
    ends = [day.year for span in spans for day in (span.start, span.end, until) if day]
    ends += [span.end.year + 1 for span in spans if span.end and span.open_end]
    axis = _Axis(min(starts), max(ends) + 1)
    rows = [element("thead", element("tr", element("td"), element("td", axis.drawn())))]
    for group, members in groupby(spans, key=lambda span: span.group):
        heading = element("tr", element("th", group, scope="rowgroup", colspan=2)) if group else None
        inside = joined(axis.row(span) for span in members)
        rows.append(element("tbody", heading, inside, class_="group" if group else None))
    return _table(title, rows)


def grid(
    rows: Sequence[Heading], columns: Sequence[Heading], value: Callable[[int, int], Cell], *, title: str
) -> Markup:
    """Return a table with shaded cells. `value` is called with the numbers of a row and a column."""
    head = element("tr", element("td"), *(element("th", _link(column), scope="col") for column in columns))
    body = []
    for y, row in enumerate(rows):
        cells = [_cell(value(y, x)) for x in range(len(columns))]
        body.append(element("tr", element("th", _link(row), scope="row"), *cells))
    table = element(
        "table", element("caption", title), element("thead", head), element("tbody", joined(body)), class_="heat"
    )
    return element("div", table, class_="wide", tabindex=0, role="region", aria_label=title)


def _cell(cell: Cell) -> Markup:
    shown = element("a", cell.text, href=cell.href) if cell.href else cell.text
    return element("td", shown, class_=cell.kind or f"level-{cell.level}", title=cell.title)


def _link(heading: Heading) -> Content:
    return element("a", heading.label, href=heading.href) if heading.href else heading.label


def _columns(bars: Sequence[Bar], title: str, unit: str) -> Markup:
    top, step = _ticks(max((bar.value or 0 for bar in bars), default=0))
    lines, labels = [], []
    for tick in range(0, top + 1, step):
        y = number(_HEAD + _HEIGHT * (1 - tick / top))
        lines.append(element("line", x1="0", x2="100%", y1=y, y2=y, class_="line" if tick else "base"))
        labels.append(element("text", f"{tick:,}", x="100%", y=y, dx="-6", dy="4", text_anchor="end"))
    every = -(-len(bars) // _LABELS)
    every = next(step for step in (1, 2, 5, 10, 20, 50, 100) if step >= min(every, 100))
    marks = [_column(bar, place, len(bars), top, unit) for place, bar in enumerate(bars)]
    names = [
        element(
            "text", bar.label, x=percent((place + 0.5) / len(bars)), y=_HEAD + _HEIGHT + 18, text_anchor="middle",
            class_=None if not int(bar.label) % (every * 2) else "minor",
        )
        for place, bar in enumerate(bars)
        if not int(bar.label) % every
    ]  # fmt: skip
    height = _HEAD + _HEIGHT + _FOOT
    is_short = len(bars) <= _FEW
    plot = element(
        "svg", element("title", title), element("desc", _summary(bars, unit)), *lines, joined(marks), *names,
        role="group" if any(bar.href for bar in bars) else "img", aria_label=title,
        width=_BAR * len(bars) if is_short else "100%", height=height, class_="plot few" if is_short else "plot",
    )  # fmt: skip
    axis = element("svg", *labels, width="100%", height=height, class_="axis", aria_hidden="true")
    caption = element("figcaption", title, element("span", unit, class_="unit"))
    return element("figure", caption, element("div", axis, plot, class_="columns"), class_="chart")


def _column(bar: Bar, place: int, count: int, top: int, unit: str) -> Markup:
    """Return one upright bar, with room above it that leads where it leads."""
    said = f"{bar.label}: {_said(bar.value, unit)}"
    x, width = percent((place + 0.12) / count), percent(0.76 / count)
    height = _HEIGHT * (bar.value or 0) / top
    kind = "missing" if bar.value is None else "zero" if not bar.value else "bar"
    drawn = max(height, 1.5) if kind == "bar" else 3 if kind == "zero" else _HEIGHT
    y = number(_HEAD + _HEIGHT - drawn)
    mark = element("rect", x=x, width=width, y=y, height=number(drawn), class_=kind)
    room = element("rect", x=percent(place / count), width=percent(1 / count), y=_HEAD, height=_HEIGHT, class_="room")
    inside = (element("title", said), room, mark)
    return element("a", *inside, href=bar.href, aria_label=said) if bar.href else element("g", *inside)


def _summary(bars: Sequence[Bar], unit: str) -> str:
    known = [bar for bar in bars if bar.value is not None]
    if not known:
        return f"No {unit} are known."
    most = max(known, key=lambda bar: bar.value or 0)
    total = f"{sum(bar.value or 0 for bar in known):,.10g}"
    return f"{total} {unit} from {bars[0].label} to {bars[-1].label}; most in {most.label}: {most.value:,.10g}."


def _said(value: float | None, unit: str) -> str:
    return "not known" if value is None else f"{value:,.10g} {unit}"


def _rows(bars: Sequence[Bar], title: str, unit: str) -> Markup:
    most = max((bar.value or 0 for bar in bars), default=0) or 1
    rows = []
    for bar in bars:
        kind = "missing" if bar.value is None else "zero" if not bar.value else "bar"
        width = "100%" if bar.value is None else percent(bar.value / most) if bar.value else "3"
        mark = element("rect", x=0, y=4, width=width, height=_STRIP - 8, class_=kind)
        strip = element("svg", mark, width="100%", height=_STRIP, aria_hidden="true")
        value = "not known" if bar.value is None else f"{bar.value:,.10g}"
        rows.append(
            element(
                "tr", element("th", _link(Heading(bar.label, bar.href)), scope="row"),
                element("td", strip, class_="strip"), element("td", value, class_="number"),
            )
        )  # fmt: skip
    head = element("tr", element("td"), element("td"), element("th", unit, scope="col", class_="number"))
    return _table(title, (element("thead", head), element("tbody", joined(rows))))


def _table(title: str, rows: Sequence[Markup]) -> Markup:
    return element("table", element("caption", title), joined(rows), class_="chart rows")


@dataclass(frozen=True, slots=True)
class _Axis:
    """Years from the first to before the last."""

    first: int
    last: int

    def at(self, day: date) -> float:
        """Return where a day begins, as a share of the axis."""
        year = date(day.year, 1, 1)
        passed = (day - year).days / ((date(day.year + 1, 1, 1) - year).days if day.year < 9999 else 365)
        return min(1.0, max(0.0, (day.year + passed - self.first) / (self.last - self.first)))

    def marks(self) -> list[int]:
        years = self.last - self.first
        step = next((step for step in (1, 2, 5, 10, 20, 50) if years / step <= 8), 100)
        return [year for year in range(self.first, self.last) if not year % step]

    def share(self, year: int) -> float:
        """Return where a year begins."""
        return (year - self.first) / (self.last - self.first)

    def drawn(self) -> Markup:
        names = [self._name(year, place) for place, year in enumerate(self.marks())]
        return element("svg", *self._lines(), *names, width="100%", height=_STRIP, aria_hidden="true")

    def _name(self, year: int, place: int) -> Markup:
        """Return the label of a year beside its mark: after it, or before it where it would be cut."""
        x = percent(self.share(year))
        late = self.share(year) > 0.85
        kind = "minor" if place % 2 or late else None
        return element(
            "text", str(year), x=x, y=15, dx=-3 if late else 3, text_anchor="end" if late else None, class_=kind
        )

    def row(self, span: Span) -> Markup:
        start = self.at(span.start)
        unknown = span.end is None and span.open_end
        end = start + 1 / (self.last - self.first) if unknown else self.at(span.end) if span.end else 1.0
        fade = 1 / (self.last - self.first)
        marks = [] if unknown else [_strip(start, max(end - start, 0.004), "bar")]
        if span.open_start:
            marks.append(_strip(max(0.0, start - fade), min(fade, start), "unsure"))
        if span.open_end:
            left = start if unknown else end
            marks.append(_strip(left, min(fade, 1 - left), "unsure"))
        said = f"{'by ' if span.open_start else ''}{span.start.year} {_ending(span)}"
        label = element("th", _link(Heading(span.label, span.href)), " ", element("small", said), scope="row")
        strip = element("svg", *self._lines(), *marks, width="100%", height=_STRIP, aria_hidden="true")
        return element("tr", label, element("td", strip, class_="strip"))

    def _lines(self) -> list[Markup]:
        places = [percent(self.share(year)) for year in self.marks()]
        return [element("line", x1=x, x2=x, y1=0, y2=_STRIP, class_="line") for x in places]


def _ending(span: Span) -> str:
    if span.end is None:
        return "– end not known" if span.open_end else "to today"
    return f"– {span.end.year}{' or later' if span.open_end else ''}"


def _strip(x: float, width: float, kind: str) -> Markup:
    width = min(width, 1.0)
    return element("rect", x=percent(min(x, 1 - width)), width=percent(width), y=6, height=_STRIP - 12, class_=kind)


def _ticks(most: float) -> tuple[int, int]:
    """Return the top of an axis and the step between its marks: 1, 2 or 5 times a power of ten, at most five steps."""
    step = 1
    while most > step * 4:
        step = _next(step)
    return max(step, math.ceil(most / step) * step), step


def _next(step: int) -> int:
    return step * 5 // 2 if str(step)[0] == "2" else step * 2


def _round(value: float) -> int:
    """Return the largest number of the form 1, 2 or 5 times a power of ten that is not above the value."""
    step = 1
    while _next(step) <= value + 1e-9:
        step = _next(step)
    return step
