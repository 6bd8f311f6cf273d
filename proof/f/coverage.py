"""Whether intervals hold what came, and how often a gain is claimed where there is none."""

from __future__ import annotations

import os
from functools import partial

from scipy import stats

from proof.f.years import play
from proof.figure import Figure
from proof.registry import proof
from proof.rule import ALPHA, Cell, coverage_table
from proof.workers import workers

__all__ = ["coverage", "zero"]

# Declared before the first run, and not changed to pass.
REPLICATES = int(os.environ.get("VESICA_PROOF_REPLICATES", "1000"))
COVERAGE_SEED, ZERO_SEED = 610_000, 620_000
EFFECT_SD = 0.04
LEVEL = 0.8


def _held(seed: int) -> tuple[bool, bool, bool]:
    """Whether the interval held what came, whether the case could move, and whether it did not."""
    year = play(seed, effect_sd=EFFECT_SD)
    change = year.case.change
    held = change.low - 0.005 <= year.truth <= change.high + 0.005
    return held, year.case.no_change < 0.05, abs(year.truth) < 0.005


def _claimed(seed: int) -> bool:
    return play(seed, effect_sd=0.0).case.claims_gain


def _map(function, first: int) -> list:
    with workers() as pool:
        seeds = range(first, first + REPLICATES)
        return list(pool.map(function, seeds, chunksize=max(REPLICATES // 20, 1)))


@proof("F.coverage")
def coverage() -> tuple[Figure, ...]:
    """80 % intervals of the change in bonus over simulated organisation-years."""
    found = _map(_held, COVERAGE_SEED)
    moving = [held for held, moves, _ in found if moves]
    cell = partial(
        Cell, note="One to three metrics, twelve units, 24 months; effects from a trial."
    )
    cells = [
        cell(
            id="F.coverage.all",
            what="80 % interval of the change in bonus holds it [1]",
            hits=sum(held for held, _, _ in found),
            n=len(found),
        )
    ]
    if moving:
        cells.append(
            cell(
                id="F.coverage.moving",
                what="the same, where no change has a probability below 5 % [1]",
                hits=sum(moving),
                n=len(moving),
            )
        )
    nothing = sum(none for _, _, none in found)
    share = Figure(
        id="F.coverage.nothing",
        what="organisation-years in which nothing changed [1]",
        value=nothing / len(found),
        note="For context: flat parts of the curve.",
    )
    return (*coverage_table(cells, LEVEL), share)


@proof("F.zero")
def zero() -> tuple[Figure, ...]:
    """How often a gain is claimed where taking part does nothing."""
    claims = sum(_map(_claimed, ZERO_SEED))
    test = stats.binomtest(claims, REPLICATES, 0.1, alternative="greater")
    interval = stats.binomtest(claims, REPLICATES).proportion_ci(method="exact")
    return (
        Figure(
            id="F.zero.claims",
            what="gain claimed (whole 80 % interval above 0) where the effect is zero [1]",
            value=claims / REPLICATES,
            low=float(interval.low),
            high=float(interval.high),
            target=f"at most 0.1, not rejected at {ALPHA:g} (exact binomial)",
            holds=bool(test.pvalue >= ALPHA),
            note=f"{claims} of {REPLICATES} organisation-years.",
        ),
    )
