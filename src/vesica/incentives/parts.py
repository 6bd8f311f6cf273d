"""Each metric of a plan in a line of sight: its place on the curve, and why nothing comes."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from vesica.core.estimate import Estimate
from vesica.core.line_of_sight import Grade, MetricPart
from vesica.core.payout import Curve, Plan
from vesica.incentives.effects import Effect
from vesica.incentives.payout import corners, curve_pay

__all__ = ["estimate", "metric_part", "why_nothing"]

Floats = NDArray[np.float64]


def estimate(draws: Floats, unit: str, level: float) -> Estimate:
    """Mean with its interval; the interval is widened where a long tail takes the mean out."""
    value = float(draws.mean())
    low, high = np.quantile(draws, [(1 - level) / 2, (1 + level) / 2])
    return Estimate(
        value=value,
        low=min(float(low), value),
        high=max(float(high), value),
        level=level,
        unit=unit,
        n=1,
    )


def _curves(plan: Plan) -> dict[str, tuple[float, Curve]]:
    curves = {m.metric: (0.0, m) for m in plan.multipliers}
    return curves | {c.curve.metric: (c.weight, c.curve) for c in plan.components}


def _gate_curve(plan: Plan, name: str) -> Curve:
    """A gate drawn as a curve: what is left of the bonus short of it, and past it."""
    gate = next(g for g in plan.gates if g.metric == name)
    at = (gate.least,)
    if gate.lower_is_better:  # a second knot close by says which way is better
        at = (gate.least, gate.least - 1e-6 * max(abs(gate.least), 1.0))
    return Curve(metric=name, at=at, pays=(1.0,) * len(at), floor=gate.factor)


def why_nothing(
    plan: Plan, without: Mapping[str, Floats], still: NDArray[np.bool_]
) -> tuple[float, float]:
    """Of the draws without a change: short of a threshold or a gate first, then at a cap."""
    short = np.zeros(len(still), dtype=bool)
    capped = np.zeros(len(still), dtype=bool)
    for name, (_, curve) in _curves(plan).items():
        x = curve.sign * without[name]
        short |= x < curve.sign * curve.at[0]
        capped |= (x >= curve.sign * curve.at[-1]) & (curve.beyond == 0)
    for gate in plan.gates:
        x = without[gate.metric]
        short |= x > gate.least if gate.lower_is_better else x < gate.least
    return float(np.mean(still & short)), float(np.mean(still & ~short & capped))


def metric_part(
    plan: Plan,
    draws: Floats,
    name: str,
    effects: Mapping[str, Effect],
    lifts: Mapping[str, Floats],
    alone: Mapping[str, Floats],
    level: float,
) -> MetricPart:
    """One metric: its forecast, what taking part adds, and its place on the curve."""
    weight, curve = _curves(plan).get(name) or (0.0, _gate_curve(plan, name))
    nothing = np.zeros(len(draws))
    lift = lifts.get(name, nothing)
    here, there = float(draws.mean()), float((draws + lift).mean())
    x = curve.sign * draws
    knots = [*curve.at, here, there]
    room = 0.15 * (max(knots) - min(knots)) or abs(here) * 0.1 or 1.0
    return MetricPart(
        metric=name,
        grade=effects[name].grade if name in effects else Grade.NONE,
        weight=weight,
        without=estimate(draws, "metric", level),
        lift=estimate(lift, "metric", level),
        change=estimate(alone.get(name, nothing), plan.currency, level),
        pay_without=float(curve_pay(curve, here)),
        pay_with=float(curve_pay(curve, there)),
        below=float(np.mean(x < curve.sign * curve.at[0])),
        capped=float(np.mean(x >= curve.sign * curve.at[-1])) if curve.beyond == 0 else 0.0,
        to_next=_to_next(curve, here),
        points=corners(curve, min(knots) - room, max(knots) + room),
    )


def _to_next(curve: Curve, value: float) -> float | None:
    """Distance from a value to where the curve pays more: 0 on a rising stretch, None at a cap."""
    x = curve.sign * value
    now = float(curve_pay(curve, value))
    step = 1e-9 * max(abs(x), 1.0)
    if float(curve_pay(curve, value + curve.sign * step)) > now:
        return 0.0
    for at, pay in zip(curve.at, curve.pays, strict=True):
        if curve.sign * at > x and pay > now:
            before = [
                curve.sign * a for a, p in zip(curve.at, curve.pays, strict=True) if p <= now
            ]
            start = max([*before, x]) if curve.shape == "linear" and before else curve.sign * at
            return start - x
    return 0.0 if curve.beyond else None
