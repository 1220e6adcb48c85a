"""Maps made by the server, as SVG: States shaded and linked, places as dots, over land drawn from Natural Earth."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from markupsafe import Markup

from osce_kg.server.markup import element, joined, number
from osce_kg.server.outlines import (
    DRAWN_WITH,
    LAND,
    Box,
    Degrees,
    Point,
    Projection,
    Ring,
    angle,
    clipped,
    middle,
    outlines,
)

_WIDTH = 2000  # units of the view box, which are whole numbers in paths
_ASPECT = 1.55
_REGION = Projection(10.0, 65.0)
_REGION_FRAME = Box(-1.13, -1.06, 1.07, 0.76)
_INSETS = {"THA": (1690, 1160), "AUS": (1690, 1410)}  # what lies outside the region, and where it is put
_INSET = 290, 230
_TINY = 18.0  # units, under which an area is a dot
_STEP = 3  # units that a line has at least
_LEAST = 0.06  # width of a map that fits something small, in radii of the Earth: about 380 km
_MAIN = 0.05  # share of the largest ring that other rings have to count when a map is fitted
_DOTS = 5


@dataclass(frozen=True, slots=True)
class AreaMark:
    """How an area is shown: shade 0 (none) to 5, and where it leads."""

    label: str
    level: int
    href: str | None = None


@dataclass(frozen=True, slots=True)
class MapPoint:
    """A place in degrees (WGS 84); `weight` decides the size of its dot, compared with the heaviest."""

    label: str
    latitude: float
    longitude: float
    href: str | None = None
    weight: float = 1


Fit = Sequence[str] | Literal["points"] | None


def outline_map(
    *,
    title: str,
    areas: Mapping[str, AreaMark],
    points: Sequence[MapPoint] = (),
    fit: Fit = None,
    note: str | None = None,
) -> Markup:
    """Return a map of areas by ISO 3166-1 alpha-3 code (XKX for Kosovo) and points.

    `fit` is what it shows: codes of areas, "points", or None for the whole region of the OSCE from Vancouver to
    Vladivostok. Areas too small to be seen are dots. Codes without outline are left out. `note` describes it for those
    who do not see it.
    """
    view = _view(fit, points)
    drawn = [_land(view), *_areas(view, areas), *_points(view, points)]
    if not fit:
        drawn += [_inset(code, areas, points) for code in _INSETS if code in areas]
    linked = any(mark.href for mark in areas.values()) or any(point.href for point in points)
    svg = element(
        "svg", element("title", title), element("desc", note or title), joined(drawn),
        xmlns="http://www.w3.org/2000/svg", viewBox=f"0 0 {_WIDTH} {number(view.height)}",
        role="group" if linked else "img", aria_label=title,
    )  # fmt: skip
    return element("figure", element("figcaption", title), svg, class_="map")


@dataclass(frozen=True, slots=True)
class _View:
    """A window on the plane, and its scale in units of the view box."""

    project: Projection
    frame: Box

    @property
    def scale(self) -> float:
        return _WIDTH / self.frame.width

    @property
    def height(self) -> float:
        return self.frame.height * self.scale

    @property
    def reach(self) -> float:
        """How far the farthest corner is from the point that the projection is around, as an angle in radians."""
        x = max(abs(self.frame.left), abs(self.frame.right))
        y = max(abs(self.frame.top), abs(self.frame.bottom))
        return angle(math.hypot(x, y))

    def at(self, place: Degrees) -> Point:
        x, y = self.project(place)
        return (x - self.frame.left) * self.scale, (y - self.frame.top) * self.scale

    def rings(self, code: str) -> Iterator[list[Point]]:
        """Yield the rings of an area that are in the window, cut at its edges."""
        window = Box(-9, -9, _WIDTH + 9, self.height + 9)
        for ring in outlines()[code]:
            if self.project.distance(ring.middle) > self.reach + ring.reach:
                continue
            points = [self.at(place) for place in ring.places]
            if window.meets(Box.around(points)):
                yield clipped(points, window) if len(points) > 1 else points


def _view(fit: Fit, points: Sequence[MapPoint]) -> _View:
    places: list[Degrees] = []
    if fit == "points":
        places = [(point.longitude, point.latitude) for point in points]
    elif fit:
        places = [place for code in fit for ring in _main_rings(code) for place in ring.places]
    if not places:
        return _View(_REGION, _REGION_FRAME)
    project = Projection(*middle(places))
    frame = Box.around(project(place) for place in places)
    return _View(project, frame.grown(0.12, _LEAST, _ASPECT))


def _main_rings(code: str) -> list[Ring]:
    """Return the rings of an area without what is small and, for most, far away."""
    rings = outlines().get(code, ())
    boxes = [Box.around(ring.places) for ring in rings]
    largest = max((box.width * box.height for box in boxes), default=0)
    return [ring for ring, box in zip(rings, boxes, strict=True) if box.width * box.height >= largest * _MAIN]


def _land(view: _View) -> Markup:
    return element("path", d="".join(_path(ring) for ring in view.rings(LAND)), class_="land")


def _inset(code: str, areas: Mapping[str, AreaMark], points: Sequence[MapPoint]) -> Markup:
    """Return a small map of one area in a frame, to be laid over a corner of the region."""
    view = _view((code,), points)
    x, y = _INSETS[code]
    width, height = _INSET
    ground, frame = (element("rect", width="100%", height="100%", class_=kind) for kind in ("ground", "frame"))
    inside = joined((ground, _land(view), *_areas(view, areas), *_points(view, points), frame))
    return element("svg", inside, x=x, y=y, width=width, height=height, viewBox=f"0 0 {_WIDTH} {number(view.height)}")


def _areas(view: _View, areas: Mapping[str, AreaMark]) -> Iterator[Markup]:
    """Yield the areas that are in the window, those too small to be seen last and as dots."""
    tiny = []
    for code in sorted(outlines()):
        if code == LAND:
            continue
        mark = areas.get(DRAWN_WITH.get(code, code))
        rings = list(view.rings(code))
        if not rings:
            continue
        box = Box.around(point for ring in rings for point in ring) if any(rings) else None
        if box is None:
            continue
        if mark and max(box.width, box.height) < _TINY:
            centre = (box.left + box.right) / 2, (box.top + box.bottom) / 2
            if Box(0, 0, _WIDTH, view.height).holds(centre):
                tiny.append(_marked(mark, _dot(centre, f"tiny level-{mark.level}")))
            continue
        path = "".join(_path(ring) for ring in rings)
        if path:
            shape = element("path", d=path, class_=f"area level-{mark.level if mark else 0}")
            yield _marked(mark, shape) if mark else shape
    yield from tiny


def _points(view: _View, points: Sequence[MapPoint]) -> Iterator[Markup]:
    """Yield the points in the window, the heaviest first, so that none hides a lighter one."""
    window = Box(0, 0, _WIDTH, view.height)
    heaviest = max((point.weight for point in points), default=1) or 1
    for point in sorted(points, key=lambda point: (-point.weight, point.label)):
        at = view.at((point.longitude, point.latitude))
        if window.holds(at):
            size = 1 + min(_DOTS - 1, int(_DOTS * math.sqrt(max(point.weight, 0) / heaviest))) if heaviest > 1 else 1
            yield _marked(AreaMark(point.label, 0, point.href), _dot(at, f"w{size}"))


def _dot(at: Point, kind: str) -> Markup:
    """Return a dot that has the same size on the screen however large the map is."""
    line = f"M{number(at[0])} {number(at[1])}h.01"
    size = kind.split()[-1]
    return Markup("").join((
        element("path", d=line, class_=f"halo {size}"),
        element("path", d=line, class_=f"dot {kind}"),
    ))  # fmt: skip


def _marked(mark: AreaMark, shape: Markup) -> Markup:
    name = element("title", mark.label)
    return element("a", name, shape, href=mark.href, aria_label=mark.label) if mark.href else element("g", name, shape)


def _path(ring: Sequence[Point]) -> str:
    """Return a ring as a path in whole units, without steps too short to be seen; nothing for a speck."""
    kept: list[tuple[int, int]] = []
    for point in ring:
        x, y = round(point[0]), round(point[1])
        if not kept or abs(x - kept[-1][0]) + abs(y - kept[-1][1]) >= _STEP:
            kept.append((x, y))
    if len(kept) < 3:
        return ""
    steps = " ".join(f"{bx - ax} {by - ay}" for (ax, ay), (bx, by) in pairwise(kept))
    return f"M{kept[0][0]} {kept[0][1]}l{steps}z".replace(" -", "-")
