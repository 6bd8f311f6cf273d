"""Doing against reading: what of earlier practice and reading shows in a person's later posts."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from scipy import stats

from vesica.core.doing import DoingReading, DoingVerdict
from vesica.core.estimate import Estimate, Hidden, Shown
from vesica.errors import EstimationError
from vesica.measure.learning_curve import combination, learning_curve
from vesica.measure.within import Within

__all__ = ["MARGIN", "Fits", "doing_reading"]

DOING, READING, LATER = 1, 2, 3
"""Columns of the covariates; 0 is log(1 + audience)."""

MARGIN = 0.03
"""Difference of exponents that would matter: 2 % of engagement per doubling [1]."""

_SURE = 0.99
"""Level at which a check that must find nothing is taken to have found something."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fits:
    """The same regression of log engagement on log audience, doing and reading, three times.

    Parameters
    ----------
    main : Within
        All posts old enough.
    lead : Within
        The same posts, with the practice that came later as a fourth covariate.
    early : Within or EstimationError
        Only first posts of people who went on, or why there is no such fit.
    """

    main: Within
    lead: Within
    early: Within | EstimationError


def doing_reading(
    fits: Fits, *, people: int, doers: int, readers: int, posts: int, level: float
) -> DoingReading:
    """Compare the exponents of doing and of reading, and check what could fake them.

    ``log engagement = person + b log(1 + done) + c log(1 + read) + audience, kind, hour, week``.
    Who is good, and for that writes much, is taken out by the person's intercept; what changed
    for everyone is taken out by the weeks. Two checks follow. Practice that comes *after* a
    post must show nothing: if it does, success drives practice or both grow by themselves. Among
    the first ten posts of people who went on to write twenty, who stays no longer depends on how
    these went: the exponent must be the same there. And doing must not move so closely with
    weeks, audience and reading that it cannot be told from them.

    Parameters
    ----------
    fits : Fits
        The regressions.
    people, doers, readers, posts : int
        Counts behind them.
    level : float
        Probability of the intervals.

    Returns
    -------
    DoingReading
        *Holds* if doing helps and the difference is above 0; *does not* if the difference is
        below ``MARGIN``; *cannot say* otherwise, and wherever a check fails.

    Raises
    ------
    EstimationError
        If doing or reading does not vary within people.

    References
    ----------
    Wooldridge (2010), Econometric Analysis of Cross Section and Panel Data, sections 10.7 and
    19.9, for the lead and for attrition; Stafford & Dewar (2014),
    doi:10.1177/0956797613511466.
    """
    doing = learning_curve(fit=fits.main, column=DOING, people=people, level=level)
    reading = learning_curve(fit=fits.main, column=READING, people=readers, level=level)
    weights = np.zeros(fits.main.slopes.size)
    weights[[DOING, READING]] = 1.0, -1.0
    difference = combination(fit=fits.main, weights=weights, people=people, level=level)
    verdict, why = _verdict(fits, doing, difference)
    return DoingReading(
        people=people,
        doers=doers,
        readers=readers,
        posts=posts,
        doing=doing,
        reading=reading,
        doing_doubled=_doubled(doing),
        reading_doubled=_doubled(reading),
        difference=difference,
        placebo=_slope(fits.lead, LATER, people, level),
        beginners=_slope(fits.early, DOING, people, level),
        correlation=float(fits.main.correlation[DOING, READING]),
        inflation=float(fits.main.inflation[DOING]),
        verdict=verdict,
        why=why,
    )


def _slope(fit: Within | EstimationError, column: int, people: int, level: float) -> Shown:
    if isinstance(fit, EstimationError):
        return Hidden(why=fit.message)
    try:
        return learning_curve(fit=fit, column=column, people=people, level=level)
    except EstimationError as error:
        return Hidden(why=error.message)


def _doubled(exponent: Estimate) -> Estimate:
    value, low, high = (2.0**e - 1 for e in (exponent.value, exponent.low, exponent.high))
    return replace(exponent, value=value, low=low, high=high)


def _verdict(fits: Fits, doing: Estimate, difference: Estimate) -> tuple[DoingVerdict, str]:
    trouble = _trouble(fits)
    if trouble:
        return DoingVerdict.CANNOT_SAY, trouble
    if doing.low > 0 and difference.low > 0:
        return DoingVerdict.HOLDS, "Practice shows in later posts, and more so than reading does."
    if difference.high < MARGIN:
        why = "Practice shows in later posts no more than reading does, or hardly more."
        return DoingVerdict.DOES_NOT, why
    return (
        DoingVerdict.CANNOT_SAY,
        "The interval of the difference holds both nothing and something that matters.",
    )


def _trouble(fits: Fits) -> str:
    """Say which check forbids an answer; empty if none does."""
    if np.isfinite(fits.lead.slope_errors[LATER]) and _found(
        fits.lead.slopes[LATER], fits.lead.slope_errors[LATER], fits.lead.freedom
    ):
        return "Practice that came after a post goes with it as well, so it is not what helped."
    early = fits.early
    if isinstance(early, Within) and np.isfinite(early.slope_errors[DOING]):
        gap, error = _gap(early, fits.main)
        if _found(gap, error, min(early.freedom, fits.main.freedom)):
            return "Among first posts practice shows differently: who stayed may explain it."
    return ""


def _found(value: float, error: float, freedom: float) -> bool:
    return abs(value) > error * float(stats.t.ppf(0.5 + _SURE / 2, freedom))


def _gap(early: Within, main: Within) -> tuple[float, float]:
    """Difference of the exponents of doing, paired over the parts of the authors."""
    gap = float(early.slopes[DOING] - main.slopes[DOING])
    a, b = early.replicates, main.replicates
    if len(a) == len(b) > 0:
        off = a[:, DOING] - b[:, DOING]
        g = len(a)
        return gap, float(np.sqrt((g - 1) / g * np.sum((off - off.mean()) ** 2)))
    return gap, float(np.hypot(early.slope_errors[DOING], main.slope_errors[DOING]))
