"""Partial pooling: what differs between people once the error of measurement is taken away."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq

from vesica.core.scores import Facet
from vesica.errors import EstimationError

__all__ = ["Pooled", "pool", "standardised"]

FloatArray = NDArray[np.float64]

_NOTHING = 1e-6


@dataclass(frozen=True, slots=True, kw_only=True)
class Pooled:
    """Measurements of people, shrunk towards their common mean as far as they are noise.

    Parameters
    ----------
    mean, variance : float
        Of the true values between people, free of error of measurement [unit, unit²].
    value, standard_error : ndarray of float64, shape (n_people,)
        Posterior mean and standard deviation [unit]; ``mean`` and ``sqrt(variance)`` without
        evidence.
    """

    mean: float
    variance: float
    value: FloatArray
    standard_error: FloatArray


def pool(*, value: FloatArray, standard_error: FloatArray) -> Pooled:
    """Pool measurements with unequal errors.

    The variance solves its moment equation with weights ``w = 1 / (tau² + s²)``, which is also
    the likelihood equation under normality::

        tau² = sum(w² ((x - m)² + 1 / sum(w) - s²)) / sum(w²),   m = sum(w x) / sum(w)

    (the largest root) and is 0 where the spread is no larger than the errors explain. Each
    person's value is then
    ``m + B (x - m)`` with ``B = tau² / (tau² + s²)``.

    Parameters
    ----------
    value, standard_error : ndarray of float64, shape (n_people,)
        Measurement and its error [unit]; an infinite error means no evidence.

    Returns
    -------
    Pooled

    Raises
    ------
    EstimationError
        If fewer than two people have evidence.

    References
    ----------
    Morris (1983), doi:10.1080/01621459.1983.10477920, section 5.
    """
    seen = np.isfinite(standard_error)
    if np.count_nonzero(seen) < 2:
        raise EstimationError(
            f"{np.count_nonzero(seen)} people have evidence; differences between people need two.",
            hint="Import evidence on more people.",
        )
    x, s2 = value[seen], standard_error[seen] ** 2
    mean, variance = _moments(x, s2)
    gain = np.zeros(value.shape)
    gain[seen] = variance / np.maximum(variance + s2, np.finfo(float).tiny)
    shift = np.zeros(value.shape)
    shift[seen] = x - mean
    return Pooled(
        mean=mean,
        variance=variance,
        value=mean + gain * shift,
        standard_error=np.sqrt(variance * (1 - gain)),
    )


def _moments(x: FloatArray, s2: FloatArray) -> tuple[float, float]:
    spread = float(np.var(x, ddof=1))
    if spread == 0.0:
        return float(x[0]), 0.0

    def mean(tau2: float) -> float:
        w = 1 / (tau2 + s2)
        return float(np.sum(w * x) / np.sum(w))

    def excess(tau2: float) -> float:
        w = 1 / (tau2 + s2)
        total, w2 = np.sum(w), w**2
        squares = (x - np.sum(w * x) / total) ** 2
        return float(np.sum(w2 * (squares + 1 / total - s2)) / np.sum(w2)) - tau2

    high = 2 * spread
    while excess(high) > 0:
        high *= 2
    low = high / 2
    # Below a millionth of the spread the equation has no positive root worth the name.
    while excess(low) <= 0:
        high, low = low, low / 2
        if high < _NOTHING * spread:
            return mean(high), 0.0
    tau2 = float(brentq(excess, low, high, xtol=1e-15 * spread, rtol=1e-14))
    return mean(tau2), tau2


def standardised(facet: Facet) -> tuple[FloatArray, FloatArray]:
    """Pooled value and its standard error in standard deviations of the organisation.

    Parameters
    ----------
    facet : Facet
        As any method of this room returns it.

    Returns
    -------
    value, standard_error : ndarray of float64, shape (n_people,)
        0 and 1 without evidence, and for everyone where people do not differ.
    """
    pooled = pool(value=facet.value, standard_error=facet.standard_error)
    if pooled.variance == 0.0:
        return np.zeros(facet.value.shape), np.ones(facet.value.shape)
    sd = pooled.variance**0.5
    return (pooled.value - pooled.mean) / sd, pooled.standard_error / sd
