"""Pairs against brute force, and against the bound of the linear programme at full size."""

from __future__ import annotations

from functools import cache

import numpy as np

from proof.c.instances import problem_of, replicates, sparse_pairs
from proof.figure import Figure
from proof.registry import proof
from vesica.plan.pairing import pair_up
from vesica.plan.problem import PairProblem
from vesica.plan.verify import verify_pairs

__all__ = ["bound", "brute"]

# Declared before the first run.
SEED, KINDS, EACH, MOST = 91_000, ("uniform", "ties", "negative", "trap", "places"), 100, 8
FULL, CANDIDATES, FULL_SEED = 10_000, 50, 91_900
TOLERANCE = 1e-7


@proof("C.brute")
def brute() -> tuple[Figure, ...]:
    """Every set of pairs looked at, up to 8 by 8, random and adversarial."""
    each = replicates(EACH)
    wrong = broken = uncertified = 0
    for k, kind in enumerate(KINDS):
        for seed in range(SEED + 1000 * k, SEED + 1000 * k + each):
            problem = _instance(kind, np.random.default_rng(seed))
            plan = pair_up(problem)
            wrong += abs(plan.gain - _by_hand(problem)) > TOLERANCE
            uncertified += plan.gap > TOLERANCE
            broken += bool(verify_pairs(problem, plan.chosen, gain=plan.gain))
    n = each * len(KINDS)
    return (
        _none("C.brute.gain", f"plans of {n} that differ from brute force", wrong),
        _none("C.brute.bound", f"plans of {n} that their own prices do not prove", uncertified),
        _none("C.brute.rules", f"plans of {n} in which the verifier finds a fault", broken),
    )


@proof("C.bound")
def bound() -> tuple[Figure, ...]:
    """10,000 by 10,000 with 50 candidates: the plan meets the bound that its prices give."""
    figures = []
    for capacity in (1, 3):
        problem = sparse_pairs(FULL, k=CANDIDATES, capacity=capacity, seed=FULL_SEED)
        plan = pair_up(problem)
        faults = len(verify_pairs(problem, plan.chosen, gain=plan.gain))
        figures.append(
            Figure(
                id=f"C.bound.places_{capacity}",
                what=f"distance to the bound, mentors with {capacity} places [1]",
                value=plan.gap,
                target="0, and no fault found by the verifier",
                holds=plan.gap <= 1e-12 and faults == 0,
                note=f"Gain {plan.gain:.6f}, bound {plan.bound:.6f}; {faults} faults. The prices"
                " are a feasible point of the dual programme, in whole numbers.",
            )
        )
    return tuple(figures)


def _none(figure_id: str, what: str, count: int) -> Figure:
    return Figure(id=figure_id, what=what, value=float(count), target="0", holds=count == 0)


def _instance(kind: str, rng: np.random.Generator) -> PairProblem:
    n, m = (int(x) for x in rng.integers(1, MOST + 1, 2))
    gain = rng.random((n, m))
    if kind == "ties":
        gain = rng.integers(-1, 3, (n, m)).astype(float)
    elif kind == "negative":
        gain = rng.normal(-0.3, 1.0, (n, m))
    elif kind == "trap":
        gain = 1 + 0.9 * gain + np.minimum.outer(np.arange(n), np.arange(m))
    i, j = np.divmod(np.arange(n * m), m)
    capacity = int(rng.integers(1, 4)) if kind == "places" else 1
    return problem_of(i, j, gain.ravel(), n, m, capacity=capacity)


def _by_hand(problem: PairProblem) -> float:
    n, m = problem.mentor_capacity.size, problem.leader_capacity.size
    own, other = problem.mentor_gain.reshape(n, m), problem.leader_gain.reshape(n, m)
    most = int(problem.mentor_capacity[0])

    @cache
    def best(at: int, free: int, left: int, had: float) -> float:
        """Mentor ``at``, who gained ``had``, may take ``left`` of the leaders in ``free``."""
        if at == n:
            return 0.0
        top = best(at + 1, free, most, 0.0)
        for j in range(m):
            if left and free >> j & 1:
                mine, theirs = float(own[at, j]), float(other[at, j])
                more = theirs + min(mine, 0.0) + max(mine - had, 0.0)
                rest = best(at, free & ~(1 << j), left - 1, max(had, mine))
                top = max(top, more + rest)
        return top

    return best(0, (1 << m) - 1, most, 0.0)
