"""Pairs of reverse mentor and leader: who, why, why not, and whether they would last."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["PairPlan", "Stability", "WhyNot", "WhyPair"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PairPlan:
    """The pairs with the largest expected gain of both sides, and the proof of it.

    Parameters
    ----------
    method : str
        ``"largest gain"`` or ``"deferred acceptance"``.
    chosen : ndarray of bool, shape (n_pairs,)
        Which of the candidate pairs are made.
    gain : float
        Of all pairs made, each person's own gain once [expected new bridges].
    bound : float
        No set of pairs that keeps the rules gains more [expected new bridges].
    mentor_price, leader_price : ndarray of float64, shape (n_mentors, 2) and (n_leaders, 2)
        What a person's first place and a further one are worth in the plan of the largest gain;
        of all prices that prove it, those highest for mentors [expected new bridges].
    """

    method: str
    chosen: NDArray[np.bool_]
    gain: float
    bound: float
    mentor_price: NDArray[np.float64]
    leader_price: NDArray[np.float64]

    @property
    def gap(self) -> float:
        """How far below the bound, as a share of it [1]."""
        return 0.0 if self.bound <= 0 else max(0.0, 1.0 - self.gain / self.bound)


@dataclass(frozen=True, slots=True, kw_only=True)
class WhyPair:
    """Why two people are paired.

    Parameters
    ----------
    mentor_gain, leader_gain : float
        What each side is expected to gain, as it counts in the plan [expected new bridges]; 0
        for a side that gains more from another of its pairs.
    lead : float
        What the best plan without this pair would lose [expected new bridges]; 0 if another is
        as good.
    locked : bool
        True if a reviewer decided on the pair.
    words : str
        The reason as a sentence.
    """

    mentor_gain: float
    leader_gain: float
    lead: float
    locked: bool
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WhyNot:
    """Why two people are not paired.

    Parameters
    ----------
    rules : tuple of str
        Rules that keep them apart; empty if they could have been paired.
    gain : float
        What the pair would add beside other pairs of the two [expected new bridges].
    better_use : float
        What its two places are worth elsewhere, by their prices [expected new bridges]. Making
        the pair would cost at least the difference.
    words : str
        The reason as a sentence.
    """

    rules: tuple[str, ...]
    gain: float
    better_use: float
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Stability:
    """Whether two people would rather leave their places for each other.

    Parameters
    ----------
    blocking : int
        Pairs in which both would gain more from each other than from a place they have.
    gain, stable_gain : float
        Of the plan with the largest gain, and of the stable one [expected new bridges].
    price : float
        Share of the largest gain that a stable plan gives up [1].
    """

    blocking: int
    gain: float
    stable_gain: float
    price: float
