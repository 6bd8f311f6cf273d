"""From one route, one way into it and one outcome to a finding: design, effect, checks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from vesica.api.route_evidence import Arm, Outcome, RouteEvidence
from vesica.causal.choosing import opt_in_estimate
from vesica.causal.design import Recognised, recognise
from vesica.causal.effects import conclude, cutoff_effect, randomised_estimate, staggered_summary
from vesica.causal.fit import Fit
from vesica.causal.honest import relative_magnitudes
from vesica.causal.spillover import exposure, spillover
from vesica.causal.staggered import staggered
from vesica.core.effect import Check, Design, HonestBound, StaggeredEffect
from vesica.core.estimate import Estimate
from vesica.core.route_answer import Finding
from vesica.errors import EstimationError

__all__ = ["LEVEL", "Found", "find", "find_metric", "findings"]

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]
Flags = NDArray[np.bool_]

LEVEL = 0.95
_KNOWN = 0.9
"""Share of people of whom a covariate must be known to be used; the rest get the average."""
_TREES = 40
_SIDE = 20
_BOUNDS = (0.5, 1.0)
_BOUNDED = 4
"""Event times to either side of the beginning that the bounds are about."""
_DAY = np.timedelta64(1, "D")


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A finding, and what each person contributes to its error.

    Parameters
    ----------
    finding : Finding
        Not released yet.
    influence : ndarray of float64, shape (n_people,), or None
        ``None`` where the method does not tell.
    """

    finding: Finding
    influence: Floats | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Split:
    """What was measured before and after a programme, of everybody."""

    before: Floats
    last: Floats | None
    earlier: Floats | None
    after: Floats
    words: str


def findings(evidence: RouteEvidence, *, seed: int) -> tuple[Found, ...]:
    """Effects of every route on every outcome, by route, way in and outcome.

    Parameters
    ----------
    evidence : RouteEvidence
        From :func:`vesica.api.route_evidence.route_evidence`.
    seed : int
        Of everything that is drawn.
    """
    found: list[Found] = []
    for arm in evidence.arms:
        found += [find(evidence, arm, one, seed=seed) for one in evidence.outcomes]
        found += [find_metric(evidence, arm, one, seed=seed) for one in evidence.metrics.values()]
    return tuple(found)


def find(
    evidence: RouteEvidence, arm: Arm, outcome: Outcome, *, seed: int, draws: int = 2000
) -> Found:
    """Estimate the effect of one route on one outcome, in the design its rows allow.

    Parameters
    ----------
    evidence : RouteEvidence
        People in an order that pseudonyms do not change.
    arm : Arm
        Route and way in.
    outcome : Outcome
        What is measured.
    seed : int
        Of the lotteries held again, the bootstrap and the forests.
    draws : int
        Lotteries held again.
    """
    named = _recognised(evidence, arm)
    try:
        if named.design is Design.STAGGERED:
            return _in_turn(evidence, arm, outcome, named, seed)
        if named.design is Design.CUTOFF:
            return _at_cutoff(evidence, arm, outcome, named)
        if named.design is Design.OPT_IN:
            return _by_choice(evidence, arm, outcome, named, seed)
        return _by_lot(evidence, arm, outcome, named, seed, draws)
    except EstimationError as error:
        return _refused(arm, outcome, named, error.message)


def find_metric(evidence: RouteEvidence, arm: Arm, metric: Outcome, *, seed: int) -> Found:
    """Estimate the effect of a route on a metric of units, where units began in turn."""
    named = _recognised(evidence, arm)
    try:
        cohort = _unit_starts(evidence, arm)
        if named.design is not Design.STAGGERED or cohort is None:
            raise EstimationError(
                "A metric belongs to a unit, and people of one unit were in and out of this"
                " route at the same time.",
                hint="Let whole units begin in turn.",
            )
        return _units_in_turn(evidence, arm, metric, named, cohort, seed)
    except EstimationError as error:
        return _refused(arm, metric, named, error.message)


