"""Is a skill a function of age? A curve, a test of equivalence, and three verdicts."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray
from scipy.stats import f as f_distribution

from vesica.core.age import AgePoint, AgeProfile, AgeVerdict, EssayOnAge
from vesica.core.estimate import Estimate, Hidden, Shown
from vesica.errors import EstimationError
from vesica.measure.intervals import critical
from vesica.measure.splines import knots, restricted_cubic
from vesica.measure.weighted import Fit, weighted_least_squares

__all__ = ["BOUND_SLOPE", "BOUND_SPREAD", "LEAST_PEOPLE", "AgeData", "age_profile", "essay_on_age"]

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

BOUND_SLOPE = 0.1
"""A slope within ± this is no age effect worth the name [sd per decade]."""

BOUND_SPREAD = 0.2
"""Nor are ages whose means lie no further apart than this [sd]."""

LEAST_PEOPLE = 40
"""Below this, a curve of age is guesswork."""

_SIZE = 0.05
_DECADE = 10.0
_AGE_KNOTS, _TENURE_KNOTS = 4, 3
_NEIGHBOURS = 2.5
"""Years on either side of an age that count as that age."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AgeData:
    """One skill, and the ages of the people.

    Parameters
    ----------
    skill : str
        Name of the skill.
    signal, noise : ndarray of float64, shape (n_people,)
        See :class:`vesica.core.scores.Scores`; the noise is infinite without evidence.
    age, tenure : ndarray of float64, shape (n_people,)
        In years; NaN where unknown.
    unit : ndarray of int64, shape (n_people,)
        Unit of the organisation; its people may resemble each other.
    """

    skill: str
    signal: FloatArray
    noise: FloatArray
    age: FloatArray
    tenure: FloatArray
    unit: IntArray


def age_profile(data: AgeData, *, level: float, neighbours: int) -> AgeProfile:
    """Describe how a skill goes with age.

    The skill's error-free variance is 1, so people count with weight ``1 / (1 + noise²)``. The
    mean skill is a restricted cubic spline of age with four knots. Two things must both hold for
    "no age effect worth the name", each at the 5 % level, so that the whole test has at most that
    size (intersection-union): the interval of the slope lies within ± ``BOUND_SLOPE`` and, for
    every two ages of the grid, the interval of their difference lies within ± ``BOUND_SPREAD``. A
    p-value above 5 % is never read as "no effect".

    Nothing here knows why. One look at an organisation cannot tell age from generation; age,
    tenure and age at entry are tied; and level is a way in which age works, so it is not held
    equal.

    Parameters
    ----------
    data : AgeData
        One skill.
    level : float
        Probability of the intervals that are shown.
    neighbours : int
        People near an age without whom the curve is not drawn there.

    Returns
    -------
    AgeProfile

    Raises
    ------
    EstimationError
        If fewer than ``LEAST_PEOPLE`` people have both an age and evidence.

    References
    ----------
    Schuirmann (1987), doi:10.1007/BF01068419, for two one-sided tests; Berger & Hsu (1996),
    doi:10.1214/ss/1032280304, section 2, for intersection-union tests.
    """
    known = np.isfinite(data.age)
    seen = known & np.isfinite(data.noise)
    n = int(np.count_nonzero(seen))
    if n < LEAST_PEOPLE:
        raise EstimationError(
            f"{n} people have an age and evidence of {data.skill}; the question needs"
            f" {LEAST_PEOPLE}.",
            hint="Import birth years with the roster, or more evidence of the skill.",
        )
    y, age, unit = data.signal[seen], data.age[seen], data.unit[seen]
    weight = 1 / (1 + data.noise[seen] ** 2)
    decades = age[:, None] / _DECADE
    line = _fit(y, decades, weight, unit)
    curve = _Curve.of(y, age, weight, unit)
    grid = _grid(age, neighbours)
    slope = line.estimate(np.array([0.0, 1.0]), level=level, unit="sd")
    p_value = curve.flat()
    return AgeProfile(
        skill=data.skill,
        slope=slope,
        slope_tenure=_beside_tenure(data, seen, level),
        spread=_spread(curve, grid, level),
        explained=_explained(curve, n, level),
        coverage=_coverage(data, known, level),
        p_value=p_value,
        curve=tuple(AgePoint(age=int(a), skill=curve.mean(a, level)) for a in grid),
        verdict=_verdict(line, curve, grid, p_value),
    )


def essay_on_age(expertise: AgeProfile, influence: AgeProfile) -> EssayOnAge:
    """Say whether expertise falls with age while influence rises.

    It holds if both slopes have that sign with their whole interval, and does not if either has
    the opposite sign with its whole interval or is equivalent to none.
    """
    falls, rises = expertise.slope, influence.slope
    if not isinstance(falls, Estimate) or not isinstance(rises, Estimate):
        return EssayOnAge.CANNOT_SAY
    if falls.high < 0 < rises.low:
        return EssayOnAge.HOLDS
    none = AgeVerdict.NONE in (expertise.verdict, influence.verdict)
    if falls.low > 0 or rises.high < 0 or none:
        return EssayOnAge.DOES_NOT
    return EssayOnAge.CANNOT_SAY


