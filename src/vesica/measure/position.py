"""Formal position, and what of influence it does not account for."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import t as t_distribution

from vesica.core.estimate import Estimate
from vesica.errors import EstimationError
from vesica.measure.pooling import pool
from vesica.measure.splines import restricted_cubic

__all__ = ["Beyond", "beyond", "explained", "formal"]

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

_FOLDS = 20
_LEAST_UNITS = 5
_LEAST_FUNCTION = 20
_RIDGE = 1.0
_PLACES = (0.1, 0.5, 0.9)


@dataclass(frozen=True, slots=True, kw_only=True)
class Beyond:
    """Influence beyond position, in standard deviations of influence.

    Parameters
    ----------
    expected : ndarray of float64, shape (n_people,)
        Influence of people elsewhere in the organisation who are in the same position [sd].
    mean, standard_error : ndarray of float64, shape (n_people,)
        Posterior of what the person's influence is above that [sd].
    sd : float
        Spread between people of influence beyond position, free of error [sd].
    """

    expected: FloatArray
    mean: FloatArray
    standard_error: FloatArray
    sd: float


def formal(*, level: FloatArray, direct: IntArray, total: IntArray) -> FloatArray:
    """Formal position: mean of level, log span and log of everyone below, each in sd.

    Parameters
    ----------
    level : ndarray of float64, shape (n_people,)
        Rank; NaN where not known.
    direct, total : ndarray of int64, shape (n_people,)
        People who report to the person, and everyone below [1].

    Returns
    -------
    ndarray of float64, shape (n_people,)
        Mean 0 and variance 1 over people; from what is known of a person.

    Raises
    ------
    EstimationError
        If neither level nor reports differ between people.
    """
    parts = [_standardised(x) for x in (level, np.log1p(direct), np.log1p(total))]
    known = [x for x in parts if np.any(x[np.isfinite(x)] != 0)]
    if not known:
        raise EstimationError(
            "Neither levels nor reporting lines tell people's positions apart.",
            hint="Import a roster with levels or line managers.",
        )
    stacked = np.stack(known)
    seen = np.isfinite(stacked)
    sums = np.sum(np.where(seen, stacked, 0.0), axis=0)
    return _standardised(sums / np.maximum(np.sum(seen, axis=0), 1))


def beyond(
    *,
    signal: FloatArray,
    noise: FloatArray,
    level: FloatArray,
    direct: IntArray,
    total: IntArray,
    function: IntArray,
    unit: IntArray,
) -> Beyond:
    """Residual of influence on splines of level and span, and on function, fitted out of unit.

    What is expected of a person comes from people of other units in the same position, so that
    a unit's own people do not explain themselves. Weighted least squares with a small ridge. The
    residual is pooled with the error of the score. Position is never used to make the score; a
    person whose position earned the influence, and one whose influence earned the position,
    look the same here.

    Parameters
    ----------
    signal, noise : ndarray of float64, shape (n_people,)
        Unshrunk score and its error [sd]; infinite without evidence.
    level, direct, total
        See :func:`formal`.
    function, unit : ndarray of int64, shape (n_people,)
        Labels.

    Returns
    -------
    Beyond

    Raises
    ------
    EstimationError
        If fewer people have a score than two per column of the fit.
    """
    X = _design(level, direct, total, function)
    seen = np.isfinite(noise)
    if np.count_nonzero(seen) < 2 * X.shape[1]:
        raise EstimationError(
            f"{np.count_nonzero(seen)} people have a score; influence beyond position needs"
            f" {2 * X.shape[1]}.",
            hint="Import evidence of influence on more people.",
        )
    w = np.zeros(noise.shape)
    w[seen] = 1 / (1 + noise[seen] ** 2)
    y = np.where(seen, signal, 0.0)
    expected = np.zeros(noise.shape)
    fold = _folds(unit, y)
    for k in np.unique(fold):
        inside = fold == k
        expected[inside] = X[inside] @ _ridge(X[~inside], y[~inside], w[~inside])
    pooled = pool(value=np.where(seen, y - expected, np.nan), standard_error=noise)
    return Beyond(
        expected=expected,
        mean=pooled.value - pooled.mean,
        standard_error=pooled.standard_error,
        sd=pooled.variance**0.5,
    )


def explained(
    *, signal: FloatArray, noise: FloatArray, expected: FloatArray, unit: IntArray, level: float
) -> Estimate:
    """Share of the variance of influence, free of error, that position accounts for.

    ``1 - sum w ((x - expected)² - s²) / sum w ((x - mean)² - s²)`` with ``w = (1 + s²)**-2``.
    Interval: jackknife that leaves out one unit after another, cut off at 0 and 1.

    Parameters
    ----------
    signal, noise, expected, unit
        See :func:`beyond`.
    level : float
        Probability of the interval.

    Returns
    -------
    Estimate
        Unit ``"1"``.

    Raises
    ------
    EstimationError
        If people do not differ beyond the error of their scores.
    """
    seen = np.isfinite(noise)
    x, s2, e = signal[seen], noise[seen] ** 2, expected[seen]
    w = (1 + s2) ** -2.0
    group = _folds(unit, np.where(seen, signal, 0.0))[seen]
    residual = x - e - float(np.average(x - e, weights=w))
    left = np.bincount(group, weights=w * (residual**2 - s2))
    centred = x - float(np.average(x, weights=w))
    all_of_it = np.bincount(group, weights=w * (centred**2 - s2))
    if float(np.sum(all_of_it)) <= 0:
        raise EstimationError(
            "People differ no more than the errors of their scores explain.",
            hint="Import more evidence of influence.",
        )
    share = 1 - float(np.sum(left) / np.sum(all_of_it))
    used = np.flatnonzero(np.bincount(group))
    B = used.size
    without = 1 - (np.sum(left) - left[used]) / (np.sum(all_of_it) - all_of_it[used])
    error = float(np.sqrt((B - 1) / B * np.sum((without - np.mean(without)) ** 2)))
    reach = float(t_distribution.ppf((1 + level) / 2, B - 1)) * error
    value = min(max(share, 0.0), 1.0)
    return Estimate(
        value=value,
        low=min(max(share - reach, 0.0), 1.0),
        high=min(value + reach, 1.0),
        level=level,
        unit="1",
        n=x.size,
    )


def _standardised(x: FloatArray) -> FloatArray:
    seen = np.isfinite(x)
    sd = float(np.std(x[seen])) if np.any(seen) else 0.0
    if sd == 0.0:
        return np.where(seen, 0.0, np.nan)
    return (x - float(np.mean(x[seen]))) / sd


def _design(
    level: FloatArray, direct: IntArray, total: IntArray, function: IntArray
) -> FloatArray:
    """Columns of a position, each with mean 0; a constant comes first."""
    known = np.isfinite(level)
    filled = np.where(known, level, float(np.mean(level[known])) if np.any(known) else 0.0)
    columns = [_curve(filled), _curve(np.log1p(total)), np.log1p(direct)[:, None]]
    columns.append((~known).astype(np.float64)[:, None])
    names, counts = np.unique(function, return_counts=True)
    columns += [(function == f).astype(float)[:, None] for f in names[counts >= _LEAST_FUNCTION]]
    X = np.hstack(columns)
    sd = np.std(X, axis=0)
    X = (X[:, sd > 0] - np.mean(X[:, sd > 0], axis=0)) / sd[sd > 0]
    return np.hstack([np.ones((len(X), 1)), X])


def _curve(x: FloatArray) -> FloatArray:
    at = np.unique(np.quantile(x, _PLACES))
    return restricted_cubic(x, at) if at.size == len(_PLACES) else x[:, None]


def _folds(unit: IntArray, y: FloatArray) -> IntArray:
    """Deal units to at most 20 folds; people, in the order of their scores, if units are few."""
    _names, at = np.unique(unit, return_inverse=True)
    if int(np.max(at)) + 1 >= _LEAST_UNITS:
        return (at % _FOLDS).astype(np.int64)
    fold = np.empty(y.size, dtype=np.int64)
    fold[np.argsort(y, kind="stable")] = np.arange(y.size) % _FOLDS
    return fold


def _ridge(X: FloatArray, y: FloatArray, w: FloatArray) -> FloatArray:
    A = X.T @ (X * w[:, None])
    A[np.arange(1, len(A)), np.arange(1, len(A))] += _RIDGE
    # A column that is constant outside the unit stays at the ridge.
    return np.linalg.solve(A + 1e-9 * np.eye(len(A)), X.T @ (w * y)).astype(np.float64)
