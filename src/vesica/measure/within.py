"""Least squares with an intercept per person and common effects, from sums."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import pinvh
from scipy.sparse import csr_array, diags_array
from scipy.sparse.csgraph import connected_components

from vesica.errors import EstimationError
from vesica.measure.noise import own_variances
from vesica.measure.sums import Sums

__all__ = ["LEAST_PARTS", "Within", "within"]

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

LEAST_PARTS = 10
"""Parts of the authors from which the standard errors are taken from leaving out one at a time."""

_SINGULAR = 1e-10
_CHUNK = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Within:
    """Within-person regression of an outcome on covariates and slots.

    Parameters
    ----------
    slopes : ndarray of float64, shape (k,)
        Of the covariates; 0 where nothing tells the slope [outcome per covariate].
    covariance : ndarray of float64, shape (k, k)
        Of the slopes; infinite on the diagonal where nothing tells the slope.
    freedom : float
        Degrees of freedom of that covariance.
    replicates : ndarray of float64, shape (n_parts, k)
        Slopes without one part of the authors at a time; a row per part that has any.
    inflation : ndarray of float64, shape (k,)
        Variance inflation factor of each slope: how much its variance grows because the
        covariate moves together with the other ones, hours and weeks [1].
    correlation : ndarray of float64, shape (k, k)
        Of the covariates within people, hours, weeks and cells [1].
    effects : ndarray of float64, shape (n_slots,)
        Effect of each slot at the same covariates; averages to 0 over the posts of every set of
        slots of a family that people connect.
    variance : float
        Of a post around its person's mean.
    people : ndarray of float64, shape (n_people,)
        Mean outcome at average covariates and slots; NaN without posts.
    errors : ndarray of float64, shape (n_people,)
        Standard error, of the person's own post noise and of the regression.
    """

    slopes: FloatArray
    covariance: FloatArray
    freedom: float
    replicates: FloatArray
    inflation: FloatArray
    correlation: FloatArray
    effects: FloatArray
    variance: float
    people: FloatArray
    errors: FloatArray

    @property
    def slope_errors(self) -> FloatArray:
        """Standard errors of the slopes, shape (k,)."""
        return np.sqrt(np.diag(self.covariance))


def within(sums: Sums) -> Within:
    """Least squares with an intercept per person, from sums.

    Exactly the regression of the outcome on covariates, dummies of the slots of every family and
    dummies of people over all posts, without the posts. Slots are compared through people who
    post in several of them. Where no chain of people connects two sets of slots of a family,
    nothing says how they differ: both sets then have the same mean effect, and the difference
    stays with their people.

    With at least ``LEAST_PARTS`` parts of authors the covariance of the slopes is the
    delete-one-part jackknife: it holds where posts of a person depend on each other, scatter
    differently or have heavy tails. With fewer it is that of least squares.

    Parameters
    ----------
    sums : Sums
        See :func:`vesica.measure.sums.collect`.

    Returns
    -------
    Within

    Raises
    ------
    EstimationError
        If nothing is left to tell persons from posts.

    References
    ----------
    Mundlak (1978), doi:10.2307/1913646; Abowd, Creecy & Kramarz (2002), Census Bureau TP-2002-06,
    section 3, for the connected sets; Cameron & Miller (2015), doi:10.3368/jhr.50.2.317, for
    errors that depend on each other within people.
    """
    k = sums.v.shape[1]
    A, b = _normal_equations(sums)
    told = _told(A.sum(axis=0), sums)
    for i in np.flatnonzero(~told):
        A[:, i, :] = A[:, :, i] = b[:, i] = 0.0
    inverse = _inverse(A.sum(axis=0))
    beta = inverse @ b.sum(axis=0)
    seen = sums.posts > 0
    labels, sets = _connected(sums, seen)
    freedom = float(sums.posts.sum()) - np.count_nonzero(seen) - _rank(A, sets)
    if freedom < 1:
        raise EstimationError(
            f"{int(sums.posts.sum())} posts of {np.count_nonzero(seen)} people leave no post to"
            " tell a person's skill from the luck of a post.",
            hint="Import more posts per person.",
        )
    yy_within = float(sums.yy.sum() - np.sum(sums.y[seen] ** 2 / sums.posts[seen]))
    variance = max(yy_within - float(beta @ b.sum(axis=0)), 0.0) / freedom
    replicates = _replicates(A, b)[:, :k]
    covariance, t_freedom = _covariance(replicates, variance * inverse[:k, :k], freedom)
    covariance[~told, ~told] = np.inf
    beta, centre = _same_mean(beta, sums, labels)
    spread = variance * (centre @ inverse @ centre.T)
    people, errors = _people(sums, seen, beta, spread, _own(sums, beta, variance))
    diagonal = np.diag(A.sum(axis=0))[:k]
    return Within(
        slopes=beta[:k],
        covariance=covariance,
        freedom=t_freedom,
        replicates=replicates,
        inflation=np.where(told, diagonal * np.diag(inverse)[:k], np.inf),
        correlation=_correlation(A.sum(axis=0), k),
        effects=beta[k:],
        variance=variance,
        people=people,
        errors=errors,
    )


def _normal_equations(s: Sums) -> tuple[FloatArray, FloatArray]:
    """``A beta = b`` for (slopes, slots) once every person's mean is out; one per part."""
    n_parts, n_slots, k = s.slot_v.shape
    share = np.divide(1.0, s.posts, out=np.zeros(s.posts.shape), where=s.posts > 0)
    A = np.empty((n_parts, k + n_slots, k + n_slots))
    b = np.empty((n_parts, k + n_slots))
    for p in range(n_parts):
        at = np.flatnonzero(s.part == p)
        w, v, y, N = share[at], s.v[at], s.y[at], s.slots[at]
        A[p, :k, :k] = s.vv[p] - v.T @ (v * w[:, None])
        A[p, k:, :k] = s.slot_v[p] - N.T @ (v * w[:, None])
        A[p, :k, k:] = A[p, k:, :k].T
        A[p, k:, k:] = s.pairs[p] - (N.T @ (diags_array(w) @ N)).toarray()
        b[p, :k] = s.vy[p] - v.T @ (y * w)
        b[p, k:] = s.slot_y[p] - N.T @ (y * w)
    return A, b


