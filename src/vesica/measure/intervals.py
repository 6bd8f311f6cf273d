"""Intervals from a value and its variance."""

from __future__ import annotations

import math

from scipy.special import ndtri

from vesica.core.estimate import Estimate

__all__ = ["count_interval", "critical", "ratio_interval", "share_interval"]

_MOST_LOG = 20.0
_LEAST_ROOT = 1e-6


def critical(level: float) -> float:
    """Standard normal quantile that leaves ``(1 - level) / 2`` on either side."""
    return float(ndtri((1 + level) / 2))


def count_interval(
    value: float, variance: float, *, level: float, n: int, grain: float = 0.0
) -> Estimate:
    """Interval of a count of people, symmetric in its square root, between 0 and ``n``.

    With ``grain`` 1 it is for a count that is a whole number, and half of one wider either way.

    References
    ----------
    Bartlett (1936), doi:10.2307/2983678, for the square root as the scale of counts.
    """
    root = math.sqrt(max(value, 0.0))
    reach = critical(level) * math.sqrt(max(variance, 0.0)) / (2 * max(root, _LEAST_ROOT))
    return Estimate(
        value=value,
        low=min(max(max(root - reach, 0.0) ** 2 - grain / 2, 0.0), value),
        high=max(min((root + reach) ** 2 + grain / 2, float(n)), value),
        level=level,
        unit="people",
        n=n,
    )


def ratio_interval(value: float, log_variance: float, *, level: float, n: int) -> Estimate:
    """Interval of a ratio, symmetric in its logarithm."""
    reach = min(critical(level) * math.sqrt(max(log_variance, 0.0)), _MOST_LOG)
    return Estimate(
        value=value,
        low=value * math.exp(-reach),
        high=value * math.exp(reach),
        level=level,
        unit="1",
        n=n,
    )


def share_interval(value: float, variance: float, *, level: float, n: int) -> Estimate:
    """Interval of a share of ``n`` people, symmetric in the arcsine of its square root.

    It is for a whole number of people, and half a person wider either way.
    """
    angle = math.asin(math.sqrt(value))
    slope = 2 * max(math.sqrt(value * (1 - value)), _LEAST_ROOT)
    reach = critical(level) * math.sqrt(max(variance, 0.0)) / slope
    low = max(math.sin(max(angle - reach, 0.0)) ** 2 - 0.5 / n, 0.0)
    high = min(math.sin(min(angle + reach, math.pi / 2)) ** 2 + 0.5 / n, 1.0)
    return Estimate(
        value=value, low=min(low, value), high=max(high, value), level=level, unit="1", n=n
    )
