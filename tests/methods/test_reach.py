"""Reach: the within-person regression from sums, against least squares on every post."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vesica.errors import EstimationError
from vesica.measure.reach import reach
from vesica.measure.within import within


def posts(seed, *, n_people=30, split=False):
    """Every post of people who post in several of seven cells; two cells without audience."""
    rng = np.random.default_rng(seed)
    theta, alpha = rng.normal(0, 1, n_people), rng.normal(0, 1, 7)
    person = np.repeat(np.arange(n_people), rng.integers(2, 9, n_people))
    if split:
        sets = [[0, 1, 2], [3, 4], [5], [6]]
        cell = np.array([rng.choice(sets[p * 4 // n_people]) for p in person])
    else:
        cell = rng.integers(0, 7, person.size)
    x = np.where(np.isin(cell, [2, 6]), 0.0, rng.normal(5, 1, person.size) + theta[person])
    y = theta[person] + alpha[cell] + 0.6 * x + rng.normal(size=person.size)
    return person, cell, x, y


def sums(person, cell, x, y, n_people):
    key, at = np.unique(person * 7 + cell, return_inverse=True)

    def total(a):
        return np.bincount(at, weights=a)

    return {
        "person": key // 7, "cell": key % 7, "posts": np.bincount(at), "y": total(y),
        "yy": total(y * y), "x": total(x), "xx": total(x * x), "xy": total(x * y),
        "n_people": n_people,
    }  # fmt: skip


@pytest.mark.parametrize("split", [False, True], ids=["connected", "four sets"])
@pytest.mark.parametrize("seed", range(4))
def test_equals_least_squares_on_every_post(seed, split):
    person, cell, x, y = posts(seed, split=split)
    found = within(**sums(person, cell, x, y, 30))
    D = np.zeros((person.size, 38))
    rows = np.arange(person.size)
    D[rows, person] = D[rows, 30 + cell] = 1
    D[:, 37] = x
    beta, _, rank, _ = np.linalg.lstsq(D, y, rcond=None)
    residual = y - D @ beta
    variance = float(residual @ residual) / (person.size - rank)
    # Sums of squares of numbers near 10 over 150 posts keep ten digits.
    assert found.slope == pytest.approx(beta[37], abs=1e-9)
    assert found.variance == pytest.approx(variance, rel=1e-9)
    bread = np.linalg.pinv(D.T @ D)
    assert found.slope_error == pytest.approx((variance * bread[37, 37]) ** 0.5, rel=1e-9)
    # A person against another of the same set is estimable: same difference, same error.
    contrast = np.zeros(38)
    contrast[0], contrast[1] = 1, -1
    assert found.people[0] - found.people[1] == pytest.approx(contrast @ beta, abs=1e-8)


def test_sets_of_cells_that_nobody_connects_share_one_mean():
    person, cell, x, y = posts(1, split=True)
    found = within(**sums(person, cell, x, y, 30))
    for group in ([0, 1, 2], [3, 4], [5], [6]):
        count = np.array([np.sum(cell == c) for c in group])
        assert count @ found.cells[group] == pytest.approx(0, abs=1e-8)


def test_people_without_posts_have_no_evidence():
    person, cell, x, y = posts(2)
    facet = reach(**sums(person, cell, x, y, 32))
    assert np.isnan(facet.value[30:]).all()
    assert np.isposinf(facet.standard_error[30:]).all()
    assert facet.evidence.tolist() == [*np.bincount(person), 0, 0]


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 1000), st.randoms(use_true_random=False))
def test_order_of_people_and_rows_does_not_matter(seed, random):
    person, cell, x, y = posts(seed)
    order = np.array(random.sample(range(30), 30))
    a = reach(**sums(person, cell, x, y, 30))
    b = reach(**sums(order[person], cell, x, y, 30))
    np.testing.assert_allclose(a.value, b.value[order], rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose(a.standard_error, b.standard_error[order], rtol=1e-9)


def test_error_falls_with_posts():
    person, cell, x, y = posts(3)
    facet = reach(**sums(person, cell, x, y, 30))
    few = facet.standard_error[facet.evidence == facet.evidence.min()].mean()
    many = facet.standard_error[facet.evidence == facet.evidence.max()].mean()
    assert many < few
    lower = within(**sums(person, cell, x, y, 30)).variance / facet.evidence
    assert np.all(facet.standard_error**2 >= lower)


def test_audience_that_never_varies_within_people_is_refused():
    person, cell, _, y = posts(4)
    x = 3.0 + person
    with pytest.raises(EstimationError, match="never varies"):
        reach(**sums(person, np.zeros_like(cell), x, y, 30))


def test_no_audience_at_all_needs_no_slope():
    person, cell, _, y = posts(5)
    found = within(**sums(person, cell, np.zeros(y.size), y, 30))
    assert found.slope == 0
    assert np.isfinite(found.people).all()


def test_one_post_each_is_refused():
    person = np.arange(5)
    with pytest.raises(EstimationError, match="5 posts of 5 people"):
        reach(**sums(person, np.zeros(5, int), np.zeros(5), np.arange(5.0), 5))
