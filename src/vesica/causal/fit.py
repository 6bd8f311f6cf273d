"""The inner form of an estimate: its value and what each person contributes to its error."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from vesica.core.estimate import Estimate
from vesica.errors import EstimationError

__all__ = ["Fit", "clustered", "person_errors", "two_arms"]

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """An estimate before it is given an interval.

    Parameters
    ----------
    value : float
        The estimate, in the unit of the outcome.
    influence : ndarray of float64, shape (n_people,)
        What each person adds to the error of the estimate; their squares sum to the variance.
    variance : float
        Of the estimate from sampling or assignment, clusters counted.
    score_variance : float
        Of the estimate from the error of the scores.
    freedom : float
        Degrees of freedom of the variance.
    treated, compared : int
        People in either arm.
    effective : float
        Effective number of people compared with.
    """

    value: float
    influence: Floats
    variance: float
    score_variance: float
    freedom: float
    treated: int
    compared: int
    effective: float

    @property
    def standard_error(self) -> float:
        """With the error of the scores."""
        return float(np.sqrt(self.variance + self.score_variance))

    @property
    def p_value(self) -> float:
        """Two-sided, of no effect."""
        if self.standard_error == 0:
            return 1.0 if self.value == 0 else 0.0
        return float(2 * stats.t.sf(abs(self.value) / self.standard_error, self.freedom))

    def estimate(self, *, level: float, unit: str) -> Estimate:
        """Return the estimate with its interval, from Student's t."""
        half = float(stats.t.ppf((1 + level) / 2, self.freedom)) * self.standard_error
        return Estimate(
            value=self.value,
            low=self.value - half,
            high=self.value + half,
            level=level,
            unit=unit,
            n=self.treated + self.compared,
        )


def clustered(influence: Floats, cluster: NDArray[np.intp] | None) -> tuple[float, float]:
    """Variance of a sum of influences, and its degrees of freedom.

    Parameters
    ----------
    influence : ndarray of float64, shape (n_people,)
        Small-sample factors are the caller's; clusters get ``G / (G - 1)``.
    cluster : ndarray of int, shape (n_people,), or None
        Which people share what happens to them.
    """
    if cluster is None:
        return float(influence @ influence), float(influence.size - 2)
    sums = np.bincount(cluster, weights=influence)
    sums = sums[np.bincount(cluster) > 0]
    if sums.size < 3:
        raise EstimationError(
            f"There are {sums.size} clusters; the error of an effect needs at least 3.",
            hint="Spread the programme over more units, or give no clusters.",
        )
    groups = sums.size
    return float(sums @ sums) * groups / (groups - 1), float(groups - 1)


def person_errors(weight_on_outcome: Floats, error: Floats | None) -> float:
    """Variance that the errors of the scores give to a weighted sum of scores.

    Parameters
    ----------
    weight_on_outcome : ndarray of float64, shape (n_people,)
        How much the estimate moves with a person's outcome.
    error : ndarray of float64, shape (n_people,), or None
        Standard error of each score, in the unit of the outcome. Scores of Vesica are drawn
        towards the mean, so that their scatter lacks it; give ``None`` for what was counted.
    """
    if error is None:
        return 0.0
    return float(np.sum((weight_on_outcome * error) ** 2))


def two_arms(outcome: Floats, treated: NDArray[np.bool_], *, least: int = 2) -> None:
    """Check that outcomes are finite and both arms have people.

    Raises
    ------
    EstimationError
        With what is missing.
    """
    missing = int(np.sum(~np.isfinite(outcome)))
    if missing:
        raise EstimationError(
            f"{missing} of {outcome.size} outcomes are missing.",
            hint="Leave out people without an outcome, and check the attrition.",
        )
    inside, outside = int(treated.sum()), int((~treated).sum())
    if min(inside, outside) < least:
        raise EstimationError(
            f"{inside} people took part and {outside} did not; each arm needs {least}.",
            hint="Import the comparison arm as programmes rows with took_part false.",
        )
