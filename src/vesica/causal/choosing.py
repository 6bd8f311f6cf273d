"""Opt-in programmes: the effect on those who chose, if every mandatory check allows one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from vesica.causal import checks as look
from vesica.causal.balancing import entropy_balance
from vesica.causal.design import Recognised
from vesica.causal.doubly_robust import TREES, doubly_robust, doubly_robust_treated
from vesica.causal.effects import conclude
from vesica.causal.fit import Fit
from vesica.causal.means import difference_in_means
from vesica.causal.sensitivity import e_value, robustness
from vesica.core.effect import Check, Effect, Verdict
from vesica.errors import EstimationError

__all__ = ["opt_in_effect", "opt_in_estimate"]

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Ints = NDArray[np.intp]


def opt_in_effect(
    *,
    route: str,
    outcome_name: str,
    recognised: Recognised,
    outcome: Floats,
    treated: Flags,
    covariates: Floats,
    names: Sequence[str],
    seed: int,
    placebo: Floats | None,
    placebo_covariates: Sequence[str] = (),
    placebo_name: str = "the outcome before",
    cluster: Ints | None = None,
    error: Floats | None = None,
    extra: Sequence[Check] = (),
    level: float = 0.95,
    unit: str = "sd",
) -> Effect:
    """Effect on those who chose a programme; see :func:`opt_in_estimate`."""
    return opt_in_estimate(
        route=route, outcome_name=outcome_name, recognised=recognised, outcome=outcome,
        treated=treated, covariates=covariates, names=names, seed=seed, placebo=placebo,
        placebo_covariates=placebo_covariates, placebo_name=placebo_name, cluster=cluster,
        error=error, extra=extra, level=level, unit=unit,
    )[0]  # fmt: skip


def opt_in_estimate(
    *,
    route: str,
    outcome_name: str,
    recognised: Recognised,
    outcome: Floats,
    treated: Flags,
    covariates: Floats,
    names: Sequence[str],
    seed: int,
    placebo: Floats | None,
    placebo_covariates: Sequence[str] = (),
    placebo_name: str = "the outcome before",
    cluster: Ints | None = None,
    error: Floats | None = None,
    extra: Sequence[Check] = (),
    level: float = 0.95,
    unit: str = "sd",
    trees: int = TREES,
) -> tuple[Effect, Fit]:
    """Effect on those who chose a programme, if the checks allow one, and its fit.

    Parameters
    ----------
    route, outcome_name, recognised, level, unit
        As in :func:`vesica.causal.effects.conclude`.
    outcome, treated, covariates, cluster, error, seed
        As in :func:`vesica.causal.doubly_robust.doubly_robust`.
    names : sequence of str, length n_covariates
        What the covariates are called.
    placebo : ndarray of float64, shape (n_people,), or None
        The outcome before the programme; without it there is no estimate.
    placebo_covariates : sequence of str
        Which covariates the placebo may use: those that do not hold the placebo itself.
    placebo_name : str
        What it is called.
    extra : sequence of Check
        Found elsewhere, such as spillover.
    trees : int
        Of a forest.
    """
    X = np.asarray(covariates, float)
    found = doubly_robust(
        outcome=outcome, treated=treated, covariates=X, seed=seed, cluster=cluster, error=error,
        trees=trees,
    )  # fmt: skip
    fit = found.treated
    try:
        balanced = entropy_balance(target=X[treated], pool=X[~treated])
        effective, weights = [fit.effective, balanced.effective], balanced.weights
    except EstimationError:
        effective = [fit.effective, 0.0]
        weights = (found.propensity / (1 - found.propensity))[~treated]
    before = None
    if placebo is not None:
        use = X[:, [i for i, n in enumerate(names) if n in placebo_covariates]]
        before = _before(placebo, treated, use, seed, cluster, trees)
    spread = float(np.std(outcome[~treated]))
    size = e_value(size=fit.value / spread, error=fit.standard_error / spread, level=level)
    checks = [
        look.overlap(propensity=found.propensity, treated=treated, effective=effective),
        look.placebo(
            fit=before, spread=0.0 if placebo is None else float(np.std(placebo)),
            name=placebo_name,
        ),
        look.balance(covariates=X, names=names, treated=treated, weights=weights),
        robustness(outcome=outcome, treated=treated, covariates=X, names=names, level=level),
        Check(
            name="E-value", verdict=Verdict.CANNOT_SAY, value=size[1],
            computed=f"Something unseen must go with both choice and outcome at a risk ratio of"
            f" {size[0]:.2f} to explain the effect, {size[1]:.2f} to move the interval to 0.",
        ),
        look.selection_on_gain(treated=fit, everyone=found.everyone),
        *extra,
    ]  # fmt: skip
    effect = conclude(
        route=route, outcome_name=outcome_name, recognised=recognised,
        fit=replace(fit, effective=min(effective)),
        method="cross-fitted doubly robust, normalised weights",
        checks=checks, level=level, unit=unit,
    )  # fmt: skip
    return effect, fit


def _before(
    placebo: Floats, treated: Flags, X: Floats, seed: int, cluster: Ints | None, trees: int
) -> Fit:
    """Return the same method on the outcome before."""
    if not X.shape[1]:
        return difference_in_means(outcome=placebo, treated=treated, cluster=cluster)
    return doubly_robust_treated(
        outcome=placebo, treated=treated, covariates=X, seed=seed, cluster=cluster, trees=trees
    )
