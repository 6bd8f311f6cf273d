"""Being answered: recovery of the truth, habits of answerers, and what is refused."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import expit

from vesica.errors import EstimationError
from vesica.measure.pooling import pool
from vesica.measure.promptness import promptness
from vesica.measure.responsiveness import responsiveness


def pairs(seed, n=300, each=12, alike=0.0):
    rng = np.random.default_rng(seed)
    theta, habit = rng.normal(0, 0.6, n), rng.normal(0, 0.7, n)
    person = np.repeat(np.arange(n), each)
    other = (person + rng.integers(1, n, person.size)) % n
    asked = rng.integers(1, 6, person.size)
    p = expit(-0.5 + theta[person] + habit[other])
    if alike:
        size = 1 / alike - 1
        p = rng.beta(p * size, (1 - p) * size)
    return theta, habit, {
        "person": person, "other": other, "asked": asked, "answered": rng.binomial(asked, p),
        "unit": rng.integers(0, 5, n), "n_people": n,
    }  # fmt: skip


def coverage(facet, theta):
    found = pool(value=facet.value, standard_error=facet.standard_error)
    near = np.abs(theta - theta.mean() - (found.value - found.mean)) < 1.645 * found.standard_error
    return near.mean(), found


@pytest.mark.parametrize("alike", [0.0, 0.3])
def test_truth_is_recovered_at_the_stated_error(alike):
    theta, _habit, rows = pairs(1, n=2000, alike=alike)
    hit, found = coverage(responsiveness(**rows), theta)
    # 2,000 people at 90 %: three standard errors are 2 points.
    assert hit == pytest.approx(0.9, abs=0.02)
    assert np.corrcoef(found.value, theta)[0, 1] > 0.6


def test_who_asks_people_that_answer_everything_is_not_more_influential():
    """Persons 0 to 9 ask only the ten who answer most, and 10 to 19 the ten who answer least."""
    theta, habit, rows = pairs(2)
    rng = np.random.default_rng(3)
    order = np.argsort(habit)
    for first, circle in ((0, order[-10:]), (10, order[:10])):
        own = (rows["person"] >= first) & (rows["person"] < first + 10)
        rows["other"][own] = rng.choice(circle, own.sum())
    p = expit(-0.5 + theta[rows["person"]] + habit[rows["other"]])
    rows["answered"] = rng.binomial(rows["asked"], p)
    share = np.bincount(rows["person"], weights=rows["answered"])
    share = share / np.bincount(rows["person"], weights=rows["asked"])
    raw = np.log(share / (1 - share))
    facet = responsiveness(**rows)

    def gap(x):
        return x[:10].mean() - x[10:20].mean() - theta[:10].mean() + theta[10:20].mean()

    assert abs(gap(facet.value)) < 0.6 * abs(gap(raw))


def test_the_unit_that_answers_its_own_is_taken_out():
    theta, habit, rows = pairs(4)
    unit = rows["unit"]
    rng = np.random.default_rng(5)
    same = unit[rows["person"]] == unit[rows["other"]]
    p = expit(-0.5 + theta[rows["person"]] + habit[rows["other"]] + 1.5 * same)
    rows["answered"] = rng.binomial(rows["asked"], p)
    share_same = np.bincount(rows["person"], weights=same) / np.bincount(rows["person"])
    facet = responsiveness(**rows)
    assert abs(np.corrcoef(facet.value - theta, share_same)[0, 1]) < 0.2


def test_names_do_not_matter():
    _theta, _habit, rows = pairs(6, n=60)
    order = np.random.default_rng(7).permutation(60)
    a = responsiveness(**rows)
    unit = np.empty(60, dtype=int)
    unit[order] = rows["unit"]
    moved = {"person": order[rows["person"]], "other": order[rows["other"]], "unit": unit}
    b = responsiveness(**(rows | moved))
    np.testing.assert_allclose(a.value, b.value[order], rtol=1e-6)


@pytest.mark.parametrize("answered", [0, 1])
def test_all_or_nothing_is_refused(answered):
    with pytest.raises(EstimationError, match="messages are answered"):
        responsiveness(
            person=np.array([0, 1]), other=np.array([1, 0]), asked=np.ones(2, dtype=int),
            answered=np.full(2, answered), unit=np.zeros(2, dtype=int), n_people=2,
        )  # fmt: skip


def late(seed, n=300, each=12):
    rng = np.random.default_rng(seed)
    theta, habit = rng.normal(0, 0.4, n), rng.normal(0, 0.6, n)
    person = np.repeat(np.arange(n), each)
    other = (person + rng.integers(1, n, person.size)) % n
    delays = rng.integers(0, 4, person.size)
    at = np.repeat(np.arange(person.size), delays)
    y = -theta[person[at]] + habit[other[at]] + rng.normal(0, 1, at.size)
    return theta, {
        "person": person, "other": other, "asked": delays + 1, "delays": delays,
        "delay": np.bincount(at, weights=y, minlength=person.size),
        "squares": np.bincount(at, weights=y**2, minlength=person.size), "n_people": n,
    }  # fmt: skip


def test_promptness_is_recovered_at_the_stated_error():
    theta, rows = late(8, n=2000)
    hit, found = coverage(promptness(**rows), theta)
    assert hit == pytest.approx(0.9, abs=0.02)
    assert np.corrcoef(found.value, theta)[0, 1] > 0.6


def test_one_answer_per_pair_says_nothing_about_noise():
    with pytest.raises(EstimationError, match="1 answers"):
        promptness(
            person=np.array([0]), other=np.array([1]), asked=np.array([2]),
            delays=np.array([1]), delay=np.array([0.3]), squares=np.array([0.09]), n_people=2,
        )  # fmt: skip
