"""What people would have done, everyone's effect, multiples and verdicts."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from spreading_arrays import daily, fitted, renumbered, with_a_stranger

from vesica.core.estimate import Estimate, Hidden
from vesica.core.persuasion import PersuasionVerdict
from vesica.errors import EstimationError
from vesica.measure.pooling import pool
from vesica.network import persuasion as room
from vesica.network.persuasion import persuasion
from vesica.network.persuasion_baseline import baseline
from vesica.network.persuasion_days import AHEAD, NONE
from vesica.network.persuasion_facet import demonstrated_persuasion
from vesica.network.persuasion_joint import persuaders
from vesica.network.persuasion_multiples import Multiple, multiple
from vesica.network.persuasion_spread import spread


def answer(arrays):
    followed, base = fitted(arrays)
    names = [f"unit {u:02}" for u in range(int(arrays["unit"].max()) + 1)]
    return persuasion(spread=followed, base=base, unit=arrays["unit"], unit_names=names, level=0.9)


@pytest.fixture(scope="module")
def persuaded():
    return daily(seed=5)


@pytest.fixture(scope="module")
def quiet():
    return daily(seed=6, beta=0.0)


# -- baseline ---------------------------------------------------------------------------------


def test_baseline_of_people_alike_is_adoptions_per_week():
    """Ten people over two weeks, of whom two adopt unseen: 2 in 10 + 8.something weeks."""
    followed = spread(
        person=np.array([0, 1]),
        practice=np.zeros(2, dtype=np.int64),
        day=np.array([0, 13]),
        attends=np.array([8]),
        to=np.array([9]),
        own_line=np.array([False]),
        group=np.zeros(10, dtype=np.int64),
        n_people=10,
        window=28,
    )
    zero = np.zeros(10, dtype=np.int64)
    base = baseline(spread=followed, factors=zero[:, None], unit=zero)
    weeks = (1 + 14 + 8 * 14) / 7
    assert base.rate[0] == pytest.approx(np.full((1, 2), 2 / weeks))
    assert base.expected[NONE].sum() == pytest.approx(2)
    assert base.exposed.sum() == 0


def test_baseline_gives_back_the_unexposed_adoptions(persuaded):
    followed, base = fitted(persuaded[0])
    alone = np.isin(followed.state, (NONE, AHEAD)).sum()
    assert base.expected[[NONE, AHEAD]].sum() == pytest.approx(alone, rel=0.02)


def test_baseline_knows_levels(quiet):
    arrays, _ = quiet
    followed, base = fitted(arrays)
    level = arrays["factors"][:, 0]
    taste = [base.taste[level == k].mean() for k in range(3)]
    assert taste[2] / taste[0] == pytest.approx(3, rel=0.25)
    assert taste[1] / taste[0] == pytest.approx(2, rel=0.25)
    assert base.exposed.sum() == pytest.approx(followed.exposed.sum(), rel=0.1)


def test_without_unexposed_adoptions_there_is_no_baseline(persuaded):
    followed, _ = fitted(persuaded[0])
    only = dataclasses.replace(followed, state=np.ones_like(followed.state))
    with pytest.raises(EstimationError, match="nothing to compare"):
        baseline(spread=only, factors=persuaded[0]["factors"], unit=persuaded[0]["unit"])


# -- everyone's effect ------------------------------------------------------------------------


def test_one_effect_is_the_posterior_by_brute_force(persuaded):
    """Given the means of all others, one person's mean is an integral that can be done by hand."""
    followed, base = fitted(persuaded[0])
    found = persuaders(spread=followed, base=base, level=0.9)
    mean = np.zeros(followed.n_people)
    mean[found.person] = found.mean
    rate = base.at_adoption(followed)
    checked = 0
    for at in range(0, found.person.size, 97):
        person = found.person[at]
        adoptions = followed.pair_adoption[followed.pair_exposer == person]
        log = -found.nodes * found.weeks[at]
        for k in adoptions:
            others = followed.pair_exposer[followed.pair_adoption == k]
            rest = rate[k] + mean[others[others != person]].sum()
            log = log + np.log(rest + found.nodes)
        weight = np.exp(log - log.max()) * found.prior
        expected = weight @ found.nodes / weight.sum()
        assert found.mean[at] == pytest.approx(expected, rel=0.02)
        assert found.low[at] < found.mean[at] < found.high[at]
        checked += 1
    assert checked > 4


