"""Is it a function of age? What the organisation's figures say, for one skill and for both."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from vesica.core.estimate import Shown

__all__ = ["AgeAnswer", "AgePoint", "AgeProfile", "AgeVerdict", "EssayOnAge", "ProxyAudit"]


class AgeVerdict(StrEnum):
    """What the interval allows one to say."""

    FUNCTION = "function of age"
    NONE = "no age effect worth the name"
    UNDECIDED = "cannot say"


class EssayOnAge(StrEnum):
    """Whether the young know social media and the old are listened to."""

    HOLDS = "holds here"
    DOES_NOT = "does not hold here"
    CANNOT_SAY = "cannot say"


@dataclass(frozen=True, slots=True, kw_only=True)
class AgePoint:
    """Mean skill at an age.

    Parameters
    ----------
    age : int
        In years.
    skill : Estimate or Hidden
        Mean skill of people of that age [sd].
    """

    age: int
    skill: Shown


@dataclass(frozen=True, slots=True, kw_only=True)
class AgeProfile:
    """One skill by age; figures describe, and explain nothing.

    Parameters
    ----------
    skill : str
        ``"expertise"`` or ``"influence"``.
    slope : Estimate or Hidden
        Straight-line difference between people ten years apart [sd per decade].
    slope_tenure : Estimate or Hidden
        The same among people with equal tenure [sd per decade].
    spread : Estimate or Hidden
        Largest difference between two ages on the curve [sd].
    explained : Estimate or Hidden
        Share of the skill's variance between people that the curve of age accounts for [1].
    coverage : Estimate or Hidden
        Share with evidence among people above the median age, minus that among the others [1].
    p_value : float
        Of the hypothesis that the curve is flat.
    curve : tuple of AgePoint
        Mean skill at ages that are multiples of five.
    verdict : AgeVerdict
        One of three.
    """

    skill: str
    slope: Shown
    slope_tenure: Shown
    spread: Shown
    explained: Shown
    coverage: Shown
    p_value: float
    curve: tuple[AgePoint, ...]
    verdict: AgeVerdict


@dataclass(frozen=True, slots=True, kw_only=True)
class ProxyAudit:
    """How well people of 40 and above can be told from the others.

    Parameters
    ----------
    by_skills : Estimate or Hidden
        From both skill scores: chance that the older of two people is ranked as such [1].
    by_tenure : Estimate or Hidden
        From tenure, which every roster holds [1].
    alarm : bool or None
        True if the skills give age away more than tenure does; None where it cannot be said.
    """

    by_skills: Shown
    by_tenure: Shown
    alarm: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AgeAnswer:
    """The age question, answered for the organisation.

    Parameters
    ----------
    people, with_age : int
        People of the organisation, and those whose age is known.
    bound_slope, bound_spread : float
        What counts as no age effect: a slope within ± ``bound_slope`` [sd per decade] and no two
        ages further apart than ``bound_spread`` [sd].
    level : float
        Probability of the intervals.
    profiles : tuple of AgeProfile
        Expertise, then influence.
    essay : EssayOnAge
        Whether expertise falls with age while influence rises.
    audit : ProxyAudit
        Whether the scores give age away.
    tenure_inflation : float or None
        Factor by which age and tenure, being alike, inflate the variance of the slope [1]; None
        where tenure is not known.
    """

    people: int
    with_age: int
    bound_slope: float
    bound_spread: float
    level: float
    profiles: tuple[AgeProfile, ...]
    essay: EssayOnAge
    audit: ProxyAudit
    tenure_inflation: float | None
