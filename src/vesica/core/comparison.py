"""Two runs side by side: what changed, and through whom."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from vesica.core.estimate import Hidden, Shown

__all__ = ["Comparison", "Direction", "Part"]


class Direction(StrEnum):
    """What became of the overlap, set against chance."""

    GROWN = "grown"
    SHRUNK = "shrunk"
    CANNOT_SAY = "cannot say"


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """People who came, went, moved or stayed.

    Parameters
    ----------
    who : str
        ``"joined"``, ``"left"``, ``"moved to another unit"`` or ``"stayed"``.
    people : int or Hidden
        How many.
    before, after : Estimate or Hidden or None
        Expected people among them with both skills; None where they were not there [people].
    """

    who: str
    people: int | Hidden
    before: Shown | None
    after: Shown | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """The overlap of two runs.

    Parameters
    ----------
    run_before, run_after : str
        The runs.
    people_before, people_after : int
        People of the organisation.
    both_before, both_after : Estimate or Hidden
        Expected people with both skills [people].
    lift_before, lift_after : Estimate or Hidden
        Overlap as a multiple of chance [1].
    lift_ratio : Estimate or Hidden
        Lift afterwards divided by lift before [1].
    parts : tuple of Part
        Joined, left, moved, stayed.
    direction : Direction
        Of the lift.
    """

    run_before: str
    run_after: str
    people_before: int
    people_after: int
    both_before: Shown
    both_after: Shown
    lift_before: Shown
    lift_after: Shown
    lift_ratio: Shown
    parts: tuple[Part, ...]
    direction: Direction
