"""Effects without an experiment: how often the interval holds them, and false alarms."""

from __future__ import annotations

import os

import numpy as np
from numpy.typing import NDArray

from proof.figure import Figure
from proof.registry import proof
from proof.rule import Cell, coverage_table
from vesica.errors import EstimationError
from vesica.incentives.attribution import attribution

__all__ = ["attributed"]

# Declared before the first run, and not changed to pass.
REPLICATES = int(os.environ.get("VESICA_PROOF_REPLICATES", "1000"))
SEED = 670_000
LEVEL = 0.8
CONTROLS, BEFORE, AFTER = 8, 24, 6
EFFECTS = {"none": 0.0, "one tenth": 0.1}


def _world(rng: np.random.Generator) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """A unit and its controls: one market and one season, own drifts that nobody shares."""
    t = np.arange(BEFORE + AFTER)
    market = np.cumsum(rng.normal(0, 0.02, len(t)))
    season = 0.06 * np.sin(2 * np.pi * (t + rng.integers(12)) / 12)
    rows = 1 + CONTROLS
    own = np.cumsum(rng.normal(0, 0.005, (rows, len(t))), axis=1)
    level = 100 * np.exp(rng.normal(0, 0.2, rows))[:, None]
    pull = rng.uniform(0.7, 1.3, rows)[:, None]
    noise = rng.normal(0, 0.03, (rows, len(t)))
    y = level * np.exp(pull * (market + season) + own + noise)
    return y[0], y[1:]


def _tried(effect: float, first: int) -> tuple[int, int, int]:
    """How often the interval held the effect, lay above nothing, and how many were not refused."""
    held = above = n = 0
    for seed in range(first, first + REPLICATES):
        y, controls = _world(np.random.default_rng(seed))
        without = float(y[BEFORE:].mean())
        y = np.concatenate([y[:BEFORE], y[BEFORE:] * (1 + effect)])
        try:
            found = attribution(y, controls, change=BEFORE, level=LEVEL)
        except EstimationError:
            continue
        n += 1
        held += found.effect.low <= effect * without <= found.effect.high
        above += found.effect.low > 0
    return held, above, n


@proof("F.attribution")
def attributed() -> tuple[Figure, ...]:
    """Coverage of 80 % intervals and false alarms of the counterfactual from other units."""
    cells, context = [], []
    for k, (name, effect) in enumerate(EFFECTS.items()):
        held, above, n = _tried(effect, SEED + k * REPLICATES)
        cells.append(
            Cell(
                id=f"F.attribution.coverage[{name}]",
                what=f"80 % interval holds the effect, where it is {name} [1]",
                hits=held,
                n=n,
                note=f"{CONTROLS} controls, {BEFORE} months before, {AFTER} since; a season and a"
                " market that units share unequally.",
            )
        )
        context += [
            Figure(
                id=f"F.attribution.above[{name}]",
                what=f"whole 80 % interval above nothing, where the effect is {name} [1]",
                value=above / n,
                note="One in ten by chance where there is none.",
            ),
            Figure(
                id=f"F.attribution.refused[{name}]",
                what=f"refused, where the effect is {name} [1]",
                value=1 - n / REPLICATES,
                note="Controls do not move with the unit, or placebos show effects.",
            ),
        ]
    return (*coverage_table(cells, LEVEL), *context)
