"""Maps: every State is on them, marks stay inside, and the projection is the one it says."""

from __future__ import annotations

import math
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markupsafe import Markup

from osce_kg.reference import Registries
from osce_kg.server.maps import AreaMark, MapPoint, outline_map
from osce_kg.server.outlines import LAND, Box, Projection, clipped, outlines

_SVG = "{http://www.w3.org/2000/svg}"
_NASTY = "<script>alert('x')</script>\"&\x00\ud800"


def _codes(registries: Registries) -> list[str]:
    return [code for code in registries.areas if len(code) == 3]


def _parsed(chart: Markup) -> ElementTree.Element:
    return ElementTree.fromstring(chart)


def _marks(registries: Registries) -> dict[str, AreaMark]:
    return {code: AreaMark(code, 3, f"/id/country/{code}") for code in _codes(registries)}


def test_every_state_and_partner_has_an_outline_or_a_dot(registries: Registries) -> None:
    marks = _marks(registries)
    found = {link.get("href") for link in _parsed(outline_map(title="All", areas=marks)).iter(f"{_SVG}a")}
    assert len(marks) >= 68
    assert {mark.href for mark in marks.values()} <= found


def test_small_states_are_dots_and_large_ones_are_not(registries: Registries) -> None:
    links = {link.get("aria-label"): link for link in
             _parsed(outline_map(title="All", areas=_marks(registries))).iter(f"{_SVG}a")}  # fmt: skip
    dots = {code for code, link in links.items() if any("dot" in path.get("class", "") for path in link)}
    assert {"AND", "VAT", "LIE", "MLT", "MCO", "SMR", "LUX"} <= dots
    assert not dots & {"USA", "CAN", "RUS", "FRA", "MDA", "BEL"}


def test_each_state_can_be_shown_alone(registries: Registries) -> None:
    marks = _marks(registries)
    for code in marks:
        shown = outline_map(title=code, areas={code: marks[code]}, fit=(code,))
        assert f"/id/country/{code}" in shown, code
        assert len(shown) < 60_000, code


def _inside(chart: Markup) -> None:
    svg = next(_parsed(chart).iter(f"{_SVG}svg"))
    _, _, width, height = map(float, svg.get("viewBox", "").split())
    for path in svg.findall(f".//{_SVG}path"):
        for line in re.findall(r"M([^l]+)l([^z]*)z", path.get("d", "")):
            x, y = (float(part) for part in re.findall(r"-?\d+", line[0]))
            steps = [float(part) for part in re.findall(r"-?\d+", line[1])]
            for dx, dy in zip(steps[::2], steps[1::2], strict=True):
                x, y = x + dx, y + dy
                assert -10 <= x <= width + 10
                assert -10 <= y <= height + 10


@pytest.mark.parametrize("fit", [None, ("RUS",), ("NOR",), ("DNK", "SWE"), ("GEO",)])
def test_nothing_is_drawn_far_outside(registries: Registries, fit: tuple[str, ...] | None) -> None:
    _inside(outline_map(title="t", areas=_marks(registries), fit=fit))


@settings(max_examples=25)
@given(
    st.lists(
        st.builds(
            MapPoint, st.text(st.characters(), max_size=9), st.floats(-90, 90), st.floats(-180, 180),
            st.none() | st.just("/x"), st.floats(0, 1e6),
        ),
        max_size=8,
    ),
    st.sampled_from(["points", None]),
)  # fmt: skip
def test_any_points_can_be_shown(points: list[MapPoint], fit: None) -> None:
    chart = outline_map(title="Places", areas={}, points=points, fit=fit)
    _parsed(chart)
    assert chart == outline_map(title="Places", areas={}, points=points, fit=fit)


def test_points_that_are_fitted_are_all_drawn() -> None:
    points = [MapPoint("Vienna", 48.2, 16.37, "/v", 30), MapPoint("Baku", 40.41, 49.87, "/b", 1)]
    links = list(_parsed(outline_map(title="t", areas={}, points=points, fit="points")).iter(f"{_SVG}a"))
    assert [link.get("aria-label") for link in links] == ["Vienna", "Baku"]
    assert ["dot w5" in ElementTree.tostring(link, "unicode") for link in links] == [True, False]


def test_everything_is_escaped() -> None:
    chart = outline_map(
        title=_NASTY, areas={"AUT": AreaMark(_NASTY, 1, _NASTY)}, points=[MapPoint(_NASTY, 48, 16, _NASTY)]
    )
    assert "<script" not in chart
    assert " style=" not in chart
    assert not list(_parsed(chart).iter("script"))


def test_a_map_with_links_is_no_image() -> None:
    assert 'role="img"' in outline_map(title="t", areas={"AUT": AreaMark("Austria", 1)})
    assert 'role="group"' in outline_map(title="t", areas={"AUT": AreaMark("Austria", 1, "/x")})


@given(st.floats(-180, 180), st.floats(-85, 85), st.floats(-180, 180), st.floats(-80, 80))
def test_the_projection_keeps_areas(lon: float, lat: float, here: float, there: float) -> None:
    """A cell of a hundredth of a degree has the area on the plane that it has on the sphere."""
    project = Projection(here, there)
    if project.distance((lon, lat)) > 2.5:  # near the antipode the plane is torn
        return
    step = 0.01
    corners = [project((lon + dx, lat + dy)) for dx, dy in ((0, 0), (step, 0), (step, step), (0, step))]
    flat = (
        abs(sum(ax * by - bx * ay for (ax, ay), (bx, by) in zip(corners, (*corners[1:], corners[0]), strict=True))) / 2
    )
    round_ = math.radians(step) * (math.sin(math.radians(lat + step)) - math.sin(math.radians(lat)))
    assert flat == pytest.approx(round_, rel=1e-3)


def test_clipping_keeps_what_is_inside() -> None:
    box = Box(0, 0, 10, 10)
    assert clipped([(1, 1), (5, 1), (5, 5)], box) == [(1, 1), (5, 1), (5, 5)]
    assert Box.around(clipped([(-5, -5), (15, -5), (15, 15), (-5, 15)], box)) == box
    assert clipped([(20, 20), (30, 20), (30, 30)], box) == []


def test_the_outlines_are_small_and_meet_at_180_degrees(root: Path) -> None:
    path = root / "data" / "reference" / "outlines.json"
    assert path.stat().st_size <= 150_000
    russia = outlines()["RUS"][0]
    assert max(longitude for longitude, _ in russia.places) > 185
    assert LAND in outlines()
