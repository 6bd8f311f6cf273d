"""Probabilities of the bivariate normal."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, owens_t

__all__ = ["normal_density", "upper"]

FloatArray = NDArray[np.float64]

_TINY = 1e-200
_SERIES = 0.75
_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(10)


def upper(h: FloatArray, k: FloatArray, r: FloatArray) -> FloatArray:
    """Probability that two standard normals with correlation ``r`` exceed ``h`` and ``k``.

    Parameters
    ----------
    h, k, r : ndarray of float64, of one shape
        Bars, and correlation strictly between -1 and 1.

    Returns
    -------
    ndarray of float64
        Accurate to 1e-10 or so.

    References
    ----------
    Drezner & Wesolowsky (1990), doi:10.1080/00949659008811236, where correlations are moderate;
    Owen (1956), doi:10.1214/aoms/1177728074, equation 2.1, elsewhere.
    """
    moderate = np.abs(r) <= _SERIES
    if np.all(moderate):
        return _plackett(h, k, r)
    out = np.empty(h.shape)
    out[moderate] = _plackett(h[moderate], k[moderate], r[moderate])
    out[~moderate] = _owen(h[~moderate], k[~moderate], r[~moderate])
    return out


def _plackett(h: FloatArray, k: FloatArray, r: FloatArray) -> FloatArray:
    """Integrate the density over the angle of the correlation: ``dP/dr`` is the density."""
    # P = Q(h) Q(k) + 1/(2 pi) int_0^asin(r) exp(-(h² + k² - 2 h k sin t) / (2 cos² t)) dt
    half = 0.5 * np.arcsin(r)
    squares, product = -0.5 * (h * h + k * k), h * k
    total = np.zeros(h.shape)
    for node, weight in zip(_NODES, _WEIGHTS, strict=True):
        sine = np.sin(half * (1 + node))
        total += weight * np.exp((squares + product * sine) / (1 - sine * sine))
    return np.clip(ndtr(-h) * ndtr(-k) + half * total / (2 * np.pi), 0.0, 1.0)


def _owen(h: FloatArray, k: FloatArray, r: FloatArray) -> FloatArray:
    h = -np.where(np.abs(h) < _TINY, _TINY, h)
    k = -np.where(np.abs(k) < _TINY, _TINY, k)
    s = np.sqrt((1 - r) * (1 + r))
    with np.errstate(over="ignore"):
        a, b = (k / h - r) / s, (h / k - r) / s
    same = np.where(h * k < 0, 0.5, 0.0)
    p = 0.5 * (ndtr(h) + ndtr(k)) - owens_t(h, a) - owens_t(k, b) - same
    return np.clip(p, 0.0, 1.0)


def normal_density(h: FloatArray) -> FloatArray:
    """Standard normal density."""
    return np.exp(-0.5 * h**2) / np.sqrt(2 * np.pi)
