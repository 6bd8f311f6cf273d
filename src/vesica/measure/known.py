"""What the organisation, or someone else, has measured already."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from vesica.core.scores import Facet
from vesica.errors import EstimationError

__all__ = ["RELIABILITY_TAKEN", "known"]

RELIABILITY_TAKEN = 0.8
"""Share of true variance taken for a measure that comes without standard errors."""


def known(
    *,
    name: str,
    value: NDArray[np.float64],
    standard_error: NDArray[np.float64],
    unit: str,
) -> Facet:
    """Facet that was measured elsewhere.

    A measure without any standard error is not taken as exact: a reliability of
    ``RELIABILITY_TAKEN`` is stated in ``evidence_unit``. Sign and test of an association do not
    depend on it; a size corrected for measurement error does: at 0.8 a correlation is
    multiplied by 1.12, and it would be by 1.05 at 0.9 and by 1.20 at 0.7. Where some people have
    a standard error and others none, the others get the median of the given ones.

    Parameters
    ----------
    name : str
        Name of the facet.
    value, standard_error : ndarray of float64, shape (n_people,)
        NaN in ``value``: no evidence; NaN in ``standard_error``: not given.
    unit : str
        Unit of both.

    Returns
    -------
    Facet
        Evidence is one measure per person.

    Raises
    ------
    EstimationError
        If a standard error is negative.
    """
    seen = np.isfinite(value)
    given = seen & ~np.isnan(standard_error)
    if np.any(standard_error[given] < 0):
        raise EstimationError(
            f"Measure '{name}' has a standard error of {np.min(standard_error[given])}.",
            hint="Leave the standard error empty where it is not known.",
        )
    error = np.where(given, standard_error, np.inf)
    note = "measures"
    if np.any(given):
        error[seen & ~given] = np.median(standard_error[given])
    elif np.any(seen):
        error[seen] = np.sqrt((1 - RELIABILITY_TAKEN) * np.var(value[seen]))
        note = f"measures, reliability taken as {RELIABILITY_TAKEN}"
    return Facet(
        name=name,
        value=np.where(seen, value, np.nan),
        standard_error=error,
        evidence=seen.astype(np.int64),
        unit=unit,
        evidence_unit=note,
    )
