"""How many people have both skills, and how many chance alone would give."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from vesica.core.estimate import Estimate
from vesica.core.overlap import Overlap, ThresholdPoint, Verdict
from vesica.core.scores import Scores
from vesica.errors import EstimationError
from vesica.measure.bivariate import Data, fit
from vesica.measure.expected import Expected, Model
from vesica.measure.intervals import count_interval, critical, ratio_interval
from vesica.measure.units import by_unit

__all__ = [
    "CURVE",
    "LEAST_EVIDENCE",
    "LEAST_RELIABILITY",
    "MOST_CORRELATION",
    "NEAR_CHANCE",
    "above_probability",
    "both_probability",
    "overlap",
    "verdict",
]

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

CURVE = tuple(round(0.5 + 0.05 * i, 2) for i in range(10))
"""Bars of the curve."""

NEAR_CHANCE = (0.8, 1.25)
"""A lift whose whole interval lies in here is chance, as far as anyone needs to know."""

LEAST_RELIABILITY = 0.5
"""Below this, what is measured is more noise than skill."""

LEAST_EVIDENCE = 4
"""People measured on both skills without whom nothing can be said of the two together."""


MOST_CORRELATION = 0.98
"""Beyond it a fitted correlation lies on the edge of what can be, and its errors mean nothing."""


def overlap(
    *,
    expertise: Scores,
    influence: Scores,
    unit: IntArray,
    unit_names: Sequence[str],
    bar: float,
    level: float,
) -> Overlap:
    """Expected people above the bar on both skills, with an interval, against independence.

    The two skills are bivariate normal between people, ``theta ~ N(mu, T)``, and each is measured
    with the person's own error; ``mu`` and ``T`` are fitted by marginal likelihood. The bar is a
    quantile of the fitted skill. Everybody counts: a person without evidence has the prior as
    posterior, and so adds the organisation's average probability. Then::

        both = sum P_i(theta1 > c1, theta2 > c2),   chance = expertise * influence / people
        lift = both / chance

    Every interval is for the people there are, not for their expectation: its variance is the
    uncertainty of ``mu`` and ``T`` (delta method; the larger of the covariance that takes
    people, and the one that takes units, as independent) plus the chance of who truly is above
    the bar (Poisson-binomial). Intervals are symmetric in the square root of counts, in the
    logarithm of the lift and in Fisher's z of the correlation.

    What misleads: skills with heavier tails than the normal have more people above high bars
    than it says; evidence shared by the two skills raises the correlation. The uncertainty of
    loadings and of the standard errors themselves is not in the intervals.

    Parameters
    ----------
    expertise, influence : Scores
        Of the same people in the same order.
    unit : ndarray of int64, shape (n_people,)
        Index of each person's unit in ``unit_names``.
    unit_names : sequence of str
        Names of the units.
    bar : float
        Quantile of each skill that counts as having it, between 0 and 1.
    level : float
        Probability of the intervals.

    Returns
    -------
    Overlap

    Raises
    ------
    EstimationError
        If fewer than ``LEAST_EVIDENCE`` people have evidence on both skills, or the correlation
        is fitted at its bound and its interval holds both signs.

    References
    ----------
    Carlin & Louis (2009), Bayesian Methods for Data Analysis, chapter 5, for the posterior under
    a fitted prior; Kass & Steffey (1989), doi:10.2307/2289653, for adding its uncertainty.
    """
    model = _model(expertise, influence, unit)
    correlation = _correlation(model, level)
    if abs(correlation.value) > MOST_CORRELATION and correlation.low < 0 < correlation.high:
        raise EstimationError(
            "The evidence cannot say how the two skills go together: their correlation is fitted"
            f" at {correlation.value:.2f}, and may as well have the other sign.",
            hint="Import more evidence of both skills; 'vesica health' says what is missing.",
        )
    here = model.at(bar)
    chosen = {b: here if b == bar else model.at(b) for b in sorted({bar, *CURVE})}
    lift = _lift(here, level)
    return Overlap(
        bar=bar,
        people=model.people,
        with_evidence=model.with_evidence,
        expertise=_count(here, here.expertise, np.array([1.0, 0, 0]), level),
        influence=_count(here, here.influence, np.array([0, 1.0, 0]), level),
        both=_both(here, level),
        chance=_chance(here, level),
        lift=lift,
        correlation=correlation,
        reliability_expertise=expertise.reliability,
        reliability_influence=influence.reliability,
        curve=tuple(
            ThresholdPoint(bar=b, both=_both(e, level), chance=_chance(e, level))
            for b, e in chosen.items()
        ),
        by_unit=by_unit(here, unit=unit, names=unit_names, level=level),
        verdict=verdict(lift, expertise.reliability, influence.reliability),
    )


def verdict(lift: Estimate, reliability_expertise: float, reliability_influence: float) -> Verdict:
    """Word that the interval of the lift allows.

    - Either reliability below ``LEAST_RELIABILITY``: cannot say. An error that both measures
      share is then larger in what is seen than a true relation of the same size: observed
      correlation = true one times ``sqrt(r1 r2)`` plus shared error times
      ``sqrt((1 - r1) (1 - r2))``. No interval knows of such an error.
    - The whole interval below 1: rare. The whole interval above 1: not rare.
    - The whole interval within ``NEAR_CHANCE``: rare only because both are rare.
    - Anything else: cannot say.

    Parameters
    ----------
    lift : Estimate
        Of the overlap.
    reliability_expertise, reliability_influence : float
        See :class:`vesica.core.scores.Scores`.

    Returns
    -------
    Verdict
    """
    if min(reliability_expertise, reliability_influence) < LEAST_RELIABILITY:
        return Verdict.CANNOT_SAY
    if lift.high < 1:
        return Verdict.RARE
    if lift.low > 1:
        return Verdict.NOT_RARE
    if NEAR_CHANCE[0] <= lift.low and lift.high <= NEAR_CHANCE[1]:
        return Verdict.RARE_BY_CHANCE
    return Verdict.CANNOT_SAY


def both_probability(*, expertise: Scores, influence: Scores, bar: float) -> FloatArray:
    """Probability of each person to be above the bar on both skills.

    Parameters
    ----------
    expertise, influence : Scores
        Of the same people in the same order.
    bar : float
        Quantile of each skill that counts as having it, between 0 and 1.

    Returns
    -------
    ndarray of float64, shape (n_people,)
        Sums to ``both`` of :func:`overlap`.
    """
    everyone_alike = np.zeros(expertise.mean.shape, dtype=np.int64)
    return _model(expertise, influence, everyone_alike).at(bar).p_both


def above_probability(*, scores: Scores, bar: float) -> FloatArray:
    """Probability of each person to be above the bar on one skill, from that skill alone.

    Parameters
    ----------
    scores : Scores
        One skill.
    bar : float
        Quantile of the skill that counts as having it, between 0 and 1.

    Returns
    -------
    ndarray of float64, shape (n_people,)
    """
    return ndtr((scores.mean - critical(2 * bar - 1)) / scores.standard_error)


def _model(expertise: Scores, influence: Scores, unit: IntArray) -> Model:
    data = Data.of(expertise.signal, expertise.noise, influence.signal, influence.noise)
    both = int(np.count_nonzero((data.p1 > 0) & (data.p2 > 0)))
    if both < LEAST_EVIDENCE:
        raise EstimationError(
            f"{both} of {data.x1.size} people have evidence on both skills; the overlap needs"
            f" {LEAST_EVIDENCE}.",
            hint="Import evidence on both skills of the same people, or link their accounts.",
        )
    return Model.of(data, fit(data), unit, with_evidence=both)


def _count(e: Expected, value: float, which: FloatArray, level: float) -> Estimate:
    return count_interval(value, e.variance(which), level=level, n=e.people, grain=1.0)


def _both(e: Expected, level: float) -> Estimate:
    return _count(e, e.both, np.array([0, 0, 1.0]), level)


def _chance(e: Expected, level: float) -> Estimate:
    value = e.expertise * e.influence / e.people
    log_variance = e.variance(np.array([1 / e.expertise, 1 / e.influence, 0]))
    return count_interval(value, value**2 * log_variance, level=level, n=e.people)


def _lift(e: Expected, level: float) -> Estimate:
    value = e.both * e.people / (e.expertise * e.influence)
    log_variance = e.variance(np.array([-1 / e.expertise, -1 / e.influence, 1 / e.both]))
    return ratio_interval(value, log_variance, level=level, n=e.people)


def _correlation(model: Model, level: float) -> Estimate:
    z, reach = model.z, critical(level) * model.z_error
    return Estimate(
        value=float(np.tanh(z)),
        low=float(np.tanh(z - reach)),
        high=float(np.tanh(z + reach)),
        level=level,
        unit="1",
        n=model.with_evidence,
    )
