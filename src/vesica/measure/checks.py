"""Skill checks: how well people do in practice that is marked."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from vesica.core.scores import Facet
from vesica.errors import EstimationError
from vesica.measure.noise import own_variances

__all__ = ["checks"]

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]


def checks(*, results: IntArray, total: FloatArray, squares: FloatArray) -> Facet:
    """Mean mark of a person's practice, above what others got in the same exercises.

    Parameters
    ----------
    results : ndarray of int64, shape (n_people,)
        Marked exercises of each person.
    total, squares : ndarray of float64, shape (n_people,)
        Sums of the marks above the exercise's mean, and of their squares [points, points²].

    Returns
    -------
    Facet
        Unit ``"points"``, evidence in marked exercises; nobody without one has any.

    Raises
    ------
    EstimationError
        If nobody has two marks, or all marks are alike.
    """
    use = results > 0
    n = np.where(use, results, 1).astype(np.float64)
    left = np.where(use, np.maximum(squares - total**2 / n, 0.0), 0.0)
    freedom = np.where(use, n - 1, 0.0)
    if np.sum(freedom) < 1 or np.sum(left) <= 0:
        raise EstimationError(
            f"{int(np.sum(results))} marked exercises do not tell a person from a lucky day.",
            hint="Import learning records with marks, several per person.",
        )
    variance = float(np.sum(left) / np.sum(freedom))
    own = own_variances(squares=left, freedom=freedom, variance=variance)
    return Facet(
        name="skill checks",
        value=np.where(use, total / n, np.nan),
        standard_error=np.where(use, np.sqrt(own / n), np.inf),
        evidence=np.where(use, results, 0).astype(np.int64),
        unit="points",
        evidence_unit="marked exercises",
        source="learning records",
    )
