"""The course that units have in common, and each unit's forecast around it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from vesica.incentives.state_space import GRID, Design, Predicted, fit, seasons, solve

__all__ = ["ALONE_YEARS", "POOL", "predict"]

Floats = NDArray[np.float64]

ALONE_YEARS = 1.5
"""A series that stands alone needs one and a half years: fewer tell no season from a trend."""
POOL = 5
"""Units with a long series that it takes to help out those with a short one."""


def predict(
    y: Floats,
    seen: NDArray[np.bool_],
    ok: NDArray[np.bool_],
    weight: Floats,
    x: Floats,
    period: int,
    out: dict[str, Floats],
    df: NDArray[np.int64],
) -> None:
    """Fill in the mixtures, units with the same periods together."""
    n = y.shape[1]
    ahead = np.arange(n, n + len(weight))
    patterns, index = np.unique(seen[ok], axis=0, return_inverse=True)
    index = index.ravel()
    rows, common = np.flatnonzero(ok), None
    order = np.argsort(-patterns.sum(axis=1), kind="stable")  # the longest series speak first
    for k in order:
        at = np.flatnonzero(patterns[k])
        members = rows[index == k]
        values = y[np.ix_(members, at)]
        long = len(at) >= ALONE_YEARS * period
        own = np.zeros((n + len(weight), 0))
        if common is None and not (len(members) >= POOL and long):
            # Nobody to learn the course from: drift and the year's first wave without a prior.
            own = _waves(np.arange(n + len(weight)), period)[:, :3]
        free = np.column_stack([x, own])
        design = Design(
            seen=at, ahead=ahead, weight=weight, period=period, x_seen=free[at], x_ahead=free[n:]
        )
        solved = tuple(solve(design, r) for r in GRID)
        found = fit(design, values, solved)
        if common is None and len(members) >= POOL and long:
            best = int(np.argmax(found.log_likelihood.sum(axis=0)))
            common = _course(design, values, solved[best].project, found.df)
        if common is not None:
            found = _around(design, values, solved, common)
        log = found.log_likelihood
        chance = np.exp(log - log.max(axis=1, keepdims=True))
        out["weight"][members] = chance / chance.sum(axis=1, keepdims=True)
        out["mean"][members] = found.mean
        out["scale"][members] = found.scale
        df[members] = found.df


def _waves(at: NDArray[np.int64], period: int) -> Floats:
    return np.column_stack([at.astype(float), seasons(at, period)])


def _course(design: Design, y: Floats, project: Floats, df: int) -> tuple[Floats, Floats]:
    """Drift and season that the units have in common, and the covariance of that estimate."""
    z = _waves(design.seen, design.period)
    inner = z.T @ project @ z
    inner += 1e-9 * np.trace(inner) * np.eye(len(inner))
    course = np.linalg.solve(inner, z.T @ project @ y.mean(axis=0))
    rest = y - z @ course
    variance = np.einsum("ut,ts,us->u", rest, project, rest).mean() / df
    return course, variance / len(y) * np.linalg.inv(inner)


def _around(design: Design, y: Floats, solved: tuple, common: tuple[Floats, Floats]) -> Predicted:
    """Predict each unit's deviation from the common course, and add the course again."""
    course, covariance = common
    z_seen, z_ahead = (_waves(t, design.period) for t in (design.seen, design.ahead))
    found = fit(design, y - z_seen @ course, solved)
    asked = z_ahead.T @ design.weight
    mean, scale = found.mean + asked @ course, found.scale.copy()
    for h, point in enumerate(solved):
        z = asked - z_seen.T @ point.take
        scale[:, h] = np.sqrt(scale[:, h] ** 2 + z @ covariance @ z)
    return Predicted(mean=mean, scale=scale, log_likelihood=found.log_likelihood, df=found.df)
