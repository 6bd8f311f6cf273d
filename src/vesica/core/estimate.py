"""The one form in which a number leaves a method, and what stands where one is held back."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TypeAlias

from vesica.errors import EstimationError

__all__ = ["Estimate", "Hidden", "Shown"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """A number with its interval, its unit and the count of people behind it.

    Parameters
    ----------
    value : float
        The estimate, in ``unit``.
    low, high : float
        Ends of the interval, in ``unit``; ``low <= value <= high``.
    level : float
        Probability of the interval, between 0 and 1.
    unit : str
        ``"1"`` for shares and ratios, ``"people"``, ``"sd"``, …
    n : int
        People behind the number.

    Raises
    ------
    EstimationError
        If the interval is not finite or does not contain the value.
    """

    value: float
    low: float
    high: float
    level: float
    unit: str
    n: int

    def __post_init__(self) -> None:
        finite = all(math.isfinite(x) for x in (self.value, self.low, self.high))
        if not finite or not self.low <= self.value <= self.high:
            raise EstimationError(
                f"Interval [{self.low}, {self.high}] does not hold the estimate {self.value}.",
                hint="Report this with the command that led here: it is a fault in a method.",
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Hidden:
    """Stands where disclosure control held a value back; never a zero, never a blank.

    Parameters
    ----------
    why : str
        For the reader: for example ``"fewer than 10 people"``.
    """

    why: str

    def __str__(self) -> str:
        return "hidden"


Shown: TypeAlias = Estimate | Hidden
"""What a released result holds in place of an estimate."""
