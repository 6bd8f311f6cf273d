"""Organisation-years with known truth: drawn here, and then put to the estimators."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

import numpy as np
from numpy.typing import NDArray

from vesica.core.line_of_sight import Grade, LineOfSight
from vesica.core.payout import Component, Curve, FiscalYear, Plan
from vesica.incentives.effects import Effect
from vesica.incentives.forecast import Common, YearEnd, common_draws, year_end
from vesica.incentives.line_of_sight import Situation, line_of_sight
from vesica.incentives.payout import bonus

__all__ = ["MONTHS", "OPEN", "Year", "play", "simulate"]

Floats = NDArray[np.float64]

UNITS = 12
MONTHS = 24
OPEN = 6
"""Months of the fiscal year still to come; as many are over."""
METRICS = ("leads", "score", "revenue")
SEASON = (0.10, 0.01, 0.12)
NOISE = (0.06, 0.02, 0.05)
EFFECT_ERROR = 0.02
"""Standard error of the trial that found the effect [1 per hour a week]."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Year:
    """One organisation-year: the case as made, and the change in bonus that came."""

    case: LineOfSight
    truth: float


def simulate(rng: np.random.Generator) -> tuple[list[Floats], list[Floats]]:
    """Monthly metrics of all units: the months seen, and those to come, without participation."""
    t = np.arange(MONTHS + OPEN)
    seen, coming = [], []
    for season, noise in zip(SEASON, NOISE, strict=True):
        level = 100 * np.exp(rng.normal(0, 0.2, UNITS))[:, None]
        trend = 1 + rng.normal(0.04, 0.03, UNITS)[:, None] * t / 12
        wave = 1 + season * np.sin(2 * np.pi * (t + rng.integers(12)) / 12)
        drift = np.cumsum(rng.normal(0, noise / 4, (UNITS, MONTHS + OPEN)), axis=1)
        y = level * trend * wave * np.exp(drift + rng.normal(0, noise, level.shape[:1] + t.shape))
        seen.append(y[:, :MONTHS])
        coming.append(y[:, MONTHS:])
    return seen, coming


def _plan(rng: np.random.Generator, typical: Floats) -> Plan:
    """One to three metrics, targets around the typical: some far below, some at the cap."""
    count = int(rng.integers(1, 4))
    goal = typical * np.exp(rng.normal(0.03, 0.08, len(typical)))
    curves = [
        Curve(metric=m, at=(0.9 * g, g, 1.15 * g), pays=(0.5, 1.0, 2.0))
        for m, g in zip(METRICS, goal.tolist(), strict=True)
    ]
    return Plan(
        target_bonus=Decimal("60000"),
        currency="EUR",
        fiscal_year=FiscalYear(year=2025),
        components=tuple(Component(weight=1 / count, curve=c) for c in curves[:count]),
    )


def play(seed: int, *, effect_sd: float, draws: int = 2000) -> Year:
    """Draw one organisation-year, make one leader's case, and see what comes.

    True effects are normal around 0 with ``effect_sd``; a trial measured each with error.
    """
    rng = np.random.default_rng(seed)
    seen, coming = simulate(rng)
    ends = [year_end(y, ahead=OPEN, known=12 - OPEN) for y in seen]
    common = common_draws(rng, draws=draws, slots=len(METRICS))
    true = effect_sd * rng.standard_normal(len(METRICS))
    found = true + EFFECT_ERROR * rng.standard_normal(len(METRICS))
    plan = _plan(rng, np.array([y[0].mean() for y in seen]))
    case = _case(plan, ends, common, found)
    known = [y[0, MONTHS - (12 - OPEN) :].sum() for y in seen]
    without = {m: (k + c[0].sum()) / 12 for m, k, c in zip(METRICS, known, coming, strict=True)}
    # An effect raises the months to come, and those alone.
    with_it = {
        m: (k + (1 + e) * c[0].sum()) / 12
        for m, k, c, e in zip(METRICS, known, coming, true.tolist(), strict=True)
    }
    return Year(case=case, truth=float(bonus(plan, with_it) - bonus(plan, without)))


def _case(plan: Plan, ends: list[YearEnd], common: Common, found: Floats) -> LineOfSight:
    situation = Situation(
        plan=plan,
        without={
            m: e.draws(0, common, k) for k, (m, e) in enumerate(zip(METRICS, ends, strict=True))
        },
        open_share={m: e.open_share for m, e in zip(METRICS, ends, strict=True)},
        effects=tuple(
            Effect(metric=m, mean=f, standard_error=EFFECT_ERROR, grade=Grade.RANDOMISED)
            for m, f in zip(METRICS, found.tolist(), strict=True)
        ),
        credit={},
    )
    return line_of_sight(situation, common=common, hours_per_week=1, weeks=26)