def test_effects_add_up_to_the_excess(persuaded):
    followed, base = fitted(persuaded[0])
    found = persuaders(spread=followed, base=base, level=0.9)
    excess = followed.exposed.sum() - base.exposed.sum()
    assert found.mean @ found.weeks == pytest.approx(excess, rel=0.05)


def test_no_excess_no_effects(quiet):
    followed, base = fitted(quiet[0])
    more = dataclasses.replace(base, expected=base.expected * 3)
    with pytest.raises(EstimationError, match="would have come anyway"):
        persuaders(spread=followed, base=more, level=0.9)


@settings(max_examples=3, deadline=None)
@given(st.randoms(use_true_random=False))
def test_numbers_of_people_do_not_matter(persuaded, random):
    arrays, _ = persuaded
    place = np.array(random.sample(range(arrays["n_people"]), arrays["n_people"]))
    followed, base = fitted(arrays)
    one = persuaders(spread=followed, base=base, level=0.9)
    followed, base = fitted(renumbered(arrays, place))
    two = persuaders(spread=followed, base=base, level=0.9)
    order = np.argsort(place[one.person])
    assert two.person.tolist() == place[one.person][order].tolist()
    assert two.mean == pytest.approx(one.mean[order], rel=1e-6)
    assert two.high == pytest.approx(one.high[order], rel=1e-6)


def test_a_stranger_changes_next_to_nothing(persuaded):
    arrays, _ = persuaded
    followed, base = fitted(arrays)
    one = persuaders(spread=followed, base=base, level=0.9)
    followed, base = fitted(with_a_stranger(arrays))
    two = persuaders(spread=followed, base=base, level=0.9)
    assert two.person.tolist() == one.person.tolist()
    # One more person at risk is a sixth of a per cent; means settle to a hundredth of the typical.
    assert two.mean == pytest.approx(one.mean, rel=0.03)


# -- multiples --------------------------------------------------------------------------------


def test_multiple_by_hand():
    observed = np.array([[4.0, 6.0], [8.0, 2.0]])
    expected = np.array([[2.0, 2.0], [4.0, 2.0]])
    found = multiple(observed, expected, level=0.9, events=100)
    part = observed / 20 - expected / 10
    rows, columns = part.sum(axis=1), part.sum(axis=0)
    both = 2 * (rows @ rows) + 2 * (columns @ columns) - np.sum(part**2)
    largest = max(both, 2 * rows @ rows, 2 * columns @ columns, np.sum(part**2), 1 / 20)
    assert found.log == pytest.approx(np.log(2))
    assert found.error == pytest.approx(np.sqrt(largest + 1 / 100))
    assert found.quantile == pytest.approx(6.3138, abs=1e-4)


@pytest.mark.parametrize("empty", [np.zeros((2, 2)), np.ones((2, 2))])
def test_no_multiple_of_nothing(empty):
    assert multiple(empty, np.zeros((2, 2)), level=0.9, events=1) is None
    assert multiple(np.zeros((2, 2)), empty, level=0.9, events=1) is None


def test_one_practice_leaves_errors_between_units():
    found = multiple(np.array([[9.0], [11.0]]), np.array([[10.0], [10.0]]), level=0.9, events=1e9)
    assert isinstance(found, Multiple)
    assert found.error == pytest.approx(np.sqrt(1 / 20))


# -- the answer -------------------------------------------------------------------------------


def test_persuasion_is_found(persuaded):
    found = answer(persuaded[0])
    assert found.verdict is PersuasionVerdict.PERSUADED
    assert found.net.low > 1
    assert found.share.low > 0
    assert found.ahead.low < 1.05
    assert found.second.low < 1 < found.second.high
    assert [u.org_unit for u in found.by_unit] == sorted(u.org_unit for u in found.by_unit)
    assert sum(u.people for u in found.by_unit) == found.people


def test_no_persuasion_is_not_found(quiet):
    found = answer(quiet[0])
    assert found.verdict is not PersuasionVerdict.PERSUADED
    assert found.by_unit == ()
    assert found.matched.low < 1 < found.matched.high
    assert found.direction.low < 1 < found.direction.high


def test_nobody_is_measured_where_nothing_is_shown(quiet):
    followed, base = fitted(quiet[0])
    with pytest.raises(EstimationError, match="nobody's share is shown"):
        demonstrated_persuasion(spread=followed, base=base, unit=quiet[0]["unit"], level=0.9)


