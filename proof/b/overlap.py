"""The expected overlap on organisations whose skills are drawn: bias, coverage, both worlds."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from proof.figure import Figure
from proof.registry import proof
from proof.rule import BIAS_SHARE, Cell, coverage_table
from proof.shell import say
from proof.workers import workers

__all__ = ["Trial", "overlap", "trial"]

# Declared before the first run, and not changed to pass.
SEED = 20_261_201
PEOPLE, UNITS = 5000, 20
CORRELATIONS = (-0.2, 0.0, 0.2, 0.5)
SHAPES = ("normal", "t5")
REPLICATES = int(os.environ.get("VESICA_PROOF_REPLICATES", "1000"))
OUTSIDE = ("t12", "skewed", "t copula")
OUTSIDE_RHO, OUTSIDE_REPLICATES = 0.2, min(200, REPLICATES)
BARS, LEVEL = (0.75, 0.9), 0.9

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """One organisation; arrays have one entry per bar."""

    truth: Floats
    found: Floats
    hit: NDArray[np.bool_]
    normal: Floats
    naive: Floats
    tails: bool
    reliability: float
    seconds: float


def _t(degrees: int) -> Callable[[np.random.Generator, Floats], Floats]:
    def drawn(rng: np.random.Generator, z: Floats) -> Floats:
        scale = rng.chisquare(degrees, z.shape[1]) / degrees
        return z / np.sqrt(scale) * ((degrees - 2) / degrees) ** 0.5

    return drawn


def _copula(rng: np.random.Generator, z: Floats) -> Floats:
    heavy = z / np.sqrt(rng.chisquare(4, z.shape[1]) / 4)
    return stats.norm.ppf(stats.t.cdf(heavy, 4))


def _skewed(_rng: np.random.Generator, z: Floats) -> Floats:
    return (stats.gamma.ppf(stats.norm.cdf(z), 2) - 2) / 2**0.5


_SKILLS: Mapping[str, Callable[[np.random.Generator, Floats], Floats]] = {
    "normal": lambda _rng, z: z,
    "t5": _t(5),
    "t12": _t(12),
    "skewed": _skewed,
    "t copula": _copula,
}


def trial(job: tuple[str, float, int, int]) -> Trial:
    """Draw skills and measurements, and estimate; ``job`` is shape, correlation, cell, replicate.

    Everyone has an error of their own, about a tenth no evidence on a skill.
    """
    from vesica.core.scores import Facet
    from vesica.measure.intervals import count_interval
    from vesica.measure.joint import joint
    from vesica.measure.skill import skill

    shape, rho, cell, replicate = job
    rng = np.random.default_rng([SEED, cell, replicate])
    z = rng.normal(size=(2, PEOPLE))
    z[1] = rho * z[0] + (1 - rho**2) ** 0.5 * z[1]
    theta = _SKILLS[shape](rng, z)
    scores = []
    for name, truth in zip(("expertise", "influence"), theta, strict=True):
        error = np.sqrt(rng.gamma(2, 0.45, PEOPLE) + 0.05)
        seen = rng.random(PEOPLE) < 0.9
        facet = Facet(
            name=name,
            value=np.where(seen, 3 + 2 * (truth + error * rng.normal(size=PEOPLE)), np.nan),
            standard_error=np.where(seen, 2 * error, np.inf),
            evidence=seen.astype(np.int64),
            unit="points",
            evidence_unit="records",
        )
        scores.append(skill(name=name, facets=[facet]))
    unit = rng.integers(0, UNITS, PEOPLE)
    start = time.perf_counter()
    fitted = joint(*scores, unit, level=LEVEL)
    expected = fitted.model.at(BARS)
    seconds = time.perf_counter() - start
    beside = fitted.normal.at(BARS) if fitted.tails else expected
    tops = [[x >= np.quantile(x, bar) for x in theta] for bar in BARS]
    truth = np.array([np.sum(a & b) for a, b in tops], dtype=float)
    intervals = [
        count_interval(e.both, e.variance, level=LEVEL, n=PEOPLE, grain=1.0) for e in expected
    ]
    return Trial(
        truth=truth,
        found=np.array([e.both for e in expected]),
        hit=np.array([i.low <= t <= i.high for i, t in zip(intervals, truth, strict=True)]),
        normal=np.array([e.both for e in beside]),
        naive=np.array([_naive([s.mean for s in scores], bar) for bar in BARS]),
        tails=fitted.tails,
        reliability=float(np.mean([s.reliability for s in scores])),
        seconds=seconds,
    )


def _naive(means: Sequence[Floats], bar: float) -> float:
    """Count people whose scores are in the top share of both, as if scores were skills."""
    first, second = (m >= np.quantile(m, bar) for m in means)
    return float(np.sum(first & second))


@proof("B.overlap")
def overlap() -> tuple[Figure, ...]:
    """Bias and coverage of the expected overlap, with normal and with heavy-tailed skills."""
    cells = [(shape, rho) for shape in SHAPES for rho in CORRELATIONS]
    outside = [(shape, OUTSIDE_RHO) for shape in OUTSIDE]
    groups: dict[tuple[str, float], list[Trial]] = {}
    with workers() as pool:
        for at, (shape, rho) in enumerate([*cells, *outside]):
            n = REPLICATES if at < len(cells) else OUTSIDE_REPLICATES
            jobs = [(shape, rho, at, replicate) for replicate in range(n)]
            groups[shape, rho] = list(pool.map(trial, jobs, chunksize=10))
            say(f"    {shape}, ρ = {rho:g}: {n} organisations")
    inside = [(*cell, b) for cell in cells for b in range(len(BARS))]
    return (
        *(_bias(groups[shape, rho], shape, rho, b) for shape, rho, b in inside),
        *coverage_table([_cell(groups[s, r], s, r, b) for s, r, b in inside], LEVEL),
        *(_beside(groups[s, r], s, r, b) for s, r, b in inside),
        *(_outside(groups[s, r], s, b) for s, r in outside for b in range(len(BARS))),
        _seconds([t for group in groups.values() for t in group]),
    )


def _where(shape: str, rho: float, b: int) -> str:
    return f"{shape} skills, ρ = {rho:g}, top {100 * (1 - BARS[b]):.0f} %"


def _relative(values: Floats, truths: Floats) -> tuple[float, float]:
    """Bias as a share of the mean truth, and its Monte Carlo error."""
    error = values - truths
    mean = float(truths.mean())
    return float(error.mean()) / mean, float(error.std(ddof=1)) / len(error) ** 0.5 / mean


def _bias(group: Sequence[Trial], shape: str, rho: float, b: int) -> Figure:
    truths = np.array([t.truth[b] for t in group])
    bias, mc = _relative(np.array([t.found[b] for t in group]), truths)
    return Figure(
        id=f"B.overlap.bias[{shape}, {rho:g}, {BARS[b]:g}]",
        what=f"bias of the expected overlap, {_where(shape, rho, b)} [share of the truth]",
        value=bias,
        low=bias - 2 * mc,
        high=bias + 2 * mc,
        target=f"within ±{BIAS_SHARE:g}",
        holds=abs(bias) <= BIAS_SHARE,
        note=f"Mean truth {truths.mean():.4g} people of {PEOPLE}; {len(group)} organisations,"
        f" interval ± 2 Monte Carlo errors. Mean reliability"
        f" {np.mean([t.reliability for t in group]):.2f}; heavy tails chosen in"
        f" {np.mean([t.tails for t in group]):.1%}.",
    )


def _cell(group: Sequence[Trial], shape: str, rho: float, b: int) -> Cell:
    return Cell(
        id=f"B.overlap.coverage[{shape}, {rho:g}, {BARS[b]:g}]",
        what=f"coverage of the 90 % interval of the overlap, {_where(shape, rho, b)} [1]",
        hits=int(sum(t.hit[b] for t in group)),
        n=len(group),
        note=f"Seed {SEED}.",
    )


def _beside(group: Sequence[Trial], shape: str, rho: float, b: int) -> Figure:
    truths = np.array([t.truth[b] for t in group])
    normal, mc = _relative(np.array([t.normal[b] for t in group]), truths)
    naive, _ = _relative(np.array([t.naive[b] for t in group]), truths)
    return Figure(
        id=f"B.overlap.normal[{shape}, {rho:g}, {BARS[b]:g}]",
        what=f"bias if the prior were normal, {_where(shape, rho, b)} [share of the truth]",
        value=normal,
        low=normal - 2 * mc,
        high=normal + 2 * mc,
        note=f"Scores cut at their own quantile and counted: {naive:+.1%}.",
    )


def _outside(group: Sequence[Trial], shape: str, b: int) -> Figure:
    truths = np.array([t.truth[b] for t in group])
    bias, mc = _relative(np.array([t.found[b] for t in group]), truths)
    cover = np.mean([t.hit[b] for t in group])
    return Figure(
        id=f"B.overlap.outside[{shape}, {BARS[b]:g}]",
        what=f"bias outside both worlds, {_where(shape, OUTSIDE_RHO, b)} [share of the truth]",
        value=bias,
        low=bias - 2 * mc,
        high=bias + 2 * mc,
        note=f"{len(group)} organisations; {cover:.1%} of the 90 % intervals hold the truth.",
    )


def _seconds(group: Sequence[Trial]) -> Figure:
    spent = np.array([t.seconds for t in group])
    return Figure(
        id="B.overlap.fit",
        what=f"one fit of both shapes to {PEOPLE} people, with two bars [s], median",
        value=float(np.median(spent)),
        low=float(np.quantile(spent, 0.1)),
        high=float(np.quantile(spent, 0.9)),
        note="Low and high are the tenth and the ninetieth percentile; two at a time.",
    )
