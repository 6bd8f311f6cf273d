"""Share of people who have a property."""

from __future__ import annotations

from scipy.special import betaincinv

from vesica.core.estimate import Estimate
from vesica.errors import EstimationError

__all__ = ["share"]


def share(successes: int, n: int, *, level: float = 0.9) -> Estimate:
    """Share with the Jeffreys interval.

    Parameters
    ----------
    successes, n : int
        People who have the property, and people looked at.
    level : float
        Probability of the interval.

    Returns
    -------
    Estimate
        Unit ``"1"``; the interval starts at 0 where nobody has the property, and ends at 1 where
        everybody has it.

    Raises
    ------
    EstimationError
        If ``n`` is zero, or ``successes`` is not between 0 and ``n``.

    References
    ----------
    Brown, Cai & DasGupta (2001), doi:10.1214/ss/1009213286, section 3.1.
    """
    if n < 1 or not 0 <= successes <= n:
        raise EstimationError(
            f"A share of {successes} in {n} people does not exist.",
            hint="Count at least one person, and no more successes than people.",
        )
    tail = (1 - level) / 2
    a, b = successes + 0.5, n - successes + 0.5
    low = 0.0 if successes == 0 else float(betaincinv(a, b, tail))
    high = 1.0 if successes == n else float(betaincinv(a, b, 1 - tail))
    value = successes / n
    return Estimate(
        value=value, low=min(low, value), high=max(high, value), level=level, unit="1", n=n
    )
