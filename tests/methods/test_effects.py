from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from scipy.optimize import linprog

from vesica.causal import checks, comparing, effects, sensitivity, spillover
from vesica.causal.balancing import balanced_difference, effective_size, entropy_balance
from vesica.causal.choosing import opt_in_effect
from vesica.causal.design import recognise
from vesica.causal.discontinuity import crowding, discontinuity
from vesica.causal.doubly_robust import doubly_robust
from vesica.causal.honest import relative_magnitudes
from vesica.causal.honest_smooth import folded_quantile, smoothness
from vesica.causal.means import difference_in_means, randomisation_test
from vesica.core.effect import Design, Grade, Verdict
from vesica.core.estimate import Estimate
from vesica.errors import EstimationError


def arms(n: int = 200, effect: float = 0.5, seed: int = 1):
    rng = np.random.default_rng(seed)
    X = rng.standard_normal((n, 2))
    d = rng.permutation(n) < n // 2
    return X @ [0.6, 0.2] + effect * d + 0.5 * rng.standard_normal(n), d, X


@pytest.mark.parametrize(
    ("assigned", "took_part", "start", "score", "design"),
    [
        (["lottery"] * 4, [1, 1, 0, 0], [1] * 4, False, Design.LOTTERY),
        (["waiting list"] * 4, [1, 1, 0, 0], [1] * 4, False, Design.WAITING_LIST),
        (["waiting list"] * 4, [1] * 4, [1, 1, 2, 2], False, Design.STAGGERED),
        (["lottery"] * 4, [1] * 4, [1] * 4, False, Design.OPT_IN),
        (["lottery", "opt-in"], [1, 0], [1, 1], False, Design.OPT_IN),
        (["cutoff"] * 2, [1, 0], [1, 1], True, Design.CUTOFF),
        (["cutoff"] * 2, [1, 0], [1, 1], False, Design.OPT_IN),
        (["staggered"] * 2, [1, 1], [1, 2], False, Design.STAGGERED),
        ([None, None], [1, 0], [1, 1], False, Design.OPT_IN),
        (["nominated"] * 2, [1, 0], [1, 1], False, Design.OPT_IN),
    ],
)
def test_the_design_is_recognised(assigned, took_part, start, score, design):
    found = recognise(assigned=assigned, took_part=np.array(took_part, bool),
                      start=np.array(start), has_score=score)  # fmt: skip
    assert found.design is design


def test_difference_of_means_by_hand():
    y = np.array([1.0, 3.0, 2.0, 6.0, 10.0])
    d = np.array([False, False, False, True, True])
    fit = difference_in_means(outcome=y, treated=d)
    assert fit.value == pytest.approx(6.0)
    # HC2 of two means is the sum of their unbiased variances over their sizes.
    assert fit.standard_error**2 == pytest.approx(1.0 / 3 + 8.0 / 2)


def test_covariates_narrow_and_score_errors_widen():
    y, d, X = arms()
    plain = difference_in_means(outcome=y, treated=d)
    adjusted = difference_in_means(outcome=y, treated=d, covariates=X)
    noisy = difference_in_means(outcome=y, treated=d, error=np.full(y.size, 0.8))
    assert adjusted.standard_error < plain.standard_error < noisy.standard_error
    assert noisy.score_variance == pytest.approx(0.64 * (1 / 100 + 1 / 100))


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10_000))
def test_the_order_of_people_does_not_matter(seed):
    y, d, X = arms(60)
    order = np.random.default_rng(seed).permutation(60)
    one = difference_in_means(outcome=y, treated=d, covariates=X)
    two = difference_in_means(outcome=y[order], treated=d[order], covariates=X[order])
    assert two.value == pytest.approx(one.value, abs=1e-10)
    assert two.standard_error == pytest.approx(one.standard_error, abs=1e-10)


