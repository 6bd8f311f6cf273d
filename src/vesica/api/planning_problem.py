"""From people, routes and pairs to the problem of a plan."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from vesica.api.planning import gain
from vesica.api.planning_limits import COMFORT, RESTRICTED, Decided, Limits
from vesica.api.planning_pairs import Paired, paired
from vesica.api.planning_routes import MENTORING, RouteTable
from vesica.plan.problem import (
    Fairness,
    RouteProblem,
)

if TYPE_CHECKING:
    from vesica.api.planning import PlanningData
    from vesica.settings import PlanSettings

__all__ = ["Problem", "build"]

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
_OFFERED = "hours that people offer"
_BEFORE = "routes taken before"
_LEAST = 1e-3
"""A place that is expected to bring less is not offered [expected new bridges]."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """A problem of a plan.

    Parameters
    ----------
    routes : RouteProblem
        Who could take what.
    pairs : Paired
        What reverse mentoring is worth.
    closed : dict of str to ndarray of bool
        Rule → cells (person, route) that it closes, among those who may and want.
    """

    routes: RouteProblem
    pairs: Paired
    closed: dict[str, Bools]


def build(
    data: PlanningData,
    table: RouteTable,
    settings: PlanSettings,
    *,
    limits: Limits,
    decided: Decided,
    opted_in: Bools | None = None,
    without: frozenset[str] = frozenset(),
) -> Problem:
    """Put together who could take which route, and what it may bring.

    Parameters
    ----------
    data : PlanningData
        Everybody.
    table : RouteTable
        Routes and their effects.
    settings : PlanSettings
        Rules.
    limits : Limits
        Budget, hours, horizon.
    decided : Decided
        Locks and vetoes.
    opted_in, without
        See :func:`paired`.
    """
    joined_in = data.opted_in if opted_in is None else opted_in
    pairs = paired(
        data, table, settings, limits=limits, decided=decided, opted_in=opted_in, without=without
    )
    worth, eligible, closed = _cells(data, table, limits, without)
    if MENTORING in table.names:
        at = table.names.index(MENTORING)
        worth[:, at] = 0.0
        worth[pairs.sides.mentor, at] = pairs.worth
        eligible[:, at] &= worth[:, at] > 0
    else:
        pairs = replace(pairs, plan=replace(pairs.plan, chosen=pairs.problem.locked))
    eligible &= worth > _LEAST
    could = joined_in[:, None] & (worth > _LEAST)
    disciplines, discipline = np.unique(np.array(data.function), return_inverse=True)
    units, unit = np.unique(np.array(data.org_unit), return_inverse=True)
    has = np.bincount(
        discipline[(eligible & joined_in[:, None]).any(axis=1)], minlength=disciplines.size
    )
    problem = RouteProblem(
        routes=table.names,
        units=tuple(units.tolist()),
        disciplines=tuple(disciplines.tolist()),
        exposure=worth,
        effect=np.ones(len(table.routes)),
        base=data.both,
        eligible=eligible,
        locked=_marked(data.n, table.names, decided.locked, decided.locked_pairs),
        vetoed=_marked(data.n, table.names, decided.vetoed, frozenset()),
        opted_in=joined_in,
        unit=unit.astype(np.int64),
        discipline=discipline.astype(np.int64),
        cost=np.array([r.cost for r in table.routes]),
        hours=np.array([r.hours for r in table.routes]),
        seats=np.array([r.seats for r in table.routes], dtype=np.int64),
        budget=limits.budget,
        hours_limit=limits.hours,
        coverage=np.minimum(settings.each_discipline, has).astype(np.int64),
        fairness=_fairness(settings),
        tie=data.people.tie,
    )
    return Problem(routes=problem, pairs=pairs, closed={k: v & could for k, v in closed.items()})


def _fairness(settings: PlanSettings) -> Fairness | None:
    """Places go to units and to disciplines as their people could take them."""
    if settings.fairness >= 1:
        return None
    return Fairness(tolerance=settings.fairness, by=("unit", "discipline"))


def _cells(
    data: PlanningData, table: RouteTable, limits: Limits, without: frozenset[str]
) -> tuple[Floats, Bools, dict[str, Bools]]:
    """What each route is worth to each person, who may take it, and what each rule closes."""
    shape = (data.n, len(table.routes))
    worth, may = np.zeros(shape), np.zeros(shape, dtype=bool)
    closed: dict[str, Bools] = {}

    def close(rule: str, k: int, cells: Bools) -> None:
        closed.setdefault(rule, np.zeros(shape, dtype=bool))[:, k] |= cells

    for k, route in enumerate(table.routes):
        worth[:, k] = gain(data, expertise=table.on_expertise[k], influence=table.on_influence[k])
        may[:, k] = {"leaders": data.senior, "others": ~data.senior}.get(
            route.who, np.ones(data.n, dtype=bool)
        )
        close(_OFFERED, k, route.hours > data.weekly * limits.horizon)
        done = [i for i, taken in data.history if taken == route.name]
        close(_BEFORE, k, np.isin(np.arange(data.n), done))
        for need in route.needs:
            zone = np.array([bool(z) and need not in z for z in data.zone])
            close(COMFORT, k, zone)
            bound = np.array([need in w for w in data.restrictions.without])
            close(f"{RESTRICTED}: {data.restrictions.said.get(need, need)}", k, bound)
    closed = {rule: cells & may for rule, cells in closed.items()}
    for rule, cells in closed.items():
        if rule.partition(":")[0] not in without and rule not in without:
            may &= ~cells
    return worth, may, closed


def _marked(
    n: int,
    routes: tuple[str, ...],
    cells: frozenset[tuple[int, str]],
    pairs: frozenset[tuple[int, int]],
) -> Bools:
    marked = np.zeros((n, len(routes)), dtype=bool)
    for i, route in cells:
        if route in routes:
            marked[i, routes.index(route)] = True
    if MENTORING in routes:
        for i, _ in pairs:
            marked[i, routes.index(MENTORING)] = True
    return marked