# -- designs ------------------------------------------------------------------------------------


def _recognised(evidence: RouteEvidence, arm: Arm) -> Recognised:
    waves = np.unique(arm.start[arm.took_part])
    took = arm.took_part
    if arm.way == "waiting list" and took.all() and waves.size == 2:
        took = arm.start == waves[0]  # who goes second is who the first are compared with
    return recognise(
        assigned=[None if arm.way == "nobody said" else arm.way] * len(arm.person),
        took_part=took,
        start=arm.start.astype(np.int64).astype(np.intp),
        has_score=_cutoff(evidence, arm) is not None,
    )


def _by_lot(
    e: RouteEvidence, arm: Arm, outcome: Outcome, named: Recognised, seed: int, draws: int
) -> Found:
    drawn, until = arm.took_part, None
    if drawn.all():  # a waiting list of two waves
        first, second = np.unique(arm.start)
        drawn, until = arm.start == first, second
    who = arm.person
    split = _split(outcome, arm.start[drawn].min(), arm.ended[drawn].max(), until)
    X, _ = _covariates(e, outcome, split, who, arm.start.min())
    y = split.after[who]
    treated = np.zeros(len(e.people), dtype=bool)
    treated[who[drawn]] = True
    effect, fit = randomised_estimate(
        route=arm.route, outcome_name=outcome.name, recognised=named, outcome=y, treated=drawn,
        covariates=X, rng=np.random.default_rng([seed, 7]), draws=draws, level=LEVEL,
        unit=outcome.unit, extra=_spill(e, treated, who, y),
    )  # fmt: skip
    known = who[np.isfinite(y)]
    return _found(e, arm, outcome, named, effect, fit, known, split.words)


def _by_choice(
    e: RouteEvidence, arm: Arm, outcome: Outcome, named: Recognised, seed: int
) -> Found:
    begin, end = arm.start[arm.took_part].min(), arm.ended[arm.took_part].max()
    split = _split(outcome, begin, end, None)
    if split.last is None:
        raise EstimationError(
            "People chose this, and the outcome before is not known; without it nobody can tell"
            " an effect from who they were.",
            hint="Measure the outcome before the next round, or draw places by lot.",
        )
    outside = ~e.ever
    treated = np.zeros(len(e.people), dtype=bool)
    treated[arm.person[arm.took_part]] = True
    seen = np.isfinite(split.after) & np.isfinite(split.last) & (treated | outside)
    who = np.flatnonzero(seen)
    X, names = _covariates(e, outcome, split, who, begin)
    effect, fit = opt_in_estimate(
        route=arm.route, outcome_name=outcome.name, recognised=named, outcome=split.after[who],
        treated=treated[who], covariates=X, names=names, seed=seed,
        placebo=split.last[who], trees=_TREES,
        placebo_covariates=[n for n in names if n != _LAST],
        extra=_spill(e, treated, who, split.after[who]), level=LEVEL, unit=outcome.unit,
    )  # fmt: skip
    return _found(e, arm, outcome, named, effect, fit, who, split.words)


def _at_cutoff(e: RouteEvidence, arm: Arm, outcome: Outcome, named: Recognised) -> Found:
    found = _cutoff(e, arm)
    if found is None:
        raise EstimationError("The scores behind the cutoff are not known.", hint="Import them.")
    name, score, cutoff = found
    if min(arm.took_part.sum(), (~arm.took_part).sum()) < _SIDE:
        raise EstimationError(
            f"Fewer than {_SIDE} people are on one side of the cutoff.",
            hint="Import the scores of everybody who was looked at, not of those who took part.",
        )
    split = _split(outcome, arm.start.min(), arm.ended.max(), None)
    y = split.after[arm.person]
    seen = np.isfinite(y) & np.isfinite(score)
    before = None if split.last is None else split.last[arm.person]
    if before is not None and not np.isfinite(before[seen]).all():
        before = None
    effect = cutoff_effect(
        route=arm.route, outcome_name=outcome.name, recognised=named, outcome=y[seen],
        score=score[seen], cutoff=cutoff, placebo=None if before is None else before[seen],
        level=LEVEL, unit=outcome.unit,
    )  # fmt: skip
    why = f"{named.why}; everybody above a line in “{name}” took part, and nobody below"
    return _found(e, arm, outcome, replace(named, why=why), effect, None, arm.person[seen],
                  split.words)  # fmt: skip


