"""Doing against reading: truth recovered, placebo, survivors, verdicts."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from post_arrays import arranged

from vesica.core.doing import DoingVerdict
from vesica.core.estimate import Estimate, Hidden
from vesica.errors import EstimationError
from vesica.measure.doing import MARGIN, Fits, doing_reading
from vesica.measure.within import within

PARTS = 20


def learning_world(
    seed, *, b=0.1, c=0.02, people=1500, posts=30, noise=0.77, quits=False, echo=0.0
):
    """Posts in order, with practice and reading between them.

    ``quits``: after a post worse than expected people often stop. ``echo``: success is followed
    by more practice.
    """
    rng = np.random.default_rng(seed)
    person = np.repeat(np.arange(people), posts)
    order = np.tile(np.arange(posts), people)
    theta, zeal = rng.normal(0, 0.6, people), rng.gamma(1, 1, people)
    error = rng.standard_t(5, person.size) * noise
    helped = echo * np.roll(np.clip(error, -2, 2), 1) * (order > 0)
    done = _running(rng.poisson(np.exp(0.2 * zeal[person] + helped)), person)
    read = _running(rng.poisson(0.6 * zeal[person]), person)
    start = rng.integers(0, 20, people)
    week = (order + start[person] + rng.integers(-2, 3, person.size)).clip(0)
    x = rng.normal(5, 1, person.size) + theta[person]
    d, r = np.log1p(done + order), np.log1p(read)
    y = theta[person] + 0.6 * x + b * d + c * r + 0.01 * week + error
    kept = np.ones(person.size, dtype=bool)
    if quits:
        bad = (error < -0.3) & (rng.random(person.size) < 0.25)
        kept = _running(bad, person) == 0
    later = np.log1p(done + order + 5 + rng.poisson(3, person.size)) - d
    if echo:
        ahead = np.minimum(order + 4, posts - 1) - order
        later = np.log1p((done + order)[np.arange(person.size) + ahead]) - d
    rows = {
        "person": person[kept], "cell": np.zeros(kept.sum(), dtype=int),
        "clocks": [rng.integers(0, 3, kept.sum()), week[kept]], "y": y[kept],
        "n_people": people, "part": np.arange(people) % PARTS,
    }  # fmt: skip
    count = np.bincount(person[kept], minlength=people)[person[kept]]
    early = (order[kept] < 10) & (count >= 20)
    return rows, np.stack([x, d, r, later], axis=1)[kept], early


def _running(a, person):
    """Sum of what came before within the person."""
    total = np.cumsum(a) - a
    first = np.searchsorted(person, np.arange(person.max() + 1))
    return total - total[first][person]


def fitted(rows, v, early):
    def some(keep):
        clocks = [c[keep] for c in rows["clocks"]]
        named = {k: rows[k][keep] for k in ("person", "cell", "y")}
        fixed = {k: rows[k] for k in ("n_people", "part")}
        return named | fixed | {"clocks": clocks}

    return Fits(
        main=within(arranged(**rows, v=v[:, :3])),
        lead=within(arranged(**rows, v=v)),
        early=within(arranged(**some(early), v=v[early, :3])),
    )


def answer(fits, **more):
    counts = {"people": 1500, "doers": 1490, "readers": 900, "posts": 40_000}
    return doing_reading(fits, **counts | more, level=0.9)


@pytest.fixture(scope="module")
def plain():
    return fitted(*learning_world(1))


def test_truth_is_recovered_and_the_placebo_is_nothing(plain):
    found = answer(plain)
    for estimate, truth in (
        (found.doing, 0.1), (found.reading, 0.02), (found.difference, 0.08), (found.placebo, 0.0),
        (found.beginners, 0.1),
    ):  # fmt: skip
        assert isinstance(estimate, Estimate)
        half = estimate.high - estimate.value
        assert abs(estimate.value - truth) < 2 * half
    assert found.verdict is DoingVerdict.HOLDS
    assert found.inflation > 1
    assert -1 < found.correlation < 1


def test_doubling_is_two_to_the_exponent(plain):
    found = answer(plain)
    assert found.doing_doubled.value == pytest.approx(2**found.doing.value - 1)
    assert found.doing_doubled.low == pytest.approx(2**found.doing.low - 1)


def test_equal_effects_do_not_hold():
    found = answer(fitted(*learning_world(2, b=0.06, c=0.06, noise=0.4, people=2500)))
    assert found.difference.high < MARGIN
    assert found.verdict is DoingVerdict.DOES_NOT


def test_few_data_cannot_say():
    found = answer(fitted(*learning_world(3, people=100)))
    assert found.verdict is DoingVerdict.CANNOT_SAY
    assert "both nothing" in found.why


def test_success_that_drives_practice_is_caught_by_the_lead():
    found = answer(fitted(*learning_world(4, b=0.0, c=0.0, echo=0.8, people=3000)))
    assert found.placebo.low > 0
    assert found.verdict is DoingVerdict.CANNOT_SAY
    assert "after a post" in found.why


def test_first_posts_of_those_who_went_on_are_free_of_who_stayed():
    """Quitting after bad posts bends the curve; the cohort's stays near the truth."""
    bent, straight = [], []
    for seed in range(6):
        fits = fitted(*learning_world(10 + seed, quits=True, people=3000))
        bent.append(fits.main.slopes[1] - 0.1)
        straight.append(fits.early.slopes[1] - 0.1)
    error = np.std(straight, ddof=1) / 6**0.5
    assert abs(np.mean(bent)) > 0.02
    assert abs(np.mean(straight)) < 3 * error


def test_without_beginners_the_check_is_hidden(plain):
    none = EstimationError("0 posts of 0 people.", hint="Import more.")
    found = answer(replace(plain, early=none))
    assert found.beginners == Hidden(why="0 posts of 0 people.")
    assert found.verdict is DoingVerdict.HOLDS


def test_reading_that_never_varies_is_refused():
    rows, v, early = learning_world(5, people=200)
    v = v.copy()
    v[:, 2] = 0.0
    with pytest.raises(EstimationError, match="does not vary"):
        answer(fitted(rows, v, early))
