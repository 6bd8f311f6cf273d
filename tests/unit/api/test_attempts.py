"""The attacks find what there is to find."""

from itertools import combinations

import numpy as np
import pytest

from vesica.api.attempts import _leverage, _near


def groups(seed, count, people):
    """Groups of every size, some alike."""
    chance = np.random.default_rng(seed)
    names = np.array([f"p{k}" for k in range(people)])
    return [frozenset(names[chance.random(people) < chance.random()]) for _ in range(count)]


@pytest.mark.parametrize("seed", range(5))
def test_leverage_is_the_diagonal_of_the_projection_on_the_sums(seed):
    some = groups(seed, 8, 30)
    everyone = sorted(frozenset().union(*some))
    A = np.array([[person in group for person in everyone] for group in dict.fromkeys(some)])
    expected = np.diag(np.linalg.pinv(A.astype(float)) @ A)
    assert sorted(_leverage(some)) == pytest.approx(sorted(expected), abs=1e-9)


def test_one_who_joins_is_found():
    team = frozenset("abcdefghijkl")
    assert max(_leverage([team, team | {"m"}])) == pytest.approx(1)
    assert max(_leverage([team])) == pytest.approx(1 / 12)
    assert _leverage([]) == []


@pytest.mark.parametrize("smallest", [1, 3, 6])
def test_near_groups_are_those_of_all_pairs(smallest):
    some = set(groups(7, 40, 12))
    expected = {frozenset((a, b)) for a, b in combinations(some, 2) if 0 < len(a ^ b) < smallest}
    assert {frozenset(pair) for pair in _near(some, smallest)} == expected
    assert bool(expected) is (smallest > 1)
