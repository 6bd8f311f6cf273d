"""Restricted cubic splines: smooth curves that are straight beyond the outer knots."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from vesica.errors import EstimationError

__all__ = ["knots", "restricted_cubic"]

FloatArray = NDArray[np.float64]

_PLACES = {3: (0.1, 0.5, 0.9), 4: (0.05, 0.35, 0.65, 0.95), 5: (0.05, 0.275, 0.5, 0.725, 0.95)}


def knots(x: FloatArray, count: int) -> FloatArray:
    """Knots at the customary quantiles.

    Parameters
    ----------
    x : ndarray of float64, shape (n,)
        Values.
    count : int
        3, 4 or 5.

    Returns
    -------
    ndarray of float64, shape (count,)

    Raises
    ------
    EstimationError
        If the values are too much alike for that many knots.

    References
    ----------
    Harrell (2015), Regression Modeling Strategies, table 2.3.
    """
    found = np.quantile(x, _PLACES[count])
    if np.min(np.diff(found)) <= 0:
        raise EstimationError(
            f"Values between {np.min(x):g} and {np.max(x):g} are too much alike for a curve.",
            hint="A curve needs values that spread; import the attribute for more people.",
        )
    return found


def restricted_cubic(x: FloatArray, at: FloatArray) -> FloatArray:
    """Basis without the constant: the line, and ``k - 2`` cubic terms.

    Parameters
    ----------
    x : ndarray of float64, shape (n,)
        Values.
    at : ndarray of float64, shape (k,)
        Knots, ascending.

    Returns
    -------
    ndarray of float64, shape (n, k - 1)
        Cubic terms are divided by the squared distance of the outer knots, so that all columns
        have the unit of ``x``.

    References
    ----------
    Harrell (2015), Regression Modeling Strategies, section 2.4.5, equation 2.25.
    """
    last, before = at[-1], at[-2]
    scale = (last - at[0]) ** 2

    def cube(t: float) -> FloatArray:
        return np.maximum(x - t, 0.0) ** 3

    terms = [
        (
            cube(t)
            - cube(before) * (last - t) / (last - before)
            + cube(last) * (before - t) / (last - before)
        )
        / scale
        for t in at[:-2]
    ]
    return np.stack([x, *terms], axis=1)
