"""Who listens to whom, between groups: attention that people pay outside their own line."""

from __future__ import annotations

from dataclasses import dataclass

from vesica.core.estimate import Hidden, Shown

__all__ = ["AttentionCell", "CellMoves", "ListeningGroup", "Network"]


@dataclass(frozen=True, slots=True, kw_only=True)
class CellMoves:
    """Most that one person moves a cell by not being there.

    Parameters
    ----------
    share, lift : float
        In its share and its lift, ends of the intervals included [1].
    turning, turned_to : float
        In the people on either side of it [people].
    """

    share: float
    lift: float
    turning: float
    turned_to: float


@dataclass(frozen=True, slots=True, kw_only=True)
class AttentionCell:
    """Attention that one group pays another.

    Parameters
    ----------
    giver, receiver : str
        Who turns, and to whom.
    share : Estimate or Hidden
        Mean over the people who turn to anybody of the share of their attention [1].
    lift : Estimate or Hidden
        That share, divided by what the sizes of the groups would give [1].
    turning, turned_to : int or Hidden
        People of the one who turned to the other, and people of the other whom they turned to.
    moves : CellMoves or None
        None once it is released.
    """

    giver: str
    receiver: str
    share: Shown
    lift: Shown
    turning: int | Hidden
    turned_to: int | Hidden
    moves: CellMoves | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ListeningGroup:
    """A group of the matrix.

    Parameters
    ----------
    name : str
        The discipline, or ``"everyone"``.
    people : int or Hidden
        People in it.
    turning : int or Hidden
        Of them, who are on record as turning to anybody outside the own line.
    moves : float or None
        Most that one person moves ``turning`` [people]; None once it is released.
    """

    name: str
    people: int | Hidden
    turning: int | Hidden
    moves: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """Who listens to whom, between disciplines. Nobody is named.

    Parameters
    ----------
    people : int
        People of the organisation.
    everyone : ListeningGroup
        All of them.
    groups : tuple of ListeningGroup
        Disciplines, by name.
    cells : tuple of AttentionCell
        Every pair of disciplines, a discipline with itself among them: by giver, then receiver.
    totals : tuple of AttentionCell
        From everyone to the own discipline, and from everyone to senior leaders.
    """

    people: int
    everyone: ListeningGroup
    groups: tuple[ListeningGroup, ...]
    cells: tuple[AttentionCell, ...]
    totals: tuple[AttentionCell, ...]
