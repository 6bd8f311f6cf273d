"""Effects without an experiment: found where they are, refused where data cannot carry them."""

from __future__ import annotations

import numpy as np
import pytest

from vesica.core.line_of_sight import Grade
from vesica.errors import EstimationError
from vesica.incentives.attribution import attribution


def world(seed, *, effect=0.0, shock=0.0, controls=8, before=24, after=6, shared=5.0):
    rng = np.random.default_rng(seed)
    n = before + after
    market = np.cumsum(rng.normal(0, shared, n))
    y = 200 + market + rng.normal(0, 3, n)
    others = 150 + market + rng.normal(0, 3, (controls, n))
    y[before:] += effect
    others[::2, before:] += shock
    others[1::2, before:] -= shock
    return y, others, before


def test_an_effect_is_found_and_compared_with_placebos():
    y, others, change = world(1, effect=20)
    found = attribution(y, others, change=change, level=0.99)
    assert found.effect.low > 0
    assert found.effect.low <= 20 <= found.effect.high
    assert found.relative.value == pytest.approx(
        found.effect.value / (y[change:].mean() - found.effect.value)
    )
    assert found.placebo_p <= 2 / (found.placebos + 1)
    assert found.grade is Grade.QUASI
    assert (found.periods_before, found.periods_after, found.controls) == (24, 6, 8)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"controls": 2}, "2 controls"),
        ({"before": 10}, "10 periods"),
        ({"shared": 0.0}, "explain"),
        ({"shock": 40.0}, "placebos"),
    ],
)
def test_what_data_cannot_carry_is_refused_with_the_reason(changes, words):
    y, others, change = world(2, **changes)
    with pytest.raises(EstimationError, match=words):
        attribution(y, others, change=change)


def test_gaps_and_shapes_are_refused():
    y, others, change = world(3)
    others[0, 3] = np.nan
    with pytest.raises(EstimationError, match="without a value"):
        attribution(y, others, change=change)
    with pytest.raises(EstimationError, match="does not fit"):
        attribution(y, others[:, :-1], change=change)


@pytest.mark.slow
def test_the_interval_covers_nothing_and_something():
    hits, alarms, n = 0, 0, 0
    for seed in range(200):
        truth = 10.0 * (seed % 2)
        y, others, change = world(1000 + seed, effect=truth)
        try:
            found = attribution(y, others, change=change)
        except EstimationError:
            continue
        n += 1
        hits += found.effect.low <= truth <= found.effect.high
        alarms += truth == 0 and found.effect.low > 0
    assert n > 150
    assert hits / n == pytest.approx(0.8, abs=3 * (0.16 / n) ** 0.5)
    assert alarms / (n / 2) <= 0.1 + 3 * (0.09 / (n / 2)) ** 0.5
