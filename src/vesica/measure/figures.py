"""The figures of an overlap, as estimates with their intervals."""

from __future__ import annotations

import numpy as np

from vesica.core.estimate import Estimate
from vesica.measure.expected import Expected, Model
from vesica.measure.intervals import count_interval, critical

__all__ = ["both_of", "correlation_of", "fixed", "lift_of", "odds_ratio_of"]


def fixed(value: float, level: float, n: int) -> Estimate:
    """Number that follows from the bar, and is not uncertain."""
    return Estimate(value=value, low=value, high=value, level=level, unit="people", n=n)


def both_of(e: Expected, level: float) -> Estimate:
    """People above the bar on both skills."""
    return count_interval(e.both, e.variance, level=level, n=e.people, grain=1.0)


def lift_of(e: Expected, level: float) -> Estimate:
    """Both against chance, which the bar fixes."""
    both, chance = both_of(e, level), e.expertise * e.influence / e.people
    return Estimate(
        value=both.value / chance,
        low=both.low / chance,
        high=both.high / chance,
        level=level,
        unit="1",
        n=e.people,
    )


def odds_ratio_of(both: Estimate, top: float) -> Estimate:
    """Follows from the number with both, because the top shares are fixed."""
    n = both.n

    def ratio(count: float) -> float:
        inside = min(max(count, max(2 * top - n, 0.0) + 0.25), top - 0.25)
        return inside * (n - 2 * top + inside) / (top - inside) ** 2

    value, low, high = (ratio(x) for x in (both.value, both.low, both.high))
    return Estimate(
        value=value, low=min(low, value), high=max(high, value), level=both.level, unit="1", n=n
    )


def correlation_of(model: Model, n: int, level: float) -> Estimate:
    """Correlation of the latent skills."""
    z, reach = model.z, critical(level) * model.z_error
    return Estimate(
        value=float(np.tanh(z)),
        low=float(np.tanh(z - reach)),
        high=float(np.tanh(z + reach)),
        level=level,
        unit="1",
        n=n,
    )
