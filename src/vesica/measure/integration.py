"""Is a practice everybody's, or one discipline's? The silo index with its uncertainty."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.special import betaln, expit, logit, ndtr, ndtri, xlogy

from vesica.core.estimate import Estimate
from vesica.errors import EstimationError

__all__ = ["DRAWS", "practice_shares", "silo_change", "silo_index", "skill_shares", "spread_of"]

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

DRAWS = 4000
"""Draws from the posterior."""

_ALIKE = 1e-7
"""Stands for groups that do not differ at all."""

_GRID = np.concatenate([[_ALIKE], np.exp(np.linspace(np.log(1e-4), np.log(0.9), 80))])
_PRIOR = np.sqrt(_GRID)  # even in ln(rho), flat in sqrt(rho)
_PRIOR[0] = np.sum(_PRIOR[1:]) / 20  # about one chance in twenty that groups do not differ
_NONE = 1e-5
"""An index below it is none."""

_MEANS = 41


def silo_index(*, shares: FloatArray, people: IntArray, level: float) -> Estimate:
    """Theil's information index of a yes-or-no property over groups, from draws of the shares.

    ``H = 1 - sum n_u E(p_u) / (N E(P))`` with ``E(p) = -p ln p - (1 - p) ln(1 - p)``: 0 where
    every group has the same share, 1 where each group has all or none. The draws carry the
    correction for small groups: a group whose share differs by luck alone is drawn towards the
    others.

    Parameters
    ----------
    shares : ndarray of float64, shape (draws, n_groups)
        From :func:`practice_shares` or :func:`skill_shares`.
    people : ndarray of int64, shape (n_groups,)
        People in each group.
    level : float
        Probability of the interval.

    Returns
    -------
    Estimate
        Median of the draws, unit ``"1"``.

    References
    ----------
    Theil & Finizza (1971), doi:10.1080/0022250X.1971.9989795; Reardon & Firebaugh (2002),
    doi:10.1111/1467-9531.00110, section 4.
    """
    return _summary(_theil(shares, people), people, level)


def silo_change(
    *, before: FloatArray, after: FloatArray, people: IntArray, level: float
) -> Estimate:
    """Silo index afterwards minus before; below zero the silo opens.

    Parameters
    ----------
    before, after : ndarray of float64, shape (draws, n_groups)
        Independent draws of the shares.
    people : ndarray of int64, shape (n_groups,)
        People in each group.
    level : float
        Probability of the interval.

    Returns
    -------
    Estimate
        Unit ``"1"``.
    """
    return _summary(_theil(after, people) - _theil(before, people), people, level)


def spread_of(shares: FloatArray, people: IntArray, level: float) -> Estimate:
    """Share of everyone who has the property."""
    return _summary(shares @ people / np.sum(people), people, level)


def practice_shares(*, active: IntArray, people: IntArray, rng: np.random.Generator) -> FloatArray:
    """Draws of the share of each group that practises, given how many were seen to.

    Beta-binomial: the groups' shares come from one beta distribution, whose mean and intraclass
    correlation are integrated over a grid. The prior is flat in the mean; it gives about one
    chance in twenty to groups that do not differ at all, and is flat in the square root of the
    correlation otherwise.

    Parameters
    ----------
    active, people : ndarray of int64, shape (n_groups,)
        People who practise, and people.
    rng : numpy.random.Generator
        For the draws; groups must come in the order of their names.

    Returns
    -------
    ndarray of float64, shape (DRAWS, n_groups)

    Raises
    ------
    EstimationError
        If there are fewer than two groups, or everybody or nobody practises.

    References
    ----------
    Skellam (1948), doi:10.1111/j.2517-6161.1948.tb00014.x.
    """
    n, total = int(np.sum(people)), int(np.sum(active))
    if people.size < 2 or total in (0, n):
        raise EstimationError(
            f"{total} of {n} people in {people.size} disciplines practise: there is nothing to"
            " compare.",
            hint="The index needs two disciplines, people who practise, and people who do not.",
        )
    centre = (total + 1) / (n + 2)
    means = expit(logit(centre) + np.linspace(-2.5, 2.5, _MEANS))
    m, rho = np.meshgrid(means, _GRID, indexing="ij")
    a, b = m * (1 / rho - 1), (1 - m) * (1 / rho - 1)
    log_likelihood = np.sum(
        betaln(active + a[..., None], people - active + b[..., None])
        - betaln(a[..., None], b[..., None]),
        axis=-1,
    )
    # The grid is even in logit(m): density m (1 - m).
    log_posterior = log_likelihood + np.log(m * (1 - m)) + np.log(_PRIOR)
    at = _draw(log_posterior, rng)
    a, b = a.ravel()[at, None], b.ravel()[at, None]
    return rng.beta(active + a, people - active + b)


def skill_shares(
    *,
    signal: FloatArray,
    noise: FloatArray,
    group: IntArray,
    n_groups: int,
    bar: float,
    rng: np.random.Generator,
) -> FloatArray:
    """Draws of the share of each group that is above the bar on a skill.

    The skill is normal within groups; groups differ in their mean by a variance that is
    integrated over a grid. People without evidence count as people of their group.

    Parameters
    ----------
    signal, noise : ndarray of float64, shape (n_people,)
        See :class:`vesica.core.scores.Scores`.
    group : ndarray of int64, shape (n_people,)
        Group of each person.
    n_groups : int
        Groups, in the order of their names.
    bar : float
        Quantile of the skill in the organisation.
    rng : numpy.random.Generator
        For the draws.

    Returns
    -------
    ndarray of float64, shape (DRAWS, n_groups)

    Raises
    ------
    EstimationError
        If fewer than two groups have evidence.
    """
    weight = np.where(np.isfinite(noise), 1 / (1 + np.minimum(noise, 1e6) ** 2), 0.0)
    total = np.bincount(group, weights=weight, minlength=n_groups)
    seen = total > 0
    if np.count_nonzero(seen) < 2:
        raise EstimationError(
            f"{np.count_nonzero(seen)} disciplines have evidence of the skill; two are needed.",
            hint="Import evidence on more disciplines.",
        )
    sums = np.bincount(group, weights=weight * signal, minlength=n_groups)
    mean = np.divide(sums, total, out=np.zeros(n_groups), where=seen)
    variance = np.divide(1.0, total, out=np.full(n_groups, np.inf), where=seen)
    tau2 = _GRID
    spread = tau2[:, None] + variance[seen]
    centre = np.sum(mean[seen] / spread, axis=1) / np.sum(1 / spread, axis=1)
    log_posterior = (
        -0.5 * np.sum(np.log(spread) + (mean[seen] - centre[:, None]) ** 2 / spread, axis=1)
        - 0.5 * np.log(np.sum(1 / spread, axis=1))
        + np.log(_PRIOR)
    )
    at = _draw(log_posterior, rng)
    t, c = tau2[at, None], centre[at, None]
    keep = 1 / (1 + t / variance)  # 1 without evidence: the group is drawn like any other
    m = keep * c + (1 - keep) * mean
    drawn = m + np.sqrt(keep * t) * rng.standard_normal((DRAWS, n_groups))
    return ndtr((drawn - ndtri(bar)) / np.sqrt(np.maximum(1 - t, 0.1)))


def _draw(log_posterior: FloatArray, rng: np.random.Generator) -> IntArray:
    flat = log_posterior.ravel()
    p = np.exp(flat - np.max(flat))
    edges = np.cumsum(p / np.sum(p))
    return np.minimum(np.searchsorted(edges, rng.random(DRAWS)), flat.size - 1)


def _theil(shares: FloatArray, people: IntArray) -> FloatArray:
    weight = people / np.sum(people)
    whole = _entropy(shares @ weight)
    within = _entropy(shares) @ weight
    index = np.clip(1 - within / np.maximum(whole, 1e-300), 0.0, 1.0)
    return np.where(index < _NONE, 0.0, index)


def _entropy(p: FloatArray) -> FloatArray:
    return -xlogy(p, p) - xlogy(1 - p, 1 - p)


def _summary(draws: FloatArray, people: IntArray, level: float) -> Estimate:
    low, value, high = np.quantile(draws, [(1 - level) / 2, 0.5, (1 + level) / 2])
    return Estimate(
        value=float(value),
        low=float(low),
        high=float(high),
        level=level,
        unit="1",
        n=int(np.sum(people)),
    )
