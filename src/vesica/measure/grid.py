"""How many people to expect in each cell of a grid over two scores."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["expected_counts"]

Floats = NDArray[np.float64]


def expected_counts(
    first: Floats, first_error: Floats, second: Floats, second_error: Floats, edges: Floats
) -> tuple[Floats, Floats]:
    """Expected people per cell, and the standard deviation of that count.

    Each person's score is normal around the posterior mean, the two skills independent given the
    evidence, since they share none. So a count is a sum of independent chances ``p`` of the
    Poisson binomial distribution: mean ``Σ p``, variance ``Σ p (1 − p)``.

    Parameters
    ----------
    first, first_error, second, second_error : ndarray of float64, shape (n_people,)
        Posterior mean and standard error of each skill [sd].
    edges : ndarray of float64, shape (n_bands - 1,)
        Inner edges of the bands, ascending [sd].

    Returns
    -------
    tuple of ndarray of float64, each of shape (n_bands, n_bands)
        Mean and standard deviation [people]; the first skill's band comes first.

    References
    ----------
    Y. H. Wang (1993), "On the number of successes in independent trials", Statistica Sinica 3,
    equations 1 and 2.
    """
    one = _shares(first, first_error, edges)
    two = _shares(second, second_error, edges)
    mean = one.T @ two
    squares = (one**2).T @ two**2
    return mean, np.sqrt(np.maximum(mean - squares, 0.0))


def _shares(mean: Floats, error: Floats, edges: Floats) -> Floats:
    """Chance of each band per person, shape (n_people, n_bands)."""
    from scipy.special import ndtr

    below = ndtr((edges[None, :] - mean[:, None]) / np.maximum(error, 1e-9)[:, None])
    ends = np.zeros((len(mean), 1)), np.ones((len(mean), 1))
    return np.diff(np.hstack([ends[0], below, ends[1]]), axis=1)
