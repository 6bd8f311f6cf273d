"""Expected people above a bar on each skill and on both, and how uncertain they are."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri

from vesica.measure.bivariate import Data, Posterior, Prior, normal_density, posterior, upper

__all__ = ["Expected", "Model"]

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

_STEP = 1e-4


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """Probabilities at one bar, their sums, and what is needed for the variance of the sums.

    Parameters
    ----------
    p_expertise, p_influence, p_both : ndarray of float64, shape (n_people,)
        Probability of each person to be above the bar.
    slopes : ndarray of float64, shape (3, 5)
        Of the three sums on the five numbers of the prior.
    covariances : tuple of ndarray of float64, shape (5, 5)
        Of these five numbers; the larger variance counts.
    """

    p_expertise: FloatArray
    p_influence: FloatArray
    p_both: FloatArray
    slopes: FloatArray
    covariances: tuple[FloatArray, ...]

    @property
    def people(self) -> int:
        """People of the organisation."""
        return self.p_both.size

    @property
    def expertise(self) -> float:
        """Expected people above the bar on expertise."""
        return float(np.sum(self.p_expertise))

    @property
    def influence(self) -> float:
        """Expected people above the bar on influence."""
        return float(np.sum(self.p_influence))

    @property
    def both(self) -> float:
        """Expected people above the bar on both."""
        return float(np.sum(self.p_both))

    def variance(self, weights: FloatArray) -> float:
        """Variance of a weighted sum of the three counts of people who truly are above the bar.

        Parameters
        ----------
        weights : ndarray of float64, shape (3,)
            Of expertise, influence and both.
        """
        return self.prior_variance(weights) + float(weights @ self._poisson_binomial() @ weights)

    def prior_variance(self, weights: FloatArray) -> float:
        """Part of :meth:`variance` that comes from not knowing the prior."""
        g = weights @ self.slopes
        return max(float(g @ c @ g) for c in self.covariances)

    def _poisson_binomial(self) -> FloatArray:
        e, i, b = self.p_expertise, self.p_influence, self.p_both
        C = np.empty((3, 3))
        C[0, 0], C[1, 1], C[2, 2] = (float(np.sum(p * (1 - p))) for p in (e, i, b))
        C[0, 1] = C[1, 0] = float(np.sum(b - e * i))
        C[0, 2] = C[2, 0] = float(np.sum(b * (1 - e)))
        C[1, 2] = C[2, 1] = float(np.sum(b * (1 - i)))
        return C


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """Posterior of everyone at the fitted prior, and just beside it in each direction."""

    eta: FloatArray
    covariances: tuple[FloatArray, ...]
    centre: Posterior
    beside: tuple[tuple[FloatArray, Posterior], ...]
    with_evidence: int

    @classmethod
    def of(cls, data: Data, prior: Prior, unit: IntArray, *, with_evidence: int) -> Model:
        """Compute the posteriors; people of one unit may resemble each other."""
        covariances = [prior.covariance()]
        if np.unique(unit).size > 1:
            covariances.append(prior.covariance(unit))
        beside = []
        for j in range(prior.eta.size):
            for sign in (1, -1):
                eta = prior.eta.copy()
                eta[j] += sign * _STEP
                beside.append((eta, posterior(data, eta)))
        return cls(
            eta=prior.eta,
            covariances=tuple(covariances),
            centre=posterior(data, prior.eta),
            beside=tuple(beside),
            with_evidence=with_evidence,
        )

    @property
    def people(self) -> int:
        """People of the organisation."""
        return self.centre.m1.size

    @property
    def z(self) -> float:
        """Fisher's z of the correlation."""
        return float(self.eta[4])

    @property
    def z_error(self) -> float:
        """Standard error of :attr:`z`."""
        return max(float(c[4, 4]) for c in self.covariances) ** 0.5

    def at(self, bar: float) -> Expected:
        """Probabilities at a bar, a quantile of each skill in the fitted prior."""
        q = float(ndtri(bar))
        h, k, r = _bars(self.centre, self.eta, q)
        s = np.sqrt((1 - r) * (1 + r))
        f, g = normal_density(h), normal_density(k)
        by_h, by_k = -f * ndtr((r * h - k) / s), -g * ndtr((r * k - h) / s)
        by_r = f * normal_density((k - r * h) / s) / s
        slopes = np.empty((3, self.eta.size))
        for j in range(self.eta.size):
            up, down = (_bars(p, eta, q) for eta, p in self.beside[2 * j : 2 * j + 2])
            dh, dk, dr = ((a - b) / (2 * _STEP) for a, b in zip(up, down, strict=True))
            slopes[0, j] = -np.sum(f * dh)
            slopes[1, j] = -np.sum(g * dk)
            slopes[2, j] = np.sum(by_h * dh + by_k * dk + by_r * dr)
        return Expected(
            p_expertise=ndtr(-h),
            p_influence=ndtr(-k),
            p_both=upper(h, k, r),
            slopes=slopes,
            covariances=self.covariances,
        )


def _bars(p: Posterior, eta: FloatArray, q: float) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Bars in posterior standard deviations above the posterior mean, and its correlation."""
    sd1, sd2 = np.sqrt(p.v1), np.sqrt(p.v2)
    h = (eta[0] + np.exp(eta[2]) * q - p.m1) / sd1
    k = (eta[1] + np.exp(eta[3]) * q - p.m2) / sd2
    return h, k, p.v12 / (sd1 * sd2)
