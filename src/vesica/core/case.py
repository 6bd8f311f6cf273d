"""The case for one leader, and what a practitioner may say of it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from vesica.core.estimate import Estimate, Hidden, Shown
from vesica.core.line_of_sight import BestTest, LineOfSight

__all__ = ["Assumption", "Case", "Peers", "Pitch", "PitchMetric", "Version"]


class Version(StrEnum):
    """Version of a message to a leader, so that the message itself can be tested."""

    GENERIC = "generic"
    PERSONALISED = "personalised"


@dataclass(frozen=True, slots=True, kw_only=True)
class Assumption:
    """One assumption that can be moved.

    Parameters
    ----------
    name : str
        As ``--if`` takes it, such as ``"minutes_per_week"``.
    what : str
        In plain words.
    value, default : float
        What was used, and what holds if nobody says otherwise.
    other : float
        Another value that was tried.
    moved : Estimate or Hidden
        Change in bonus with that other value, all else being the same [currency].
    """

    name: str
    what: str
    value: float
    default: float
    other: float
    moved: Shown


@dataclass(frozen=True, slots=True, kw_only=True)
class Peers:
    """What the same would be worth to the leaders here who opted in, all at the usual assumptions.

    Parameters
    ----------
    leaders : int
        How many they are [people].
    change : Estimate or Hidden
        Mean expected change, as a share of the bonus at target [1].
    nothing : Estimate or Hidden
        Share of them for whom more likely than not nothing would change [1].
    """

    leaders: int
    change: Shown
    nothing: Shown


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One leader's case.

    Parameters
    ----------
    person_id : str
        Pseudonym of the leader: the answer is that person's alone.
    sight : LineOfSight
        From participation to the bonus.
    assumptions : tuple of Assumption
        Three to move.
    peers : Peers or Hidden
        The other leaders.
    best : BestTest or None
        The cheapest test; ``None`` where no effect is in doubt.
    first_step : str
        What to do this week.
    notes : tuple of str
        What was taken over or filled in.
    """

    person_id: str
    sight: LineOfSight
    assumptions: tuple[Assumption, ...]
    peers: Peers | Hidden
    best: BestTest | None
    first_step: str
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PitchMetric:
    """A metric of the leader's unit, without what the leader is paid for it.

    Parameters
    ----------
    metric : str
        Its name.
    grade : str
        How well the effect of taking part on it is known.
    without, lift : Estimate
        At year end without taking part, and what taking part adds, in the metric's unit.
    """

    metric: str
    grade: str
    without: Estimate
    lift: Estimate


@dataclass(frozen=True, slots=True, kw_only=True)
class Pitch:
    """The argument for one leader, without any private figure of that leader.

    Parameters
    ----------
    person_id : str
        Pseudonym of the leader.
    version : Version
        Which message; drawn by lot unless one was asked for.
    by_lot : bool
        Whether it was drawn.
    minutes_per_week : float
        What would be asked of the leader.
    minutes_known : bool
        Whether that is a choice or in the evidence; otherwise it is assumed.
    metrics : tuple of PitchMetric
        Metrics that the leader's plan pays on, by name; empty in the generic version.
    peers : Peers or Hidden
        The leaders here who opted in.
    scenario : str
        Says so where effects are only assumed; must stand on every output.
    first_step : str
        What to ask for.
    """

    person_id: str
    version: Version
    by_lot: bool
    minutes_per_week: float
    minutes_known: bool
    metrics: tuple[PitchMetric, ...]
    peers: Peers | Hidden
    scenario: str
    first_step: str
