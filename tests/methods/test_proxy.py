"""How well numbers give a group away."""

from __future__ import annotations

import numpy as np
import pytest

from vesica.errors import EstimationError
from vesica.measure.proxy import area_under_curve, given_away


def test_area_by_hand_with_a_tie() -> None:
    score = np.array([3.0, 2.0, 2.0, 1.0])
    positive = np.array([True, True, False, False])
    # Pairs: 3>2, 3>1, 2=2 (half), 2>1.
    found = area_under_curve(score=score, positive=positive, level=0.9)
    assert found.value == pytest.approx(3.5 / 4)
    assert found.low < found.value < found.high <= 1


def test_area_needs_both_sides() -> None:
    with pytest.raises(EstimationError, match="0 people belong"):
        area_under_curve(score=np.arange(5.0), positive=np.zeros(5, dtype=bool), level=0.9)


def test_numbers_that_know_nothing_give_nothing_away() -> None:
    rng = np.random.default_rng(5)
    found = given_away(
        columns=rng.standard_normal((800, 2)), positive=rng.random(800) < 0.4, level=0.99
    )
    assert found.low < 0.5 < found.high


def test_a_u_shape_is_found_too() -> None:
    rng = np.random.default_rng(6)
    x = rng.standard_normal((800, 1))
    found = given_away(columns=x, positive=np.abs(x[:, 0]) > 1, level=0.9)
    assert found.value > 0.95


def test_order_of_people_leaves_no_trace() -> None:
    rng = np.random.default_rng(7)
    x, positive = rng.standard_normal((300, 2)), rng.random(300) < 0.5
    order = rng.permutation(300)
    a = given_away(columns=x, positive=positive, level=0.9)
    b = given_away(columns=x[order], positive=positive[order], level=0.9)
    assert a.value == pytest.approx(b.value, abs=1e-12)
