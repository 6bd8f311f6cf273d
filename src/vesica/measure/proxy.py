"""How well some numbers about people give away a group that they belong to."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit
from scipy.stats import rankdata

from vesica.core.estimate import Estimate
from vesica.errors import EstimationError
from vesica.measure.intervals import critical

__all__ = ["LEAST_EACH", "area_under_curve", "given_away"]

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]

LEAST_EACH = 20
"""People of either kind without whom nothing is said."""

_FOLDS = 10
_RIDGE = 1.0


def area_under_curve(*, score: FloatArray, positive: BoolArray, level: float) -> Estimate:
    """Chance that one of the group scores above one of the others, ties counting half.

    Parameters
    ----------
    score : ndarray of float64, shape (n,)
        Higher for the group.
    positive : ndarray of bool, shape (n,)
        Who belongs to it.
    level : float
        Probability of the interval.

    Returns
    -------
    Estimate
        Unit ``"1"``; the interval is symmetric on the logit scale.

    Raises
    ------
    EstimationError
        If the group or the others are empty.

    References
    ----------
    DeLong, DeLong & Clarke-Pearson (1988), doi:10.2307/2531595; Pepe (2003), section 5.2.3, for
    the logit.
    """
    m, n = int(np.count_nonzero(positive)), int(np.count_nonzero(~positive))
    if min(m, n) < 2:
        raise EstimationError(
            f"{m} people belong to the group and {n} do not; two of either are needed.",
            hint="Ask for a group that has people on both sides.",
        )
    ranks = rankdata(score)
    among_m, among_n = rankdata(score[positive]), rankdata(score[~positive])
    first = (ranks[positive] - among_m) / n
    second = 1 - (ranks[~positive] - among_n) / m
    value = float(np.mean(first))
    variance = float(np.var(first, ddof=1)) / m + float(np.var(second, ddof=1)) / n
    safe = min(max(value, 0.5 / (m * n)), 1 - 0.5 / (m * n))
    logit = np.log(safe / (1 - safe))
    reach = critical(level) * variance**0.5 / (safe * (1 - safe))
    return Estimate(
        value=value,
        low=min(float(expit(logit - reach)), value),
        high=max(float(expit(logit + reach)), value),
        level=level,
        unit="1",
        n=m + n,
    )


def given_away(*, columns: FloatArray, positive: BoolArray, level: float) -> Estimate:
    """Chance that a model fitted to other people ranks one of the group above one of the others.

    A logistic model with squares and a ridge penalty, fitted on nine tenths and tried on the
    tenth. People are dealt to tenths in the order of their numbers, so that no other order
    leaves a trace.

    Parameters
    ----------
    columns : ndarray of float64, shape (n, k)
        What is known of people; finite.
    positive : ndarray of bool, shape (n,)
        Who belongs to the group.
    level : float
        Probability of the interval.

    Returns
    -------
    Estimate
        Unit ``"1"``.

    Raises
    ------
    EstimationError
        If the group or the others are fewer than ``LEAST_EACH``.
    """
    least = min(int(np.count_nonzero(positive)), int(np.count_nonzero(~positive)))
    if least < LEAST_EACH:
        raise EstimationError(
            f"One side of the group has {least} people; {LEAST_EACH} are needed.",
            hint="The question cannot be answered for so few.",
        )
    order = np.lexsort((positive, *columns.T[::-1]))
    fold = np.empty(positive.size, dtype=np.int64)
    fold[order] = np.arange(positive.size) % _FOLDS
    z = (columns - columns.mean(axis=0)) / np.maximum(columns.std(axis=0), 1e-12)
    X = np.column_stack([np.ones(positive.size), z, z**2 - 1])
    score = np.empty(positive.size)
    for f in range(_FOLDS):
        own = fold == f
        score[own] = X[own] @ _logistic(X[~own], positive[~own].astype(np.float64))
    return area_under_curve(score=score, positive=positive, level=level)


def _logistic(X: FloatArray, y: FloatArray) -> FloatArray:
    penalty = np.full(X.shape[1], _RIDGE)
    penalty[0] = 1e-6
    b = np.zeros(X.shape[1])
    for _ in range(50):
        p = expit(X @ b)
        H = (X * (p * (1 - p))[:, None]).T @ X + np.diag(penalty)
        step = np.linalg.solve(H, X.T @ (y - p) - penalty * b)
        b += np.clip(step, -2, 2)
        if float(np.max(np.abs(step))) < 1e-10:
            break
    return b
