"""Expected people on a grid: hand-worked, against enumeration, and what must hold always."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import norm

from vesica.measure.grid import expected_counts

EDGES = np.array([-1.0, 0.0, 1.0])
SURE = 1e-9


def counts(first, second, *, error=0.5, edges=EDGES):
    errors = np.full(len(first), error)
    return expected_counts(np.array(first), errors, np.array(second), errors, edges)


def test_people_whose_scores_are_known_are_counted_whole():
    mean, spread = counts([-2.0, 0.5, 0.5], [2.0, -0.5, -0.5], error=SURE)
    expected = np.zeros((4, 4))
    expected[0, 3], expected[2, 1] = 1, 2
    np.testing.assert_allclose(mean, expected, atol=1e-9)
    np.testing.assert_allclose(spread, 0, atol=1e-6)


def test_nobody_known_is_spread_as_people_are():
    mean, _ = counts([0.0], [0.0], error=1.0)
    shares = np.diff(norm.cdf([-np.inf, *EDGES, np.inf]))
    np.testing.assert_allclose(mean, np.outer(shares, shares), atol=1e-12)


def test_the_spread_is_that_of_all_ways_it_can_be():
    first, second, error = [0.2, -0.4, 0.9], [0.1, 0.3, -1.2], 0.7
    mean, spread = counts(first, second, error=error)

    def chance(at, low, high):
        return norm.cdf((high - at) / error) - norm.cdf((low - at) / error)

    p = [chance(a, 0.0, 1.0) * chance(b, -1.0, 0.0) for a, b in zip(first, second, strict=True)]
    ways = [
        (sum(outcome), np.prod([q if hit else 1 - q for q, hit in zip(p, outcome, strict=True)]))
        for outcome in product((0, 1), repeat=3)
    ]
    expected = sum(n * q for n, q in ways)
    variance = sum((n - expected) ** 2 * q for n, q in ways)
    assert mean[2, 1] == pytest.approx(expected)
    assert spread[2, 1] == pytest.approx(np.sqrt(variance))


@given(
    st.lists(
        st.tuples(st.floats(-3, 3), st.floats(-3, 3), st.floats(0.05, 1.0)),
        min_size=1,
        max_size=20,
    )
)
def test_everybody_is_somewhere_once_and_order_does_not_matter(rows):
    first, second, error = (np.array(column) for column in zip(*rows, strict=True))
    mean, spread = expected_counts(first, error, second, error, EDGES)
    assert mean.sum() == pytest.approx(len(rows))
    assert (mean >= -1e-12).all()
    assert (spread <= np.sqrt(len(rows)) / 2 + 1e-9).all()
    turned, _ = expected_counts(first[::-1], error[::-1], second[::-1], error[::-1], EDGES)
    np.testing.assert_allclose(turned, mean, atol=1e-9)