def test_holding_the_lottery_again():
    y, d, _ = arms()
    assert randomisation_test(outcome=y, treated=d, rng=np.random.default_rng(1)) < 0.01
    none = y - 0.5 * d
    assert randomisation_test(outcome=none, treated=d, rng=np.random.default_rng(1)) > 0.05


def test_clusters_must_be_drawn_whole():
    y, d, _ = arms(20)
    with pytest.raises(EstimationError, match="clusters hold both"):
        randomisation_test(outcome=y, treated=d, rng=np.random.default_rng(1),
                           cluster=np.arange(20) % 5)  # fmt: skip


@pytest.mark.parametrize("taken", [[True, False], [True, True, True], [False, False, True]])
def test_arms_without_people_are_refused(taken):
    with pytest.raises(EstimationError, match="each arm needs"):
        difference_in_means(outcome=np.arange(float(len(taken))), treated=np.array(taken))


def test_entropy_weights_balance_and_are_exponential():
    rng = np.random.default_rng(2)
    pool, target = rng.standard_normal((300, 2)), rng.standard_normal((80, 2)) + 0.4
    found = entropy_balance(target=target, pool=pool)
    np.testing.assert_allclose(found.weights @ pool, target.mean(axis=0), atol=1e-8)
    X = np.column_stack([np.ones(300), pool])
    tilt = np.log(found.weights)
    fitted = X @ np.linalg.lstsq(X, tilt, rcond=None)[0]
    np.testing.assert_allclose(tilt, fitted, atol=1e-8)
    assert found.effective == pytest.approx(effective_size(found.weights))


def test_entropy_weights_cannot_reach_outside():
    with pytest.raises(EstimationError, match="No weights"):
        entropy_balance(target=np.full((5, 1), 3.0), pool=np.linspace(-1, 1, 50)[:, None])


@pytest.mark.slow
def test_doubly_robust_recovers_the_effect_whatever_the_order():
    rng = np.random.default_rng(3)
    X = rng.standard_normal((800, 2))
    d = rng.random(800) < 1 / (1 + np.exp(-X[:, 0]))
    y = X[:, 0] + 0.4 * d + 0.5 * rng.standard_normal(800)
    one = doubly_robust(outcome=y, treated=d, covariates=X, seed=1, trees=20)
    order = rng.permutation(800)
    two = doubly_robust(outcome=y[order], treated=d[order], covariates=X[order], seed=1, trees=20)
    assert two.treated.value == pytest.approx(one.treated.value, abs=1e-12)
    assert abs(one.treated.value - 0.4) < 3 * one.treated.standard_error
    assert abs(one.everyone.value - 0.4) < 3 * one.everyone.standard_error
    assert np.allclose(two.propensity, one.propensity[order])


def choosers(shift: float, n: int = 300, bias: float = 0.0):
    rng = np.random.default_rng(4)
    X = rng.standard_normal((n, 2))
    d = rng.random(n) < 1 / (1 + np.exp(-shift * X[:, 0]))
    before = X[:, 1] + bias * d + 0.5 * rng.standard_normal(n)
    return X[:, 0] + 0.5 * d + 0.3 * rng.standard_normal(n), d, X, before


def opt_in(y, d, X, before, **more):
    recognised = recognise(assigned=["opt-in"], took_part=np.array([True]), start=np.array([1]))
    return opt_in_effect(
        route="training", outcome_name="expertise", recognised=recognised, outcome=y, treated=d,
        covariates=X, names=("posts", "level"), seed=1, placebo=before,
        placebo_covariates=("posts", "level"), **more,
    )  # fmt: skip


