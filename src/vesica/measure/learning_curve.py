"""Slopes of a within-person regression as estimates: how engagement grows with practice."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from vesica.core.estimate import Estimate
from vesica.errors import EstimationError
from vesica.measure.within import Within

__all__ = ["combination", "learning_curve"]


def combination(
    *, fit: Within, weights: NDArray[np.float64], people: int, level: float
) -> Estimate:
    """Estimate a sum of slopes, such as one slope or the difference of two.

    Parameters
    ----------
    fit : Within
        A within-person regression.
    weights : ndarray of float64, shape (k,)
        Weight of each slope.
    people : int
        People behind the estimate.
    level : float
        Probability of the interval.

    Returns
    -------
    Estimate
        With a t interval of the freedom of the covariance.

    Raises
    ------
    EstimationError
        If nothing tells one of the slopes that has a weight.
    """
    used = weights != 0
    if np.any(np.isinf(fit.slope_errors[used])):
        raise EstimationError(
            "Practice does not vary between the posts of a person, so nothing is learned from it.",
            hint="Import a longer time of posts.",
        )
    inner = fit.covariance[np.ix_(used, used)]
    w = weights[used]
    error = float(np.sqrt(w @ inner @ w))
    value = float(w @ fit.slopes[used])
    reach = error * float(stats.t.ppf(0.5 + level / 2, fit.freedom))
    return Estimate(
        value=value, low=value - reach, high=value + reach, level=level, unit="1", n=people
    )


def learning_curve(*, fit: Within, column: int, people: int, level: float) -> Estimate:
    """Exponent of the learning curve: engagement grows with practice to this power.

    With an exponent of 0.1, twice as much practice goes with ``2 ** 0.1 - 1`` = 7 % more
    engagement per post of the same person, at equal audience, kind, hour and week.

    Parameters
    ----------
    fit : Within
        Of log engagement on covariates of which one is log(1 + practice).
    column : int
        Which covariate is practice.
    people : int
        People behind the estimate.
    level : float
        Probability of the interval.

    Returns
    -------
    Estimate
        Unit ``"1"``.

    References
    ----------
    Newell & Rosenbloom (1981), Mechanisms of skill acquisition and the law of practice, for the
    power law; Stafford & Dewar (2014), doi:10.1177/0956797613511466, for one in records of play.
    """
    weights = np.zeros(fit.slopes.size)
    weights[column] = 1.0
    return combination(fit=fit, weights=weights, people=people, level=level)