def _in_turn(e: RouteEvidence, arm: Arm, outcome: Outcome, named: Recognised, seed: int) -> Found:
    values = outcome.values[arm.person]
    cohort = _cohorts(arm.start, arm.took_part, outcome)
    kept = np.isfinite(values).all(axis=1) & (cohort != 1)
    if len(outcome.begin) < 2 or kept.sum() < 20:
        raise EstimationError(
            "The outcome is not known before and after of enough people.",
            hint="Measure it several times, of everybody.",
        )
    unit = e.unit[arm.person][kept]
    whole = _unit_starts(e, arm) is not None and np.unique(unit).size >= 8
    cluster = unit if whole else None
    found = _panel(values[kept], cohort[kept], cluster, seed, outcome.unit)
    summary = staggered_summary(
        route=arm.route, outcome_name=outcome.name, recognised=named, found=found,
        people_treated=int((cohort[kept] > 0).sum()),
        people_compared=int((cohort[kept] == 0).sum()),
    )  # fmt: skip
    words = f"{outcome.told}; {_span(outcome.begin)}, against people who had not begun"
    never = _never(values[kept], cohort[kept], cluster, seed, outcome.unit)
    placed = _found(e, arm, outcome, named, summary, None, arm.person[kept], words)
    finding = _with_events(placed.finding, found, outcome)
    return replace(placed, finding=replace(finding, never=never))


def _units_in_turn(
    e: RouteEvidence, arm: Arm, metric: Outcome, named: Recognised, starts: Ints, seed: int
) -> Found:
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
    words = f"{metric.told}; {_span(metric.begin)}, {int(kept.sum())} units"
    placed = _found(e, arm, metric, named, summary, None, arm.person[there], words)
    finding = _with_events(placed.finding, found, metric)
    never = _never(np.log(positive[kept]), cohort[kept], None, seed, "1")
    return replace(placed, finding=replace(finding, one_person=1e-9, never=never))


# -- parts --------------------------------------------------------------------------------------

_LAST = "the outcome right before"


def _split(
    outcome: Outcome, start: np.datetime64, ended: np.datetime64, until: np.datetime64 | None
) -> _Split:
    """Average what was measured after the programme; take the values before it."""
    before = np.flatnonzero(outcome.end < start)
    open_until = np.ones(len(outcome.begin), dtype=bool)
    if until is not None:
        open_until = outcome.end < until
    after = np.flatnonzero((outcome.begin >= ended) & open_until)
    if not after.size:
        after = np.flatnonzero((outcome.begin > start) & open_until)
    if not after.size:
        raise EstimationError(
            f"{outcome.name.capitalize()} was not measured after the programme began"
            + (" and before the second wave did." if until is not None else "."),
            hint="Measure it again.",
        )
    words = f"{outcome.told}; after: {_span(outcome.begin[after])}"
    words += f"; before: {_span(outcome.begin[before])}" if before.size else "; not known before"
    values = outcome.values
    return _Split(
        before=before.astype(float),
        last=values[:, before[-1]] if before.size else None,
        earlier=values[:, before[:-1]].mean(axis=1) if before.size > 1 else None,
        after=values[:, after].mean(axis=1),
        words=words,
    )


def _span(days: NDArray[np.datetime64]) -> str:
    first, last = (str(d.astype("datetime64[M]")) for d in (days[0], days[-1]))
    return first if first == last else f"{first} to {last}"


