"""Whether a personalised case wins over more leaders than a general one, drawn by lot."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from vesica.core.estimate import Estimate
from vesica.errors import EstimationError

__all__ = ["LEAST", "message_effect"]

LEAST = 10
"""Leaders that each version takes."""


def message_effect(
    leader: NDArray[np.intp],
    personalised: NDArray[np.bool_],
    adopted: NDArray[np.bool_],
    *,
    level: float = 0.95,
) -> tuple[Estimate, float]:
    """Share won over by the personalised version less that by the generic one.

    Several pitches to one leader are not independent: the variance is that of sums over leaders.

    Parameters
    ----------
    leader : ndarray of int, shape (n_pitches,)
        Position of the leader; pitches with an outcome alone.
    personalised : ndarray of bool, shape (n_pitches,)
        Version, drawn by lot.
    adopted : ndarray of bool, shape (n_pitches,)
        Whether the leader took part.
    level : float
        Probability of the interval.

    Returns
    -------
    Estimate
        Unit ``"1"``; ``n`` is the number of leaders.
    float
        Most that one leader moves it [1].

    Raises
    ------
    EstimationError
        If a version was shown to too few leaders, or nothing varies.

    References
    ----------
    Cameron & Miller (2015), doi:10.3368/jhr.50.2.317, section II, with a t distribution of as many
    degrees of freedom as there are leaders less one.
    """
    arms = (personalised, ~personalised)
    if min(len(np.unique(leader[arm])) for arm in arms) < LEAST:
        raise EstimationError(
            f"Fewer than {LEAST} leaders were shown each version by lot, with an outcome.",
            hint="Let the lot draw the version, and write down what came of each pitch.",
        )
    shares = [float(adopted[arm].mean()) for arm in arms]
    sizes = [int(arm.sum()) for arm in arms]
    gap = np.where(
        personalised, (adopted - shares[0]) / sizes[0], (shares[1] - adopted) / sizes[1]
    )
    who, at = np.unique(leader, return_inverse=True)
    sums = np.bincount(at, weights=gap)
    count = len(who)
    error = float(np.sqrt(count / (count - 1) * (sums @ sums)))
    if error == 0:
        raise EstimationError(
            "Every leader answered alike: there is nothing to tell the versions apart by.",
            hint="Wait for more outcomes.",
        )
    value = shares[0] - shares[1]
    reach = float(stats.t.ppf((1 + level) / 2, count - 1)) * error
    moves = max(float((np.bincount(at[a]) / n).max()) for a, n in zip(arms, sizes, strict=True))
    estimate = Estimate(
        value=value,
        low=max(value - reach, -1.0),
        high=min(value + reach, 1.0),
        level=level,
        unit="1",
        n=count,
    )
    return estimate, moves
