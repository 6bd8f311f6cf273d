"""What a person sees of a plan."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["OwnMeeting", "OwnPlan"]


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnMeeting:
    """One meeting of a pair.

    Parameters
    ----------
    day : str
        ISO date of the week's first working day in which it is to be.
    minutes : int
        Its length [min].
    with_whom : str
        Name of the other.
    start : str
        When both work, UTC, ISO 8601; empty where the working hours are not known.
    """

    day: str
    minutes: int
    with_whom: str
    start: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnPlan:
    """What a published plan holds for one person.

    Parameters
    ----------
    person_id : str
        Pseudonym.
    version : int
        Which plan; 0 if none is published.
    published : str
        Day on which it was published, ISO; empty for none.
    route, how, why : str
        Route, how the place came about, and the reason; empty without a place.
    partners : tuple of str
        Names of the others in the own pairs.
    meetings : tuple of OwnMeeting
        Suggested days.
    """

    person_id: str
    version: int
    published: str
    route: str
    how: str
    why: str
    partners: tuple[str, ...]
    meetings: tuple[OwnMeeting, ...]
