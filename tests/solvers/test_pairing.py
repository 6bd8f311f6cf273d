from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
import planning
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vesica.errors import UsageError
from vesica.plan.pairing import pair_up, why_not, why_pair
from vesica.plan.stable import blocking_pairs, deferred_acceptance, stability
from vesica.plan.verify import verify_pairs


def _drawn(seed, kind):
    rng = np.random.default_rng(seed)
    n, m = rng.integers(1, 9, 2)
    if kind == "ties":
        gain = rng.integers(-1, 3, (n, m)).astype(float)
    elif kind == "negative":
        gain = rng.normal(-0.3, 1.0, (n, m))
    elif kind == "trap":  # the largest gain is never worth taking first
        gain = np.minimum.outer(np.arange(n), np.arange(m)) + 0.9 * rng.random((n, m)) + 1
    else:
        gain = rng.random((n, m))
    top = 3 if kind == "places" else 1
    return planning.pairs(
        gain,
        mentor_capacity=rng.integers(0, top + 1, n) if kind == "places" else None,
        leader_capacity=rng.integers(0, top + 1, m),
    )


@pytest.mark.parametrize("kind", ["plain", "ties", "negative", "trap", "places"])
@pytest.mark.parametrize("seed", range(20))
def test_the_largest_gain_is_that_of_brute_force(seed, kind):
    problem = _drawn(seed, kind)
    plan = pair_up(problem)
    assert plan.gain == pytest.approx(planning.best_by_hand(problem), abs=1e-7)
    assert plan.bound == pytest.approx(plan.gain, abs=1e-12)
    assert verify_pairs(problem, plan.chosen) == ()


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_any_small_problem_equals_brute_force(data):
    n, m = data.draw(st.integers(1, 5)), data.draw(st.integers(1, 5))
    numbers = st.floats(-10, 10, allow_nan=False, width=32)
    gain = [[data.draw(numbers) for _ in range(m)] for _ in range(n)]
    left = data.draw(st.lists(st.integers(0, 3), min_size=n, max_size=n))
    right = data.draw(st.lists(st.integers(0, 3), min_size=m, max_size=m))
    problem = planning.pairs(gain, mentor_capacity=left, leader_capacity=right)
    plan = pair_up(problem)
    assert plan.gain == pytest.approx(planning.best_by_hand(problem), abs=1e-6)
    assert plan.bound == pytest.approx(plan.gain, abs=1e-9)


@pytest.mark.parametrize("least", [5e-324, 1e-300, 4.4e-39])
def test_a_tiny_gain_beside_a_large_loss_is_no_harm(least):
    plan = pair_up(planning.pairs([[least, -1.0]]))
    assert plan.chosen.tolist() == [True, False]
    assert plan.bound == pytest.approx(plan.gain)


def test_the_order_of_rows_decides_nothing():
    rng = np.random.default_rng(3)
    problem = planning.pairs(rng.integers(0, 3, (6, 5)), leader_capacity=[2, 1, 1, 2, 1])
    i, j, arcs = rng.permutation(6), rng.permutation(5), rng.permutation(30)
    turned = replace(
        problem,
        mentor=i[problem.mentor][arcs],
        leader=j[problem.leader][arcs],
        mentor_gain=problem.mentor_gain[arcs],
        leader_gain=problem.leader_gain[arcs],
        mentor_tie=problem.mentor_tie[np.argsort(i)],
        leader_tie=problem.leader_tie[np.argsort(j)],
        mentor_capacity=problem.mentor_capacity[np.argsort(i)],
        leader_capacity=problem.leader_capacity[np.argsort(j)],
    )
    first, second = pair_up(problem), pair_up(turned)
    assert (first.chosen[arcs] == second.chosen).all()
    stable = [deferred_acceptance(p, best=first).chosen for p in (problem, turned)]
    assert (stable[0][arcs] == stable[1]).all()


