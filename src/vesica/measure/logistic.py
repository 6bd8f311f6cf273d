"""Counts turned into normal measurements of a log rate or of a logit.

Counts near zero have likelihoods that no estimate with a standard error describes: nobody who
was never named has a logit of minus infinity. The prior between people is therefore fitted
first, by marginal likelihood; each person's posterior follows by quadrature; and what is
returned is the one normal measurement that, pooled with that prior, gives back exactly this
posterior. :func:`vesica.measure.pooling.pool` recovers the prior from the measurements.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import expit

from vesica.errors import EstimationError

__all__ = ["Counts", "Measured", "logits", "measure", "rates"]

FloatArray = NDArray[np.float64]

_NODES, _WEIGHTS = np.polynomial.hermite.hermgauss(25)
_LARGE = 1e9
_CHUNK = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """Successes in trials whose logit is the person's own value plus a known offset.

    Parameters
    ----------
    successes, trials, offset : ndarray of float64, shape (n_people,)
        The logarithm of the likelihood at ``eta`` is ``successes (eta + offset) - trials
        log(1 + exp(eta + offset))``; fractions are allowed.
    """

    successes: FloatArray
    trials: FloatArray
    offset: FloatArray


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """The normal measurements, and the prior that they were made with.

    Parameters
    ----------
    value, standard_error : ndarray of float64, shape (n_people,)
        Measurement and its error [log or logit].
    mean, sd : float
        Of the true values between people [log or logit].
    """

    value: FloatArray
    standard_error: FloatArray
    mean: float
    sd: float


def logits(*, successes: FloatArray, trials: FloatArray) -> Counts:
    """Binomial counts; the person's value is a logit."""
    return Counts(successes=successes, trials=trials, offset=np.zeros(successes.shape))


def rates(*, events: FloatArray, exposure: FloatArray, size: float = np.inf) -> Counts:
    """Negative binomial counts; the person's value is the log of events per unit of exposure.

    ``size`` is that of one unit of exposure: the variance of the count of a unit with mean
    ``mu`` is ``mu + mu² / size``. Given the size, the likelihood is that of a logit with offset
    ``-log(size)`` and ``events + size * exposure`` trials; a huge size stands for Poisson.
    """
    k = min(size, _LARGE)
    offset = np.full(events.shape, -np.log(k))
    return Counts(successes=events, trials=events + k * exposure, offset=offset)


def measure(counts: Counts) -> Measured:
    """Fit the normal prior between people, and measure everyone.

    Parameters
    ----------
    counts : Counts
        Of the people with evidence.

    Returns
    -------
    Measured

    Raises
    ------
    EstimationError
        If there are fewer than two people.

    Notes
    -----
    Marginal likelihood by adaptive Gauss-Hermite quadrature; the gradient is Fisher's identity
    on the posterior moments. The likelihood is log-concave, so that a posterior is never wider
    than the prior and the measurement always exists.

    References
    ----------
    Liu & Pierce (1994), doi:10.1093/biomet/81.3.624; Minka (2001), arXiv:1301.2294, section 3,
    for the measurement as the quotient of posterior and prior.
    """
    if counts.successes.size < 2:
        raise EstimationError(
            f"{counts.successes.size} people have evidence; a comparison needs two.",
            hint="Import evidence on more people.",
        )
    rows = np.stack([counts.successes, counts.trials, counts.offset], axis=1)
    distinct, inverse, people = np.unique(rows, axis=0, return_inverse=True, return_counts=True)
    one_each = Counts(successes=distinct[:, 0], trials=distinct[:, 1], offset=distinct[:, 2])
    mean, sd = _prior(one_each, people.astype(float))
    _, m, v = _posterior(one_each, mean, sd)
    # The posterior is the prior times the measurement: precisions and weighted means subtract.
    precision = np.maximum(1 / v - 1 / sd**2, 1e-9 / sd**2)
    value = (m / v - mean / sd**2) / precision
    at = inverse.reshape(-1)
    return Measured(value=value[at], standard_error=precision[at] ** -0.5, mean=mean, sd=sd)


def _crude(counts: Counts) -> FloatArray:
    failures = counts.trials - counts.successes
    return np.log((counts.successes + 0.5) / (failures + 0.5)) - counts.offset


def _prior(counts: Counts, people: FloatArray) -> tuple[float, float]:
    crude, total = _crude(counts), float(np.sum(people))
    centre = float(np.sum(people * crude)) / total
    spread = float(np.sqrt(np.sum(people * (crude - centre) ** 2) / total))

    def negative(eta: FloatArray) -> tuple[float, FloatArray]:
        mean, sd = float(eta[0]), float(np.exp(eta[1]))
        logz, m, v = _posterior(counts, mean, sd)
        slope_mean = np.sum(people * (m - mean)) / sd**2
        slope_log_sd = np.sum(people * (((m - mean) ** 2 + v) / sd**2 - 1))
        value = -float(np.sum(people * logz)) / total
        return value, -np.array([slope_mean, slope_log_sd]) / total

    found = minimize(
        negative,
        np.array([centre, np.log(min(max(spread, 0.1), 3.0))]),
        jac=True,
        method="L-BFGS-B",
        bounds=[(centre - 20, centre + 20), (np.log(0.02), np.log(20.0))],
        options={"ftol": 1e-14, "gtol": 1e-9, "maxiter": 200},
    )
    return float(found.x[0]), float(np.exp(found.x[1]))


def _posterior(
    counts: Counts, mean: float, sd: float
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Log marginal likelihood, posterior mean and variance, in pieces that fit the cache."""
    pieces = [
        _posterior_piece(
            counts.successes[i : i + _CHUNK],
            counts.trials[i : i + _CHUNK],
            counts.offset[i : i + _CHUNK],
            mean,
            sd,
        )
        for i in range(0, counts.successes.size, _CHUNK)
    ]
    logz, m, v = (np.concatenate(part) for part in zip(*pieces, strict=True))
    return logz, m, v


def _posterior_piece(
    y: FloatArray, n: FloatArray, offset: FloatArray, mean: float, sd: float
) -> tuple[FloatArray, FloatArray, FloatArray]:
    mode = _mode(y, n, offset, mean, sd)
    p = expit(mode + offset)
    width = (n * p * (1 - p) + 1 / sd**2) ** -0.5

    def log_joint(eta: FloatArray) -> FloatArray:
        u = eta + offset
        return y * u - n * np.logaddexp(0, u) - 0.5 * ((eta - mean) / sd) ** 2

    peak = log_joint(mode)
    z0, z1, z2 = np.zeros(y.shape), np.zeros(y.shape), np.zeros(y.shape)
    for node, weight in zip(_NODES, _WEIGHTS, strict=True):
        step = np.sqrt(2) * width * node
        mass = weight * np.exp(log_joint(mode + step) - peak + node**2)
        z0 += mass
        z1 += mass * step
        z2 += mass * step**2
    shift = z1 / z0
    logz = np.log(z0 * width / sd / np.sqrt(np.pi)) + peak
    return logz, mode + shift, z2 / z0 - shift**2


def _mode(y: FloatArray, n: FloatArray, offset: FloatArray, mean: float, sd: float) -> FloatArray:
    eta = np.full(y.shape, mean)
    for _ in range(100):
        p = expit(eta + offset)
        slope = y - n * p - (eta - mean) / sd**2
        step = np.clip(slope / (n * p * (1 - p) + 1 / sd**2), -1.5, 1.5)
        eta += step
        if float(np.max(np.abs(step))) < 1e-9:
            break
    return eta
