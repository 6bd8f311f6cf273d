"""The word that an interval of the lift allows."""

from __future__ import annotations

from vesica.core.estimate import Estimate, Shown
from vesica.core.overlap import Verdict

__all__ = ["NEAR_CHANCE", "verdict", "word"]

NEAR_CHANCE = (0.8, 1.25)
"""A lift whose whole interval lies in here is chance, as far as anyone needs to know."""


def verdict(lift: Estimate, widened: Shown) -> Verdict:
    """Word that follows from the interval of the lift, and from its widened one alike.

    Parameters
    ----------
    lift : Estimate
        Of the overlap.
    widened : Shown
        The lift with an interval that allows for errors that both skills share.
    """
    found = word(lift.low, lift.high)
    if not isinstance(widened, Estimate):
        return Verdict.CANNOT_SAY
    low, high = min(lift.low, widened.low), max(lift.high, widened.high)
    return found if word(low, high) is found else Verdict.CANNOT_SAY


def word(low: float, high: float) -> Verdict:
    """Word that an interval of the lift allows.

    - The whole interval below 1: rare. The whole interval above 1: not rare.
    - The whole interval within ``NEAR_CHANCE``: rare only because both are rare.
    - Anything else: cannot say.
    """
    if high < 1:
        return Verdict.RARE
    if low > 1:
        return Verdict.NOT_RARE
    if NEAR_CHANCE[0] <= low and high <= NEAR_CHANCE[1]:
        return Verdict.RARE_BY_CHANCE
    return Verdict.CANNOT_SAY
