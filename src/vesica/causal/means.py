"""Randomised designs: difference in means with covariate adjustment, and its exact test."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from vesica.causal.fit import Fit, clustered, person_errors, two_arms
from vesica.errors import EstimationError

__all__ = ["difference_in_means", "least_squares", "randomisation_test"]

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


def difference_in_means(
    *,
    outcome: Floats,
    treated: Flags,
    covariates: Floats | None = None,
    cluster: NDArray[np.intp] | None = None,
    block: NDArray[np.intp] | None = None,
    error: Floats | None = None,
) -> Fit:
    """Average effect of an assignment by lot.

    Without covariates and blocks it is the difference of the two means. Covariates enter centred
    and with an interaction each, which cannot make the estimate less precise in large samples.
    Blocks are lotteries held apart, with shares of their own; they enter as covariates do, so
    that each block counts by its people.

    Parameters
    ----------
    outcome : ndarray of float64, shape (n_people,)
        Measured afterwards.
    treated : ndarray of bool, shape (n_people,)
        Who was drawn.
    covariates : ndarray of float64, shape (n_people, n_covariates), optional
        Measured before.
    cluster : ndarray of int, shape (n_people,), optional
        What was drawn, if not people.
    block : ndarray of int, shape (n_people,), optional
        Which lottery.
    error : ndarray of float64, shape (n_people,), optional
        Standard error of each outcome, where outcomes are scores.

    Returns
    -------
    Fit
        HC2 variance without clusters, CR1 with them.

    Raises
    ------
    EstimationError
        If an arm is too small for the covariates.

    References
    ----------
    Lin (2013), doi:10.1214/12-AOAS583, section 4. MacKinnon & White (1985),
    doi:10.1016/0304-4076(85)90158-7, for HC2.
    """
    outcome, treated = np.asarray(outcome, float), np.asarray(treated, bool)
    two_arms(outcome, treated)
    extra = [] if covariates is None else [np.asarray(covariates, float)]
    if block is not None:
        extra.append((np.asarray(block)[:, None] == np.unique(block)[1:]).astype(float))
    Z = np.hstack(extra) if extra else np.empty((outcome.size, 0))
    centred = Z - Z.mean(axis=0)
    X = np.column_stack([treated, np.ones(outcome.size), centred, centred * treated[:, None]])
    return _regressed(outcome, treated, X, cluster, error)


def least_squares(
    *,
    outcome: Floats,
    treated: Flags,
    covariates: Floats,
    cluster: NDArray[np.intp] | None = None,
    error: Floats | None = None,
) -> Fit:
    """Ordinary least squares on treatment and covariates, without interactions.

    Parameters
    ----------
    outcome, treated, covariates, cluster, error
        As in :func:`difference_in_means`.
    """
    outcome, treated = np.asarray(outcome, float), np.asarray(treated, bool)
    two_arms(outcome, treated)
    X = np.column_stack([treated, np.ones(outcome.size), np.asarray(covariates, float)])
    return _regressed(outcome, treated, X, cluster, error)


def _regressed(
    y: Floats,
    treated: Flags,
    X: Floats,
    cluster: NDArray[np.intp] | None,
    error: Floats | None,
) -> Fit:
    scale = np.sqrt(np.mean(X**2, axis=0))
    kept = scale > 0
    X = X[:, kept] / scale[kept]
    n, k = X.shape
    if n - k < 2:
        raise EstimationError(
            f"{n} people do not carry {k} coefficients.",
            hint="Name fewer covariates.",
        )
    inverse = np.linalg.pinv(X.T @ X)
    rank = int(np.linalg.matrix_rank(X))
    weight = (X @ inverse)[:, 0] / scale[0]
    value = float(weight @ y)
    residual = y - X @ (inverse @ (X.T @ y))
    leverage = np.einsum("ij,jk,ik->i", X, inverse, X)
    if cluster is None:
        influence = weight * residual / np.sqrt(np.maximum(1 - leverage, 1e-9))
        variance, freedom = float(influence @ influence), float(n - rank)
    else:
        influence = weight * residual
        variance, freedom = clustered(influence, cluster)
        variance *= (n - 1) / (n - rank)
    return Fit(
        value=value,
        influence=influence,
        variance=variance,
        score_variance=person_errors(weight, error),
        freedom=freedom,
        treated=int(treated.sum()),
        compared=int((~treated).sum()),
        effective=float((~treated).sum()),
    )


def randomisation_test(
    *,
    outcome: Floats,
    treated: Flags,
    rng: np.random.Generator,
    cluster: NDArray[np.intp] | None = None,
    block: NDArray[np.intp] | None = None,
    draws: int = 2000,
) -> float:
    """Probability of a studentised difference as large as the one seen, if nothing had an effect.

    The lottery is held again ``draws`` times: whole clusters within blocks.

    Parameters
    ----------
    outcome, treated, cluster, block
        As in :func:`difference_in_means`; a block holds whole clusters.
    rng : numpy.random.Generator
        For the draws; rows must come in an order that does not depend on pseudonyms.
    draws : int
        Lotteries held again.

    Returns
    -------
    float
        At least ``1 / (draws + 1)``.

    References
    ----------
    Wu & Ding (2021), doi:10.1080/01621459.2020.1750415, section 3: the studentised statistic
    also holds its size where only the average effect is zero.
    """
    outcome, treated = np.asarray(outcome, float), np.asarray(treated, bool)
    two_arms(outcome, treated)
    unit = np.arange(outcome.size) if cluster is None else np.asarray(cluster)
    _, first, unit = np.unique(unit, return_index=True, return_inverse=True)
    size = np.bincount(unit).astype(float)
    if not np.array_equal(treated, treated[first][unit]):
        raise EstimationError(
            "Some clusters hold both people who were drawn and people who were not.",
            hint="Give as clusters what the lottery drew.",
        )
    total = np.bincount(unit, weights=outcome).astype(float)
    arm = treated[first]
    stratum = np.zeros(arm.size, int) if block is None else np.asarray(block)[first]
    seen = abs(_studentised(total, size, arm, stratum))
    hits = 0
    members = [np.flatnonzero(stratum == s) for s in np.unique(stratum)]
    for _ in range(draws):
        drawn = arm.copy()
        for at in members:
            drawn[at] = arm[rng.permutation(at)]
        hits += abs(_studentised(total, size, drawn, stratum)) >= seen * (1 - 1e-12)
    return (hits + 1) / (draws + 1)


def _studentised(total: Floats, size: Floats, arm: Flags, stratum: NDArray[np.intp]) -> float:
    """Difference of means by arm, weighted over strata, by its standard error."""
    value = variance = 0.0
    for s in np.unique(stratum):
        inside, outside = arm & (stratum == s), ~arm & (stratum == s)
        if not (inside.any() and outside.any()):
            continue
        part = float(size[stratum == s].sum() / size.sum())
        for sign, side in ((1, inside), (-1, outside)):
            mean = float(total[side].sum() / size[side].sum())
            rest = total[side] - mean * size[side]
            m = max(int(side.sum()), 2)
            value += sign * part * mean
            variance += part**2 * float(rest @ rest) * m / (m - 1) / float(size[side].sum()) ** 2
    return value / np.sqrt(variance) if variance > 0 else 0.0
