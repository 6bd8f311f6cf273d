"""Sums over units and practices, their ratios, and errors that know both kinds of bundles."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit

from vesica.core.estimate import Estimate

__all__ = ["Multiple", "clustered", "multiple", "table"]

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Multiple:
    """A ratio on the logarithm.

    Parameters
    ----------
    log, error : float
        Logarithm of the ratio and its standard error [log].
    quantile : float
        Of Student's t, by which the error is multiplied for an interval.
    """

    log: float
    error: float
    quantile: float

    def interval(self) -> tuple[float, float, float]:
        """Value and the two ends [1]."""
        reach = self.quantile * self.error
        return math.exp(self.log), math.exp(self.log - reach), math.exp(self.log + reach)

    def estimate(self, *, level: float, n: int) -> Estimate:
        """As an estimate with ``n`` people behind it."""
        value, low, high = self.interval()
        return Estimate(value=value, low=low, high=high, level=level, unit="1", n=n)


def table(
    amount: FloatArray, unit: IntArray, practice: IntArray, shape: tuple[int, int]
) -> FloatArray:
    """Sum amounts by unit and practice, shape (n_units, n_practices)."""
    at = unit * shape[1] + practice
    sums = np.bincount(at, weights=amount, minlength=shape[0] * shape[1])
    return sums.reshape(shape).astype(np.float64)


def multiple(
    observed: FloatArray, expected: FloatArray, *, level: float, events: float
) -> Multiple | None:
    """Ratio of two sums with an error clustered by unit and by practice.

    Parameters
    ----------
    observed, expected : ndarray of float64, shape (n_units, n_practices)
        Sums; ``observed`` counts.
    level : float
        Probability of intervals made from it.
    events : float
        Adoptions that the expectation itself rests on; their noise is added.

    Returns
    -------
    Multiple or None
        ``None`` if either sum is 0.
    """
    seen, mean = float(observed.sum()), float(expected.sum())
    if seen <= 0 or mean <= 0:
        return None
    part = observed / seen - expected / mean
    return clustered(math.log(seen / mean), part, least=1 / seen, more=1 / events, level=level)


def clustered(
    log: float, part: FloatArray, *, least: float, more: float, level: float
) -> Multiple:
    """Error of a logarithm from what each cell of units and practices adds to it.

    What a unit or a practice has in common makes its adoptions go together. The variance is that
    of units plus that of practices less that of their cells, and never below any one of these or
    ``least``. Student's t has as many degrees of freedom as the fewer of the two kinds of bundles
    allow; a kind of which there is only one is left out.

    Parameters
    ----------
    log : float
        The estimate [log].
    part : ndarray of float64, shape (n_units, n_practices)
        Linear part of each cell in it; sums to 0 [log].
    least, more : float
        Variance that it has at least, and variance from elsewhere [log²].
    level : float
        Probability of intervals made from it.

    Returns
    -------
    Multiple

    References
    ----------
    Cameron, Gelbach & Miller (2011), doi:10.1198/jbes.2010.07136, section 2.2.
    """
    cells = float(np.sum(part**2))
    kinds = [sums for sums in (part.sum(axis=1), part.sum(axis=0)) if sums.size > 1]
    sizes = [sums.size / (sums.size - 1) * float(np.sum(sums**2)) for sums in kinds]
    both = sum(sizes) - (len(sizes) - 1) * cells
    variance = max([both, *sizes, cells, least]) + more
    freedom = min([sums.size - 1 for sums in kinds], default=1)
    quantile = float(stdtrit(freedom, 0.5 + level / 2))
    return Multiple(log=log, error=math.sqrt(variance), quantile=quantile)
