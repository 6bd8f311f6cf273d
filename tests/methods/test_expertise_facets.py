"""Facets of expertise beside reach: conversation, breadth, spacing, marks, own measures."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vesica.core.scores import Facet
from vesica.errors import EstimationError
from vesica.measure.breadth import breadth
from vesica.measure.checks import checks
from vesica.measure.conversation import answering, bundling, coming_back
from vesica.measure.pooling import pool
from vesica.measure.practice import spacing
from vesica.measure.retest import retest_error
from vesica.measure.telling import telling


def conversing(rng, people, weeks, share, bundles):
    """Weeks of posts; with ``bundles`` a week's posts are all replies or none."""
    posts = rng.poisson(2.0, (people, weeks))
    if bundles:
        replies = posts * (rng.random((people, weeks)) < share[:, None])
    else:
        replies = rng.binomial(posts, share[:, None])
    some = np.where(posts > 0, posts, 1)
    return {
        "replies": replies.sum(axis=1), "posts": posts.sum(axis=1),
        "squares": (replies**2 / some).sum(axis=1), "weeks": (posts > 0).sum(axis=1),
        "weekly": (posts**2).sum(axis=1),
    }  # fmt: skip


def without_weekly(sums):
    return {k: v for k, v in sums.items() if k != "weekly"}


def test_bundling_by_hand():
    """Two weeks of 2 posts: both replies in one week. Seen 2² / 2 - 2 · ½ = 1; by chance 1/3.

    The rest, 2/3, is all that a correlation of 1 adds: (4 - 2)(1 - ½)(1/3) = 1/3, so more.
    """
    found = bundling(
        replies=np.array([2]), posts=np.array([4]), squares=np.array([2.0]), weeks=np.array([2])
    )
    assert found == 1.0
    even = bundling(
        replies=np.array([2]), posts=np.array([4]), squares=np.array([1.0]), weeks=np.array([2])
    )
    assert even == 0.0


@pytest.mark.parametrize(("bundles", "rho"), [(False, 0.0), (True, 1.0)])
def test_bundling_is_the_correlation_within_weeks(bundles, rho):
    rng = np.random.default_rng(1)
    sums = conversing(rng, 4000, 20, rng.beta(3, 4, 4000), bundles)
    assert bundling(**without_weekly(sums)) == pytest.approx(rho, abs=0.03)


@pytest.mark.parametrize("bundles", [False, True], ids=["single", "in bundles"])
def test_answering_covers_the_true_share(bundles):
    rng = np.random.default_rng(2)
    truth = rng.normal(-0.5, 0.8, 4000)
    facet = answering(**conversing(rng, 4000, 30, 1 / (1 + np.exp(-truth)), bundles))
    pooled = pool(value=facet.value, standard_error=facet.standard_error)
    inside = np.abs(pooled.value - truth) <= 1.645 * pooled.standard_error
    # 4,000 people: 0.9 is known to 0.005; the rest is that the bundles' size is one for all.
    assert inside.mean() == pytest.approx(0.9, abs=0.025)


def test_ten_times_the_posts_do_not_move_the_share():
    rng = np.random.default_rng(3)
    one = conversing(rng, 300, 20, rng.beta(3, 4, 300), False)
    before = answering(**one)
    person = 7
    many = {k: v.copy() for k, v in one.items()}
    for name in ("replies", "posts", "squares"):
        many[name][person] *= 10
    many["weekly"][person] *= 100
    after = answering(**many)
    moved = abs(after.value[person] - before.value[person])
    assert moved < before.standard_error[person]


def test_who_comes_back_and_too_few_to_tell():
    rng = np.random.default_rng(4)
    received = rng.poisson(20, 3000)
    truth = rng.normal(-1, 0.7, 3000)
    answered = rng.binomial(received, 1 / (1 + np.exp(-truth)))
    facet = coming_back(answered=answered, received=received)
    pooled = pool(value=facet.value, standard_error=facet.standard_error)
    inside = np.abs(pooled.value - truth) <= 1.645 * pooled.standard_error
    assert inside.mean() == pytest.approx(0.9, abs=0.02)
    with pytest.raises(EstimationError, match="3 of 60"):
        coming_back(answered=np.array([3, 0, 0]), received=np.array([20, 20, 20]))


def places(rng, people, size, posts, alpha):
    share = rng.dirichlet(alpha * size, people)
    counts = np.stack([rng.multinomial(n, p) for n, p in zip(posts, share, strict=True)])
    person, place = np.nonzero(counts)
    return share, {"person": person, "place": place, "posts": counts[person, place]}


def test_breadth_by_hand():
    """Three posts in places 2 and 1: pairs that differ, 2 of 3. Alone: 0. Single post: none."""
    facet = breadth(
        person=np.array([0, 0, 1, 2]), place=np.array([0, 1, 0, 1]),
        posts=np.array([2, 1, 5, 1]), n_people=4,
    )  # fmt: skip
    np.testing.assert_allclose(facet.value, [2 / 3, 0, np.nan, np.nan])
    assert np.all(facet.standard_error[:2] > 0)
    assert np.isposinf(facet.standard_error[2:]).all()
    assert facet.evidence.tolist() == [3, 5, 0, 0]


