from __future__ import annotations

from dataclasses import replace

import numpy as np
import planning
import pytest

from vesica.plan.candidates import best_candidates, bound_over_all, gain_of, recall
from vesica.plan.pairing import pair_up
from vesica.plan.problem import PairGains, PairRules
from vesica.plan.rounds import pair_in_rounds
from vesica.plan.rules import broken_rules, named_rules
from vesica.plan.verify import verify_pair_rules

NAN = np.nan


@pytest.mark.parametrize(
    ("change", "rules", "words"),
    [
        ({"manager": np.array([1, 2, -1])}, {}, "one management chain"),
        ({"manager": np.array([-1, 0, 1])}, {}, "one management chain"),
        ({"opted_in": np.array([True, True, False])}, {}, "did not opt in"),
        ({"starts": np.array([480.0, 0, 920])}, {}, "working hours"),
        ({"location": np.array([0, 1, 1])}, {"same_location": True}, "different places"),
        ({"comfort": np.array([[1, 1], [0, 0], [3, 2]], dtype=np.uint64)}, {}, "no format"),
        ({}, {"past": np.array([[0, 2]])}, "paired before"),
        ({}, {"vetoed": np.array([[0, 2]])}, "keeps them apart"),
        ({}, {"barred_units": np.ones((1, 1), dtype=bool)}, "restriction bars"),
    ],
)
def test_each_rule_keeps_two_people_apart(change, rules, words):
    people = planning.people(3, **change)
    held = PairRules(**rules)
    pair = np.array([0]), np.array([2])
    bits = broken_rules(people=people, rules=held, mentor=pair[0], leader=pair[1])
    named = named_rules(int(bits[0]), people.kinds)
    assert len(named) == 1
    assert words in named[0]
    assert len(verify_pair_rules(people, held, *pair)) == 1


def test_people_without_hours_or_comfort_zone_are_not_kept_apart():
    people = planning.people(
        2, starts=np.array([NAN, 0]), comfort=np.array([[0, 1], [1, 1]], dtype=np.uint64)
    )
    bits = broken_rules(
        people=people, rules=PairRules(), mentor=np.array([0]), leader=np.array([1])
    )
    assert bits.tolist() == [0]


def test_hours_meet_across_midnight():
    people = planning.people(2, starts=np.array([1380.0, 0]), ends=np.array([1860.0, 480]))
    pair = {"mentor": np.array([0]), "leader": np.array([1])}
    for minutes, apart in ((420, False), (421, True)):
        rules = PairRules(shared_minutes=minutes)
        assert bool(broken_rules(people=people, rules=rules, **pair)[0]) is apart
        assert bool(verify_pair_rules(people, rules, *pair.values())) is apart


def test_rules_and_verifier_agree_on_random_people():
    rng = np.random.default_rng(0)
    n = 40
    manager = np.array([-1, *(rng.integers(0, i) for i in range(1, n))])
    people = planning.people(
        n,
        manager=manager,
        unit=rng.integers(-1, 3, n),
        location=rng.integers(0, 3, n),
        starts=(start := rng.integers(0, 24, n) * 60.0),
        ends=start + 480,
        comfort=rng.integers(0, 8, (n, 2)).astype(np.uint64),
        opted_in=rng.random(n) < 0.9,
    )
    barred = rng.random((3, 3)) < 0.2
    rules = PairRules(same_location=True, past=rng.integers(0, n, (30, 2)), barred_units=barred)
    i, j = (a.ravel() for a in np.meshgrid(np.arange(n), np.arange(n)))
    bits = broken_rules(people=people, rules=rules, mentor=i, leader=j)
    counts = [len(named_rules(int(b), people.kinds)) for b in bits]
    found = verify_pair_rules(people, rules, i, j)
    by_pair = np.zeros((n, n), dtype=int)
    for violation in found:
        by_pair[violation.people] += 1
    assert counts == by_pair[i, j].tolist()


def _gains(n, m, seed=0):
    rng = np.random.default_rng(seed)
    return PairGains(
        mentor_needs=rng.random((n, 3)),
        mentor_offers=rng.random((n, 3)),
        leader_offers=rng.random((m, 3)),
        leader_needs=rng.random((m, 3)),
    )


def _allow(i, j):
    return (i * 7 + j * 3) % 5 != 0


def test_candidates_are_the_best_allowed():
    gains = _gains(300, 40)
    found = best_candidates(gains=gains, allowed=_allow, k=5)
    assert _allow(found.mentor, found.leader).all()
    assert recall(found=found, gains=gains, allowed=_allow, sample=np.arange(300), k=5) == 1.0
    everyone = np.arange(40)
    own, other = gain_of(gains, np.full(40, 7), everyone)
    ranked = everyone[_allow(np.full(40, 7), everyone)]
    best = ranked[np.argsort(-(own + other)[ranked])[:5]]
    assert set(best) <= set(found.leader[found.mentor == 7])


def test_blocks_lose_what_lies_across():
    gains = _gains(60, 60)
    block = np.arange(60) % 4
    found = best_candidates(
        gains=gains, allowed=_allow, k=5, mentor_block=block, leader_block=block
    )
    assert (found.mentor % 4 == found.leader % 4).all()
    share = recall(found=found, gains=gains, allowed=_allow, sample=np.arange(60), k=5)
    assert 0.05 < share < 0.6


@pytest.mark.parametrize("k", [2, 30])
def test_the_bound_holds_over_all_pairs(k):
    gains = _gains(30, 30)
    capacity = np.ones(30, dtype=np.int64)

    def problem_of(found):
        none = np.zeros(found.mentor.size, dtype=bool)
        return replace(
            planning.pairs(np.zeros((30, 30))),
            mentor=found.mentor,
            leader=found.leader,
            mentor_gain=found.mentor_gain,
            leader_gain=found.leader_gain,
            locked=none,
            vetoed=none,
        )

    found = best_candidates(gains=gains, allowed=_allow, k=k)
    plan = pair_up(problem_of(found))
    whole = pair_up(problem_of(best_candidates(gains=gains, allowed=_allow, k=30)))
    bound = bound_over_all(
        gains=gains,
        allowed=_allow,
        mentor_capacity=capacity,
        leader_capacity=capacity,
        mentor_price=plan.mentor_price,
        leader_price=plan.leader_price,
    )
    assert bound >= whole.gain
    if k == 30:
        assert bound == pytest.approx(whole.gain, rel=1e-4)
    # Candidates by prices, round after round, lead to the best over all pairs.
    _, plan = pair_in_rounds(
        found, problem_of=problem_of, gains=gains, allowed=_allow, k=k, rounds=30
    )
    assert plan.gain == pytest.approx(whole.gain, rel=1e-4)


def test_blocks_as_wide_as_the_rules_lose_nothing():
    gains = _gains(80, 60)
    first, second = np.arange(80) % 9, np.arange(60) % 9

    def near(i, j):
        return np.abs(first[i] - second[j]) <= 1

    blocks = {"mentor_block": first, "leader_block": second}
    found = best_candidates(gains=gains, allowed=near, k=5, reach=1, **blocks)
    whole = best_candidates(gains=gains, allowed=near, k=5)
    assert (found.mentor == whole.mentor).all()
    assert (found.leader == whole.leader).all()
