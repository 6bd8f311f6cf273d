"""What an event study still says if trends were not parallel: bounds by relative magnitude.

The violation of parallel trends between two periods after the beginning is at most ``bound`` times
the largest one before. The interval is that of the conditional test with a least favourable first
stage. The dual of its linear programme has few corners, so that all of them are listed once and
every candidate value is tested by products of matrices.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import combinations
from math import comb

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri

from vesica.core.effect import HonestBound
from vesica.errors import EstimationError

__all__ = ["DRAWS", "GRID", "relative_magnitudes"]

Floats = NDArray[np.float64]

GRID = 1000
"""Values tested, over 20 standard errors to either side of 0."""

DRAWS = 100_000
"""Draws for the least favourable critical value."""

_SEED = 20231
_CORNERS = 200_000


def relative_magnitudes(
    *,
    effects: Floats,
    covariance: Floats,
    before: int,
    bound: float,
    weights: Floats | None = None,
    level: float = 0.95,
    grid: Floats | None = None,
) -> HonestBound:
    """Interval of an effect after the beginning under bounded relative magnitudes.

    Parameters
    ----------
    effects : ndarray of float64, shape (n_before + n_after,)
        Event-study effects by time, without the reference period right before the beginning.
    covariance : ndarray of float64, shape (n_before + n_after, n_before + n_after)
        Of the effects.
    before : int
        How many of them lie before the beginning.
    bound : float
        How much larger than before a violation may be, as a multiple (M-bar).
    weights : ndarray of float64, shape (n_after,), optional
        Which average of the effects after the beginning; the first one if not given.
    level : float
        Probability of the interval.
    grid : ndarray of float64, optional
        Values to test.

    Raises
    ------
    EstimationError
        If there is nothing before or after, or the covariance has no use.

    References
    ----------
    Rambachan & Roth (2023), doi:10.1093/restud/rdad018, sections 2.4 and 3; Andrews, Roth & Pakes
    (2023), doi:10.1093/restud/rdad006, section 5.
    """
    b, S, lv = _taken(effects, covariance, before, weights)
    after = b.size - before
    spread = float(np.sqrt(lv @ S[before:, before:] @ lv))
    points = np.linspace(-20 * spread, 20 * spread, GRID) if grid is None else grid
    # The first coordinate after the change of basis is the effect asked for; the rest is nuisance.
    first = int(np.argmax(np.abs(lv)))
    basis = np.eye(after)
    basis[[0, first]] = basis[[first, 0]]
    basis[0] = lv
    inverse = np.linalg.inv(basis)
    accepted = np.zeros(points.size, bool)
    for period in range(before):
        for sign in (1.0, -1.0):
            A = _restriction(before, after, bound, period, sign)
            A = A[np.any(A[:, before:] != 0, axis=1)]
            accepted |= _accepted(A, b, S, A[:, before:] @ inverse, points, 1 - level)
    if not accepted.any():
        raise EstimationError(
            f"No value of the effect agrees with the event study at a multiple of {bound}.",
            hint="Ask for a larger multiple.",
        )
    kept = points[accepted]
    return HonestBound(
        restriction="relative magnitudes", bound=bound, low=float(kept.min()),
        high=float(kept.max()), level=level,
    )  # fmt: skip


def _taken(
    effects: Floats, covariance: Floats, before: int, weights: Floats | None
) -> tuple[Floats, Floats, Floats]:
    b, S = np.asarray(effects, float), np.asarray(covariance, float)
    after = b.size - before
    if before < 1 or after < 1:
        raise EstimationError(
            f"The event study has {before} periods before and {after} after the beginning.",
            hint="At least one of each is needed, beside the reference period.",
        )
    if S.shape != (b.size, b.size) or not np.all(np.diag(S) > 0):
        raise EstimationError(
            f"The covariance has the shape {S.shape} for {b.size} effects, or a variance of 0.",
            hint="Use the covariance of the same event times.",
        )
    lv = np.eye(after)[0] if weights is None else np.asarray(weights, float)
    return b, S, lv


def _restriction(before: int, after: int, bound: float, period: int, sign: float) -> Floats:
    """Rows ``A`` with ``A delta <= 0``: one period before has the largest change, upwards or down.

    Changes run over all periods, the reference period among them; its own column is dropped.
    """
    T = before + after
    D = np.diff(np.eye(T + 1), axis=0)
    largest = sign * D[period]
    multiple = np.where(np.arange(T) < before, 1.0, bound)[:, None]
    A = np.vstack([D - multiple * largest, -D - multiple * largest])
    return np.delete(A[np.sum(A**2, axis=1) > 1e-10], before, axis=1)


def _accepted(
    A: Floats, b: Floats, S: Floats, after: Floats, points: Floats, alpha: float
) -> NDArray[np.bool_]:
    """Values that the hybrid test of ``E[A b - after tau] <= 0`` does not reject."""
    sigma = A @ S @ A.T
    corners = _corners(np.sqrt(np.diag(sigma)), after[:, 1:])
    kappa = alpha / 10
    size = (alpha - kappa) / (1 - kappa)
    values, vectors = np.linalg.eigh(sigma)
    spread = corners @ (vectors * np.sqrt(np.maximum(values, 0.0)))
    ceiling = float(np.quantile(np.max(_normals(len(sigma)) @ spread.T, axis=1), 1 - kappa))
    Y = A @ b - points[:, None] * after[:, 0]
    score = Y @ corners.T
    top = np.argmax(score, axis=1)
    eta = score[np.arange(points.size), top]
    gamma = corners[top]
    along = gamma @ sigma
    variance = np.einsum("ij,ij->i", along, gamma)
    along = along / variance[:, None]
    # What is left of Y beside the winning corner fixes the range in which that corner wins.
    rest = (Y - eta[:, None] * along) @ corners.T
    slope = 1 - along @ corners.T
    with np.errstate(divide="ignore", invalid="ignore"):
        edge = rest / slope
    low = np.max(np.where(slope > 1e-9, edge, -np.inf), axis=1)
    high = np.min(np.where(slope < -1e-9, edge, np.inf), axis=1)
    sd = np.sqrt(variance)
    z_low, z_high, z = low / sd, np.minimum(high, ceiling) / sd, eta / sd
    inside = (z >= z_low - 1e-9) & (z <= z_high + 1e-9)
    critical = np.maximum(_truncated_quantile(1 - size, z_low, z_high), 0.0)
    return ~((eta > ceiling) | (inside & (z > critical)))


@lru_cache(maxsize=2)
def _normals(rows: int) -> Floats:
    """Draws that every restriction of one event study shares, shape (DRAWS, rows)."""
    return np.random.default_rng(_SEED).standard_normal((DRAWS, rows))


def _corners(sd: Floats, nuisance: Floats) -> Floats:
    """Corners of ``gamma >= 0, sd' gamma = 1, nuisance' gamma = 0``, shape (n_corners, n_rows)."""
    rows, k = nuisance.shape
    if comb(rows, k + 1) > _CORNERS:
        raise EstimationError(
            f"{k + 1} periods after the beginning are too many for these bounds.",
            hint="Ask for the bounds of the first eight periods.",
        )
    W = np.column_stack([sd, nuisance])
    goal = np.eye(k + 1)[0]
    found = []
    for at in combinations(range(rows), k + 1):
        square = W[list(at)].T
        if abs(np.linalg.det(square)) < 1e-12:
            continue
        part = np.linalg.solve(square, goal)
        if np.all(part >= -1e-9):
            corner = np.zeros(rows)
            corner[list(at)] = np.maximum(part, 0)
            found.append(corner)
    return np.unique(np.round(found, 12), axis=0)


def _truncated_quantile(p: float, low: Floats, high: Floats) -> Floats:
    """Quantile of a standard normal within bounds, from the tail that keeps its digits."""
    mirrored = low > 0
    a, b = np.where(mirrored, -high, low), np.where(mirrored, -low, high)
    share = np.where(mirrored, 1 - p, p)
    x = ndtri(ndtr(a) + share * (ndtr(b) - ndtr(a)))
    return np.where(mirrored, -x, x)
