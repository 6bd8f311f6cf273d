"""Being answered: how often people outside the own line answer."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, logit

from vesica.core.scores import Facet
from vesica.errors import EstimationError
from vesica.measure.facets import facet_of
from vesica.measure.logistic import Counts, Measured, measure

__all__ = ["responsiveness"]

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

_ROUNDS = 3
_VOLUMES = 4
_NOISE = 0.346


def responsiveness(
    *,
    person: IntArray,
    other: IntArray,
    asked: IntArray,
    answered: IntArray,
    unit: IntArray,
    n_people: int,
    name: str = "responsiveness",
) -> Facet:
    """Logit of the share of a person's opening messages that are answered.

    Some people answer everything, and some pairs write more. What is left after the answerer's
    own habit, whether both are of one unit, and how often the pair writes, is the person's::

        logit P(answer of j to i) = theta_i + habit_j + circumstances_ij

    Persons and habits are normal between people, by marginal likelihood, in turns. The messages
    of a pair resemble each other: a pair's count is beta-binomial, with one intraclass
    correlation for all, by moments; and the error includes that of the habits.

    Parameters
    ----------
    person, other : ndarray of int64, shape (n_pairs,)
        Who wrote, and who could answer.
    asked, answered : ndarray of int64, shape (n_pairs,)
        Opening messages, and those answered.
    unit : ndarray of int64, shape (n_people,)
        Unit of everyone.
    n_people : int
        People in the organisation.
    name : str
        Name of the facet.

    Returns
    -------
    Facet
        Unit ``"logit(share answered)"``, evidence in opening messages.

    Raises
    ------
    EstimationError
        If no message is known to be answered, or all are.

    References
    ----------
    Williams (1982), doi:10.2307/2347977, for the beta-binomial weights.
    """
    total, replies = int(np.sum(asked)), int(np.sum(answered))
    if replies == 0 or replies == total:
        raise EstimationError(
            f"{replies} of {total} messages are answered, so that nobody is answered more often.",
            hint="Import messages that say which message they answer.",
        )
    n, r = asked.astype(float), answered.astype(float)
    base = _circumstances(person, other, n, r, unit)
    theta, doubt, alike = np.zeros(n_people), np.zeros(n_people), 0.0
    for _ in range(_ROUNDS):
        w = 1 / (1 + (n - 1) * alike)
        habit, spread, _m, _u = _side(
            other, n * w, r * w, base + theta[person], doubt[person], n_people
        )
        theta, doubt, found, use = _side(
            person, n * w, r * w, base + habit[other], spread[other], n_people
        )
        alike = _alike(n, r, expit(base + habit[other] + theta[person]))
    w = 1 / (1 + (n - 1) * alike)
    weight = _summed(person, n * w, n_people)
    borrowed = _summed(person, (n * w) ** 2 * spread[other], n_people)
    extra = borrowed[use] / weight[use] ** 2
    return facet_of(
        Measured(
            value=found.value,
            standard_error=np.sqrt(found.standard_error**2 + extra),
            mean=found.mean,
            sd=found.sd,
        ),
        use=use,
        name=name,
        evidence=_summed(person, n, n_people).astype(np.int64),
        unit="logit(share answered)",
        evidence_unit="messages that opened a conversation",
        source="answers",
    )


def _circumstances(
    person: IntArray, other: IntArray, n: FloatArray, r: FloatArray, unit: IntArray
) -> FloatArray:
    """Logit of the share answered among pairs that are alike in unit and volume."""
    volume = np.minimum(np.log2(n).astype(np.int64), _VOLUMES - 1)
    cell = volume + _VOLUMES * (unit[person] == unit[other])
    asked = np.bincount(cell, weights=n, minlength=2 * _VOLUMES)
    share = (np.bincount(cell, weights=r, minlength=2 * _VOLUMES) + 0.5) / (asked + 1)
    return logit(share)[cell]


def _side(
    who: IntArray,
    n: FloatArray,
    r: FloatArray,
    offset: FloatArray,
    doubt: FloatArray,
    n_people: int,
) -> tuple[FloatArray, FloatArray, Measured, NDArray[np.bool_]]:
    """Effects of one side given the other: posterior mean and variance, and measurements.

    A mean of unequal probabilities moves less than one probability does: by ``slope`` per logit,
    from how unequal they are and from the ``doubt`` about the other side (a variance), by the
    usual factor ``(1 + 0.346 v) ** -1/2`` for a logit with normal noise. Counts are blown up and
    the measurement is stretched so that mean and variance of the count are right.
    """
    trials = _summed(who, n, n_people)
    use = trials > 0
    flat = (1 + _NOISE * doubt) ** -0.5
    p = expit(offset * flat)
    usual = np.clip(_summed(who, n * p, n_people)[use] / trials[use], 1e-9, 1 - 1e-9)
    moves = _summed(who, n * p * (1 - p) * flat, n_people)[use]
    slope = np.clip(moves / (trials[use] * usual * (1 - usual)), 0.1, 1.0)
    counts = Counts(
        successes=_summed(who, r, n_people)[use] / slope,
        trials=trials[use] / slope,
        offset=logit(usual),
    )
    raw = measure(counts)
    found = Measured(
        value=raw.value / slope,
        standard_error=raw.standard_error / slope,
        mean=raw.mean / float(np.mean(slope)),
        sd=raw.sd / float(np.mean(slope)),
    )
    keep = found.sd**2 / (found.sd**2 + found.standard_error**2)
    mean, variance = np.zeros(n_people), np.zeros(n_people)
    mean[use] = found.mean + keep * (found.value - found.mean)
    variance[use] = found.sd**2 * (1 - keep)
    return mean, variance, found, use


def _summed(who: IntArray, amount: FloatArray, n_people: int) -> FloatArray:
    return np.bincount(who, weights=amount, minlength=n_people).astype(np.float64)


def _alike(n: FloatArray, r: FloatArray, p: FloatArray) -> float:
    """Intraclass correlation of the answers within a pair, between 0 and 1."""
    v = p * (1 - p)
    pairs = float(np.sum(n * (n - 1) * v))
    if pairs <= 0:
        return 0.0
    return min(max(float(np.sum((r - n * p) ** 2 - n * v)) / pairs, 0.0), 1.0)
