"""Expected people above a bar on each skill and on both, and how uncertain they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vesica.measure.above import STEP, Angles, beside, cuts_at, sums
from vesica.measure.bivariate import Data, posterior, scores
from vesica.measure.prior import Prior

__all__ = ["Expected", "Model"]

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """Probabilities at one bar, their sums, and what is needed for the variance of the sums.

    Parameters
    ----------
    p_expertise, p_influence, p_both : ndarray of float64, shape (n_people,)
        Probability of each person to be above the bar; the first two sum to the top share.
    slopes : ndarray of float64, shape (3, 8)
        Of the three sums on the six numbers of the prior and the two scales of the errors, with
        the bars held.
    at_bar : ndarray of float64, shape (2,)
        Probability of being above the other bar, of people who are at the bar of expertise, and
        of influence.
    covariances : tuple of ndarray of float64, shape (8, 8)
        Of these eight numbers; the larger variance counts.
    """

    p_expertise: FloatArray
    p_influence: FloatArray
    p_both: FloatArray
    slopes: FloatArray
    at_bar: FloatArray
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

    @property
    def variance(self) -> float:
        """Variance of the number of people who truly are in the top share of both skills.

        The numbers in the top shares are fixed: who comes above one bar pushes another below, who
        has the other skill with probability ``at_bar``. What is uncertain is therefore ``both``
        less these multiples of the people above each bar, and the same holds of the slopes.
        """
        w = np.append(-self.at_bar, 1.0)
        return self.prior_variance + float(w @ self._poisson_binomial() @ w)

    @property
    def prior_variance(self) -> float:
        """Part of :attr:`variance` that comes from not knowing the prior."""
        g = np.append(-self.at_bar, 1.0) @ self.slopes
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
    """The fitted prior with everyone's measurements.

    Parameters
    ----------
    data : Data
        Of everyone.
    prior : Prior
        As fitted.
    covariances : tuple of ndarray of float64, shape (8, 8)
        Of the six numbers of the prior and the logarithms of both error variances' scales:
        taking people as independent, and units.
    """

    data: Data
    prior: Prior
    covariances: tuple[FloatArray, ...]

    @classmethod
    def of(
        cls, data: Data, prior: Prior, unit: IntArray, *, scale_errors: tuple[float, float]
    ) -> Model:
        """Prepare; people of one unit may resemble each other.

        Parameters
        ----------
        data, prior : Data, Prior
            Measurements and the prior fitted to them.
        unit : ndarray of int64, shape (n_people,)
            Index of each person's unit.
        scale_errors : tuple of float
            Standard errors of the logarithm of what the error variances of expertise and of
            influence are multiplied by.
        """
        own = [prior.covariance()]
        if np.unique(unit).size > 1:
            own.append(prior.covariance(unit))
        J = np.vstack([_drift(data, prior), np.eye(2)])
        more = (J * np.square(scale_errors)) @ J.T
        covariances = []
        for covariance in own:
            whole = more.copy()
            whole[:6, :6] += covariance
            covariances.append(whole)
        return cls(data=data, prior=prior, covariances=tuple(covariances))

    @property
    def people(self) -> int:
        """People of the organisation."""
        return self.data.x1.size

    @property
    def z(self) -> float:
        """Fisher's z of the correlation."""
        return float(self.prior.eta[4])

    @property
    def z_error(self) -> float:
        """Standard error of :attr:`z`."""
        return max(float(c[4, 4]) for c in self.covariances) ** 0.5

    def at(self, bars: Sequence[float]) -> tuple[Expected, ...]:
        """Probabilities at bars above which the expected top shares of people are."""
        n, eta, shape = self.people, self.prior.eta, self.prior.shape
        cuts = np.array([cuts_at(self.data, eta, shape, bar) for bar in bars])
        p, slopes = np.empty((len(bars), 3, n)), np.zeros((len(bars), 3, 8))
        edges = np.zeros((len(bars), 4))
        for who, part in self.data.chunks():
            centre = Angles.of(posterior(part, eta, shape))
            moves = beside(part, eta, shape)
            for b in range(len(bars)):
                found, change, edge = sums(centre, moves, cuts[b])
                p[b, :, who] = found
                slopes[b] += change
                edges[b] += edge
        return tuple(
            Expected(
                p_expertise=p[b, 0],
                p_influence=p[b, 1],
                p_both=p[b, 2],
                slopes=slopes[b],
                at_bar=edges[b, 2:] / np.maximum(edges[b, :2], np.finfo(float).tiny),
                covariances=self.covariances,
            )
            for b in range(len(bars))
        )


def _drift(data: Data, prior: Prior) -> FloatArray:
    """Derivative of the fitted prior by the logarithms of the errors' scales, shape (6, 2)."""
    columns = []
    for move in np.eye(2) * STEP:
        up, down = (
            np.sum(scores(data.noisier(*np.exp(m)), prior.eta, prior.shape)[1], axis=0)
            for m in (move, -move)
        )
        columns.append(prior.bread @ (up - down) / (2 * STEP))
    return np.stack(columns, axis=1)
