"""Routes and pairs together: reverse mentoring as one route whose worth is its pairs."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from vesica.core.pairs import PairPlan
from vesica.core.plan import RoutePlan
from vesica.plan.pairing import pair_up
from vesica.plan.problem import PairProblem, RouteProblem
from vesica.plan.routes import GAP, plan_routes

__all__ = ["plan_with_pairs"]


def plan_with_pairs(
    problem: RouteProblem,
    pairs: PairProblem,
    *,
    route: int,
    mentor_person: NDArray[np.int64],
    gap: float = GAP,
) -> tuple[RoutePlan, PairPlan]:
    """Best routes when reverse mentoring is worth what its pairs gain.

    First everyone who could mentor is paired; a mentor's worth on the route is the gain of the
    own pairs. Then routes are chosen, and last the chosen mentors are paired again, which can
    only gain: the first pairs are still there. So the pairs' gain is at least what the routes
    counted with. It is a good plan and not a proven best one over both.

    Parameters
    ----------
    problem : RouteProblem
        Its column ``route`` is replaced; who has no pair is not eligible for it.
    pairs : PairProblem
        Mentors and leaders.
    route : int
        Index of reverse mentoring among the routes.
    mentor_person : ndarray of int64, shape (n_mentors,)
        Row of each mentor among the people of ``problem``.
    gap : float
        Of the plan over routes.
    """
    everyone = pair_up(pairs)
    worth = np.bincount(
        pairs.mentor[everyone.chosen],
        weights=pairs.gain[everyone.chosen],
        minlength=mentor_person.size,
    )
    exposure, effect = problem.exposure.copy(), problem.effect.copy()
    eligible = problem.eligible.copy()
    exposure[:, route], effect[route] = 0.0, 1.0
    exposure[mentor_person, route] = worth
    eligible[:, route] &= exposure[:, route] > 0
    changed = replace(problem, exposure=exposure, effect=effect, eligible=eligible)
    plan = plan_routes(changed, gap=gap)
    on_route = plan.route[mentor_person] == route
    capacity = np.where(on_route, pairs.mentor_capacity, 0)
    locked = pairs.locked & on_route[pairs.mentor]
    return plan, pair_up(replace(pairs, mentor_capacity=capacity, locked=locked))
