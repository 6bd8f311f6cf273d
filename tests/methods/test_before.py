"""The test of trends before a beginning."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from vesica.causal.before import no_trend_before


def _influence(change, began, cohort):
    """Influence of a difference of mean changes, shape (n_people,)."""
    a, b = began == cohort, began == 0
    out = np.zeros(change.size)
    out[a] = (change[a] - change[a].mean()) / a.sum()
    out[b] = -(change[b] - change[b].mean()) / b.sum()
    return float(change[a].mean() - change[b].mean()), out


def _tested(changes, began, cluster=None):
    found = [_influence(c, began, 3) for c in changes]
    return no_trend_before(value=np.array([v for v, _ in found]),
                           influence=np.array([i for _, i in found]), began=began,
                           cluster=cluster)  # fmt: skip


def test_one_effect_on_few_people_is_welchs_test_twice():
    rng = np.random.default_rng(5)
    began = np.repeat([0, 3], [7, 5])
    change = rng.standard_normal(12) * np.where(began == 3, 3.0, 1.0)
    by_hand = stats.ttest_ind(change[began == 3], change[began == 0], equal_var=False).pvalue
    assert _tested([change], began) == pytest.approx(min(2 * by_hand, 1))


def test_many_people_per_effect_are_tested_jointly():
    rng = np.random.default_rng(6)
    began = np.repeat([0, 3], [200, 200])
    changes = rng.standard_normal((3, 400))
    size = [_influence(c, began, 3) for c in changes]
    value, psi = np.array([v for v, _ in size]), np.array([i for _, i in size])
    T = value @ np.linalg.inv(psi @ psi.T * 400 / 399) @ value
    assert _tested(changes, began) == pytest.approx(
        stats.f.sf(T * 397 / 399 / 3, 3, 397), rel=1e-9
    )


def test_clusters_count_as_one_and_order_does_not_matter():
    rng = np.random.default_rng(7)
    began = np.repeat([0, 3], [60, 60])
    cluster = np.repeat(np.arange(12), 10)
    changes = rng.standard_normal((2, 120)) + rng.standard_normal((2, 12))[:, cluster]
    p = _tested(changes, began, cluster)
    at = rng.permutation(120)
    assert _tested(changes[:, at], began[at], cluster[at]) == pytest.approx(p)
    assert p > _tested(changes, began)


def test_nine_effects_on_ten_people_a_side_raise_no_false_alarms():
    rng = np.random.default_rng(8)
    began = np.repeat([0, 3], [10, 10])
    alarms = sum(_tested(rng.standard_normal((9, 20)), began) < 0.05 for _ in range(300))
    assert stats.binomtest(alarms, 300, 0.05, alternative="greater").pvalue > 0.001


def test_a_steady_drift_that_no_single_change_shows_is_seen():
    rng = np.random.default_rng(9)
    began = np.repeat([0, 3], [10, 10])
    seen = [_tested(rng.standard_normal((9, 20)) + 0.8 * (began == 3), began) for _ in range(50)]
    assert np.mean(np.array(seen) < 0.05) > 0.9


def test_nothing_before_is_nothing_to_say():
    assert np.isnan(no_trend_before(value=np.empty(0), influence=np.empty((0, 4)),
                                    began=np.array([0, 0, 3, 3]), cluster=None))  # fmt: skip
