"""The correlation of two skills from who is above a bar in what is measured, and nothing else."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq
from scipy.special import ndtr, ndtri

from vesica.core.estimate import Estimate, Hidden, Shown
from vesica.measure.bivariate import Data
from vesica.measure.intervals import critical
from vesica.measure.normal import normal_density, upper

__all__ = ["LEAST_MEASURED", "correlation_at_bar"]

FloatArray = NDArray[np.float64]

LEAST_MEASURED = 50
"""People measured on both skills without whom a cut at a bar says nothing."""

_MOST = 0.99


def correlation_at_bar(*, data: Data, eta: FloatArray, bar: float, level: float) -> Shown:
    """Tetrachoric correlation, corrected for each person's own errors.

    Measurements are divided by ``sqrt(tau² + s²)`` and cut at their own quantile. With ``g² =
    tau² / (tau² + s²)``, a person with latent correlation ``rho`` is above both cuts with the
    probability of correlation ``rho g1 g2``; ``rho`` gives the number of people who are. How far
    people are beyond the cut does not count, so that a few far out do not make the answer.

    Parameters
    ----------
    data : Data
        Measurements.
    eta : ndarray of float64, shape (5,) or more
        Means and log standard deviations of the skills.
    bar : float
        Quantile at which to cut.
    level : float
        Probability of the interval.

    Returns
    -------
    Estimate or Hidden
        Hidden with fewer than ``LEAST_MEASURED`` people measured on both.

    References
    ----------
    Pearson (1900), doi:10.1098/rsta.1900.0022.
    """
    seen = (data.p1 > 0) & (data.p2 > 0)
    n = int(np.count_nonzero(seen))
    if n < LEAST_MEASURED:
        return Hidden(why="too few people are measured on both skills")
    up, gain = [], np.ones(n)
    for x, p, j in ((data.x1, data.p1, 0), (data.x2, data.p2, 1)):
        total = np.exp(2 * eta[2 + j]) + 1 / p[seen]
        z = (x[seen] - eta[j]) / np.sqrt(total)
        up.append(z >= np.quantile(z, bar))
        gain = gain * np.exp(eta[2 + j]) / np.sqrt(total)
    q = np.full(n, ndtri(bar))
    count = float(np.sum(up[0] & up[1]))

    def excess(rho: float) -> float:
        return float(np.sum(upper(q, q, rho * gain))) - count

    rho = _root(excess)
    r = rho * gain
    density = normal_density(q) * normal_density(q * np.sqrt((1 - r) / (1 + r)))
    slope = float(np.sum(gain * density / np.sqrt((1 - r) * (1 + r))))
    # The cuts are quantiles: who comes above one pushes another below.
    above = 1 - _share_below(q, r)
    pull = (up[0] & up[1]) - above * up[0] - above * up[1]
    error = math.sqrt(n * float(np.var(pull))) / slope
    z, reach = math.atanh(rho), critical(level) * error / (1 - rho**2)
    return Estimate(
        value=rho,
        low=min(math.tanh(z - reach), rho),
        high=max(math.tanh(z + reach), rho),
        level=level,
        unit="1",
        n=n,
    )


def _root(excess: Callable[[float], float]) -> float:
    if excess(-_MOST) >= 0:
        return -_MOST
    if excess(_MOST) <= 0:
        return _MOST
    return float(brentq(excess, -_MOST, _MOST, xtol=1e-12))


def _share_below(q: FloatArray, r: FloatArray) -> float:
    """Share below one cut of those who are at the other."""
    return float(np.mean(ndtr(q * np.sqrt((1 - r) / (1 + r)))))
