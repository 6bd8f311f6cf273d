"""Problems of known size for the proofs: pairs with sparse candidates, routes with all rules."""

from __future__ import annotations

import os

import numpy as np
from numpy.typing import NDArray

from vesica.plan.problem import Fairness, PairGains, PairProblem, RouteProblem

__all__ = ["ROUTES", "gains", "problem_of", "replicates", "route_problem", "sparse_pairs"]

ROUTES = ("training", "stretch promotion", "reverse mentoring", "participation", "sponsorship")


def replicates(declared: int) -> int:
    """Replicates as declared, or fewer for a pilot through ``VESICA_PROOF_REPLICATES``."""
    return min(declared, int(os.environ.get("VESICA_PROOF_REPLICATES", declared)))


def sparse_pairs(n: int, *, k: int, capacity: int, seed: int) -> PairProblem:
    """``n`` mentors with ``k`` random candidates each out of ``n`` leaders, gains uniform."""
    rng = np.random.default_rng(seed)
    keys = np.unique(np.repeat(np.arange(n), k) * n + rng.integers(0, n, n * k))
    mentor, leader = np.divmod(keys, n)
    return problem_of(mentor, leader, rng.random(keys.size), n, n, capacity=capacity)


def problem_of(
    mentor: NDArray[np.int64],
    leader: NDArray[np.int64],
    gain: NDArray[np.float64],
    n_mentors: int,
    n_leaders: int,
    *,
    capacity: int = 1,
) -> PairProblem:
    """Pairs without locks; leaders have one place, mentors ``capacity``; equal sides."""
    none = np.zeros(mentor.size, dtype=bool)
    return PairProblem(
        mentor_capacity=np.full(n_mentors, capacity, dtype=np.int64),
        leader_capacity=np.ones(n_leaders, dtype=np.int64),
        mentor=mentor,
        leader=leader,
        mentor_gain=gain / 2,
        leader_gain=gain / 2,
        mentor_tie=np.arange(n_mentors, dtype=float),
        leader_tie=np.arange(n_leaders, dtype=float),
        locked=none,
        vetoed=none,
    )


def gains(n_mentors: int, n_leaders: int, *, topics: int, seed: int) -> PairGains:
    """Gains by topic: few topics matter to each person, and people differ in level."""
    rng = np.random.default_rng(seed)

    def side(n: int) -> NDArray[np.float64]:
        return rng.dirichlet(np.full(topics, 0.5), n) * rng.gamma(4.0, 0.25, (n, 1))

    return PairGains(
        mentor_needs=side(n_mentors),
        mentor_offers=side(n_mentors),
        leader_offers=side(n_leaders),
        leader_needs=side(n_leaders),
    )


def route_problem(n: int, *, effect: NDArray[np.float64], seed: int) -> RouteProblem:
    """``n`` people and five routes under budget, hours, seats, coverage, fairness and vetoes."""
    rng = np.random.default_rng(seed)
    R = len(ROUTES)
    return RouteProblem(
        routes=ROUTES,
        units=tuple(f"unit {u}" for u in range(8)),
        disciplines=tuple(f"discipline {d}" for d in range(12)),
        exposure=rng.gamma(2.0, 0.5, (n, R)),
        effect=effect,
        base=rng.beta(1, 9, n),
        eligible=rng.random((n, R)) < 0.7,
        locked=np.zeros((n, R), dtype=bool),
        vetoed=rng.random((n, R)) < 0.02,
        opted_in=rng.random(n) < 0.8,
        unit=rng.integers(0, 8, n),
        discipline=rng.integers(0, 12, n),
        cost=np.array([1500.0, 6000, 900, 500, 2500]),
        hours=np.array([24.0, 80, 12, 16, 20]),
        seats=np.array([n // 4, n // 30, n // 8, n // 5, n // 15]),
        budget=600.0 * n,
        hours_limit=9.0 * n,
        coverage=np.ones(12, dtype=np.int64),
        fairness=Fairness(),
        tie=rng.random(n),
    )
