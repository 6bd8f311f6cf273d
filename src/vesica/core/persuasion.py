"""How much people persuade one another, beyond what they would have done anyway."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from vesica.core.estimate import Hidden, Shown

__all__ = ["Persuasion", "PersuasionVerdict", "UnitPersuasion"]


class PersuasionVerdict(StrEnum):
    """What the intervals allow one to say."""

    PERSUADED = "people persuade one another"
    LITTLE = "little or none"
    CANNOT_SAY = "cannot say"


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitPersuasion:
    """What the people of one unit bring about in those who see them.

    Parameters
    ----------
    org_unit : str
        The unit.
    people : int or Hidden
        People in it.
    brought : Estimate or Hidden
        Adoptions that they brought about per 100 weeks for which they were seen [per 100 weeks].
    largest : float
        Part of those weeks that belongs to one single person; a bound when released [1].
    """

    org_unit: str
    people: int | Hidden
    brought: Shown
    largest: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Persuasion:
    """Adoptions by those who saw a colleague adopt, against what they would have done.

    Parameters
    ----------
    people, adopters, practices, adoptions, seen : int
        People of the organisation, and who adopted something; practices that began within the
        window; adoptions of them; those that followed a contact's.
    window : int
        Days for which an adopter counts as seen.
    naive, matched : Estimate or Hidden
        Observed over expected adoptions of those who saw one, as a multiple: against everybody
        who saw none, and against people like them [1].
    ahead : Estimate or Hidden
        First placebo: the same multiple for people whose contact is about to adopt; 1 if what is
        compared is alike [1].
    shuffled : Estimate or Hidden
        Second placebo: adoptions that follow a contact's, as a multiple of those that would if the
        same adopters had adopted at one another's times; 1 without persuasion [1].
    direction : Estimate or Hidden
        Third placebo: adoptions soon after one by a contact who does not attend back, as a
        multiple of those soon before; 1 without persuasion, whatever people share [1].
    net : Estimate or Hidden
        ``matched`` after the first placebo, with its doubt [1].
    share : Estimate or Hidden
        Share of all adoptions that persuasion brought about [1].
    second : Estimate or Hidden
        Adoptions of those who saw two contacts, as a multiple of those if each had added what a
        single one adds (independent cascade); 1 if they add up [1].
    individual : int
        People with enough evidence for an estimate of their own.
    by_unit : tuple of UnitPersuasion
        In the order of the units' names; empty unless ``verdict`` says that people persuade.
    verdict : PersuasionVerdict
        What follows from the intervals.
    """

    people: int
    adopters: int
    practices: int
    adoptions: int
    seen: int
    window: int
    naive: Shown
    matched: Shown
    ahead: Shown
    shuffled: Shown
    direction: Shown
    net: Shown
    share: Shown
    second: Shown
    individual: int
    by_unit: tuple[UnitPersuasion, ...]
    verdict: PersuasionVerdict
