"""How much each person adds: everyone's effect at once, with a prior read off the data."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from vesica.errors import EstimationError
from vesica.network.persuasion_baseline import Baseline
from vesica.network.persuasion_spread import Spread

__all__ = ["Persuaders", "persuaders"]

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]


_NODES = 64
_BELOW, _ABOVE = 100.0, 60.0
_DEGREE = 4
_RIDGE = 0.1
_ROUNDS = 200
_TOLERANCE = 0.01
_CHUNK = 20_000
_OFFSET = 0.2


@dataclass(frozen=True, slots=True, kw_only=True)
class Persuaders:
    """What each person adds to the weekly intensity of adopting of those who see them.

    Parameters
    ----------
    person : ndarray of int64, shape (n_seen,)
        People whom somebody at risk saw.
    weeks : ndarray of float64, shape (n_seen,)
        Weeks for which others saw them [weeks].
    mean, sd, low, high : ndarray of float64, shape (n_seen,)
        Posterior mean, standard deviation and interval [1/week].
    log_mean, log_sd : ndarray of float64, shape (n_seen,)
        Posterior mean and standard deviation of ``log(value + offset)`` [log].
    offset : float
        A fifth of the mean between people; the logarithm of nothing says nothing [1/week].
    level : float
        Probability of the intervals.
    nodes, prior : ndarray of float64, shape (n_nodes,)
        Distribution between people: values [1/week] and their probabilities.
    """

    person: IntArray
    weeks: FloatArray
    mean: FloatArray
    sd: FloatArray
    low: FloatArray
    high: FloatArray
    log_mean: FloatArray
    log_sd: FloatArray
    offset: float
    level: float
    nodes: FloatArray
    prior: FloatArray


def persuaders(*, spread: Spread, base: Baseline, level: float) -> Persuaders:
    """Fit everybody's effect on those who see them, all at once.

    The intensity of adopting is the baseline plus what each contact who is seen adds (additive
    hazard). An adoption that several saw to is thereby shared in proportion to what each is
    likely to have added, not equally. Given the means of all others, the likelihood of one
    person's effect ``b`` is::

        sum over adoptions seen to of log(rest + b) - b * weeks seen

    It is taken on a grid, times a prior whose logarithm is a polynomial of degree four in log b,
    fitted by marginal likelihood to everyone. Means are updated, half-way at a time, until
    they settle; no matrix of people by people is formed.

    Parameters
    ----------
    spread : Spread
        From :func:`vesica.network.persuasion_spread.spread`.
    base : Baseline
        From :func:`vesica.network.persuasion_baseline.baseline`.
    level : float
        Probability of the intervals.

    Returns
    -------
    Persuaders

    Raises
    ------
    EstimationError
        If those who see somebody adopt no more than expected.

    References
    ----------
    Aalen (1989), doi:10.1002/sim.4780080803, for the additive hazard; Efron (2016),
    doi:10.1093/biomet/asv068, for the prior.
    """
    person = np.flatnonzero(spread.exposed_weeks > 0)
    weeks = spread.exposed_weeks[person]
    seen, expected = int(np.count_nonzero(spread.exposed)), float(base.exposed.sum())
    if person.size < 2 or seen <= expected:
        raise EstimationError(
            f"{seen} adoptions followed a contact's, and {expected:.1f} would have come anyway.",
            hint="There is nothing to share out between people.",
        )
    typical = (seen - expected) / float(weeks.sum())
    nodes = typical * np.geomspace(1 / _BELOW, _ABOVE, _NODES)
    index = np.full(spread.n_people, -1)
    index[person] = np.arange(person.size)
    who, at = index[spread.pair_exposer], spread.pair_adoption
    alone = base.at_adoption(spread)
    basis, alpha = _basis(nodes), np.zeros(_DEGREE)
    mean = np.full(person.size, typical)
    for _ in range(_ROUNDS):
        total = alone + np.bincount(at, weights=mean[who], minlength=alone.size)
        chance = _chance(who, total[at] - mean[who], nodes, weeks)
        alpha = _fit(chance, basis, alpha)
        step = _mean(chance, _density(basis, alpha), nodes) - mean
        mean += step / 2
        if float(np.max(np.abs(step))) < _TOLERANCE * typical:
            break
    return _summary(chance, _density(basis, alpha), nodes, person, weeks, level)


def _chance(who: IntArray, rest: FloatArray, nodes: FloatArray, weeks: FloatArray) -> FloatArray:
    """Likelihood of everyone's effect on the grid, largest 1, shape (n_seen, n_nodes)."""
    out = np.empty((weeks.size, nodes.size))
    small = (1 / rest).astype(np.float32)
    for k, b in enumerate(nodes):
        gain = np.log1p(np.float32(b) * small)
        out[:, k] = np.bincount(who, weights=gain, minlength=weeks.size) - b * weeks
    out -= out.max(axis=1, keepdims=True)
    return np.exp(out, out=out)


