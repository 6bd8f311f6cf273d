"""Area under the curve of a score for a group, with intervals by resampling people."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray
from scipy.stats import rankdata

from proof.figure import Figure

__all__ = ["Scored", "area", "pairs", "scored"]

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

DRAWS = 2000
SEED = 60_001


def pairs(score: Floats, group: Flags) -> tuple[float, int]:
    """Pairs of one inside and one outside that the score puts right (ties half), and all pairs."""
    inside = int(np.sum(group))
    won = float(np.sum(rankdata(score)[group])) - inside * (inside + 1) / 2
    return won, inside * (group.size - inside)


def area(score: Floats, group: Flags) -> float:
    """Chance that somebody of the group has a higher score than somebody outside it."""
    won, all_of_them = pairs(score, group)
    return won / all_of_them


class Scored:
    """Scores of the same people, resampled together; inside and outside the group apart."""

    def __init__(self, scores: Mapping[str, Floats], group: Flags) -> None:
        self.group = group
        self.value = {name: area(x, group) for name, x in scores.items()}
        rng = np.random.default_rng(SEED)
        drawn = {name: np.empty(DRAWS) for name in scores}
        inside, outside = np.flatnonzero(group), np.flatnonzero(~group)
        for b in range(DRAWS):
            pick = np.concatenate(
                [rng.choice(inside, inside.size), rng.choice(outside, outside.size)]
            )
            for name, x in scores.items():
                drawn[name][b] = area(x[pick], group[pick])
        self.drawn = drawn

    def interval(self, name: str) -> tuple[float, float]:
        """95 % interval of an area."""
        low, high = np.quantile(self.drawn[name], [0.025, 0.975])
        return float(low), float(high)

    def difference(self, name: str, other: str) -> tuple[float, float, float]:
        """Paired difference of two areas, with its 95 % interval."""
        gap = self.drawn[name] - self.drawn[other]
        low, high = np.quantile(gap, [0.025, 0.975])
        return self.value[name] - self.value[other], float(low), float(high)


def scored(
    found: Scored, name: str, figure_id: str, what: str, *, least: float | None, note: str = ""
) -> Figure:
    """Judge the area of one score against a published one, or report it."""
    low, high = found.interval(name)
    value = found.value[name]
    return Figure(
        id=figure_id,
        what=what,
        value=value,
        low=low,
        high=high,
        target="" if least is None else f">= {least:g}",
        holds=None if least is None else round(value, 3) >= least,
        note=note,
    )
