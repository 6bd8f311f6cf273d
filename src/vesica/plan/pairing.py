"""The pairs with the largest expected gain of both sides, with a certificate and reasons."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from vesica.core.pairs import PairPlan, WhyNot, WhyPair
from vesica.errors import UsageError
from vesica.plan.problem import PairProblem
from vesica.plan.solvers.flow import match
from vesica.plan.solvers.prices import certificate, prices

__all__ = ["check_locks", "pair_up", "why_not", "why_pair"]

_STEPS = 2**30
"""Steps between 0 and the largest gain; gains are rounded to them so that sums are exact."""


def pair_up(problem: PairProblem) -> PairPlan:
    """Pairs with the largest total gain; nobody is paired at a loss.

    The matching is exact for gains rounded to a 2**30th of the largest gain. The prices prove
    it: they give a bound on every other matching, and the bound is met.

    Parameters
    ----------
    problem : PairProblem
        Candidates and capacities. Locked pairs are made first and use up their places.

    Raises
    ------
    UsageError
        If locked pairs go beyond a capacity or are vetoed as well.

    References
    ----------
    Ahuja, Magnanti & Orlin (1993), Network Flows, sections 9.3 and 12.4.
    """
    check_locks(problem)
    gain = problem.gain
    left_room, right_room = _rooms(problem)
    weight, unit = _whole(gain)
    free = np.flatnonzero(~problem.locked & ~problem.vetoed & (weight > 0))
    i_rank, j_rank = _canonical(problem)
    i, j = i_rank[problem.mentor[free]], j_rank[problem.leader[free]]
    order = np.lexsort((j, i))
    free, i, j = free[order], i[order], j[order]
    b, c = _placed(left_room, i_rank), _placed(right_room, j_rank)
    arcs = {"left": i, "right": j, "weight": weight[free]}
    rooms = {"left_capacity": b, "right_capacity": c}
    made = match(**arcs, **rooms)
    u, v = prices(**arcs, **rooms, chosen=made)
    bound = certificate(**arcs, **rooms, u=u, v=v)
    chosen = problem.locked.copy()
    chosen[free[made]] = True
    kept = float(gain[problem.locked].sum())
    return PairPlan(
        method="largest gain",
        chosen=chosen,
        gain=float(weight[free[made]].sum()) * unit + kept,
        bound=bound * unit + kept,
        mentor_price=np.asarray(u[i_rank] * unit, dtype=np.float64),
        leader_price=np.asarray(v[j_rank] * unit, dtype=np.float64),
    )


def check_locks(problem: PairProblem) -> None:
    """Refuse locked pairs that cannot all be made."""
    both = int((problem.locked & problem.vetoed).sum())
    if both:
        raise UsageError(
            f"{both} pairs are locked and vetoed at once.", hint="Take back one of the two."
        )
    for side, room in zip(("mentors", "leaders"), _rooms(problem), strict=True):
        if (room < 0).any():
            raise UsageError(
                f"Locked pairs give {int((room < 0).sum())} {side} more pairs than they have"
                " places for.",
                hint="Unlock pairs of theirs, or raise their capacity.",
            )


def why_pair(problem: PairProblem, plan: PairPlan, pair: int) -> WhyPair:
    """Why the candidate ``pair`` was made; solves once more without it.

    Raises
    ------
    UsageError
        If the plan does not make this pair.
    """
    if not plan.chosen[pair]:
        raise UsageError(f"Pair {pair} is not in the plan.", hint="Ask why it is not instead.")
    own, other = float(problem.mentor_gain[pair]), float(problem.leader_gain[pair])
    if problem.locked[pair]:
        words = f"A reviewer decided on this pair. It is expected to gain {own + other:.3g}."
        return WhyPair(mentor_gain=own, leader_gain=other, lead=0.0, locked=True, words=words)
    apart = problem.vetoed.copy()
    apart[pair] = True
    lead = max(0.0, plan.gain - pair_up(replace(problem, vetoed=apart)).gain)
    words = (
        f"The mentor is expected to gain {own:.3g} and the leader {other:.3g}."
        f" Without this pair, the best plan would lose {lead:.3g}."
    )
    return WhyPair(mentor_gain=own, leader_gain=other, lead=lead, locked=False, words=words)


def why_not(
    plan: PairPlan,
    *,
    mentor: int,
    leader: int,
    gain: float,
    rules: tuple[str, ...] = (),
    vetoed: bool = False,
) -> WhyNot:
    """Why ``mentor`` and ``leader`` are not paired: a rule, or a better use of their places.

    Parameters
    ----------
    plan : PairPlan
        The plan of the largest gain.
    mentor, leader : int
        Rows of the two sides.
    gain : float
        What the pair would gain [expected new bridges]; of any pair, candidate or not.
    rules : tuple of str
        Rules that the pair breaks, from :func:`vesica.plan.rules.named_rules`.
    vetoed : bool
        True if a reviewer ruled the pair out.
    """
    first, second = float(plan.mentor_price[mentor]), float(plan.leader_price[leader])
    if vetoed and "a reviewer keeps them apart" not in rules:
        rules = (*rules, "a reviewer keeps them apart")
    if rules:
        words = "Not allowed: " + "; ".join(rules) + "."
    elif gain <= 0:
        words = f"The pair is expected to gain {gain:.3g}: nothing."
    else:
        words = (
            f"The pair is expected to gain {gain:.3g}. A place of the mentor is worth {first:.3g}"
            f" elsewhere and one of the leader {second:.3g}."
        )
        if gain - first - second > 1e-9 * max(1.0, gain):
            words += " It was not among the candidates: more candidates would improve the plan."
    return WhyNot(rules=rules, gain=gain, better_use=first + second, words=words)


def _rooms(problem: PairProblem) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    i, j = problem.mentor[problem.locked], problem.leader[problem.locked]
    left = problem.mentor_capacity - np.bincount(i, minlength=problem.mentor_capacity.size)
    right = problem.leader_capacity - np.bincount(j, minlength=problem.leader_capacity.size)
    return left, right


def _whole(gain: NDArray[np.float64]) -> tuple[NDArray[np.int64], float]:
    largest = float(gain.max(initial=0.0))
    if largest <= 0:
        return np.zeros(gain.size, dtype=np.int64), 1.0
    share = np.maximum(gain, 0.0) / largest  # a loss is never made, however large
    return np.rint(share * _STEPS).astype(np.int64), largest / _STEPS


def _canonical(problem: PairProblem) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Rank of each mentor and leader by values, so that the order of rows decides nothing."""
    gain = problem.gain
    ranks = []
    for tie, capacity, at in (
        (problem.mentor_tie, problem.mentor_capacity, problem.mentor),
        (problem.leader_tie, problem.leader_capacity, problem.leader),
    ):
        best = np.full(tie.size, -np.inf)
        np.maximum.at(best, at, gain)
        order = np.lexsort((best, capacity, tie))
        rank = np.empty(tie.size, dtype=np.int64)
        rank[order] = np.arange(tie.size)
        ranks.append(rank)
    return ranks[0], ranks[1]


def _placed(room: NDArray[np.int64], rank: NDArray[np.int64]) -> NDArray[np.int64]:
    placed = np.empty(room.size, dtype=np.int64)
    placed[rank] = room
    return placed
