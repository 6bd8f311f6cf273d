"""From one route, one way into it and one outcome to a finding: design, effect, checks."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from vesica.api.route_before_after import (
    LAST,
    LEVEL,
    Found,
    covariates,
    finding_of,
    refused,
    scores_behind,
    spill,
    split_at,
)
from vesica.api.route_panels import in_turn, unit_starts, units_in_turn
from vesica.causal.choosing import opt_in_estimate
from vesica.causal.design import Recognised, recognise
from vesica.causal.effects import cutoff_effect, randomised_estimate
from vesica.core.effect import Design
from vesica.core.route_evidence import Arm, Outcome, RouteEvidence
from vesica.errors import EstimationError

__all__ = ["LEVEL", "Found", "find", "find_metric", "findings"]

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]
Flags = NDArray[np.bool_]
_TREES = 40
_SIDE = 20


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
            return in_turn(evidence, arm, outcome, named, seed)
        if named.design is Design.CUTOFF:
            return _at_cutoff(evidence, arm, outcome, named)
        if named.design is Design.OPT_IN:
            return _by_choice(evidence, arm, outcome, named, seed)
        return _by_lot(evidence, arm, outcome, named, seed, draws)
    except EstimationError as error:
        return refused(arm, outcome, named, error.message)


def find_metric(evidence: RouteEvidence, arm: Arm, metric: Outcome, *, seed: int) -> Found:
    """Estimate the effect of a route on a metric of units, where units began in turn."""
    named = _recognised(evidence, arm)
    try:
        cohort = unit_starts(evidence, arm)
        if named.design is not Design.STAGGERED or cohort is None:
            raise EstimationError(
                "A metric belongs to a unit, and people of one unit were in and out of this"
                " route at the same time.",
                hint="Let whole units begin in turn.",
            )
        return units_in_turn(evidence, arm, metric, named, cohort, seed)
    except EstimationError as error:
        return refused(arm, metric, named, error.message)


def _recognised(evidence: RouteEvidence, arm: Arm) -> Recognised:
    waves = np.unique(arm.start[arm.took_part])
    took = arm.took_part
    if arm.way == "waiting list" and took.all() and waves.size == 2:
        took = arm.start == waves[0]  # who goes second is who the first are compared with
    return recognise(
        assigned=[None if arm.way == "nobody said" else arm.way] * len(arm.person),
        took_part=took,
        start=arm.start.astype(np.int64).astype(np.intp),
        has_score=scores_behind(evidence, arm) is not None,
    )


def _by_lot(
    e: RouteEvidence, arm: Arm, outcome: Outcome, named: Recognised, seed: int, draws: int
) -> Found:
    drawn, until = arm.took_part, None
    if drawn.all():  # a waiting list of two waves
        first, second = np.unique(arm.start)
        drawn, until = arm.start == first, second
    who = arm.person
    split = split_at(outcome, arm.start[drawn].min(), arm.ended[drawn].max(), until)
    X, _ = covariates(e, outcome, split, who, arm.start.min())
    y = split.after[who]
    treated = np.zeros(len(e.people), dtype=bool)
    treated[who[drawn]] = True
    effect, fit = randomised_estimate(
        route=arm.route, outcome_name=outcome.name, recognised=named, outcome=y, treated=drawn,
        covariates=X, rng=np.random.default_rng([seed, 7]), draws=draws, level=LEVEL,
        unit=outcome.unit, extra=spill(e, treated, who, y),
    )  # fmt: skip
    known = who[np.isfinite(y)]
    return finding_of(e, arm, outcome, named, effect, fit, known, split.words)


def _by_choice(
    e: RouteEvidence, arm: Arm, outcome: Outcome, named: Recognised, seed: int
) -> Found:
    begin, end = arm.start[arm.took_part].min(), arm.ended[arm.took_part].max()
    split = split_at(outcome, begin, end, None)
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
    X, names = covariates(e, outcome, split, who, begin)
    effect, fit = opt_in_estimate(
        route=arm.route, outcome_name=outcome.name, recognised=named, outcome=split.after[who],
        treated=treated[who], covariates=X, names=names, seed=seed,
        placebo=split.last[who], trees=_TREES,
        placebo_covariates=[n for n in names if n != LAST],
        extra=spill(e, treated, who, split.after[who]), level=LEVEL, unit=outcome.unit,
    )  # fmt: skip
    return finding_of(e, arm, outcome, named, effect, fit, who, split.words)


def _at_cutoff(e: RouteEvidence, arm: Arm, outcome: Outcome, named: Recognised) -> Found:
    found = scores_behind(e, arm)
    if found is None:
        raise EstimationError("The scores behind the cutoff are not known.", hint="Import them.")
    name, score, cutoff = found
    if min(arm.took_part.sum(), (~arm.took_part).sum()) < _SIDE:
        raise EstimationError(
            f"Fewer than {_SIDE} people are on one side of the cutoff.",
            hint="Import the scores of everybody who was looked at, not of those who took part.",
        )
    split = split_at(outcome, arm.start.min(), arm.ended.max(), None)
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
    return finding_of(e, arm, outcome, replace(named, why=why), effect, None, arm.person[seen],
                  split.words)  # fmt: skip
