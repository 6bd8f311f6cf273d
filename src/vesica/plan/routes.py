"""The best plan over routes and people under all rules, for one of four objectives."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from vesica.core.plan import RoutePlan
from vesica.errors import UsageError
from vesica.plan.problem import RouteProblem
from vesica.plan.route_model import RouteModel, build
from vesica.plan.solvers.highs import Programme, Solved, solve

__all__ = ["GAP", "SECONDS", "Objective", "conflict", "plan_routes", "tail_mean"]

Floats = NDArray[np.float64]
Objective = Literal["bridges", "coverage", "least", "cautious"]

GAP = 5e-4
"""Relative distance to the bound at which the solver stops."""

SECONDS = 60.0
"""Most time for one solve [s]."""

_SLIP = 1e-7


def plan_routes(
    problem: RouteProblem,
    *,
    objective: Objective = "bridges",
    draws: Floats | None = None,
    tail: float = 0.1,
    caution: float = 1.0,
    gap: float = GAP,
    seconds: float = SECONDS,
) -> RoutePlan:
    """Assign routes to people.

    Parameters
    ----------
    problem : RouteProblem
        Who, what and all limits.
    objective : str
        ``"bridges"``: expected new bridges. ``"coverage"``: most disciplines with somebody on a
        route, then bridges. ``"least"``: highest chance of the person who has the least, among
        people who could have a route, then bridges. ``"cautious"``: mean of the worst ``tail``
        of ``draws`` with weight ``caution``, and expected bridges with the rest.
    draws : ndarray of float64, shape (n_draws, n_routes), or None
        Joint draws of the routes' effects; needed for ``"cautious"``. A route's effect is shared
        by all who take it, so more people do not diversify it.
    tail, caution : float
        Share of draws that count as bad, and weight of their mean [1].
    gap, seconds : float
        When the solver may stop.

    Raises
    ------
    UsageError
        If the rules cannot all hold; names a smallest set of rules that clash.

    References
    ----------
    Rockafellar & Uryasev (2000), doi:10.21314/JOR.2000.038, section 2, for the worst tail.
    """
    model = build(problem)
    base = model.programme()
    if objective == "coverage":
        solved = _in_two_steps(base, _covering(base, model, problem), gap, seconds)
    elif objective == "least":
        solved = _in_two_steps(base, _least(base, model, problem), gap, seconds)
    elif objective == "cautious":
        solved = solve(
            _cautious(base, model, problem, draws, tail, caution), gap=gap, seconds=seconds
        )
    else:
        solved = solve(base, gap=gap, seconds=seconds)
    if solved.x is None:
        raise _cannot(conflict(model))
    return _plan(problem, model, objective, solved)


def conflict(model: RouteModel) -> tuple[str, ...]:
    """Rules that cannot hold together, none of which could be left out; empty if all can.

    A deletion filter: each rule in turn is dropped for good if the rest still clashes.

    References
    ----------
    Chinneck & Dravnieks (1991), doi:10.1287/ijoc.3.2.157.
    """
    dropped: frozenset[str] = frozenset()
    if _possible(model, dropped):
        return ()
    names = [rule.name for rule in model.rules if rule.name != "one route per person"]
    for name in names:
        if not _possible(model, dropped | {name}):
            dropped |= {name}
    return tuple(name for name in names if name not in dropped)


def tail_mean(values: Floats, tail: float) -> float:
    """Mean of the worst ``tail`` of equally likely ``values``, the edge counted in part."""
    worst = np.sort(values)
    weight = np.clip(tail * values.size - np.arange(values.size), 0.0, 1.0)
    return float(worst @ weight / weight.sum())


def _possible(model: RouteModel, without: frozenset[str]) -> bool:
    programme = model.programme(without=without)
    still = replace(programme, value=np.zeros(programme.value.size))
    return solve(still, gap=1.0, seconds=SECONDS).x is not None


def _cannot(names: tuple[str, ...]) -> UsageError:
    return UsageError(
        f"These rules cannot all hold: {'; '.join(names)}.",
        hint="Loosen or drop one of them; the rest can then hold or show the next clash.",
    )


def _plan(
    problem: RouteProblem, model: RouteModel, objective: Objective, solved: Solved
) -> RoutePlan:
    assert solved.x is not None
    made = solved.x[: model.gain.size] > 0.5
    route = np.full(problem.base.size, -1, dtype=np.int64)
    route[model.person[made]] = model.route[made]
    taken = np.bincount(model.route[made], minlength=len(problem.routes))
    far = max(abs(solved.bound), 1e-12)
    return RoutePlan(
        objective=objective,
        route=route,
        bridges=float(model.gain[made].sum()),
        value=solved.value,
        bound=solved.bound,
        gap=max(0.0, (solved.bound - solved.value) / far),
        spent=float(taken @ problem.cost),
        hours=float(taken @ problem.hours),
    )


def _in_two_steps(base: Programme, first: Programme, gap: float, seconds: float) -> Solved:
    """Maximise the first objective, then expected bridges among the plans that reach it."""
    best = solve(first, gap=gap, seconds=seconds)
    if best.x is None:
        return best
    slip = _SLIP * max(1.0, abs(best.value))
    row = sparse.csr_matrix(first.value[None, :])
    second = replace(
        first,
        value=np.concatenate([base.value, np.zeros(first.value.size - base.value.size)]),
        A=sparse.vstack([first.A, row], format="csr"),
        low=np.append(first.low, best.value - slip),
        high=np.append(first.high, np.inf),
    )
    found = solve(second, gap=gap, seconds=seconds)
    x = best.x if found.x is None else found.x
    return Solved(x=x, value=float(first.value @ x), bound=best.bound)


def _widened(
    base: Programme, rows: sparse.spmatrix, low: Floats, high: Floats, **extra: Floats
) -> Programme:
    """``base`` with further variables (``value, least, most, whole``) and rows over all."""
    more = extra["value"].size
    padded = sparse.hstack([base.A, sparse.csr_matrix((base.A.shape[0], more))])
    return Programme(
        value=np.concatenate([np.zeros(base.value.size), extra["value"]]),
        A=sparse.vstack([padded, rows], format="csr"),
        low=np.concatenate([base.low, low]),
        high=np.concatenate([base.high, high]),
        least=np.concatenate([base.least, extra["least"]]),
        most=np.concatenate([base.most, extra["most"]]),
        whole=np.concatenate([base.whole, extra["whole"].astype(bool)]),
    )


def _covering(base: Programme, model: RouteModel, problem: RouteProblem) -> Programme:
    n, cells = len(problem.disciplines), np.arange(model.gain.size)
    inside = problem.discipline[model.person]
    members = sparse.csr_matrix((np.ones(cells.size), (inside, cells)), shape=(n, base.value.size))
    rows = sparse.hstack([members, -sparse.eye(n)])
    zero, one = np.zeros(n), np.ones(n)
    return _widened(
        base, rows, zero, np.full(n, np.inf), value=one, least=zero, most=one, whole=one
    )


def _least(base: Programme, model: RouteModel, problem: RouteProblem) -> Programme:
    people, row = np.unique(model.person, return_inverse=True)
    cells = np.arange(model.gain.size)
    gains = sparse.csr_matrix((model.gain, (row, cells)), shape=(people.size, base.value.size))
    rows = sparse.hstack([gains, -np.ones((people.size, 1))])
    one = np.ones(1)
    return _widened(
        base,
        rows,
        -problem.base[people],
        np.full(people.size, np.inf),
        value=one,
        least=-one,
        most=1e3 * one,
        whole=0 * one,
    )


def _cautious(
    base: Programme,
    model: RouteModel,
    problem: RouteProblem,
    draws: Floats | None,
    tail: float,
    caution: float,
) -> Programme:
    """Variables: reach per route (y), the tail's edge (eta), shortfall below it per draw (z)."""
    if draws is None or not 0 < tail <= 1 or not 0 <= caution <= 1:
        raise UsageError(
            f"A cautious plan needs draws, and tail {tail:g} and caution {caution:g} within 0..1.",
            hint="Pass draws of the routes' effects from vesica.plan.effects.effect_draws.",
        )
    S, R = draws.shape
    cells = np.arange(model.gain.size)
    exposure = problem.exposure[model.person, model.route]
    reach = sparse.csr_matrix((exposure, (model.route, cells)), shape=(R, base.value.size))
    link = sparse.hstack([reach, -sparse.eye(R), sparse.csr_matrix((R, 1 + S))])
    short = sparse.hstack(
        [sparse.csr_matrix((S, base.value.size)), draws, -np.ones((S, 1)), sparse.eye(S)]
    )
    free, mean = np.full(R + 1, np.inf), (1 - caution) * problem.effect
    return _widened(
        base,
        sparse.vstack([link, short]),
        np.zeros(R + S),
        np.concatenate([np.zeros(R), np.full(S, np.inf)]),
        value=np.concatenate([mean, [caution], np.full(S, -caution / (tail * S))]),
        least=np.concatenate([-free, np.zeros(S)]),
        most=np.concatenate([free, np.full(S, np.inf)]),
        whole=np.zeros(R + 1 + S),
    )
