"""Endorsement, leniency and regard."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import norm

from vesica.errors import EstimationError
from vesica.measure.endorsement import endorsement, regard
from vesica.measure.leniency import worth


def test_a_name_among_many_counts_less():
    value = worth(names=np.array([1, 5, 40]), raters=np.array([50, 50, 5]), candidates=200)
    assert value[0] > value[1] > value[2] > 0


def test_worths_carry_the_information_of_so_many_equal_raters():
    raters = np.array([10, 4])
    value = worth(names=np.array([1, 30]), raters=raters, candidates=100)
    assert np.sum(raters * value) == pytest.approx(np.sum(raters * value**2))
    assert np.sum(raters * value) <= raters.sum()


def test_raters_who_name_alike_count_one():
    value = worth(names=np.array([3]), raters=np.array([20]), candidates=100)
    np.testing.assert_allclose(value, 1.0)


def test_worth_is_the_slope_of_the_likelihood_for_raters_seen_well():
    """With many candidates the rate is known: phi(c) / (1 - Phi(c)), up to the common scale."""
    value = worth(names=np.array([1000, 9000]), raters=np.array([3, 3]), candidates=30_000)
    rates = np.array([1 / 30, 0.3])
    expected = norm.pdf(norm.isf(rates)) / rates
    assert value[0] / value[1] == pytest.approx(expected[0] / expected[1], rel=0.01)


def survey(seed, n=60):
    rng = np.random.default_rng(seed)
    talent = rng.normal(size=n)
    names = rng.integers(1, 6, 40)
    person, given_names = [], []
    for k in names:
        person.append(np.argsort(-(talent + rng.gumbel(size=n)))[:k])
        given_names.append(np.full(k, k))
    person, given_names = np.concatenate(person), np.concatenate(given_names)
    given, giving = np.unique(names, return_counts=True)
    ones = np.ones(person.size, dtype=np.int64)
    return talent, {
        "person": person, "names": given_names, "raters": ones, "barred": 0 * ones,
        "names_given": given, "raters_giving": giving,
    }  # fmt: skip


def test_who_is_named_more_measures_higher_and_all_have_evidence():
    talent, rows = survey(1)
    facet = endorsement(**rows, n_people=60)
    named = np.bincount(rows["person"], minlength=60)
    assert np.corrcoef(facet.value, named)[0, 1] > 0.85
    assert np.corrcoef(facet.value, talent)[0, 1] > 0.5
    assert facet.evidence.tolist() == [40] * 60


def test_barred_raters_are_no_trials():
    _talent, rows = survey(2)
    more = {k: np.append(v, {"person": 7, "names": 2, "barred": 3}.get(k, 0))
            for k, v in rows.items() if k in ("person", "names", "raters", "barred")}  # fmt: skip
    before = endorsement(**rows, n_people=60)
    after = endorsement(**(rows | more), n_people=60)
    assert after.evidence[7] == 37
    assert after.value[7] > before.value[7] or before.evidence[7] == 37


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 100), st.randoms(use_true_random=False))
def test_names_of_people_do_not_matter(seed, random):
    _talent, rows = survey(seed)
    order = np.array(random.sample(range(60), 60))
    a = endorsement(**rows, n_people=60)
    b = endorsement(**(rows | {"person": order[rows["person"]]}), n_people=60)
    np.testing.assert_allclose(a.value, b.value[order], rtol=1e-6)


def test_regard_is_the_mean_with_the_pooled_error():
    """Strengths above the raters' means: person 0 has +1, +2; person 1 has -1; person 2 none.

    Within: (1 - 1.5)² + (2 - 1.5)² = .5 on one degree of freedom.
    """
    facet = regard(
        graded=np.array([2, 1, 0]), strength=np.array([3.0, -1.0, 0.0]),
        squares=np.array([5.0, 1.0, 0.0]), n_people=3,
    )  # fmt: skip
    np.testing.assert_allclose(facet.value[:2], [1.5, -1.0])
    np.testing.assert_allclose(facet.standard_error[:2], [0.5, 0.5**0.5])
    assert np.isinf(facet.standard_error[2])


def test_regard_needs_somebody_graded_twice():
    with pytest.raises(EstimationError, match="2 endorsements"):
        regard(
            graded=np.array([1, 1]), strength=np.array([1.0, -1.0]),
            squares=np.array([1.0, 1.0]), n_people=2,
        )  # fmt: skip
