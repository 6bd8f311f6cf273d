"""Least squares with an intercept per person, from sums per person and kind of post."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import pinvh
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from vesica.errors import EstimationError

__all__ = ["Within", "within"]

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

_SINGULAR = 1e-10


@dataclass(frozen=True, slots=True, kw_only=True)
class Within:
    """Within-person regression of engagement on audience and kind of post.

    Parameters
    ----------
    slope, slope_error : float
        Of log engagement on log audience, and its standard error [log per log].
    cells : ndarray of float64, shape (n_cells,)
        Effect of each cell at the same audience; averages to 0 over the posts of every set of
        cells that people connect [log].
    variance : float
        Of a post around its person's mean [log²].
    people : ndarray of float64, shape (n_people,)
        Mean log engagement at the average audience and kind of post; NaN without posts [log].
    errors : ndarray of float64, shape (n_people,)
        Standard error, of the post noise and of the regression [log].
    """

    slope: float
    slope_error: float
    cells: FloatArray
    variance: float
    people: FloatArray
    errors: FloatArray


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sums:
    """Sums over posts: ``N`` per (person, cell) and totals of each person."""

    N: csr_array
    n: FloatArray
    y: FloatArray
    x: FloatArray
    n_cell: FloatArray
    y_cell: FloatArray
    x_cell: FloatArray
    yy: float
    xx: float
    xy: float


def within(
    *,
    person: IntArray,
    cell: IntArray,
    posts: IntArray,
    y: FloatArray,
    yy: FloatArray,
    x: FloatArray,
    xx: FloatArray,
    xy: FloatArray,
    n_people: int,
) -> Within:
    """Least squares with an intercept per person, from sums per person and cell.

    Exactly the regression of ``y`` on ``x``, dummies of cells and dummies of people over all
    posts, without the posts. Cells are compared through people who post in several of them.
    Where no chain of people connects two sets of cells, nothing says how they differ: both sets
    then have the same mean effect, and the difference stays with their people. Posts without a
    known audience count as posts to the average audience.

    Parameters
    ----------
    person, cell, posts, y, yy, x, xx, xy, n_people
        See :func:`vesica.measure.reach.reach`.

    Returns
    -------
    Within

    Raises
    ------
    EstimationError
        See :func:`vesica.measure.reach.reach`.

    References
    ----------
    Mundlak (1978), doi:10.2307/1913646; Abowd, Creecy & Kramarz (2002), Census Bureau TP-2002-06,
    section 3, for the connected sets.
    """
    n_cells = int(np.max(cell, initial=-1)) + 1
    n = posts.astype(float)
    x_c, xx_c, xy_c = _centred(cell, n, y, x, xx, xy, n_cells)
    sums = _sums(person, cell, n, y, x_c, n_people, n_cells, float(np.sum(yy)), xx_c, xy_c)
    A, b = _normal_equations(sums)
    _check_audience(A, sums)
    inverse = pinvh(A, rtol=_SINGULAR) if A.size else A
    beta = inverse @ b
    seen = sums.n > 0
    sets, labels = _connected(sums.N, seen)
    rank = n_cells - sets + int(A[0, 0] > 0)
    freedom = float(np.sum(n)) - np.count_nonzero(seen) - rank
    if freedom < 1:
        raise EstimationError(
            f"{int(np.sum(n))} posts of {np.count_nonzero(seen)} people leave no post to tell a"
            " person's skill from the luck of a post.",
            hint="Import more posts per person.",
        )
    yy_within = sums.yy - float(np.sum(sums.y[seen] ** 2 / sums.n[seen]))
    variance = max(yy_within - float(beta @ b), 0.0) / freedom
    beta, centre = _same_mean(beta, sums, labels)
    people, errors = _people(sums, seen, beta, centre @ inverse @ centre.T, variance)
    return Within(
        slope=float(beta[0]),
        slope_error=float(np.sqrt(variance * inverse[0, 0])),
        cells=beta[1:],
        variance=variance,
        people=people,
        errors=errors,
    )


def _centred(
    cell: IntArray,
    n: FloatArray,
    y: FloatArray,
    x: FloatArray,
    xx: FloatArray,
    xy: FloatArray,
    n_cells: int,
) -> tuple[FloatArray, float, float]:
    """Measure audience from its mean over posts with one; other posts are put at that mean."""
    known = (np.bincount(cell, weights=xx, minlength=n_cells) > 0)[cell]
    n, y, x, xx, xy = (np.where(known, a, 0.0) for a in (n, y, x, xx, xy))
    mean = float(np.sum(x)) / max(float(np.sum(n)), 1.0)
    centred = x - mean * n
    return (
        centred,
        float(np.sum(xx - 2 * mean * x + mean**2 * n)),
        float(np.sum(xy - mean * y)),
    )


def _sums(
    person: IntArray,
    cell: IntArray,
    n: FloatArray,
    y: FloatArray,
    x: FloatArray,
    n_people: int,
    n_cells: int,
    yy: float,
    xx: float,
    xy: float,
) -> _Sums:
    def by_person(a: FloatArray) -> FloatArray:
        return np.bincount(person, weights=a, minlength=n_people).astype(np.float64)

    def by_cell(a: FloatArray) -> FloatArray:
        return np.bincount(cell, weights=a, minlength=n_cells).astype(np.float64)

    return _Sums(
        N=csr_array((n, (person, cell)), shape=(n_people, n_cells)),
        n=by_person(n),
        y=by_person(y),
        x=by_person(x),
        n_cell=by_cell(n),
        y_cell=by_cell(y),
        x_cell=by_cell(x),
        yy=yy,
        xx=xx,
        xy=xy,
    )


def _normal_equations(s: _Sums) -> tuple[FloatArray, FloatArray]:
    """``A beta = b`` for (slope, cells) once every person's mean is taken out."""
    share = np.divide(1.0, s.n, out=np.zeros(s.n.shape), where=s.n > 0)
    A = np.empty((s.n_cell.size + 1, s.n_cell.size + 1))
    A[0, 0] = s.xx - float(np.sum(s.x**2 * share))
    A[0, 1:] = A[1:, 0] = s.x_cell - s.N.T @ (s.x * share)
    A[1:, 1:] = np.diag(s.n_cell) - (s.N.T @ (s.N * share[:, None])).toarray()
    b = np.empty(s.n_cell.size + 1)
    b[0] = s.xy - float(np.sum(s.x * s.y * share))
    b[1:] = s.y_cell - s.N.T @ (s.y * share)
    if s.xx == 0 or A[0, 0] <= _SINGULAR * s.xx:
        A[0, :] = A[:, 0] = b[0] = 0.0
    return A, b


