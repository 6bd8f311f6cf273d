"""A share of places drawn by lot, so that the routes' effects can be learnt next year."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from vesica.core.plan import Lottery, RoutePlan
from vesica.plan.problem import RouteProblem

__all__ = ["RESERVE", "draw_lots", "hold_back"]

RESERVE = 0.2
"""Share of places, money and hours kept for the draw."""


def hold_back(problem: RouteProblem, *, share: float = RESERVE) -> RouteProblem:
    """The problem with ``share`` of all seats, budget and hours kept back for the draw."""
    seats = np.where(problem.seats < 0, -1, np.floor(problem.seats * (1 - share))).astype(np.int64)
    return replace(
        problem,
        seats=seats,
        budget=problem.budget * (1 - share),
        hours_limit=problem.hours_limit * (1 - share),
    )


def draw_lots(
    problem: RouteProblem,
    plan: RoutePlan,
    *,
    rng: np.random.Generator,
    share: float = RESERVE,
) -> Lottery:
    """Draw the places that were kept back among people without a route.

    Each of them takes part in the draw of the route that suits them best, and there all have the
    same chance, known beforehand. At least half of a pool stays without, as the comparison.

    Everybody has one number, whether in a draw or not, and the smallest numbers of a pool win.
    So a decision about one person leaves the numbers of all others as they were.

    Parameters
    ----------
    problem : RouteProblem
        The whole problem, before :func:`hold_back`.
    plan : RoutePlan
        The plan of the held-back problem.
    rng : numpy.random.Generator
        Draws one number per person, in an order of values.
    share : float
        Of places kept back [1].
    """
    n, R = problem.eligible.shape
    taken = np.bincount(plan.route[plan.route >= 0], minlength=R)
    left = np.where(problem.seats < 0, n, problem.seats - taken)
    places = np.minimum(left, np.round(share / (1 - share) * taken).astype(np.int64))
    open_ = problem.eligible & problem.opted_in[:, None] & ~problem.vetoed & (places > 0)
    open_ &= (plan.route < 0)[:, None]
    liked = np.where(open_, problem.gain, -np.inf)
    pool = np.where(open_.any(axis=1), liked.argmax(axis=1), -1)
    size = np.bincount(pool[pool >= 0], minlength=R)
    places = _affordable(problem, plan, np.minimum(places, size // 2))
    route = np.full(n, -1, dtype=np.int64)
    order = np.lexsort((*problem.gain.T, problem.unit, problem.tie))
    number = np.empty(n)
    number[order] = rng.random(n)
    for r in range(R):
        members = np.flatnonzero(pool == r)
        route[members[np.argsort(number[members])][: places[r]]] = r
    chance = np.divide(places, size, out=np.full(R, np.nan), where=size > 0)
    return Lottery(route=route, pool=pool, chance=chance)


def _affordable(problem: RouteProblem, plan: RoutePlan, places: np.ndarray) -> np.ndarray:
    """Fewer places on every route alike until money and hours suffice."""
    money, time = problem.budget - plan.spent, problem.hours_limit - plan.hours
    part = 1.0
    for each, rest in ((problem.cost, money), (problem.hours, time)):
        needed = float(places @ each)
        if needed > rest:
            part = min(part, max(rest, 0.0) / needed)
    return np.floor(places * part + 1e-9).astype(np.int64)
