"""Whether the fitted shape of two skills fails: lopsided, or tied in the tails."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from vesica.core.estimate import Estimate
from vesica.measure.bivariate import Data
from vesica.measure.intervals import critical
from vesica.measure.shape import Shape

__all__ = ["LOPSIDED", "Skewness", "skewness", "tie"]

FloatArray = NDArray[np.float64]

LOPSIDED = 3.3
"""Standard errors beyond which the fitted symmetric shape is taken to fail (p = .001)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Skewness:
    """How lopsided a skill is.

    Parameters
    ----------
    estimate : Estimate
        Third central moment of the skill in its standard deviations [1].
    fails : float
        Standard errors by which measurements depart from the fitted symmetric shape in an odd
        way; nothing that a few people far out could bring about.
    """

    estimate: Estimate
    fails: float

    @property
    def lopsided(self) -> bool:
        """Whether the symmetric shape fails."""
        return abs(self.fails) > LOPSIDED

    @property
    def differs(self) -> bool:
        """Whether the interval of the skewness leaves 0 out, before any rounding."""
        return self.estimate.low > 0 or self.estimate.high < 0


def skewness(
    *, x: FloatArray, precision: FloatArray, mean: float, sd: float, shape: Shape, level: float
) -> Skewness:
    """Third moment without the errors', and a test of the fitted symmetric shape.

    Errors are symmetric and do not depend on the skill, so the third central moment of what is
    measured is that of the skill. The test is the third component of Neyman's smooth test: the
    Legendre cubic of each person's probability integral under the fitted prior.

    Parameters
    ----------
    x, precision : ndarray of float64, shape (n_people,)
        Measurements [sd] and inverse error variances; people without evidence do not count.
    mean, sd : float
        Of the fitted skill.
    shape : Shape
        Of the fitted skill.
    level : float
        Probability of the interval.

    Returns
    -------
    Skewness

    References
    ----------
    Neyman (1937), Skandinavisk Aktuarietidskrift 20, 149-199; Rayner & Best (1989), Smooth Tests
    of Goodness of Fit, chapter 4.
    """
    seen = precision > 0
    d, s2 = (x[seen] - mean) / sd, 1 / precision[seen] / sd**2
    n = d.size
    w = 1 / (1 + s2) ** 3
    total = max(float(np.sum(w)), np.finfo(float).tiny)
    # The mean is estimated too: its error moves the cube by 3 (1 + s²).
    slope = 3 * float(np.sum(w * (1 + s2)))
    pull = (1 / (1 + s2)) / max(float(np.sum(1 / (1 + s2))), np.finfo(float).tiny)
    value = float(np.sum(w * d**3)) / total
    error = math.sqrt(float(np.sum((w * (d**3 - value) / total - slope / total * pull * d) ** 2)))
    u = np.sum(
        shape.weight[:, None] * ndtr(d / np.sqrt(shape.scale[:, None] + s2)),
        axis=0,
    )
    y = 2 * u - 1
    odd = 2.5 * y**3 - 1.5 * y
    spread = math.sqrt(max(float(np.sum(odd**2)), np.finfo(float).tiny))
    reach = critical(level) * error
    return Skewness(
        estimate=Estimate(
            value=value, low=value - reach, high=value + reach, level=level, unit="1", n=max(n, 1)
        ),
        fails=float(np.sum(odd)) / spread if n > 2 else 0.0,
    )


def tie(*, data: Data, eta: FloatArray, shape: Shape) -> float:
    """Standard errors by which those far out on one skill are far out on the other too often.

    The second Legendre component of each person's first probability integral times that of the
    second, given the first, under the fitted prior: independent with mean zero if the prior is
    right (Rosenblatt's transformation). Errors are taken as independent.

    Parameters
    ----------
    data : Data
        Measurements.
    eta : ndarray of float64, shape (5,) or more
        Means, log standard deviations, and Fisher's z of the correlation.
    shape : Shape
        Scales and their weights.

    References
    ----------
    Rosenblatt (1952), doi:10.1214/aoms/1177729394.
    """
    some = data.of_people((data.p1 > 0) & (data.p2 > 0))
    if some.x1.size < 3:
        return 0.0
    t1, t2 = np.exp(eta[2]), np.exp(eta[3])
    w = shape.scale[:, None]
    d1, d2 = some.x1 - eta[0], some.x2 - eta[1]
    a, c = w * t1**2 + 1 / some.p1, w * t2**2 + 1 / some.p2
    b = w * t1 * t2 * np.tanh(eta[4])
    log = np.log(shape.weight)[:, None] - 0.5 * np.log(a) - 0.5 * d1**2 / a
    weight = np.exp(log - np.max(log, axis=0))
    weight /= np.sum(weight, axis=0)
    first = shape.weight @ ndtr(d1 / np.sqrt(a))
    second = np.sum(weight * ndtr((d2 - b / a * d1) / np.sqrt(c - b * b / a)), axis=0)
    product = np.prod([1.5 * (2 * u - 1) ** 2 - 0.5 for u in (first, second)], axis=0)
    return float(np.sum(product)) / math.sqrt(max(float(np.sum(product**2)), 1e-300))
