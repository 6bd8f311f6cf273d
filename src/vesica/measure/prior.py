"""Fitting the prior of two skills by marginal likelihood."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vesica.measure.bivariate import Data, scores
from vesica.measure.shape import HEAVIEST, LIGHTEST, NORMAL, Shape, heavy

__all__ = ["Prior", "climb", "fit", "shape_of"]

FloatArray = NDArray[np.float64]

_MOST = float(np.arctanh(0.99))
_LOW = np.array([-3.0, -3.0, -3.0, -3.0, -_MOST, LIGHTEST])
_HIGH = np.array([3.0, 3.0, 2.0, 2.0, _MOST, HEAVIEST])
_START = 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class Prior:
    """The two skills between people.

    Parameters
    ----------
    eta : ndarray of float64, shape (6,)
        Means, log standard deviations, Fisher's z of the correlation, and the inverse degrees
        of freedom: 0 for the normal.
    shape : Shape
        Scales that go with the last.
    pulls : ndarray of float64, shape (n_people, 6)
        How far each person moves ``eta``; 0 without evidence.
    bread : ndarray of float64, shape (6, 6)
        Inverse of the information; 0 in rows and columns that are not free.
    log_likelihood : float
        Marginal, up to a constant of the errors.
    people : int
        With evidence on either.
    floor : float
        Least variance of Fisher's z: ``1 / (n - 3)`` with ``n`` people measured on both.
    """

    eta: FloatArray
    shape: Shape
    pulls: FloatArray
    bread: FloatArray
    log_likelihood: float
    people: int
    floor: float

    def covariance(self, group: NDArray[np.int64] | None = None) -> FloatArray:
        """Covariance of ``eta``, shape (6, 6); people of one ``group`` may resemble each other."""
        sums, n = self.pulls, self.people
        if group is not None:
            sums = np.stack([np.bincount(group, weights=p) for p in self.pulls.T], axis=1)
            n = np.unique(group).size
        covariance = np.asarray(sums.T @ sums * (n / max(n - 1, 1)), dtype=np.float64)
        # No measurement says more of a correlation than the skills themselves would.
        covariance[4, 4] += max(self.floor - covariance[4, 4], 0.0)
        return covariance


def shape_of(eta: FloatArray, *, tails: bool) -> Shape:
    """Shape that goes with the numbers of a prior."""
    return heavy(float(eta[5])) if tails else NORMAL


def fit(data: Data, *, tails: bool, start: FloatArray | None = None) -> Prior:
    """Maximise the marginal likelihood of means, variances, correlation and tails.

    The likelihood equations of the normal are moment equations weighted by information: they
    hold for any prior with these moments as long as errors do not depend on the skills. The
    covariance of the estimates is the sandwich of White, which holds there too.

    Parameters
    ----------
    data : Data
        Of everyone; people without evidence have no pull.
    tails : bool
        Whether tails may be heavier than the normal's.
    start : ndarray of float64, shape (6,), optional
        Where to begin.

    Returns
    -------
    Prior

    References
    ----------
    Berndt, Hall, Hall & Hausman (1974), Annals of Economic and Social Measurement 3, 653-665,
    for the first steps; Louis (1982), doi:10.1111/j.2517-6161.1982.tb01203.x; White (1982),
    doi:10.2307/1912526.
    """
    seen = data.seen
    some = data.of_people(seen)
    if start is None:
        start = np.zeros(6)
    if tails and not start[5]:
        start = np.append(fit(data, tails=False).eta[:5], _START)
    eta = climb(some, start.copy(), tails=tails)
    free = np.array([True, True, True, True, abs(eta[4]) < _HIGH[4] - 1e-6, tails])
    H = _information(some, eta, free, tails=tails)
    if float(np.min(np.linalg.eigvalsh(H))) > 0:
        eta = _polished(some, eta, free, H, tails=tails)
    log, gradient = scores(some, eta, shape_of(eta, tails=tails))
    if float(np.min(np.linalg.eigvalsh(H))) <= 0:
        own = gradient[:, free]
        H = own.T @ own
    bread = np.zeros((6, 6))
    bread[np.ix_(free, free)] = np.linalg.pinv(H, hermitian=True)
    pulls = np.zeros((seen.size, 6))
    pulls[seen] = gradient @ bread
    return Prior(
        eta=eta,
        shape=shape_of(eta, tails=tails),
        pulls=pulls,
        bread=bread,
        log_likelihood=log,
        people=max(int(np.count_nonzero(seen)), 1),
        floor=1 / max(data.both - 3, 1),
    )


def climb(data: Data, eta: FloatArray, *, tails: bool, enough: float = 1e-3) -> FloatArray:
    """Steps along the gradient in the metric of its outer products, each of them uphill.

    Parameters
    ----------
    data : Data
        Of people with evidence.
    eta : ndarray of float64, shape (6,)
        Where to begin.
    tails : bool
        Whether the last number may move.
    enough : float
        Largest step that is the last.
    """
    log, gradient = scores(data, eta, shape_of(eta, tails=tails))
    for _ in range(200):
        g = np.sum(gradient, axis=0)
        free = np.array([True, True, True, True, True, tails])
        free &= ~((eta <= _LOW) & (g < 0)) & ~((eta >= _HIGH) & (g > 0))
        own = gradient[:, free]
        B = own.T @ own
        step = np.zeros(6)
        step[free] = np.linalg.lstsq(B, g[free], rcond=1e-12)[0]
        step *= min(1.0, 1.0 / max(float(np.max(np.abs(step))), 1e-300))
        for _ in range(30):
            moved = eta + step
            moved[:5] = np.clip(moved[:5], _LOW[:5], _HIGH[:5])
            if tails:
                moved[5] = np.clip(moved[5], _LOW[5], _HIGH[5])
            up, slopes = scores(data, moved, shape_of(moved, tails=tails))
            if up >= log - 1e-9 * abs(log):
                break
            step /= 2
        else:
            return eta
        size = float(np.max(np.abs(moved - eta)))
        eta, log, gradient = moved, up, slopes
        if size < enough:
            break
    return eta


def _polished(
    data: Data, eta: FloatArray, free: NDArray[np.bool_], H: FloatArray, *, tails: bool
) -> FloatArray:
    """Newton steps to the last digit, so that the order of people leaves no trace."""
    place = np.cumsum(free) - 1
    for _ in range(30):
        g = np.sum(scores(data, eta, shape_of(eta, tails=tails))[1], axis=0)
        inside = free & ~((eta <= _LOW) & (g < 0)) & ~((eta >= _HIGH) & (g > 0))
        at, step = place[inside], np.zeros(6)
        step[inside] = np.linalg.solve(H[np.ix_(at, at)], g[inside])
        if float(np.max(np.abs(step))) > 0.05:
            return eta
        eta = np.where(free, np.clip(eta + step, _LOW, _HIGH), eta)
        if float(np.max(np.abs(step))) < 1e-13:
            break
    return eta


def _information(
    data: Data, eta: FloatArray, free: NDArray[np.bool_], *, tails: bool
) -> FloatArray:
    step, rows = 1e-4, []
    for j in np.flatnonzero(free):
        move = np.zeros(6)
        move[j] = step
        up, down = (
            np.sum(scores(data, at, shape_of(at, tails=tails))[1], axis=0)[free]
            for at in (eta + move, eta - move)
        )
        rows.append((down - up) / (2 * step))
    H = np.array(rows)
    return (H + H.T) / 2