def _covariates(
    e: RouteEvidence, outcome: Outcome, split: _Split, who: Ints, start: np.datetime64
) -> tuple[Floats, tuple[str, ...]]:
    """What was known before: level, the outcome, the other outcomes and measures."""
    found: dict[str, Floats] = {"level": e.level}
    if split.last is not None:
        found[_LAST] = split.last
    if split.earlier is not None:
        found["the outcome earlier"] = split.earlier
    for other in (*e.outcomes, *e.marks.values()):
        before = np.flatnonzero(other.end < start)
        if other.name != outcome.name and before.size:
            found[f"{other.name} before"] = other.values[:, before].mean(axis=1)
    columns = {}
    for name, values in found.items():
        own = values[who]
        known = np.isfinite(own)
        if known.size and known.mean() >= _KNOWN and np.std(own[known]) > 0:
            columns[name] = np.where(known, own, own[known].mean())
    X = np.column_stack(list(columns.values())) if columns else np.empty((who.size, 0))
    return X, tuple(columns)


def _spill(e: RouteEvidence, treated: Flags, who: Ints, y: Floats) -> Sequence[Check]:
    share, strength = exposure(source=e.source, target=e.target, weight=e.weight, treated=treated)
    known = np.isfinite(y)
    at = who[known]
    return (
        spillover(outcome=y[known], treated=treated[at], share=share[at], strength=strength[at]),
    )


def _cutoff(e: RouteEvidence, arm: Arm) -> tuple[str, Floats, float] | None:
    """Return a measure from before that parts those who took part from those who did not."""
    inside, outside = arm.took_part, ~arm.took_part
    if arm.way != "cutoff" or not (inside.any() and outside.any()):
        return None
    for name, mark in sorted(e.marks.items()):
        before = np.flatnonzero(mark.end <= arm.start.min())
        if not before.size:
            continue
        score = mark.values[arm.person][:, before[-1]]
        if np.isfinite(score).mean() < _KNOWN:
            continue
        lowest, highest = np.nanmin(score[inside]), np.nanmax(score[outside])
        if lowest > highest:
            return name, score, float(lowest)
    return None


def _cohorts(start: NDArray[np.datetime64], took: Flags, outcome: Outcome) -> Ints:
    """Period, from 1, in which each began; 0 for never within the periods seen."""
    at = np.searchsorted(outcome.end, start) + 1
    return np.where(took & (at <= len(outcome.begin)), at, 0).astype(np.intp)


def _unit_starts(e: RouteEvidence, arm: Arm) -> Ints | None:
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
    return replace(finding, events=found.events, step=step, bounds=_bounds(found))


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


def _found(
    e: RouteEvidence,
    arm: Arm,
    outcome: Outcome,
    named: Recognised,
    effect,
    fit: Fit | None,
    who: Ints,
    words: str,
) -> Found:
    influence, largest = None, 0.0
    if fit is not None and fit.influence.size == who.size:
        influence = np.zeros(len(e.people))
        influence[who] = fit.influence
        largest = float(np.max(np.abs(fit.influence)))
    finding = Finding(
        effect=effect, way=arm.way, why=named.why, began=_span(np.sort(arm.start[arm.took_part])),
        measured=words, one_person=largest,
    )  # fmt: skip
    return Found(finding=finding, influence=influence)


def _refused(arm: Arm, outcome: Outcome, named: Recognised, why: str) -> Found:
    effect = conclude(
        route=arm.route, outcome_name=outcome.name, recognised=named, fit=None, method="none",
        checks=(), level=LEVEL, unit=outcome.unit, refused=why,
    )  # fmt: skip
    counts = replace(
        effect,
        people_treated=int(arm.took_part.sum()),
        people_compared=int((~arm.took_part).sum()),
    )
    began = _span(np.sort(arm.start[arm.took_part])) if arm.took_part.any() else ""
    return Found(
        finding=Finding(effect=counts, way=arm.way, why=named.why, began=began,
                        measured=outcome.told)
    )  # fmt: skip
