"""The vision: social media as part of every discipline, or as one department's silo."""

from __future__ import annotations

from dataclasses import dataclass

from vesica.core.estimate import Hidden, Shown

__all__ = ["DisciplineShare", "GroupShare", "QuarterPoint", "SiloLine", "Vision"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SiloLine:
    """How far something is one discipline's own.

    Parameters
    ----------
    what : str
        ``"practice"`` or ``"expertise"``.
    index : Estimate or Hidden
        Theil's information index over disciplines: 0 where all have the same share, 1 where
        each has all or none [1].
    share : Estimate or Hidden
        Share of everyone who has it [1].
    """

    what: str
    index: Shown
    share: Shown


@dataclass(frozen=True, slots=True, kw_only=True)
class QuarterPoint:
    """Practice in one quarter.

    Parameters
    ----------
    quarter : str
        Such as ``"2026-Q3"``.
    index, share : Estimate or Hidden
        As in :class:`SiloLine` [1].
    """

    quarter: str
    index: Shown
    share: Shown


@dataclass(frozen=True, slots=True, kw_only=True)
class DisciplineShare:
    """Practice in one discipline.

    Parameters
    ----------
    discipline : str
        Its name.
    people : int or Hidden
        People in it.
    practice : Estimate or Hidden
        Share of them who practise, drawn towards the others as far as it is luck [1].
    """

    discipline: str
    people: int | Hidden
    practice: Shown


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupShare:
    """Senior leaders, or everyone, in total.

    Parameters
    ----------
    group : str
        ``"senior leaders"`` or ``"everyone"``.
    people : int or Hidden
        People in it.
    practice, expertise : Estimate or Hidden
        Share who practise, and share above the bar on expertise [1].
    """

    group: str
    people: int | Hidden
    practice: Shown
    expertise: Shown


@dataclass(frozen=True, slots=True, kw_only=True)
class Vision:
    """Where the organisation stands between silo and integration.

    Parameters
    ----------
    people, disciplines : int
        People of the organisation, and disciplines that they work in.
    lines : tuple of SiloLine
        Practice, then expertise where it is measured.
    quarters : tuple of QuarterPoint
        Whole quarters that the evidence covers, oldest first.
    change : Estimate or Hidden
        Silo index of practice in the last quarter minus the first; below 0 the silo opens [1].
    by_discipline : tuple of DisciplineShare
        Sorted by name.
    groups : tuple of GroupShare
        Senior leaders, and everyone.
    target : float or None
        Silo index that the organisation set itself; None if it set none.
    """

    people: int
    disciplines: int
    lines: tuple[SiloLine, ...]
    quarters: tuple[QuarterPoint, ...]
    change: Shown
    by_discipline: tuple[DisciplineShare, ...]
    groups: tuple[GroupShare, ...]
    target: float | None
