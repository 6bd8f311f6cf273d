"""The overlap of the two skills, as methods return it and as briefs show it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from vesica.core.estimate import Hidden, Shown

__all__ = ["Overlap", "ThresholdPoint", "UnitOverlap", "Verdict"]


class Verdict(StrEnum):
    """What the interval of the lift allows one to say."""

    RARE = "rare"
    RARE_BY_CHANCE = "rare only because both are rare"
    NOT_RARE = "not rare"
    CANNOT_SAY = "cannot say"


@dataclass(frozen=True, slots=True, kw_only=True)
class ThresholdPoint:
    """The overlap at one bar.

    Parameters
    ----------
    bar : float
        Quantile of each skill that counts as having it, between 0 and 1.
    both : Estimate
        Expected people above the bar on both skills [people].
    chance : Shown
        What independence of the two skills would give [people].
    """

    bar: float
    both: Shown
    chance: Shown


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitOverlap:
    """Expected share of a unit's people who have both skills.

    Parameters
    ----------
    org_unit : str
        Name of the unit.
    people : int
        People in the unit.
    both : Estimate
        Share above the bar on both skills, partially pooled to the organisation [1].
    """

    org_unit: str
    people: int | Hidden
    both: Shown


@dataclass(frozen=True, slots=True, kw_only=True)
class Overlap:
    """How many people have each skill, both, and what chance alone would give.

    Parameters
    ----------
    bar : float
        Quantile of each skill that counts as having it, between 0 and 1.
    people : int
        People in the organisation at the reference date.
    with_evidence : int
        People with evidence on both skills.
    expertise, influence, both, chance : Shown
        Expected people above the bar [people].
    lift : Shown
        ``both / chance`` [1].
    correlation : Shown
        Correlation of the two latent skills, corrected for measurement error [1].
    reliability_expertise, reliability_influence : float
        See :class:`vesica.core.scores.Scores`.
    curve : tuple of ThresholdPoint
        The same at other bars.
    by_unit : tuple of UnitOverlap
        Per unit, sorted by name.
    verdict : Verdict
        The word that follows from the interval of the lift.
    """

    bar: float
    people: int
    with_evidence: int
    expertise: Shown
    influence: Shown
    both: Shown
    chance: Shown
    lift: Shown
    correlation: Shown
    reliability_expertise: float
    reliability_influence: float
    curve: tuple[ThresholdPoint, ...]
    by_unit: tuple[UnitOverlap, ...]
    verdict: Verdict