def _check_audience(A: FloatArray, s: _Sums) -> None:
    if s.xx == 0:
        return
    left = A[0, 0] - A[0, 1:] @ pinvh(A[1:, 1:], rtol=_SINGULAR) @ A[1:, 0]
    if left <= _SINGULAR * s.xx:
        raise EstimationError(
            "The audience of a person's posts never varies, so that the effect of audience"
            " cannot be told from the skill of those who have a large one.",
            hint="Export posts with the audience at the time of each post.",
        )


def _connected(N: csr_array, seen: NDArray[np.bool_]) -> tuple[int, IntArray]:
    """Count the sets of cells that people connect, and label each cell with its set."""
    linked = (N[seen].T @ N[seen]).tocsr()
    sets, labels = connected_components(linked, directed=False)
    return int(sets), labels


def _same_mean(beta: FloatArray, s: _Sums, labels: IntArray) -> tuple[FloatArray, FloatArray]:
    """Shift each connected set of cells to mean 0 over its posts; return the map as well."""
    same = labels[:, None] == labels[None, :]
    weight = np.where(same, s.n_cell[None, :], 0.0)
    total = weight.sum(axis=1, keepdims=True)
    centre = np.eye(beta.size)
    centre[1:, 1:] -= np.divide(weight, total, out=np.zeros(weight.shape), where=total > 0)
    return centre @ beta, centre


def _people(
    s: _Sums,
    seen: NDArray[np.bool_],
    beta: FloatArray,
    spread: FloatArray,
    variance: float,
) -> tuple[FloatArray, FloatArray]:
    """Person effects, with the error of the regression where a person's posts are unusual."""
    share = 1 / s.n[seen]
    mix = (s.N[seen] * share[:, None]).toarray()
    h = np.hstack([(s.x[seen] * share)[:, None], mix])
    value, error = np.full(s.n.shape, np.nan), np.full(s.n.shape, np.inf)
    value[seen] = s.y[seen] * share - h @ beta
    error[seen] = np.sqrt(variance * (share + np.sum((h @ spread) * h, axis=1)))
    return value, error
