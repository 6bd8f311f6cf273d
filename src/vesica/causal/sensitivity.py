"""How strong something unseen must be to explain an effect away."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from vesica.core.effect import Check, Verdict
from vesica.errors import EstimationError

__all__ = ["benchmarks", "e_value", "robustness", "robustness_value"]

Floats = NDArray[np.float64]


def e_value(*, size: float, error: float, level: float = 0.95) -> tuple[float, float]:
    """E-value of a standardised mean difference, and of the end of its interval nearest to 0.

    Parameters
    ----------
    size, error : float
        Effect and its standard error [sd of the outcome].
    level : float
        Probability of the interval.

    Returns
    -------
    tuple of float
        Least strength, as a risk ratio with both choice and outcome, of something unseen that
        explains the effect away, or moves its interval to 0; 1 if nothing is needed.

    References
    ----------
    VanderWeele & Ding (2017), doi:10.7326/M16-2607, table 2.
    """
    z = float(stats.norm.ppf((1 + level) / 2))
    near = max(abs(size) - z * error, 0.0)
    return _e(float(np.exp(0.91 * abs(size)))), _e(float(np.exp(0.91 * near)))


def _e(ratio: float) -> float:
    return ratio + float(np.sqrt(ratio * (ratio - 1)))


def robustness_value(
    *, t: float, freedom: float, share: float = 1.0, level: float | None = None
) -> float:
    """Share of what is left of choice and outcome that something unseen must explain.

    Parameters
    ----------
    t : float
        Effect over its (classical) standard error.
    freedom : float
        Residual degrees of freedom.
    share : float
        Part of the effect to be explained away.
    level : float, optional
        If given, until the interval at this level holds 0.

    Raises
    ------
    EstimationError
        If there are no degrees of freedom.

    References
    ----------
    Cinelli & Hazlett (2020), doi:10.1111/rssb.12348, section 4.2.
    """
    if freedom < 2:
        raise EstimationError(
            f"{freedom} degrees of freedom do not carry a robustness value.",
            hint="Name fewer covariates.",
        )
    f = share * abs(t) / np.sqrt(freedom)
    if level is not None:
        f -= float(stats.t.ppf((1 + level) / 2, freedom - 1)) / np.sqrt(freedom - 1)
    if f <= 0:
        return 0.0
    return float((np.sqrt(f**4 + 4 * f**2) - f**2) / 2)


def benchmarks(*, outcome: Floats, treated: NDArray[np.bool_], covariates: Floats) -> Floats:
    """How much each covariate explains of what the others leave, of choice or of the outcome.

    Parameters
    ----------
    outcome, treated, covariates
        As in :func:`vesica.causal.means.least_squares`.

    Returns
    -------
    ndarray of float64, shape (n_covariates,)
        The larger of the two partial R².
    """
    one = np.ones((outcome.size, 1))
    X = np.asarray(covariates, float)
    d = np.asarray(treated, float)
    full = np.column_stack([one, X])
    found = np.zeros(X.shape[1])
    for j in range(X.shape[1]):
        rest = np.delete(full, j + 1, axis=1)
        on_choice = 1 - _left(d, full) / max(_left(d, rest), 1e-300)
        with_d, without = np.column_stack([full, d]), np.column_stack([rest, d])
        on_outcome = 1 - _left(outcome, with_d) / max(_left(outcome, without), 1e-300)
        found[j] = max(on_choice, on_outcome, 0.0)
    return found


def _left(y: Floats, X: Floats) -> float:
    scale = np.sqrt(np.mean(X**2, axis=0))
    X = X / np.where(scale > 0, scale, 1.0)
    rest = y - X @ np.linalg.lstsq(X, y, rcond=None)[0]
    return float(rest @ rest)


def robustness(
    *,
    outcome: Floats,
    treated: NDArray[np.bool_],
    covariates: Floats,
    names: Sequence[str],
    level: float = 0.95,
) -> Check:
    """Whether something unseen as strong as the strongest covariate would end the effect.

    Parameters
    ----------
    outcome, treated, covariates
        As in :func:`vesica.causal.means.least_squares`.
    names : sequence of str, length n_covariates
        What the covariates are called.
    level : float
        Until the interval at this level holds 0.
    """
    X = np.column_stack([np.asarray(treated, float), np.ones(outcome.size), covariates])
    scale = np.sqrt(np.mean(X**2, axis=0))
    X = X / np.where(scale > 0, scale, 1.0)
    freedom = outcome.size - int(np.linalg.matrix_rank(X))
    inverse = np.linalg.pinv(X.T @ X)
    beta = inverse @ (X.T @ outcome)
    rest = outcome - X @ beta
    t = float(beta[0] / np.sqrt(inverse[0, 0] * (rest @ rest) / max(freedom, 1)))
    value = robustness_value(t=t, freedom=freedom, level=level)
    if value <= 0:
        return Check(
            name="robust to the unseen",
            verdict=Verdict.CANNOT_SAY,
            computed="The interval holds 0 without anything unseen.",
        )
    if covariates.shape[1] == 0:
        return Check(
            name="robust to the unseen",
            verdict=Verdict.CANNOT_SAY,
            computed=f"Something unseen must explain {value:.1%} of choice and outcome; there is"
            " no covariate to compare it with.",
            value=value,
        )
    strength = benchmarks(outcome=outcome, treated=treated, covariates=covariates)
    top = int(np.argmax(strength))
    return Check(
        name="robust to the unseen",
        verdict=Verdict.HOLDS if value > strength[top] else Verdict.FAILS,
        computed=f"Something unseen that explains {value:.1%} of what is left of choice and"
        f" outcome ends the effect; {names[top]} explains {strength[top]:.1%}.",
        value=value,
    )
