"""Two latent skills, a scale mixture of normals between people, each measured with error."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from vesica.measure.shape import Shape

__all__ = ["Data", "Posterior", "log_likelihood", "posterior", "scores"]

FloatArray = NDArray[np.float64]

_LEAST_NOISE = 1e-4
_CHUNK = 2048


@dataclass(frozen=True, slots=True, kw_only=True)
class Data:
    """Measurements and their precisions; a precision of 0 means no evidence.

    Parameters
    ----------
    x1, x2 : ndarray of float64, shape (n_people,)
        Measurements [sd]; 0 without evidence.
    p1, p2, p12 : ndarray of float64, shape (n_people,)
        Inverse of the covariance of the two errors [1/sd²].
    """

    x1: FloatArray
    x2: FloatArray
    p1: FloatArray
    p2: FloatArray
    p12: FloatArray

    @classmethod
    def of(
        cls,
        x1: FloatArray,
        noise1: FloatArray,
        x2: FloatArray,
        noise2: FloatArray,
        *,
        shared: float = 0.0,
    ) -> Data:
        """Take signals with error standard deviations, infinite without evidence.

        ``shared`` is the correlation of the two errors of a person.
        """
        s1, s2 = (1 / np.maximum(s, _LEAST_NOISE) for s in (noise1, noise2))
        both = (s1 > 0) & (s2 > 0)
        rest = np.where(both, 1 - shared**2, 1.0)
        return cls(
            x1=np.where(s1 > 0, x1, 0.0),
            x2=np.where(s2 > 0, x2, 0.0),
            p1=s1**2 / rest,
            p2=s2**2 / rest,
            p12=-shared * s1 * s2 / rest,
        )

    @property
    def seen(self) -> NDArray[np.bool_]:
        """Who has evidence on either skill."""
        return (self.p1 > 0) | (self.p2 > 0)

    @property
    def both(self) -> int:
        """People measured on both skills."""
        return int(np.count_nonzero((self.p1 > 0) & (self.p2 > 0)))

    def of_people(self, who: NDArray[np.bool_] | slice) -> Data:
        """Of some people."""
        return Data(
            x1=self.x1[who], x2=self.x2[who], p1=self.p1[who], p2=self.p2[who], p12=self.p12[who]
        )

    def chunks(self) -> Iterator[tuple[slice, Data]]:
        """A few thousand people at a time, so that what is computed of them stays small."""
        for start in range(0, self.x1.size, _CHUNK):
            who = slice(start, start + _CHUNK)
            yield who, self.of_people(who)

    def noisier(self, first: float, second: float) -> Data:
        """With error variances multiplied."""
        return replace(
            self,
            p1=self.p1 / first,
            p2=self.p2 / second,
            p12=self.p12 / (first * second) ** 0.5,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Posterior:
    """Posterior of the two skills of each person: a mixture over the scales of the prior.

    Parameters
    ----------
    m1, m2 : ndarray of float64, shape (n_scales, n_people)
        Means less the mean of the prior [sd].
    v1, v2, v12 : ndarray of float64, shape (n_scales, n_people)
        Variances and covariance [sd²].
    weight : ndarray of float64, shape (n_scales, n_people)
        Probability of each scale.
    log_density : ndarray of float64, shape (n_people,)
        Of what was measured, up to a constant of the errors.
    """

    m1: FloatArray
    m2: FloatArray
    v1: FloatArray
    v2: FloatArray
    v12: FloatArray
    weight: FloatArray
    log_density: FloatArray


def posterior(data: Data, eta: FloatArray, shape: Shape) -> Posterior:
    """Posterior of everyone given the prior; per scale ``V = (T^-1 / scale + P)^-1``.

    Parameters
    ----------
    data : Data
        Measurements.
    eta : ndarray of float64, shape (5,) or more
        Means, log standard deviations, and Fisher's z of the correlation.
    shape : Shape
        Scales and their weights.
    """
    t1, t2 = np.exp(eta[2]), np.exp(eta[3])
    rho, rest = np.tanh(eta[4]), 1 / np.cosh(eta[4]) ** 2
    w = shape.scale[:, None]
    a, c, b = 1 / (t1**2 * rest) / w, 1 / (t2**2 * rest) / w, -rho / (t1 * t2 * rest) / w
    A, C, B = a + data.p1, c + data.p2, b + data.p12
    determinant = A * C - B * B
    d1, d2 = data.x1 - eta[0], data.x2 - eta[1]
    r1, r2 = data.p1 * d1 + data.p12 * d2, data.p12 * d1 + data.p2 * d2
    v1, v2, v12 = C / determinant, A / determinant, -B / determinant
    m1, m2 = v1 * r1 + v12 * r2, v12 * r1 + v2 * r2
    # log N(x; mu, w T + S) with det(w T + S) = det(T^-1 / w + P) det(w T) det(S) and
    # d' (w T + S)^-1 d = d' P d - r' V r
    log = 0.5 * (r1 * m1 + r2 * m2) - 0.5 * np.log(determinant)
    log += (shape.log_weight - np.log(shape.scale))[:, None]
    top = np.max(log, axis=0)
    weight = np.exp(log - top)
    total = np.sum(weight, axis=0)
    return Posterior(
        m1=m1,
        m2=m2,
        v1=v1,
        v2=v2,
        v12=v12,
        weight=weight / total,
        log_density=top
        + np.log(total)
        - 0.5 * (d1 * r1 + d2 * r2)
        - float(np.log(t1) + np.log(t2) + 0.5 * np.log(rest)),
    )


def log_likelihood(data: Data, eta: FloatArray, shape: Shape) -> float:
    """Marginal log likelihood of everyone, up to a constant of the errors."""
    return sum(float(np.sum(posterior(part, eta, shape).log_density)) for _, part in data.chunks())


def scores(data: Data, eta: FloatArray, shape: Shape) -> tuple[float, FloatArray]:
    """Log likelihood, and the gradient of each person's by Fisher's identity.

    Returns
    -------
    log_likelihood : float
    gradient : ndarray of float64, shape (n_people, 6)
        By means, log standard deviations, Fisher's z and the inverse degrees of freedom; the
        last is 0 for the normal.
    """
    total, out = 0.0, np.empty((data.x1.size, 6))
    for who, part in data.chunks():
        post = posterior(part, eta, shape)
        total += float(np.sum(post.log_density))
        out[who] = _gradient(post, eta, shape)
    return total, out


def _gradient(post: Posterior, eta: FloatArray, shape: Shape) -> FloatArray:
    t1, t2, rho = np.exp(eta[2]), np.exp(eta[3]), np.tanh(eta[4])
    rest = 1 / np.cosh(eta[4]) ** 2
    inverse = 1 / shape.scale
    by_scale = post.weight * inverse[:, None]
    s11 = (post.m1**2 + post.v1) / t1**2
    s22 = (post.m2**2 + post.v2) / t2**2
    s12 = (post.m1 * post.m2 + post.v12) / (t1 * t2)
    # Complete data at scale w: log f = -log t1 - log t2 - log(rest)/2 - log w - delta/(2 w),
    # delta = (s11 - 2 rho s12 + s22)/rest
    delta = (s11 - 2 * rho * s12 + s22) / rest
    d1, d2 = np.sum(by_scale * post.m1, axis=0) / t1, np.sum(by_scale * post.m2, axis=0) / t2
    q11, q22, q12, q = (np.sum(by_scale * x, axis=0) for x in (s11, s22, s12, delta))
    by_tail = shape.d_log_weight - shape.d_scale * inverse
    return np.stack(
        [
            (d1 - rho * d2) / (t1 * rest),
            (d2 - rho * d1) / (t2 * rest),
            (q11 - rho * q12) / rest - 1,
            (q22 - rho * q12) / rest - 1,
            rho + q12 - rho * q,
            by_tail @ post.weight + (0.5 * shape.d_scale * inverse) @ (by_scale * delta),
        ],
        axis=1,
    )
