"""Effects of routes and a trial as they are released, for the golden briefs and the matrix."""

from __future__ import annotations

from dataclasses import replace

from vesica.core.effect import (
    Check,
    Contrast,
    Design,
    Effect,
    EventTime,
    Grade,
    HonestBound,
    RouteComparison,
    RouteEffect,
    Verdict,
)
from vesica.core.estimate import Estimate
from vesica.core.route_answer import Finding, RouteAnswer
from vesica.core.trial import Arm, Power, Trial


def _sd(value: float, low: float, high: float, n: int = 94) -> Estimate:
    return Estimate(value=value, low=low, high=high, level=0.95, unit="sd", n=n)


_LOTTERY = Effect(
    route="training",
    outcome="expertise",
    design=Design.LOTTERY,
    grade=Grade.RANDOMISED,
    estimand="average effect of being drawn, on everybody who was in the lottery",
    method="difference in means, covariates adjusted",
    estimate=_sd(0.4, 0.2, 0.6),
    standard_error=None,
    error_share=0.0,
    people_treated=48,
    people_compared=46,
    effective=46.0,
    checks=(
        Check(name="balance", verdict=Verdict.HOLDS,
              computed="People who took part and people compared with were alike before."),
        Check(name="no spillover", verdict=Verdict.CANNOT_SAY,
              computed="There is too little to tell it from."),
    ),
    refused="",
    roll_out=True,
)  # fmt: skip
TRAINING = Finding(
    effect=_LOTTERY, way="lottery", why="the rows say lottery", began="2025-03",
    measured="the measure “social media check”; after: 2025-07 to 2025-12; before: 2025-01",
)  # fmt: skip
MENTORING = replace(
    TRAINING,
    way="waiting list",
    effect=replace(_LOTTERY, route="reverse mentoring", design=Design.WAITING_LIST,
                   estimate=_sd(0.1, -0.2, 0.4, 68), people_treated=44, people_compared=24),
)  # fmt: skip
VOLUNTEERS = replace(
    TRAINING,
    way="opt-in",
    effect=replace(_LOTTERY, design=Design.OPT_IN, grade=Grade.ADJUSTED, roll_out=False,
                   estimand="effect on those who chose it; not what others would gain from it",
                   estimate=_sd(0.0, -0.1, 0.1, 360), people_treated=60, people_compared=300),
)  # fmt: skip
IN_TURN = replace(
    TRAINING,
    way="staggered",
    began="2025-03 to 2025-09",
    step="3 months",
    effect=replace(_LOTTERY, route="participation", design=Design.STAGGERED,
                   grade=Grade.QUASI_EXPERIMENTAL, estimate=_sd(0.36, 0.26, 0.46, 310),
                   people_treated=220, people_compared=86, roll_out=False),
    events=tuple(
        EventTime(event=e, effect=_sd(v, v - 0.15, v + 0.15, 310), standard_error=0.0,
                  band_low=v - 0.2, band_high=v + 0.2)
        for e, v in ((-2, -0.05), (-1, 0.0), (0, 0.2), (1, 0.4), (2, 0.45))
    ),
    bounds=(HonestBound(restriction="relative magnitudes", bound=1.0, low=0.1, high=0.6,
                        level=0.95),),
)  # fmt: skip
REFUSED = replace(
    TRAINING,
    way="cutoff",
    effect=replace(_LOTTERY, route="stretch promotion", design=Design.CUTOFF, estimate=None,
                   grade=Grade.ASSUMED, refused="Fewer than 20 people are on one side of the"
                   " cutoff.", checks=(), people_treated=15, roll_out=False),
)  # fmt: skip
ROUTES = RouteAnswer(
    people=1900,
    route="",
    outcome="",
    findings=(IN_TURN, MENTORING, REFUSED, TRAINING, VOLUNTEERS),
    comparisons=(
        RouteComparison(
            outcome="expertise",
            routes=tuple(
                RouteEffect(route=f.effect.route, effect=f.effect.estimate,
                            shrunk=f.effect.estimate, per_cost=None, best=best)
                for f, best in ((IN_TURN, 0.4), (MENTORING, 0.05), (TRAINING, 0.55))
            ),
            contrasts=(
                Contrast(first="reverse mentoring", second="training",
                         difference=_sd(-0.3, -0.6, 0.0, 162), p_value=0.05, adjusted=0.1),
            ),
            spread=0.1,
        ),
    ),
    assigned=(
        Contrast(first="training on expertise, lottery", second="training on expertise, opt-in",
                 difference=_sd(0.4, 0.1, 0.7, 454), p_value=0.01, adjusted=0.01),
    ),
)  # fmt: skip
ONE_ROUTE = replace(ROUTES, route="participation", findings=(IN_TURN,), comparisons=(),
                    assigned=())  # fmt: skip

_POWER = Power(
    drawn="people", detectable=0.37, power=0.8, significance=0.05,
    curve=((0.1, 0.12), (0.25, 0.46), (0.5, 0.95)), contamination=0.08, draws=1000,
)  # fmt: skip
TRIAL = Trial(
    kind="lottery", drawn="people", people=40, seats=20, waves=1, clusters=40,
    seed=8123456789012345678,
    drawn_on="2026-01-05", icc=0.02, left=0.45, chosen=_POWER, beside=None,
    sentence="This trial can see 0.37 sd with 80 % probability. Earlier rounds here gave 0.4 sd,"
    " with a 95 % interval from 0.2 to 0.6: it would see that, and miss the least of it.",
    assignment=tuple(Arm(person=f"p{i:02d}", wave=i % 2, cluster=i) for i in range(40)),
    registration={"route": "training", "outcome": "expertise", "analysis": "difference in means",
                  "checks": ["balance", "attrition"], "assignment_sha256": "ab" * 32},
    registration_hash="cd" * 32,
)  # fmt: skip
