"""From a design to an effect with its checks, its grade, or the reason why there is none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from vesica.causal import checks as look
from vesica.causal.design import Recognised
from vesica.causal.discontinuity import crowding, discontinuity, discontinuity_fit
from vesica.causal.fit import Fit
from vesica.causal.means import difference_in_means, randomisation_test
from vesica.core.effect import Check, Design, Effect, Grade, StaggeredEffect, Verdict

__all__ = [
    "conclude",
    "cutoff_effect",
    "randomised_effect",
    "randomised_estimate",
    "staggered_summary",
]

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Ints = NDArray[np.intp]

_MANDATORY = ("overlap", "placebo outcome")


def conclude(
    *,
    route: str,
    outcome_name: str,
    recognised: Recognised,
    fit: Fit | None,
    method: str,
    checks: Sequence[Check],
    level: float,
    unit: str,
    refused: str = "",
) -> Effect:
    """Grade an effect by its checks, or refuse it.

    An opt-in effect is refused if people do not overlap, and if the placebo outcome fails or is
    missing. In every design a check that fails lowers the grade to ``assumed``.

    Parameters
    ----------
    route, outcome_name : str
        What people did, and what was measured.
    recognised : Recognised
        The design.
    fit : Fit or None
        The estimate, if there is one.
    method : str
        How it was estimated.
    checks : sequence of Check
        What was looked at.
    level : float
        Probability of the interval.
    unit : str
        Unit of the outcome.
    refused : str
        A reason found before any check.
    """
    reasons = [refused] if refused else []
    if recognised.design is Design.OPT_IN and not refused:
        by_name = {c.name: c for c in checks}
        for name in _MANDATORY:
            check = by_name.get(name)
            if check is None or check.value is None:
                reasons.append(f"{name} was not looked at, and must be.")
            elif check.verdict is Verdict.FAILS:
                reasons.append(f"{name} fails: {check.computed}")
    failed = any(c.verdict is Verdict.FAILS for c in checks)
    kept = None if reasons else fit
    total = kept.variance + kept.score_variance if kept else 0.0
    return Effect(
        route=route,
        outcome=outcome_name,
        design=recognised.design,
        grade=Grade.ASSUMED if failed or reasons else recognised.grade,
        estimand=recognised.estimand,
        method=method,
        estimate=kept.estimate(level=level, unit=unit) if kept else None,
        standard_error=kept.standard_error if kept else None,
        error_share=kept.score_variance / total if kept and total > 0 else None,
        people_treated=fit.treated if fit else 0,
        people_compared=fit.compared if fit else 0,
        effective=fit.effective if fit else 0.0,
        checks=tuple(checks),
        refused=" ".join(reasons),
        roll_out=bool(
            kept and not failed and recognised.design in (Design.LOTTERY, Design.WAITING_LIST)
        ),
    )


def randomised_effect(
    *,
    route: str,
    outcome_name: str,
    recognised: Recognised,
    outcome: Floats,
    treated: Flags,
    covariates: Floats,
    rng: np.random.Generator,
    cluster: Ints | None = None,
    block: Ints | None = None,
    error: Floats | None = None,
    extra: Sequence[Check] = (),
    draws: int = 2000,
    level: float = 0.95,
    unit: str = "sd",
) -> Effect:
    """Effect of a lottery or a waiting list; see :func:`randomised_estimate`."""
    return randomised_estimate(
        route=route, outcome_name=outcome_name, recognised=recognised, outcome=outcome,
        treated=treated, covariates=covariates, rng=rng, cluster=cluster, block=block,
        error=error, extra=extra, draws=draws, level=level, unit=unit,
    )[0]  # fmt: skip


def randomised_estimate(
    *,
    route: str,
    outcome_name: str,
    recognised: Recognised,
    outcome: Floats,
    treated: Flags,
    covariates: Floats,
    rng: np.random.Generator,
    cluster: Ints | None = None,
    block: Ints | None = None,
    error: Floats | None = None,
    extra: Sequence[Check] = (),
    draws: int = 2000,
    level: float = 0.95,
    unit: str = "sd",
) -> tuple[Effect, Fit]:
    """Effect of a lottery or a waiting list; people without an outcome count as attrition.

    Its fit comes with it; influences are those of people with an outcome, in their order.

    Parameters
    ----------
    route, outcome_name, recognised, level, unit
        As in :func:`conclude`.
    outcome : ndarray of float64, shape (n_people,)
        NaN where nothing was measured.
    treated, covariates, cluster, block, error
        As in :func:`vesica.causal.means.difference_in_means`; covariates may have no column.
    rng : numpy.random.Generator
        For the randomisation test.
    extra : sequence of Check
        Found elsewhere, such as spillover.
    draws : int
        Lotteries held again for the randomisation test.
    """
    known = np.isfinite(outcome)

    def at(x: NDArray | None) -> NDArray | None:
        return None if x is None else x[known]

    found: list[Check] = [
        look.lottery_balance(covariates=covariates, treated=treated, cluster=cluster),
        look.attrition(measured=known, treated=treated),
        *extra,
    ]
    fit = difference_in_means(
        outcome=outcome[known],
        treated=treated[known],
        covariates=covariates[known] if covariates.shape[1] else None,
        cluster=at(cluster),
        block=at(block),
        error=at(error),
    )
    p = randomisation_test(
        outcome=outcome[known], treated=treated[known], rng=rng, cluster=at(cluster),
        block=at(block), draws=draws,
    )  # fmt: skip
    method = "difference in means" + (", covariates adjusted" if covariates.shape[1] else "")
    effect = conclude(
        route=route, outcome_name=outcome_name, recognised=recognised, fit=fit,
        method=f"{method}; holding the lottery again gives p = {p:.2g}",
        checks=found, level=level, unit=unit,
    )  # fmt: skip
    return effect, fit


def cutoff_effect(
    *,
    route: str,
    outcome_name: str,
    recognised: Recognised,
    outcome: Floats,
    score: Floats,
    cutoff: float,
    placebo: Floats | None = None,
    placebo_name: str = "the outcome before",
    level: float = 0.95,
    unit: str = "sd",
) -> Effect:
    """Effect at a cutoff: bias-corrected value with its robust interval.

    Parameters
    ----------
    route, outcome_name, recognised, level, unit
        As in :func:`conclude`.
    outcome, score, cutoff
        As in :func:`vesica.causal.discontinuity.discontinuity`.
    placebo : ndarray of float64, shape (n_people,), optional
        The outcome before the programme, and ``placebo_name`` what it is called.
    """
    found = discontinuity(outcome=outcome, score=score, cutoff=cutoff, level=level)
    fit = discontinuity_fit(found, n=outcome.size, level=level)
    before, spread = None, 0.0
    if placebo is not None:
        there = discontinuity(outcome=placebo, score=score, cutoff=cutoff, level=level)
        before = discontinuity_fit(there, n=outcome.size, level=level)
        spread = float(np.std(placebo))
    return conclude(
        route=route, outcome_name=outcome_name, recognised=recognised, fit=fit,
        method=f"local linear regression within {found.bandwidth:.3g} of the cutoff; conventional"
        f" estimate {found.effect:.3g} ({found.standard_error:.3g})",
        checks=[crowding(score=score, cutoff=cutoff, bandwidth=found.bandwidth),
                look.placebo(fit=before, spread=spread, name=placebo_name)],
        level=level, unit=unit,
    )  # fmt: skip


def staggered_summary(
    *,
    route: str,
    outcome_name: str,
    recognised: Recognised,
    found: StaggeredEffect,
    people_treated: int,
    people_compared: int,
    extra: Sequence[Check] = (),
) -> Effect:
    """Put the overall average of a staggered roll-out beside the effects of other designs.

    Parameters
    ----------
    route, outcome_name, recognised
        As in :func:`conclude`.
    found : StaggeredEffect
        From :func:`vesica.causal.staggered.staggered`.
    people_treated, people_compared : int
        People who began within the periods seen, and people who did not.
    extra : sequence of Check
        Found elsewhere.
    """
    shell = conclude(
        route=route, outcome_name=outcome_name, recognised=recognised, fit=None,
        method=f"group-time effects against people {found.controls}",
        checks=[look.trends_before(found), *extra], level=found.group.level,
        unit=found.group.unit,
    )  # fmt: skip
    return replace(
        shell,
        estimate=found.group,
        standard_error=found.group_error,
        people_treated=people_treated,
        people_compared=people_compared,
        effective=float(people_compared),
    )