def _inverse(A: FloatArray) -> FloatArray:
    """Pseudo-inverse, with all columns on one scale."""
    size = np.sqrt(np.maximum(np.diag(A), 0.0))
    scale = np.divide(1.0, size, out=np.zeros(size.shape), where=size > 0)
    if not A.size:
        return A
    return scale[:, None] * pinvh(scale[:, None] * A * scale, rtol=_SINGULAR) * scale


def _told(A: FloatArray, s: Sums) -> NDArray[np.bool_]:
    """Whether each covariate varies within people beyond slots and the other covariates."""
    total = np.diag(s.vv.sum(axis=0))
    told = np.zeros(total.size, dtype=bool)
    for i in range(total.size):
        rest = np.delete(np.arange(A.shape[0]), i)
        left = A[i, i] - A[i, rest] @ _inverse(A[np.ix_(rest, rest)]) @ A[rest, i]
        told[i] = left > _SINGULAR * total[i]
    return told


def _connected(s: Sums, seen: NDArray[np.bool_]) -> tuple[IntArray, int]:
    """Label each slot with its set of slots of a family that people connect, and count sets."""
    linked = (s.slots[seen].T @ s.slots[seen]).tocoo()
    same = s.family[linked.coords[0]] == s.family[linked.coords[1]]
    graph = csr_array(
        (linked.data[same], (linked.coords[0][same], linked.coords[1][same])), shape=linked.shape
    )
    sets, labels = connected_components(graph, directed=False)
    return labels.astype(np.int64), int(sets)


