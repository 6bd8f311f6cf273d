"""Two observed measures, cut at a quantile within groups, and their overlap by count."""

from __future__ import annotations

from dataclasses import dataclass

from vesica.core.estimate import Estimate, Shown

__all__ = ["CountOverlap", "CountOverlapTable"]


@dataclass(frozen=True, slots=True, kw_only=True)
class CountOverlap:
    """People in the top share of two measures, against what independence would give.

    Parameters
    ----------
    first, second : str
        Names of the measures.
    people, top_first, top_second, both : int
        People looked at, at or above each cut, and at or above both.
    chance : float
        ``top_first * top_second / people`` [people].
    lift : Estimate
        ``both / chance`` with a bootstrap interval over people, within groups [1].
    correlation : Estimate
        Spearman rank correlation of the two measures after ranking within groups [1].
    p_value : float
        Two-sided Fisher exact test of independence.
    """

    first: str
    second: str
    people: int
    top_first: int
    top_second: int
    both: int
    chance: float
    lift: Estimate
    correlation: Estimate
    p_value: float


@dataclass(frozen=True, slots=True, kw_only=True)
class CountOverlapTable:
    """Several ways to measure the first skill against one measure of the second.

    Parameters
    ----------
    rows : tuple of CountOverlap
        One per measure of the first skill.
    latent_lift, latent_correlation : Estimate or Hidden
        The same question asked of the latent skills, corrected for measurement error.
    reading : str
        What the whole table allows one to say, in a sentence.
    """

    rows: tuple[CountOverlap, ...]
    latent_lift: Shown
    latent_correlation: Shown
    reading: str
