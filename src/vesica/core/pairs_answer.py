"""What is told of pairs of reverse mentoring."""

from __future__ import annotations

from dataclasses import dataclass

from vesica.core.estimate import Hidden, Shown

__all__ = [
    "AbsentPair",
    "OptInLine",
    "PairRow",
    "PairsAnswer",
    "PlannedPerson",
    "RuleCount",
    "Sessions",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedPerson:
    """Somebody who opted in to being planned with.

    Parameters
    ----------
    person_id : str
        Pseudonym.
    key, name : str
        Employee number or the like, and the name; empty where the vault has none.
    org_unit, function : str
        Unit and business discipline.
    """

    person_id: str
    key: str
    name: str
    org_unit: str
    function: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PairRow:
    """One pair.

    Parameters
    ----------
    mentor, leader : PlannedPerson
        Who shows, and who leads.
    mentor_gain, leader_gain : float
        What each side may gain [expected new bridges].
    lead : float or None
        What the best pairs without this one would lose [expected new bridges]; None if not asked.
    locked : bool
        True if a reviewer decided on it.
    why : str
        The reason in words.
    """

    mentor: PlannedPerson
    leader: PlannedPerson
    mentor_gain: float
    leader_gain: float
    lead: float | None
    locked: bool
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AbsentPair:
    """Why two people are not paired.

    Parameters
    ----------
    first, second : PlannedPerson
        Asked as reverse mentor and leader.
    why : str
        The reason in words.
    """

    first: PlannedPerson
    second: PlannedPerson
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleCount:
    """What one rule takes away.

    Parameters
    ----------
    rule : str
        In words.
    away : int or Hidden
        Pairs, or people on a route, that it rules out among those who opted in.
    """

    rule: str
    away: int | Hidden


REACH_SAMPLE = 20_000
"""Largest organisation of which what opt-ins could do for pairs is computed whole [people]."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OptInLine:
    """What could be reached if this share of people opted in.

    Parameters
    ----------
    share : float
        Of all people [1].
    bridges : Estimate or Hidden
        Expected new bridges, with the interval over who might join [people].
    """

    share: float
    bridges: Shown


@dataclass(frozen=True, slots=True, kw_only=True)
class Sessions:
    """How a pair meets.

    Parameters
    ----------
    count, minutes, weeks_between : int
        Meetings, length of each [min], and weeks from one to the next.
    """

    count: int
    minutes: int
    weeks_between: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PairsAnswer:
    """Reverse mentors and leaders.

    Parameters
    ----------
    people : int
        People of the organisation.
    opted_in, mentors, leaders : int or Hidden
        Who opted in, and who of them could mentor or is a senior leader.
    pairs : tuple of PairRow
        Largest gain first.
    gain : float
        Of all pairs [expected new bridges].
    gap : float
        How far the gain may lie below the best possible, as a share of it [1].
    blocking : int
        Pairs of people who would both rather have each other.
    stable_gain, price : float
        Gain without any such pair, and what that gives up as a share [1].
    rules : tuple of RuleCount
        What each rule takes away.
    absent : tuple of AbsentPair
        Answers to "why not?".
    reach : tuple of OptInLine
        What more or fewer opt-ins could do; of more than :data:`REACH_SAMPLE` people, from random
        samples of so many, each counted up to everybody.
    sessions : Sessions
        How a pair meets.
    unread : tuple of str
        Restrictions that no plan can read and a person must look at.
    kept : Estimate or Hidden
        Share of the best plan's bridges that comfort zones and restrictions leave, over routes
        and pairs without a budget [1].
    """

    people: int
    opted_in: int | Hidden
    mentors: int | Hidden
    leaders: int | Hidden
    pairs: tuple[PairRow, ...]
    gain: float
    gap: float
    blocking: int
    stable_gain: float
    price: float
    rules: tuple[RuleCount, ...]
    absent: tuple[AbsentPair, ...]
    reach: tuple[OptInLine, ...]
    sessions: Sessions
    unread: tuple[str, ...]
    kept: Shown
