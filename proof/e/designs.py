"""Simulated organisations per design: bias, coverage and false alarms."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from proof.figure import Figure
from proof.registry import proof
from proof.rule import Cell, bias_figure, coverage_table
from proof.workers import workers
from vesica.causal.checks import selection_on_gain
from vesica.causal.discontinuity import discontinuity, discontinuity_fit
from vesica.causal.doubly_robust import doubly_robust, doubly_robust_treated
from vesica.causal.means import difference_in_means
from vesica.causal.staggered import staggered
from vesica.core.effect import Verdict

__all__ = ["designs"]

Floats = NDArray[np.float64]

# Declared before the first run: 500 organisations per design, of 400 people (cutoff: 1,000),
# effect 0.3 sd and, for false alarms, 0. Intervals at 95 %.
ORGANISATIONS = int(os.environ.get("VESICA_PROOF_REPLICATES", "500"))
PEOPLE = 400
EFFECT = 0.3
SEED = 20260
LEVEL = 0.95
TREES = 30

One = Callable[[np.random.Generator, float], tuple[float, float, float, float]]


def _world(rng: np.random.Generator, n: int) -> tuple[Floats, NDArray[np.intp], Floats]:
    """Covariates, units of 20 people, and outcomes without the programme."""
    X = rng.standard_normal((n, 3))
    unit = np.arange(n) // 20
    shared = 0.3 * rng.standard_normal(n // 20)[unit]
    return X, unit, 0.5 * X[:, 0] + 0.3 * X[:, 1] + shared + 0.7 * rng.standard_normal(n)


def _lottery(rng: np.random.Generator, effect: float) -> tuple[float, float, float, float]:
    X, _, y0 = _world(rng, PEOPLE)
    d = rng.permutation(PEOPLE) < PEOPLE // 2
    fit = difference_in_means(outcome=y0 + effect * d, treated=d, covariates=X)
    shown = fit.estimate(level=LEVEL, unit="sd")
    return fit.value, shown.low, shown.high, effect


def _clusters(rng: np.random.Generator, effect: float) -> tuple[float, float, float, float]:
    _, unit, y0 = _world(rng, PEOPLE)
    d = (rng.permutation(PEOPLE // 20) < PEOPLE // 40)[unit]
    fit = difference_in_means(outcome=y0 + effect * d, treated=d, cluster=unit)
    shown = fit.estimate(level=LEVEL, unit="sd")
    return fit.value, shown.low, shown.high, effect


def _cutoff(rng: np.random.Generator, effect: float) -> tuple[float, float, float, float]:
    n = 1000
    score = rng.standard_normal(n)
    y = 0.4 * score + 0.1 * score**2 + effect * (score >= 0) + 0.8 * rng.standard_normal(n)
    found = discontinuity(outcome=y, score=score, cutoff=0.0, level=LEVEL)
    fit = discontinuity_fit(found, n=n, level=LEVEL)
    return fit.value, found.low, found.high, effect


def _staggered(rng: np.random.Generator, effect: float) -> tuple[float, float, float, float]:
    n, periods = PEOPLE, 6
    cohort = rng.choice([0, 3, 4, 5], n, p=[0.4, 0.2, 0.2, 0.2])
    person = rng.standard_normal(n) + 0.2 * (cohort > 0)
    time = np.tile(np.arange(1, periods + 1), n)
    unit = np.repeat(np.arange(n), periods)
    inside = (cohort[unit] > 0) & (time >= cohort[unit])
    y = person[unit] + 0.1 * time + effect * inside + 0.5 * rng.standard_normal(n * periods)
    found = staggered(unit=unit, time=time, outcome=y, cohort=cohort[unit], rng=rng,
                      not_yet=True, draws=0, level=LEVEL)  # fmt: skip
    return found.group.value, found.group.low, found.group.high, effect


def _chosen(
    rng: np.random.Generator, effect: float, *, gain: float = 0.0
) -> tuple[Floats, NDArray[np.bool_], Floats, float]:
    X, _, y0 = _world(rng, PEOPLE)
    d = rng.random(PEOPLE) < 1 / (1 + np.exp(-0.6 * X[:, 0] - 0.3 * X[:, 1]))
    own = effect + gain * X[:, 0]
    return X, d, y0 + own * d, float(own[d].mean())


def _opt_in(rng: np.random.Generator, effect: float) -> tuple[float, float, float, float]:
    X, d, y, truth = _chosen(rng, effect)
    fit = doubly_robust_treated(outcome=y, treated=d, covariates=X, seed=1, trees=TREES)
    shown = fit.estimate(level=LEVEL, unit="sd")
    return fit.value, shown.low, shown.high, truth


DESIGNS: Sequence[tuple[str, One]] = (
    ("lottery", _lottery),
    ("lottery of units", _clusters),
    ("cutoff", _cutoff),
    ("staggered", _staggered),
    ("opt-in", _opt_in),
)


def _run(task: tuple[int, float, int]) -> tuple[float, float, float, float]:
    at, effect, number = task
    rng = np.random.default_rng([SEED, at, int(effect > 0), number])
    return DESIGNS[at][1](rng, effect)


@proof("E.designs")
def designs() -> tuple[Figure, ...]:
    """Bias, coverage and false alarms by design, and selection on gain."""
    # Every organisation has a stream of its own; the slow designs go first.
    tasks = [
        (at, effect, number)
        for at in reversed(range(len(DESIGNS)))
        for effect in (EFFECT, 0.0)
        for number in range(ORGANISATIONS)
    ]
    each = max(ORGANISATIONS // 5, 1)
    with workers() as pool:
        detected = pool.map(_detected, range(each), chunksize=5)
        found = dict(zip(tasks, pool.map(_run, tasks, chunksize=10), strict=True))
        gain = sum(detected) / each
    cells, figures = [], []
    for at, (name, _) in enumerate(DESIGNS):
        for effect in (EFFECT, 0.0):
            runs = np.array([found[at, effect, number] for number in range(ORGANISATIONS)])
            hits = int(np.sum((runs[:, 1] <= runs[:, 3]) & (runs[:, 3] <= runs[:, 2])))
            kind = "coverage" if effect else "quiet"
            what = (
                f"intervals that hold the effect, {name} [1]"
                if effect
                else f"organisations without an effect where none is found, {name} [1]"
            )
            cells.append(Cell(id=f"E.designs.{kind}[{name}]", what=what, hits=hits,
                              n=ORGANISATIONS))  # fmt: skip
            if effect:
                figures.append(bias_figure(runs[:, 0] - runs[:, 3], runs[:, 3],
                                           figure_id=f"E.designs.bias[{name}]",
                                           what=f"bias, {name} [sd]"))  # fmt: skip
    return (*figures, *coverage_table(cells, LEVEL), _gain(gain))


def _detected(number: int) -> bool:
    rng = np.random.default_rng([SEED, 99, number])
    X, d, y, _ = _chosen(rng, EFFECT, gain=0.5)
    both = doubly_robust(outcome=y, treated=d, covariates=X, seed=1, trees=TREES)
    check = selection_on_gain(treated=both.treated, everyone=both.everyone)
    return check.verdict is Verdict.FAILS


def _gain(share: float) -> Figure:
    return Figure(
        id="E.designs.gain", what="selection on gain that covariates show is detected [1]",
        value=share,
        note="Where it is not, the estimate is labelled all the same: every opt-in effect is that"
        " on those who chose it, and never one of a roll-out.",
    )  # fmt: skip
