"""Shapes of the prior: the normal, and scale mixtures of normals with heavier tails."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq
from scipy.special import digamma, ndtr, ndtri, polygamma

__all__ = ["HEAVIEST", "LIGHTEST", "NORMAL", "Shape", "heavy"]

FloatArray = NDArray[np.float64]

LIGHTEST, HEAVIEST = 1 / 200, 1 / 3
"""Bounds of the inverse degrees of freedom: from next to normal to three degrees."""

_GRID = np.linspace(-6.0, 3.0, 10)
_STEP = 1e-5


@dataclass(frozen=True, kw_only=True)
class Shape:
    """A mixture of normals with one mean and covariances ``scale × T``, of covariance ``T``.

    Parameters
    ----------
    scale, weight : ndarray of float64, shape (n_scales,)
        Sorted scales with mean 1, and their weights.
    d_scale, d_log_weight : ndarray of float64, shape (n_scales,)
        Their derivatives by the inverse degrees of freedom; zero for the normal.
    tail : float
        Inverse degrees of freedom; 0 for the normal.
    """

    scale: FloatArray
    weight: FloatArray
    d_scale: FloatArray
    d_log_weight: FloatArray
    tail: float

    def quantile(self, bar: float) -> float:
        """Quantile of one skill [sd]."""
        if self.scale.size == 1 or bar == 0.5:
            return float(ndtri(bar))
        root = np.sqrt(self.scale)

        def excess(q: float) -> float:
            return float(self.weight @ ndtr(q / root)) - bar

        return float(brentq(excess, -60.0, 60.0, xtol=1e-14, rtol=1e-14))

    @cached_property
    def log_weight(self) -> FloatArray:
        """Logarithm of the weights."""
        return np.log(self.weight)


NORMAL = Shape(
    scale=np.ones(1),
    weight=np.ones(1),
    d_scale=np.zeros(1),
    d_log_weight=np.zeros(1),
    tail=0.0,
)


def _nodes(tail: float) -> tuple[FloatArray, FloatArray]:
    """Scales and weights of Student's t: ``1 / scale`` is gamma of shape ``1 / (2 tail)``.

    The trapezoid on the logarithm converges geometrically: both the density and its product with
    any person's likelihood are smooth and vanish at the ends.
    """
    a = 0.5 / tail
    b = a - 1
    u = digamma(a) - np.log(b) + np.sqrt(polygamma(1, a)) * _GRID
    log = a * u - b * np.exp(u)
    weight = np.exp(log - np.max(log))
    weight /= np.sum(weight)
    scale = np.exp(-u)
    return scale / float(weight @ scale), weight


def heavy(tail: float) -> Shape:
    """Bivariate t with unit variances, ``1 / tail`` degrees of freedom and ten scales.

    References
    ----------
    Andrews & Mallows (1974), doi:10.1111/j.2517-6161.1974.tb00989.x, for scale mixtures.
    """
    scale, weight = _nodes(tail)
    (up, w_up), (down, w_down) = _nodes(tail + _STEP), _nodes(tail - _STEP)
    return Shape(
        scale=scale,
        weight=weight,
        d_scale=(up - down) / (2 * _STEP),
        d_log_weight=(np.log(w_up) - np.log(w_down)) / (2 * _STEP),
        tail=tail,
    )
