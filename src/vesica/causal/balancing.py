"""Entropy balancing: weights on people compared with that match the averages of the treated."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vesica.causal.fit import Fit, person_errors, two_arms
from vesica.errors import EstimationError

__all__ = ["Balance", "balanced_difference", "effective_size", "entropy_balance"]

Floats = NDArray[np.float64]

_TOLERANCE = 1e-9
_ITERATIONS = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Balance:
    """Weights of the people compared with.

    Parameters
    ----------
    weights : ndarray of float64, shape (n_compared,)
        Sum to 1.
    effective : float
        Effective number of people: one over the sum of squared weights [people].
    imbalance : float
        Largest difference of averages that is left, in standard deviations.
    """

    weights: Floats
    effective: float
    imbalance: float


def effective_size(weights: Floats) -> float:
    """Kish's effective number of people behind weights that need not sum to 1."""
    total = float(np.sum(weights))
    return total**2 / float(np.sum(weights**2)) if total > 0 else 0.0


def entropy_balance(*, target: Floats, pool: Floats) -> Balance:
    """Weights closest to equal ones that give the pool the averages of the target.

    Newton's method on the dual, which is convex; each step is halved until it descends.

    Parameters
    ----------
    target : ndarray of float64, shape (n_treated, n_covariates)
        Of the people who took part.
    pool : ndarray of float64, shape (n_compared, n_covariates)
        Of the people compared with.

    Raises
    ------
    EstimationError
        If no positive weights do it: the averages lie outside what the pool spans.

    References
    ----------
    Hainmueller (2012), doi:10.1093/pan/mpr025, section 3.2.
    """
    target, pool = np.asarray(target, float), np.asarray(pool, float)
    scale = np.vstack([target, pool]).std(axis=0)
    kept = scale > 0
    C = (pool[:, kept] - target[:, kept].mean(axis=0)) / scale[kept]
    lam = np.zeros(C.shape[1])
    height, w = _dual(C, lam)
    gradient = C.T @ w
    for _ in range(_ITERATIONS):
        if np.max(np.abs(gradient), initial=0.0) < _TOLERANCE:
            break
        H = (C * w[:, None]).T @ C - np.outer(gradient, gradient)
        move = np.linalg.lstsq(H, gradient, rcond=1e-12)[0]
        step = 1.0
        while step > 1e-10:
            there, w_there = _dual(C, lam - step * move)
            if there <= height - 1e-4 * step * float(gradient @ move):
                break
            step /= 2
        else:
            break
        lam, height, w = lam - step * move, there, w_there
        gradient = C.T @ w
    left = float(np.max(np.abs(gradient), initial=0.0))
    if left > 1e-6:
        raise EstimationError(
            f"No weights make {len(pool)} people like the {len(target)} who took part;"
            f" {left:.2g} standard deviations of difference are left.",
            hint="Compare with people who are more alike, or name fewer covariates.",
        )
    return Balance(weights=w, effective=effective_size(w), imbalance=left)


def _dual(C: Floats, lam: Floats) -> tuple[float, Floats]:
    tilt = C @ lam
    top = float(tilt.max(initial=-np.inf))
    raw = np.exp(tilt - top)
    total = float(raw.sum())
    return top + float(np.log(total)), raw / total


def balanced_difference(
    *,
    outcome: Floats,
    treated: NDArray[np.bool_],
    covariates: Floats,
    error: Floats | None = None,
) -> Fit:
    """Effect on those who took part, against people weighted to have their averages.

    Parameters
    ----------
    outcome, treated, covariates, error
        As in :func:`vesica.causal.means.difference_in_means`.

    Raises
    ------
    EstimationError
        If the averages cannot be balanced.
    """
    y, d = np.asarray(outcome, float), np.asarray(treated, bool)
    two_arms(y, d)
    X = np.asarray(covariates, float)
    found = entropy_balance(target=X[d], pool=X[~d])
    weight = np.empty(y.size)
    weight[d], weight[~d] = 1 / d.sum(), -found.weights
    # Balanced averages make the estimate one of what a weighted regression leaves over.
    Z = np.column_stack([np.ones(int((~d).sum())), X[~d]])
    root = np.sqrt(found.weights)
    beta = np.linalg.lstsq(Z * root[:, None], y[~d] * root, rcond=None)[0]
    rest = y - np.column_stack([np.ones(y.size), X]) @ beta
    value = float(weight @ y)
    influence = weight * np.where(d, rest - value, rest)
    return Fit(
        value=value,
        influence=influence,
        variance=float(influence @ influence),
        score_variance=person_errors(weight, error),
        freedom=float(max(min(d.sum(), found.effective) - 1, 1)),
        treated=int(d.sum()),
        compared=int((~d).sum()),
        effective=found.effective,
    )