def _basis(nodes: FloatArray) -> FloatArray:
    """Orthogonal polynomials of the logarithm, without the constant."""
    x = np.log(nodes / nodes[0]) / np.log(nodes[-1] / nodes[0])
    q, _ = np.linalg.qr(np.vander(2 * x - 1, _DEGREE + 1, increasing=True))
    return q[:, 1:] * np.sqrt(nodes.size)


def _density(basis: FloatArray, alpha: FloatArray) -> FloatArray:
    log = basis @ alpha
    g = np.exp(log - log.max())
    return g / g.sum()


def _fit(chance: FloatArray, basis: FloatArray, start: FloatArray) -> FloatArray:
    """Marginal likelihood of the prior's coefficients, with a little ridge."""

    def negative(alpha: FloatArray) -> tuple[float, FloatArray]:
        g = _density(basis, alpha)
        m = np.einsum("ik,k->i", chance, g)
        posterior = np.einsum("ik,i->k", chance, 1 / m) * g
        slope = basis.T @ (posterior - m.size * g)
        value = 0.5 * _RIDGE * float(alpha @ alpha) - float(np.sum(np.log(m)))
        return value / m.size, (_RIDGE * alpha - slope) / m.size

    options = {"ftol": 1e-14, "gtol": 1e-8, "maxiter": 200}
    return minimize(negative, start, jac=True, method="L-BFGS-B", options=options).x


def _mean(chance: FloatArray, prior: FloatArray, nodes: FloatArray) -> FloatArray:
    moment = np.einsum("ik,k->i", chance, prior * nodes)
    return moment / np.einsum("ik,k->i", chance, prior)


def _summary(
    chance: FloatArray,
    prior: FloatArray,
    nodes: FloatArray,
    person: IntArray,
    weeks: FloatArray,
    level: float,
) -> Persuaders:
    names = ("mean", "sd", "low", "high", "log_mean", "log_sd")
    out = {name: np.empty(person.size) for name in names}
    log, tails = np.log(nodes), (0.5 - level / 2, 0.5 + level / 2)
    offset = _OFFSET * float(prior @ nodes)
    for begin in range(0, person.size, _CHUNK):
        part = slice(begin, begin + _CHUNK)
        post = chance[part] * prior
        post /= post.sum(axis=1, keepdims=True)
        for name, values in (("", nodes), ("log_", np.log(nodes + offset))):
            mean = post @ values
            spread = np.maximum(post @ values**2 - mean**2, 0.0)
            out[f"{name}mean"][part], out[f"{name}sd"][part] = mean, np.sqrt(spread)
        below = np.cumsum(post, axis=1) - 0.5 * post
        for name, tail in zip(("low", "high"), tails, strict=True):
            out[name][part] = np.exp(_crossing(below, log, tail))
    return Persuaders(
        person=person, weeks=weeks, offset=offset, level=level, nodes=nodes, prior=prior, **out
    )


def _crossing(below: FloatArray, log: FloatArray, share: float) -> FloatArray:
    """Where the distribution function crosses a share, between the nodes."""
    at = np.sum(below < share, axis=1).clip(1, log.size - 1)
    rows = np.arange(at.size)
    low, high = below[rows, at - 1], below[rows, at]
    part = np.clip((share - low) / np.maximum(high - low, 1e-12), 0.0, 1.0)
    return log[at - 1] + part * (log[at] - log[at - 1])
