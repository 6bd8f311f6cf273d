"""What people would have done without seeing anybody: the hazard of people like them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from vesica.errors import EstimationError
from vesica.network.persuasion_days import AHEAD, MORE, NONE, ONE, TWO, WEEK
from vesica.network.persuasion_spread import Spread

__all__ = ["Baseline", "baseline"]

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

_ROUNDS = 6
_TINY = 1e-300


@dataclass(frozen=True, slots=True, kw_only=True)
class Baseline:
    """Weekly intensity of adopting of people who see nobody.

    It is ``rate[practice][group, week] * taste[person, practice]``.

    Parameters
    ----------
    rate : tuple of ndarray of float64, each of shape (n_groups, n_weeks)
        Of somebody of average taste [1/week].
    taste : ndarray of float64, shape (n_people, n_practices)
        Relative to the average [1].
    expected : ndarray of float64, shape (STATES, n_people, n_practices)
        Adoptions expected from the baseline alone, by state.
    """

    rate: tuple[FloatArray, ...]
    taste: FloatArray
    expected: FloatArray

    @property
    def exposed(self) -> FloatArray:
        """Adoptions expected of people who saw a contact's, shape (n_people, n_practices)."""
        return self.expected[[ONE, TWO, MORE]].sum(axis=0)

    def at_adoption(self, spread: Spread) -> FloatArray:
        """Weekly intensity of each adopter on the day, without persuasion [1/week]."""
        rate = np.empty(spread.person.size)
        for p, weekly in enumerate(self.rate):
            mine = np.flatnonzero(spread.practice == p)
            rate[mine] = weekly[spread.group[spread.person[mine]], spread.week[mine]]
        return rate * self.taste[spread.person, spread.practice]


def baseline(*, spread: Spread, factors: IntArray, unit: IntArray) -> Baseline:
    """Fit the hazard of people who see no adopter, and carry it over to those who do.

    The intensity is a product: week of the practice in the own group, each observed factor, the
    unit's liking for the practice, and the person's own record in the *other* practices while
    unexposed. Each part is a ratio of adoptions to expected adoptions, shrunk to 1 as far as it is
    noise (gamma-Poisson, variance by moments). The own record of the same practice is not used:
    who is exposed late has by then not adopted.

    Parameters
    ----------
    spread : Spread
        From :func:`vesica.network.persuasion_spread.spread`.
    factors : ndarray of int64, shape (n_people, n_factors)
        Observed traits as codes from 0: function, level, own activity.
    unit : ndarray of int64, shape (n_people,)
        Unit of each person, codes from 0.

    Returns
    -------
    Baseline

    Raises
    ------
    EstimationError
        If nobody adopted unexposed.

    References
    ----------
    Aral, Muchnik & Sundararajan (2009), doi:10.1073/pnas.0908800106, for matching on what is
    observed; Clayton & Kaldor (1987), doi:10.2307/2532003, for the shrunk ratios.
    """
    n, practices = spread.n_people, spread.n_practices
    alone = np.isin(spread.state, (NONE, AHEAD))
    if not np.any(alone):
        raise EstimationError(
            "Nobody adopted anything before a contact had, so there is nothing to compare with.",
            hint="Import the adoptions from the first day of each practice on.",
        )
    own = np.zeros((n, practices))
    own[spread.person[alone], spread.practice[alone]] = 1.0
    taste = np.ones((n, practices))
    rate: list[FloatArray] = []
    for _ in range(_ROUNDS):
        rate = _rates(spread, alone, taste)
        weeks = _unexposed(spread, rate)
        for factor in (unit, *factors.T):
            taste *= _ratio(factor, own, weeks * taste)[factor][:, None]
        for p in range(practices):
            expected = (weeks[:, p] * taste[:, p])[:, None]
            taste[:, p] *= _ratio(unit, own[:, p : p + 1], expected)[unit]
    rate = _rates(spread, alone, taste)
    taste = taste * _record(own, _unexposed(spread, rate) * taste)
    rate = _rates(spread, alone, taste)
    return Baseline(rate=tuple(rate), taste=taste, expected=_expected(spread, rate, taste))


def _rates(spread: Spread, alone: NDArray[np.bool_], taste: FloatArray) -> list[FloatArray]:
    """Adoptions per week at risk, by group and week.

    Shrunk twice: the weeks of all to the practice's own mean, and each group's to those of all.
    """
    group, groups = spread.group, int(spread.group.max()) + 1
    members = csr_array(
        (np.ones(group.size), group, np.arange(group.size + 1)),
        shape=(group.size, groups),
    ).T
    out = []
    for p, days in enumerate(spread.days):
        mine = alone & (spread.practice == p)
        weeks = days.shape[2]
        at = group[spread.person[mine]] * weeks + spread.week[mine]
        seen = np.bincount(at, minlength=groups * weeks).reshape(groups, weeks).astype(float)
        risk = members @ ((days[NONE] + days[AHEAD]) * (taste[:, p, None] / WEEK))
        mean = seen.sum() / max(float(risk.sum()), _TINY)
        common = mean * _shrunk(seen.sum(axis=0), mean * risk.sum(axis=0))
        out.append(common * _shrunk(seen, common * risk))
    return out


def _unexposed(spread: Spread, rate: list[FloatArray]) -> FloatArray:
    """Expected unexposed adoptions of somebody of average taste, shape (n_people, n_practices)."""
    return _expected(spread, rate, None)[[NONE, AHEAD]].sum(axis=0)


def _expected(spread: Spread, rate: list[FloatArray], taste: FloatArray | None) -> FloatArray:
    each = [
        np.einsum("sij,ij->si", days, (r / WEEK).astype(np.float32)[spread.group])
        for days, r in zip(spread.days, rate, strict=True)
    ]
    out = np.stack(each, axis=2).astype(np.float64)
    return out if taste is None else out * taste


def _ratio(group: IntArray, own: FloatArray, expected: FloatArray) -> FloatArray:
    seen, mean = (np.bincount(group, weights=x.sum(axis=1)) for x in (own, expected))
    return _shrunk(seen.astype(np.float64), mean.astype(np.float64))


def _record(own: FloatArray, expected: FloatArray) -> FloatArray:
    """Ratio of the own record in all other practices, shape (n_people, n_practices)."""
    seen, mean = own.sum(axis=1), expected.sum(axis=1)
    strength = _strength(seen, mean)
    if np.isinf(strength):
        return np.ones(own.shape)
    return (seen[:, None] - own + strength) / (mean[:, None] - expected + strength)


def _shrunk(seen: FloatArray, expected: FloatArray) -> FloatArray:
    """Posterior means of the ratios under a gamma prior with mean 1."""
    strength = _strength(seen, expected)
    if np.isinf(strength):
        return np.ones(seen.shape)
    return (seen + strength) / (expected + strength)


def _strength(seen: FloatArray, expected: FloatArray) -> float:
    """One over the variance of the ratios beyond Poisson noise; infinite if there is none."""
    excess = float(np.sum((seen - expected) ** 2 - seen))
    return float(np.sum(expected**2)) / excess if excess > 0 else np.inf
