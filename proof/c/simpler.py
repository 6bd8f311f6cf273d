"""Simpler or slower ways to pair, beside which the plan is measured."""

from __future__ import annotations

import heapq

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import linprog

from vesica.plan.problem import PairProblem
from vesica.plan.solvers.flow import match

__all__ = ["by_programme", "flow_alone", "one_by_one"]


def flow_alone(problem: PairProblem) -> NDArray[np.bool_]:
    """Pairs by the bare flow solver with all gains of a person added: a simpler problem."""
    scale = 2**30 / problem.gain.max()
    return match(
        left=problem.mentor,
        right=problem.leader,
        weight=np.rint(problem.gain * scale).astype(np.int64),
        left_capacity=problem.mentor_capacity,
        right_capacity=problem.leader_capacity,
    )


def by_programme(problem: PairProblem) -> float:
    """Optimum of the relaxation of: pairs with both gains, and pairs with the leader's alone.

    A mentor has at most one of the first kind, and not more pairs than places; leaders have one
    place, so theirs counts once by itself.
    """
    assert (problem.leader_capacity == 1).all()
    arcs = np.arange(problem.mentor.size)
    at_mentor, at_leader = (
        sparse.csr_matrix((np.ones(arcs.size), (at, arcs)), shape=(room.size, arcs.size))
        for at, room in (
            (problem.mentor, problem.mentor_capacity),
            (problem.leader, problem.leader_capacity),
        )
    )
    nothing = sparse.csr_matrix(at_mentor.shape)
    A = sparse.vstack(
        [
            sparse.hstack([at_mentor, nothing]),
            sparse.hstack([at_mentor, at_mentor]),
            sparse.hstack([at_leader, at_leader]),
        ],
        format="csr",
    )
    once = np.ones(problem.mentor_capacity.size)
    limit = np.concatenate([once, problem.mentor_capacity, problem.leader_capacity])
    value = np.concatenate([problem.gain, problem.leader_gain])
    return -float(linprog(-value, A_ub=A, b_ub=limit, bounds=(0, 1)).fun)


def one_by_one(problem: PairProblem) -> NDArray[np.bool_]:
    """Make the pair that adds most; what it adds falls as people get their own gain."""
    mentor, leader = problem.mentor.tolist(), problem.leader.tolist()
    own, other = problem.mentor_gain.tolist(), problem.leader_gain.tolist()
    left, right = problem.mentor_capacity.tolist(), problem.leader_capacity.tolist()
    had = [0.0] * len(left), [0.0] * len(right)
    heap = [(-g, a) for a, g in enumerate(problem.gain.tolist()) if g > 0]
    heapq.heapify(heap)
    made = np.zeros(problem.mentor.size, dtype=bool)
    while heap:
        said, a = heapq.heappop(heap)
        i, j = mentor[a], leader[a]
        if not (left[i] and right[j]):
            continue
        adds = max(own[a] - had[0][i], 0.0) + max(other[a] - had[1][j], 0.0)
        if adds < -said:
            if adds > 0:
                heapq.heappush(heap, (-adds, a))
            continue
        made[a] = True
        left[i], right[j] = left[i] - 1, right[j] - 1
        had[0][i], had[1][j] = max(had[0][i], own[a]), max(had[1][j], other[a])
    return made
