"""From one run to another: the overlap set against chance, and the part that each group has."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from vesica.core.comparison import Direction
from vesica.core.estimate import Estimate
from vesica.measure.intervals import count_interval, critical, ratio_interval

__all__ = ["direction", "expected_in", "ratio"]

FloatArray = NDArray[np.float64]


def expected_in(both: FloatArray, whole: Estimate, total: float, *, level: float) -> Estimate:
    """Expected people with both skills in a part of the organisation.

    Its variance is that of who truly is above the bar (Poisson-binomial), and the part's share
    of what the organisation's interval holds beyond that.

    Parameters
    ----------
    both : ndarray of float64, shape (n_part,)
        Probability of each person of the part to have both skills.
    whole : Estimate
        People with both skills in the organisation.
    total : float
        Poisson-binomial variance of the whole organisation [people²].
    level : float
        Probability of the interval.

    Returns
    -------
    Estimate
        Unit ``"people"``.
    """
    value = float(np.sum(both))
    luck = float(np.sum(both * (1 - both)))
    spread = ((whole.high - whole.low) / 2 / critical(whole.level)) ** 2
    shared = max(spread - total, 0.0) * (value / max(whole.value, 1e-9)) ** 2
    return count_interval(value, luck + shared, level=level, n=both.size, grain=1.0)


def ratio(before: Estimate, after: Estimate, *, level: float) -> Estimate:
    """Lift afterwards divided by lift before.

    The two are taken as independent. They rest on the same people for the most part, whose errors
    cancel: the interval is rather too wide.
    """
    variance = sum(
        (math.log(max(e.high, 1e-9) / max(e.low, 1e-9)) / 2 / critical(e.level)) ** 2
        for e in (before, after)
    )
    return ratio_interval(
        after.value / before.value, variance, level=level, n=min(before.n, after.n)
    )


def direction(change: Estimate) -> Direction:
    """Word that the interval of the ratio allows."""
    if change.low > 1:
        return Direction.GROWN
    return Direction.SHRUNK if change.high < 1 else Direction.CANNOT_SAY
