"""What a route changed in the people who took it, how sure that is, and what was checked."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from vesica.core.estimate import Estimate, Hidden, Shown

__all__ = [
    "Check",
    "Contrast",
    "Design",
    "Effect",
    "EventTime",
    "Grade",
    "GroupTime",
    "HonestBound",
    "RouteComparison",
    "RouteEffect",
    "StaggeredEffect",
    "Verdict",
]


class Design(StrEnum):
    """How people came to be in a programme."""

    LOTTERY = "lottery"
    WAITING_LIST = "waiting list"
    CUTOFF = "cutoff"
    STAGGERED = "staggered"
    OPT_IN = "opt-in"


class Grade(StrEnum):
    """How good the evidence is, best first."""

    RANDOMISED = "randomised"
    QUASI_EXPERIMENTAL = "quasi-experimental"
    ADJUSTED = "adjusted"
    ASSUMED = "assumed"


class Verdict(StrEnum):
    """Outcome of a check."""

    HOLDS = "holds"
    FAILS = "fails"
    CANNOT_SAY = "cannot say"


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One thing that must be true for the effect to mean what it says.

    Parameters
    ----------
    name : str
        What is checked, such as ``"overlap"``.
    verdict : Verdict
        Outcome.
    computed : str
        What was computed, with its figures, in a sentence.
    value : float or None
        The figure that decided; ``None`` where nothing could be computed.
    """

    name: str
    verdict: Verdict
    computed: str
    value: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """Effect of one route on one outcome, or why there is none.

    Parameters
    ----------
    route, outcome : str
        What people did, and what was measured afterwards.
    design : Design
        How people came to be in it.
    grade : Grade
        How good the evidence is; falls to ``assumed`` when a check fails, and to ``adjusted``
        where people began in turn and nothing is left if the others would have moved differently
        by half of what they did before.
    estimand : str
        Whose effect it is, in words.
    method : str
        How it was estimated.
    estimate : Estimate, Hidden or None
        The effect; ``None`` when it is refused.
    standard_error : float or None
        Of the estimate, with the error of the scores.
    error_share : float or None
        Part of the variance that comes from the error of the scores [1].
    people_treated, people_compared : int or Hidden
        People who took it, and people they are compared with.
    effective : float
        Effective number of people compared with, after weighting [people].
    checks : tuple of Check
        Everything that was looked at.
    refused : str
        Why there is no estimate; empty if there is one.
    roll_out : bool
        Whether it may be read as what everybody would gain. Never for opt-in.
    """

    route: str
    outcome: str
    design: Design
    grade: Grade
    estimand: str
    method: str
    estimate: Shown | None
    standard_error: float | None
    error_share: float | None
    people_treated: int | Hidden
    people_compared: int | Hidden
    effective: float
    checks: tuple[Check, ...]
    refused: str
    roll_out: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupTime:
    """Effect on those who began in one period, seen in one period.

    Parameters
    ----------
    cohort, time : int
        Period in which they began, and period in which they are seen; before the beginning it is
        a placebo.
    effect : Estimate
        In the unit of the outcome.
    standard_error : float
        Of the effect.
    """

    cohort: int
    time: int
    effect: Estimate
    standard_error: float


@dataclass(frozen=True, slots=True, kw_only=True)
class EventTime:
    """Effect by time since the beginning; negative times are placebos.

    Parameters
    ----------
    event : int
        Periods since the beginning.
    effect : Estimate
        Average over the cohorts that are seen then.
    standard_error : float
        Of the effect.
    band_low, band_high : float
        Ends of the band that holds all event times at once.
    """

    event: int
    effect: Shown
    standard_error: float
    band_low: float
    band_high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class StaggeredEffect:
    """Group-time effects of a staggered roll-out, and their averages.

    Parameters
    ----------
    controls : str
        ``"never treated"`` or ``"not yet treated"``.
    cells : tuple of GroupTime
        By cohort, then time.
    simple, dynamic, group : Estimate
        Overall averages: over treated person-periods, over event times, over cohorts.
    simple_error, dynamic_error, group_error : float
        Their standard errors.
    events : tuple of EventTime
        By time since the beginning.
    cohorts : tuple of GroupTime
        Average of every cohort over its treated periods; ``time`` is the last one.
    covariance : tuple of tuple of float
        Of the event times, in their order.
    pre_p_value : float
        Of the test that all effects before the beginning are zero.
    draws : int
        Bootstrap draws behind the standard errors; 0 if they are analytic.
    """

    controls: str
    cells: tuple[GroupTime, ...]
    simple: Estimate
    dynamic: Estimate
    group: Estimate
    simple_error: float
    dynamic_error: float
    group_error: float
    events: tuple[EventTime, ...]
    cohorts: tuple[GroupTime, ...]
    covariance: tuple[tuple[float, ...], ...]
    pre_p_value: float
    draws: int


@dataclass(frozen=True, slots=True, kw_only=True)
class HonestBound:
    """Interval of an effect if trends were not parallel, but not worse than a bound.

    Parameters
    ----------
    restriction : str
        ``"relative magnitudes"`` or ``"smoothness"``.
    bound : float
        How much worse: as a multiple of the worst change before (relative magnitudes), or as a
        change of slope between periods, in the unit of the outcome (smoothness).
    low, high : float
        Ends of the interval, in the unit of the outcome.
    level : float
        Probability of the interval.
    """

    restriction: str
    bound: float
    low: float
    high: float
    level: float


@dataclass(frozen=True, slots=True, kw_only=True)
class RouteEffect:
    """One route beside others.

    Parameters
    ----------
    route : str
        The route.
    effect : Estimate or Hidden
        As estimated.
    shrunk : Estimate or Hidden
        Drawn towards the average of all routes by as much as its error asks for.
    per_cost : Estimate, Hidden or None
        Shrunk effect per unit of cost; ``None`` if the cost is not known.
    best : float
        Probability that it is the best of them [1].
    """

    route: str
    effect: Shown
    shrunk: Shown
    per_cost: Shown | None
    best: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Contrast:
    """Difference of two routes.

    Parameters
    ----------
    first, second : str
        The routes.
    difference : Estimate or Hidden
        Effect of the first minus effect of the second.
    p_value, adjusted : float
        Two-sided, and after Holm over all contrasts.
    """

    first: str
    second: str
    difference: Shown
    p_value: float
    adjusted: float


@dataclass(frozen=True, slots=True, kw_only=True)
class RouteComparison:
    """All routes with an effect on one outcome, against each other.

    Parameters
    ----------
    outcome : str
        What was measured.
    routes : tuple of RouteEffect
        In the order given.
    contrasts : tuple of Contrast
        Every pair.
    spread : float
        Standard deviation of the true effects between routes, as far as the data show it.
    """

    outcome: str
    routes: tuple[RouteEffect, ...]
    contrasts: tuple[Contrast, ...]
    spread: float
