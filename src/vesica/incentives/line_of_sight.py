"""One leader's line of sight: participation, metric, payout, bonus, by joint draws."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

import numpy as np
from numpy.typing import NDArray

from vesica.core.line_of_sight import Grade, LineOfSight, Link
from vesica.core.payout import Plan
from vesica.errors import EstimationError
from vesica.incentives.effects import Effect
from vesica.incentives.forecast import Common
from vesica.incentives.parts import estimate, metric_part, why_nothing
from vesica.incentives.payout import bonus, largest_bonus
from vesica.incentives.reasons import false_if, scenario_label

__all__ = ["Situation", "expected_change", "line_of_sight"]

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """What is known about one leader.

    Parameters
    ----------
    plan : Plan
        The bonus plan.
    without : mapping of str to ndarray of float64, shape (n_draws,)
        Year-end value of each metric without participation.
    open_share : mapping of str to float
        Share of each year-end figure that is still to come [1].
    effects : tuple of Effect
        At most one per metric.
    credit : mapping of str to float
        Share of a metric's lift that this leader is credited with [1]; 1 where absent.
    """

    plan: Plan
    without: Mapping[str, Floats]
    open_share: Mapping[str, float]
    effects: tuple[Effect, ...]
    credit: Mapping[str, float]


def line_of_sight(
    situation: Situation,
    *,
    common: Common,
    hours_per_week: float,
    weeks: float,
    hour_cost: Decimal | None = None,
    scenario: bool = False,
    changed: Sequence[str] = (),
    level: float = 0.8,
) -> LineOfSight:
    """What taking part would change in a leader's bonus this year.

    Both bonuses are worked out from the same draws, so that their difference is precise.

    Parameters
    ----------
    situation : Situation
        Plan, forecasts, effects.
    common : Common
        Draws shared by all cases; one slot per metric of the plan.
    hours_per_week, weeks : float
        What the leader would do: more than now.
    hour_cost : Decimal, optional
        Price of an hour of the leader's time [currency].
    scenario : bool
        Whether to go on where every effect is assumed; the result is labelled.
    changed : sequence of str
        What somebody assumed instead of the usual, in words; the result is labelled with it.
    level : float
        Probability of the intervals.

    Returns
    -------
    LineOfSight

    Raises
    ------
    EstimationError
        If the plan reads a metric without a forecast, no effect touches the plan, or all effects
        are assumed and no scenario was asked for.
    """
    plan = situation.plan
    effects = _usable(situation, scenario=scenario)
    without = {name: situation.without[name] for name in plan.metrics}
    lifts = _lifts(situation, effects, common, hours_per_week)
    moved = {name: without[name] + lifts[name] for name in lifts}
    before = bonus(plan, without)
    after = bonus(plan, without | moved)
    # Far below the smallest amount that can be paid is nothing.
    least = float(plan.rounding.step) / 2
    difference = after - before
    still = np.abs(difference) < least
    alone = {name: bonus(plan, without | {name: moved[name]}) - before for name in lifts}
    parts = tuple(
        metric_part(plan, without[name], name, effects, lifts, alone, level)
        for name in plan.metrics
    )
    hours = hours_per_week * weeks
    cost = None if hour_cost is None else plan.rounding(hour_cost * Decimal(repr(hours)))
    below, capped = why_nothing(plan, without, still)
    own = _own_share(effects, alone)
    largest = max(alone, key=lambda name: abs(float(alone[name].mean())))
    unit = plan.currency
    return LineOfSight(
        currency=unit,
        fiscal_year=plan.fiscal_year.year,
        target_bonus=plan.target_bonus,
        hours_per_week=hours_per_week,
        weeks=weeks,
        bonus_without=estimate(before, unit, level),
        bonus_with=estimate(after, unit, level),
        change=estimate(np.where(still, 0.0, difference), unit, level),
        gain=float(np.mean(difference >= least)),
        loss=float(np.mean(difference <= -least)),
        no_change=float(np.mean(still)),
        below=below,
        capped=capped,
        links=_links(plan, effects),
        metrics=parts,
        moves=largest if np.any(alone[largest]) else "",
        own_share=own,
        hours=hours,
        time_cost=cost,
        net=None if cost is None else estimate(difference - float(cost), unit, level),
        false_if=false_if(parts, effects, nothing=bool(still.all())),
        scenario=scenario_label(tuple(effects.values()), changed),
        most=largest_bonus(plan),
        as_run=any(e.as_run for e in effects.values()),
        monte_carlo_error=float(difference.std() / len(difference) ** 0.5),
    )


def expected_change(
    situation: Situation, *, common: Common, hours_per_week: float, metric: str, effect: Floats
) -> Floats:
    """Expected change in bonus if the effect on one metric were known, for each of its values.

    Parameters
    ----------
    effect : ndarray of float64, shape (n_values,)
        Effects on ``metric``, in the unit of the situation's own effect on it.

    Returns
    -------
    ndarray of float64, shape (n_values,)
        In the plan's currency; other effects stay as uncertain as they are.
    """
    plan = situation.plan
    effects = {e.metric: e for e in situation.effects if e.metric in plan.metrics}
    lifts = _lifts(situation, effects, common, hours_per_week)
    without = {name: situation.without[name] for name in plan.metrics}
    others = without | {n: without[n] + lifts[n] for n in lifts if n != metric}
    before = bonus(plan, without)
    push = _dose(situation, effects[metric], hours_per_week)
    return np.array(
        [
            (bonus(plan, others | {metric: without[metric] + e * push}) - before).mean()
            for e in effect
        ]
    )


def _usable(situation: Situation, *, scenario: bool) -> dict[str, Effect]:
    plan = situation.plan
    absent = [name for name in plan.metrics if name not in situation.without]
    if absent:
        raise EstimationError(
            f"The bonus plan pays on {absent}, for which there is no forecast.",
            hint="Import these metrics of the leader's unit into the table 'metrics'.",
        )
    effects = {e.metric: e for e in situation.effects if e.metric in plan.metrics}
    if not effects:
        raise EstimationError(
            f"No effect of participation is known on {list(plan.metrics)}.",
            hint="Estimate one with a trial, or declare a prior and ask for a scenario.",
        )
    guessed = all(e.grade in (Grade.ASSUMED, Grade.SET) for e in effects.values())
    if guessed and not scenario:
        raise EstimationError(
            f"Every effect on {sorted(effects)} is assumed: this says nothing about this leader.",
            hint="Run a six-week test first, or ask for a scenario, which is labelled as one.",
        )
    return effects


def _dose(situation: Situation, effect: Effect, hours_per_week: float) -> Floats:
    """What an effect of 1, by the hour or of the route as it was run, adds at year end."""
    name = effect.metric
    share = situation.open_share.get(name, 1.0) * situation.credit.get(name, 1.0)
    return (1.0 if effect.as_run else hours_per_week) * share * np.abs(situation.without[name])


def _lifts(
    situation: Situation, effects: Mapping[str, Effect], common: Common, hours_per_week: float
) -> dict[str, Floats]:
    out = {}
    for slot, name in enumerate(situation.plan.metrics):
        if name in effects:
            mean, sd = effects[name].here
            drawn = mean + sd * common.effect[slot % len(common.effect)]
            out[name] = drawn * _dose(situation, effects[name], hours_per_week)
    return out


def _links(plan: Plan, effects: Mapping[str, Effect]) -> tuple[Link, ...]:
    touched = [
        Link(step=f"participation to {name}", grade=_grade(e), own_share=e.own_share)
        for name, e in effects.items()
    ]
    untouched = [
        Link(step=f"participation to {name}", grade=str(Grade.NONE), own_share=0.0)
        for name in plan.metrics
        if name not in effects
    ]
    return (
        *touched,
        *untouched,
        Link(step="metrics to year end", grade="forecast from own series", own_share=1.0),
        Link(step="year end to bonus", grade="the leader's own plan", own_share=1.0),
    )


def _grade(effect: Effect) -> str:
    if effect.found is None:
        return str(effect.grade)
    return f"{effect.grade}: {effect.found} as it was run here, carried over to other hours"


def _own_share(effects: Mapping[str, Effect], alone: Mapping[str, Floats]) -> float:
    """Share of the expected change that rests on own data, each metric by its size."""
    size = {name: abs(float(alone[name].mean())) for name in alone}
    total = sum(size.values())
    if total == 0:
        return 0.0
    return sum(size[name] * effects[name].own_share for name in size) / total
