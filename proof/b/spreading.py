"""A generator of practices that spread, for the proof of demonstrated persuasion.

It shares no code with the simulator or the estimator, and does not follow the estimator's
baseline: taste is a product of function, level and a trait that also makes contacts, functions
take a practice up at times of their own, and adoption runs day by day, not week by week.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

__all__ = ["CONTACTS", "SEEN_DAYS", "Spreading", "spreading"]

CONTACTS = 12
SEEN_DAYS = 28
DAYS = 182
UNIT = 40
WEEKLY = 0.006
MEDIAN = 0.02
SPREAD = 1.0
TRAIT_ON_TASTE = 1.0

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Spreading:
    """What happened, and what is true.

    Parameters
    ----------
    person, practice, day : ndarray of int64, shape (n_adoptions,)
        Who adopted what, and when.
    attends, to : ndarray of int64, shape (n_pairs,)
        Who attends to whom.
    unit, function, level, activity : ndarray of int64, shape (n_people,)
        What files show of people; ``activity`` is the tenth in which their own activity lies.
    beta : ndarray of float64, shape (n_people,)
        Weekly intensity of adopting that each person adds while seen.
    own_line : ndarray of bool, shape (n_pairs,)
        Whether the two are of one reporting line.
    owed : float
        Expected share of the adoptions that persuasion brought about.
    owed_recorded : float
        The part of it that pairs on record outside the own line brought about.
    """

    person: Ints
    practice: Ints
    day: Ints
    attends: Ints
    to: Ints
    unit: Ints
    function: Ints
    level: Ints
    activity: Ints
    beta: Floats
    own_line: NDArray[np.bool_]
    owed: float
    owed_recorded: float


def spreading(
    *,
    people: int,
    practices: int,
    seed: int,
    shape: Literal["lognormal", "gamma", "none"] = "lognormal",
    homophily: Literal["observed", "hidden"] = "observed",
    several: bool = False,
    recorded: float = 1.0,
    line: float = 0.0,
) -> Spreading:
    """Let practices spread.

    ``homophily`` says whether ``activity`` shows the trait that contacts share; with ``several``
    one contact alone moves nobody, and two or more move twice as much. ``recorded`` is the share
    of pairs that files show, and ``line`` that of pairs within one reporting line.
    """
    rng = np.random.default_rng(seed)
    unit = np.arange(people) // UNIT
    function = rng.integers(0, 8, unit.max() + 1)[unit]
    level = rng.geometric(0.6, people).clip(max=5)
    trait = 0.5 * rng.normal(size=unit.max() + 1)[unit] + 0.9 * rng.normal(size=people)
    attends, to = _contacts(unit, function, trait, rng)
    beta = _beta(people, shape, rng)
    taste = TRAIT_ON_TASTE * trait + 0.2 * rng.normal(size=8)[function]
    taste = taste + 0.1 * level * np.where(function < 3, 1.0, -0.5)
    shown = trait if homophily == "observed" else rng.normal(size=people)
    activity = shown + 0.2 * rng.normal(size=people)
    tenth = np.argsort(np.argsort(activity)) * 10 // people
    lot = np.random.default_rng([seed, 1]).random((2, to.size))  # leaves the other draws alone
    on_record, own_line = lot[0] < recorded, lot[1] < line
    counts = (on_record & ~own_line).astype(float)
    who, what, when, owed, owed_recorded = [], [], [], [], []
    for practice in range(practices):
        day, share, part = _campaign(taste, function, attends, to, beta, several, counts, rng)
        owed.append(share)
        owed_recorded.append(part)
        adopters = np.flatnonzero(day >= 0)
        who.append(adopters)
        what.append(np.full(adopters.size, practice))
        when.append(day[adopters])
    return Spreading(
        person=np.concatenate(who),
        practice=np.concatenate(what),
        day=np.concatenate(when),
        attends=attends[on_record],
        to=to[on_record],
        unit=unit,
        function=function,
        level=level,
        activity=tenth,
        beta=beta,
        own_line=own_line[on_record],
        owed=float(np.concatenate(owed).mean()),
        owed_recorded=float(np.concatenate(owed_recorded).mean()),
    )


def _beta(people: int, shape: str, rng: np.random.Generator) -> Floats:
    if shape == "none":
        return np.zeros(people)
    if shape == "gamma":
        return rng.gamma(1.2, MEDIAN * 1.15, people)
    return MEDIAN * np.exp(rng.normal(0, SPREAD, people))


def _contacts(
    unit: Ints, function: Ints, trait: Floats, rng: np.random.Generator
) -> tuple[Ints, Ints]:
    """Four of the own unit, two of the own function, five alike in the trait, and anyone."""
    n = unit.size
    me = np.arange(n)
    columns = [np.minimum(unit * UNIT + rng.integers(0, UNIT, n), n - 1) for _ in range(4)]
    order = np.argsort(function, kind="stable")
    start, size = np.searchsorted(function[order], np.arange(8)), np.bincount(function)
    columns += [
        order[start[function] + (rng.random(n) * size[function]).astype(int)] for _ in range(2)
    ]
    by_trait = np.argsort(trait, kind="stable")
    place = np.argsort(by_trait)
    for _ in range(5):
        near = np.clip(place + np.rint(rng.normal(0, 0.01 * n, n)).astype(int), 0, n - 1)
        columns.append(by_trait[near])
    columns.append(rng.integers(0, n, n))
    pairs = np.unique(np.concatenate([me * n + c for c in columns]))
    pairs = pairs[pairs // n != pairs % n]
    return pairs // n, pairs % n


def _campaign(
    taste: Floats,
    function: Ints,
    attends: Ints,
    to: Ints,
    beta: Floats,
    several: bool,
    counts: Floats,
    rng: np.random.Generator,
) -> tuple[Ints, Floats, Floats]:
    """Day of adoption, -1 for never; of each adoption the part owed, and owed on record."""
    n = taste.size
    order = np.argsort(to, kind="stable")
    start = np.concatenate([[0], np.cumsum(np.bincount(to, minlength=n))])
    day, pressure, count, shown = np.full(n, -1), np.zeros(n), np.zeros(n), np.zeros(n)
    listeners, everyone = attends[order], np.ones(to.size)
    peak, width = rng.uniform(20, 160, 8), rng.uniform(40, 120, 8)
    liking = np.exp(taste + rng.normal(0, 0.3, 8)[function])
    turns: list[Ints] = []
    owed: list[Floats] = []
    owed_shown: list[Floats] = []
    for now in range(DAYS):
        wave = 0.5 + np.exp(-(((now - peak) / width) ** 2))
        alone = WEEKLY / 7 * np.exp(rng.normal(0, 0.2)) * wave[function] * liking
        moved = np.where(count > 1.5, 2 * pressure, 0.0) if several else pressure
        moved = np.maximum(moved, 0.0) / 7
        adopts = np.flatnonzero((day < 0) & (rng.random(n) < -np.expm1(-alone - moved)))
        day[adopts] = now
        turns.append(adopts)
        owed.append(moved[adopts] / (alone + moved)[adopts])
        part = np.divide(shown, pressure, out=np.zeros(n), where=pressure > 1e-9)
        owed_shown.append(owed[-1] * np.clip(part[adopts], 0.0, 1.0))
        for weight, of_pair, sums in (
            (beta, everyone, pressure),
            (np.ones(n), everyone, count),
            (beta, counts[order], shown),
        ):
            _press(sums, adopts, 1.0, start, listeners, weight, of_pair)
            if now >= SEEN_DAYS:
                _press(sums, turns[now - SEEN_DAYS], -1.0, start, listeners, weight, of_pair)
    return day, np.concatenate(owed), np.concatenate(owed_shown)


def _press(
    pressure: Floats,
    who: Ints,
    sign: float,
    start: Ints,
    listeners: Ints,
    beta: Floats,
    of_pair: Floats,
) -> None:
    """Add to what weighs on those who attend to ``who``, or take it away again."""
    count = start[who + 1] - start[who]
    at = np.repeat(start[who] - np.cumsum(count) + count, count) + np.arange(count.sum())
    np.add.at(pressure, listeners[at], sign * np.repeat(beta[who], count) * of_pair[at])
