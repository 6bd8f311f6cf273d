"""What an event study still says if a trend may bend: bounds by smoothness.

The slope of the difference in trends changes by at most ``bound`` from one period to the next. The
interval has a fixed length: a linear extrapolation of the periods before is subtracted, with
weights that make the interval shortest.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq, minimize
from scipy.special import ndtr

from vesica.causal.honest import _taken
from vesica.core.effect import HonestBound

__all__ = ["folded_quantile", "smoothness"]

Floats = NDArray[np.float64]


def folded_quantile(p: float, mean: float) -> float:
    """Quantile of the absolute value of a normal with this mean and variance 1."""
    mean = abs(mean)
    return float(
        brentq(lambda c: ndtr(c - mean) - ndtr(-c - mean) - p, 0.0, mean + 10.0, xtol=1e-12)
    )


def smoothness(
    *,
    effects: Floats,
    covariance: Floats,
    before: int,
    bound: float,
    weights: Floats | None = None,
    level: float = 0.95,
) -> HonestBound:
    """Shortest interval of fixed length under a bounded change of slope.

    Parameters
    ----------
    effects, covariance, before, weights, level
        As in :func:`vesica.causal.honest.relative_magnitudes`.
    bound : float
        Largest change of slope from one period to the next, in the unit of the outcome (M).

    References
    ----------
    Rambachan & Roth (2023), doi:10.1093/restud/rdad018, section 4; Armstrong & Kolesár (2020),
    doi:10.3982/QE1199.
    """
    b, S, lv = _taken(effects, covariance, before, weights)
    after = b.size - before
    steps = np.arange(1, after + 1)
    slope = float(steps @ lv)
    # Worst bias over the class, with w the weights on changes of slope before the beginning:
    # M (sum_s |sum of the last s terms| - slope + sum_k |w_1 + .. + w_k|), sum of w = slope.
    late = sum(abs(float(steps[:s] @ lv[after - s :])) for s in range(1, after + 1)) - slope
    to_effects = np.eye(before) - np.eye(before, k=-1)

    def estimator(w: Floats) -> Floats:
        return np.concatenate([to_effects @ w, lv])

    def half(x: Floats) -> float:
        a = estimator(x[before:])
        sd = float(np.sqrt(a @ S @ a))
        bias = bound * (late + float(np.sum(x[:before])))
        return sd * folded_quantile(level, bias / sd)

    scale = float(np.sqrt(lv @ S[before:, before:] @ lv))
    cumulate = np.tril(np.ones((before, before)))
    held = np.eye(before)
    limits = [
        {"type": "ineq", "fun": lambda x: x[:before] - cumulate @ x[before:],
         "jac": lambda _: np.hstack([held, -cumulate])},
        {"type": "ineq", "fun": lambda x: x[:before] + cumulate @ x[before:],
         "jac": lambda _: np.hstack([held, cumulate])},
        {"type": "eq", "fun": lambda x: np.sum(x[before:]) - slope,
         "jac": lambda _: np.concatenate([np.zeros(before), np.ones(before)])[None, :]},
    ]  # fmt: skip
    best = None
    for w in _starts(S, lv, before, slope, to_effects):
        x = np.concatenate([np.abs(cumulate @ w), w])
        found = minimize(
            lambda v: half(v) / scale, x, method="SLSQP", constraints=limits,
            options={"maxiter": 1000, "ftol": 1e-13},
        )  # fmt: skip
        w = found.x[before:]
        w = w + (slope - w.sum()) / before
        exact = np.concatenate([np.abs(cumulate @ w), w])
        if best is None or half(exact) < half(best):
            best = exact
    assert best is not None
    centre, width = float(estimator(best[before:]) @ b), half(best)
    return HonestBound(
        restriction="smoothness", bound=bound, low=centre - width, high=centre + width, level=level
    )


def _starts(
    S: Floats, lv: Floats, before: int, slope: float, to_effects: Floats
) -> tuple[Floats, Floats]:
    """Weights of least variance, and of least bias, that remove a straight trend."""
    Q = to_effects.T @ S[:before, :before] @ to_effects
    c = to_effects.T @ S[:before, before:] @ lv
    one = np.ones(before)
    inverse = np.linalg.pinv(Q)
    price = (slope + one @ inverse @ c) / (one @ inverse @ one)
    least_bias = np.zeros(before)
    least_bias[-1] = slope
    return inverse @ (price * one - c), least_bias
