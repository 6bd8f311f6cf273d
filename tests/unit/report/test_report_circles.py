from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vesica.report.circles import circle, lens, lens_area, to_scale

BOX = {"width": 420.0, "height": 210.0}


def area(corners: list[tuple[float, float]]) -> float:
    """Shoelace formula: an independent way to the area."""
    following = corners[1:] + corners[:1]
    return abs(sum(x * v - u * y for (x, y), (u, v) in zip(corners, following, strict=True))) / 2


@pytest.mark.parametrize(
    ("first", "second", "distance", "expected"),
    [
        (1, 1, 1, 2 * math.pi / 3 - math.sqrt(3) / 2),  # the vesica piscis
        (1, 1, 2, 0),
        (1, 2, 5, 0),
        (1, 2, 0.5, math.pi),
        (1, 1, 0, math.pi),
        (1, 1, math.sqrt(2), math.pi / 2 - 1),
    ],
)
def test_lens_area(first: float, second: float, distance: float, expected: float) -> None:
    assert lens_area(first, second, distance) == pytest.approx(expected)


@given(st.floats(10, 5000), st.floats(10, 5000), st.floats(0.02, 0.98))
def test_areas_are_to_scale_and_fit_the_box(first: float, second: float, part: float) -> None:
    both = part * min(first, second)
    drawn = to_scale(first, second, both, **BOX)
    scale = math.pi * drawn.first**2 / first
    assert math.pi * drawn.second**2 / second == pytest.approx(scale)
    polygon = area(lens(drawn, 0, 0))
    # 120 corners an arc: the polygon is smaller than the lens by less than a thousandth of it
    assert polygon == pytest.approx(both * scale, rel=2e-3, abs=1e-3 * drawn.first)
    assert drawn.right - drawn.left <= BOX["width"] + 1e-6
    assert 2 * max(drawn.first, drawn.second) <= BOX["height"] + 1e-6


def test_no_overlap_touches_and_full_overlap_nests() -> None:
    apart = to_scale(100, 100, 0, **BOX)
    assert apart.lens_width == pytest.approx(0, abs=1e-6)
    nested = to_scale(100, 400, 100, **BOX)
    assert nested.distance <= nested.second - nested.first + 1e-6
    assert area(lens(nested, 0, 0)) == pytest.approx(math.pi * nested.first**2, rel=2e-3)


def test_more_than_all_counts_as_all() -> None:
    assert to_scale(100, 400, 130, **BOX) == to_scale(100, 400, 100, **BOX)


def test_circle_has_its_radius() -> None:
    assert all(math.hypot(x - 3, y + 2) == pytest.approx(5, abs=1e-3) for x, y in circle(3, -2, 5))
