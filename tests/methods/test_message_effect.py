"""Generic against personalised, by lot: by hand, and as often right as it says."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from vesica.errors import EstimationError
from vesica.incentives.message import message_effect


def test_one_pitch_each_is_the_difference_of_two_shares():
    leader = np.arange(40)
    own = leader < 20
    adopted = np.isin(leader, [*range(12), *range(20, 25)])
    found, moves = message_effect(leader, own, adopted)
    assert found.value == pytest.approx(12 / 20 - 5 / 20)
    variance = (0.6 * 0.4 + 0.25 * 0.75) / 20 * 40 / 39  # Welch, times leaders / (leaders - 1)
    assert found.high - found.value == pytest.approx(stats.t.ppf(0.975, 39) * variance**0.5)
    assert (found.n, moves) == (40, 1 / 20)


def test_telling_one_leader_twice_is_no_second_leader():
    leader = np.arange(40)
    own, adopted = leader < 20, leader % 3 == 0
    once, _ = message_effect(leader, own, adopted)
    twice, moves = message_effect(*(np.tile(x, 2) for x in (leader, own, adopted)))
    assert (twice.value, twice.low) == (pytest.approx(once.value), pytest.approx(once.low))
    assert moves == pytest.approx(1 / 20)


@pytest.mark.parametrize(
    ("own", "adopted", "said"),
    [
        (np.arange(40) < 9, np.arange(40) % 2 == 0, "Fewer than 10 leaders"),
        (np.arange(40) < 20, np.ones(40, dtype=bool), "alike"),
    ],
)
def test_what_pitches_cannot_carry_is_refused(own, adopted, said):
    with pytest.raises(EstimationError, match=said):
        message_effect(np.arange(40), own, adopted)


def test_intervals_hold_the_difference_where_leaders_differ():
    rng, held, rounds = np.random.default_rng(71), 0, 1000
    for _ in range(rounds):
        leader = rng.integers(0, 60, 150)
        own = rng.random(150) < 0.5
        bent = 0.8 * rng.beta(1, 1, 60)[leader]  # some say yes to almost everything
        won = rng.random(150) < bent + 0.15 * own
        found, _ = message_effect(leader, own, won)
        held += found.low <= 0.15 <= found.high
    assert stats.binomtest(held, rounds, 0.95, alternative="less").pvalue > 0.01
