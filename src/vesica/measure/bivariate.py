"""Two latent skills, bivariate normal between people, each measured with error."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import ndtr, owens_t

__all__ = ["Data", "Posterior", "Prior", "fit", "normal_density", "posterior", "upper"]

FloatArray = NDArray[np.float64]

_MOST_CORRELATED = 0.99
_LEAST_NOISE = 1e-4
_TINY = 1e-200


@dataclass(frozen=True, slots=True, kw_only=True)
class Data:
    """Measurements and their precisions; a precision of 0 means no evidence.

    Parameters
    ----------
    x1, x2 : ndarray of float64, shape (n_people,)
        Measurements [sd]; 0 without evidence.
    p1, p2 : ndarray of float64, shape (n_people,)
        Inverse error variances [1/sd²].
    """

    x1: FloatArray
    x2: FloatArray
    p1: FloatArray
    p2: FloatArray

    @classmethod
    def of(cls, x1: FloatArray, noise1: FloatArray, x2: FloatArray, noise2: FloatArray) -> Data:
        """Take signals with error standard deviations, infinite without evidence."""
        p1, p2 = (1 / np.maximum(s, _LEAST_NOISE) ** 2 for s in (noise1, noise2))
        return cls(x1=np.where(p1 > 0, x1, 0.0), x2=np.where(p2 > 0, x2, 0.0), p1=p1, p2=p2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Prior:
    """The two skills between people.

    Parameters
    ----------
    eta : ndarray of float64, shape (5,)
        Means, log standard deviations, and Fisher's z of the correlation.
    pulls : ndarray of float64, shape (n_people, 5)
        How far each person moves ``eta``; 0 without evidence.
    people : int
        With evidence on either.
    floor : float
        Least variance of Fisher's z: ``1 / (n - 3)`` with ``n`` people measured on both.
    """

    eta: FloatArray
    pulls: FloatArray
    people: int
    floor: float

    def covariance(self, group: NDArray[np.int64] | None = None) -> FloatArray:
        """Covariance of ``eta``, shape (5, 5); people of one ``group`` may resemble each other."""
        sums, n = self.pulls, self.people
        if group is not None:
            sums = np.stack([np.bincount(group, weights=p) for p in self.pulls.T], axis=1)
            n = np.unique(group).size
        covariance = np.asarray(sums.T @ sums * (n / max(n - 1, 1)), dtype=np.float64)
        # No measurement says more of a correlation than the skills themselves would.
        covariance[4, 4] += max(self.floor - covariance[4, 4], 0.0)
        return covariance


@dataclass(frozen=True, slots=True, kw_only=True)
class Posterior:
    """Posterior of the two skills of each person.

    Parameters
    ----------
    m1, m2, v1, v2, v12 : ndarray of float64, shape (n_people,)
        Means [sd], variances and covariance [sd²].
    """

    m1: FloatArray
    m2: FloatArray
    v1: FloatArray
    v2: FloatArray
    v12: FloatArray


def _inverse_prior(eta: FloatArray) -> tuple[float, float, float]:
    """Entries (1,1), (2,2) and (1,2) of the inverse of T."""
    t1, t2, rho = np.exp(eta[2]), np.exp(eta[3]), np.tanh(eta[4])
    rest = 1 / np.cosh(eta[4]) ** 2
    return float(1 / t1**2 / rest), float(1 / t2**2 / rest), float(-rho / (t1 * t2) / rest)


def posterior(data: Data, eta: FloatArray) -> Posterior:
    """Posterior of everyone given the prior; ``V = (T^-1 + S^-1)^-1``."""
    a, c, b = _inverse_prior(eta)
    A, C = a + data.p1, c + data.p2
    determinant = A * C - b * b
    v1, v2, v12 = C / determinant, A / determinant, -b / determinant
    r1, r2 = data.p1 * (data.x1 - eta[0]), data.p2 * (data.x2 - eta[1])
    return Posterior(
        m1=eta[0] + v1 * r1 + v12 * r2, m2=eta[1] + v12 * r1 + v2 * r2, v1=v1, v2=v2, v12=v12
    )


def _log_likelihood(data: Data, eta: FloatArray) -> float:
    a, c, b = _inverse_prior(eta)
    determinant = (a + data.p1) * (c + data.p2) - b * b
    post = posterior(data, eta)
    # (x - mu)' (T + S)^-1 (x - mu) = (x - mu)' S^-1 (x - m)
    d1, d2 = data.x1 - eta[0], data.x2 - eta[1]
    fit = data.p1 * d1 * (data.x1 - post.m1) + data.p2 * d2 * (data.x2 - post.m2)
    return float(
        -0.5 * np.sum(np.log(determinant) + fit) + 0.5 * data.x1.size * np.log(a * c - b * b)
    )


def _scores(data: Data, eta: FloatArray) -> FloatArray:
    """Gradient of each person's log likelihood, by Fisher's identity, shape (n_people, 5)."""
    post = posterior(data, eta)
    t1, t2, rho = np.exp(eta[2]), np.exp(eta[3]), np.tanh(eta[4])
    rest = 1 / np.cosh(eta[4]) ** 2
    d1, d2 = (post.m1 - eta[0]) / t1, (post.m2 - eta[1]) / t2
    s11, s22 = d1**2 + post.v1 / t1**2, d2**2 + post.v2 / t2**2
    s12 = d1 * d2 + post.v12 / (t1 * t2)
    # Complete data: log f = -log t1 - log t2 - log(rest)/2 - (s11 - 2 rho s12 + s22)/(2 rest)
    return np.stack(
        [
            (d1 - rho * d2) / (t1 * rest),
            (d2 - rho * d1) / (t2 * rest),
            (s11 - rho * s12) / rest - 1,
            (s22 - rho * s12) / rest - 1,
            rho + s12 - rho * (s11 - 2 * rho * s12 + s22) / rest,
        ],
        axis=1,
    )


def fit(data: Data) -> Prior:
    """Maximise the marginal likelihood of means, variances and correlation.

    The likelihood equations are moment equations weighted by information: they hold for any
    prior with these moments as long as errors do not depend on the skills. The covariance of the
    estimates is the sandwich of White, which holds there too.

    Parameters
    ----------
    data : Data
        Of everyone; people without evidence have no pull.

    Returns
    -------
    Prior

    References
    ----------
    Louis (1982), doi:10.1111/j.2517-6161.1982.tb01203.x; White (1982), doi:10.2307/1912526.
    """
    n = max(int(np.count_nonzero(data.p1 + data.p2)), 1)
    both = np.count_nonzero((data.p1 > 0) & (data.p2 > 0))
    most = float(np.arctanh(_MOST_CORRELATED))
    found = minimize(
        lambda eta: (-_log_likelihood(data, eta) / n, -np.sum(_scores(data, eta), axis=0) / n),
        np.zeros(5),
        jac=True,
        method="L-BFGS-B",
        bounds=[(-3, 3), (-3, 3), (-3, 2), (-3, 2), (-most, most)],
        options={"ftol": 1e-15, "gtol": 1e-10, "maxiter": 500},
    )
    eta = _polished(data, np.asarray(found.x, dtype=float), most)
    pulls = _scores(data, eta)
    H = _information(data, eta)
    if float(np.min(np.linalg.eigvalsh(H))) <= 0:
        H = pulls.T @ pulls
    bread = np.linalg.pinv(H, hermitian=True)
    return Prior(eta=eta, pulls=pulls @ bread, people=n, floor=1 / max(both - 3, 1))


def _polished(data: Data, eta: FloatArray, most: float) -> FloatArray:
    """Newton steps to the last digit, so that the order of people leaves no trace."""
    free = np.array([True, True, True, True, abs(eta[4]) < most - 1e-6])
    H = _information(data, eta)[np.ix_(free, free)]
    if float(np.min(np.linalg.eigvalsh(H))) <= 0:
        return eta
    for _ in range(20):
        step = np.zeros(5)
        step[free] = np.linalg.solve(H, np.sum(_scores(data, eta), axis=0)[free])
        if float(np.max(np.abs(step))) > 0.05:
            return eta
        eta = eta + step
        if float(np.max(np.abs(step))) < 1e-13:
            break
    return eta


def _information(data: Data, eta: FloatArray) -> FloatArray:
    step, rows = 1e-4, []
    for j in range(5):
        move = np.zeros(5)
        move[j] = step
        up = np.sum(_scores(data, eta + move), axis=0)
        down = np.sum(_scores(data, eta - move), axis=0)
        rows.append((down - up) / (2 * step))
    H = np.array(rows)
    return (H + H.T) / 2


def upper(h: FloatArray, k: FloatArray, r: FloatArray) -> FloatArray:
    """Probability that two standard normals with correlation ``r`` exceed ``h`` and ``k``.

    Parameters
    ----------
    h, k, r : ndarray of float64, shape (n,)
        Bars, and correlation strictly between -1 and 1.

    Returns
    -------
    ndarray of float64, shape (n,)
        Accurate to 1e-12 or so.

    References
    ----------
    Owen (1956), doi:10.1214/aoms/1177728074, equation 2.1.
    """
    h = -np.where(np.abs(h) < _TINY, _TINY, h)
    k = -np.where(np.abs(k) < _TINY, _TINY, k)
    s = np.sqrt((1 - r) * (1 + r))
    with np.errstate(over="ignore"):
        a, b = (k / h - r) / s, (h / k - r) / s
    same = np.where(h * k < 0, 0.5, 0.0)
    p = 0.5 * (ndtr(h) + ndtr(k)) - owens_t(h, a) - owens_t(k, b) - same
    return np.clip(p, 0.0, 1.0)


def normal_density(h: FloatArray) -> FloatArray:
    """Standard normal density."""
    return np.exp(-0.5 * h**2) / np.sqrt(2 * np.pi)
