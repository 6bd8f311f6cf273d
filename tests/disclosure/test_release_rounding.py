"""Rounding keeps ``low <= value <= high``, widens intervals and makes no zeros."""

from __future__ import annotations

import pytest
from disclosure_world import estimate
from hypothesis import given
from hypothesis import strategies as st

from vesica.core.estimate import Hidden
from vesica.disclosure.rounding import probability, significant, unit_share

NUMBERS = st.floats(-1e9, 1e9, allow_nan=False, allow_subnormal=False)
SHARES = st.floats(0, 1, allow_nan=False, allow_subnormal=False)


def ordered(kind):
    return st.lists(kind, min_size=3, max_size=3).map(sorted)


@given(ordered(NUMBERS), st.integers(1, 4))
def test_significant_digits_widen_the_interval(ends, digits):
    low, value, high = ends
    out = significant(estimate(value, low=low, high=high), digits)
    assert out.low <= low <= high <= out.high
    assert out.low <= out.value <= out.high
    assert abs(out.value - value) <= abs(value) * 10.0 ** (1 - digits) / 2 * (1 + 1e-9)
    for before, after in ((low, out.low), (value, out.value), (high, out.high)):
        assert (after == 0) is (before == 0)


@given(ordered(SHARES))
def test_shares_on_the_grid_are_never_zero_or_one(ends):
    low, value, high = ends
    out = unit_share(estimate(value, low=low, high=high, unit="1"), 0.05)
    if isinstance(out, Hidden):
        assert out.why == ("under 5 %" if value <= 0.025 else "over 95 %")
        assert value <= 0.025 or value >= 0.975
        return
    assert out.low <= out.value <= out.high
    assert out.low <= low + 1e-9
    assert out.high >= high - 1e-9
    assert 0 < out.value < 1
    assert (out.low == 0) is (low == 0)
    assert round(out.value * 20, 9) % 1 == 0
    assert abs(out.value - value) <= 0.025 + 1e-9


@pytest.mark.parametrize(
    ("share", "grid"), [(0.12, 0.1), (0.13, 0.15), (0.15, 0.15), (0.1 + 0.2, 0.3), (0.97, 0.95)]
)
def test_worked_shares(share, grid):
    assert unit_share(estimate(share, high=1.0, unit="1"), 0.05).value == grid


@given(SHARES)
def test_a_probability_is_never_certain(value):
    out = probability(value, 2)
    assert 0.01 <= out <= 0.99
    assert out == pytest.approx(value, abs=0.0101)


@pytest.mark.parametrize(
    ("value", "shown"), [(0.0, 0.01), (1.0, 0.99), (0.5, 0.5), (0.4567, 0.46), (0.9963, 0.99)]
)
def test_worked_probabilities(value, shown):
    assert probability(value, 2) == shown
