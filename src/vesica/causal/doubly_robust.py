"""Opt-in programmes: cross-fitted doubly robust effects with normalised weights."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vesica.causal.balancing import effective_size
from vesica.causal.fit import Fit, clustered, person_errors, two_arms
from vesica.causal.learners import CLIP, predicted, propensity
from vesica.errors import EstimationError

__all__ = ["FOLDS", "TREES", "DoublyRobust", "doubly_robust", "doubly_robust_treated"]

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Ints = NDArray[np.intp]
FOLDS = 5
TREES = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class DoublyRobust:
    """Effects of choosing to take part, and how comparable the people are.

    Parameters
    ----------
    treated : Fit
        Effect on those who took part.
    everyone : Fit
        Effect on everybody, if choice tells nothing beyond the covariates.
    propensity : ndarray of float64, shape (n_people,)
        Probability of taking part, from folds that do not hold the person.
    learners : tuple of str
        Which learner each fold chose, propensity and outcome.
    """

    treated: Fit
    everyone: Fit
    propensity: Floats
    learners: tuple[str, ...]


def doubly_robust(
    *,
    outcome: Floats,
    treated: Flags,
    covariates: Floats,
    seed: int,
    cluster: Ints | None = None,
    error: Floats | None = None,
    folds: int = FOLDS,
    trees: int = TREES,
) -> DoublyRobust:
    """Cross-fitted augmented inverse probability weighting with Hájek weights.

    In every fold a linear learner and a forest are fitted to the other folds; the one with the
    smaller error there, seen from outside its own data, is used. Folds go by values, not by the
    order of rows.

    Parameters
    ----------
    outcome, treated, covariates, cluster, error
        As in :func:`vesica.causal.means.difference_in_means`.
    seed : int
        Of the forests.
    folds, trees : int
        Folds of cross-fitting, and trees of a forest.

    Raises
    ------
    EstimationError
        If an arm has fewer people than twice the folds.

    References
    ----------
    Robins, Rotnitzky & Zhao (1994), doi:10.1080/01621459.1994.10476818; Chernozhukov et al.
    (2018), doi:10.1111/ectj.12097, section 5.1.
    """
    found = _crossed(
        outcome, treated, covariates, cluster, error, seed, folds, trees, both_arms=True
    )
    y, d, e, m0, m1 = found.outcome, found.treated, found.propensity, found.without, found.with_it
    for_all = _arms(y, d, m0, m1, d / e, (~d) / (1 - e), np.ones(y.size))
    return DoublyRobust(
        treated=_on_treated(found),
        everyone=_fit(for_all, found, np.where(d, 0.0, 1 / (1 - e))),
        propensity=e[found.back],
        learners=found.learners,
    )


def doubly_robust_treated(
    *,
    outcome: Floats,
    treated: Flags,
    covariates: Floats,
    seed: int,
    cluster: Ints | None = None,
    error: Floats | None = None,
    folds: int = FOLDS,
    trees: int = TREES,
) -> Fit:
    """Effect on those who took part alone, which needs no model of their outcome.

    The same as ``treated`` of :func:`doubly_robust`, in less time.

    Parameters
    ----------
    outcome, treated, covariates, seed, cluster, error, folds, trees
        As in :func:`doubly_robust`.
    """
    return _on_treated(
        _crossed(outcome, treated, covariates, cluster, error, seed, folds, trees, both_arms=False)
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Crossed:
    """People in the order of their values, with what folds without them predict of each."""

    outcome: Floats
    treated: Flags
    group: Ints | None
    noise: Floats | None
    propensity: Floats
    without: Floats
    with_it: Floats
    learners: tuple[str, ...]
    back: Ints


def _crossed(
    outcome: Floats,
    treated: Flags,
    covariates: Floats,
    cluster: Ints | None,
    error: Floats | None,
    seed: int,
    folds: int,
    trees: int,
    *,
    both_arms: bool,
) -> _Crossed:
    y, d = np.asarray(outcome, float), np.asarray(treated, bool)
    X = np.asarray(covariates, float)
    two_arms(y, d, least=2 * folds)
    if not np.all(np.isfinite(X)):
        raise EstimationError(
            "Some covariates are missing.",
            hint="Leave the covariate out, or the people for whom it is missing.",
        )
    order = np.lexsort((*X.T, y, d))
    y, d, X = y[order], d[order], X[order]
    group = None if cluster is None else np.asarray(cluster)[order]
    fold = _folds(d, group, folds)
    e, m0, m1 = (np.full(y.size, np.nan) for _ in range(3))
    arms = ((False, m0), (True, m1)) if both_arms else ((False, m0),)
    learners = []
    for k in range(folds):
        inside, rest = fold == k, fold != k
        e[inside], name = propensity(X[rest], d[rest], X[inside], seed, trees)
        learners.append(f"propensity: {name}")
        for arm, into in arms:
            use = rest & (d == arm)
            into[inside], name = predicted(X[use], y[use], X[inside], seed, trees)
        learners.append(f"outcome: {name}")
    back = np.empty_like(order)
    back[order] = np.arange(order.size)
    return _Crossed(
        outcome=y,
        treated=d,
        group=group,
        noise=None if error is None else np.asarray(error, float)[order],
        propensity=np.clip(e, CLIP, 1 - CLIP),
        without=m0,
        with_it=m1,
        learners=tuple(learners),
        back=back,
    )


def _on_treated(found: _Crossed) -> Fit:
    d, e = found.treated, found.propensity
    odds = np.where(d, 0.0, e / (1 - e))
    value = _arms(found.outcome, d, found.without, found.with_it, d.astype(float), odds, None)
    return _fit(value, found, odds)


def _arms(
    y: Floats, d: Flags, m0: Floats, m1: Floats, up: Floats, down: Floats, base: Floats | None
) -> tuple[float, Floats, Floats]:
    """Value, influence and weight on the outcome of a normalised doubly robust effect."""
    up, down = up / up.sum(), down / down.sum()
    if base is None:  # the effect on the treated needs no model of their outcome
        over = y - m0
        value = float(up @ over - down @ over)
        left = float(down @ over)
        influence = up * (over - value - left) - down * (over - left)
        return value, influence, up - down
    base = base / base.sum()
    first, second = float(up @ (y - m1)), float(down @ (y - m0))
    gap = m1 - m0
    value = float(base @ gap) + first - second
    influence = base * (gap - float(base @ gap))
    influence = influence + up * (y - m1 - first) - down * (y - m0 - second)
    return value, influence, up - down


def _fit(found: tuple[float, Floats, Floats], people: _Crossed, weight: Floats) -> Fit:
    value, influence, on_outcome = found
    d = people.treated
    variance, freedom = clustered(influence, people.group)
    effective = effective_size(weight)
    return Fit(
        value=value,
        influence=influence[people.back],
        variance=variance,
        score_variance=person_errors(on_outcome, people.noise),
        freedom=max(min(freedom, effective - 1, d.sum() - 1.0), 1.0),
        treated=int(d.sum()),
        compared=int((~d).sum()),
        effective=effective,
    )


def _folds(d: Flags, group: Ints | None, folds: int) -> Ints:
    """Deal people, or clusters whole, to folds in the order of their values."""
    if group is None:
        fold = np.empty(d.size, np.intp)
        for arm in (False, True):
            at = np.flatnonzero(d == arm)
            # Neighbours in value go to different folds, and each fold sees the whole range.
            fold[at] = np.arange(at.size) % folds
        return fold
    names, first, member = np.unique(group, return_index=True, return_inverse=True)
    turn = np.empty(names.size, np.intp)
    turn[np.argsort(first, kind="stable")] = np.arange(names.size) % folds
    return turn[member]
