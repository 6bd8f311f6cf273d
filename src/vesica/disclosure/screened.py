"""What a result looks like after disclosure control, before it is logged and released."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from vesica.core.estimate import Hidden, Shown
from vesica.disclosure.figures import Figures
from vesica.disclosure.policy import Policy
from vesica.disclosure.sdc import Members, Screen
from vesica.store.releases import Cell

__all__ = ["Context", "Screened", "grouped"]

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What a form of disclosure control may look at besides the result.

    Parameters
    ----------
    policy : Policy
        Rules in force.
    screen : Screen
        Decides about cells.
    figures : Figures
        Rounds the organisation's figures.
    members : Members
        Who is behind the result.
    public_row : bool
        True if a row about one person goes to that person only or is public, so that it need
        not be set against sums over others.
    granted : frozenset of str
        People who opted in to the purpose of the answer; rows of others do not leave.
    """

    policy: Policy
    screen: Screen
    figures: Figures
    members: Members
    public_row: bool = False
    granted: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Screened(Generic[T]):
    """A result that may leave.

    Parameters
    ----------
    value : T
        Rounded, with :class:`vesica.core.estimate.Hidden` where needed.
    hidden : tuple of str
        One sentence per part that was held back.
    cells : tuple of Cell
        What of it goes into the release log.
    """

    value: T
    hidden: tuple[str, ...]
    cells: tuple[Cell, ...]


def grouped(parts: Mapping[str, Shown | int], what: str) -> tuple[str, ...]:
    """Say for each reason how many of the parts are hidden for it."""
    reasons: dict[str, int] = {}
    for value in parts.values():
        if isinstance(value, Hidden):
            reasons[value.why] = reasons.get(value.why, 0) + 1
    return tuple(f"{n} of {len(parts)} {what}: {why}." for why, n in sorted(reasons.items()))
