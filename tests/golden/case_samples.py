"""Cases and a pitch made by hand, for the tests of the briefs: rising, capped, short, falling."""

from __future__ import annotations

from decimal import Decimal

import numpy as np

from vesica.core.attribution import UnitAttribution
from vesica.core.case import Assumption, Case, Peers, Pitch, PitchMetric, Version
from vesica.core.estimate import Estimate
from vesica.core.line_of_sight import Attribution, BestTest, Grade, LineOfSight, TestValue
from vesica.core.payout import Component, Curve, FiscalYear, Plan
from vesica.incentives.effects import Effect
from vesica.incentives.forecast import common_draws
from vesica.incentives.line_of_sight import Situation, line_of_sight

COMMON = common_draws(np.random.default_rng(1), draws=2000, slots=4)
UP = Curve(metric="qualified leads", at=(90, 100, 110, 120), pays=(0.5, 1, 1.6, 2))
DOWN = Curve(metric="complaints per 1,000 orders", at=(60, 50, 40), pays=(0.5, 1, 1.5))
PLACES = {
    "rising": (UP, 103.0, 5.0, Grade.RANDOMISED, 0.06),
    "capped": (UP, 131.0, 2.0, Grade.QUASI, 0.06),
    "below threshold": (UP, 75.0, 3.0, Grade.ASSUMED, 0.06),
    "lower is better": (DOWN, 52.0, 3.0, Grade.ADJUSTED, -0.10),
}
FIRST_STEP = "This week: 20 minutes with a colleague who knows the channel."


def share(value: float, low: float, high: float) -> Estimate:
    return Estimate(value=value, low=low, high=high, level=0.8, unit="1", n=40)


def sight(place: str) -> LineOfSight:
    curve, mean, sd, grade, effect = PLACES[place]
    plan = Plan(
        target_bonus=Decimal("40000.00"),
        currency="EUR",
        fiscal_year=FiscalYear(year=2026),
        components=(Component(weight=1, curve=curve),),
    )
    name = curve.metric
    situation = Situation(
        plan=plan,
        without={name: mean + sd * COMMON.effect[2]},
        open_share={name: 0.5},
        effects=(Effect(metric=name, mean=effect, standard_error=abs(effect) / 2, grade=grade),),
        credit={},
    )
    return line_of_sight(
        situation,
        common=COMMON,
        hours_per_week=0.5,
        weeks=26,
        hour_cost=Decimal(120),
        scenario=True,
    )


def case(place: str = "rising") -> Case:
    seen = sight(place)
    tried = (
        ("minutes_per_week", "Minutes a week", 30.0, 60.0),
        ("effect", "Effect, as a multiple of what is known or assumed", 1.0, 0.5),
        ("weeks", "Weeks until the year ends", 26.0, 13.0),
    )
    test = TestValue(
        name="six weeks, leads",
        metric="qualified leads",
        weeks=6,
        units_per_arm=12,
        value=310.0,
        cost=40.0,
        changes=0.22,
        share_of_perfect=0.4,
    )
    return Case(
        person_id="me",
        sight=seen,
        assumptions=tuple(
            Assumption(name=n, what=w, value=v, default=v, other=o, moved=seen.change)
            for n, w, v, o in tried
        ),
        peers=PEERS,
        best=BestTest(tests=(test,), take_part_now=True, reading="Take part."),
        first_step=FIRST_STEP,
        notes=("The plan of 2025 is taken to hold in 2026: there is none for 2026.",),
    )


PEERS = Peers(leaders=40, change=share(0.012, 0.004, 0.02), nothing=share(0.35, 0.2, 0.5))
PITCH = Pitch(
    person_id="me",
    version=Version.PERSONALISED,
    by_lot=True,
    minutes_per_week=20.0,
    minutes_known=True,
    metrics=(
        PitchMetric(
            metric="qualified leads",
            grade="assumed",
            without=Estimate(value=240, low=220, high=260, level=0.8, unit="metric", n=1),
            lift=Estimate(value=3.6, low=-1, high=8, level=0.8, unit="metric", n=1),
        ),
    ),
    peers=PEERS,
    scenario="Scenario: every effect is assumed. Nothing here was measured.",
    first_step=FIRST_STEP,
)
ATTRIBUTION = UnitAttribution(
    unit="Sales 03",
    metric="qualified leads",
    since="2025-06-01",
    found=Attribution(
        effect=Estimate(value=14, low=5.1, high=23, level=0.8, unit="metric", n=1),
        relative=Estimate(value=0.06, low=0.022, high=0.1, level=0.8, unit="1", n=1),
        placebo_p=0.08,
        placebos=12,
        fit=0.74,
        controls=9,
        periods_before=17,
        periods_after=7,
    ),
)
