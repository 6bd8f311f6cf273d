"""Raters differ in how readily they name: a random effect, and what it makes a name worth."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, ndtri

from vesica.measure.logistic import logits, measure

__all__ = ["worth"]

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]


def worth(*, names: IntArray, raters: IntArray, candidates: int) -> FloatArray:
    """How much one name counts, by how many names its rater gave.

    A rater names whoever is above the rater's own bar. The rate at which raters name is a random
    effect: binomial counts with a normal spread of logits between raters, so that a rate seen
    once is drawn to the usual one. With normal noise in what raters see, a name from a bar at
    ``c`` standard deviations moves the likelihood by ``phi(c) / (1 - Phi(c))``: a name among few
    counts more than a name among many.

    Worths are scaled so that a sum over raters is worth as many equal raters as carry the same
    information (Kish).

    Parameters
    ----------
    names : ndarray of int64, shape (n_groups,)
        Names given by each rater of the group.
    raters : ndarray of int64, shape (n_groups,)
        Raters who gave so many.
    candidates : int
        People whom a rater could name.

    Returns
    -------
    ndarray of float64, shape (n_groups,)

    References
    ----------
    Linacre (1989), Many-Facet Rasch Measurement, for the leniency of raters; Kish (1965), Survey
    Sampling, section 11.7.
    """
    if int(np.sum(raters)) < 2:
        return np.ones(names.shape)
    given = np.repeat(np.minimum(names, candidates), raters).astype(float)
    rate = measure(logits(successes=given, trials=np.full(given.shape, float(candidates))))
    keep = 1 / (1 + (rate.standard_error / rate.sd) ** 2)
    usual = expit(rate.mean + keep * (rate.value - rate.mean))
    first = np.concatenate([[0], np.cumsum(raters)[:-1]])
    p = np.clip(usual[first], 1e-9, 1 - 1e-9)
    value = np.exp(-0.5 * ndtri(p) ** 2) / np.sqrt(2 * np.pi) / p
    return value * float(np.sum(raters * value) / np.sum(raters * value**2))
