"""What came out on organisations whose truth is known."""

from __future__ import annotations

from dataclasses import dataclass

from vesica.core.estimate import Shown

__all__ = ["CoverageLine", "RankLine", "RealLine", "Validation", "VerdictLine"]


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverageLine:
    """How often an interval held the truth.

    Parameters
    ----------
    preset, figure : str
        Kind of organisation, and figure.
    organisations, held : int
        How many were made, and in how many the interval held the truth.
    truth, estimate : float
        Means over the organisations, in the figure's unit.
    """

    preset: str
    figure: str
    organisations: int
    held: int
    truth: float
    estimate: float


@dataclass(frozen=True, slots=True, kw_only=True)
class RankLine:
    """How well the scores order people.

    Parameters
    ----------
    preset, skill : str
        Kind of organisation, and skill.
    organisations : int
        How many were made.
    spearman, lowest : float
        Rank correlation of score and truth over people with evidence: mean, and lowest [1].
    """

    preset: str
    skill: str
    organisations: int
    spearman: float
    lowest: float


@dataclass(frozen=True, slots=True, kw_only=True)
class VerdictLine:
    """What was said of a claim whose truth is known.

    Parameters
    ----------
    preset, claim : str
        Kind of organisation, and claim.
    true : bool
        Whether it is true there.
    holds, does_not, cannot_say : int
        In how many organisations each was said.
    """

    preset: str
    claim: str
    true: bool
    holds: int
    does_not: int
    cannot_say: int

    @property
    def false(self) -> int:
        """How often the opposite of the truth was said."""
        return self.does_not if self.true else self.holds


@dataclass(frozen=True, slots=True, kw_only=True)
class RealLine:
    """What came out on real evidence.

    Parameters
    ----------
    data, check : str
        Whose evidence, and what was looked at.
    found : Estimate or Hidden
        As it was released, or why there is none.
    expected : str
        What it should be, in words.
    held : bool or None
        Whether the interval holds what is expected; ``None`` where nothing can be said.
    """

    data: str
    check: str
    found: Shown
    expected: str
    held: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Validation:
    """The measurement tried where the truth is known, and on real evidence.

    Parameters
    ----------
    people, organisations, first_seed : int
        People in each organisation, organisations of each kind, and the seed of the first.
    version, made_on, mark : str
        Version of Vesica, day in UTC, and what the user marked it with, such as the commit.
    coverage : tuple of CoverageLine
        Intervals.
    ranks : tuple of RankLine
        Scores.
    verdicts : tuple of VerdictLine
        Claims.
    real : tuple of RealLine
        Real evidence.
    """

    people: int
    organisations: int
    first_seed: int
    version: str
    made_on: str
    mark: str
    coverage: tuple[CoverageLine, ...]
    ranks: tuple[RankLine, ...]
    verdicts: tuple[VerdictLine, ...]
    real: tuple[RealLine, ...] = ()
