"""Error of a measure from its repetition."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["LEAST_REPEATED", "retest_error"]

LEAST_REPEATED = 10
"""Second and later measurements from which an error is taken."""


def retest_error(*, person: NDArray[np.int64], value: NDArray[np.float64]) -> float | None:
    """Standard error of one measurement, from people who were measured more than once.

    It is the spread of a person's measurements around their mean. What truly changed between
    them counts as error, so that it is too large rather than too small.

    Parameters
    ----------
    person : ndarray of int64, shape (n_rows,)
        Who was measured.
    value : ndarray of float64, shape (n_rows,)
        The measurement [unit].

    Returns
    -------
    float or None
        In the unit of the value; ``None`` with fewer than ``LEAST_REPEATED`` repetitions.

    References
    ----------
    Bland & Altman (1996), doi:10.1136/bmj.312.7047.1654.
    """
    _, at, count = np.unique(person, return_inverse=True, return_counts=True)
    freedom = int(np.sum(count - 1))
    if freedom < LEAST_REPEATED:
        return None
    mean = np.bincount(at, weights=value) / count
    return float(np.sqrt(np.sum((value - mean[at]) ** 2) / freedom))
