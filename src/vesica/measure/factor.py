"""One factor behind several measurements with unequal errors: loadings, their errors, misfit."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

__all__ = ["LEAST_LOADING", "LEAST_UNIQUENESS", "Factor", "factor"]

FloatArray = NDArray[np.float64]

LEAST_UNIQUENESS = 0.05
"""No facet is taken for the skill itself when there are several of them."""

LEAST_LOADING = 0.05**0.5
"""Loading of every facet where facets do not move together: a skill of almost no reliability."""

_MOST = (1 - LEAST_UNIQUENESS) ** 0.5
_WEAK = 0.3
_ODD_ONE, _ODD_ERRORS = 0.1, 3.3
_SURE = 1.6448536


@dataclass(frozen=True, slots=True, kw_only=True)
class Factor:
    """Fitted loadings.

    Parameters
    ----------
    loadings, uniqueness : ndarray of float64, shape (n_sources,)
        On standardised measurements.
    covariance : ndarray of float64, shape (n_sources, n_sources)
        Of the loadings; 0 where they are not estimated.
    notes : tuple of str
        What the reader must know.
    misfit : str
        Where the measurements are not of one skill; empty otherwise.
    """

    loadings: FloatArray
    uniqueness: FloatArray
    covariance: FloatArray
    notes: tuple[str, ...] = ()
    misfit: str = ""


def factor(z: FloatArray, s2: FloatArray, names: list[str]) -> Factor:
    """Fit loadings to covariances, which are free of independent errors.

    Parameters
    ----------
    z, s2 : ndarray of float64, shape (n_people, n_sources)
        Measurements with true variance 1, 0 where missing, and error variances, infinite there.
    names : list of str
        Of the sources.

    Returns
    -------
    Factor

    References
    ----------
    Harman & Jones (1966), doi:10.1007/BF02289468, for the fit; Browne (1984),
    doi:10.1111/j.2044-8317.1984.tb00789.x, for its errors without normality.
    """
    k = len(names)
    if k == 1:
        return Factor(loadings=np.ones(1), uniqueness=np.zeros(1), covariance=np.zeros((1, 1)))
    R, W, C = _covariances(z, s2)
    solve = _equal if k == 2 else _least_squares
    loadings = solve(R, W)
    if np.count_nonzero(loadings > LEAST_LOADING) < 2 or not _cohere(R, W, C):
        loadings = np.full(k, LEAST_LOADING)
        listed = ", ".join(names)
        said = f"The facets do not cohere ({listed}): they do not measure one skill."
        return Factor(
            loadings=loadings,
            uniqueness=1 - loadings**2,
            covariance=np.zeros((k, k)),
            notes=(said,),
            misfit=said,
        )
    J = _slopes(R, W, solve)
    weak = tuple(
        f"The facet {name} hardly moves with the others (loading {loading:.2f})."
        for name, loading in zip(names, loadings, strict=True)
        if loading < _WEAK
    )
    odd = _odd_pair(R, C, loadings, names)
    return Factor(
        loadings=loadings,
        uniqueness=1 - loadings**2,
        covariance=J @ C @ J.T,
        notes=(*weak, *filter(None, [odd])),
        misfit=odd or " ".join(weak),
    )


def _pairs(k: int) -> list[tuple[int, int]]:
    return list(combinations(range(k), 2))


def _covariances(z: FloatArray, s2: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Covariances between sources, the information in each, and the covariance of them all."""
    k = z.shape[1]
    R, W = np.eye(k), np.zeros((k, k))
    pulls = np.zeros((z.shape[0], len(_pairs(k))))
    for column, (i, j) in enumerate(_pairs(k)):
        w = 1 / ((1 + s2[:, i]) * (1 + s2[:, j]))
        total = float(np.sum(w))
        if total == 0.0:
            continue
        a = z[:, i] - np.sum(w * z[:, i]) / total
        b = z[:, j] - np.sum(w * z[:, j]) / total
        R[i, j] = R[j, i] = float(np.sum(w * a * b)) / total
        W[i, j] = W[j, i] = total
        pulls[:, column] = w * (a * b - R[i, j]) / total
    return R, W, pulls.T @ pulls


def _cohere(R: FloatArray, W: FloatArray, C: FloatArray) -> bool:
    """Whether facets go together more than chance would make them, all pairs taken as one.

    Where they do not, loadings are fitted to noise, and a score would follow from it.
    """
    rows, columns = np.array(_pairs(R.shape[0])).T
    weight = W[rows, columns]
    return bool(weight @ R[rows, columns] > _SURE * math.sqrt(float(weight @ C @ weight)))


def _equal(R: FloatArray, W: FloatArray) -> FloatArray:
    """Two measurements cannot tell their loadings apart."""
    return np.full(2, min(max(float(R[0, 1]), 0.0) ** 0.5, _MOST))


def _least_squares(R: FloatArray, W: FloatArray) -> FloatArray:
    """Minimise ``sum W (R - lambda lambda')²`` off the diagonal, one loading at a time."""
    k = R.shape[0]
    off = ~np.eye(k, dtype=bool)
    loadings = np.full(k, max(float(np.mean(R[off])), LEAST_UNIQUENESS) ** 0.5)
    for _ in range(5000):
        before = loadings.copy()
        for i in range(k):
            others = W[i] * loadings
            size = float(others @ loadings)
            if size > 0:
                loadings[i] = min(max(float(others @ R[i]) / size, 0.0), _MOST)
        if float(np.max(np.abs(loadings - before))) < 1e-13:
            break
    return loadings


def _slopes(
    R: FloatArray, W: FloatArray, solve: Callable[[FloatArray, FloatArray], FloatArray]
) -> FloatArray:
    """Derivative of the loadings by each covariance, shape (n_sources, n_pairs)."""
    step, columns = 1e-4, []
    for i, j in _pairs(R.shape[0]):
        move = np.zeros(R.shape)
        move[i, j] = move[j, i] = step
        columns.append((solve(R + move, W) - solve(R - move, W)) / (2 * step))
    return np.stack(columns, axis=1)


def _odd_pair(R: FloatArray, C: FloatArray, loadings: FloatArray, names: list[str]) -> str:
    """Name the pair that one skill explains worst, if it is clearly not explained."""
    worst, said = 0.0, ""
    for column, (i, j) in enumerate(_pairs(len(names))):
        gap = float(R[i, j] - loadings[i] * loadings[j])
        error = math.sqrt(max(float(C[column, column]), 1e-300))
        if abs(gap) > max(_ODD_ONE, _ODD_ERRORS * error, worst):
            worst = abs(gap)
            how = "more" if gap > 0 else "less"
            said = (
                f"One skill does not explain all facets: {names[i]} and {names[j]} go together"
                f" {how} than it allows. Read the facets one by one as well."
            )
    return said
