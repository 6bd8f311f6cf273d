"""What limits a plan: the frontier of the budget, and the price of each rule by solving again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from vesica.core.plan import FrontierPoint, PriceOfRule, RoutePlan
from vesica.errors import UsageError
from vesica.plan.problem import RouteProblem
from vesica.plan.routes import GAP, plan_routes

__all__ = ["frontier", "prices_of_rules"]


def frontier(
    problem: RouteProblem,
    budgets: Sequence[float],
    *,
    known: RoutePlan | None = None,
    gap: float = GAP,
) -> tuple[FrontierPoint, ...]:
    """The best expected bridges for each budget; a budget that allows no plan is left out.

    Parameters
    ----------
    problem : RouteProblem
        All other limits.
    budgets : sequence of float
        [currency].
    known : RoutePlan, optional
        Plan of the problem as it is, which is not solved again for its own budget.
    gap : float
        Of each solve.
    """
    points = []
    for budget in sorted(budgets):
        try:
            if known is not None and np.isclose(budget, problem.budget, rtol=1e-12):
                plan = known
            else:
                plan = plan_routes(replace(problem, budget=budget), gap=gap)
        except UsageError:
            continue
        points.append(
            FrontierPoint(budget=budget, spent=plan.spent, bridges=plan.bridges, bound=plan.bound)
        )
    return tuple(points)


def prices_of_rules(
    problem: RouteProblem,
    plan: RoutePlan,
    *,
    others: Mapping[str, RouteProblem] | None = None,
    gap: float = GAP,
) -> tuple[PriceOfRule, ...]:
    """What one more seat, a little more of each limit, or the loss of a rule would add.

    Each is a plan solved again, so it is right for this step and not only at the margin.

    Parameters
    ----------
    problem : RouteProblem
        The problem of ``plan``.
    plan : RoutePlan
        Its plan with the objective ``"bridges"``.
    others : mapping of str to RouteProblem
        Further changes by name, such as ``"without the rule on public posting"``.
    gap : float
        Of each solve; a price within the gaps of both plans is not told.
    """
    prices = []
    for name, changed in {**_steps(problem), **(others or {})}.items():
        other = plan_routes(changed, gap=gap)
        more = other.bridges - plan.bridges
        doubt = max(plan.bound - plan.value, 0.0) + max(other.bound - other.value, 0.0)
        share = more / plan.bridges if plan.bridges > 0 else 0.0
        prices.append(
            PriceOfRule(name=name, bridges=more, share=share, told=abs(more) > doubt + 1e-9)
        )
    return tuple(sorted(prices, key=lambda p: (-p.bridges, p.name)))


def _steps(problem: RouteProblem) -> dict[str, RouteProblem]:
    steps: dict[str, RouteProblem] = {}
    for r, name in enumerate(problem.routes):
        if problem.seats[r] >= 0:
            changed = problem.seats.copy()
            changed[r] += 1
            steps[f"one more seat in {name}"] = replace(problem, seats=changed)
    if np.isfinite(problem.budget):
        steps["1 % more budget"] = replace(problem, budget=problem.budget * 1.01)
        steps["without the budget"] = replace(problem, budget=np.inf)
    if np.isfinite(problem.hours_limit):
        steps["1 % more hours"] = replace(problem, hours_limit=problem.hours_limit * 1.01)
        steps["without the limit of hours"] = replace(problem, hours_limit=np.inf)
    if problem.coverage.any():
        steps["without coverage"] = replace(problem, coverage=np.zeros_like(problem.coverage))
    if problem.fairness is not None:
        by = " and ".join(problem.fairness.by)
        steps[f"without fairness by {by}"] = replace(problem, fairness=None)
    if problem.vetoed.any():
        steps["without vetoes"] = replace(problem, vetoed=np.zeros_like(problem.vetoed))
    if problem.locked.any():
        steps["without locks"] = replace(problem, locked=np.zeros_like(problem.locked))
    return steps
