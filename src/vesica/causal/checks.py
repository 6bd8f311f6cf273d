"""Checks that can say no: overlap, balance, attrition, placebo outcomes, trends before."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from vesica.causal.fit import Fit
from vesica.core.effect import Check, StaggeredEffect, Verdict

__all__ = [
    "LEAST_EFFECTIVE",
    "attrition",
    "balance",
    "lottery_balance",
    "overlap",
    "placebo",
    "selection_on_gain",
    "trends_before",
]

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

LEAST_EFFECTIVE = 30.0
"""Effective number of people compared with, below which there is no estimate."""

_TOLERATED = 0.1
_VISIBLE = 0.25


def overlap(*, propensity: Floats, treated: Flags, effective: Sequence[float]) -> Check:
    """Whether people who stayed out are like those who took part.

    Parameters
    ----------
    propensity : ndarray of float64, shape (n_people,)
        Probability of taking part.
    treated : ndarray of bool, shape (n_people,)
        Who took part.
    effective : sequence of float
        Effective numbers of people compared with, one per way of weighting; the smallest counts.
    """
    least = min(effective)
    rare = float(np.mean(propensity[treated] < 0.05))
    sure = float(np.mean(propensity[treated] > 0.95))
    return Check(
        name="overlap",
        verdict=Verdict.FAILS if least < LEAST_EFFECTIVE else Verdict.HOLDS,
        computed=f"{(~treated).sum()} people compared with count as {least:.0f}"
        f" (at least {LEAST_EFFECTIVE:.0f} are needed). Of those who took part {rare:.0%} were"
        f" unlikely to (below 5 %), and {sure:.0%} almost sure to (above 95 %).",
        value=least,
    )


def balance(
    *, covariates: Floats, names: Sequence[str], treated: Flags, weights: Floats | None = None
) -> Check:
    """Whether averages agree after weighting, within a tenth of a standard deviation.

    Parameters
    ----------
    covariates : ndarray of float64, shape (n_people, n_covariates)
        Measured before.
    names : sequence of str, length n_covariates
        What they are called.
    treated : ndarray of bool, shape (n_people,)
        Who took part.
    weights : ndarray of float64, shape (n_compared,), optional
        Of the people compared with.
    """
    if covariates.shape[1] == 0:
        return _silent("balance", "No covariate was given.")
    gap = covariates[treated].mean(axis=0) - np.average(
        covariates[~treated], axis=0, weights=weights
    )
    spread = np.sqrt((covariates[treated].var(axis=0) + covariates[~treated].var(axis=0)) / 2)
    gap = np.abs(np.divide(gap, spread, out=np.zeros_like(gap), where=spread > 0))
    worst = int(np.argmax(gap))
    return Check(
        name="balance",
        verdict=Verdict.HOLDS if gap[worst] <= _TOLERATED else Verdict.FAILS,
        computed=f"The largest difference of averages is {gap[worst]:.2g} standard deviations,"
        f" in {names[worst]} (at most {_TOLERATED} is tolerated).",
        value=float(gap[worst]),
    )


def lottery_balance(
    *, covariates: Floats, treated: Flags, cluster: NDArray[np.intp] | None = None
) -> Check:
    """Whether who was drawn can be told from what was known before; by lot it cannot.

    Parameters
    ----------
    covariates, treated
        As in :func:`balance`.
    cluster : ndarray of int, shape (n_people,), optional
        What was drawn, if not people; then averages of clusters are looked at.
    """
    X, d = np.asarray(covariates, float), np.asarray(treated, float)
    if cluster is not None:
        _, at = np.unique(cluster, return_inverse=True)
        size = np.bincount(at).astype(float)
        X = np.column_stack([np.bincount(at, weights=x) / size for x in X.T] or [[]] * 0)
        d = np.bincount(at, weights=d) / size
    n, k = (X.shape[0], X.shape[1]) if X.ndim == 2 else (d.size, 0)
    if k == 0 or n - k < 5:
        return _silent("balance", f"{n} draws and {k} covariates are too few to tell.")
    Z = np.column_stack([np.ones(n), X - X.mean(axis=0)])
    rest = d - Z @ np.linalg.lstsq(Z, d, rcond=None)[0]
    total = float(np.sum((d - d.mean()) ** 2))
    rank = int(np.linalg.matrix_rank(Z)) - 1
    F = (total - float(rest @ rest)) / rank / (float(rest @ rest) / (n - rank - 1))
    p = float(stats.f.sf(F, rank, n - rank - 1))
    return Check(
        name="balance",
        verdict=Verdict.FAILS if p < 0.01 else Verdict.HOLDS,
        computed=f"Together {k} covariates tell who was drawn with p = {p:.2g}"
        " (below .01 it was hardly a lottery).",
        value=p,
    )


def attrition(*, measured: Flags, treated: Flags) -> Check:
    """Whether as many were measured afterwards in one arm as in the other.

    Parameters
    ----------
    measured, treated : ndarray of bool, shape (n_people,)
        Whose outcome is known, and who took part; of everybody who was assigned.
    """
    inside, outside = int(treated.sum()), int((~treated).sum())
    if min(inside, outside) == 0:
        return _silent("attrition", "There is only one arm.")
    a, b = int((measured & treated).sum()), int((measured & ~treated).sum())
    gap = a / inside - b / outside
    p = float(stats.fisher_exact([[a, inside - a], [b, outside - b]]).pvalue)
    return Check(
        name="attrition",
        verdict=Verdict.FAILS if p < 0.05 and abs(gap) > 0.05 else Verdict.HOLDS,
        computed=f"Measured afterwards: {a} of {inside} who took part, {b} of {outside} who did"
        f" not ({gap:+.1%}, p = {p:.2g}).",
        value=gap,
    )


def placebo(*, fit: Fit | None, spread: float, name: str) -> Check:
    """Whether the same method finds an effect where there can be none.

    Parameters
    ----------
    fit : Fit or None
        The method on an outcome from before the programme.
    spread : float
        Standard deviation of that outcome.
    name : str
        What the outcome is called.
    """
    if fit is None or spread <= 0:
        return _silent("placebo outcome", "No outcome from before the programme was given.")
    size, p = fit.value / spread, fit.p_value
    half = 1.96 * fit.standard_error / spread
    blind = p >= 0.05 and half > _VISIBLE
    words = f" It could only have seen more than {half:.2f}." if blind else ""
    verdict = Verdict.FAILS if p < 0.05 else Verdict.CANNOT_SAY if blind else Verdict.HOLDS
    return Check(
        name="placebo outcome",
        verdict=verdict,
        computed=f"On {name}, measured before, the same method finds {size:+.2f} standard"
        f" deviations (p = {p:.2g}); the truth is 0.{words}",
        value=size,
    )


def trends_before(found: StaggeredEffect) -> Check:
    """Whether those who began later moved alike before the beginning."""
    p = found.pre_p_value
    if not np.isfinite(p):
        return _silent("trends before", "No period before the first beginning is compared.")
    return Check(
        name="trends before",
        verdict=Verdict.FAILS if p < 0.05 else Verdict.HOLDS,
        computed=f"All differences before the beginning are zero with p = {p:.2g}. Where it"
        " holds, small differences stay possible: see the bounds.",
        value=p,
    )


def selection_on_gain(*, treated: Fit, everyone: Fit) -> Check:
    """Whether those who chose it gain more than others would.

    It never holds: what people know of their own gain is in no file.

    Parameters
    ----------
    treated, everyone : Fit
        Effect on those who took part, and on everybody, from the same people.
    """
    gap = treated.value - everyone.value
    apart = treated.influence - everyone.influence
    spread = float(np.sqrt(apart @ apart))
    p = float(2 * stats.norm.sf(abs(gap) / spread)) if spread > 0 else 1.0
    return Check(
        name="no selection on gain",
        verdict=Verdict.FAILS if p < 0.05 else Verdict.CANNOT_SAY,
        computed=f"Those who chose it gain {gap:+.3g} more than everybody would (p = {p:.2g}),"
        " as far as the covariates tell.",
        value=gap,
    )


def _silent(name: str, why: str) -> Check:
    return Check(name=name, verdict=Verdict.CANNOT_SAY, computed=why)
