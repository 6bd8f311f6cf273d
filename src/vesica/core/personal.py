"""One person's own result: the card that answers "why this score?"."""

from __future__ import annotations

from dataclasses import dataclass

from vesica.core.estimate import Estimate, Shown

__all__ = ["Card", "FacetLine", "PositionLine", "SkillLine"]


@dataclass(frozen=True, slots=True, kw_only=True)
class FacetLine:
    """One facet in a person's own score.

    Parameters
    ----------
    facet : str
        Name of the facet.
    value : Estimate or None
        In standard deviations of the organisation; ``None`` without evidence.
    evidence : int
        Records behind it.
    evidence_unit : str
        What the records are.
    weight : float
        Share of the facet in this person's score [1].
    """

    facet: str
    value: Estimate | None
    evidence: int
    evidence_unit: str
    weight: float


@dataclass(frozen=True, slots=True, kw_only=True)
class SkillLine:
    """One skill of one person.

    Parameters
    ----------
    skill : str
        ``"expertise"`` or ``"influence"``.
    score : Estimate or None
        Posterior [sd]; ``None`` if its reliability is below one half.
    reliability : float
        ``1 - standard_error**2``, between 0 and 1.
    above_bar : float or None
        Probability of being above the organisation's bar [1]; ``None`` where ``score`` is.
    facets : tuple of FacetLine
        What it is made of.
    """

    skill: str
    score: Estimate | None
    reliability: float
    above_bar: float | None
    facets: tuple[FacetLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PositionLine:
    """Formal position, which is no part of any score, and influence beyond it.

    Parameters
    ----------
    formal : float
        Level and reports, in standard deviations of the organisation.
    beyond : Estimate or None
        Influence above that of people in the same position elsewhere in the organisation [sd];
        ``None`` if its reliability is below one half.
    reliability : float
        Of ``beyond``, between 0 and 1.
    explained : Estimate or Hidden
        Share of the differences in influence that position accounts for, over the whole
        organisation [1].
    """

    formal: float
    beyond: Estimate | None
    reliability: float
    explained: Shown


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A person's own scores with their reasons.

    Parameters
    ----------
    person_id : str
        Pseudonym.
    skills : tuple of SkillLine
        Expertise, then influence.
    both : float or None
        Probability of having both skills [1]; ``None`` if either score is suppressed.
    position : PositionLine or None
        ``None`` where the roster tells nobody's position apart.
    """

    person_id: str
    skills: tuple[SkillLine, ...]
    both: float | None
    position: PositionLine | None = None
