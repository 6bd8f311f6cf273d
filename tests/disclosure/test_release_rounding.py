"""Rounding of a card keeps ``low <= value <= high``, widens intervals and makes no zeros."""

from __future__ import annotations

import pytest
from disclosure_world import estimate
from hypothesis import given
from hypothesis import strategies as st

from vesica.disclosure.rounding import probability, significant

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
