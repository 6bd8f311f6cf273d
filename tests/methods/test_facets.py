"""Facets from counts: practice, consistency, rate, known; and their pooling."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from scipy import stats

from vesica.errors import EstimationError
from vesica.measure.known import RELIABILITY_TAKEN, known
from vesica.measure.logistic import logits, measure, rates
from vesica.measure.pooling import pool, standardised
from vesica.measure.practice import clumpiness, consistency, practice
from vesica.measure.rate import rate


def all_facets(counts, size, observed):
    """Every facet made of counts, for the same people."""
    counts, size = np.asarray(counts), np.asarray(size)
    posts = counts * 2
    return [
        practice(posts=posts, active_weeks=counts, weeks=size, observed=observed),
        consistency(active_weeks=counts, weeks=size, observed=observed, posts=posts),
        rate(events=posts, trials=np.where(observed, size, 0)),
    ]


@st.composite
def people(draw):
    n = draw(st.integers(4, 12))
    size = draw(st.lists(st.integers(5, 52), min_size=n, max_size=n))
    return [draw(st.integers(1, s)) for s in size], size


@pytest.mark.parametrize(
    ("counts", "log_likelihood"),
    [
        (
            logits(successes=np.array([0.0, 3, 9, 1]), trials=np.array([40.0, 12, 10, 4])),
            lambda eta, y, n: stats.binom.logpmf(y, n, 1 / (1 + np.exp(-eta))),
        ),
        (
            rates(events=np.array([0.0, 7, 30, 2]), exposure=np.array([40.0, 12, 10, 4])),
            lambda eta, y, t: stats.poisson.logpmf(y, t * np.exp(eta)),
        ),
        (
            rates(
                events=np.array([0.0, 7, 30, 2]), exposure=np.array([40.0, 12, 10, 4]), size=0.6
            ),
            lambda eta, y, t: stats.nbinom.logpmf(y, 0.6 * t, 0.6 / (0.6 + np.exp(eta))),
        ),
    ],
    ids=["binomial", "poisson", "negative-binomial"],
)
def test_measurement_times_prior_is_the_posterior(counts, log_likelihood):
    """Brute force: posterior moments on a fine grid from the textbook likelihood."""
    found = measure(counts)
    grid = np.linspace(found.mean - 9 * found.sd, found.mean + 9 * found.sd, 200_001)
    prior = stats.norm.logpdf(grid, found.mean, found.sd)
    for i, (y, size) in enumerate(zip(counts.successes, [40.0, 12, 10, 4], strict=True)):
        log = log_likelihood(grid, y, size) + prior
        mass = np.exp(log - log.max())
        mean = mass @ grid / mass.sum()
        variance = mass @ (grid - mean) ** 2 / mass.sum()
        precision = 1 / found.sd**2 + 1 / found.standard_error[i] ** 2
        centre = found.mean / found.sd**2 + found.value[i] / found.standard_error[i] ** 2
        # 25 nodes of adaptive quadrature on skewed posteriors: five digits.
        assert 1 / precision == pytest.approx(variance, rel=1e-4)
        assert centre / precision == pytest.approx(mean, abs=1e-4)


def test_pooling_recovers_the_fitted_prior():
    """The likelihood equations of the measurements are those of the counts."""
    rng = np.random.default_rng(5)
    trials = rng.integers(5, 200, 3000).astype(float)
    p = 1 / (1 + np.exp(-rng.normal(-2, 1, 3000)))
    found = measure(logits(successes=rng.binomial(trials.astype(int), p) * 1.0, trials=trials))
    pooled = pool(value=found.value, standard_error=found.standard_error)
    # The equations differ by one degree of freedom in 3,000.
    assert pooled.mean == pytest.approx(found.mean, abs=1e-3)
    assert pooled.variance == pytest.approx(found.sd**2, rel=2e-3)
    assert (found.mean, found.sd) == pytest.approx((-2, 1), abs=0.06)


@settings(max_examples=12, deadline=None)
@given(people(), st.randoms(use_true_random=False))
def test_order_of_people_does_not_matter(drawn, random):
    counts, size = map(np.array, drawn)
    order = np.array(random.sample(range(counts.size), counts.size))
    observed = np.ones(counts.size, dtype=bool)
    for a, b in zip(
        all_facets(counts, size, observed),
        all_facets(counts[order], size[order], observed),
        strict=True,
    ):
        np.testing.assert_allclose(a.value[order], b.value, rtol=1e-9, atol=1e-9)
        np.testing.assert_allclose(a.standard_error[order], b.standard_error, rtol=1e-9)


@settings(max_examples=12, deadline=None)
@given(people())
def test_a_person_without_evidence_changes_nobody(drawn):
    counts, size = drawn
    observed = np.ones(len(counts), dtype=bool)
    more = np.append(observed, False)
    for a, b in zip(
        all_facets(counts, size, observed),
        all_facets([*counts, 0], [*size, 0], more),
        strict=True,
    ):
        np.testing.assert_array_equal(a.value, b.value[:-1])
        np.testing.assert_array_equal(a.standard_error, b.standard_error[:-1])
        assert np.isnan(b.value[-1])
        assert np.isposinf(b.standard_error[-1])
        assert b.evidence[-1] == 0


def test_no_account_is_not_no_posts():
    observed = np.array([True, True, True, False])
    facet = practice(
        posts=np.array([0, 10, 40, 0]),
        active_weeks=np.array([0, 8, 30, 0]),
        weeks=np.full(4, 52),
        observed=observed,
    )
    assert facet.value[0] < facet.value[1] < facet.value[2]
    assert np.isnan(facet.value[3])
    assert facet.evidence.tolist() == [52, 52, 52, 0]


@pytest.mark.parametrize("size", [0.3, 2.0])
def test_clumpiness_is_recovered(size):
    rng = np.random.default_rng(6)
    mean = np.exp(rng.normal(0, 1, 20_000))
    weekly = rng.negative_binomial(size, size / (size + mean)[:, None], size=(20_000, 30))
    found = clumpiness(
        posts=weekly.sum(axis=1),
        active_weeks=(weekly > 0).sum(axis=1),
        weeks=np.full(20_000, 30),
    )
    assert found == pytest.approx(size, rel=0.03)


def test_consistency_is_spacing_and_not_volume():
    """Two kinds of people at all volumes: steady ones are told from bursty ones."""
    rng = np.random.default_rng(8)
    n = 20_000
    steady = rng.random(n) < 0.5
    mean = np.exp(rng.normal(0, 1, n))
    size = np.where(steady, 3.0, 0.3)
    weekly = rng.negative_binomial(size[:, None], (size / (size + mean))[:, None], size=(n, 40))
    posts, active = weekly.sum(axis=1), (weekly > 0).sum(axis=1)
    kept = {"weeks": np.full(n, 40), "observed": np.ones(n, dtype=bool), "active_weeks": active}
    spacing = consistency(posts=posts, **kept)
    assert spacing.evidence[posts < 2].tolist() == [0] * int(np.sum(posts < 2))
    enough = posts > 5
    volume = np.log(mean[enough])
    value = standardised(spacing)[0][enough]
    assert abs(np.corrcoef(value, volume)[0, 1]) < 0.1
    assert np.corrcoef(active[enough], volume)[0, 1] > 0.7
    assert np.corrcoef(value, steady[enough])[0, 1] > 0.6


def test_bursts_widen_the_error():
    weeks, observed = np.full(50, 40), np.ones(50, dtype=bool)
    posts = np.arange(50) * 2
    steady = practice(
        posts=posts, active_weeks=np.minimum(posts, 38), weeks=weeks, observed=observed
    )
    bursts = practice(posts=posts, active_weeks=posts // 8, weeks=weeks, observed=observed)
    assert np.all(bursts.standard_error[10:] > 1.5 * steady.standard_error[10:])


def test_dispersion_counts_a_bundle_once():
    events, trials = np.array([3, 12, 30, 9]), np.array([100, 120, 90, 60])
    bundled = rate(events=events * 4, trials=trials * 4, dispersion=4.0)
    single = rate(events=events, trials=trials)
    np.testing.assert_allclose(bundled.value, single.value, rtol=1e-9)
    np.testing.assert_allclose(bundled.standard_error, single.standard_error, rtol=1e-9)


def test_known_states_the_reliability_it_takes():
    value = np.array([1.0, 2, 3, 6, np.nan])
    facet = known(name="skill test", value=value, standard_error=np.full(5, np.nan), unit="points")
    truth = np.var(value[:4]) - facet.standard_error[0] ** 2
    assert truth / np.var(value[:4]) == pytest.approx(RELIABILITY_TAKEN)
    assert "0.8" in facet.evidence_unit
    assert np.isposinf(facet.standard_error[4])


def test_known_fills_a_missing_error_with_the_median():
    error = np.array([0.1, 0.3, 0.2, np.nan])
    facet = known(name="test", value=np.arange(4.0), standard_error=error, unit="points")
    assert facet.standard_error.tolist() == [0.1, 0.3, 0.2, 0.2]
    assert facet.evidence_unit == "measures"


def test_known_refuses_a_negative_error():
    with pytest.raises(EstimationError, match="-1"):
        known(name="t", value=np.ones(2), standard_error=np.array([1.0, -1.0]), unit="1")


def test_pooling_with_equal_errors_is_by_hand():
    """x = 0, 2, 4 with s² = 1: spread 4, truth 3, shrinkage 3/4 towards 2."""
    pooled = pool(value=np.array([0.0, 2, 4, np.nan]), standard_error=np.array([1, 1, 1, np.inf]))
    assert pooled.mean == pytest.approx(2)
    assert pooled.variance == pytest.approx(3)
    np.testing.assert_allclose(pooled.value, [0.5, 2, 3.5, 2])
    np.testing.assert_allclose(pooled.standard_error, [0.75**0.5] * 3 + [3**0.5])


def test_pooling_noise_alone_leaves_nothing():
    pooled = pool(value=np.array([0.0, 1.0, 2.0]), standard_error=np.full(3, 3.0))
    assert pooled.variance == 0
    np.testing.assert_allclose(pooled.value, 1.0)


@settings(max_examples=60, deadline=None)
@given(
    arrays.arrays(float, 8, elements=st.floats(-50, 50)),
    arrays.arrays(float, 8, elements=st.floats(0.05, 20)),
)
def test_pooled_values_lie_between_measurement_and_mean(value, error):
    pooled = pool(value=value, standard_error=error)
    low, high = np.minimum(value, pooled.mean), np.maximum(value, pooled.mean)
    assert np.all((low - 1e-9 <= pooled.value) & (pooled.value <= high + 1e-9))
    assert np.all(pooled.standard_error <= error + 1e-9)


def test_one_person_cannot_be_pooled():
    with pytest.raises(EstimationError, match="1 people"):
        pool(value=np.array([1.0, np.nan]), standard_error=np.array([1.0, np.inf]))


def test_standardised_facet_has_mean_0_and_total_variance_1():
    rng = np.random.default_rng(7)
    facet = known(name="t", value=rng.normal(5, 3, 4000), standard_error=np.full(4000, 1.0),
                  unit="points")  # fmt: skip
    value, error = standardised(facet)
    assert np.mean(value) == pytest.approx(0, abs=1e-9)
    assert np.var(value) + np.mean(error**2) == pytest.approx(1, abs=1e-3)
