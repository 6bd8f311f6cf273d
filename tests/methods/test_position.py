"""Formal position, influence beyond it, and the share that position accounts for."""

from __future__ import annotations

import numpy as np
import pytest

from vesica.errors import EstimationError
from vesica.measure.position import beyond, explained, formal


def organisation(seed, n=2000, slope=0.6, noise=0.6):
    rng = np.random.default_rng(seed)
    level = rng.integers(1, 7, n).astype(float)
    direct = np.where(level > 2, rng.poisson(5, n), 0)
    place = (level - 3.5) / 1.7
    truth = slope * place + np.sqrt(1 - slope**2) * rng.normal(size=n)
    error = np.full(n, noise)
    error[:20] = np.inf
    return truth, {
        "signal": np.where(np.isinf(error), 0, truth + noise * rng.normal(size=n)),
        "noise": error, "level": level, "direct": direct, "total": direct * 3,
        "function": rng.integers(0, 4, n), "unit": rng.integers(0, 30, n),
    }, place  # fmt: skip


def test_formal_is_the_mean_of_the_parts_that_are_known():
    """Levels 1, 2, 3 alone, since nobody has reports."""
    none = np.zeros(3, dtype=np.int64)
    found = formal(level=np.array([1.0, 2.0, 3.0]), direct=none, total=none)
    np.testing.assert_allclose(found, np.array([-1, 0, 1]) * 1.5**0.5)


def test_a_missing_level_is_filled_by_the_span():
    found = formal(
        level=np.array([3.0, np.nan, 1.0, 1.0]), direct=np.array([3, 2, 0, 0]),
        total=np.array([6, 3, 0, 0]),
    )  # fmt: skip
    assert np.isfinite(found).all()
    assert found[1] > found[2]


def test_a_flat_roster_has_no_position():
    none = np.zeros(4, dtype=np.int64)
    with pytest.raises(EstimationError, match="Neither levels nor reporting lines"):
        formal(level=np.full(4, np.nan), direct=none, total=none)


@pytest.mark.parametrize("slope", [0.0, 0.6])
def test_what_position_explains_is_recovered(slope):
    truth, rows, place = organisation(1, slope=slope)
    found = beyond(**rows)
    share = explained(
        signal=rows["signal"], noise=rows["noise"], expected=found.expected, unit=rows["unit"],
        level=0.99,
    )  # fmt: skip
    assert share.low <= slope**2 + 1e-9
    assert share.high >= slope**2
    rest = truth - slope * place
    seen = np.isfinite(rows["noise"])
    near = np.abs(rest - found.mean) < 1.645 * found.standard_error
    # 1,980 people at 90 %: three standard errors are 2 points.
    assert near[seen].mean() == pytest.approx(0.9, abs=0.025)
    assert abs(np.corrcoef(found.mean[seen], place[seen])[0, 1]) < 0.1


def test_no_evidence_is_the_average_with_the_full_spread():
    _truth, rows, _place = organisation(2)
    found = beyond(**rows)
    np.testing.assert_allclose(found.mean[:20], 0.0, atol=1e-12)
    np.testing.assert_allclose(found.standard_error[:20], found.sd)


def test_a_unit_does_not_explain_itself():
    """One unit is far above the rest for reasons of its own: it keeps all of it."""
    _truth, rows, _place = organisation(3, slope=0.0)
    own = rows["unit"] == 7
    rows["signal"] = rows["signal"] + 3.0 * own
    rows["function"] = np.where(own, 9, rows["function"])
    found = beyond(**rows)
    assert abs(found.expected[own].mean()) < 0.2


def test_one_unit_is_cut_by_people():
    _truth, rows, _place = organisation(4)
    rows["unit"] = np.zeros_like(rows["unit"])
    found = beyond(**rows)
    share = explained(
        signal=rows["signal"], noise=rows["noise"], expected=found.expected, unit=rows["unit"],
        level=0.99,
    )  # fmt: skip
    assert share.low < 0.36 < share.high


def test_order_of_people_does_not_matter():
    _truth, rows, _place = organisation(5, n=300)
    order = np.random.default_rng(6).permutation(300)
    a, b = beyond(**rows), beyond(**{k: v[order] for k, v in rows.items()})
    np.testing.assert_allclose(a.mean[order], b.mean, atol=1e-9)


def test_few_people_are_refused():
    _truth, rows, _place = organisation(7, n=30)
    rows["noise"] = np.full(30, np.inf)
    with pytest.raises(EstimationError, match="0 people have a score"):
        beyond(**rows)
