"""Which short test would most change the decision, and how large it should be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from vesica.core.line_of_sight import BestTest, TestValue
from vesica.errors import EstimationError

__all__ = ["CandidateTest", "Question", "best_test", "loss_value"]

Floats = NDArray[np.float64]

_NODES, _NODE_WEIGHTS = np.polynomial.hermite_e.hermegauss(41)
_NODE_WEIGHTS = _NODE_WEIGHTS / _NODE_WEIGHTS.sum()
_RESULTS = 2001
"""Equally likely results of a test that are gone through."""
_PLACES = np.asarray(stats.norm.ppf((np.arange(_RESULTS) + 0.5) / _RESULTS))


@dataclass(frozen=True, slots=True, kw_only=True)
class CandidateTest:
    """A test that could be run.

    Parameters
    ----------
    name, metric : str
        What it is called, and the metric that it watches.
    weeks : float
        How long it takes.
    sizes : tuple of int
        Units per arm that are possible.
    outcome_sd : float
        Spread of a unit's effect measurement: of the relative metric per hour a week [1].
    cluster_size, icc : float
        Units that are drawn together, and how alike they are.
    cost, cost_per_unit : float
        Fixed, and for each unit of either arm [currency].
    """

    name: str
    metric: str
    weeks: float
    sizes: tuple[int, ...]
    outcome_sd: float
    cluster_size: float = 1.0
    icc: float = 0.0
    cost: float = 0.0
    cost_per_unit: float = 0.0

    def variance(self, size: int) -> float:
        """Sampling variance of the difference between the arms."""
        inflation = 1 + (self.cluster_size - 1) * self.icc
        return 2 * self.outcome_sd**2 * inflation / size


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """The decision, as it hangs on one metric's effect.

    Parameters
    ----------
    metric : str
        The metric.
    mean, sd : float
        What is known about the effect now.
    effect, net : ndarray of float64, shape (n_values,)
        Values of the effect, rising, and the expected net gain of taking part at each [currency].
    """

    metric: str
    mean: float
    sd: float
    effect: Floats
    net: Floats


def loss_value(*, mean: float, sd: float) -> float:
    """Value of learning a normal net gain before choosing between it and nothing.

    ``sd (phi(u) - u (1 - Phi(u)))`` with ``u = |mean| / sd``: the unit normal loss.

    References
    ----------
    Raiffa & Schlaifer (1961), Applied Statistical Decision Theory, section 5.4.
    """
    if sd == 0:
        return 0.0
    u = abs(mean) / sd
    return float(sd * (stats.norm.pdf(u) - u * stats.norm.sf(u)))


def best_test(questions: Sequence[Question], tests: Sequence[CandidateTest]) -> BestTest:
    """Value of each candidate test to the decision whether to take part.

    Before a test of variance ``v``, its posterior mean is normal with variance ``s^4 / (s^2 + v)``
    around today's. For each possible result the expected net gain is worked out on what would
    then be known; the decision follows its sign. The value is what that gains on average over
    deciding today.

    Parameters
    ----------
    questions : sequence of Question
        One per metric with an uncertain effect.
    tests : sequence of CandidateTest
        What could be run.

    Returns
    -------
    BestTest
        Each test at its best size, the most worthwhile first.

    Raises
    ------
    EstimationError
        If there is no candidate that watches a metric in question.

    References
    ----------
    Ades, Lu & Claxton (2004), doi:10.1177/0272989X04263162, section 2.
    """
    asked = {q.metric: q for q in questions}
    fitting = [t for t in tests if t.metric in asked and t.sizes]
    if not fitting:
        raise EstimationError(
            f"None of {len(tests)} candidate tests watches one of {sorted(asked)}.",
            hint="Describe a test of such a metric: weeks, sizes per arm, spread, cost.",
        )
    values = [_at_best_size(asked[t.metric], t) for t in fitting]
    values.sort(key=lambda v: (v.cost - v.value, v.weeks, v.name))
    first = asked[fitting[0].metric]
    now = _today(first) > 0
    return BestTest(tests=tuple(values), take_part_now=now, reading=_reading(values[0], now))


def _today(question: Question) -> float:
    return float(_expected(question, np.array([question.mean]), question.sd)[0])


def _expected(question: Question, mean: Floats, sd: float) -> Floats:
    """Expected net gain where the effect is normal around each mean."""
    at = mean[:, None] + sd * _NODES
    inner = np.interp(at, question.effect, question.net)
    return inner @ _NODE_WEIGHTS


def _worth(question: Question, variance: float) -> tuple[float, float]:
    """Value of a test, and the probability that it turns the decision round."""
    prior = question.sd**2
    learned = (prior**2 / (prior + variance)) ** 0.5 if prior else 0.0
    left = (prior * variance / (prior + variance)) ** 0.5 if prior else 0.0
    then = _expected(question, question.mean + learned * _PLACES, left)
    now = float(then.mean())  # the same average as today's, on the same points
    value = float(np.maximum(then, 0).mean()) - max(now, 0.0)
    turned = float(np.mean(then > 0)) if now <= 0 else float(np.mean(then <= 0))
    return max(value, 0.0), turned


def _at_best_size(question: Question, test: CandidateTest) -> TestValue:
    perfect, _ = _worth(question, 0.0)
    tried = []
    for size in sorted(test.sizes):
        value, changes = _worth(question, test.variance(size))
        tried.append((value, test.cost + 2 * size * test.cost_per_unit, changes, size))
    value, cost, changes, size = max(tried, key=lambda t: (round(t[0] - t[1], 9), -t[3]))
    return TestValue(
        name=test.name,
        metric=test.metric,
        weeks=test.weeks,
        units_per_arm=size,
        value=value,
        cost=cost,
        changes=changes,
        share_of_perfect=min(value / perfect, 1.0) if perfect else 0.0,
    )


def _reading(best: TestValue, now: bool) -> str:
    today = "take part" if now else "do not take part for the bonus"
    if best.value <= best.cost:
        return f"On what is known today: {today}. No candidate test is worth its cost."
    return (
        f"On what is known today: {today}. '{best.name}' is the most worthwhile test:"
        f" {best.units_per_arm} units per arm for {best.weeks:g} weeks."
    )
