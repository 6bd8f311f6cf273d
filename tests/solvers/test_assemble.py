from __future__ import annotations

import numpy as np
import planning
import pytest

from vesica.errors import UsageError
from vesica.plan.assemble import Sides, assemble, explain_absent
from vesica.plan.pairing import pair_up
from vesica.plan.problem import PairGains, PairRules
from vesica.plan.verify import verify_pair_rules, verify_pairs


@pytest.fixture
def case():
    rng = np.random.default_rng(0)
    manager = np.concatenate([[-1], rng.integers(0, 10, 59)])
    manager[1:10] = 0
    people = planning.people(60, manager=manager, opted_in=np.arange(60) != 30)
    sides = Sides(
        mentor=np.arange(10, 60),
        leader=np.arange(10),
        mentor_capacity=np.ones(50, dtype=np.int64),
        leader_capacity=np.full(10, 3),
    )
    gains = PairGains(
        mentor_needs=rng.random((50, 2)),
        mentor_offers=rng.random((50, 2)),
        leader_offers=rng.random((10, 2)),
        leader_needs=rng.random((10, 2)),
    )
    rules = PairRules(past=np.array([[11, 3]]), vetoed=np.array([[12, 4]]))
    return {"people": people, "rules": rules, "sides": sides, "gains": gains}


def test_pairs_keep_every_rule_and_fill_the_places(case):
    problem = assemble(**case)
    plan = pair_up(problem)
    assert verify_pairs(problem, plan.chosen) == ()
    mentor = case["sides"].mentor[problem.mentor[plan.chosen]]
    leader = case["sides"].leader[problem.leader[plan.chosen]]
    assert verify_pair_rules(case["people"], case["rules"], mentor, leader) == ()
    # Nobody may mentor the head of everyone's chain: nine leaders with three places remain.
    assert plan.chosen.sum() == 27


@pytest.mark.parametrize(
    ("mentor", "leader", "words"),
    [(1, 3, "paired before"), (2, 4, "a reviewer"), (20, 5, "opt in"), (9, 0, "chain")],
)
def test_an_absent_pair_has_its_rule(case, mentor, leader, words):
    plan = pair_up(assemble(**case))
    assert words in explain_absent(plan, mentor=mentor, leader=leader, **case).words


def test_an_allowed_absent_pair_was_beaten(case):
    problem = assemble(**case, k=60)
    plan = pair_up(problem)
    for a in np.flatnonzero(~plan.chosen)[:20]:
        at = {"mentor": int(problem.mentor[a]), "leader": int(problem.leader[a])}
        reason = explain_absent(plan, **at, **case)
        assert reason.rules == ()
        assert reason.better_use >= reason.gain - 1e-7


def test_locked_pairs_are_made_unless_they_break_a_rule(case):
    worst = np.argmin(case["gains"].mentor_offers.sum(axis=1))
    if case["people"].manager[worst + 10] == 7:
        worst += 1
    problem = assemble(**case, k=1, locked=np.array([[worst, 7]]))
    plan = pair_up(problem)
    assert plan.chosen[problem.locked].tolist() == [True]
    with pytest.raises(UsageError, match="1 locked pairs break"):
        assemble(**case, locked=np.array([[1, 3]]))
