"""Pairs over everyone: candidates first, then rounds of further ones chosen by prices."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from vesica.core.pairs import PairPlan
from vesica.plan.candidates import Candidates, best_candidates, joined
from vesica.plan.pairing import pair_up
from vesica.plan.problem import PairGains, PairProblem

__all__ = ["FURTHER", "ROUNDS", "pair_in_rounds"]

Ints = NDArray[np.int64]

ROUNDS = 3
"""Most rounds; each adds what the prices of the one before show to be missing."""

FURTHER = 10
"""Candidates of each person that a round adds, at most."""


def pair_in_rounds(
    found: Candidates,
    *,
    problem_of: Callable[[Candidates], PairProblem],
    gains: PairGains,
    allowed: Callable[[Ints, Ints], NDArray[np.bool_]],
    k: int = FURTHER,
    rounds: int = ROUNDS,
    mentor_block: Ints | None = None,
    leader_block: Ints | None = None,
    reach: int = 0,
) -> tuple[PairProblem, PairPlan]:
    """Pairs of the largest gain, with candidates added where their prices say that some lack.

    The best few of each person leave people over where all want the same few. So the plan's
    prices are held against all allowed pairs, and what is worth more than its two places becomes
    a candidate as well. If nothing is, the plan is the best over all pairs, and rounds end.

    Parameters
    ----------
    found : Candidates
        To begin with.
    problem_of : callable
        Makes the problem of any candidates.
    gains, allowed, k, mentor_block, leader_block, reach
        As in :func:`vesica.plan.candidates.best_candidates`; ``k`` of each round.
    rounds : int
        Most rounds.
    """
    problem = problem_of(found)
    plan = pair_up(problem)
    for _ in range(rounds):
        more = best_candidates(
            gains=gains,
            allowed=allowed,
            k=k,
            mentor_block=mentor_block,
            leader_block=leader_block,
            reach=reach,
            prices=(plan.mentor_price, plan.leader_price),
        )
        if not more.mentor.size:
            break
        found = joined(found, more, problem.leader_capacity.size)
        problem = problem_of(found)
        plan = pair_up(problem)
    return problem, plan
