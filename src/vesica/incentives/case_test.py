"""The cheapest test for one leader: six weeks, some units take part and some do not."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from vesica.core.line_of_sight import BestTest
from vesica.incentives.cheapest_test import CandidateTest, Question, best_test
from vesica.incentives.forecast import Common
from vesica.incentives.line_of_sight import Situation, expected_change

__all__ = ["SIZES", "WEEKS", "case_test"]

Floats = NDArray[np.float64]

WEEKS = 6
SIZES = (3, 4, 6, 10, 15, 30)
"""Units per arm that are tried."""
_REACH, _NODES = 6.0, 13
_PERIODS = 1.4
"""Months in six weeks: the noise of a month, averaged over them."""


def case_test(
    situation: Situation,
    *,
    common: Common,
    hours_per_week: float,
    time_cost: float,
    hour_cost: float,
    series: Mapping[str, Floats],
) -> BestTest | None:
    """Value of a six-week test of each metric in doubt; ``None`` if there is none to run.

    Parameters
    ----------
    situation : Situation
        The leader's.
    common : Common
        Draws.
    hours_per_week : float
        What the leader would do; in a test, one leader of each unit with it.
    time_cost, hour_cost : float
        What the leader's time costs in all, and by the hour [currency].
    series : mapping of str to ndarray, each shape (n_units, n_periods)
        Each metric's history, from which its noise is taken.
    """
    questions, tests = [], []
    for effect in situation.effects:
        name = effect.metric
        mean, sd = effect.here
        units = int((~np.isnan(series[name]).all(axis=1)).sum())
        sizes = tuple(size for size in SIZES if 2 * size <= units)
        if sd == 0 or not sizes:
            continue
        grid = mean + sd * np.linspace(-_REACH, _REACH, _NODES)
        change = expected_change(
            situation, common=common, hours_per_week=hours_per_week, metric=name, effect=grid
        )
        questions.append(
            Question(metric=name, mean=mean, sd=sd, effect=grid, net=change - time_cost)
        )
        tests.append(
            CandidateTest(
                name=f"six weeks, {name}",
                metric=name,
                weeks=WEEKS,
                sizes=sizes,
                outcome_sd=_noise(series[name]) / (1.0 if effect.as_run else hours_per_week),
                cost_per_unit=WEEKS * hours_per_week * hour_cost / 2,
            )
        )
    return best_test(questions, tests) if questions else None


def _noise(value: Floats) -> float:
    """Spread of a unit's change over six weeks, relative to its level."""
    with np.errstate(invalid="ignore", divide="ignore"):
        steps = np.diff(value, axis=1) / np.nanmean(np.abs(value), axis=1, keepdims=True)
    kept = steps[np.isfinite(steps)]
    season = np.nanmean(np.where(np.isfinite(steps), steps, np.nan), axis=0, keepdims=True)
    rest = (steps - season)[np.isfinite(steps)] if len(kept) else np.array([1.0])
    return max(float(rest.std()) / _PERIODS**0.5, 1e-6)
