"""Programmes that people entered by reaching a cutoff."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from vesica.causal.fit import Fit
from vesica.causal.library import Jump, jump
from vesica.core.effect import Check, Verdict
from vesica.errors import EstimationError

__all__ = ["crowding", "discontinuity", "discontinuity_fit"]

Floats = NDArray[np.float64]

_LEAST = 20


def discontinuity(*, outcome: Floats, score: Floats, cutoff: float, level: float = 0.95) -> Jump:
    """Effect on people at the cutoff: the conventional estimate, and the robust interval.

    Parameters
    ----------
    outcome : ndarray of float64, shape (n_people,)
        Measured afterwards.
    score : ndarray of float64, shape (n_people,)
        What decided who took part.
    cutoff : float
        People at or above it took part.
    level : float
        Probability of the robust interval. It is centred on the bias-corrected estimate, so the
        conventional one need not lie in its middle.

    Raises
    ------
    EstimationError
        If one side has fewer than 20 people.

    References
    ----------
    Calonico, Cattaneo & Titiunik (2014), doi:10.3982/ECTA11757, section 3.
    """
    outcome, score = np.asarray(outcome, float), np.asarray(score, float)
    above = score >= cutoff
    sides = int((~above).sum()), int(above.sum())
    if min(sides) < _LEAST:
        raise EstimationError(
            f"{sides[0]} people are below the cutoff and {sides[1]} at or above it;"
            f" {_LEAST} are needed on each side.",
            hint="Import the scores of everybody who was looked at, not of those who took part.",
        )
    return jump(outcome=outcome, score=score, cutoff=cutoff, level=level)


def discontinuity_fit(found: Jump, *, n: int, level: float = 0.95) -> Fit:
    """Put the robust interval into the inner form: bias-corrected value and its robust error.

    Parameters
    ----------
    found : Jump
        From :func:`discontinuity`.
    n : int
        People, for the shape of the influence, which the library does not give.
    level : float
        Level that ``found`` was made at.
    """
    z = float(stats.norm.ppf((1 + level) / 2))
    return Fit(
        value=(found.low + found.high) / 2,
        influence=np.full(n, np.nan),
        variance=((found.high - found.low) / (2 * z)) ** 2,
        score_variance=0.0,
        freedom=float("inf"),
        treated=found.right,
        compared=found.left,
        effective=float(found.left),
    )


def crowding(*, score: Floats, cutoff: float, bandwidth: float) -> Check:
    """Whether as many people stand right below the cutoff as right above it.

    An exact binomial test within a quarter of the bandwidth; it sees people who were lifted over
    the cutoff, not those who were swapped.

    Parameters
    ----------
    score, cutoff : ndarray of float64, float
        As in :func:`discontinuity`.
    bandwidth : float
        Of the estimate.
    """
    near = np.abs(score - cutoff) <= bandwidth / 4
    above, n = int(np.sum(near & (score >= cutoff))), int(near.sum())
    if n < _LEAST:
        return Check(
            name="no crowding at the cutoff",
            verdict=Verdict.CANNOT_SAY,
            computed=f"Only {n} people are close to the cutoff.",
        )
    p = float(stats.binomtest(above, n, 0.5).pvalue)
    return Check(
        name="no crowding at the cutoff",
        verdict=Verdict.FAILS if p < 0.01 else Verdict.HOLDS,
        computed=f"{above} of the {n} people closest to the cutoff are above it (p = {p:.2g}).",
        value=p,
    )
