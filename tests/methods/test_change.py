"""From one run to another."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from vesica.core.comparison import Direction
from vesica.core.estimate import Estimate
from vesica.measure.change import direction, expected_in, ratio


def estimate(value: float, low: float, high: float) -> Estimate:
    return Estimate(value=value, low=low, high=high, level=0.9, unit="1", n=500)


def test_ratio_adds_the_variances_of_the_logarithms() -> None:
    found = ratio(estimate(1, 0.8, 1.25), estimate(2, 1.6, 2.5), level=0.9)
    reach = math.sqrt(2) * math.log(1.25)
    assert found.value == 2
    assert found.low == pytest.approx(2 * math.exp(-reach))
    assert found.high == pytest.approx(2 * math.exp(reach))


@pytest.mark.parametrize(
    ("low", "high", "word"),
    [
        (1.01, 2.0, Direction.GROWN),
        (0.4, 0.99, Direction.SHRUNK),
        (0.9, 1.5, Direction.CANNOT_SAY),
        (1.0, 1.5, Direction.CANNOT_SAY),
    ],
)
def test_word_needs_the_whole_interval(low: float, high: float, word: Direction) -> None:
    assert direction(estimate((low + high) / 2, low, high)) is word


def test_a_part_has_its_own_luck_and_its_share_of_the_rest() -> None:
    whole = estimate(50, 30, 70)
    p = np.full(100, 0.25)
    alone = expected_in(p, estimate(50, 49.9, 50.1), float(np.sum(p * (1 - p))), level=0.9)
    shared = expected_in(p, whole, 20.0, level=0.9)
    assert alone.value == shared.value == 25
    assert shared.high - shared.low > alone.high - alone.low
    # Whole people: the interval holds a sum of 100 coins of 0.25 as often as it says, and no more
    # often than one whole person further at either end would.
    coins = stats.binom(100, 0.25)
    low, high = math.ceil(alone.low), math.floor(alone.high)
    assert coins.cdf(high) - coins.cdf(low - 1) >= 0.9
    assert coins.cdf(high - 1) - coins.cdf(low) < 0.9


def test_nobody_is_none() -> None:
    assert expected_in(np.array([]), estimate(50, 30, 70), 20.0, level=0.9).value == 0
