"""Reach: the within-person regression from sums, against least squares on every post."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from post_arrays import arranged

from vesica.errors import EstimationError
from vesica.measure.learning_curve import combination, learning_curve
from vesica.measure.noise import own_variances
from vesica.measure.pooling import pool
from vesica.measure.reach import AUDIENCE, PRACTICE, reach
from vesica.measure.within import within

PEOPLE, CELLS, HOURS, WEEKS = 30, 7, 4, 6
SILENT = (2, 6)
"""Cells without a known audience."""


def world(seed, *, split=False, n_people=PEOPLE, parts=1):
    """Posts of people in cells, hours and weeks; two cells without audience."""
    rng = np.random.default_rng(seed)
    theta, alpha = rng.normal(0, 1, n_people), rng.normal(0, 1, CELLS)
    person = np.repeat(np.arange(n_people), rng.integers(4, 12, n_people))
    if split:
        sets = [[0, 1, 2], [3, 4], [5], [6]]
        cell = np.array([rng.choice(sets[p * 4 // n_people]) for p in person])
    else:
        cell = rng.integers(0, CELLS, person.size)
    hour, week = rng.integers(0, HOURS, person.size), rng.integers(0, WEEKS, person.size)
    first = np.concatenate([[True], person[1:] != person[:-1]])
    start = np.maximum.accumulate(np.where(first, np.arange(person.size), 0))
    d = np.log1p(np.arange(person.size) - start)
    known = ~np.isin(cell, SILENT)
    x = np.where(known, rng.normal(5, 1, person.size) + theta[person], 0.0)
    y = theta[person] + alpha[cell] + 0.6 * x + 0.1 * d + 0.3 * (hour == 1) - 0.2 * (week == 3)
    y = y + rng.normal(size=person.size)
    return {
        "person": person, "cell": cell, "clocks": [hour, week], "y": y,
        "v": np.stack([x, d], axis=1), "n_people": n_people,
        "known": np.array([[c not in SILENT, True] for c in range(CELLS)]),
        "part": np.arange(n_people) % parts,
    }  # fmt: skip


def dummies(w):
    """Every regressor of every post, written out; unknown audiences are average."""
    n = w["y"].size
    columns = [np.eye(w["n_people"])[w["person"]], np.eye(CELLS)[w["cell"]]]
    columns += [np.eye(c.max() + 1)[c] for c in w["clocks"]]
    x, d = w["v"].T
    known = w["known"][w["cell"], 0]
    x = np.where(known, x - x[known].mean(), 0.0)
    return np.hstack([*columns, x[:, None], (d - d.mean())[:, None]]).reshape(n, -1)


@pytest.mark.parametrize("split", [False, True], ids=["connected", "four sets"])
@pytest.mark.parametrize("seed", range(4))
def test_equals_least_squares_on_every_post(seed, split):
    w = world(seed, split=split)
    found = within(arranged(**w))
    D = dummies(w)
    beta, _, rank, _ = np.linalg.lstsq(D, w["y"], rcond=None)
    residual = w["y"] - D @ beta
    variance = float(residual @ residual) / (w["y"].size - rank)
    # Sums of squares of numbers near 10 over 200 posts keep ten digits.
    np.testing.assert_allclose(found.slopes, beta[-2:], atol=1e-8)
    assert found.variance == pytest.approx(variance, rel=1e-8)
    bread = np.linalg.pinv(D.T @ D)
    np.testing.assert_allclose(found.covariance, variance * bread[-2:, -2:], rtol=1e-7)
    assert found.freedom == w["y"].size - rank
    # A person against another of the same set is estimable: same difference.
    assert found.people[0] - found.people[1] == pytest.approx(beta[0] - beta[1], abs=1e-7)


def test_sets_of_slots_that_nobody_connects_share_one_mean():
    w = world(1, split=True)
    found = within(arranged(**w))
    for group in ([0, 1, 2], [3, 4], [5], [6]):
        count = np.array([np.sum(w["cell"] == c) for c in group])
        assert count @ found.effects[group] == pytest.approx(0, abs=1e-8)
    weeks = found.effects[CELLS + HOURS :]
    assert np.bincount(w["clocks"][1]) @ weeks == pytest.approx(0, abs=1e-8)


def test_leaving_out_a_part_is_least_squares_without_its_authors():
    w = world(3, n_people=60, parts=12)
    found = within(arranged(**w))
    rows = []
    for p in range(12):
        kept = w["part"][w["person"]] != p
        less = {k: v[kept] for k, v in w.items() if k in ("person", "cell", "y", "v")}
        # Centring moves no slope; slots that nobody uses any more would only add columns.
        D = dummies(w)[kept]
        beta = np.linalg.lstsq(D, less["y"], rcond=None)[0]
        rows.append(beta[-2:])
    off = np.array(rows) - np.mean(rows, axis=0)
    np.testing.assert_allclose(found.covariance, 11 / 12 * off.T @ off, rtol=1e-6)
    assert found.freedom == 11


def test_people_without_posts_have_no_evidence():
    w = world(2)
    sums = arranged(**w | {"n_people": 32, "part": np.zeros(32, dtype=int)})
    facet = reach(fit=within(sums), sums=sums)
    assert np.isnan(facet.value[30:]).all()
    assert np.isposinf(facet.standard_error[30:]).all()
    assert facet.evidence.tolist() == [*np.bincount(w["person"]), 0, 0]


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 1000), st.randoms(use_true_random=False))
def test_order_of_people_and_posts_does_not_matter(seed, random):
    w = world(seed)
    order = np.array(random.sample(range(PEOPLE), PEOPLE))
    posts = np.array(random.sample(range(w["y"].size), w["y"].size))
    other = w | {
        "person": order[w["person"]][posts], "cell": w["cell"][posts], "y": w["y"][posts],
        "v": w["v"][posts], "clocks": [c[posts] for c in w["clocks"]],
    }  # fmt: skip
    a, b = within(arranged(**w)), within(arranged(**other))
    np.testing.assert_allclose(a.people, b.people[order], rtol=1e-7, atol=1e-7)
    np.testing.assert_allclose(a.errors, b.errors[order], rtol=1e-7)
    np.testing.assert_allclose(a.slopes, b.slopes, rtol=1e-7, atol=1e-9)


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 1000), st.floats(-3, 3))
def test_engagement_of_everyone_times_a_factor_moves_everyone_alike(seed, shift):
    w = world(seed)
    a, b = within(arranged(**w)), within(arranged(**w | {"y": w["y"] + shift}))
    np.testing.assert_allclose(a.people + shift, b.people, atol=1e-6)
    np.testing.assert_allclose(a.slopes, b.slopes, atol=1e-7)


def test_one_post_each_tells_nothing():
    w = world(0)
    _, first = np.unique(w["person"], return_index=True)
    one = {
        k: ([c[first] for c in v] if k == "clocks" else v[first])
        for k, v in w.items() if k in ("person", "cell", "y", "v", "clocks")
    }  # fmt: skip
    with pytest.raises(EstimationError, match="30 posts of 30 people"):
        within(arranged(**w | one))


def test_an_audience_that_never_varies_is_refused():
    w = world(0)
    v = w["v"].copy()
    v[:, AUDIENCE] = np.random.default_rng(1).normal(5, 1, PEOPLE)[w["person"]]
    sums = arranged(**w | {"v": v, "known": np.ones((CELLS, 2), dtype=bool)})
    fit = within(sums)
    assert np.isinf(fit.slope_errors[AUDIENCE])
    with pytest.raises(EstimationError, match="never varies"):
        reach(fit=fit, sums=sums)


def test_without_any_audience_posts_are_compared_as_they_are():
    w = world(0)
    known = np.array([[False, True]] * CELLS)
    sums = arranged(**w | {"known": known})
    fit = within(sums)
    assert fit.slopes[AUDIENCE] == 0
    assert np.isfinite(reach(fit=fit, sums=sums).value).all()


def test_posts_that_never_vary_in_practice_give_no_curve():
    w = world(0)
    v = w["v"].copy()
    v[:, PRACTICE] = 2.0
    fit = within(arranged(**w | {"v": v}))
    with pytest.raises(EstimationError, match="does not vary"):
        learning_curve(fit=fit, column=PRACTICE, people=30, level=0.9)


def test_difference_of_slopes_uses_their_covariance():
    fit = within(arranged(**world(5, n_people=80, parts=16)))
    found = combination(fit=fit, weights=np.array([1.0, -1.0]), people=80, level=0.9)
    a = fit.covariance
    # t with 15 degrees of freedom, 95th percentile.
    half = 1.753050 * (a[0, 0] + a[1, 1] - 2 * a[0, 1]) ** 0.5
    assert found.value == pytest.approx(fit.slopes[0] - fit.slopes[1])
    assert found.high - found.value == pytest.approx(half, rel=1e-6)


def test_inflation_and_correlation_by_hand():
    """Two covariates that correlate by 0.6 within people have an inflation of 1 / (1 - 0.36)."""
    rng = np.random.default_rng(4)
    person = np.repeat(np.arange(2000), 10)
    a = rng.normal(size=person.size)
    v = np.stack([a, 0.6 * a + 0.8 * rng.normal(size=person.size)], axis=1)
    v += rng.normal(0, 3, 2000)[person][:, None]
    found = within(
        arranged(
            person=person, cell=np.zeros(person.size, dtype=int),
            clocks=[np.zeros(person.size, dtype=int)], y=rng.normal(size=person.size), v=v,
            n_people=2000,
        )
    )  # fmt: skip
    # 18,000 degrees of freedom: a correlation of 0.6 is known to 0.005.
    assert found.correlation[0, 1] == pytest.approx(0.6, abs=0.015)
    np.testing.assert_allclose(found.inflation, 1 / 0.64, rtol=0.03)


@pytest.mark.parametrize("df", [5, 50], ids=["t5", "normal"])
def test_everyone_alike_gets_one_variance(df):
    rng = np.random.default_rng(1)
    n = np.ceil(rng.lognormal(2.5, 1, 4000)).astype(int) + 1
    person = np.repeat(np.arange(4000), n)
    e = rng.standard_t(df, person.size) / (df / (df - 2)) ** 0.5
    mean = np.bincount(person, e) / n
    squares = np.bincount(person, (e - mean[person]) ** 2)
    found = own_variances(squares=squares, freedom=n - 1.0, variance=1.0)
    assert np.std(np.log(found)) < 0.12


def test_people_who_scatter_differently_get_their_own_variance():
    rng = np.random.default_rng(2)
    n = np.ceil(rng.lognormal(3, 1, 4000)).astype(int) + 1
    person = np.repeat(np.arange(4000), n)
    true = np.exp(rng.normal(0, 0.7, 4000))
    e = rng.normal(size=person.size) * true[person] ** 0.5
    mean = np.bincount(person, e) / n
    squares = np.bincount(person, (e - mean[person]) ** 2)
    pooled = float(squares.sum() / (n - 1).sum())
    found = own_variances(squares=squares, freedom=n - 1.0, variance=pooled)
    many = n > 40
    assert np.corrcoef(np.log(found[many]), np.log(true[many]))[0, 1] > 0.9
    weight = (n - 1.0) * (n > 4)
    assert np.sum(weight * found) / np.sum(weight) == pytest.approx(pooled, rel=1e-9)


def test_pooled_reach_covers_where_people_scatter_differently():
    """3,000 people with 20 posts each, half of whom are four times as noisy."""
    rng = np.random.default_rng(3)
    n = np.full(3000, 20)
    person = np.repeat(np.arange(3000), n)
    theta = rng.normal(0, 0.6, 3000)
    noisy = np.arange(3000) % 2 == 0
    y = theta[person] + np.where(noisy[person], 2.0, 0.5) * rng.normal(size=person.size)
    clock = rng.integers(0, 5, person.size)
    v = rng.normal(size=(person.size, 2))
    sums = arranged(
        person=person, cell=np.zeros(person.size, dtype=int), clocks=[clock], y=y, v=v,
        n_people=3000,
    )  # fmt: skip
    facet = reach(fit=within(sums), sums=sums)
    pooled = pool(value=facet.value, standard_error=facet.standard_error)
    inside = np.abs(pooled.value - theta) <= 1.645 * pooled.standard_error
    # With one variance for all it is 0.80 and 0.99. Own variances rest on 19 residuals each.
    assert inside[noisy].mean() == pytest.approx(0.9, abs=0.03)
    assert inside[~noisy].mean() == pytest.approx(0.9, abs=0.03)
