"""Practices that spread among people drawn at random, as arrays for the tests of persuasion."""

from __future__ import annotations

from typing import Any

import numpy as np

from vesica.network.persuasion_baseline import Baseline, baseline
from vesica.network.persuasion_spread import Spread, spread

Arrays = dict[str, Any]


def daily(
    *, people: int = 600, practices: int = 6, seed: int, beta: float = 0.06, days: int = 140
) -> tuple[Arrays, np.ndarray]:
    """Log-normal effects around ``beta`` per week, seen for 28 days; unit and level as factors."""
    rng = np.random.default_rng(seed)
    unit, level = np.arange(people) // 20, rng.integers(0, 3, people)
    attends, to = (rng.integers(0, people, 8 * people) for _ in range(2))
    pairs = np.unique(np.stack([attends, to], axis=1)[attends != to], axis=0)
    attends, to = pairs.T
    effect = beta * np.exp(rng.normal(0, 0.8, people))
    person, practice, day = [], [], []
    for p in range(practices):
        adopted = np.full(people, -1)
        for now in range(days):
            seen = (adopted[to] >= 0) & (adopted[to] < now) & (adopted[to] >= now - 28)
            pressure = np.bincount(attends[seen], weights=effect[to[seen]], minlength=people)
            chance = -np.expm1(-(0.01 * (1 + level) + pressure) / 7)
            adopted[(adopted < 0) & (rng.random(people) < chance)] = now
        who = np.flatnonzero(adopted >= 0)
        person.append(who)
        practice.append(np.full(who.size, p))
        day.append(adopted[who])
    arrays = {
        "person": np.concatenate(person),
        "practice": np.concatenate(practice),
        "day": np.concatenate(day),
        "attends": attends,
        "to": to,
        "own_line": np.zeros(to.size, dtype=bool),
        "group": np.zeros(people, dtype=np.int64),
        "n_people": people,
        "window": 28,
    }
    return arrays | {"unit": unit, "factors": level[:, None]}, effect


def fitted(arrays: Arrays) -> tuple[Spread, Baseline]:
    rest = {k: v for k, v in arrays.items() if k not in {"unit", "factors"}}
    followed = spread(**rest)
    return followed, baseline(spread=followed, factors=arrays["factors"], unit=arrays["unit"])


def renumbered(arrays: Arrays, place: np.ndarray) -> Arrays:
    """Give person i the index ``place[i]``."""
    people = {name: place[arrays[name]] for name in ("person", "attends", "to")}
    back = np.argsort(place)
    traits = {name: arrays[name][back] for name in ("group", "unit", "factors")}
    return arrays | people | traits


def with_a_stranger(arrays: Arrays) -> Arrays:
    """Add somebody who attends to nobody, is seen by nobody and adopts nothing."""
    grown = {name: np.concatenate([arrays[name], [0]]) for name in ("group", "unit")}
    factors = np.concatenate([arrays["factors"], arrays["factors"][:1]])
    return arrays | grown | {"factors": factors, "n_people": arrays["n_people"] + 1}
