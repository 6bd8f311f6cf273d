"""One skill from facets: closed forms, recovery of loadings, missing facets, notes."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vesica.core.scores import Facet
from vesica.errors import EstimationError
from vesica.measure.pooling import pool
from vesica.measure.skill import LEAST_LOADING, skill


def facet(name, value, error):
    error = np.asarray(error, dtype=float)
    return Facet(
        name=name,
        value=np.where(np.isfinite(error), value, np.nan),
        standard_error=error,
        evidence=np.isfinite(error).astype(np.int64),
        unit="points",
        evidence_unit="records",
    )


def simulated(seed, loadings, n, *, missing=0.2):
    rng = np.random.default_rng(seed)
    theta = rng.normal(size=n)
    facets = []
    for k, loading in enumerate(loadings):
        truth = loading * theta + (1 - loading**2) ** 0.5 * rng.normal(size=n)
        error = np.sqrt(rng.gamma(2, 0.25, n) + 0.05)
        measured = 5 + 2 * (truth + error * rng.normal(size=n))
        error = np.where(rng.random(n) < missing, np.inf, 2 * error)
        facets.append(facet(f"facet {k}", measured, error))
    return theta, facets


def test_one_facet_is_partial_pooling():
    """x = 0, 2, 4 with s² = 1 has truth 3: the measurement is (x - 2)/sqrt(3), error 1/sqrt(3)."""
    scores = skill(
        name="expertise", facets=[facet("a", np.array([0.0, 2, 4, 9]), [1, 1, 1, np.inf])]
    )
    np.testing.assert_allclose(scores.signal, np.array([-2, 0, 2, 0]) / 3**0.5, atol=1e-9)
    np.testing.assert_allclose(scores.noise, [3**-0.5] * 3 + [np.inf])
    np.testing.assert_allclose(scores.mean, np.array([-1.5, 0, 1.5, 0]) / 3**0.5, atol=1e-9)
    np.testing.assert_allclose(scores.standard_error, [0.5, 0.5, 0.5, 1])
    assert scores.weights.tolist() == [[1.0], [1.0], [1.0], [0.0]]
    assert scores.reliability == pytest.approx(0.75)


@pytest.mark.parametrize("loadings", [(0.8, 0.8), (0.9, 0.7, 0.5), (0.8, 0.7, 0.6, 0.5)])
def test_loadings_and_intervals_are_recovered(loadings):
    theta, facets = simulated(1, loadings, 40_000)
    scores = skill(name="expertise", facets=facets)
    # Four Monte Carlo standard errors at 40,000 people.
    assert scores.loadings == pytest.approx(loadings, abs=0.04)
    assert scores.uniquenesses == pytest.approx(1 - np.array(loadings) ** 2, abs=0.05)
    inside = np.abs(scores.mean - theta) < 1.6449 * scores.standard_error
    assert np.mean(inside) == pytest.approx(0.9, abs=0.01)
    assert scores.note == ""


def test_score_is_the_posterior_of_the_stated_model():
    """Gaussian conditioning with dense matrices, person by person."""
    _, facets = simulated(2, (0.8, 0.7, 0.6), 300)
    scores = skill(name="influence", facets=facets)
    pooled = [pool(value=f.value, standard_error=f.standard_error) for f in facets]
    slope, shift = [], []
    for i in range(20):
        has = [k for k, f in enumerate(facets) if np.isfinite(f.standard_error[i])]
        if not has:
            assert (scores.mean[i], scores.standard_error[i]) == (0, 1)
            continue
        x = [(facets[k].value[i] - pooled[k].mean) / pooled[k].variance ** 0.5 for k in has]
        s2 = [facets[k].standard_error[i] ** 2 / pooled[k].variance for k in has]
        noise = np.diag(scores.uniquenesses[has] + s2)
        lam = (1 - scores.uniquenesses[has]) ** 0.5
        info = lam @ np.linalg.solve(noise, lam)
        gls = lam @ np.linalg.solve(noise, x) / info
        # The final scaling is one affine map for everyone.
        slope.append(scores.noise[i] * info**0.5)
        shift.append(scores.signal[i] - gls * slope[-1])
        assert scores.weights[i].sum() == pytest.approx(1)
        assert scores.weights[i, has[0]] == pytest.approx(lam[0] ** 2 / noise[0, 0] / info)
        gain = 1 / (1 + scores.noise[i] ** 2)
        assert scores.mean[i] == pytest.approx(gain * scores.signal[i])
        assert scores.standard_error[i] == pytest.approx((1 - gain) ** 0.5)
    assert np.ptp(slope) < 1e-9
    assert np.ptp(shift) < 1e-9


def test_facets_that_agree_by_chance_make_no_score():
    """Two facets of nothing, 300 people: one seed in twenty may pass for a skill, not more."""
    passed = 0
    for seed in range(100):
        rng = np.random.default_rng(seed)
        scores = skill(
            name="influence",
            facets=[facet(x, rng.normal(size=300) * 1.1, np.ones(300)) for x in "ab"],
        )
        passed += "do not cohere" not in scores.note
    # The exact binomial 99.9 % bound for 5 of 100.
    assert passed <= 13


def test_more_error_lowers_the_weight_of_a_facet():
    _, facets = simulated(3, (0.8, 0.7, 0.6), 500, missing=0)
    before = skill(name="e", facets=facets).weights
    noisy = facet(
        "facet 0", facets[0].value, np.r_[np.full(1, 50.0), facets[0].standard_error[1:]]
    )
    after = skill(name="e", facets=[noisy, *facets[1:]]).weights
    assert after[0, 0] < before[0, 0] / 5


def test_a_heywood_case_is_held_back():
    rng = np.random.default_rng(4)
    theta = rng.normal(size=2000)
    same = [facet("a", theta, np.full(2000, 0.01)), facet("b", theta, np.full(2000, 0.01))]
    other = facet("c", 0.4 * theta + rng.normal(size=2000), np.full(2000, 0.1))
    scores = skill(name="e", facets=[*same, other])
    assert np.all(scores.uniquenesses >= 0.05 - 1e-12)


def test_facets_that_do_not_cohere_are_told():
    rng = np.random.default_rng(5)
    x = rng.normal(size=1000)
    scores = skill(name="e", facets=[facet("a", x, np.full(1000, 0.1)),
                                     facet("b", -x, np.full(1000, 0.1))])  # fmt: skip
    assert "do not cohere (a, b)" in scores.note
    assert np.all(scores.uniquenesses == 1 - LEAST_LOADING**2)
    assert scores.reliability < 0.2


def test_a_facet_that_goes_its_own_way_is_told():
    _, facets = simulated(6, (0.8, 0.8, 0.0), 20_000, missing=0)
    scores = skill(name="e", facets=facets)
    assert "facet 2 hardly moves" in scores.note
    assert np.all(scores.loadings >= 0)


def test_a_facet_of_noise_does_not_count():
    _, facets = simulated(7, (0.8, 0.8), 500)
    noise = facet("luck", np.random.default_rng(8).normal(size=500), np.full(500, 3.0))
    scores = skill(name="e", facets=[*facets, noise])
    assert "luck" in scores.note
    assert scores.loadings[2] == 0
    assert np.all(scores.weights[:, 2] == 0)


@pytest.mark.parametrize("facets", [[], [facet("a", np.ones(3), np.full(3, np.inf))]])
def test_no_evidence_is_refused(facets):
    with pytest.raises(EstimationError, match="No evidence of influence"):
        skill(name="influence", facets=facets)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 1000), st.integers(2, 4), st.randoms(use_true_random=False))
def test_order_and_people_without_evidence_do_not_matter(seed, k, random):
    _, facets = simulated(seed, (0.8, 0.7, 0.6, 0.5)[:k], 40)
    order = np.array(random.sample(range(40), 40))
    a = skill(name="e", facets=facets)
    moved = [
        facet(f.name, np.append(f.value[order], 0), np.append(f.standard_error[order], np.inf))
        for f in facets
    ]
    b = skill(name="e", facets=moved)
    for field in ("mean", "standard_error", "signal", "weights"):
        before, after = getattr(a, field), getattr(b, field)
        np.testing.assert_allclose(before[order], after[:-1], rtol=1e-9, atol=1e-9)
    assert (b.mean[-1], b.standard_error[-1], b.signal[-1]) == (0, 1, 0)
    assert np.isposinf(b.noise[-1])
