"""What a plan pays: over many draws, to the cent, and in closed form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtr

from vesica.core.payout import Curve, Plan, Shape
from vesica.errors import EstimationError

__all__ = [
    "bonus",
    "corners",
    "curve_pay",
    "expected_pay",
    "factor",
    "largest_bonus",
    "paid",
    "pool_share",
]

Floats = NDArray[np.float64]


def curve_pay(curve: Curve, value: ArrayLike) -> Floats:
    """Share of target that a curve pays at each value of its metric.

    Parameters
    ----------
    curve : Curve
        Its knots.
    value : array_like of float, any shape
        Values of the metric.

    Returns
    -------
    ndarray of float64
        Shares [1], of the same shape.
    """
    x = curve.sign * np.asarray(value, dtype=float)
    at = curve.sign * np.asarray(curve.at)
    pays = np.asarray(curve.pays)
    if curve.shape is Shape.STEP:
        reached = np.searchsorted(at, x, side="right")
        return np.concatenate([[curve.floor], pays])[reached]
    out = np.interp(x, at, pays)
    if curve.floor != pays[0]:
        out = np.where(x < at[0], curve.floor, out)
    if curve.beyond:
        out = out + curve.beyond * np.maximum(x - at[-1], 0.0)
    return out


def factor(plan: Plan, values: Mapping[str, ArrayLike]) -> Floats:
    """Share of the target bonus that a plan pays, before prorating.

    Parameters
    ----------
    plan : Plan
        The plan.
    values : mapping of str to array_like, each shape (n_draws,)
        Year-end values of every metric of the plan.

    Returns
    -------
    ndarray of float64, shape (n_draws,)

    Raises
    ------
    EstimationError
        If a metric of the plan has no values.
    """
    absent = [name for name in plan.metrics if name not in values]
    if absent:
        raise EstimationError(
            f"The bonus plan pays on {absent}, for which there are no values.",
            hint="Import these metrics of the leader's unit into the table 'metrics'.",
        )
    share = np.asarray(1.0)
    if plan.components:
        parts = [c.weight * curve_pay(c.curve, values[c.curve.metric]) for c in plan.components]
        share = np.sum(parts, axis=0)
    for curve in plan.multipliers:
        share = share * curve_pay(curve, values[curve.metric])
    share = share * plan.individual
    for gate in plan.gates:
        x = np.asarray(values[gate.metric], dtype=float)
        shut = x > gate.least if gate.lower_is_better else x < gate.least
        share = np.where(shut, share * gate.factor, share)
    return share if plan.cap is None else np.minimum(share, plan.cap)


def bonus(plan: Plan, values: Mapping[str, ArrayLike]) -> Floats:
    """Bonus before rounding, for many draws at once [currency]; see :func:`factor`."""
    return float(plan.target_bonus) * plan.prorate * factor(plan, values)


def largest_bonus(plan: Plan) -> float | None:
    """Most that a plan can pay [currency]; ``None`` if it has no maximum."""
    curves = (*(c.curve for c in plan.components), *plan.multipliers)
    if plan.cap is None and any(curve.beyond for curve in curves):
        return None
    if any(curve.beyond for curve in curves):
        return float(plan.target_bonus) * plan.prorate * float(plan.cap or 0.0)
    best = {curve.metric: curve.at[-1] for curve in curves}
    gates = tuple(g for g in plan.gates if g.metric not in best)
    open_ = {g.metric: g.least for g in gates}
    return float(bonus(replace(plan, gates=gates), best | open_))


def paid(plan: Plan, values: Mapping[str, float]) -> Decimal:
    """Bonus as it is paid, by the plan's rounding rule [currency].

    The share is taken to nine decimals; the product with the target bonus is exact.
    """
    share = Decimal(f"{float(factor(plan, values)) * plan.prorate:.9f}")
    return plan.rounding(plan.target_bonus * share)


def pool_share(pool: Decimal, share: float) -> Decimal:
    """Target bonus of somebody who has a share of a pool that is funded at target [currency]."""
    if not 0 <= share <= 1:
        raise EstimationError(
            f"A share of the bonus pool is {share}.", hint="Shares lie between 0 and 1."
        )
    return pool * Decimal(repr(share))


def _pieces(curve: Curve) -> list[tuple[float, float, float, float]]:
    """Stretches of a curve: from, to, share at the start, slope; on the better-is-higher axis."""
    at = [curve.sign * a for a in curve.at]
    pays = list(curve.pays)
    out = [(-np.inf, at[0], curve.floor, 0.0)]
    for a, b, p, q in zip(at, at[1:], pays, pays[1:], strict=False):
        slope = 0.0 if curve.shape is Shape.STEP else (q - p) / (b - a)
        out.append((a, b, p, slope))
    return [*out, (at[-1], np.inf, pays[-1], curve.beyond)]


def expected_pay(curve: Curve, *, mean: float, sd: float) -> float:
    """Expected share that a curve pays on a normal metric, in closed form.

    Over a stretch from a to b on which ``pay = p + s (x - a)``, with standardised ends:
    ``(p + s (mean - a)) (Phi(b) - Phi(a)) - s sd (phi(b) - phi(a))``.

    Parameters
    ----------
    curve : Curve
        Its knots.
    mean, sd : float
        Of the metric at year end; ``sd`` is at least 0.

    Returns
    -------
    float
        Share of target [1].
    """
    if sd == 0:
        return float(curve_pay(curve, mean))
    centre, total = curve.sign * mean, 0.0
    for a, b, p, slope in _pieces(curve):
        low, high = (a - centre) / sd, (b - centre) / sd
        inside = ndtr(high) - ndtr(low)
        if slope:
            density = [np.exp(-z * z / 2) / np.sqrt(2 * np.pi) for z in (low, high)]
            total += slope * ((centre - a) * inside - sd * (density[1] - density[0]))
        total += p * inside
    return float(total)


def corners(curve: Curve, low: float, high: float) -> tuple[tuple[float, float], ...]:
    """Corners of the drawn curve between two values of the metric: value, share [1]."""
    ends = sorted((curve.sign * low, curve.sign * high))
    points: list[tuple[float, float]] = []
    for a, b, p, slope in _pieces(curve):
        start, end = max(a, ends[0]), min(b, ends[1])
        if start <= end:
            base = p if np.isinf(a) else p - slope * a
            points += [(start, base + slope * start), (end, base + slope * end)]
    kept = [q for i, q in enumerate(points) if i == 0 or q != points[i - 1]]
    return tuple((curve.sign * x, y) for x, y in kept)
