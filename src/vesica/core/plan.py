"""A plan over routes: who takes which, how good it could be, and what limits it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vesica.core.estimate import Estimate

__all__ = [
    "FrontierPoint",
    "ImpactAudit",
    "ImpactRow",
    "Lottery",
    "PriceOfRule",
    "Regret",
    "RouteEffects",
    "RoutePlan",
    "Violation",
]

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class RoutePlan:
    """Who takes which route.

    Parameters
    ----------
    objective : str
        ``"bridges"``, ``"coverage"``, ``"least"`` or ``"cautious"``.
    route : ndarray of int64, shape (n_people,)
        Index of the route; -1 for none.
    bridges : float
        Expected new bridges [people].
    value, bound : float
        What was maximised, and what no plan under these rules exceeds, in its own unit.
    gap : float
        Distance to the bound as a share of it [1].
    spent, hours : float
        Of the whole plan [currency; hours].
    """

    objective: str
    route: Ints
    bridges: float
    value: float
    bound: float
    gap: float
    spent: float
    hours: float


@dataclass(frozen=True, slots=True, kw_only=True)
class RouteEffects:
    """Effects of all routes after shrinkage against the winner's curse.

    Parameters
    ----------
    mean, standard_error : ndarray of float64, shape (n_routes,)
        Posterior [expected new bridges per person].
    covariance : ndarray of float64, shape (n_routes, n_routes)
        Posterior; the routes share the error of their common mean.
    weight : ndarray of float64, shape (n_routes,)
        How much of the own estimate is left [1]; the rest comes from all routes.
    spread : float
        Standard deviation of true effects between routes [expected new bridges per person].
    """

    mean: Floats
    standard_error: Floats
    covariance: Floats
    weight: Floats
    spread: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Lottery:
    """Places that are drawn by lot, so that next year the routes' effects can be learnt.

    Parameters
    ----------
    route : ndarray of int64, shape (n_people,)
        Route a person drew; -1 for none.
    pool : ndarray of int64, shape (n_people,)
        Route whose draw the person took part in; -1 for none. Who lost is the comparison.
    chance : ndarray of float64, shape (n_routes,)
        Chance of winning in each pool [1]; NaN for an empty pool.
    """

    route: Ints
    pool: Ints
    chance: Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class FrontierPoint:
    """The best that one budget can do.

    Parameters
    ----------
    budget, spent : float
        Allowed and used [currency].
    bridges, bound : float
        Expected new bridges, and the most that is possible [people].
    """

    budget: float
    spent: float
    bridges: float
    bound: float


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceOfRule:
    """What the plan would gain if one limit were moved or dropped.

    Parameters
    ----------
    name : str
        The limit in words: ``"one more seat in training"``, ``"without the budget"``.
    bridges : float
        Further expected bridges [people].
    share : float
        The same as a share of the plan [1].
    told : bool
        False if the figure is no larger than the solver's own gap.
    """

    name: str
    bridges: float
    share: float
    told: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Regret:
    """What the plan expects beyond simpler ways to choose.

    Parameters
    ----------
    plan, greedy : float
        Expected new bridges [people].
    random : Estimate
        Mean of random plans under the same rules [people].
    over_greedy, over_random : float
        The plan less the other [people].
    """

    plan: float
    greedy: float
    random: Estimate
    over_greedy: float
    over_random: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Violation:
    """A rule that a plan breaks.

    Parameters
    ----------
    rule : str
        The rule in words.
    people : tuple of int
        Whom it concerns, as rows; empty for a rule of the whole plan.
    excess : float
        By how much, in the rule's unit; 1 where it is not counted.
    """

    rule: str
    people: tuple[int, ...]
    excess: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ImpactRow:
    """One group of one axis in an adverse-impact audit.

    Parameters
    ----------
    group : str
        Its name.
    n, selected : int
        People looked at, and selected (or scored above the median).
    rate : float
        ``selected / n`` [1].
    ratio : float or None
        Rate over the highest rate of any group; ``None`` where that is undefined.
    low, high : float or None
        Score interval of the ratio.
    p_value : float or None
        Two-sided Fisher exact test against the group of the highest rate.
    finding : str
        ``"compared with"``, ``"adverse"``, ``"below, chance possible"``, ``"too few to say"``,
        ``"undefined"``, ``"cannot say"`` or ``"no sign"``.
    """

    group: str
    n: int
    selected: int
    rate: float
    ratio: float | None
    low: float | None
    high: float | None
    p_value: float | None
    finding: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ImpactAudit:
    """Adverse impact along one axis.

    Parameters
    ----------
    axis : str
        ``"age band"``, ``"sex"``, …
    measure : str
        ``"selection"`` or ``"scoring"``.
    level : float
        Probability of the intervals.
    rows : tuple of ImpactRow
        Groups, by name.
    notes : tuple of str
        Ties, undefined ratios and small groups, in words.
    """

    axis: str
    measure: str
    level: float
    rows: tuple[ImpactRow, ...]
    notes: tuple[str, ...]