def test_a_person_in_several_pairs_gains_once():
    problem = planning.pairs(
        [[0.25 + 0.1, 0.22 + 0.1, 0.25 + 0.1]],
        mentor_gain=[[0.25, 0.22, 0.25]],
        mentor_capacity=[3],
    )
    plan = pair_up(problem)
    assert plan.chosen.all()
    assert plan.gain == pytest.approx(0.25 + 3 * 0.1)
    own, other = problem.counted(plan.chosen)
    assert sorted(own) == [0.0, 0.0, 0.25]
    assert other == pytest.approx(0.1)
    assert verify_pairs(problem, plan.chosen, gain=plan.gain) == ()
    twice = verify_pairs(problem, plan.chosen, gain=float(problem.gain.sum()))
    assert [v.rule for v in twice] == ["each person's own gain once"]
    assert twice[0].excess == pytest.approx(0.47)


def test_a_leader_with_several_mentors_gains_once():
    problem = planning.pairs([[0.3], [0.5]], mentor_gain=[[0.1], [0.1]], leader_capacity=[2])
    plan = pair_up(problem)
    assert plan.gain == pytest.approx(0.1 + 0.1 + 0.4)


@pytest.mark.parametrize("seed", range(40))
def test_places_locks_and_gains_that_count_once_equal_brute_force(seed):
    rng = np.random.default_rng([seed, 5])
    n, m = rng.integers(1, 4, 2)
    own, other = rng.normal(0.4, 0.5, (2, n, m)).round(int(rng.integers(1, 4)))
    room = rng.integers(1, 4, n), rng.integers(1, 4, m)
    problem = planning.pairs(
        own + other, mentor_gain=own, mentor_capacity=room[0], leader_capacity=room[1]
    )
    problem = replace(problem, locked=np.arange(n * m) == rng.integers(0, n * m))
    plan = pair_up(problem)
    best = max(
        problem.total(np.array(chosen))
        for chosen in itertools.product([False, True], repeat=n * m)
        if verify_pairs(replace(problem, leader_gain=np.full(n * m, 9.0)), np.array(chosen)) == ()
    )
    assert plan.gain == pytest.approx(best, abs=1e-7)
    assert plan.bound == pytest.approx(plan.gain, abs=1e-9)
    assert verify_pairs(problem, plan.chosen, gain=plan.gain) == ()


def test_nobody_is_paired_at_a_loss():
    plan = pair_up(planning.pairs([[-1.0, -2.0], [3.0, -1.0]]))
    assert plan.chosen.tolist() == [False, False, True, False]


def test_locks_and_vetoes_hold_and_cost():
    problem = planning.pairs([[5.0, 4.0], [4.0, 1.0]])
    assert pair_up(problem).gain == pytest.approx(8)
    locked = replace(problem, locked=np.array([True, False, False, False]))
    plan = pair_up(locked)
    assert plan.chosen.tolist() == [True, False, False, True]
    assert plan.gain == pytest.approx(6)
    assert why_pair(locked, plan, 0).locked
    vetoed = replace(problem, vetoed=np.array([False, True, False, False]))
    assert pair_up(vetoed).gain == pytest.approx(6)


@pytest.mark.parametrize(
    ("locked", "vetoed", "words"),
    [([0, 1], [], "more pairs than"), ([0], [0], "locked and vetoed")],
)
def test_locks_that_cannot_hold_are_refused(locked, vetoed, words):
    marks = [np.isin(np.arange(4), some) for some in (locked, vetoed)]
    with pytest.raises(UsageError, match=words):
        pair_up(replace(planning.pairs(np.ones((2, 2))), locked=marks[0], vetoed=marks[1]))


