"""Where people stand on both skills: counts on a grid, and rows of people who opted in."""

from __future__ import annotations

from dataclasses import dataclass

from vesica.core.estimate import Estimate, Hidden, Shown
from vesica.core.pairs_answer import PlannedPerson

__all__ = ["EVERYBODY", "MapCell", "MapTable", "SkillMap", "SkillPoint", "SkillPoints"]

EVERYBODY = "everybody"
"""Name of the table about the whole organisation."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MapCell:
    """One cell of the grid.

    Parameters
    ----------
    expertise, influence : int
        Band of each skill, from the lowest, 0.
    people : Estimate or Hidden
        Expected people in it [people].
    """

    expertise: int
    influence: int
    people: Shown


@dataclass(frozen=True, slots=True, kw_only=True)
class MapTable:
    """The grid of one group.

    Parameters
    ----------
    of : str
        ``"everybody"``, or the business discipline.
    people : int
        People in the group.
    cells : tuple of MapCell
        Every cell, by expertise and then by influence.
    """

    of: str
    people: int
    cells: tuple[MapCell, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SkillMap:
    """Density of people over both skills.

    Parameters
    ----------
    edges : tuple of float
        Where one band of a skill ends and the next begins, the same for both [sd].
    level : float
        Probability of the intervals.
    tables : tuple of MapTable
        Everybody, then disciplines by name.
    held : tuple of (str, str)
        Disciplines without a table, and why.
    """

    edges: tuple[float, ...]
    level: float
    tables: tuple[MapTable, ...]
    held: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SkillPoint:
    """One person who opted in to being shown.

    Parameters
    ----------
    person : PlannedPerson
        Who.
    expertise, influence : Estimate
        Both scores [sd].
    both : float
        Probability of being above the organisation's bar on both [1].
    """

    person: PlannedPerson
    expertise: Estimate
    influence: Estimate
    both: float


@dataclass(frozen=True, slots=True, kw_only=True)
class SkillPoints:
    """People who opted in, on both skills.

    Parameters
    ----------
    people : int
        People of the organisation.
    opted_in : int or Hidden
        Who opted in to being shown.
    weak : int or Hidden
        Of them, who have too little evidence for a score.
    points : tuple of SkillPoint
        The others, surest to have both skills first.
    """

    people: int
    opted_in: int | Hidden
    weak: int | Hidden
    points: tuple[SkillPoint, ...]