@pytest.mark.slow
def test_an_opt_in_effect_is_never_one_of_a_roll_out():
    effect = opt_in(*choosers(0.4))
    assert effect.estimate is not None
    assert effect.estimate.low < 0.5 < effect.estimate.high
    assert not effect.roll_out
    assert "chose" in effect.estimand
    assert effect.grade in (Grade.ADJUSTED, Grade.ASSUMED)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("case", "word"),
    [("few alike", "overlap fails"), ("placebo", "placebo outcome fails"),
     ("none", "placebo outcome was not looked at")],
)  # fmt: skip
def test_opt_in_effects_are_refused(case, word):
    y, d, X, before = choosers(6.0 if case == "few alike" else 0.4,
                               bias=1.0 if case == "placebo" else 0.0)  # fmt: skip
    effect = opt_in(y, d, X, None if case == "none" else before)
    assert effect.estimate is None
    assert effect.standard_error is None
    assert effect.grade is Grade.ASSUMED
    assert word in effect.refused


def test_a_lottery_is_graded_and_attrition_lowers_it():
    y, d, X = arms()
    recognised = recognise(assigned=["lottery"] * 200, took_part=d, start=np.zeros(200, int))
    common = {"route": "r", "outcome_name": "o", "recognised": recognised, "treated": d,
              "covariates": X, "draws": 200}  # fmt: skip
    good = effects.randomised_effect(outcome=y, rng=np.random.default_rng(1), **common)
    assert good.grade is Grade.RANDOMISED
    assert good.roll_out
    lost = np.where(d & (np.arange(200) % 3 == 0), np.nan, y)
    bad = effects.randomised_effect(outcome=lost, rng=np.random.default_rng(1), **common)
    assert bad.grade is Grade.ASSUMED
    assert not bad.roll_out


def test_checks_say_what_they_computed():
    d = np.array([True] * 50 + [False] * 50)
    X = np.column_stack([np.where(d, 1.0, 0.0) + np.tile([0.0, 0.5], 50)])
    assert checks.balance(covariates=X, names=["level"], treated=d).verdict is Verdict.FAILS
    told = checks.lottery_balance(covariates=X, treated=d)
    assert told.verdict is Verdict.FAILS
    assert checks.placebo(fit=None, spread=1.0, name="x").verdict is Verdict.CANNOT_SAY


def test_spillover_is_seen_and_missed():
    rng = np.random.default_rng(5)
    n = 400
    source, target = rng.integers(0, n, 3000), rng.integers(0, n, 3000)
    d = rng.random(n) < 0.5
    share, strength = spillover.exposure(source=source, target=target, weight=np.ones(3000),
                                         treated=d)  # fmt: skip
    quiet = rng.standard_normal(n)
    for y, verdict in ((quiet, Verdict.HOLDS), (quiet + 8 * share, Verdict.FAILS)):
        found = spillover.spillover(outcome=y, treated=d, share=share, strength=strength)
        assert found.verdict is verdict


def test_exposure_by_hand():
    share, strength = spillover.exposure(
        source=np.array([0, 0, 2]), target=np.array([1, 2, 2]), weight=np.array([3.0, 1.0, 9.0]),
        treated=np.array([False, True, False]),
    )  # fmt: skip
    np.testing.assert_allclose(strength, [4, 3, 1])
    np.testing.assert_allclose(share, [0.75, 0, 0])


def test_robustness_value_of_darfur():
    """Cinelli & Hazlett (2020), table 1: t = 4.18445 with 783 degrees of freedom."""
    assert sensitivity.robustness_value(t=4.18445, freedom=783) == pytest.approx(0.1388, abs=5e-5)
    inside = sensitivity.robustness_value(t=4.18445, freedom=783, level=0.95)
    assert inside == pytest.approx(0.0763, abs=5e-5)


def test_e_value_of_a_ratio():
    """A risk ratio of 3.9 has the E-value 7.26 (VanderWeele & Ding 2017)."""
    size = np.log(3.9) / 0.91
    assert sensitivity.e_value(size=size, error=0.0)[0] == pytest.approx(7.26, abs=0.005)
    assert sensitivity.e_value(size=0.1, error=1.0)[1] == 1.0


def test_holm_by_hand():
    assert comparing.holm([0.01, 0.04, 0.03]) == pytest.approx((0.03, 0.06, 0.06))


