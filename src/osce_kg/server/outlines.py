"""Outlines of States and of the land around them, from `data/reference/outlines.json`, and their projection."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from itertools import accumulate

from osce_kg.resources import resource_path

LAND = "land"
DRAWN_WITH = {"GRL": "DNK"}
"""Areas that are drawn like another one."""

Degrees = tuple[float, float]
"""Longitude and latitude."""
Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Projection:
    """Lambert's azimuthal equal-area projection of the sphere (Snyder 1987, pages 185-187), y downwards.

    Equal areas, because shades of areas are compared; around one point, because the OSCE reaches round the pole.
    """

    longitude: float
    latitude: float

    def __call__(self, place: Degrees) -> Point:
        """Return a place on the plane; the Earth has a radius of 1."""
        turned = math.radians(place[0] - self.longitude)
        here, there = math.radians(self.latitude), math.radians(place[1])
        near = math.sin(here) * math.sin(there) + math.cos(here) * math.cos(there) * math.cos(turned)
        if near < -1 + 1e-9:
            return 2.0, 0.0  # the antipode is a circle, not a point
        scale = math.sqrt(2 / (1 + near))
        x = scale * math.cos(there) * math.sin(turned)
        y = scale * (math.cos(here) * math.sin(there) - math.sin(here) * math.cos(there) * math.cos(turned))
        return x, -y

    def distance(self, place: Degrees) -> float:
        """Return how far a place is from the point that this projection is around, as an angle in radians."""
        return angle(math.hypot(*self(place)))


def angle(distance: float) -> float:
    """Return the angle in radians of a distance on the plane from the point that a projection is around."""
    return 2 * math.asin(min(1.0, distance / 2))


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on the plane."""

    left: float
    top: float
    right: float
    bottom: float

    @classmethod
    def around(cls, points: Iterable[Point]) -> Box:
        """Return the smallest box that holds all of one point or more."""
        xs, ys = zip(*points, strict=True)
        return cls(min(xs), min(ys), max(xs), max(ys))

    @property
    def width(self) -> float:
        """How wide it is."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """How high it is."""
        return self.bottom - self.top

    def meets(self, other: Box) -> bool:
        """Whether two boxes have a point in common."""
        return (
            self.left <= other.right and other.left <= self.right
            and self.top <= other.bottom and other.top <= self.bottom
        )  # fmt: skip

    def holds(self, point: Point) -> bool:
        """Whether a point lies in it."""
        return self.left <= point[0] <= self.right and self.top <= point[1] <= self.bottom

    def grown(self, by: float, least: float, aspect: float) -> Box:
        """Return it larger by a share on each side, at least so wide, with this ratio of width to height."""
        width = max(self.width * (1 + 2 * by), self.height * (1 + 2 * by) * aspect, least)
        x, y = (self.left + self.right) / 2, (self.top + self.bottom) / 2
        return Box(x - width / 2, y - width / aspect / 2, x + width / 2, y + width / aspect / 2)


@dataclass(frozen=True, slots=True)
class Ring:
    """A closed line, its middle, and how far its points are from there, as an angle in radians.

    Longitudes go on beyond 180° where it crosses it. One point stands for an area too small to have a line.
    """

    places: tuple[Degrees, ...]
    middle: Degrees
    reach: float

    @classmethod
    def of(cls, places: Iterable[Degrees]) -> Ring:
        """Return the ring through these places, of which there is one at least."""
        line = tuple(places)
        centre = middle(line)
        return cls(line, centre, max(map(Projection(*centre).distance, line)))


@cache
def outlines() -> dict[str, tuple[Ring, ...]]:
    """Return the rings of each area by ISO 3166-1 alpha-3 code (XKX for Kosovo), largest first, and of `LAND`."""
    read = json.loads((resource_path("data/reference") / "outlines.json").read_text("utf-8"))
    unit = read["unit"]
    return {
        code: tuple(
            Ring.of((x * unit, y * unit) for x, y in zip(accumulate(ring[::2]), accumulate(ring[1::2]), strict=True))
            for ring in rings
        )
        for code, rings in read["areas"].items()
    }


def middle(places: Iterable[Degrees]) -> Degrees:
    """Return the middle of places on the sphere; of none, and of places that cancel out, it is 0° 0°."""
    x = y = z = 0.0
    for longitude, latitude in places:
        turned, height = math.radians(longitude), math.radians(latitude)
        x += math.cos(height) * math.cos(turned)
        y += math.cos(height) * math.sin(turned)
        z += math.sin(height)
    return math.degrees(math.atan2(y, x)), math.degrees(math.atan2(z, math.hypot(x, y)))


def clipped(ring: list[Point], box: Box) -> list[Point]:
    """Return what of a ring lies in a box (Sutherland and Hodgman 1974)."""
    for axis, bound, sign in ((0, box.left, 1), (0, box.right, -1), (1, box.top, 1), (1, box.bottom, -1)):
        found: list[Point] = []
        for number, end in enumerate(ring):
            start = ring[number - 1]
            enters, within = sign * (start[axis] - bound) >= 0, sign * (end[axis] - bound) >= 0
            if enters != within:
                share = (bound - start[axis]) / (end[axis] - start[axis])
                found.append((start[0] + share * (end[0] - start[0]), start[1] + share * (end[1] - start[1])))
            if within:
                found.append(end)
        ring = found
    return ring
