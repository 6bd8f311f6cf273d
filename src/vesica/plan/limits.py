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

_ROUND = 1 + 1e-9
_MORE = 1.01


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
        Plan of the problem as it is. A plan is the best for every smaller budget that it fits
        in, and is not solved again there.
    gap : float
        Of each solve.
    """
    points = []
    solved = [] if known is None else [(problem.budget, known)]
    for budget in sorted(budgets, reverse=True):
        plan = next((p for limit, p in solved if _best_at(budget, limit, p)), None)
        if plan is None:
            try:
                plan = plan_routes(replace(problem, budget=budget), gap=gap)
            except UsageError:
                continue
            solved.append((budget, plan))
        points.append(
            FrontierPoint(budget=budget, spent=plan.spent, bridges=plan.bridges, bound=plan.bound)
        )
    return tuple(reversed(points))


def _best_at(budget: float, limit: float, plan: RoutePlan) -> bool:
    """Whether the best plan under ``limit`` is that of a smaller ``budget``: it fits in it."""
    return plan.spent <= budget * _ROUND and budget <= limit * _ROUND


def prices_of_rules(
    problem: RouteProblem,
    plan: RoutePlan,
    *,
    others: Mapping[str, RouteProblem] | None = None,
    gap: float = GAP,
) -> tuple[PriceOfRule, ...]:
    """What one more seat, a little more of each limit, or the loss of a rule would add.

    Each is a plan solved again, so it is right for this step and not only at the margin. Where
    one more of every limit at once adds nothing beyond the gap, no single one is solved.

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
    steps = _steps(problem)
    prices = []
    if len(steps) > 1 and not _price("", _all_steps(problem), plan, gap).told:
        prices = [PriceOfRule(name=name, bridges=0.0, share=0.0, told=False) for name in steps]
        steps = {}
    changes = {**steps, **_freed(problem), **(others or {})}
    prices += [_price(name, changed, plan, gap) for name, changed in changes.items()]
    return tuple(sorted(prices, key=lambda p: (-p.bridges, p.name)))


def _price(name: str, changed: RouteProblem, plan: RoutePlan, gap: float) -> PriceOfRule:
    other = plan_routes(changed, gap=gap)
    more = other.bridges - plan.bridges
    doubt = max(plan.bound - plan.value, 0.0) + max(other.bound - other.value, 0.0)
    share = more / plan.bridges if plan.bridges > 0 else 0.0
    return PriceOfRule(name=name, bridges=more, share=share, told=abs(more) > doubt + 1e-9)


def _steps(problem: RouteProblem) -> dict[str, RouteProblem]:
    """One more of each limit; none is worth more than all of them together."""
    steps: dict[str, RouteProblem] = {}
    for r, name in enumerate(problem.routes):
        if problem.seats[r] >= 0:
            changed = problem.seats.copy()
            changed[r] += 1
            steps[f"one more seat in {name}"] = replace(problem, seats=changed)
    if np.isfinite(problem.budget):
        steps["1 % more budget"] = replace(problem, budget=problem.budget * _MORE)
    if np.isfinite(problem.hours_limit):
        steps["1 % more hours"] = replace(problem, hours_limit=problem.hours_limit * _MORE)
    return steps


def _all_steps(problem: RouteProblem) -> RouteProblem:
    return replace(
        problem,
        seats=problem.seats + (problem.seats >= 0),
        budget=problem.budget * _MORE,
        hours_limit=problem.hours_limit * _MORE,
    )


def _freed(problem: RouteProblem) -> dict[str, RouteProblem]:
    """Without each rule that binds."""
    freed: dict[str, RouteProblem] = {}
    if np.isfinite(problem.budget):
        freed["without the budget"] = replace(problem, budget=np.inf)
    if np.isfinite(problem.hours_limit):
        freed["without the limit of hours"] = replace(problem, hours_limit=np.inf)
    if problem.coverage.any():
        freed["without coverage"] = replace(problem, coverage=np.zeros_like(problem.coverage))
    if problem.fairness is not None:
        by = " and ".join(problem.fairness.by)
        freed[f"without fairness by {by}"] = replace(problem, fairness=None)
    if problem.vetoed.any():
        freed["without vetoes"] = replace(problem, vetoed=np.zeros_like(problem.vetoed))
    if problem.locked.any():
        freed["without locks"] = replace(problem, locked=np.zeros_like(problem.locked))
    return freed
