"""Demonstrated persuasion as a facet of influence."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from vesica.core.persuasion import PersuasionVerdict
from vesica.core.scores import Facet
from vesica.errors import EstimationError
from vesica.network.persuasion import ENOUGH, persuasion
from vesica.network.persuasion_baseline import Baseline
from vesica.network.persuasion_joint import Persuaders, persuaders
from vesica.network.persuasion_spread import Spread

__all__ = ["demonstrated_persuasion"]

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

_FAINT = 0.05
_FEWEST = 20


def demonstrated_persuasion(
    *, spread: Spread, base: Baseline, unit: IntArray, level: float
) -> Facet:
    """Each person's persuasion, for those whom others saw for at least 150 weeks.

    What is measured is the logarithm of the effect plus a fifth of the mean effect, so that
    effects near zero do not stretch the scale without end. The measurement is the one normal
    measurement that, pooled with a normal prior of the mean and variance of the fitted one, has
    the mean and variance of the posterior.

    Parameters
    ----------
    spread, base, unit, level
        As for :func:`persuasion`.

    Returns
    -------
    Facet
        Unit ``"log(adoptions brought about per week seen)"``, evidence in weeks; none for people
        who were seen for less: for them the data carry only what their unit does.

    Raises
    ------
    EstimationError
        If the organisation as a whole shows no persuasion beyond the placebos, or fewer than
        20 people were seen for long enough: how people differ cannot be read off fewer.

    References
    ----------
    Minka (2001), arXiv:1301.2294, section 3, for the measurement.
    """
    whole = persuasion(spread=spread, base=base, unit=unit, unit_names=(), level=level)
    if whole.verdict is not PersuasionVerdict.PERSUADED:
        raise EstimationError(
            f"Whether people persuade one another: {whole.verdict}; so nobody's share is shown.",
            hint="See 'vesica persuasion' for the placebos. More practices would help most.",
        )
    everyone = persuaders(spread=spread, base=base, level=level)
    use = everyone.weeks >= ENOUGH
    if np.count_nonzero(use) < _FEWEST:
        raise EstimationError(
            f"Fewer than {_FEWEST} people were seen for {ENOUGH} weeks or more, so persuasion is"
            " known of units only.",
            hint="Import more practices; about ten make it personal.",
        )
    value, error = np.full(spread.n_people, np.nan), np.full(spread.n_people, np.inf)
    evidence = np.zeros(spread.n_people, dtype=np.int64)
    who = everyone.person[use]
    value[who], error[who] = _measured(everyone, use)
    evidence[who] = np.floor(everyone.weeks[use]).astype(np.int64)
    return Facet(
        name="persuasion",
        value=value,
        standard_error=error,
        evidence=evidence,
        unit="log(adoptions brought about per week seen)",
        evidence_unit="weeks seen",
        source="adoptions",
    )


def _measured(everyone: Persuaders, use: NDArray[np.bool_]) -> tuple[FloatArray, FloatArray]:
    """Quotient of posterior and prior, both taken as normal."""
    log = np.log(everyone.nodes + everyone.offset)
    mean = float(everyone.prior @ log)
    variance = float(everyone.prior @ (log - mean) ** 2)
    m, v = everyone.log_mean[use], everyone.log_sd[use] ** 2
    precision = np.maximum(1 / v - 1 / variance, _FAINT / variance)
    # Where a posterior is about as wide as the prior, the quotient's mean runs away.
    faint = 1 / v - 1 / variance < _FAINT / variance
    return np.where(faint, m, mean + (m - mean) / (v * precision)), precision**-0.5
