"""Simpler ways to choose: one assignment after the other, by gain or by lot."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from vesica.core.estimate import Estimate
from vesica.core.plan import Regret, RoutePlan
from vesica.plan.problem import RouteProblem

__all__ = ["greedy_routes", "random_routes", "regret"]

Ints = NDArray[np.int64]


def greedy_routes(problem: RouteProblem) -> Ints:
    """Take the largest gain that still fits, again and again; by gain or gain per cost.

    The better of the two. Keeps what can be kept step by step: budget, hours, seats, the upper
    end of fairness, and first one person after the other for coverage.
    """
    gain = problem.gain
    cost = np.maximum(problem.cost, 1e-9)
    tries = [_one_by_one(problem, gain), _one_by_one(problem, gain / cost)]
    worth = [_value(problem, route) for route in tries]
    return tries[int(np.argmax(worth))]


def random_routes(problem: RouteProblem, rng: np.random.Generator) -> Ints:
    """Assignments in random order, as long as they fit; the same rules as the greedy plan's."""
    order = _by_values(problem)
    score = np.empty(problem.eligible.shape)
    score[order] = rng.random(score.shape) + 1e-9
    return _one_by_one(problem, score)


def regret(
    problem: RouteProblem,
    plan: RoutePlan,
    *,
    rng: np.random.Generator,
    replicates: int = 50,
    level: float = 0.9,
) -> Regret:
    """What the plan expects beyond a greedy plan and beyond random plans [people]."""
    drawn = [_value(problem, random_routes(problem, rng)) for _ in range(replicates)]
    mean = float(np.mean(drawn))
    low, high = np.quantile(drawn, [(1 - level) / 2, (1 + level) / 2])
    greedy = _value(problem, greedy_routes(problem))
    at_random = Estimate(
        value=mean,
        low=float(min(low, mean)),
        high=float(max(high, mean)),
        level=level,
        unit="people",
        n=int((plan.route >= 0).sum()),
    )
    return Regret(
        plan=plan.bridges,
        greedy=greedy,
        random=at_random,
        over_greedy=plan.bridges - greedy,
        over_random=plan.bridges - mean,
    )


def _by_values(problem: RouteProblem) -> Ints:
    return np.lexsort((*problem.gain.T, problem.unit, problem.tie))


def _value(problem: RouteProblem, route: Ints) -> float:
    on = route >= 0
    return float(problem.gain[on, route[on]].sum())


def _one_by_one(problem: RouteProblem, score: NDArray[np.float64]) -> Ints:
    order = _by_values(problem)
    allowed = problem.eligible & problem.opted_in[:, None] & ~problem.vetoed & (score > 0)
    row, r = np.nonzero(allowed[order])
    i = order[row]
    best = np.argsort(-score[i, r], kind="stable")
    taker = _Taker(problem)
    for person, route in zip(*np.nonzero(problem.locked), strict=True):
        taker.take(int(person), int(route))
    cells = list(zip(i[best].tolist(), r[best].tolist(), strict=True))
    need = problem.coverage.copy()
    on = taker.route >= 0
    need -= np.bincount(problem.discipline[on], minlength=need.size)
    for person, route in cells:
        d = problem.discipline[person]
        if need[d] > 0 and taker.fits(person, route, fair=False):
            taker.take(person, route)
            need[d] -= 1
    for person, route in cells:
        if taker.fits(person, route, fair=True):
            taker.take(person, route)
    return taker.route


class _Taker:
    """What is left of all limits while assignments are made."""

    def __init__(self, problem: RouteProblem) -> None:
        self.problem = problem
        self.route = np.full(problem.base.size, -1, dtype=np.int64)
        self.money, self.time = problem.budget, problem.hours_limit
        self.seats = np.where(problem.seats < 0, problem.base.size, problem.seats)
        self.total, groups = 0, problem.fair_groups
        self.placed = [np.zeros(len(names), dtype=np.int64) for names, _ in groups]
        could = (problem.eligible & problem.opted_in[:, None]).any(axis=1)
        people = [np.bincount(group[could], minlength=len(names)) for names, group in groups]
        self.share = [each / max(each.sum(), 1) for each in people]

    def fits(self, person: int, route: int, *, fair: bool) -> bool:
        """Whether the assignment keeps every limit that can be seen from here."""
        p = self.problem
        if self.route[person] >= 0 or self.seats[route] < 1:
            return False
        if p.cost[route] > self.money + 1e-9 or p.hours[route] > self.time + 1e-9:
            return False
        if not fair or p.fairness is None:
            return True
        more = (1 + p.fairness.tolerance) * (self.total + 1)
        at = [int(group[person]) for _, group in p.fair_groups]
        return all(
            placed[g] + 1 <= more * share[g] + 1
            for placed, share, g in zip(self.placed, self.share, at, strict=True)
        )

    def take(self, person: int, route: int) -> None:
        """Assign, and take it off the limits."""
        self.route[person] = route
        self.money -= self.problem.cost[route]
        self.time -= self.problem.hours[route]
        self.seats[route] -= 1
        self.total += 1
        for placed, (_, group) in zip(self.placed, self.problem.fair_groups, strict=True):
            placed[group[person]] += 1
