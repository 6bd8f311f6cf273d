"""How noisy each person's own records are, where people differ in that."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["own_variances"]

FloatArray = NDArray[np.float64]

_FEWEST = 30
_LEAST_FREEDOM = 4.0
_ALIKE = 0.1
_NORMAL = 2.0
"""Variance of the logarithm of a variance, times its freedom, where errors are normal."""


def own_variances(*, squares: FloatArray, freedom: FloatArray, variance: float) -> FloatArray:
    """Variance of a record of each person, between the person's own and everyone's.

    Some people's posts scatter more than others'. Logarithms of the variances seen scatter
    because people differ and because each rests on few records; the second part falls with the
    records and the first does not, which tells them apart even where errors have heavy tails.
    Where everyone has as many records, errors are taken as normal for that.
    Each logarithm is drawn towards the common one as far as it is chance. Where people do not
    differ, everyone gets ``variance``.

    Parameters
    ----------
    squares, freedom : ndarray of float64, shape (n_people,)
        Sum of squared residuals of each person, and its degrees of freedom.
    variance : float
        Common variance of a record.

    Returns
    -------
    ndarray of float64, shape (n_people,)
        Their mean, weighted by freedom, is ``variance``.

    References
    ----------
    Smyth (2004), doi:10.2202/1544-6115.1027, for variances moderated on the logarithmic scale;
    the split by records takes the place of its chi-square.
    """
    use = (freedom >= _LEAST_FREEDOM) & (squares > 0)
    if variance <= 0 or np.count_nonzero(use) < _FEWEST:
        return np.full(squares.shape, variance)
    f = freedom[use]
    log = np.log(squares[use] / f)
    few = np.stack([np.ones(f.size), 1 / f], axis=1)
    if np.std(few[:, 1]) < _ALIKE * np.mean(few[:, 1]):
        off = log - np.mean(log)
        chance = _NORMAL
        spread = float(np.mean(off**2 - chance / f))
    else:
        off = log - few @ _line(few, log, f)
        spread, chance = _line(few, off**2, f)
        chance = max(chance, _NORMAL)
    if spread <= 0:
        return np.full(squares.shape, variance)
    out = np.ones(squares.shape)
    out[use] = np.exp(spread / (spread + chance / f) * off)
    weight = np.where(use, freedom, 0.0)
    return variance * out * np.sum(weight) / np.sum(weight * out)


def _line(x: FloatArray, y: FloatArray, weight: FloatArray) -> FloatArray:
    """Weighted least squares; weights stop growing where the spread between people rules."""
    w = np.minimum(weight, np.median(weight))[:, None]
    return np.linalg.solve(x.T @ (w * x), x.T @ (w[:, 0] * y))
