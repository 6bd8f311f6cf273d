"""What a plan could reach if more people, or fewer, opted in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from vesica.core.estimate import Estimate
from vesica.core.plan import OptInReach
from vesica.errors import UsageError
from vesica.plan.problem import RouteProblem
from vesica.plan.routes import GAP, plan_routes

__all__ = ["reach_by_opt_in"]


def reach_by_opt_in(
    problem: RouteProblem,
    *,
    rng: np.random.Generator,
    shares: Sequence[float] = (0.1, 0.4, 0.8),
    replicates: int = 5,
    level: float = 0.9,
    gap: float = GAP,
) -> tuple[OptInReach, ...]:
    """Expected bridges of the best plan at each share of people who opt in.

    Who has opted in comes first; the others join in random order, the same order for all shares
    of one replicate, so that a larger share never reaches less but for the solver's gap. If the
    people who opted in are more than the share, a random part of them is taken. Locks of people
    who would not have opted in are left out.

    Parameters
    ----------
    problem : RouteProblem
        As it stands today.
    rng : numpy.random.Generator
        Order of joining, applied to people in an order of values.
    shares : sequence of float
        Of all people [1].
    replicates : int
        Orders of joining.
    level : float
        Of the interval over who joins; the effects' own doubt is not in it.
    gap : float
        Of each solve.
    """
    n = problem.base.size
    order = np.lexsort((*problem.gain.T, problem.unit, problem.tie))
    reached: dict[float, list[float]] = {share: [] for share in shares}
    for _ in range(replicates):
        draw = rng.random(n)
        lot = np.empty(n)
        lot[order] = draw
        rank = np.lexsort((lot, ~problem.opted_in))
        for share in shares:
            joined = np.zeros(n, dtype=bool)
            joined[rank[: round(share * n)]] = True
            changed = replace(problem, opted_in=joined, locked=problem.locked & joined[:, None])
            try:
                reached[share].append(plan_routes(changed, gap=gap).bridges)
            except UsageError:
                continue
    return tuple(_reach(s, v, replicates, level, n) for s, v in reached.items())


def _reach(share: float, values: list[float], replicates: int, level: float, n: int) -> OptInReach:
    bridges = None
    if values:
        mean = float(np.mean(values))
        low, high = np.quantile(values, [(1 - level) / 2, (1 + level) / 2])
        bridges = Estimate(
            value=mean,
            low=float(min(low, mean)),
            high=float(max(high, mean)),
            level=level,
            unit="people",
            n=round(share * n),
        )
    return OptInReach(share=share, bridges=bridges, possible=len(values) / replicates)
