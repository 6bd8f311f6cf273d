from __future__ import annotations

import warnings

import numpy as np
import pytest

from vesica.causal.staggered import staggered
from vesica.errors import EstimationError


def panel(n: int = 200, effect: float = 0.5, noise: float = 0.3, seed: int = 1):
    rng = np.random.default_rng(seed)
    cohort = np.array([0, 3, 4, 5])[np.arange(n) % 4]
    unit, time = np.repeat(np.arange(n), 5), np.tile(np.arange(1, 6), n)
    inside = (cohort[unit] > 0) & (time >= cohort[unit])
    y = rng.standard_normal(n)[unit] + effect * inside + noise * rng.standard_normal(n * 5)
    return {"unit": unit, "time": time, "outcome": y, "cohort": cohort[unit]}


def test_a_cell_is_a_difference_of_differences():
    data = panel(40)
    found = staggered(**data, rng=np.random.default_rng(1), draws=0)
    y = data["outcome"].reshape(40, 5)
    cohort = data["cohort"].reshape(40, 5)[:, 0]
    by_hand = (y[cohort == 3][:, 4] - y[cohort == 3][:, 1]).mean() - (
        y[cohort == 0][:, 4] - y[cohort == 0][:, 1]
    ).mean()
    cell = next(c for c in found.cells if (c.cohort, c.time) == (3, 5))
    assert cell.effect.value == pytest.approx(by_hand)


def test_averages_by_hand():
    found = staggered(**panel(), rng=np.random.default_rng(1), draws=0)
    cells = {(c.cohort, c.time): c.effect.value for c in found.cells}
    post = [v for (g, t), v in cells.items() if t >= g]
    assert found.simple.value == pytest.approx(np.mean(post))  # cohorts are of one size
    events = {e: np.mean([v for (g, t), v in cells.items() if t - g == e]) for e in (0, 1, 2)}
    assert found.dynamic.value == pytest.approx(np.mean(list(events.values())))
    groups = [np.mean([cells[g, t] for t in range(g, 6)]) for g in (3, 4, 5)]
    assert found.group.value == pytest.approx(np.mean(groups))


def test_bootstrap_agrees_with_the_analytic_error():
    data = panel()
    plain = staggered(**data, rng=np.random.default_rng(1), draws=0)
    drawn = staggered(**data, rng=np.random.default_rng(1), draws=4000)
    assert drawn.simple_error == pytest.approx(plain.simple_error, rel=0.1)
    assert all(e.band_high >= e.effect.high for e in drawn.events)
    assert plain.pre_p_value > 0.01


def test_score_errors_and_clusters_widen():
    data = panel()
    plain = staggered(**data, rng=np.random.default_rng(1), draws=0)
    noisy = staggered(**data, rng=np.random.default_rng(1), draws=0, error=0.5)
    assert noisy.simple_error > plain.simple_error
    together = staggered(**data, rng=np.random.default_rng(1), draws=0,
                         cluster=np.arange(200) % 4 + 4 * (np.arange(200) // 40))  # fmt: skip
    assert together.simple_error != plain.simple_error


def test_nobody_to_compare_with_is_refused():
    data = panel()
    data["cohort"] = np.full_like(data["cohort"], 3)
    with pytest.raises(EstimationError):
        staggered(**data, rng=np.random.default_rng(1), draws=0)


@pytest.mark.slow
@pytest.mark.parametrize("not_yet", [False, True])
def test_csdid_agrees(not_yet):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        module = pytest.importorskip("csdid.att_gt", reason="csdid, the oracle, is not installed")
        pandas = pytest.importorskip("pandas", reason="csdid needs pandas")
        data = panel()
        oracle = module.ATTgt(
            yname="outcome", tname="time", idname="unit", gname="cohort", xformla="outcome~1",
            data=pandas.DataFrame(data),
            control_group="notyettreated" if not_yet else "nevertreated",
        ).fit(est_method="dr", bstrap=False)  # fmt: skip
    theirs = {
        (int(g), int(t)): float(v)
        for g, t, v in zip(
            oracle.results["group"], oracle.results["year"], oracle.results["att"], strict=True
        )
    }
    ours = staggered(**data, rng=np.random.default_rng(1), draws=0, not_yet=not_yet)
    compared = [(c.effect.value, theirs[c.cohort, c.time]) for c in ours.cells]
    assert len(compared) == 12
    np.testing.assert_allclose(*zip(*compared, strict=True), atol=1e-9)
