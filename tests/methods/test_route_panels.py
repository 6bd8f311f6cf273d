"""The grade of an effect of a route that was begun in turn."""

from __future__ import annotations

import pytest

from vesica.api.route_panels import _robust
from vesica.core.effect import HonestBound


@pytest.mark.parametrize(
    ("bounds", "robust"),
    [
        ((), False),
        (((0.5, 0.01, 0.2),), True),
        (((0.5, -0.2, -0.01),), True),
        (((0.5, -0.06, 0.22), (1.0, -0.15, 0.35)), False),
        (((1.0, 0.1, 0.2),), False),
    ],
)
def test_an_effect_stands_if_its_bound_at_half_excludes_zero(bounds, robust):
    made = tuple(
        HonestBound(restriction="relative magnitudes", bound=b, low=low, high=high, level=0.95)
        for b, low, high in bounds
    )
    assert _robust(made) == robust
