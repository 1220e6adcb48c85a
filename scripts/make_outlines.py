"""Write `data/reference/outlines.json`: outlines of the areas of the registry and of the land around them.

Run `npm pack world-atlas@2.0.2`, unpack it and run `python scripts/make_outlines.py package/countries-50m.json`. That
is Natural Earth 4.1.0 at 1:50 million as TopoJSON. Lines are simplified with their neighbours, so that no gap opens.

The file holds, for each code of an area, rings; a ring is longitude and latitude of its first point, then the steps
to each next one, in units of `unit` degrees. What is too small for a ring is one point. `land` are rings of what is
no area of the registry. A ring that crosses 180° goes on beyond it.
"""

from __future__ import annotations

import heapq
import json
import math
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from itertools import accumulate, pairwise
from pathlib import Path
from typing import Any

from osce_kg.reference.read_concepts import read_sources
from osce_kg.reference.read_states import read_areas

FOLDER = Path(__file__).resolve().parent.parent / "data" / "reference"
TARGET = FOLDER / "outlines.json"
LAND = "land"
UNIT = 0.02
SOUTHERN_LIMIT = 18.0  # degrees north; parts of States that lie wholly south of it are left out
SOUTHERN = ("AUS", "THA")
LAND_LIMIT = 0.0
LAND_TOLERANCE, MOST_TOLERANCE, LEAST_TOLERANCE = 0.08, 0.012, 0.0004  # square degrees
LEAST_LAND, MOST_ISLAND = 1.0, 0.08  # square degrees

DEPENDENCIES = {"304": "GRL", "234": "DNK", "248": "FIN"}
"""Parts of a State with a code of their own; Greenland stays apart, for its size."""
UNNUMBERED = {"Kosovo": "XKX", "N. Cyprus": "CYP"}
REASSIGNED = {(34.1, 45.2): ("RUS", "UKR")}
"""A point within a ring: the ring goes from one to the other. See `data/README.md`."""

Point = tuple[float, float]
Ring = list[Point]
Polygon = list[list[int]]
"""Rings of numbers of arcs, as TopoJSON has them: `~n` is arc n backwards. The first ring is the outer one."""


def main(source: Path) -> None:
    """Write the outlines of the file."""
    topology = json.loads(source.read_text("utf-8"))
    arcs = _decoded(topology)
    entries = read_areas(FOLDER, read_sources(FOLDER))
    codes = {entry.area.m49: code for code, entry in entries.items() if entry.area.m49 and len(code) == 3}
    owners = _owners(topology, arcs, codes)
    tolerances = _tolerances(owners, arcs)
    arcs = [_simplified(arc, tolerances.get(number, 1.0)) for number, arc in enumerate(arcs)]
    outlines = {}
    for code, polygons in sorted(owners.items()):
        rings = [_snapped(_joined(arcs, ring)) for polygon in polygons for ring in polygon]
        outlines[code] = _kept(code, _merged(rings) or [rings[0][:1]])
    lines = [f"{json.dumps(code)}:{json.dumps(rings, separators=(',', ':'))}" for code, rings in outlines.items()]
    TARGET.write_text(f'{{"unit":{UNIT},"areas":{{\n' + ",\n".join(lines) + "\n}}\n", "utf-8")
    missing = sorted(set(codes.values()) - set(outlines))
    print(f"{TARGET.name}: {len(outlines)} outlines, {TARGET.stat().st_size:,} bytes; without outline: {missing}")


def _decoded(topology: dict[str, Any]) -> list[Ring]:
    """Return the arcs as longitudes and latitudes in degrees (TopoJSON, section 2.1.3)."""
    (scale_x, scale_y), (origin_x, origin_y) = topology["transform"]["scale"], topology["transform"]["translate"]
    decoded = []
    for arc in topology["arcs"]:
        columns = accumulate(step[0] for step in arc), accumulate(step[1] for step in arc)
        decoded.append([(x * scale_x + origin_x, y * scale_y + origin_y) for x, y in zip(*columns, strict=True)])
    return decoded


def _owners(topology: dict[str, Any], arcs: Sequence[Ring], codes: dict[str, str]) -> dict[str, list[Polygon]]:
    """Return the polygons of each area."""
    owners: dict[str, list[Polygon]] = defaultdict(list)
    for geometry in topology["objects"]["countries"]["geometries"]:
        number, name = geometry.get("id", ""), geometry["properties"]["name"]
        code = codes.get(number) or DEPENDENCIES.get(number) or UNNUMBERED.get(name) or LAND
        for polygon in geometry["arcs"] if geometry["type"] == "MultiPolygon" else [geometry["arcs"]]:
            outer = _joined(arcs, polygon[0])
            moved = [to for point, (owner, to) in REASSIGNED.items() if owner == code and _contains(outer, point)]
            owners[moved[0] if moved else code].append(polygon)
    return owners


def _joined(arcs: Sequence[Ring], ring: Iterable[int]) -> Ring:
    """Return the points of a ring, the first not repeated at its end."""
    points: Ring = []
    for number in ring:
        points += (arcs[number] if number >= 0 else arcs[~number][::-1])[:-1]
    return points


