"""Is it a function of age?: size and power of the three verdicts, with known truth."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from proof.figure import Figure
from proof.registry import proof
from proof.rule import ALPHA, Cell, coverage_table, holm
from proof.workers import workers
from vesica.core.age import AgeVerdict
from vesica.core.estimate import Estimate
from vesica.measure.age import AgeData, age_profile

__all__ = ["World", "age", "draw"]

Floats = NDArray[np.float64]

# Declared before the first run, and not changed to pass.
REPLICATES = 1000
FIRST_SEED = 70_001
LEVEL = 0.9
PEOPLE = 2000
UNITS = 25
UNIT_SPREAD = 0.15
"""Standard deviation between units [sd]: people of one unit resemble each other."""
OLDEST, YOUNGEST = 60.0, 25.0
"""Ends of the grid of ages that falls between the 5th and the 95th percentile."""


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """One kind of organisation: how many people, and the true mean skill by age."""

    name: str
    people: int
    linear: float = 0.0
    bowl: float = 0.0

    def mean(self, age: Floats) -> Floats:
        """Mean skill [sd]: a line per decade, and a U whose ends lie ``bowl`` above its foot."""
        middle, half = (OLDEST + YOUNGEST) / 2, (OLDEST - YOUNGEST) / 2
        return self.linear * (age - middle) / 10 + self.bowl * ((age - middle) / half) ** 2


_LINE_AT_EDGE = 0.2 / (OLDEST - YOUNGEST) * 10
SIZE = (
    World(name="line whose ages lie 0.2 sd apart", people=PEOPLE, linear=_LINE_AT_EDGE),
    World(name="U whose ages lie 0.2 sd apart", people=PEOPLE, bowl=0.2),
    World(name="slope of 0.1 sd per decade", people=PEOPLE, linear=0.1),
    World(name="line at the edge, 20,000 people", people=20_000, linear=_LINE_AT_EDGE),
)
FLAT = tuple(World(name=f"no effect, {n:,} people", people=n) for n in (500, 2000, 5000, 20_000))
STEEP = (
    World(name="slope 0.05", people=PEOPLE, linear=0.05),
    World(name="slope 0.1", people=PEOPLE, linear=0.1),
    World(name="slope 0.2", people=PEOPLE, linear=0.2),
    World(name="U of 0.2", people=PEOPLE, bowl=0.2),
    World(name="U of 0.4", people=PEOPLE, bowl=0.4),
)


def draw(world: World, seed: int) -> tuple[AgeVerdict, bool]:
    """Verdict of one organisation, and whether the interval held the true linear slope."""
    rng = np.random.default_rng(seed)
    n = world.people
    age = np.floor(21 + 46 * rng.beta(1.3, 1.5, n))
    unit = rng.integers(0, UNITS, n)
    between = UNIT_SPREAD * rng.standard_normal(UNITS)
    own = (1 - UNIT_SPREAD**2) ** 0.5 * rng.standard_normal(n)
    skill = world.mean(age) + between[unit] + own
    # Half the people have little evidence; one in five has none.
    noise = np.where(rng.random(n) < 0.5, 0.7, 1.4)
    noise[rng.random(n) < 0.2] = np.inf
    error = np.where(np.isfinite(noise), noise, 0.0) * rng.standard_normal(n)
    signal = np.where(np.isfinite(noise), skill + error, 0.0)
    found = age_profile(
        AgeData(
            skill="expertise",
            signal=signal,
            noise=noise,
            age=age,
            tenure=np.clip(age - 24 - rng.exponential(6, n), 0, None),
            unit=unit,
        ),
        level=LEVEL,
        neighbours=10,
    )
    assert isinstance(found.slope, Estimate)
    held = found.slope.low <= world.linear <= found.slope.high
    return found.verdict, held


def _many(job: tuple[World, int]) -> tuple[int, int, int]:
    """Times "none", times "function", and times the interval held the slope."""
    world, first = job
    found = [draw(world, first + i) for i in range(REPLICATES)]
    verdicts = [v for v, _ in found]
    return (
        verdicts.count(AgeVerdict.NONE),
        verdicts.count(AgeVerdict.FUNCTION),
        sum(held for _, held in found),
    )


@proof("B.age")
def age() -> tuple[Figure, ...]:
    """Size of the test of equivalence, false alarms, power, and coverage of the slope."""
    worlds = (*SIZE, *FLAT, *STEEP)
    jobs = [(world, FIRST_SEED + REPLICATES * i) for i, world in enumerate(worlds)]
    with workers() as pool:
        counts = dict(zip(worlds, pool.map(_many, jobs), strict=True))
    lines = [w for w in worlds if w.bowl == 0]
    return (
        *_at_most([(w, counts[w][0]) for w in SIZE], "size", "said to have no effect"),
        *_at_most([(w, counts[w][1]) for w in FLAT], "alarm", "said to be a function of age"),
        *(_power(w, counts[w][0], "none", "said to have no effect") for w in FLAT),
        *(_power(w, counts[w][1], "function", "said to be a function of age") for w in STEEP),
        *coverage_table(
            [
                Cell(
                    id=f"B.age.coverage[{w.name}]",
                    what=f"90 % interval of the slope holds it: {w.name} [1]",
                    hits=counts[w][2],
                    n=REPLICATES,
                )
                for w in lines
            ],
            LEVEL,
        ),
    )


def _at_most(cells: list[tuple[World, int]], short: str, what: str) -> list[Figure]:
    """Error rates of at most 5 %: fails where the exact test says that it is more."""
    tests = [stats.binomtest(k, REPLICATES, 0.05, alternative="greater") for _, k in cells]
    adjusted: Callable[[int], float] = holm([t.pvalue for t in tests]).__getitem__
    return [
        _share(
            f"B.age.{short}[{world.name}]",
            f"{what}: {world.name} [1]",
            k,
            target=f"at most 0.05, not rejected at {ALPHA:g} (exact binomial, Holm)",
            holds=adjusted(i) >= ALPHA,
        )
        for i, (world, k) in enumerate(cells)
    ]


def _power(world: World, k: int, short: str, what: str) -> Figure:
    return _share(f"B.age.power-{short}[{world.name}]", f"{what}: {world.name} [1]", k)


def _share(
    figure_id: str, what: str, k: int, *, target: str = "", holds: bool | None = None
) -> Figure:
    interval = stats.binomtest(k, REPLICATES).proportion_ci(method="exact")
    return Figure(
        id=figure_id,
        what=what,
        value=k / REPLICATES,
        low=float(interval.low),
        high=float(interval.high),
        target=target,
        holds=holds,
        note=f"{k} of {REPLICATES} organisations.",
    )
