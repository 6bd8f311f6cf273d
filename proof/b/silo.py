"""Silo or part of the business?: bias and coverage of the index, against the naive one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import xlogy

from proof.figure import Figure
from proof.registry import proof
from proof.rule import Cell, coverage_table
from vesica.errors import EstimationError
from vesica.measure.integration import practice_shares, silo_index

__all__ = ["World", "silo", "trial"]

# Declared before the first run, and not changed to pass.
REPLICATES = 1000
FIRST_SEED = 80_001
LEVEL = 0.9


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """Disciplines of different sizes whose shares spread uniformly around a centre."""

    name: str
    disciplines: int
    people: int
    centre: float
    spread: float


WORLDS = (
    World(name="alike, 8 x 40", disciplines=8, people=40, centre=0.3, spread=0.0),
    World(name="differ, 8 x 40", disciplines=8, people=40, centre=0.3, spread=0.2),
    World(name="differ, 15 x 20", disciplines=15, people=20, centre=0.25, spread=0.2),
    World(name="differ, 10 x 300", disciplines=10, people=300, centre=0.3, spread=0.25),
    World(name="silo, 10 x 100", disciplines=10, people=100, centre=0.5, spread=0.48),
)


def _naive(p: np.ndarray, n: np.ndarray) -> float:
    def entropy(x: np.ndarray) -> np.ndarray:
        return -xlogy(x, x) - xlogy(1 - x, 1 - x)

    whole = float(entropy(np.array(p @ n / n.sum())))
    return 1 - float(entropy(p) @ n) / (n.sum() * whole)


def trial(world: World, seed: int) -> tuple[float, float, float, float, float] | None:
    """Truth, estimate, low, high and the naive index; None where nobody practises."""
    rng = np.random.default_rng(seed)
    n = np.maximum(rng.integers(world.people // 2, 3 * world.people // 2, world.disciplines), 2)
    p = world.centre + world.spread * rng.uniform(-1, 1, world.disciplines)
    p = np.clip(p, 0.005, 0.995)
    active = rng.binomial(n, p)
    try:
        shares = practice_shares(active=active, people=n, rng=rng)
    except EstimationError:
        return None
    found = silo_index(shares=shares, people=n, level=LEVEL)
    return _naive(p, n), found.value, found.low, found.high, _naive(active / n, n)


@proof("B.silo")
def silo() -> tuple[Figure, ...]:
    """Bias and coverage of the silo index of practice."""
    figures: list[Figure] = []
    cells = []
    for i, world in enumerate(WORLDS):
        first = FIRST_SEED + REPLICATES * i
        found = [t for s in range(REPLICATES) if (t := trial(world, first + s)) is not None]
        truth, value, low, high, naive = np.array(found).T
        error, crude = value - truth, naive - truth
        figures.append(
            Figure(
                id=f"B.silo.bias[{world.name}]",
                what=f"bias of the index: {world.name} [1]",
                value=float(error.mean()),
                low=float(error.mean() - 2 * error.std(ddof=1) / len(error) ** 0.5),
                high=float(error.mean() + 2 * error.std(ddof=1) / len(error) ** 0.5),
                target="smaller than that of the naive index, paired",
                holds=abs(float(error.mean())) < abs(float(crude.mean())),
                note=f"Mean truth {truth.mean():.3f}; naive index {crude.mean():+.4f};"
                f" {len(found)} organisations.",
            )
        )
        cells.append(
            Cell(
                id=f"B.silo.coverage[{world.name}]",
                what=f"90 % interval of the index holds it: {world.name} [1]",
                hits=int(np.sum((low <= truth + 1e-12) & (truth <= high))),
                n=len(found),
            )
        )
    return (*figures, *coverage_table(cells, LEVEL))