def test_breadth_covers_and_does_not_depend_on_volume():
    rng = np.random.default_rng(5)
    alpha = np.array([0.4, 0.3, 0.2, 0.1])
    posts = np.ceil(rng.lognormal(3, 1, 5000)).astype(int) + 1
    share, rows = places(rng, 5000, 2.0, posts, alpha)
    truth = 1 - np.sum(share**2, axis=1)
    facet = breadth(**rows, n_people=5000)
    few, many = posts < 10, posts > 50
    assert np.mean(facet.value[few]) == pytest.approx(np.mean(truth[few]), abs=0.02)
    assert np.mean(facet.value[many]) == pytest.approx(np.mean(truth[many]), abs=0.02)
    # The true values are bounded and skewed: intervals of a normal are held only roughly.
    pooled = pool(value=facet.value, standard_error=facet.standard_error)
    inside = np.abs(pooled.value - truth) <= 1.645 * pooled.standard_error
    assert inside.mean() == pytest.approx(0.9, abs=0.03)


@settings(max_examples=20, deadline=None)
@given(st.lists(st.integers(1, 30), min_size=6, max_size=6), st.permutations(range(3)))
def test_names_of_places_do_not_matter(counts, order):
    person, place = np.repeat([0, 1], 3), np.tile([0, 1, 2], 2)
    posts = np.array(counts)
    a = breadth(person=person, place=place, posts=posts, n_people=2)
    b = breadth(person=person, place=np.array(order)[place], posts=posts, n_people=2)
    np.testing.assert_allclose(a.value, b.value)
    np.testing.assert_allclose(a.standard_error, b.standard_error)
    assert np.all((a.value >= 0) & (a.value <= 1))


def test_one_place_says_nothing():
    with pytest.raises(EstimationError, match="one platform"):
        breadth(
            person=np.array([0, 1]), place=np.zeros(2, int), posts=np.array([3, 4]), n_people=2
        )


def test_spacing_tells_seasons_from_one_campaign():
    """As many active weeks: one kind has them in a row, the other all over the year."""
    rng = np.random.default_rng(6)
    n, weeks = 3000, 48
    spaced = rng.random(n) < 0.5
    k = rng.integers(2, 12, n)
    start = rng.integers(0, weeks - 12, n)
    active = np.zeros((n, weeks), dtype=bool)
    for i in range(n):
        at = rng.choice(weeks, k[i], replace=False) if spaced[i] else start[i] + np.arange(k[i])
        active[i, at] = True
    months = active.reshape(n, 12, 4).any(axis=2).sum(axis=1)
    facet = spacing(
        active_weeks=active.sum(axis=1), active_months=months, months=np.full(n, 12),
        observed=np.ones(n, dtype=bool),
    )  # fmt: skip
    pooled = pool(value=facet.value, standard_error=facet.standard_error)
    assert np.corrcoef(pooled.value, spaced)[0, 1] > 0.6
    for weeks_active in range(3, 12):
        same = k == weeks_active
        assert pooled.value[same & spaced].mean() > pooled.value[same & ~spaced].mean() + 0.3


def marks(rng, people, scatter=0.0):
    n = rng.poisson(4, people)
    truth = rng.normal(0, 10, people)
    person = np.repeat(np.arange(people), n)
    noise = 12 * np.exp(scatter * rng.normal(size=people))[person]
    x = truth[person] + noise * rng.normal(size=person.size)
    sums = {"total": np.bincount(person, x, people), "squares": np.bincount(person, x**2, people)}
    return truth, {"results": n, **sums}


@pytest.mark.parametrize("scatter", [0.0, 0.4])
def test_marks_cover(scatter):
    truth, sums = marks(np.random.default_rng(7), 4000, scatter)
    facet = checks(**sums)
    seen = np.isfinite(facet.standard_error)
    assert seen.tolist() == (sums["results"] > 0).tolist()
    pooled = pool(value=facet.value, standard_error=facet.standard_error)
    inside = np.abs(pooled.value - truth)[seen] <= 1.645 * pooled.standard_error[seen]
    assert inside.mean() == pytest.approx(0.9, abs=0.025)


def test_single_marks_are_refused():
    with pytest.raises(EstimationError, match="2 marked"):
        checks(results=np.array([1, 1, 0]), total=np.ones(3), squares=np.ones(3))


def test_error_from_repetition_by_hand():
    """Pairs that differ by 2: variance of one measurement is 2."""
    person = np.repeat(np.arange(10), 2)
    value = np.tile([1.0, 3.0], 10) + 100 * person
    assert retest_error(person=person, value=value) == pytest.approx(2**0.5)
    assert retest_error(person=person[:-2], value=value[:-2]) is None


def facet_of_noise(sd, error, n=500):
    rng = np.random.default_rng(8)
    return Facet(
        name="x", value=sd * rng.normal(size=n) + error * rng.normal(size=n),
        standard_error=np.full(n, error), evidence=np.ones(n, dtype=int), unit="1",
        evidence_unit="records",
    )  # fmt: skip


def test_a_facet_of_noise_is_left_out_and_another_passes_unchanged():
    good = facet_of_noise(1.0, 1.0)
    assert telling(good) is good
    with pytest.raises(EstimationError, match=r"reliability of 0\.\d"):
        telling(facet_of_noise(0.2, 1.0))
