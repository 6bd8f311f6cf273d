"""Series as level, trend, season and noise: what is not known yet, given what is.

A series is ``y_t = level_t + drift t + season_t + x_t b + noise_t``, the level a random walk. For
fixed ratios of the variances (a point of the grid) this is a linear model with a known covariance,
so that any weighted sum of future values has a Student t distribution in closed form. The grid is
averaged over by restricted likelihood: what the data cannot tell widens the interval, where a
single best fit would be too sure.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import cho_factor, cho_solve

__all__ = ["GRID", "Design", "Predicted", "Ratios", "fit", "seasons", "solve"]

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ratios:
    """Variances as multiples of the noise's: of the level's steps, the season, the drift."""

    level: float
    season: float
    drift: float


GRID = tuple(
    Ratios(level=q, season=k, drift=d)
    for q, k, d in product((0.0, 0.01, 0.06, 0.3, 2.0), (0.0, 0.3, 4.0), (0.0, 3e-4, 3e-3, 3e-2))
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Design:
    """What is seen and what is asked for; periods are counted from 0.

    Parameters
    ----------
    seen, ahead : ndarray of int64, shapes (n_seen,) and (n_ahead,)
        Periods with a value, and periods to be predicted.
    weight : ndarray of float64, shape (n_ahead,)
        Of each predicted period in the sum that is asked for.
    period : int
        Periods in a year; 1 for no season.
    x_seen, x_ahead : ndarray of float64, shapes (n_seen, k) and (n_ahead, k)
        Regressors.
    """

    seen: NDArray[np.int64]
    ahead: NDArray[np.int64]
    weight: Floats
    period: int
    x_seen: Floats
    x_ahead: Floats

    @property
    def fixed(self) -> int:
        """Coefficients without a prior: the intercept and the regressors."""
        return 1 + self.x_seen.shape[1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Solved:
    """One point of the grid, solved for a design; nothing here depends on the values."""

    take: Floats
    spread: float
    project: Floats
    log_det: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Predicted:
    """Student t mixtures for the sum that is asked for, one per series.

    Parameters
    ----------
    mean, scale : ndarray of float64, shape (n_series, n_grid)
        Centre and scale of each part.
    log_likelihood : ndarray of float64, shape (n_series, n_grid)
        Restricted log-likelihood, up to a constant.
    df : int
        Degrees of freedom.
    """

    mean: Floats
    scale: Floats
    log_likelihood: Floats
    df: int


def seasons(at: NDArray[np.int64], period: int) -> Floats:
    """Waves of a year, the j-th of size 1/j, shape (len(at), period - 1)."""
    columns = []
    for j in range(1, period // 2 + 1):
        angle = 2 * np.pi * j * at / period
        columns.append(np.cos(angle) / j)
        if 2 * j != period:
            columns.append(np.sin(angle) / j)
    return np.stack(columns, axis=1) if columns else np.zeros((len(at), 0))


def solve(design: Design, ratios: Ratios) -> Solved:
    """Weights of the best linear prediction, and its variance over the noise's (kriging)."""
    n = len(design.seen)
    at = np.concatenate([design.seen, design.ahead]) - int(design.seen.min())
    wave = seasons(at, design.period)
    time = (at - at[:n].mean()).astype(float)
    cov = (
        ratios.level * np.minimum.outer(at, at)
        + ratios.season * wave @ wave.T
        + ratios.drift * np.outer(time, time)
    )
    noise = np.eye(n)
    x = np.column_stack([np.ones(n), design.x_seen])
    x_ahead = np.column_stack([np.ones(len(design.ahead)), design.x_ahead])
    factor = cho_factor(cov[:n, :n] + noise)
    inverse_x = cho_solve(factor, x)
    inner = x.T @ inverse_x
    project = cho_solve(factor, np.eye(n)) - inverse_x @ np.linalg.solve(inner, inverse_x.T)
    cross = cov[:n, n:] @ design.weight
    gap = x_ahead.T @ design.weight - inverse_x.T @ cross
    take = cho_solve(factor, cross) + inverse_x @ np.linalg.solve(inner, gap)
    ahead = cov[n:, n:] + np.eye(len(design.ahead))
    spread = design.weight @ ahead @ design.weight - cross @ cho_solve(factor, cross)
    spread += gap @ np.linalg.solve(inner, gap)
    log_det = 2 * np.log(np.diag(factor[0])).sum() + np.linalg.slogdet(inner)[1]
    return Solved(take=take, spread=float(spread), project=project, log_det=float(log_det))


def fit(design: Design, y: Floats, solved: tuple[Solved, ...]) -> Predicted:
    """Predict for many series of one design; ``y`` has shape (n_series, n_seen)."""
    df = len(design.seen) - design.fixed
    mean = np.stack([y @ s.take for s in solved], axis=1)
    square = np.stack([np.einsum("ut,ts,us->u", y, s.project, y) for s in solved], axis=1)
    square = np.maximum(square, 1e-18)
    log_det = np.array([s.log_det for s in solved])
    return Predicted(
        mean=mean,
        scale=np.sqrt(square / df * np.array([s.spread for s in solved])),
        log_likelihood=-0.5 * log_det - df / 2 * np.log(square),
        df=df,
    )
