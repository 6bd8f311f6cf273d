"""From people, rules and gains to a problem of pairs, and the reason for any absent pair."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vesica.core.pairs import PairPlan, WhyNot
from vesica.errors import UsageError
from vesica.plan.candidates import best_candidates, gain_of
from vesica.plan.pairing import why_not
from vesica.plan.problem import PairGains, PairPeople, PairProblem, PairRules
from vesica.plan.rules import broken_rules, named_rules

__all__ = ["Sides", "assemble", "explain_absent"]

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sides:
    """Who could mentor and who leads.

    Parameters
    ----------
    mentor, leader : ndarray of int64, shape (n_mentors,) and (n_leaders,)
        Rows among the people.
    mentor_capacity, leader_capacity : ndarray of int64, of the same shapes
        Most pairs each takes part in.
    """

    mentor: Ints
    leader: Ints
    mentor_capacity: Ints
    leader_capacity: Ints


def assemble(
    *,
    people: PairPeople,
    rules: PairRules,
    sides: Sides,
    gains: PairGains,
    k: int = 50,
    locked: Ints | None = None,
    mentor_block: Ints | None = None,
    leader_block: Ints | None = None,
    reach: int = 0,
) -> PairProblem:
    """Candidate pairs that keep all rules, as a problem ready to be solved.

    Parameters
    ----------
    people, rules : PairPeople, PairRules
        Who they are and what holds; vetoes are among the rules.
    sides : Sides
        Who could mentor and who leads.
    gains : PairGains
        One row per mentor and per leader of ``sides``.
    k, mentor_block, leader_block, reach
        As in :func:`vesica.plan.candidates.best_candidates`.
    locked : ndarray of int64, shape (n, 2), or None
        Pairs (row of mentor, row of leader) that a reviewer decided on; candidates in any case.

    Raises
    ------
    UsageError
        If a locked pair breaks a rule.
    """

    def allowed(i: Ints, j: Ints) -> NDArray[np.bool_]:
        bits = broken_rules(
            people=people, rules=rules, mentor=sides.mentor[i], leader=sides.leader[j]
        )
        return bits == 0

    found = best_candidates(
        gains=gains,
        allowed=allowed,
        k=k,
        mentor_block=mentor_block,
        leader_block=leader_block,
        reach=reach,
    )
    held = np.zeros((0, 2), dtype=np.int64) if locked is None else locked
    refused = ~allowed(held[:, 0], held[:, 1])
    if refused.any():
        raise UsageError(
            f"{int(refused.sum())} locked pairs break a rule.",
            hint="Unlock them, or drop the rule; 'why not' names the rule of each.",
        )
    n_leaders = sides.leader.size
    fixed = held[:, 0] * n_leaders + held[:, 1]
    keys = np.union1d(found.mentor * n_leaders + found.leader, fixed)
    mentor, leader = np.divmod(keys, n_leaders)
    own, other = gain_of(gains, mentor, leader)
    return PairProblem(
        mentor_capacity=sides.mentor_capacity,
        leader_capacity=sides.leader_capacity,
        mentor=mentor,
        leader=leader,
        mentor_gain=own,
        leader_gain=other,
        mentor_tie=people.tie[sides.mentor],
        leader_tie=people.tie[sides.leader],
        locked=np.isin(keys, fixed),
        vetoed=np.zeros(keys.size, dtype=bool),
    )


def explain_absent(
    plan: PairPlan,
    *,
    people: PairPeople,
    rules: PairRules,
    sides: Sides,
    gains: PairGains,
    mentor: int,
    leader: int,
) -> WhyNot:
    """Why a mentor and a leader (rows of ``sides``) are not paired, candidates or not."""
    i, j = np.array([mentor]), np.array([leader])
    bits = broken_rules(people=people, rules=rules, mentor=sides.mentor[i], leader=sides.leader[j])
    own, other = gain_of(gains, i, j)
    return why_not(
        plan,
        mentor=mentor,
        leader=leader,
        mentor_gain=float(own[0]),
        leader_gain=float(other[0]),
        rules=named_rules(int(bits[0]), people.kinds),
    )
