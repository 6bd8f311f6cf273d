"""Facets that are read from one source, as the one measurement that they are."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from vesica.measure.pooling import pool

__all__ = ["by_source", "shares", "together"]

FloatArray = NDArray[np.float64]


def shares(
    *, z: FloatArray, s2: FloatArray, source: Sequence[str]
) -> tuple[tuple[str, ...], FloatArray, tuple[int, ...]]:
    """How much each facet counts in the measurement of its source.

    Facets of one source are one measurement: what disturbs the one disturbs the other, so that
    their going together says nothing about the skill. Their going together with other sources
    does. A facet counts in proportion to that covariance, and to its reliability averaged over
    people; one that goes with no other source counts nothing. These are the weights of least
    squares, up to a factor, where the facets have about as much of their own. Without another
    source, or where none of a source's facets goes with one, reliability alone decides.

    Parameters
    ----------
    z, s2 : ndarray of float64, shape (n_people, n_facets)
        Measurements with true variance 1, 0 where missing, and error variances, infinite there.
    source : sequence of str, length n_facets
        Of each facet.

    Returns
    -------
    tuple of str
        Sources, in order of appearance.
    ndarray of float64, shape (n_people, n_facets, n_sources)
        Shares of a person's facets, adding to 1 in each source with evidence; 0 elsewhere.
    tuple of int
        Facets that do not count, because they go with no other source.
    """
    names = tuple(dict.fromkeys(source))
    weight = np.mean(1 / (1 + s2), axis=0) / np.mean(np.isfinite(s2), axis=0)
    apart: list[int] = []
    for name in names:
        own = [k for k, other in enumerate(source) if other == name]
        others = [k for k in range(len(source)) if k not in own]
        if len(own) < 2 or not others:
            continue
        goes = np.array([together(z=z, s2=s2, facet=k, others=others) for k in own])
        if np.any(goes > 0):
            weight[own] *= np.maximum(goes, 0.0)
            apart += [k for k, g in zip(own, goes, strict=True) if g <= 0]
    member = np.array([[one == name for name in names] for one in source], dtype=float)
    raw = np.isfinite(s2)[:, :, None] * (weight[:, None] * member)[None, :, :]
    total = np.sum(raw, axis=1, keepdims=True)
    return names, np.divide(raw, total, out=np.zeros(raw.shape), where=total > 0), tuple(apart)


def together(*, z: FloatArray, s2: FloatArray, facet: int, others: Sequence[int]) -> float:
    """Covariance of a facet with those of other sources, free of errors; people count by theirs.

    Parameters
    ----------
    z, s2 : ndarray of float64, shape (n_people, n_facets)
        As in :func:`shares`.
    facet : int
        Its column.
    others : sequence of int
        Columns of other sources.

    Returns
    -------
    float
        Average over the others, each by the information in it; 0 if nobody has evidence of both.
    """
    moved = known = 0.0
    for other in others:
        w = 1 / ((1 + s2[:, facet]) * (1 + s2[:, other]))
        total = float(np.sum(w))
        if total == 0.0:
            continue
        a = z[:, facet] - np.sum(w * z[:, facet]) / total
        b = z[:, other] - np.sum(w * z[:, other]) / total
        moved += float(np.sum(w * a * b))
        known += total
    return moved / known if known > 0 else 0.0


def by_source(
    *, z: FloatArray, s2: FloatArray, share: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Measurements of the sources, standardised by their true variance, and error variances.

    Facets of one source are measured so that, given how much somebody does, the error of one
    does not depend on that of another; errors of their mean add up as those of independent
    measurements.

    Parameters
    ----------
    z, s2 : ndarray of float64, shape (n_people, n_facets)
        As in :func:`shares`.
    share : ndarray of float64, shape (n_people, n_facets, n_sources)
        From :func:`shares`.

    Returns
    -------
    tuple of ndarray of float64, shape (n_people, n_sources)
        Values, 0 where there is no evidence, and error variances, infinite there.
    """
    value = np.einsum("ik,ikg->ig", z, share)
    error = np.einsum("ik,ikg->ig", np.where(np.isfinite(s2), s2, 0.0), share**2)
    error[np.sum(share, axis=1) == 0] = np.inf
    for g in range(value.shape[1]):
        pooled = pool(value=value[:, g], standard_error=np.sqrt(error[:, g]))
        variance = pooled.variance or 1.0
        value[:, g] = np.where(np.isfinite(error[:, g]), value[:, g] - pooled.mean, 0.0)
        value[:, g] /= variance**0.5
        error[:, g] /= variance
    return value, error
