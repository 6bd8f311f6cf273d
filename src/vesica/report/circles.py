"""Geometry of two overlapping circles whose areas, and the area they share, are to scale."""

from __future__ import annotations

import math
from dataclasses import dataclass

__all__ = ["Circles", "Point", "circle", "lens", "lens_area", "to_scale"]

Point = tuple[float, float]

_STEPS = 60
_CORNERS = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Circles:
    """Two circles on one horizontal line; the first has its centre at 0.

    Parameters
    ----------
    first, second : float
        Radii.
    distance : float
        From centre to centre.
    """

    first: float
    second: float
    distance: float

    @property
    def left(self) -> float:
        """Leftmost point of the pair."""
        return min(-self.first, self.distance - self.second)

    @property
    def right(self) -> float:
        """Rightmost point of the pair."""
        return max(self.first, self.distance + self.second)

    @property
    def middle(self) -> float:
        """Middle of the shared part on the line of the centres."""
        return self.lens_left + self.lens_width / 2

    @property
    def lens_left(self) -> float:
        """Where the shared part begins."""
        return max(-self.first, self.distance - self.second)

    @property
    def lens_width(self) -> float:
        """Width of the shared part on the line of the centres."""
        return min(self.first, self.distance + self.second) - self.lens_left


def lens_area(first: float, second: float, distance: float) -> float:
    """Area that two circles share."""
    small, large = sorted((first, second))
    if distance >= small + large:
        return 0.0
    if distance <= large - small:
        return math.pi * small**2
    one, two = _half_angles(first, second, distance)
    return first**2 * (one - math.sin(2 * one) / 2) + second**2 * (two - math.sin(2 * two) / 2)


def _half_angles(first: float, second: float, distance: float) -> tuple[float, float]:
    one = (distance**2 + first**2 - second**2) / (2 * distance * first)
    two = (distance**2 + second**2 - first**2) / (2 * distance * second)
    return math.acos(max(-1.0, min(1.0, one))), math.acos(max(-1.0, min(1.0, two)))


def to_scale(first: float, second: float, both: float, *, width: float, height: float) -> Circles:
    """Circles of areas ``first`` and ``second`` that share ``both``, as large as the box allows.

    The distance of the centres is found by bisection: the shared area falls as it grows.
    """
    r, s = math.sqrt(first / math.pi), math.sqrt(second / math.pi)
    near, far = abs(r - s), r + s
    target = min(both, first, second)
    for _ in range(_STEPS):
        distance = (near + far) / 2
        near, far = (distance, far) if lens_area(r, s, distance) > target else (near, distance)
    drawn = Circles(first=r, second=s, distance=(near + far) / 2)
    scale = min(width / (drawn.right - drawn.left), height / (2 * max(r, s)))
    return Circles(first=r * scale, second=s * scale, distance=drawn.distance * scale)


def circle(x: float, y: float, radius: float) -> list[Point]:
    """Corners of a circle, anticlockwise from the right."""
    return _arc(x, y, radius, 0.0, math.tau)[:-1]


def lens(circles: Circles, x: float, y: float) -> list[Point]:
    """Corners of the shared part, with the first circle's centre at ``x``, ``y``."""
    r, s, distance = circles.first, circles.second, circles.distance
    if distance <= abs(r - s):
        return circle(x if r < s else x + distance, y, min(r, s))
    one, two = _half_angles(r, s, distance)
    right = _arc(x, y, r, -one, one)
    left = _arc(x + distance, y, s, math.pi - two, math.pi + two)
    return right + left


def _arc(x: float, y: float, radius: float, start: float, end: float) -> list[Point]:
    step = (end - start) / _CORNERS
    angles = (start + step * k for k in range(_CORNERS + 1))
    return [
        (round(x + radius * math.cos(a), 3), round(y + radius * math.sin(a), 3)) for a in angles
    ]