def _fit(y: FloatArray, columns: FloatArray, weight: FloatArray, unit: IntArray) -> Fit:
    X = np.column_stack([np.ones(y.size), columns])
    return weighted_least_squares(y=y, X=X, weight=weight, group=unit)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Curve:
    """Mean skill as a spline of age, centred at the mean age."""

    fit: Fit
    at: FloatArray
    centre: FloatArray
    moment: FloatArray

    @classmethod
    def of(cls, y: FloatArray, age: FloatArray, weight: FloatArray, unit: IntArray) -> _Curve:
        at = knots(age, _AGE_KNOTS)
        basis = restricted_cubic(age, at) / _DECADE
        centre = np.average(basis, axis=0, weights=weight)
        own = basis - centre
        moment = (own * weight[:, None]).T @ own / np.sum(weight)
        return cls(fit=_fit(y, own, weight, unit), at=at, centre=centre, moment=moment)

    def flat(self) -> float:
        """p-value of the hypothesis that the curve is flat."""
        f, q, left = self.fit.wald(np.arange(1, self.at.size))
        return float(f_distribution.sf(f, q, left))

    def contrast(self, age: float) -> FloatArray:
        basis = restricted_cubic(np.array([float(age)]), self.at)[0] / _DECADE
        return np.concatenate([[1.0], basis - self.centre])

    def mean(self, age: float, level: float) -> Estimate:
        return self.fit.estimate(self.contrast(age), level=level, unit="sd")

    def difference(self, first: float, second: float) -> FloatArray:
        return self.contrast(first) - self.contrast(second)


def _grid(age: FloatArray, neighbours: int) -> IntArray:
    """Ages that are multiples of five, from the 5th to the 95th percentile, with people near."""
    low, high = np.quantile(age, [0.05, 0.95])
    ages = np.arange(np.ceil(low / 5), np.floor(high / 5) + 1, dtype=np.int64) * 5
    near = [np.count_nonzero(np.abs(age - a) <= _NEIGHBOURS) for a in ages]
    kept = ages[np.array(near, dtype=np.int64) >= neighbours]
    if kept.size < 2:
        raise EstimationError(
            f"Ages between {low:.0f} and {high:.0f} are too much alike for a curve.",
            hint="The age question needs people of different ages.",
        )
    return kept


def _spread(curve: _Curve, grid: IntArray, level: float) -> Estimate:
    """Largest difference between two ages; its interval holds for all pairs at once."""
    pairs = list(combinations(grid, 2))
    contrasts = [curve.difference(a, b) for a, b in pairs]
    sizes = np.array([abs(curve.fit.value(c)) for c in contrasts])
    each = 1 - (1 - level) / len(pairs)
    low = max(max(s - curve.fit.reach(c, each), 0) for s, c in zip(sizes, contrasts, strict=True))
    high = max(s + curve.fit.reach(c, level) for s, c in zip(sizes, contrasts, strict=True))
    value = float(np.max(sizes))
    return Estimate(
        value=value,
        low=min(low, value),
        high=max(high, value),
        level=level,
        unit="sd",
        n=curve.fit.n,
    )


def _verdict(line: Fit, curve: _Curve, grid: IntArray, p_value: float) -> AgeVerdict:
    both_sides = 1 - 2 * _SIZE
    slope = np.array([0.0, 1.0])
    flat = abs(line.value(slope)) + line.reach(slope, both_sides) < BOUND_SLOPE
    close = all(
        abs(curve.fit.value(c)) + curve.fit.reach(c, both_sides) < BOUND_SPREAD
        for c in (curve.difference(a, b) for a, b in combinations(grid, 2))
    )
    if flat and close:
        return AgeVerdict.NONE
    return AgeVerdict.FUNCTION if p_value < _SIZE else AgeVerdict.UNDECIDED


def _explained(curve: _Curve, n: int, level: float) -> Estimate:
    """Share of the skill's variance that goes with age: that of the curve, as the skill has 1.

    The variance of the fitted curve is ``b' M b``; its errors add ``tr(M V)`` on average, which is
    taken off. The interval uses the variance of a quadratic form in normal coefficients.
    """
    M, fit = curve.moment, curve.fit
    b = fit.coefficients[1:]
    blocks = [c[1:, 1:] for c in fit.covariances]
    value = min(max(float(b @ M @ b) - float(np.trace(M @ blocks[0])), 0.0), 1.0)
    spread = max(4 * float(b @ M @ V @ M @ b) + 2 * float(np.trace(M @ V @ M @ V)) for V in blocks)
    reach = critical(level) * spread**0.5
    return Estimate(
        value=value,
        low=max(value - reach, 0.0),
        high=min(value + reach, 1.0),
        level=level,
        unit="1",
        n=n,
    )


def _beside_tenure(data: AgeData, seen: NDArray[np.bool_], level: float) -> Shown:
    own = seen & np.isfinite(data.tenure)
    if np.count_nonzero(own) < LEAST_PEOPLE:
        return Hidden(why="tenure is known of too few people")
    tenure = data.tenure[own]
    try:
        columns = restricted_cubic(tenure, knots(tenure, _TENURE_KNOTS)) / _DECADE
        fit = _fit(
            data.signal[own],
            np.column_stack([data.age[own] / _DECADE, columns]),
            1 / (1 + data.noise[own] ** 2),
            data.unit[own],
        )
    except EstimationError:
        return Hidden(why="age and tenure cannot be told apart here")
    which = np.zeros(fit.coefficients.size)
    which[1] = 1.0
    return fit.estimate(which, level=level, unit="sd")


def _coverage(data: AgeData, known: NDArray[np.bool_], level: float) -> Estimate:
    """Older minus younger share with evidence: where it is not 0, who is seen goes with age."""
    age, seen = data.age[known], np.isfinite(data.noise[known])
    older = age > np.median(age)
    shares, variance = [], 0.0
    for group in (older, ~older):
        size = max(int(np.count_nonzero(group)), 1)
        share = (np.count_nonzero(seen & group) + 1) / (size + 2)
        shares.append(share)
        variance += share * (1 - share) / size
    value, reach = shares[0] - shares[1], critical(level) * variance**0.5
    return Estimate(
        value=value,
        low=max(value - reach, -1.0),
        high=min(value + reach, 1.0),
        level=level,
        unit="1",
        n=age.size,
    )
