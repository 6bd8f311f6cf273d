"""Training and earnings: the experiment, and what a survey makes of it."""

from __future__ import annotations

import numpy as np

from proof.e.data import COVARIATES, WHY, training
from proof.figure import Figure, not_run
from proof.registry import proof
from vesica.causal.balancing import balanced_difference
from vesica.causal.choosing import opt_in_effect
from vesica.causal.design import recognise
from vesica.causal.effects import randomised_effect
from vesica.causal.means import difference_in_means, least_squares
from vesica.core.effect import Check, Verdict

__all__ = ["nsw", "psid"]

# Declared before the first run. Published: LaLonde's sample of Dehejia & Wahba; Imbens & Xu
# (2024), table B1, for the survey.
BENCHMARK = 1794.34
OLS = 4.16
BALANCED = 2420.49
SEED = 7
_BEFORE = ("age", "education", "black", "hispanic", "married", "nodegree", "re74", "u74")


def _words(checks: tuple[Check, ...]) -> str:
    return " ".join(f"[{c.name}: {c.verdict}] {c.computed}" for c in checks)


@proof("E.nsw")
def nsw() -> tuple[Figure, ...]:
    """Difference of means in the experiment, and the effect with its checks."""
    data = training(controls="experiment")
    if data is None:
        return (not_run("E.nsw.difference", "difference of means [USD]", "1,794.34", WHY),)
    y, d, X, _ = data
    raw = difference_in_means(outcome=y, treated=d)
    effect = randomised_effect(
        route="training", outcome_name="earnings",
        recognised=recognise(assigned=["lottery"] * y.size, took_part=d,
                             start=np.zeros(y.size, int)),
        outcome=y, treated=d, covariates=X, rng=np.random.default_rng(SEED), unit="USD",
    )  # fmt: skip
    assert effect.estimate is not None
    return (
        Figure(id="E.nsw.difference", what="difference of means [USD]", value=raw.value,
               target="1,794.34, exact to the cent", holds=round(raw.value, 2) == BENCHMARK,
               note=f"Standard error {raw.standard_error:.2f} (HC2)."),
        Figure(id="E.nsw.adjusted", what="effect with covariates [USD]",
               value=effect.estimate.value, low=effect.estimate.low, high=effect.estimate.high,
               note=f"{effect.grade}; {effect.method}. {_words(effect.checks)}"),
    )  # fmt: skip


@proof("E.psid")
def psid() -> tuple[Figure, ...]:
    """The trained against a survey: published figures come out, and the effect is refused."""
    data = training(controls="survey")
    if data is None:
        return (not_run("E.psid.refused", "refused [yes/no]", "yes", WHY),)
    y, d, X, before = data
    ols = least_squares(outcome=y, treated=d, covariates=X)
    balanced = balanced_difference(outcome=y, treated=d, covariates=X)
    effect = opt_in_effect(
        route="training", outcome_name="earnings",
        recognised=recognise(assigned=["opt-in"] * y.size, took_part=d,
                             start=np.zeros(y.size, int)),
        outcome=y, treated=d, covariates=X, names=COVARIATES, seed=SEED, placebo=before,
        placebo_covariates=_BEFORE, placebo_name="earnings in 1975", unit="USD",
    )  # fmt: skip
    failed = {c.name for c in effect.checks if c.verdict is Verdict.FAILS}
    return (
        Figure(id="E.psid.ols", what="ordinary least squares [USD]", value=ols.value,
               target="4.16", holds=round(ols.value, 2) == OLS),
        Figure(id="E.psid.balanced", what="entropy balancing [USD]", value=balanced.value,
               target="2,420.49", holds=round(balanced.value, 2) == BALANCED,
               note="At exact balance (differences below 1e-9 sd). A miss of 0.17 % whose cause is"
               " not known. It is neither an early stop (sums within 1 of the target, as the"
               " published program has it, give 2,424.66 as well, and 2,424.3 with earnings in"
               " thousands) nor one to three covariates left out, nor one squared."),
        Figure(id="E.psid.effective", what="effective people compared with [people]",
               value=balanced.effective, target="23", holds=round(balanced.effective) == 23),
        Figure(id="E.psid.refused", what="the effect is refused, by overlap and placebo [yes = 1]",
               value=float(effect.estimate is None), target="yes",
               holds=effect.estimate is None and {"overlap", "placebo outcome"} <= failed,
               note=f"{effect.refused} {_words(effect.checks)}"),
    )  # fmt: skip
