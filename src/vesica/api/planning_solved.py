"""A plan solved: who takes which route, by choice or by lot, and in which pairs."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, cast

import numpy as np
from numpy.typing import NDArray

from vesica.api.planning import PlanningData
from vesica.api.planning_asked import Asked
from vesica.api.planning_limits import Decided
from vesica.api.planning_pairs import Paired
from vesica.api.planning_problem import Problem
from vesica.api.planning_routes import MENTORING, RouteTable
from vesica.api.planning_words import why_on_route, why_together
from vesica.core.plan import Lottery, RoutePlan
from vesica.plan.pairing import pair_up
from vesica.plan.problem import RouteProblem
from vesica.plan.reserve import draw_lots, hold_back
from vesica.plan.routes import Objective, plan_routes
from vesica.store.plans import Place

if TYPE_CHECKING:
    from vesica.api.workspace import Workspace

__all__ = ["GAP", "PAIRED", "Solved", "could_have", "own_gains", "places_of", "solve"]

CHOSEN, LOCKED, DRAWN, PAIRED = "chosen", "locked", "drawn by lot", "pair"
_DRAWS, _FRESH, _TAIL = 200, 2000, 0.1
GAP = 1e-3


@dataclass(frozen=True, slots=True, kw_only=True)
class Solved:
    """A plan with its lots and pairs.

    Parameters
    ----------
    problem : Problem
        What was asked, whole.
    held : RouteProblem
        The same without what is kept for lots.
    plan, best : RoutePlan
        By the objective that was asked for, and by expected bridges.
    lots : Lottery
        Places that are drawn.
    pairs : Paired
        Reverse mentors who have a place, with their leaders.
    total : ndarray of float64, shape (n_routes,)
        Expected new bridges by route.
    """

    problem: Problem
    held: RouteProblem
    plan: RoutePlan
    best: RoutePlan
    lots: Lottery
    pairs: Paired
    total: NDArray[np.float64]


def could_have(problem: RouteProblem) -> NDArray[np.bool_]:
    """Who could have a place on any route, shape (n,)."""
    return np.asarray((problem.eligible & problem.opted_in[:, None]).any(axis=1))


def solve(
    workspace: Workspace,
    data: PlanningData,
    table: RouteTable,
    asked: Asked,
    problem: Problem,
    decided: Decided,
) -> Solved:
    """Solve by the objective, draw the lots, and pair who has a place."""
    share = workspace.settings.plan.reserve
    rng = np.random.default_rng(workspace.settings.workspace.seed)
    held = hold_back(problem.routes, share=share) if share > 0 else problem.routes
    objective = cast(Objective, asked.objective)
    draws = table.draws(_DRAWS, rng)
    plan = plan_routes(held, objective=objective, draws=draws, gap=GAP)
    best = plan if objective == "bridges" else plan_routes(held, gap=GAP)
    if share > 0:
        lots = draw_lots(problem.routes, plan, rng=rng.spawn(1)[0], share=share)
    else:
        nobody = np.full(data.n, -1, dtype=np.int64)
        lots = Lottery(route=nobody, pool=nobody, chance=np.full(len(table.routes), np.nan))
    pairs = _pair_again(problem, table, plan.route, lots.route)
    total = np.zeros(len(table.routes))
    for route in (plan.route, lots.route):
        on = route >= 0
        np.add.at(total, route[on], problem.routes.gain[on, route[on]])
    if MENTORING in table.names:
        total[table.names.index(MENTORING)] = pairs.plan.gain
    return Solved(
        problem=problem, held=held, plan=plan, best=best, lots=lots, pairs=pairs, total=total
    )


def _pair_again(
    problem: Problem, table: RouteTable, chosen: NDArray[np.int64], drawn: NDArray[np.int64]
) -> Paired:
    """Pair the mentors that have a place; each keeps at least one of the own pairs if it can.

    A leader with a place on another route gains from pairs at most what that leaves of the way
    to having both skills for certain.
    """
    made = problem.pairs
    if MENTORING not in table.names:
        return made
    at = table.names.index(MENTORING)
    mentor = made.sides.mentor
    on = (chosen[mentor] == at) | (drawn[mentor] == at)
    capacity = np.where(on, made.problem.mentor_capacity, 0)
    locked = made.problem.locked & on[made.problem.mentor]
    left = 1.0 - problem.routes.base
    for route in (chosen, drawn):
        elsewhere = np.flatnonzero((route >= 0) & (route != at))
        left[elsewhere] -= problem.routes.gain[elsewhere, route[elsewhere]]
    room = np.maximum(left, 0.0)[made.sides.leader[made.problem.leader]]
    changed = replace(
        made.problem,
        mentor_capacity=capacity,
        locked=locked,
        leader_gain=np.minimum(made.problem.leader_gain, room),
    )
    plan = pair_up(changed)
    has = np.zeros(mentor.size, dtype=bool)
    has[changed.mentor[plan.chosen]] = True
    if (on & ~has).any():  # somebody's leader was worth more to another: keep the first pairs
        keep = made.plan.chosen & on[changed.mentor]
        plan = replace(plan, chosen=keep, gain=changed.total(keep))
    return replace(made, problem=changed, plan=plan)


def own_gains(solved: Solved) -> list[tuple[int, float]]:
    """Person and own gain of each place; on reverse mentoring those of the pairs."""
    routes, pairs = solved.problem.routes, solved.pairs
    found = [
        (int(i), float(routes.gain[i, route[i]]))
        for route in (solved.plan.route, solved.lots.route)
        for i in np.flatnonzero(route >= 0)
        if routes.routes[route[i]] != MENTORING
    ]
    own, other = pairs.problem.counted(pairs.plan.chosen)
    for side, at, gains in (
        (pairs.sides.mentor, pairs.problem.mentor, own),
        (pairs.sides.leader, pairs.problem.leader, other),
    ):
        made = np.flatnonzero(pairs.plan.chosen)
        found += zip(side[at[made]].tolist(), gains[made].tolist(), strict=True)
    return found


def places_of(data: PlanningData, table: RouteTable, solved: Solved) -> list[Place]:
    """Places to store: by route, largest gain first, those by lot last; then pairs."""
    problem, places = solved.problem.routes, []
    for r, route in enumerate(table.routes):
        found = []
        for how, assigned in ((CHOSEN, solved.plan.route), (DRAWN, solved.lots.route)):
            for i in np.flatnonzero(assigned == r).tolist():
                kind = LOCKED if problem.locked[i, r] and how == CHOSEN else how
                why = why_on_route(data, i)
                if how == DRAWN:
                    why += f" Drawn by lot, with a chance of {solved.lots.chance[r] * 100:.0f} %."
                found.append((kind == DRAWN, -problem.gain[i, r], i, kind, why))
        for _, less, i, kind, why in sorted(found):
            places.append(
                Place(
                    person_id=data.ids[i],
                    other_id=None,
                    route=route.name,
                    how=kind,
                    why=why,
                    gain=-less,
                )
            )
    pairs = solved.pairs
    own, other = pairs.problem.counted(pairs.plan.chosen)
    chosen = np.flatnonzero(pairs.plan.chosen)
    for a in chosen[np.argsort(-(own + other)[chosen], kind="stable")].tolist():
        i = int(pairs.sides.mentor[pairs.problem.mentor[a]])
        j = int(pairs.sides.leader[pairs.problem.leader[a]])
        places.append(
            Place(
                person_id=data.ids[i],
                other_id=data.ids[j],
                route=MENTORING,
                how=LOCKED if pairs.problem.locked[a] else PAIRED,
                why=why_together(data, pairs, i, j),
                gain=float(own[a]),
                other_gain=float(other[a]),
            )
        )
    return places
