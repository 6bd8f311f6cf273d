"""Results as plain data and back, and what the result hash sees."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vesica.core.canonical import canonical_json, from_plain, result_hash, round_to, to_plain
from vesica.core.estimate import Estimate, Hidden
from vesica.core.overlap import Overlap, ThresholdPoint, UnitOverlap, Verdict
from vesica.errors import EstimationError


def _estimate(value=1.0, unit="people"):
    return Estimate(value=value, low=value - 1, high=value + 1, level=0.9, unit=unit, n=10)


def _overlap():
    e = _estimate()
    return Overlap(
        bar=0.75,
        people=100,
        with_evidence=80,
        expertise=e,
        influence=e,
        both=Hidden(why="fewer than 10 people"),
        chance=e,
        lift=e,
        correlation=e,
        reliability_expertise=0.8,
        reliability_influence=0.7,
        curve=(ThresholdPoint(bar=0.5, both=e, chance=e),),
        by_unit=(
            UnitOverlap(org_unit="A", people=12, both=e),
            UnitOverlap(org_unit="B", people=Hidden(why="x"), both=Hidden(why="x")),
        ),
        verdict=Verdict.RARE,
    )


def test_a_result_survives_the_way_through_json():
    assert from_plain(Overlap, to_plain(_overlap())) == _overlap()


def test_numbers_without_a_value_become_null():
    assert to_plain({"a": np.array([1.0, math.nan, math.inf])}) == {"a": [1.0, None, None]}


@pytest.mark.parametrize(
    ("value", "digits", "expected"),
    [(123456.0, 2, 120000.0), (0.00123456, 3, 0.00123), (-0.0, 6, 0.0), (9.996, 3, 10.0)],
)
def test_rounding_to_significant_digits(value, digits, expected):
    assert round_to(value, digits) == expected


@given(st.floats(min_value=-1e12, max_value=1e12), st.integers(1, 12))
def test_rounding_is_idempotent(value, digits):
    once = round_to(value, digits)
    assert round_to(once, digits) == once


def test_the_hash_sees_the_sixth_digit_and_not_the_ninth():
    assert result_hash({"x": 1.000001}) != result_hash({"x": 1.00001})
    assert result_hash({"x": 1.000000001}) == result_hash({"x": 1.0})


def test_key_order_does_not_matter():
    assert canonical_json({"b": 1, "a": 2}) == '{"a":2,"b":1}'


@pytest.mark.parametrize(
    ("low", "high"), [(2.0, 3.0), (0.0, 0.5), (math.nan, 2.0), (0.0, math.inf)]
)
def test_an_interval_that_does_not_hold_the_estimate_is_refused(low, high):
    with pytest.raises(EstimationError):
        Estimate(value=1.0, low=low, high=high, level=0.9, unit="1", n=1)