def test_few_practices_say_nothing_about_persons():
    arrays, _ = daily(seed=5, practices=1, people=1500, beta=0.1)
    followed, base = fitted(arrays)
    assert (followed.exposed_weeks >= room.ENOUGH).sum() < 2
    with pytest.raises(EstimationError, match="known of units only"):
        demonstrated_persuasion(spread=followed, base=base, unit=arrays["unit"], level=0.9)


def test_the_facet_holds_those_seen_for_long(persuaded, monkeypatch):
    monkeypatch.setattr("vesica.network.persuasion_facet.ENOUGH", 60)
    arrays, effect = persuaded
    followed, base = fitted(arrays)
    facet = demonstrated_persuasion(spread=followed, base=base, unit=arrays["unit"], level=0.9)
    seen = np.isfinite(facet.standard_error)
    assert seen.tolist() == (followed.exposed_weeks >= 60).tolist()
    assert np.isnan(facet.value[~seen]).all()
    assert (facet.evidence[~seen] == 0).all()
    assert np.corrcoef(facet.value[seen], np.log(effect[seen]))[0, 1] > 0.3
    pooled = pool(value=facet.value, standard_error=facet.standard_error)
    true = np.log(effect + persuaders(spread=followed, base=base, level=0.9).offset)
    z = ((pooled.value - true) / pooled.standard_error)[seen]
    assert abs(np.mean(z)) < 0.4  # the common level is uncertain, and drops out of the skill
    assert np.std(z) == pytest.approx(1, abs=0.15)


def estimate(value, low, high):
    return Estimate(value=value, low=low, high=high, level=0.9, unit="1", n=100)


UNSURE = estimate(1.2, 0.9, 1.6)
CLEAR = estimate(1.5, 1.2, 2.0)
SMALL = estimate(0.01, 0.0, 0.04)
LARGE = estimate(0.2, 0.1, 0.3)


@pytest.mark.parametrize(
    ("net", "share", "checks", "verdict"),
    [
        (CLEAR, LARGE, (CLEAR, CLEAR), PersuasionVerdict.PERSUADED),
        (CLEAR, LARGE, (UNSURE, CLEAR), PersuasionVerdict.CANNOT_SAY),
        (CLEAR, LARGE, (CLEAR, UNSURE), PersuasionVerdict.CANNOT_SAY),
        (UNSURE, LARGE, (CLEAR, CLEAR), PersuasionVerdict.CANNOT_SAY),
        (UNSURE, SMALL, (UNSURE, UNSURE), PersuasionVerdict.LITTLE),
        (CLEAR, LARGE, (Hidden(why="thin"), CLEAR), PersuasionVerdict.CANNOT_SAY),
        (Hidden(why="thin"), Hidden(why="thin"), (CLEAR, CLEAR), PersuasionVerdict.CANNOT_SAY),
    ],
)
def test_verdicts(net, share, checks, verdict):
    assert room._verdict(net, share, checks) is verdict


def test_the_placebo_is_taken_out_and_widens():
    matched, ahead = (Multiple(log=np.log(x), error=0.05, quantile=1.8) for x in (2.0, 1.2))
    with_bias = room._net(matched, ahead, level=0.9, n=10)
    without = room._net(matched, dataclasses.replace(ahead, log=-0.1), level=0.9, n=10)
    assert with_bias.value == pytest.approx(2 / 1.2)
    assert without.value == pytest.approx(2)
    assert with_bias.low == pytest.approx(without.low / 1.2**3)
    assert with_bias.high >= matched.interval()[2]
    assert room._net(matched, None, level=0.9, n=10) == Hidden(why="too few adoptions to tell")


@pytest.mark.slow
def test_effects_and_share_are_recovered():
    """A simulation of 4,000 people: rank, mean and intervals."""
    arrays, effect = daily(seed=11, people=4000, practices=10, beta=0.02)
    followed, base = fitted(arrays)
    found = persuaders(spread=followed, base=base, level=0.9)
    true = effect[found.person]
    assert np.corrcoef(found.log_mean, np.log(true))[0, 1] > 0.55
    assert found.mean.mean() == pytest.approx(true.mean(), rel=0.1)
    assert np.mean((found.low <= true) & (true <= found.high)) == pytest.approx(0.9, abs=0.03)
