"""How long cases take: all leaders of a large organisation, and one with new assumptions."""

from __future__ import annotations

import os
import time
from decimal import Decimal

import numpy as np

from proof.f.years import METRICS, MONTHS, OPEN
from proof.figure import Figure
from proof.registry import proof
from proof.workers import workers
from vesica.core.line_of_sight import Grade
from vesica.core.payout import Component, Curve, FiscalYear, Plan
from vesica.incentives.effects import Effect
from vesica.incentives.forecast import common_draws, year_end
from vesica.incentives.line_of_sight import Situation, line_of_sight

__all__ = ["speed"]

# Declared before the first run.
LEADERS = int(os.environ.get("VESICA_PROOF_REPLICATES", "5000"))
UNITS = 500
DRAWS = 4000
AGAIN = 50
SEED = 640_000


def _situations(first: int, last: int) -> tuple[list[Situation], object]:
    """Forecast every unit's metrics, and set up the leaders from ``first`` to ``last``."""
    rng = np.random.default_rng(SEED)
    shape = (UNITS, MONTHS)
    series = [100 * np.exp(np.cumsum(rng.normal(0, 0.02, shape), axis=1)) for _ in METRICS]
    ends = [year_end(y + rng.normal(0, 4, shape), ahead=OPEN, known=12 - OPEN) for y in series]
    common = common_draws(rng, draws=DRAWS, slots=len(METRICS))
    effects = tuple(
        Effect(metric=m, mean=0.02, standard_error=0.01, grade=Grade.QUASI) for m in METRICS
    )
    out = []
    for k in range(first, last):
        goals = [float(e.mean[k % UNITS, 0]) * (0.9 + 0.2 * (k % 7) / 6) for e in ends]
        curves = [
            Curve(metric=m, at=(0.9 * g, g, 1.15 * g), pays=(0.5, 1.0, 2.0))
            for m, g in zip(METRICS, goals, strict=True)
        ]
        plan = Plan(
            target_bonus=Decimal(40_000 + k),
            currency="EUR",
            fiscal_year=FiscalYear(year=2025),
            components=tuple(
                Component(weight=w, curve=c) for w, c in zip((0.5, 0.3, 0.2), curves, strict=True)
            ),
        )
        drawn = [e.draws(k % UNITS, common, j) for j, e in enumerate(ends)]
        out.append(
            Situation(
                plan=plan,
                without=dict(zip(METRICS, drawn, strict=True)),
                open_share={m: e.open_share for m, e in zip(METRICS, ends, strict=True)},
                effects=effects,
                credit={},
            )
        )
    return out, common


def _cases(part: tuple[int, int]) -> int:
    done = 0
    for start in range(part[0], part[1], 250):
        situations, common = _situations(start, min(start + 250, part[1]))
        for s in situations:
            line_of_sight(s, common=common, hours_per_week=0.5, weeks=26)
            done += 1
    return done


@proof("F.speed")
def speed() -> tuple[Figure, ...]:
    """Cases of 5,000 leaders on two cores, forecasts included; and one case again."""
    half = LEADERS // 2
    start = time.perf_counter()
    with workers() as pool:
        done = sum(pool.map(_cases, [(0, half), (half, LEADERS)]))
    seconds = time.perf_counter() - start
    situations, common = _situations(0, 1)
    times = []
    for k in range(AGAIN):
        begun = time.perf_counter()
        line_of_sight(situations[0], common=common, hours_per_week=0.1 * (k + 1), weeks=26)
        times.append(time.perf_counter() - begun)
    return (
        Figure(
            id="F.speed.leaders",
            what=f"cases of {done:,} leaders with {UNITS} units' forecasts, two processes [s]",
            value=seconds,
            target="< 60 s for 5,000",
            holds=seconds < 60 if done >= 5000 else None,
            note=f"{DRAWS:,} draws, three metrics each.",
        ),
        Figure(
            id="F.speed.again",
            what="slowest of 50 cases with new assumptions [s]",
            value=max(times),
            target="< 0.2 s",
            holds=max(times) < 0.2,
        ),
    )
