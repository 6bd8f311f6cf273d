"""Weighted least squares whose standard errors hold for unequal and clustered errors."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import f as f_distribution
from scipy.stats import t as t_distribution

from vesica.core.estimate import Estimate
from vesica.errors import EstimationError

__all__ = ["Fit", "weighted_least_squares"]

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

_LEAST_CLUSTERS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """A linear model fitted by weighted least squares.

    Parameters
    ----------
    coefficients : ndarray of float64, shape (k,)
        In the unit of the outcome per unit of the column.
    covariances : tuple of ndarray of float64, shape (k, k)
        HC3, and clustered by group where there are enough groups.
    degrees : tuple of int
        Degrees of freedom that go with each covariance.
    n : int
        Rows that count.
    """

    coefficients: FloatArray
    covariances: tuple[FloatArray, ...]
    degrees: tuple[int, ...]
    n: int

    def value(self, contrast: FloatArray) -> float:
        """Value of a linear combination of the coefficients."""
        return float(contrast @ self.coefficients)

    def reach(self, contrast: FloatArray, level: float) -> float:
        """Half the width of its two-sided interval; the widest of the covariances counts."""
        return max(
            float(t_distribution.ppf((1 + level) / 2, d))
            * max(float(contrast @ c @ contrast), 0.0) ** 0.5
            for c, d in zip(self.covariances, self.degrees, strict=True)
        )

    def estimate(self, contrast: FloatArray, *, level: float, unit: str) -> Estimate:
        """Return the linear combination with its interval."""
        value, reach = self.value(contrast), self.reach(contrast, level)
        return Estimate(
            value=value, low=value - reach, high=value + reach, level=level, unit=unit, n=self.n
        )

    def wald(self, columns: IntArray) -> tuple[float, int, int]:
        """F statistic that the named coefficients are all 0, and its degrees of freedom.

        Of the covariances, the one with the larger p-value counts.
        """
        b = self.coefficients[columns]
        found = []
        for c, d in zip(self.covariances, self.degrees, strict=True):
            block = c[np.ix_(columns, columns)]
            f = float(b @ np.linalg.pinv(block, hermitian=True) @ b) / columns.size
            # Hotelling: q restrictions from d degrees of freedom leave d - q + 1.
            left = max(d - columns.size + 1, 1)
            f *= left / d
            found.append((float(f_distribution.sf(f, columns.size, left)), f, left))
        _, f, left = max(found)
        return f, columns.size, left


def weighted_least_squares(
    *, y: FloatArray, X: FloatArray, weight: FloatArray, group: IntArray
) -> Fit:
    """Fit ``y = X b`` with weights; errors may be unequal, and alike within groups.

    Parameters
    ----------
    y : ndarray of float64, shape (n,)
        Outcome.
    X : ndarray of float64, shape (n, k)
        Columns of the model, with the constant.
    weight : ndarray of float64, shape (n,)
        Inverse variances up to a factor, positive.
    group : ndarray of int64, shape (n,)
        Groups whose members may resemble each other.

    Returns
    -------
    Fit

    Raises
    ------
    EstimationError
        If there are too few rows for the columns, or columns say the same.

    References
    ----------
    MacKinnon & White (1985), doi:10.1016/0304-4076(85)90158-7, for HC3; Cameron & Miller (2015),
    doi:10.3368/jhr.50.2.317, equations 7 and 12, for clusters.
    """
    n, k = X.shape
    if n < k + 2 or np.linalg.matrix_rank(X) < k:
        raise EstimationError(
            f"{n} people do not carry a model with {k} terms.",
            hint="Import the attribute for more people, or for people who differ more.",
        )
    root = np.sqrt(weight)
    A, z = X * root[:, None], y * root
    bread = np.linalg.inv(A.T @ A)
    b = bread @ (A.T @ z)
    residual = z - A @ b
    leverage = np.minimum(np.einsum("ij,jk,ik->i", A, bread, A), 1 - 1e-9)
    scores = A * (residual / (1 - leverage))[:, None]
    covariances, degrees = [bread @ (scores.T @ scores) @ bread], [n - k]
    clusters, at = np.unique(group, return_inverse=True)
    if clusters.size >= max(_LEAST_CLUSTERS, k + 2):
        sums = np.zeros((clusters.size, k))
        np.add.at(sums, at, A * residual[:, None])
        size = clusters.size
        factor = size / (size - 1) * (n - 1) / (n - k)
        covariances.append(factor * bread @ (sums.T @ sums) @ bread)
        degrees.append(size - 1)
    return Fit(coefficients=b, covariances=tuple(covariances), degrees=tuple(degrees), n=n)
