"""The pairs with the largest expected gain of both sides, with a certificate and reasons."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from vesica.core.pairs import PairPlan, WhyNot, WhyPair
from vesica.errors import UsageError
from vesica.plan.problem import PLACES, PairProblem
from vesica.plan.solvers.matching import best_matching
from vesica.plan.solvers.prices import certificate

__all__ = ["check_locks", "pair_up", "why_not", "why_pair"]

Ints = NDArray[np.int64]
_STEPS = 2**30
"""Steps between 0 and the largest gain; gains are rounded to them so that sums are exact."""


def pair_up(problem: PairProblem) -> PairPlan:
    """Pairs with the largest total gain, each person's own gain once; none is made at a loss.

    Everybody has a first place, whose pair brings the own gain, and further places, whose pairs
    bring the other side's gain alone. As a first place is worth no less than a further one, the
    flow fills it with the largest gain, so that this is the whole problem and no approximation.
    The matching is exact for gains rounded to a 2**30th of the largest gain. The prices prove
    it: they give a bound on every other matching, and the bound is met.

    Parameters
    ----------
    problem : PairProblem
        Candidates and capacities. Locked pairs are made first and use up their places; of their
        people only what is gained beyond them counts further.

    Raises
    ------
    UsageError
        If locked pairs go beyond a capacity or are vetoed as well.

    References
    ----------
    Ahuja, Magnanti & Orlin (1993), Network Flows, sections 9.3 and 12.4.
    """
    check_locks(problem)
    rooms = [np.stack([np.minimum(r, 1), np.maximum(r - 1, 0)]) for r in _rooms(problem)]
    pair, left, right, weight, unit = _arcs(problem)
    i_rank, j_rank = _canonical(problem)
    i, j = _slots(i_rank)[left, problem.mentor[pair]], _slots(j_rank)[right, problem.leader[pair]]
    order = np.argsort(i * (2 * j_rank.size) + j)
    arcs = {"left": i[order], "right": j[order], "weight": weight[order]}
    slots = {
        "left_capacity": _placed(rooms[0], i_rank),
        "right_capacity": _placed(rooms[1], j_rank),
    }
    made, u, v = best_matching(**arcs, **slots)
    bound = certificate(**arcs, **slots, u=u, v=v)
    chosen = problem.locked.copy()
    chosen[pair[order][made]] = True
    kept = problem.total(problem.locked)
    return PairPlan(
        method="largest gain",
        chosen=chosen,
        gain=float(arcs["weight"][made].sum()) * unit + kept,
        bound=bound * unit + kept,
        mentor_price=np.asarray(u[_slots(i_rank)].T * unit, dtype=np.float64),
        leader_price=np.asarray(v[_slots(j_rank)].T * unit, dtype=np.float64),
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
    own, other = (float(side[pair]) for side in problem.counted(plan.chosen))
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
    mentor_gain: float,
    leader_gain: float,
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
    mentor_gain, leader_gain : float
        What each side would gain [expected new bridges]; of any pair, candidate or not.
    rules : tuple of str
        Rules that the pair breaks, from :func:`vesica.plan.rules.named_rules`.
    vetoed : bool
        True if a reviewer ruled the pair out.
    """
    uses = [
        (mentor_gain if a == 0 else min(mentor_gain, 0.0), plan.mentor_price[mentor, a],
         leader_gain if b == 0 else min(leader_gain, 0.0), plan.leader_price[leader, b])
        for a, b in PLACES
    ]  # fmt: skip
    own, first, other, second = (
        float(x) for x in max(uses, key=lambda use: use[0] + use[2] - use[1] - use[3])
    )
    gain = own + other
    if vetoed and "a reviewer keeps them apart" not in rules:
        rules = (*rules, "a reviewer keeps them apart")
    if rules:
        words = "Not allowed: " + "; ".join(rules) + "."
    elif gain <= 0:
        words = f"The pair is expected to gain {gain:.3g}: nothing."
    else:
        words = (
            f"The pair is expected to add {gain:.3g}. A place of the mentor is worth {first:.3g}"
            f" elsewhere and one of the leader {second:.3g}."
        )
        if gain - first - second > 1e-9 * max(1.0, gain):
            words += " It was not among the candidates: more candidates would improve the plan."
    return WhyNot(rules=rules, gain=gain, better_use=first + second, words=words)


def _rooms(problem: PairProblem) -> tuple[Ints, Ints]:
    i, j = problem.mentor[problem.locked], problem.leader[problem.locked]
    left = problem.mentor_capacity - np.bincount(i, minlength=problem.mentor_capacity.size)
    right = problem.leader_capacity - np.bincount(j, minlength=problem.leader_capacity.size)
    return left, right


def _arcs(problem: PairProblem) -> tuple[Ints, Ints, Ints, Ints, float]:
    """Pair, places of both sides, whole weight of each arc; and the size of one step."""
    own, loss = [], []
    for at, gain in (
        (problem.mentor, problem.mentor_gain),
        (problem.leader, problem.leader_gain),
    ):
        kept = np.zeros(int(at.max(initial=-1)) + 1)
        np.maximum.at(kept, at[problem.locked], gain[problem.locked])
        own.append(np.maximum(gain - kept[at], 0.0))
        loss.append(np.minimum(gain, 0.0))
    free = ~problem.locked & ~problem.vetoed
    largest = max(float(side[free].max(initial=0.0)) for side in own)
    if largest <= 0:
        none = np.zeros(0, dtype=np.int64)
        return none, none, none, none, 1.0

    def whole(gain: NDArray[np.float64]) -> Ints:  # a loss is never made, however large
        share = np.maximum(gain, -4.0 * largest) / largest
        return np.rint(share * _STEPS).astype(np.int64)

    mine, theirs = whole(own[0]), whole(own[1])
    less = whole(loss[0]) + whole(loss[1])
    found = []
    for a, b in PLACES:
        weight = less + (mine if a == 0 else 0) + (theirs if b == 0 else 0)
        worth = np.flatnonzero(free & (weight > 0))
        found.append((worth, np.full(worth.size, a), np.full(worth.size, b), weight[worth]))
    pair, left, right, weight = (np.concatenate(part) for part in zip(*found, strict=True))
    return pair, left, right, weight, largest / _STEPS


def _canonical(problem: PairProblem) -> tuple[Ints, Ints]:
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


def _slots(rank: Ints) -> Ints:
    """Number of each person's first place and of the further ones, shape (2, n)."""
    return np.stack([2 * rank, 2 * rank + 1])


def _placed(room: Ints, rank: Ints) -> Ints:
    placed = np.empty(room.size, dtype=np.int64)
    placed[_slots(rank)] = room
    return placed