def _contains(ring: Ring, point: Point) -> bool:
    x, y = point
    inside = False
    for (ax, ay), (bx, by) in pairwise((*ring, ring[0])):
        if (ay > y) != (by > y) and x < (bx - ax) * (y - ay) / (by - ay) + ax:
            inside = not inside
    return inside


def _size(ring: Ring) -> float:
    """Return the area of a ring in square degrees at the equator."""
    flat = sum(ax * by - bx * ay for (ax, ay), (bx, by) in pairwise((*ring, ring[0]))) / 2
    return abs(flat) * math.cos(math.radians(sum(y for _, y in ring) / len(ring)))


def _tolerances(owners: dict[str, list[Polygon]], arcs: Sequence[Ring]) -> dict[int, float]:
    """Return for each arc the size of corners that are cut, in square degrees: smaller where an area is small."""
    found: dict[int, float] = {}
    for code, polygons in owners.items():
        size = max(_size(_joined(arcs, polygon[0])) for polygon in polygons)
        tolerance = LAND_TOLERANCE if code == LAND else min(MOST_TOLERANCE, max(LEAST_TOLERANCE, size / 4000))
        for number in (number for polygon in polygons for ring in polygon for number in ring):
            key = number if number >= 0 else ~number
            found[key] = min(found.get(key, math.inf), tolerance)
    return found


def _simplified(arc: Ring, tolerance: float) -> Ring:
    """Return the arc without its least corners, ends kept (Visvalingam and Whyatt 1993)."""
    before = [number - 1 for number in range(len(arc))]
    after = [number + 1 for number in range(len(arc))]
    corners = {number: _corner(arc, number - 1, number, number + 1) for number in range(1, len(arc) - 1)}
    heap = [(size, number) for number, size in corners.items()]
    heapq.heapify(heap)
    while heap and heap[0][0] < tolerance and len(corners) > (2 if arc[0] == arc[-1] else 0):
        size, number = heapq.heappop(heap)
        if corners.get(number) != size:
            continue
        del corners[number]
        left, right = before[number], after[number]
        after[left], before[right] = right, left
        for near in (left, right):
            if near in corners:
                corners[near] = max(size, _corner(arc, before[near], near, after[near]))
                heapq.heappush(heap, (corners[near], near))
    return [arc[0], *(arc[number] for number in sorted(corners)), arc[-1]]


def _corner(arc: Ring, left: int, middle: int, right: int) -> float:
    (ax, ay), (bx, by), (cx, cy) = arc[left], arc[middle], arc[right]
    return abs((bx - ax) * (cy - ay) - (cx - ax) * (by - ay)) / 2 * math.cos(math.radians(by))


Step = tuple[int, int]


def _snapped(ring: Ring) -> list[Step]:
    """Return a ring in units, 180° west written as 180° east, without points that fall together."""
    half = round(180 / UNIT)
    points = [(round(x / UNIT), round(y / UNIT)) for x, y in ring]
    points = [(half if x == -half else x, y) for x, y in points]
    return [point for point, following in pairwise((*points, points[0])) if point != following] or points[:1]


def _merged(rings: Iterable[list[Step]]) -> list[list[Step]]:
    """Return the rings of one area with their common edges taken out, as at 180°."""
    edges: Counter[tuple[Step, Step]] = Counter()
    for ring in rings:
        for start, end in pairwise((*ring, ring[0])):
            if edges[end, start]:
                edges[end, start] -= 1
            else:
                edges[start, end] += 1
    following: dict[Step, list[Step]] = defaultdict(list)
    for (start, end), count in edges.items():
        following[start] += [end] * count
    merged = []
    for first in list(following):
        while following[first]:
            ring = [first]
            while (point := following[ring[-1]].pop()) != first:
                ring.append(point)
            merged.append(ring)
    return merged


def _kept(code: str, rings: list[list[Step]]) -> list[list[int]]:
    """Return the rings that are drawn, the largest first, each as first point and steps."""
    degrees = {number: [(x * UNIT, y * UNIT) for x, y in _unwrapped(ring)] for number, ring in enumerate(rings)}
    sizes = {number: _size(ring) for number, ring in degrees.items()}
    least = LEAST_LAND if code == LAND else min(MOST_ISLAND, max(sizes.values()) / 400)
    limit = LAND_LIMIT if code == LAND else -90.0 if code in SOUTHERN else SOUTHERN_LIMIT
    order = sorted(sizes, key=lambda number: -sizes[number])
    drawn = [n for n in order if sizes[n] >= least and max(y for _, y in degrees[n]) > limit]
    return [_steps(_unwrapped(rings[number])) for number in (drawn if sizes[order[0]] else order[:1])]


def _unwrapped(ring: list[Step]) -> list[Step]:
    """Return the ring with longitudes that go on beyond 180° where it crosses it."""
    turn = round(360 / UNIT)
    points = ring[:1]
    for x, y in ring[1:]:
        points.append((x + turn * round((points[-1][0] - x) / turn), y))
    return points


def _steps(ring: list[Step]) -> list[int]:
    steps = [(bx - ax, by - ay) for (ax, ay), (bx, by) in pairwise(ring)]
    return [*ring[0], *(part for step in steps for part in step)]


if __name__ == "__main__":
    main(Path(sys.argv[1]))
