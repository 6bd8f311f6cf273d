"""The overlap of the two skills, as methods return it and as briefs show it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from vesica.core.estimate import Hidden, Shown

__all__ = [
    "HalfCheck",
    "Overlap",
    "ShapeOverlap",
    "SharedError",
    "SourceLine",
    "ThresholdPoint",
    "UnitOverlap",
    "Verdict",
]

NOT_WORKED_OUT = Hidden(why="not worked out")


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
    both : Shown
        Expected people above the bar on both skills [people].
    chance : Shown
        What independence of the two skills would give [people].
    lift : Shown
        ``both / chance`` [1].
    """

    bar: float
    both: Shown
    chance: Shown
    lift: Shown = NOT_WORKED_OUT


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
class ShapeOverlap:
    """The overlap if the skills had a given shape between people.

    Parameters
    ----------
    shape : str
        ``"normal"`` or ``"heavy-tailed"``.
    primary : bool
        Whether the overlap's own figures rest on it.
    both : Shown
        Expected people above the bar on both skills [people].
    lift : Shown
        ``both / chance`` [1].
    correlation : Shown
        Correlation of the two latent skills [1].
    """

    shape: str
    primary: bool
    both: Shown
    lift: Shown
    correlation: Shown


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedError:
    """What errors that both skills share could do to the answer.

    Parameters
    ----------
    allowed : float
        Correlation of a person's two errors, in either direction, that the verdict allows for.
    lift : Shown
        The lift with an interval that holds for every correlation so far [1].
    tipping : float or None
        Correlation of the errors at which the word would no longer follow from the interval;
        ``None`` if no correlation up to ``most`` would, or where there is no such word.
    most : float
        Largest correlation that was looked at.
    """

    allowed: float
    lift: Shown
    tipping: float | None
    most: float


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceLine:
    """What one source of evidence brings to one skill.

    Parameters
    ----------
    skill : str
        ``"expertise"`` or ``"influence"``.
    source : str
        The source, by the names of the facets read from it.
    people : int or Hidden
        People with evidence from it.
    records : int or Hidden
        Records behind it, of all people.
    reliability : float
        What the skill's reliability would lose without it [1].
    narrower : float or None
        Expected loss of width of the overlap's interval, as a share of it, if everyone had as
        much evidence from it as half of those who have it; ``None`` where it was not worked out.
    """

    skill: str
    source: str
    people: int | Hidden
    records: int | Hidden
    reliability: float
    narrower: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class HalfCheck:
    """The reliability of a facet twice: by its own errors, and by its agreement with itself.

    Parameters
    ----------
    facet : str
        Name of the facet.
    by_errors : float
        Mean over people of one less the squared error relative to the skill [1].
    by_halves : Shown
        From one half of the colleagues against the other, stepped up to the whole [1].
    """

    facet: str
    by_errors: float
    by_halves: Shown


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
        Expected people above the bar [people]; the first two follow from the bar.
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
        The word that follows from the interval of the lift, errors that both share allowed for.
    odds_ratio : Shown
        Odds of having one skill among those who have the other, against those who have not [1].
    correlation_at_bar : Shown
        Correlation of the latent skills from who is above the bar in what is measured, and
        nothing else [1].
    skewness_expertise, skewness_influence : Shown
        Third central moment of each skill in its standard deviations, free of error [1].
    shapes : tuple of ShapeOverlap
        The overlap under each shape of the skills.
    shared_error : SharedError or None
        What errors that both skills share could do.
    evidence : tuple of SourceLine
        What each source brings.
    halves : tuple of HalfCheck
        Facets whose evidence can be cut into halves.
    notes : tuple of str
        What the reader must know; no number of people.
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
    odds_ratio: Shown = NOT_WORKED_OUT
    correlation_at_bar: Shown = NOT_WORKED_OUT
    skewness_expertise: Shown = NOT_WORKED_OUT
    skewness_influence: Shown = NOT_WORKED_OUT
    shapes: tuple[ShapeOverlap, ...] = ()
    shared_error: SharedError | None = None
    evidence: tuple[SourceLine, ...] = ()
    halves: tuple[HalfCheck, ...] = ()
    notes: tuple[str, ...] = ()
