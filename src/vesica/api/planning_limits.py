"""What limits a plan: budget, hours, decisions of reviewers, rules that can be left out."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    pass

__all__ = ["COMFORT", "RESTRICTED", "Decided", "Limits"]

COMFORT, RESTRICTED = "comfort zones", "restrictions"
"""Names of rules that can be left out to see what they cost."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Limits of a whole plan.

    Parameters
    ----------
    budget, hours : float
        [currency; hours]; infinite for no limit.
    horizon : int
        Weeks within which the hours that people offer must suffice.
    """

    budget: float = np.inf
    hours: float = np.inf
    horizon: int = 26


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """What reviewers decided and what was before, as indices of people and names of routes.

    Parameters
    ----------
    locked, vetoed : frozenset of (int, str)
        Person and route.
    locked_pairs, vetoed_pairs : frozenset of (int, int)
        Mentor and leader.
    past_pairs : frozenset of (int, int)
        Mentor and leader who were paired in a plan that was published earlier.
    """

    locked: frozenset[tuple[int, str]] = field(default_factory=frozenset)
    vetoed: frozenset[tuple[int, str]] = field(default_factory=frozenset)
    locked_pairs: frozenset[tuple[int, int]] = field(default_factory=frozenset)
    vetoed_pairs: frozenset[tuple[int, int]] = field(default_factory=frozenset)
    past_pairs: frozenset[tuple[int, int]] = field(default_factory=frozenset)
