from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import linear_sum_assignment

from vesica.plan.solvers import matching
from vesica.plan.solvers.matching import best_matching
from vesica.plan.solvers.prices import certificate


def _table(kind, seed):
    """A table of weights larger than what is looked at first, and places on both sides."""
    rng = np.random.default_rng(seed)
    weight = rng.integers(1, 2**31, (40, 35))
    if kind == "all want the same few":
        weight = np.sort(weight, axis=1) // 2 + rng.integers(0, 2**20, weight.shape)
    elif kind == "ties":
        weight = rng.integers(1, 4, weight.shape)
    i, j = np.divmod(np.arange(weight.size), weight.shape[1])
    top = 1 if kind == "one place" else 4
    rooms = [rng.integers(min(top, 2) - 1, top, n) if top > 1 else np.ones(n) for n in (40, 35)]
    left, right = (room.astype(np.int64) for room in rooms)
    arcs = {"left": i, "right": j, "weight": weight.ravel()}
    return arcs, {"left_capacity": left, "right_capacity": right}


@pytest.mark.parametrize("kind", ["one place", "places", "all want the same few", "ties"])
@pytest.mark.parametrize("seed", range(5))
def test_few_arcs_first_and_all_at_once_agree(kind, seed, monkeypatch):
    arcs, places = _table(kind, seed)
    made, u, v = best_matching(**arcs, **places)
    monkeypatch.setattr(matching, "_FIRST", 10**6)
    whole, *prices = best_matching(**arcs, **places)
    total = arcs["weight"][made].sum()
    assert total == arcs["weight"][whole].sum()
    assert certificate(**arcs, **places, u=u, v=v) == total
    assert np.array_equal(u, prices[0])
    assert np.array_equal(v, prices[1])
    for side, room in (("left", "left_capacity"), ("right", "right_capacity")):
        taken = np.bincount(arcs[side][made], minlength=places[room].size)
        assert (taken <= places[room]).all()


@pytest.mark.parametrize("seed", range(5))
def test_one_place_each_is_an_assignment(seed):
    arcs, places = _table("one place", seed)
    made, *_ = best_matching(**arcs, **places)
    table = arcs["weight"].reshape(40, 35)
    assert arcs["weight"][made].sum() == table[linear_sum_assignment(-table)].sum()


def test_a_place_that_nobody_has_is_priced_at_what_it_would_be_worth():
    left, right = np.array([0, 0, 1]), np.array([0, 1, 1])
    made, u, v = best_matching(
        left=left,
        right=right,
        weight=np.array([5, 9, 7]),
        left_capacity=np.array([1, 0]),
        right_capacity=np.array([1, 0]),
    )
    assert made.tolist() == [True, False, False]
    # The one mentor takes 5 with no rival; beyond that, the second leader would be worth 4 more.
    assert u.tolist() == [5, 3]
    assert v.tolist() == [0, 4]
