"""The design of the next round of a programme, and what it will be able to see."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

__all__ = ["Arm", "Power", "Trial"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Arm:
    """Where one person is assigned.

    Parameters
    ----------
    person : str
        The key that was given for the person.
    wave : int
        1 for the first wave, 2 for the second, …; 0 for the comparison arm.
    cluster : int
        What was drawn together with the person.
    """

    person: str
    wave: int
    cluster: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Power:
    """What a trial can see, by simulation on the graph as it is.

    Parameters
    ----------
    drawn : str
        What is drawn: ``"people"`` or ``"clusters"``.
    detectable : float
        Smallest effect seen with the probability ``power`` [sd of the outcome].
    power, significance : float
        Probability of seeing it, and of a false alarm.
    curve : tuple of (float, float)
        Effect [sd] and the probability of seeing it.
    contamination : float
        Share of the contacts of people outside who are inside, on average [1].
    draws : int
        Lotteries simulated.
    """

    drawn: str
    detectable: float
    power: float
    significance: float
    curve: tuple[tuple[float, float], ...]
    contamination: float
    draws: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """A trial that is ready to be run.

    Parameters
    ----------
    kind : str
        ``"lottery"``, ``"waiting list"`` or ``"stepped wedge"``.
    drawn : str
        ``"people"`` or ``"clusters"``.
    people, seats, waves, clusters : int
        People in the draw, places of a wave, waves, and what was drawn from.
    seed : int
        Of the lottery: it can be held again by anybody.
    drawn_on : str
        Day of the draw; with route and outcome it goes into the stream.
    icc : float
        Share of the variance that people of one cluster have in common [1].
    left : float
        Spread of the outcome that is left once what is known before is taken out [sd].
    chosen, beside : Power
        Of the design chosen, and of drawing the other way.
    sentence : str
        What the trial can see, in words.
    assignment : tuple of Arm
        Everybody, by key.
    registration : dict
        What is fixed before the start.
    registration_hash : str
        SHA-256 of the registration, to be published before the start.
    """

    kind: str
    drawn: str
    people: int
    seats: int
    waves: int
    clusters: int
    seed: int
    drawn_on: str
    icc: float
    left: float
    chosen: Power
    beside: Power | None
    sentence: str
    assignment: tuple[Arm, ...]
    registration: dict[str, Any]
    registration_hash: str
