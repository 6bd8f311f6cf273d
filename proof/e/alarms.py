"""False alarms of the checks where there is nothing, and how often they see what is there."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from proof.figure import Figure
from proof.registry import proof
from proof.rule import Cell, coverage_table
from proof.workers import workers
from vesica.causal.checks import attrition, lottery_balance, trends_before
from vesica.causal.discontinuity import crowding
from vesica.causal.sensitivity import robustness
from vesica.causal.staggered import staggered
from vesica.core.effect import Check, Verdict

__all__ = ["alarms"]

Floats = NDArray[np.float64]

# Declared before the first run: 500 organisations per check, with nothing to find and with
# something. Each check alarms at its own nominal rate. What there is to find: units, or people,
# whose outcome already drifts by 0.1 sd a period before they begin; a lottery that favours people
# by 0.5 of a logit per sd of a covariate; 12 % more people lost in one arm; a fifth of the people
# right below a cutoff lifted over it. For the word "robust": an effect of 0.4 sd with nothing
# unseen behind it; and, told apart from it, none, with something unseen as strong as the strongest
# covariate.
ORGANISATIONS = int(os.environ.get("VESICA_PROOF_REPLICATES", "500"))
SEED = 20262
PEOPLE = 400
DRIFT = 0.1
EFFECT = 0.4

One = Callable[[np.random.Generator, bool], Check]


def _panel(
    rng: np.random.Generator,
    cohort: NDArray[np.intp],
    periods: int,
    drift: float,
    unit: NDArray[np.intp] | None = None,
) -> Check:
    n = cohort.size
    time = np.tile(np.arange(1, periods + 1), n)
    person = np.repeat(np.arange(n), periods)
    began = cohort[person]
    y = rng.standard_normal(n)[person] + 0.1 * time + 0.5 * rng.standard_normal(n * periods)
    y += drift * time * (began > 0) + 0.3 * ((began > 0) & (time >= began))
    if unit is not None:
        y += (0.2 * rng.standard_normal((unit.max() + 1, periods)))[unit[person], time - 1]
    found = staggered(unit=person, time=time, outcome=y, cohort=began, rng=rng, not_yet=True,
                      cluster=unit, draws=0)  # fmt: skip
    return trends_before(found)


def _people(rng: np.random.Generator, there: bool) -> Check:
    cohort = rng.choice([0, 3, 4, 5], PEOPLE, p=[0.4, 0.2, 0.2, 0.2])
    return _panel(rng, cohort, 6, DRIFT * there)


def _many_periods(rng: np.random.Generator, there: bool) -> Check:
    cohort = np.resize([0, 0, 0, 6, 8, 10], 120)
    return _panel(rng, rng.permutation(cohort), 12, DRIFT * there)


def _units(rng: np.random.Generator, there: bool) -> Check:
    unit = np.arange(PEOPLE) // 10
    start = rng.permutation(np.resize([0, 0, 4, 6], PEOPLE // 10))
    return _panel(rng, start[unit], 8, DRIFT * there, unit)


def _balance(rng: np.random.Generator, there: bool) -> Check:
    X = rng.standard_normal((PEOPLE, 3))
    d = rng.random(PEOPLE) < 1 / (1 + np.exp(-0.5 * there * X[:, 0]))
    return lottery_balance(covariates=X, treated=d)


def _attrition(rng: np.random.Generator, there: bool) -> Check:
    d = rng.permutation(PEOPLE) < PEOPLE // 2
    return attrition(measured=rng.random(PEOPLE) < 0.9 - 0.12 * there * d, treated=d)


def _crowding(rng: np.random.Generator, there: bool) -> Check:
    score = rng.uniform(-1, 1, 1000)
    lifted = there & (score < 0) & (score > -0.25) & (rng.random(1000) < 0.2)
    return crowding(score=np.where(lifted, -score, score), cutoff=0.0, bandwidth=1.0)


def _robust(rng: np.random.Generator, effect: float, unseen: float) -> Check:
    X = rng.standard_normal((PEOPLE, 3))
    hidden = rng.standard_normal(PEOPLE)
    d = rng.random(PEOPLE) < 1 / (1 + np.exp(-0.6 * X[:, 0] - 0.6 * unseen * hidden))
    y = effect * d + 0.4 * X[:, 0] + 0.4 * unseen * hidden + 0.8 * rng.standard_normal(PEOPLE)
    return robustness(outcome=y, treated=d, covariates=X, names=("a", "b", "c"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarm:
    """One check, what it does where there is nothing and where there is something."""

    name: str
    size: float
    one: One
    alarm: Verdict = Verdict.FAILS


ALARMS: Sequence[Alarm] = (
    Alarm(name="trends before, people", size=0.05, one=_people),
    Alarm(name="trends before, many periods and few people", size=0.05, one=_many_periods),
    Alarm(name="trends before, whole units", size=0.05, one=_units),
    Alarm(name="balance of a lottery", size=0.01, one=_balance),
    Alarm(name="attrition", size=0.05, one=_attrition),
    Alarm(name="crowding at the cutoff", size=0.01, one=_crowding),
    # What would be wrong here is the word "robust" about an effect that does not exist.
    Alarm(
        name="the word robust",
        size=0.05,
        one=lambda rng, there: _robust(rng, EFFECT * there, 0.0),
        alarm=Verdict.HOLDS,
    ),
)


def _seen(task: tuple[int, bool, int]) -> bool:
    at, there, number = task
    rng = np.random.default_rng([SEED, at, int(there), number])
    return ALARMS[at].one(rng, there).verdict is ALARMS[at].alarm


def _spurious(number: int) -> str:
    rng = np.random.default_rng([SEED, 99, 1, number])
    return str(_robust(rng, 0.0, 1.0).verdict)


@proof("E.alarms")
def alarms() -> tuple[Figure, ...]:
    """False alarms and power of the checks, each at its nominal rate."""
    tasks = [
        (at, there, k)
        for at in range(len(ALARMS))
        for there in (False, True)
        for k in range(ORGANISATIONS)
    ]
    with workers() as pool:
        seen = np.array(list(pool.map(_seen, tasks, chunksize=50)))
        spurious = list(pool.map(_spurious, range(ORGANISATIONS), chunksize=50))
    counts = seen.reshape(len(ALARMS), 2, ORGANISATIONS).sum(axis=2)
    figures: list[Figure] = []
    for size in sorted({a.size for a in ALARMS}):
        cells = [
            Cell(id=f"E.alarms.quiet[{a.name}]",
                 what=f"organisations with nothing to find and no alarm, {a.name} [1]",
                 hits=ORGANISATIONS - int(counts[at, 0]), n=ORGANISATIONS)
            for at, a in enumerate(ALARMS) if a.size == size
        ]  # fmt: skip
        figures += coverage_table(cells, 1 - size)
    figures += [
        Figure(id=f"E.alarms.power[{a.name}]",
               what=f"organisations with something to find where it is told, {a.name} [1]",
               value=float(counts[at, 1] / ORGANISATIONS))
        for at, a in enumerate(ALARMS)
    ]  # fmt: skip
    figures.append(
        Figure(
            id="E.alarms.unseen",
            what="effects that something unseen makes up and that are called robust [1]",
            value=spurious.count(str(Verdict.HOLDS)) / ORGANISATIONS,
            note=f"It is as strong as the strongest covariate."
            f" {spurious.count(str(Verdict.FAILS))} of {ORGANISATIONS} are told not to be robust,"
            f" of {spurious.count(str(Verdict.CANNOT_SAY))} nothing is said.",
        )
    )
    return tuple(figures)
