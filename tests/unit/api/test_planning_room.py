"""What a person gains over all places is never more than is left to certainty."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from vesica.api.planning_pairs import Paired
from vesica.api.planning_problem import Problem
from vesica.api.planning_solved import _pair_again
from vesica.core.pairs import PairPlan
from vesica.plan.assemble import Sides
from vesica.plan.pairing import pair_up
from vesica.plan.problem import PairProblem, RouteProblem
from vesica.plan.verify import verify_pairs, verify_room

TRAINING, MENTORING = 0, 1


def _problem(base):
    """A mentor (person 0) and two leaders (1 and 2), who could have training as well."""
    n, R = 3, 2
    routes = RouteProblem(
        routes=("training", "reverse mentoring"),
        units=("one",),
        disciplines=("one",),
        exposure=np.array([[0.1, 0.5], [0.3, 0.0], [0.3, 0.0]]),
        effect=np.ones(R),
        base=np.array([0.1, base, 0.1]),
        eligible=np.ones((n, R), dtype=bool),
        locked=np.zeros((n, R), dtype=bool),
        vetoed=np.zeros((n, R), dtype=bool),
        opted_in=np.ones(n, dtype=bool),
        unit=np.zeros(n, dtype=np.int64),
        discipline=np.zeros(n, dtype=np.int64),
        cost=np.ones(R),
        hours=np.ones(R),
        seats=np.full(R, -1),
        budget=np.inf,
        hours_limit=np.inf,
        coverage=np.zeros(1, dtype=np.int64),
        fairness=None,
        tie=np.arange(n, dtype=float),
    )
    pairs = PairProblem(
        mentor_capacity=np.array([1]),
        leader_capacity=np.array([1, 1]),
        mentor=np.array([0, 0]),
        leader=np.array([0, 1]),
        mentor_gain=np.array([0.2, 0.2]),
        leader_gain=np.array([0.25, 0.1]),
        mentor_tie=np.zeros(1),
        leader_tie=np.arange(2.0),
        locked=np.zeros(2, dtype=bool),
        vetoed=np.zeros(2, dtype=bool),
    )
    nothing: Any = None
    sides = Sides(
        mentor=np.array([0]),
        leader=np.array([1, 2]),
        mentor_capacity=pairs.mentor_capacity,
        leader_capacity=pairs.leader_capacity,
    )
    plan: PairPlan = pair_up(pairs)
    made = Paired(
        people=nothing, rules=nothing, sides=sides, gains=nothing, problem=pairs, plan=plan
    )
    return Problem(routes=routes, pairs=made, closed={})


@pytest.mark.parametrize(
    ("base", "trained", "leader", "gain"),
    [
        (0.2, False, 0, 0.45),  # nothing else: both gains whole
        (0.2, True, 0, 0.45),  # .2 + .3 + .25 is no more than 1
        (0.62, True, 1, 0.30),  # .08 is left after training: the other leader gains more
        (0.75, True, 1, 0.30),  # nothing is left
    ],
)
def test_a_leader_on_a_route_gains_from_pairs_what_is_left(base, trained, leader, gain):
    problem = _problem(base)
    chosen = np.array([MENTORING, TRAINING if trained else -1, -1])
    table: Any = SimpleNamespace(names=problem.routes.routes)
    made = _pair_again(problem, table, chosen, np.full(3, -1))
    (pair,) = np.flatnonzero(made.plan.chosen)
    assert made.problem.leader[pair] == leader
    assert made.plan.gain == pytest.approx(gain, abs=1e-7)
    assert made.plan.gap == pytest.approx(0.0, abs=1e-9)
    assert verify_pairs(made.problem, made.plan.chosen, gain=made.plan.gain) == ()


def test_the_verifier_finds_a_gain_beyond_certainty():
    base = np.array([0.6, 0.2])
    assert verify_room(base, [(0, 0.3), (0, 0.1), (1, 0.8)]) == ()
    (found,) = verify_room(base, [(0, 0.3), (1, 0.5), (0, 0.2)])
    assert (found.people, found.excess) == ((0,), pytest.approx(0.1))