def _rank(A: FloatArray, sets: int) -> int:
    """Rank of the normal equations, never more than slots that are not redundant allow."""
    total = A.sum(axis=0)
    size = np.sqrt(np.maximum(np.diag(total), 0.0))
    scale = np.divide(1.0, size, out=np.zeros(size.shape), where=size > 0)
    values = np.linalg.eigvalsh(scale[:, None] * total * scale)
    most = total.shape[0] - sets
    return min(int(np.sum(values > _SINGULAR * max(values.max(initial=0.0), 1.0))), most)


def _replicates(A: FloatArray, b: FloatArray) -> FloatArray:
    """Solutions without one part at a time; parts without authors are passed over."""
    whole, right = A.sum(axis=0), b.sum(axis=0)
    some = np.flatnonzero(np.any(A != 0, axis=(1, 2)))
    if some.size < LEAST_PARTS:
        return np.empty((0, right.size))
    return np.stack([_inverse(whole - A[p]) @ (right - b[p]) for p in some])


def _covariance(
    replicates: FloatArray, plain: FloatArray, freedom: float
) -> tuple[FloatArray, float]:
    g = len(replicates)
    if g == 0:
        return plain.copy(), freedom
    off = replicates - replicates.mean(axis=0)
    return (g - 1) / g * off.T @ off, float(g - 1)


def _correlation(A: FloatArray, k: int) -> FloatArray:
    """Correlation of the covariates once people and slots are taken out."""
    left = A[:k, :k] - A[:k, k:] @ _inverse(A[k:, k:]) @ A[k:, :k]
    size = np.sqrt(np.maximum(np.diag(left), 0.0))
    scale = np.divide(1.0, size, out=np.zeros(k), where=size > 0)
    return scale[:, None] * left * scale


def _same_mean(beta: FloatArray, s: Sums, labels: IntArray) -> tuple[FloatArray, FloatArray]:
    """Shift each connected set of slots to mean 0 over its posts; return the map as well."""
    k = s.v.shape[1]
    posts = np.diagonal(s.pairs, axis1=1, axis2=2).sum(axis=0)
    weight = np.where(labels[:, None] == labels[None, :], posts[None, :], 0.0)
    total = weight.sum(axis=1, keepdims=True)
    centre = np.eye(beta.size)
    centre[k:, k:] -= np.divide(weight, total, out=np.zeros(weight.shape), where=total > 0)
    return centre @ beta, centre


def _own(s: Sums, beta: FloatArray, variance: float) -> FloatArray:
    """Variance of a post of each person, from residuals; hours and weeks count as noise."""
    c, k = s.cells, s.v.shape[1]
    gamma, alpha = beta[:k], beta[k : k + c.known.shape[0]][c.cell]
    explained = c.v @ gamma
    total = c.y - explained - alpha * c.posts
    squares = (
        c.yy
        - 2 * (c.vy @ gamma)
        + np.einsum("nij,i,j->n", c.vv, gamma, gamma)
        - 2 * alpha * (c.y - explained)
        + alpha**2 * c.posts
    )
    n = s.posts.size
    by_person = np.bincount(c.person, squares, n)
    sums = np.bincount(c.person, total, n)
    mean = np.divide(sums**2, s.posts, out=np.zeros(n), where=s.posts > 0)
    return own_variances(
        squares=np.maximum(by_person - mean, 0.0), freedom=s.posts - 1, variance=variance
    )


def _people(
    s: Sums, seen: NDArray[np.bool_], beta: FloatArray, spread: FloatArray, own: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Person effects, with the error of the regression where a person's posts are unusual."""
    value, error = np.full(s.posts.shape, np.nan), np.full(s.posts.shape, np.inf)
    people = np.flatnonzero(seen)
    for start in range(0, people.size, _CHUNK):
        at = people[start : start + _CHUNK]
        share = 1 / s.posts[at]
        h = np.hstack([s.v[at], s.slots[at].toarray()]) * share[:, None]
        value[at] = s.y[at] * share - h @ beta
        error[at] = np.sqrt(own[at] * share + np.sum((h @ spread) * h, axis=1))
    return value, error
