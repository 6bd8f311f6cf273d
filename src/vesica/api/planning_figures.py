"""Figures of a plan: what it is expected to bring, what limits it, how it compares."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from vesica.api.planning import PlanningData
from vesica.api.planning_asked import Asked
from vesica.api.planning_limits import COMFORT, Decided
from vesica.api.planning_problem import Problem, build
from vesica.api.planning_routes import RouteTable
from vesica.api.planning_solved import GAP, Solved, own_gains
from vesica.core.estimate import Estimate
from vesica.core.pairs_answer import OptInLine, RuleCount
from vesica.core.plan import FrontierPoint, PriceOfRule
from vesica.core.plan_answer import PlanAnswer, PlanRegret, RouteLine
from vesica.plan.limits import frontier, prices_of_rules
from vesica.plan.reserve import hold_back
from vesica.plan.routes import tail_mean
from vesica.plan.simple import regret
from vesica.plan.verify import verify_pair_rules, verify_pairs, verify_room, verify_routes

if TYPE_CHECKING:
    from vesica.api.workspace import Workspace

__all__ = ["figures", "nothing"]

_DRAWS, _FRESH, _TAIL = 200, 2000, 0.1
_BUDGETS = (0.25, 0.5, 0.75, 1.0, 1.5, 2.0)
_RANDOM = 20


def figures(
    workspace: Workspace,
    data: PlanningData,
    table: RouteTable,
    asked: Asked,
    decided: Decided,
    solved: Solved,
) -> PlanAnswer:
    """All that is told of a plan, but its audit, its opt-ins and its people."""
    seed = workspace.settings.workspace.seed
    rng = np.random.default_rng(seed + 1)
    value = table.draws(_FRESH, rng) @ solved.total
    level = workspace.settings.overlap.level
    low, high = np.quantile(value, [(1 - level) / 2, (1 + level) / 2])
    middle = float(solved.total.sum())
    places = [
        np.bincount(x[x >= 0], minlength=len(table.routes))
        for x in (solved.plan.route, solved.lots.route)
    ]
    both = places[0] + places[1]
    simple = regret(solved.held, solved.best, rng=rng, replicates=_RANDOM)
    return PlanAnswer(
        version=0,
        status="draft",
        objective=asked.objective,
        budget=asked.budget,
        hours_limit=asked.hours,
        horizon=asked.horizon,
        people=data.n,
        opted_in=int(data.opted_in.sum()),
        assignments=(),
        pairs=(),
        routes=tuple(_line(table, r, places, solved.problem) for r in range(len(table.routes))),
        bridges=Estimate(
            value=middle,
            low=float(min(low, middle)),
            high=float(max(high, middle)),
            level=level,
            unit="people",
            n=int(both.sum()),
        ),
        worst=tail_mean(value, _TAIL),
        spent=float(both @ solved.problem.routes.cost),
        hours=float(both @ solved.problem.routes.hours),
        gap=solved.plan.gap,
        frontier=_frontier(asked, solved, workspace.settings.plan.reserve),
        prices=_prices(workspace, data, table, asked, decided, solved),
        regret=PlanRegret(plan=simple.plan, greedy=simple.greedy, random=simple.random),
        rules=tuple(
            RuleCount(rule=rule, away=int(cells[data.opted_in].any(axis=1).sum()))
            for rule, cells in solved.problem.closed.items()
        ),
        audit=(),
        reach=(),
        decisions=(),
        left=0,
        asked=(),
        broken=_broken(solved),
        unread=data.restrictions.unread,
    )


def _line(
    table: RouteTable, r: int, places: list[NDArray[np.int64]], problem: Problem
) -> RouteLine:
    route = table.routes[r]
    return RouteLine(
        route=route.name,
        chosen=int(places[0][r]),
        drawn=int(places[1][r]),
        seats=None if problem.routes.seats[r] < 0 else int(problem.routes.seats[r]),
        cost=route.cost,
        hours=route.hours,
        expertise=float(table.on_expertise[r]),
        influence=float(table.on_influence[r]),
        grade=route.grade,
        source="; ".join(f"{p.outcome}: {p.source}" for p in route.known if p.mean != 0),
    )


def _frontier(asked: Asked, solved: Solved, share: float) -> tuple[FrontierPoint, ...]:
    """Best chosen places by budget, under all other rules; what is kept for lots is taken off."""
    budget = asked.budget or float(solved.plan.spent / (1 - share)) if share < 1 else 0.0
    if budget <= 0:
        return ()
    kept = 1 - share
    budgets = [b * budget * kept for b in _BUDGETS]
    found = frontier(solved.held, budgets, known=solved.best, gap=GAP)
    return tuple(replace(p, budget=p.budget / kept) for p in found)


def _prices(
    workspace: Workspace,
    data: PlanningData,
    table: RouteTable,
    asked: Asked,
    decided: Decided,
    solved: Solved,
) -> tuple[PriceOfRule, ...]:
    settings = workspace.settings.plan
    others = {}
    for rule in (COMFORT, *(r for r in solved.problem.closed if r != COMFORT)):
        cells = solved.problem.closed.get(rule)
        if cells is None or not cells.any():
            continue
        freed = build(
            data, table, settings, limits=asked.limits, decided=decided, without=frozenset({rule})
        ).routes
        others[f"without the rule '{rule.removeprefix('restrictions: ')}'"] = (
            hold_back(freed, share=settings.reserve) if settings.reserve > 0 else freed
        )
    return prices_of_rules(solved.held, solved.best, others=others, gap=GAP)


def _broken(solved: Solved) -> tuple[str, ...]:
    pairs = solved.pairs
    made = np.flatnonzero(pairs.plan.chosen)
    found = (
        *verify_routes(solved.problem.routes, solved.plan.route, drawn=solved.lots.route),
        *verify_pairs(pairs.problem, pairs.plan.chosen, gain=pairs.plan.gain),
        *verify_pair_rules(
            pairs.people,
            pairs.rules,
            pairs.sides.mentor[pairs.problem.mentor[made]],
            pairs.sides.leader[pairs.problem.leader[made]],
        ),
        *verify_room(solved.problem.routes.base, own_gains(solved)),
    )
    return tuple(sorted({violation.rule for violation in found}))


def nothing(
    data: PlanningData,
    asked: Asked,
    table: RouteTable,
    problem: Problem,
    reach: tuple[OptInLine, ...],
) -> PlanAnswer:
    """What can be said where nobody could have a place."""
    none = np.zeros(len(table.routes), dtype=np.int64)
    zero = Estimate(value=0.0, low=0.0, high=0.0, level=0.9, unit="people", n=0)
    return PlanAnswer(
        version=0,
        status="nothing to plan",
        objective=asked.objective,
        budget=asked.budget,
        hours_limit=asked.hours,
        horizon=asked.horizon,
        people=data.n,
        opted_in=int(data.opted_in.sum()),
        assignments=(),
        pairs=(),
        routes=tuple(_line(table, r, [none, none], problem) for r in range(len(table.routes))),
        bridges=zero,
        worst=0.0,
        spent=0.0,
        hours=0.0,
        gap=0.0,
        frontier=(),
        prices=(),
        regret=None,
        rules=(),
        audit=(),
        reach=reach,
        decisions=(),
        left=0,
        asked=(),
        broken=(),
        unread=data.restrictions.unread,
    )
