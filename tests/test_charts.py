"""Charts: well-formed, escaped, within their bounds, the same bytes each time."""

from __future__ import annotations

import re
from datetime import date, timedelta
from xml.etree import ElementTree

from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from osce_kg.server.charts import Bar, Cell, Heading, Scale, Span, bar_chart, grid, timeline

_NASTY = "<script>alert('x')</script>\"&\x00\x1b\ud800"
_TEXT = st.text(st.characters(), max_size=30)
_BARS = st.lists(st.builds(Bar, _TEXT, st.none() | st.floats(0, 1e9) | st.integers(0, 10**9)), max_size=60)
_YEARS = st.lists(st.none() | st.integers(0, 10**7), min_size=1, max_size=60).map(
    lambda values: [Bar(str(1990 + place), value) for place, value in enumerate(values)]
)
_DATES = st.dates(date(1900, 1, 1), date(2100, 1, 1))


@st.composite
def _spans(draw: st.DrawFn) -> list[Span]:
    spans = []
    for _ in range(draw(st.integers(0, 12))):
        start = draw(_DATES)
        days = draw(st.none() | st.integers(0, 20_000))
        end = None if days is None else start + timedelta(days)
        unsure = draw(st.booleans()), draw(st.booleans())
        spans.append(Span(draw(_TEXT), start, end, None, *unsure, draw(st.none() | _TEXT)))
    return spans


def _parsed(chart: Markup) -> ElementTree.Element:
    return ElementTree.fromstring(f"<div>{chart}</div>")


def _share(value: str | None) -> float:
    return float((value or "0").rstrip("%")) if (value or "").endswith("%") else 0.0


def _within(chart: Markup) -> None:
    """Assert that no mark leaves its drawing: across in percent, down in pixels."""
    for svg in _parsed(chart).iter("svg"):
        height = float(svg.get("height", "0"))
        for mark in svg.iter("rect"):
            assert _share(mark.get("x")) >= 0
            assert _share(mark.get("x")) + _share(mark.get("width")) <= 100.02
            assert float(mark.get("y", "0")) >= 0
            assert float(mark.get("y", "0")) + float(mark.get("height", "0")) <= height + 0.02
        for line in svg.iter("line"):
            assert 0 <= _share(line.get("x1")) <= 100


@given(_BARS | _YEARS)
def test_bars_are_well_formed_and_stay_inside(bars: list[Bar]) -> None:
    chart = bar_chart(bars, title="Releases", unit="releases")
    _within(chart)
    assert chart == bar_chart(bars, title="Releases", unit="releases")


@given(_spans())
def test_a_timeline_is_well_formed_and_stays_inside(spans: list[Span]) -> None:
    chart = timeline(spans, title="Presences")
    _within(chart)
    assert len(_parsed(chart).findall(".//th[@scope='row']")) == len(spans)


@given(st.integers(0, 10**7))
def test_a_scale_has_a_level_for_every_count_and_says_which(most: int) -> None:
    scale = Scale.of(most)
    names = dict(scale.ranges())
    assert scale.level(0) == 0
    assert 1 <= scale.level(max(most, 1)) <= 5
    assert len(names) == len(scale.bounds) + 1
    assert all(scale.level(bound) == level for level, bound in enumerate(scale.bounds, 1))


def test_a_scale_is_round() -> None:
    assert Scale.of(1000).ranges() == [
        (0, "none"), (1, "1"), (2, "2–9"), (3, "10–49"), (4, "50–199"), (5, "200 or more")
    ]  # fmt: skip


def test_everything_is_escaped() -> None:
    charts = (
        bar_chart([Bar(_NASTY, 1, _NASTY)], title=_NASTY, unit=_NASTY),
        bar_chart([Bar("2001", 1, _NASTY)], title=_NASTY, unit=_NASTY),
        timeline([Span(_NASTY, date(2000, 1, 1), None, _NASTY, group=_NASTY)], title=_NASTY),
        grid([Heading(_NASTY, _NASTY)], [Heading(_NASTY)], lambda _y, _x: Cell(_NASTY, title=_NASTY), title=_NASTY),
    )
    for chart in charts:
        assert "<script" not in chart
        assert not list(_parsed(chart).iter("script"))
        assert " style=" not in chart


def test_zero_is_not_missing() -> None:
    years = bar_chart([Bar("2001", 0), Bar("2002", None), Bar("2003", 5)], title="t", unit="releases")
    assert re.findall(r'class="(zero|missing|bar)"', years) == ["zero", "missing", "bar"]
    assert "2001: 0 releases" in years
    assert "2002: not known" in years
    rows = bar_chart([Bar("Policing", 0), Bar("Roma", None), Bar("Media", 5)], title="t", unit="releases")
    assert re.findall(r'class="(zero|missing|bar)"', rows) == ["zero", "missing", "bar"]


def test_bars_are_as_high_as_their_values() -> None:
    chart = bar_chart([Bar("2001", 50, "/a"), Bar("2002", 100), Bar("2003", 25)], title="t", unit="releases")
    heights = [float(mark.get("height", "")) for mark in _parsed(chart).iter("rect") if mark.get("class") == "bar"]
    assert heights == [110.0, 220.0, 55.0]
    assert [link.get("href") for link in _parsed(chart).iter("a")] == ["/a"]
    assert "175 releases from 2001 to 2003; most in 2002: 100." in chart


def test_the_ends_of_a_span_say_what_is_known() -> None:
    spans = [
        Span("closed", date(2000, 1, 1), date(2009, 12, 31)),
        Span("goes on", date(2000, 1, 1), None),
        Span("end unknown", date(2000, 1, 1), None, open_end=True),
        Span("known to last", date(2000, 1, 1), date(2005, 1, 1), open_start=True, open_end=True),
    ]
    rows = _parsed(timeline(spans, title="t")).findall(".//tbody/tr")
    said = ["".join(row.find("th").itertext()) for row in rows]  # type: ignore[union-attr]
    assert said == [
        "closed 2000 – 2009", "goes on 2000 to today", "end unknown 2000 – end not known",
        "known to last by 2000 – 2005 or later",
    ]  # fmt: skip
    kinds = [[mark.get("class") for mark in row.iter("rect")] for row in rows]
    assert kinds == [["bar"], ["bar"], ["unsure"], ["bar", "unsure", "unsure"]]


def test_a_timeline_without_spans_is_an_empty_table() -> None:
    assert not list(_parsed(timeline([], title="Nothing")).iter("tr"))


def test_a_grid_names_rows_and_columns() -> None:
    chart = grid([Heading("Baku", "/b")], [Heading("2007"), Heading("2008")],
                 lambda _y, x: Cell(str(x), x, None if x else "absent"), title="Coverage")  # fmt: skip
    parsed = _parsed(chart)
    assert [cell.get("class") for cell in parsed.iter("td")] == [None, "absent", "level-1"]
    assert [(cell.get("scope"), "".join(cell.itertext())) for cell in parsed.iter("th")] == [
        ("col", "2007"), ("col", "2008"), ("row", "Baku"),
    ]  # fmt: skip
