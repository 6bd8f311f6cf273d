"""Whether people who began in turn moved alike before they began."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import stats

__all__ = ["no_trend_before"]

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]

_ENOUGH = 10
"""Groups of the smallest cohort per effect tested, from which they are tested jointly."""


def no_trend_before(
    *, value: Floats, influence: Floats, began: Ints, cluster: Ints | None
) -> float:
    """Probability of differences as large before the beginning, if all were zero.

    With many people per effect it is Hotelling's test of all of them. A covariance of many
    effects on few people looks smaller than it is, and would raise false alarms; there two looks
    share the error: at the average of the effects, where a steady drift shows, and at the largest
    of them by Bonferroni. Each has a standard error of its own by cohort, and degrees of freedom
    by Satterthwaite.

    Parameters
    ----------
    value : ndarray of float64, shape (n_effects,)
        Effects before the beginning.
    influence : ndarray of float64, shape (n_effects, n_people)
        Their squares sum to the variances.
    began : ndarray of int, shape (n_people,)
        Period in which each began; 0 for never.
    cluster : ndarray of int, shape (n_people,), or None
        What began together.

    Returns
    -------
    float
        NaN if there is nothing to test.

    References
    ----------
    Hotelling (1931), doi:10.1214/aoms/1177732979. Satterthwaite (1946), doi:10.2307/3002019.
    """
    if not value.size:
        return float("nan")
    psi, arm = _by_group(influence.T, began, cluster)
    groups = np.bincount(arm)
    least = int(groups[groups > 0].min())
    if least >= _ENOUGH * value.size:
        return _joint(value, psi)
    average = _alone(float(value.mean()), psi.mean(axis=1), arm)
    each = [_alone(float(v), p, arm) for v, p in zip(value, psi.T, strict=True)]
    looks = [p for p in (average, len(each) * min(each)) if np.isfinite(p)]
    return min(2 * min(looks), 1.0) if looks else float("nan")


def _by_group(psi: Floats, began: Ints, cluster: Ints | None) -> tuple[Floats, Ints]:
    """Influences summed over what began together, and the cohort of each."""
    _, arm = np.unique(began, return_inverse=True)
    if cluster is None:
        return psi, arm.astype(np.intp)
    _, first, at = np.unique(cluster, return_index=True, return_inverse=True)
    sums = np.zeros((first.size, psi.shape[1]))
    np.add.at(sums, at, psi)
    return sums, arm[first].astype(np.intp)


def _joint(value: Floats, psi: Floats) -> float:
    groups = len(psi)
    V = psi.T @ psi * groups / (groups - 1)
    rank = int(np.linalg.matrix_rank(V, hermitian=True))
    if rank == 0 or groups <= rank + 1:
        return float("nan")
    size = float(value @ np.linalg.pinv(V, hermitian=True) @ value)
    return float(stats.f.sf(size * (groups - rank) / (groups - 1) / rank, rank, groups - rank))


def _alone(value: float, psi: Floats, arm: Ints) -> float:
    """Two-sided Welch test of one effect; cohorts of one group tell no variance."""
    n = np.bincount(arm)
    part = np.bincount(arm, weights=psi**2)
    known = (n > 1) & (part > 0)
    n, part = n[known], part[known] * n[known] / (n[known] - 1)
    if not part.size:
        return float("nan")
    variance = float(part.sum())
    freedom = variance**2 / float(np.sum(part**2 / (n - 1)))
    return float(2 * stats.t.sf(abs(value) / np.sqrt(variance), freedom))
