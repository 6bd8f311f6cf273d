"""The two latent skills: their correlation, tails, and what they depend on."""

from __future__ import annotations

import numpy as np

from vesica.demo.simulator.draws import standardised
from vesica.demo.simulator.presets import Preset

__all__ = ["draw_skills"]


def draw_skills(
    preset: Preset,
    rng: np.random.Generator,
    *,
    age: np.ndarray,
    tenure: np.ndarray,
    level: np.ndarray,
    silo: np.ndarray,
    unit: np.ndarray,
) -> tuple[np.ndarray, np.ndarray]:
    """Draw expertise and influence, each with SD 1 and together with the preset's correlation.

    Each skill is a systematic part (age, tenure, level, silo), a part that a department shares,
    and a personal part. The systematic parts already correlate; the remaining parts are given
    the correlation that makes the total come out right.

    Returns
    -------
    theta1, theta2 : ndarray of float, shape (n,)
        Expertise and influence [SD].
    """
    m1 = preset.age_on_expertise * standardised(age)
    m1 = m1 + preset.silo_on_expertise * standardised(silo.astype(float))
    m2 = preset.tenure_on_influence * standardised(tenure)
    m2 = m2 + preset.level_on_influence * standardised(level.astype(float))
    left1, left2 = np.sqrt(1 - m1.var()), np.sqrt(1 - m2.var())
    rest = (preset.correlation - float((m1 * m2).mean())) / (left1 * left2)
    own = _personal(preset, rng, len(age), rest)
    shared = _pair(rng, int(unit.max()) + 1, rest)
    a, b = np.sqrt(1 - preset.unit_variance), np.sqrt(preset.unit_variance)
    theta1 = m1 + left1 * (a * own[0] + b * shared[0][unit])
    theta2 = m2 + left2 * (a * own[1] + b * shared[1][unit])
    return theta1, theta2


def _pair(rng: np.random.Generator, n: int, correlation: float) -> tuple[np.ndarray, np.ndarray]:
    x, y = rng.normal(size=n), rng.normal(size=n)
    return x, correlation * x + np.sqrt(1 - correlation**2) * y


def _personal(
    preset: Preset, rng: np.random.Generator, n: int, correlation: float
) -> tuple[np.ndarray, np.ndarray]:
    """Personal parts of the ``n`` people who are in the roster, out of a pool if it is chosen."""
    pool = int(np.ceil(n / preset.kept))
    x, y = _pair(rng, pool, correlation)
    nu = preset.degrees_of_freedom
    if nu > 0:
        stretch = np.sqrt((nu - 2) / rng.chisquare(nu, pool))
        x, y = x * stretch, y * stretch
    if pool > n:
        total = x + y + rng.normal(0, 0.5, pool)
        chosen = np.sort(np.argsort(-total, kind="stable")[:n])
        x, y = x[chosen], y[chosen]
    return x, y
