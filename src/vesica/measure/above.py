"""Probabilities of people to be above bars, given the prior, and how they move with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from vesica.measure.bivariate import Data, Posterior, posterior
from vesica.measure.normal import normal_density, upper
from vesica.measure.prior import Prior, shape_of
from vesica.measure.shape import Shape

__all__ = ["STEP", "Angles", "beside", "cuts_at", "expected_both", "probabilities", "sums"]

FloatArray = NDArray[np.float64]

STEP = 1e-4
"""How far numbers are moved for a derivative."""


def probabilities(data: Data, prior: Prior, bar: float) -> FloatArray:
    """Probability of each person to be in the top share of expertise, influence and both.

    Returns
    -------
    ndarray of float64, shape (3, n_people)
    """
    at, out = cuts_at(data, prior.eta, prior.shape, bar), np.empty((3, data.x1.size))
    for who, part in data.chunks():
        p = Angles.of(posterior(part, prior.eta, prior.shape))
        h, k = (at[0] - p.m1) / p.s1, (at[1] - p.m2) / p.s2
        for row, above in enumerate((ndtr(-h), ndtr(-k), upper(h, k, p.r))):
            out[row, who] = np.sum(p.weight * above, axis=0)
    return out


def expected_both(data: Data, eta: FloatArray, shape: Shape, bar: float) -> float:
    """Expected people in the top shares of both skills, without what its variance needs."""
    at, total = cuts_at(data, eta, shape, bar), 0.0
    for _, part in data.chunks():
        p = Angles.of(posterior(part, eta, shape))
        total += float(np.sum(p.weight * upper((at[0] - p.m1) / p.s1, (at[1] - p.m2) / p.s2, p.r)))
    return total


def cuts_at(data: Data, eta: FloatArray, shape: Shape, bar: float) -> FloatArray:
    """Bars above which the expected top shares are, in units of the skills from their means."""
    spread = np.exp(eta[2:4])
    cuts = spread * shape.quantile(bar)
    n = data.x1.size
    for _ in range(50):
        count, density = np.zeros(2), np.zeros(2)
        for _who, part in data.chunks():
            at = Angles.of(posterior(part, eta, shape))
            for j, (m, s) in enumerate(((at.m1, at.s1), (at.m2, at.s2))):
                h = (cuts[j] - m) / s
                count[j] += np.sum(at.weight * ndtr(-h))
                density[j] += np.sum(at.weight * normal_density(h) / s)
        step = (count - n * (1 - bar)) / np.maximum(density, 1e-12 * n)
        cuts = cuts + np.clip(step, -spread / 2, spread / 2)
        if float(np.max(np.abs(step) / spread)) < 1e-10:
            break
    return cuts


@dataclass(frozen=True, slots=True, kw_only=True)
class Angles:
    """A posterior as means, standard deviations and correlations, all (n_scales, n_people)."""

    m1: FloatArray
    m2: FloatArray
    s1: FloatArray
    s2: FloatArray
    r: FloatArray
    weight: FloatArray

    @classmethod
    def of(cls, p: Posterior) -> Angles:
        """Of a posterior in means, variances and covariances."""
        s1, s2 = np.sqrt(p.v1), np.sqrt(p.v2)
        return cls(m1=p.m1, m2=p.m2, s1=s1, s2=s2, r=p.v12 / (s1 * s2), weight=p.weight)

    def slope(self, other: Angles) -> Angles:
        """Central difference, of which this is the upper side."""
        parts = {
            f.name: (getattr(self, f.name) - getattr(other, f.name)) / (2 * STEP)
            for f in fields(self)
        }
        return Angles(**parts)


def beside(data: Data, eta: FloatArray, shape: Shape) -> list[Angles | None]:
    """Derivatives of the posteriors by each number of the prior, and by the errors' scales."""
    tails = shape.tail > 0
    out: list[Angles | None] = []
    for j, move in enumerate(np.eye(6) * STEP):
        if j == 5 and not tails:
            out.append(None)
            continue
        up, down = (
            Angles.of(posterior(data, at, shape_of(at, tails=True) if j == 5 else shape))
            for at in (eta + move, eta - move)
        )
        out.append(up.slope(down))
    for move in np.eye(2) * STEP:
        up, down = (
            Angles.of(posterior(data.noisier(*np.exp(m)), eta, shape)) for m in (move, -move)
        )
        out.append(up.slope(down))
    return out


def sums(
    at: Angles, beside: Sequence[Angles | None], cuts: FloatArray
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Probabilities of people, (3, n_people), slopes of their sums, (3, 8), and what is at bars.

    The last: the density of people at each bar, and of those who are above the other.
    """
    h, k, r = (cuts[0] - at.m1) / at.s1, (cuts[1] - at.m2) / at.s2, at.r
    s = np.sqrt((1 - r) * (1 + r))
    f, g = at.weight * normal_density(h), at.weight * normal_density(k)
    by_h, by_k = -f * ndtr((r * h - k) / s), -g * ndtr((r * k - h) / s)
    by_r = f * normal_density((k - r * h) / s) / s
    e, i, b = ndtr(-h), ndtr(-k), upper(h, k, r)
    slopes = np.zeros((3, 8))
    for j, d in enumerate(beside):
        if d is None:
            continue
        dh, dk = -(d.m1 + h * d.s1) / at.s1, -(d.m2 + k * d.s2) / at.s2
        slopes[0, j] = np.sum(d.weight * e - f * dh)
        slopes[1, j] = np.sum(d.weight * i - g * dk)
        slopes[2, j] = np.sum(d.weight * b + by_h * dh + by_k * dk + by_r * d.r)
    edge = [np.sum(x) for x in (f / at.s1, g / at.s2, -by_h / at.s1, -by_k / at.s2)]
    return (
        np.stack([np.sum(at.weight * x, axis=0) for x in (e, i, b)]),
        slopes,
        np.array(edge),
    )
