"""Routes that people or units began in turn, followed period by period."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from vesica.api.route_before_after import (
    LEVEL,
    Found,
    finding_of,
    span,
)
from vesica.causal.design import Recognised
from vesica.causal.effects import staggered_summary
from vesica.causal.honest import relative_magnitudes
from vesica.causal.staggered import staggered
from vesica.core.effect import Grade, HonestBound, StaggeredEffect
from vesica.core.estimate import Estimate
from vesica.core.route_answer import Finding
from vesica.core.route_evidence import Arm, Outcome, RouteEvidence
from vesica.errors import EstimationError

__all__ = ["in_turn", "unit_starts", "units_in_turn"]

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]
Flags = NDArray[np.bool_]
_BOUNDS = (0.5, 1.0)
_ROBUST = 0.5
"""Multiple of the largest change before up to which an effect must stand to be nearly as good as
a lot."""
_BOUNDED = 4
"""Event times to either side of the beginning that the bounds are about."""


def in_turn(e: RouteEvidence, arm: Arm, outcome: Outcome, named: Recognised, seed: int) -> Found:
    """Effect on people who began in turn."""
    values = outcome.values[arm.person]
    cohort = _cohorts(arm.start, arm.took_part, outcome)
    kept = np.isfinite(values).all(axis=1) & (cohort != 1)
    if len(outcome.begin) < 2 or kept.sum() < 20:
        raise EstimationError(
            "The outcome is not known before and after of enough people.",
            hint="Measure it several times, of everybody.",
        )
    unit = e.unit[arm.person][kept]
    whole = unit_starts(e, arm) is not None and np.unique(unit).size >= 8
    cluster = unit if whole else None
    found = _panel(values[kept], cohort[kept], cluster, seed, outcome.unit)
    summary = staggered_summary(
        route=arm.route, outcome_name=outcome.name, recognised=named, found=found,
        people_treated=int((cohort[kept] > 0).sum()),
        people_compared=int((cohort[kept] == 0).sum()),
    )  # fmt: skip
    words = f"{outcome.told}; {span(outcome.begin)}, against people who had not begun"
    never = _never(values[kept], cohort[kept], cluster, seed, outcome.unit)
    placed = finding_of(e, arm, outcome, named, summary, None, arm.person[kept], words)
    finding = _with_events(placed.finding, found, outcome)
    return replace(placed, finding=replace(finding, never=never))


def units_in_turn(
    e: RouteEvidence, arm: Arm, metric: Outcome, named: Recognised, starts: Ints, seed: int
) -> Found:
    """Effect on a metric of units that began in turn."""
    inside = np.unique(e.unit[arm.person])
    values = metric.values[inside]
    positive = np.where(values > 0, values, np.nan)
    cohort = _cohorts(starts[inside].astype("datetime64[D]"), starts[inside] > 0, metric)
    kept = np.isfinite(positive).all(axis=1) & (cohort != 1)
    if kept.sum() < 10:
        raise EstimationError(
            f"The metric is known of {int(kept.sum())} units throughout; 10 are needed.",
            hint="Import the metric for every unit and period.",
        )
    found = _panel(np.log(positive[kept]), cohort[kept], None, seed, "1")
    units = inside[kept]
    there = np.isin(e.unit[arm.person], units)
    treated = there & arm.took_part
    summary = staggered_summary(
        route=arm.route, outcome_name=metric.name, recognised=named, found=found,
        people_treated=int(treated.sum()), people_compared=int((there & ~treated).sum()),
    )  # fmt: skip
    words = f"{metric.told}; {span(metric.begin)}, {int(kept.sum())} units"
    placed = finding_of(e, arm, metric, named, summary, None, arm.person[there], words)
    finding = _with_events(placed.finding, found, metric)
    never = _never(np.log(positive[kept]), cohort[kept], None, seed, "1")
    return replace(placed, finding=replace(finding, one_person=1e-9, never=never))


def _cohorts(start: NDArray[np.datetime64], took: Flags, outcome: Outcome) -> Ints:
    """Period, from 1, in which each began; 0 for never within the periods seen."""
    at = np.searchsorted(outcome.end, start) + 1
    return np.where(took & (at <= len(outcome.begin)), at, 0).astype(np.intp)


def unit_starts(e: RouteEvidence, arm: Arm) -> Ints | None:
    """Day on which each unit began, 0 for never; ``None`` if people of a unit differ."""
    starts = np.where(arm.took_part, arm.start.astype(np.int64), 0)
    found = np.zeros(len(e.units), dtype=np.intp)
    for unit in np.unique(e.unit[arm.person]):
        own = np.unique(starts[e.unit[arm.person] == unit])
        if own.size > 1:
            return None
        found[unit] = own[0]
    return found


def _panel(
    values: Floats,
    cohort: Ints,
    cluster: Ints | None,
    seed: int,
    measure: str,
    *,
    not_yet: bool = True,
) -> StaggeredEffect:
    people, periods = values.shape
    return staggered(
        unit=np.repeat(np.arange(people), periods),
        time=np.tile(np.arange(1, periods + 1), people),
        outcome=values.ravel(),
        cohort=np.repeat(cohort, periods),
        rng=np.random.default_rng([seed, 11]),
        not_yet=not_yet,
        cluster=cluster,
        level=LEVEL,
        measure=measure,
    )


def _never(
    values: Floats, cohort: Ints, cluster: Ints | None, seed: int, measure: str
) -> Estimate | None:
    """Return the overall effect against people who never began alone."""
    if not (cohort == 0).any():
        return None
    try:
        return _panel(values, cohort, cluster, seed, measure, not_yet=False).group
    except EstimationError:
        return None


def _with_events(finding: Finding, found: StaggeredEffect, outcome: Outcome) -> Finding:
    steps = np.diff(outcome.begin).astype(int)
    months = int(np.round(np.median(steps) / 30.4)) if steps.size else 0
    step = "month" if months == 1 else f"{months} months"
    bounds = _bounds(found)
    grade = finding.effect.grade
    if grade is Grade.QUASI_EXPERIMENTAL and not _robust(bounds):
        grade = Grade.ADJUSTED
    return replace(finding, events=found.events, step=step, bounds=bounds,
                   effect=replace(finding.effect, grade=grade))  # fmt: skip


def _robust(bounds: Sequence[HonestBound]) -> bool:
    """Whether an effect is left if the others moved differently by half of what they did before.

    Without bounds nobody can tell.
    """
    return any(b.bound == _ROBUST and (b.low > 0 or b.high < 0) for b in bounds)


def _bounds(found: StaggeredEffect) -> tuple[HonestBound, ...]:
    """What is left if trends differ as much as they did before, or half as much.

    Effects before the beginning are changes from one period to the next; the bounds want them
    against the last period before.
    """
    times = [e.event for e in found.events]
    before = [t for t in times if t < 0][-_BOUNDED:]
    after = [t for t in times if t >= 0][:_BOUNDED]
    if before != list(range(-len(before), 0)) or not before or not after:
        return ()
    change = np.zeros((len(before) + len(after), len(times)))
    for row in range(len(before)):
        for time in before[row:]:
            change[row, times.index(time)] = -1.0
    for row in range(len(after)):
        change[len(before) + row, times.index(after[row])] = 1.0
    values = np.array([e.effect.value for e in found.events if isinstance(e.effect, Estimate)])
    covariance = change @ np.array(found.covariance) @ change.T
    try:
        return tuple(
            relative_magnitudes(
                effects=change @ values, covariance=covariance, before=len(before), bound=bound,
                weights=np.full(len(after), 1 / len(after)), level=LEVEL,
            )
            for bound in _BOUNDS
        )  # fmt: skip
    except (EstimationError, np.linalg.LinAlgError):
        return ()
