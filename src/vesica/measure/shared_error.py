"""What errors that both skills share could do to the lift."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from vesica.core.estimate import Estimate
from vesica.core.overlap import SharedError, Verdict
from vesica.measure.above import expected_both
from vesica.measure.bivariate import Data
from vesica.measure.joint import Joint
from vesica.measure.prior import climb, shape_of
from vesica.measure.verdict import NEAR_CHANCE, word

__all__ = ["ALLOWED", "MOST", "shared_error"]

IntArray = NDArray[np.int64]

ALLOWED = 0.1
"""Correlation of a person's two errors, either way, that the verdict must outlive."""

MOST = 0.6
"""Largest correlation of the errors that is looked at."""

_ENOUGH = 20_000
_CLOSE = 0.002


def shared_error(*, fitted: Joint, bar: float, lift: Estimate) -> SharedError:
    """Fit again as if each person's two errors were correlated, and see what becomes of the lift.

    Evidence that feeds both skills, being visible for example, correlates their errors. Such an
    error passes for a relation of the skills: an observed correlation is the true one times
    ``sqrt(r1 r2)`` plus that of the errors times ``sqrt((1 - r1) (1 - r2))``, with ``r1`` and
    ``r2`` the reliabilities. The less reliable the scores, the more a given error can do. Ends of
    the interval move as the estimate does.

    Parameters
    ----------
    fitted : Joint
        Both skills.
    bar : float
        Quantile of each skill that counts as having it.
    lift : Estimate
        Of the overlap at that bar.

    Returns
    -------
    SharedError
    """
    known: dict[float, float] = {}
    people = _thinned(fitted.model.data)

    def log_both(r: float) -> float:
        if r not in known:
            known[r] = math.log(max(_both_if(fitted, people, r, bar), 1e-12))
        return known[r]

    def moved(r: float) -> float:
        """Logarithm of what the lift is multiplied by if errors correlate by ``r``."""
        return log_both(r) - log_both(0.0)

    low, high = lift.low * math.exp(moved(ALLOWED)), lift.high * math.exp(moved(-ALLOWED))
    widened = Estimate(
        value=lift.value,
        low=min(low, lift.low),
        high=max(high, lift.high),
        level=lift.level,
        unit="1",
        n=lift.n,
    )
    found = [_reached(moved, target / end, sign) for sign, end, target in _ways_out(lift)]
    reached = [r for r in found if r is not None]
    return SharedError(
        allowed=ALLOWED,
        lift=widened,
        tipping=min(reached, key=abs) if reached else None,
        most=MOST,
    )


def _thinned(data: Data) -> IntArray | slice:
    """Every so many people in the order of what is measured, where they are more than enough."""
    if data.x1.size <= _ENOUGH:
        return slice(None)
    order = np.lexsort((data.p2, data.p1, data.x2, data.x1))
    return order[:: -(-order.size // _ENOUGH)]


def _both_if(fitted: Joint, people: IntArray | slice, r: float, bar: float) -> float:
    """Expected people with both skills if errors correlate by ``r``, fitted anew."""
    e, i = fitted.expertise, fitted.influence
    data = Data.of(e.signal[people], e.noise[people], i.signal[people], i.noise[people], shared=r)
    start = fitted.model.prior.eta
    eta = climb(data.of_people(data.seen), start, tails=fitted.tails, enough=1e-5)
    return expected_both(data, eta, shape_of(eta, tails=fitted.tails), bar)


def _ways_out(lift: Estimate) -> list[tuple[float, float, float]]:
    """Sign of the errors' correlation, end of the interval, and where it leaves the word."""
    match word(lift.low, lift.high):
        case Verdict.RARE:
            return [(-1.0, lift.high, 1.0)]
        case Verdict.NOT_RARE:
            return [(1.0, lift.low, 1.0)]
        case Verdict.RARE_BY_CHANCE:
            return [(1.0, lift.low, NEAR_CHANCE[0]), (-1.0, lift.high, NEAR_CHANCE[1])]
    return []


def _reached(moved: Callable[[float], float], factor: float, sign: float) -> float | None:
    """Correlation of the errors that multiplies the lift by ``factor``: regula falsi."""
    target = math.log(max(factor, 1e-12))
    a, fa = 0.0, -target
    b = sign * MOST
    fb = moved(b) - target
    if fa * fb > 0:
        return None
    for _ in range(12):
        c = b - fb * (b - a) / (fb - fa)
        fc = moved(c) - target
        if abs(c - b) < _CLOSE or abs(c - a) < _CLOSE:
            return c
        if fc * fb < 0:
            a, fa = b, fb
        else:
            fa /= 2
        b, fb = c, fc
    return b
