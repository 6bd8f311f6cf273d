"""Whether the essay holds here: its claims, each tested on the organisation's own data."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from vesica.core.estimate import Shown

__all__ = ["Claim", "ClaimVerdict", "Claims"]


class ClaimVerdict(StrEnum):
    """What the evidence allows one to say of a claim."""

    HOLDS = "holds here"
    DOES_NOT = "does not hold here"
    CANNOT_SAY = "cannot say"


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One claim of the essay.

    Parameters
    ----------
    key : str
        Short name, such as ``"rare-overlap"``.
    claim : str
        In plain words.
    test : str
        What is looked at, and when it holds.
    estimate : Estimate or Hidden
        The figure that decides.
    verdict : ClaimVerdict
        One of three.
    why : str
        What decided it, or what is missing.
    settles : str
        What data would settle it.
    question : str
        Command that shows the whole answer; empty where there is none.
    one_person : float
        Most that one person moves the figure; 0 once it is released.
    """

    key: str
    claim: str
    test: str
    estimate: Shown
    verdict: ClaimVerdict
    why: str
    settles: str
    question: str
    one_person: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Claims:
    """The essay's claims.

    Parameters
    ----------
    people : int
        People of the organisation.
    claims : tuple of Claim
        In the order of the essay.
    """

    people: int
    claims: tuple[Claim, ...]

    def count(self, verdict: ClaimVerdict) -> int:
        """How many claims have a verdict."""
        return sum(claim.verdict is verdict for claim in self.claims)