def test_routes_are_shrunk_towards_each_other():
    values = [0.0, 0.3, 0.9]
    shown = [Estimate(value=v, low=v - 0.4, high=v + 0.4, level=0.95, unit="sd", n=50)
             for v in values]  # fmt: skip
    found = comparing.compare_routes(
        outcome="expertise", routes=["a", "b", "c"], effects=shown,
        covariance=np.diag([0.04] * 3), rng=np.random.default_rng(1), cost=[10, None, 30],
    )  # fmt: skip
    assert sum(r.best for r in found.routes) == pytest.approx(1)
    assert max(found.routes, key=lambda r: r.best).route == "c"
    assert found.routes[0].shrunk.value > 0
    assert found.routes[2].shrunk.value < 0.9
    assert found.routes[1].per_cost is None
    assert found.routes[2].per_cost.value == pytest.approx(found.routes[2].shrunk.value / 30)
    assert all(c.adjusted >= c.p_value for c in found.contrasts)


def test_the_discontinuity_needs_both_sides():
    score = np.linspace(0, 1, 100)
    with pytest.raises(EstimationError, match="below the cutoff"):
        discontinuity(outcome=score, score=score, cutoff=0.05)


def test_the_discontinuity_finds_a_jump():
    rng = np.random.default_rng(6)
    score = rng.standard_normal(1500)
    y = score + 2.0 * (score >= 0) + 0.3 * rng.standard_normal(1500)
    found = discontinuity(outcome=y, score=score, cutoff=0.0)
    assert found.low < 2.0 < found.high
    lifted = np.where((score < 0) & (score > -0.1), -score, score)
    near = crowding(score=lifted, cutoff=0.0, bandwidth=found.bandwidth)
    assert near.verdict is Verdict.FAILS


BETA = np.array([0.02, -0.01, 0.3, 0.4])
V = 0.01 * (np.eye(4) + 0.3)


def test_honest_bounds_widen_and_hold_the_effect():
    plain = 1.96 * np.sqrt(V[2, 2])
    last = 0.0
    for bound in (0.0, 0.5, 2.0):
        found = relative_magnitudes(effects=BETA, covariance=V, before=2, bound=bound)
        assert found.low < 0.3 < found.high
        assert found.high - found.low >= last
        last = found.high - found.low
    assert last > 2 * plain


def test_the_worst_bias_is_that_of_the_linear_programme():
    """At M the half-length solves with the largest bias over the class, found by HiGHS."""
    bound = 0.05
    found = smoothness(effects=np.zeros(4), covariance=V, before=2, bound=bound)
    second = np.diff(np.eye(5), n=2, axis=0)[:, [0, 1, 3, 4]]

    def half(w: float) -> float:
        a = np.array([w, 1.0 - 2 * w, 1.0, 0.0])  # removes every straight trend
        worst = linprog(-a, A_ub=np.vstack([second, -second]), b_ub=np.full(6, bound),
                        bounds=(None, None), method="highs")  # fmt: skip
        if worst.status != 0:
            return np.inf
        sd = np.sqrt(a @ V @ a)
        return sd * folded_quantile(0.95, -worst.fun / sd)

    best = min(half(w) for w in np.linspace(-1, 1, 201))
    assert (found.high - found.low) / 2 == pytest.approx(best, rel=2e-3)


def test_folded_quantile_without_bias_is_the_normal_one():
    assert folded_quantile(0.95, 0.0) == pytest.approx(stats.norm.ppf(0.975))


def test_balanced_difference_recovers_a_linear_effect():
    rng = np.random.default_rng(8)
    X = rng.standard_normal((2000, 2))
    d = rng.random(2000) < 1 / (1 + np.exp(-X[:, 0]))
    y = 2 * X[:, 0] + 0.3 * d + 0.5 * rng.standard_normal(2000)
    fit = balanced_difference(outcome=y, treated=d, covariates=X)
    assert abs(fit.value - 0.3) < 3 * fit.standard_error
