"""Pairs that last: blocking pairs, deferred acceptance and the price of stability."""

from __future__ import annotations

import heapq
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from vesica.core.pairs import PairPlan, Stability
from vesica.plan.pairing import check_locks
from vesica.plan.problem import PairProblem

__all__ = ["blocking_pairs", "deferred_acceptance", "stability"]


def blocking_pairs(problem: PairProblem, chosen: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Candidate pairs in which both sides would strictly gain by leaving a place for the other.

    A side would leave if it gains from the other at all and has a place free, or gains strictly
    more than from the least of its pairs. Locked pairs are never left.
    """
    outside = ~chosen & ~problem.vetoed & (problem.mentor_gain > 0) & (problem.leader_gain > 0)
    sides = (
        (problem.mentor, problem.mentor_gain, problem.mentor_capacity),
        (problem.leader, problem.leader_gain, problem.leader_capacity),
    )
    for at, own, capacity in sides:
        places = np.bincount(at[chosen], minlength=capacity.size)
        bar = np.full(capacity.size, np.inf)
        movable = chosen & ~problem.locked
        np.minimum.at(bar, at[movable], own[movable])
        bar[places < capacity] = 0.0
        bar[capacity <= 0] = np.inf
        outside &= own > bar[at]
    return outside


def deferred_acceptance(
    problem: PairProblem,
    *,
    best: PairPlan,
    proposing: Literal["mentors", "leaders"] = "leaders",
) -> PairPlan:
    """Pairs that no two people would leave for each other; the proposing side does best.

    Each side ranks by own gain; pairs without gain for either side are not made. Equal gains are
    told apart by the other side's ``tie``, smaller first, then by the other's capacity; people
    alike in all of this are exchangeable. Locked pairs are made first.

    Parameters
    ----------
    problem : PairProblem
        Candidates and capacities.
    best : PairPlan
        The plan of the largest gain, for its bound and its prices.
    proposing : str
        Which side proposes.

    References
    ----------
    Gale & Shapley (1962), doi:10.1080/00029890.1962.11989827, section 3; Roth (1984),
    doi:10.1086/261272, for several places on both sides.
    """
    check_locks(problem)
    sides = [
        (problem.mentor, problem.mentor_gain, problem.mentor_capacity, problem.mentor_tie),
        (problem.leader, problem.leader_gain, problem.leader_capacity, problem.leader_tie),
    ]
    if proposing == "leaders":
        sides.reverse()
    (p_at, p_gain, p_room, p_tie), (r_at, r_gain, r_room, r_tie) = sides
    locked = problem.locked
    usable = np.flatnonzero(~locked & ~problem.vetoed & (p_gain > 0) & (r_gain > 0))
    p_left = p_room - np.bincount(p_at[locked], minlength=p_room.size)
    r_left = r_room - np.bincount(r_at[locked], minlength=r_room.size)
    liked = np.lexsort((r_room[r_at], r_tie[r_at], -p_gain, p_at))
    liked = liked[np.isin(liked, usable)]
    rating = np.empty(p_at.size, dtype=np.int64)
    by_rating = np.lexsort((p_room[p_at], p_tie[p_at], -r_gain))
    rating[by_rating] = -np.arange(p_at.size)
    made = _propose(liked, p_at, r_at, rating, p_left, r_left)
    chosen = locked.copy()
    chosen[made] = True
    return PairPlan(
        method="deferred acceptance",
        chosen=chosen,
        gain=problem.total(chosen),
        bound=best.bound,
        mentor_price=best.mentor_price,
        leader_price=best.leader_price,
    )


def stability(problem: PairProblem, *, best: PairPlan, stable: PairPlan) -> Stability:
    """How many pairs would break the best plan, and what a stable plan gives up."""
    price = 0.0 if best.gain <= 0 else max(0.0, 1.0 - stable.gain / best.gain)
    return Stability(
        blocking=int(blocking_pairs(problem, best.chosen).sum()),
        gain=best.gain,
        stable_gain=stable.gain,
        price=price,
    )


def _propose(
    liked: NDArray[np.int64],
    p_at: NDArray[np.int64],
    r_at: NDArray[np.int64],
    rating: NDArray[np.int64],
    p_left: NDArray[np.int64],
    r_left: NDArray[np.int64],
) -> list[int]:
    """Every proposer goes down the own list while places are free; receivers keep the best."""
    start = np.searchsorted(p_at[liked], np.arange(p_left.size + 1))
    at, stop = start[:-1].tolist(), start[1:].tolist()
    todo, free, room = liked.tolist(), p_left.tolist(), r_left.tolist()
    proposer, receiver, rate = p_at.tolist(), r_at.tolist(), rating.tolist()
    held: list[list[tuple[int, int]]] = [[] for _ in room]
    active = [p for p in range(len(free)) if free[p] > 0]
    while active:
        p = active.pop()
        while free[p] > 0 and at[p] < stop[p]:
            arc = todo[at[p]]
            at[p] += 1
            r = receiver[arc]
            if room[r] <= 0:
                continue
            free[p] -= 1
            heapq.heappush(held[r], (rate[arc], arc))
            if len(held[r]) > room[r]:
                loser = proposer[heapq.heappop(held[r])[1]]
                free[loser] += 1
                if loser != p:
                    active.append(loser)
    return [arc for places in held for _, arc in places]