def test_reasons_say_what_a_pair_is_worth_and_what_beat_another():
    problem = planning.pairs([[5.0, 4.0], [4.0, 1.0]])
    plan = pair_up(problem)
    reason = why_pair(problem, plan, 1)
    assert reason.lead == pytest.approx(2)
    absent = why_not(plan, mentor=0, leader=0, mentor_gain=2.5, leader_gain=2.5)
    assert absent.better_use >= 5.0
    assert "worth" in absent.words
    gains = {"mentor_gain": 2.5, "leader_gain": 2.5}
    ruled = why_not(plan, mentor=0, leader=0, **gains, rules=("they were paired before",))
    assert ruled.words == "Not allowed: they were paired before."
    assert "nothing" in why_not(plan, mentor=1, leader=1, mentor_gain=-0.5, leader_gain=0.0).words
    with pytest.raises(UsageError):
        why_pair(problem, plan, 0)


@pytest.mark.parametrize("seed", range(20))
def test_the_price_of_a_place_bounds_what_one_more_would_bring(seed):
    problem = _drawn(seed, "places")
    plan = pair_up(problem)
    for j in range(problem.leader_capacity.size):
        more = problem.leader_capacity.copy()
        more[j] += 1
        other = pair_up(replace(problem, leader_capacity=more))
        price = plan.leader_price[j, int(problem.leader_capacity[j] > 0)]
        assert other.gain - plan.gain == pytest.approx(price, abs=1e-7)


@pytest.mark.parametrize("proposing", ["mentors", "leaders"])
@pytest.mark.parametrize("seed", range(25))
def test_deferred_acceptance_leaves_no_blocking_pair(seed, proposing):
    rng = np.random.default_rng(seed)
    n, m = rng.integers(1, 9, 2)
    own, other = rng.normal(0.5, 1, (2, n, m)).round(1)
    problem = planning.pairs(
        own + other,
        mentor_gain=own,
        mentor_capacity=rng.integers(0, 3, n),
        leader_capacity=rng.integers(0, 4, m),
    )
    best = pair_up(problem)
    stable = deferred_acceptance(problem, best=best, proposing=proposing)
    assert not blocking_pairs(problem, stable.chosen).any()
    assert verify_pairs(problem, stable.chosen) == ()
    said = stability(problem, best=best, stable=stable)
    assert said.stable_gain <= said.gain + 1e-7
    price = max(0.0, 1 - said.stable_gain / said.gain) if said.gain else 0
    assert said.price == pytest.approx(price)


def test_the_side_that_proposes_does_best():
    own = np.array([[2.0, 1.0], [1.0, 2.0]])
    problem = planning.pairs(own + own[::-1], mentor_gain=own)
    best = pair_up(problem)
    by_mentors = deferred_acceptance(problem, best=best, proposing="mentors").chosen
    by_leaders = deferred_acceptance(problem, best=best, proposing="leaders").chosen
    assert by_mentors.tolist() == [True, False, False, True]
    assert by_leaders.tolist() == [False, True, True, False]


def test_a_blocking_pair_is_found():
    problem = planning.pairs([[5.0, 4.0], [4.0, 1.0]])
    assert blocking_pairs(problem, pair_up(problem).chosen).tolist() == [True, *[False] * 3]


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"mentor_capacity": np.array([0, 1])}, "places of mentors"),
        ({"leader_capacity": np.array([1, 0])}, "places of leaders"),
        ({"locked": np.array([True, False, False, False])}, "locks"),
        ({"vetoed": np.array([False, True, False, False])}, "vetoes"),
        ({"mentor_gain": np.full(4, -9.0)}, "nobody pairs at a loss"),
        ({"leader": np.array([0, 1, 0, 1]), "mentor": np.array([0, 0, 0, 1])}, "each pair once"),
    ],
)
def test_the_verifier_catches(change, rule):
    problem = planning.pairs([[5.0, 4.0], [4.0, 1.0]])
    chosen = np.array([False, True, True, False])
    if rule == "each pair once":
        chosen = np.array([True, False, True, False])
    assert verify_pairs(problem, chosen) == () or rule == "each pair once"
    assert rule in {v.rule for v in verify_pairs(replace(problem, **change), chosen)}
