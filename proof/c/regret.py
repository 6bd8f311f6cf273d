"""What a plan truly brings: against greedy and random plans, and in the worst fresh draws."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from proof.c.instances import ROUTES, replicates, route_problem
from proof.figure import Figure
from proof.registry import proof
from vesica.core.plan import RoutePlan
from vesica.plan.effects import effect_draws, outcomes, shrink_effects
from vesica.plan.problem import RouteProblem
from vesica.plan.routes import plan_routes, tail_mean
from vesica.plan.simple import greedy_routes, random_routes

__all__ = ["regret"]

# Declared before the first run.
SEED, ORGANISATIONS, PEOPLE = 93_000, 100, 300
CENTRE, SPREAD = 0.10, 0.05
ERROR = np.array([0.02, 0.12, 0.06, 0.03, 0.05])
DRAWS, FRESH, TAIL, LEVEL = 200, 20_000, 0.1, 0.95

Floats = NDArray[np.float64]


@proof("C.regret")
def regret() -> tuple[Figure, ...]:
    """Organisations with known effects of routes; the plan sees only estimates of them."""
    rows: dict[str, list[float]] = {}
    for seed in range(SEED, SEED + replicates(ORGANISATIONS)):
        for name, value in _one(seed).items():
            rows.setdefault(name, []).append(value)
    return (
        _paired(rows["greedy"], "greedy", "plan less greedy plan, true new bridges [people]"),
        _paired(rows["random"], "random", "plan less random plan, true new bridges [people]"),
        _paired(
            rows["tail"], "tail", "cautious less bold plan, worst 10 % of fresh draws [people]"
        ),
        _mean(rows["mean_lost"], "mean_lost", "what caution costs on average [people]"),
        _mean(
            rows["curse_raw"], "curse_raw", "promised less true, plan by raw estimates [people]"
        ),
        _mean(rows["curse"], "curse", "promised less true, plan by shrunk estimates [people]"),
    )


def _one(seed: int) -> dict[str, float]:
    rng = np.random.default_rng(seed)
    truth = rng.normal(CENTRE, SPREAD, len(ROUTES))
    estimate = truth + rng.normal(0.0, ERROR)
    effects = shrink_effects(estimate, ERROR)
    problem = route_problem(PEOPLE, effect=effects.mean, seed=seed)
    draws = effect_draws(effects, n=DRAWS, rng=rng)
    fresh = effect_draws(effects, n=FRESH, rng=rng)
    plan = plan_routes(problem)
    careful = plan_routes(problem, objective="cautious", draws=draws, tail=TAIL)
    raw = replace(problem, effect=estimate)
    by_raw = plan_routes(raw)
    real = _true(problem, plan.route, truth)
    worst = [tail_mean(outcomes(problem, p, fresh), TAIL) for p in (careful, plan)]
    return {
        "greedy": real - _true(problem, greedy_routes(problem), truth),
        "random": real - _true(problem, random_routes(problem, rng), truth),
        "tail": worst[0] - worst[1],
        "mean_lost": plan.bridges - careful.bridges,
        "curse_raw": _promise(raw, by_raw) - _true(problem, by_raw.route, truth),
        "curse": plan.bridges - real,
    }


def _promise(problem: RouteProblem, plan: RoutePlan) -> float:
    return float(outcomes(problem, plan, problem.effect[None, :])[0])


def _true(problem: RouteProblem, route: NDArray[np.int64], truth: Floats) -> float:
    on = route >= 0
    return float((problem.exposure[on, route[on]] * truth[route[on]]).sum())


def _interval(values: list[float]) -> tuple[float, float, float]:
    mean, error = float(np.mean(values)), float(stats.sem(values))
    low, high = stats.t.interval(LEVEL, len(values) - 1, mean, error)
    return mean, float(low), float(high)


def _paired(values: list[float], name: str, what: str) -> Figure:
    mean, low, high = _interval(values)
    better = np.mean(np.asarray(values) > 0)
    return Figure(
        id=f"C.regret.{name}",
        what=what,
        value=mean,
        low=low,
        high=high,
        target="interval above 0",
        holds=low > 0,
        note=f"{len(values)} organisations of {PEOPLE} people, paired; better in {better:.0%}.",
    )


def _mean(values: list[float], name: str, what: str) -> Figure:
    mean, low, high = _interval(values)
    return Figure(id=f"C.regret.{name}", what=what, value=mean, low=low, high=high)
