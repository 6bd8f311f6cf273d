"""Figures rounded so coarsely that one person more or less does not show in them.

A figure is rounded to a step of at least twice what one person can move it. Where it was shown
before, it stays as it was while the unrounded value is within one step of it. A value is at
first within half a step of what is shown, and one person moves it by at most another half: so
one joiner or leaver leaves every figure as it was, and whoever compares two releases learns
nothing of that person.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_EVEN, Decimal
from statistics import NormalDist
from types import MappingProxyType

from vesica.core.estimate import Estimate, Hidden, Shown
from vesica.disclosure.policy import Policy

__all__ = ["Figures", "Rounded", "step_for"]

Rounded = tuple[float, float, float, float]
"""What a figure is shown as: value, low and high end, step."""

_SERIES = (Decimal(1), Decimal(2), Decimal(5), Decimal(10))
_SHARE_OF_ROWS = 0.05
"""Most that one person is taken to move a count of rows, as a share."""

_NEIGHBOUR = 10.1
"""So far apart are the steps on the two sides of a power of ten, where the last digit changes."""


class Figures:
    """Rounds the figures of one release.

    Parameters
    ----------
    policy : Policy
        Rules in force.
    former : mapping of str to tuple of float
        What figures of the same name were last shown as.
    tightened : bool
        They were shown under a looser policy: where its steps were finer, they are rounded again.
    """

    def __init__(
        self,
        policy: Policy,
        former: Mapping[str, tuple[float, ...]] = MappingProxyType({}),
        *,
        tightened: bool = False,
    ) -> None:
        self._digits = policy.digits
        self._unseen = policy.unseen_people
        self._unusual = policy.correlation_moves
        self._minimum = policy.minimum_group
        self._former = former
        self._tightened = tightened
        self.shown: dict[str, Rounded] = {}

    def settle(
        self,
        name: str,
        ends: tuple[float, float, float],
        moves: float,
        least: float = 0.0,
    ) -> Rounded:
        """Round a value and the ends of its interval, outward, or stay with what was shown.

        Parameters
        ----------
        name : str
            Under which the figure is known to the release log.
        ends : tuple of float
            Value, low and high end.
        moves : float
            Most that one person can move it.
        least : float
            Smallest step.
        """
        value, low, high = ends
        step = step_for(
            max(2 * self._unseen * moves, _place(value, self._digits), least, _TINIEST)
        )
        rounded: Rounded = (
            _to(value, step, ROUND_HALF_EVEN),
            _to(low, step, ROUND_FLOOR),
            _to(high, step, ROUND_CEILING),
            float(step),
        )
        former = self._former.get(name)
        if former is not None and _still(former, ends, float(step)):
            rounded = _again(former, step if self._tightened else Decimal(0))
        self.shown[name] = rounded
        return rounded

    @property
    def remembered(self) -> dict[str, tuple[float, ...]]:
        """What is shown now, and what was before and is not part of this answer.

        An answer to a narrower question does not make the wider one forgotten.
        """
        return dict({} if self._tightened else self._former) | self.shown

    def number(self, name: str, value: float, moves: float, least: float = 0.0) -> float:
        """Round a figure without an interval."""
        return self.settle(name, (value, value, value), moves, least)[0]

    def estimate(
        self,
        name: str,
        estimate: Estimate,
        moves: float,
        *,
        least: float = 0.0,
        within: tuple[float, float],
    ) -> Shown:
        """Round an estimate; what would be shown as nothing, or as a whole share, is hidden.

        Parameters
        ----------
        name : str
            See :meth:`settle`.
        estimate : Estimate
            Not rounded yet.
        moves, least : float
            See :meth:`settle`.
        within : tuple of float
            Bounds beyond which the ends do not go.
        """
        ends = estimate.value, estimate.low, estimate.high
        lowest, highest = within
        value, low, high, step = self.settle(name, ends, moves, least)
        if value == 0 and lowest >= 0:
            return Hidden(why=f"under {_size(step, estimate.unit, within)}")
        if abs(value) >= highest == 1:
            rest = _size(1 - step, estimate.unit, within)
            return Hidden(why=f"over {rest}" if value > 0 else f"under −{rest}")
        if estimate.low == estimate.high:  # known exactly: rounding is no uncertainty
            return replace(estimate, value=value, low=value, high=value)
        return replace(
            estimate,
            value=value,
            low=min(max(low, lowest), value),
            high=max(min(high, highest), value),
        )

    def whole(self, name: str, estimate: Shown) -> Shown:
        """Round a figure about everybody by what its own interval says one person moves it.

        The estimate is a mean over ``n`` people of what each adds to it, of standard error ``s``.
        What they add has the standard deviation ``s sqrt(n)``; the most unusual of them adds no
        more than ``2 ln(n)`` times that, and ``n`` of them share it.
        """
        if isinstance(estimate, Hidden):
            return estimate
        if estimate.n < self._minimum:
            return Hidden(why=f"fewer than {self._minimum} people")
        shown = self.estimate(name, estimate, self.moves(estimate), within=(-math.inf, math.inf))
        people = int(self.number(f"people behind {name}", estimate.n, 1.0))
        return replace(shown, n=people) if isinstance(shown, Estimate) else shown

    def moves(self, estimate: Estimate) -> float:
        """Most that one person moves an estimate about everybody; see :meth:`whole`."""
        n = max(estimate.n, 2)
        error = (estimate.high - estimate.low) / 2 / NormalDist().inv_cdf((1 + estimate.level) / 2)
        return self._unusual * math.log(n) / math.sqrt(n) * error

    def people(self, name: str, count: int) -> int:
        """Round a count of people."""
        return int(self.number(name, count, 1.0))

    def rows(self, name: str, rows: int) -> int:
        """Round a count of rows; a few are about at most as few people, and are written as ten."""
        if not rows:
            return 0
        known = self.number(name, rows, _SHARE_OF_ROWS * rows, self._minimum)
        return max(int(known), self._minimum)

    def least_step(self, name: str) -> float:
        """Smallest step beside which what was last shown may stay; 0 if nothing was.

        Where the steps follow from the evidence, whoever moved a figure most may be gone, and a
        much finer step would tell of it.
        """
        former = self._former.get(name)
        return 0.0 if former is None else former[3] / 10

    def unchanged(self, *names: str) -> bool:
        """Whether all of these are shown as they were before."""
        return all(self.shown.get(name) == self._former.get(name) for name in names)


_TINIEST = 1e-9


def step_for(least: float) -> Decimal:
    """Smallest step of the series 1, 2, 5, 10, 20, … that is not smaller."""
    exact = Decimal(f"{least:.6g}")
    scale = Decimal(1).scaleb(exact.adjusted())
    return next(scale * digit for digit in _SERIES if scale * digit >= exact)


def _place(value: float, digits: int) -> float:
    """Size of the last significant digit."""
    if value == 0:
        return 0.0
    return float(Decimal(1).scaleb(Decimal(f"{value:.10g}").adjusted() - digits + 1))


def _to(value: float, step: Decimal, rounding: str) -> float:
    # Ten digits are kept, so that 0.15 from a sum of floats is on the grid.
    steps = (Decimal(f"{value:.10g}") / step).quantize(Decimal(1), rounding=rounding)
    return float(steps * step) + 0.0


def _still(former: tuple[float, ...], ends: tuple[float, float, float], step: float) -> bool:
    """Whether unrounded numbers are as near to what was shown as one person could bring them."""
    value, low, high, grid = former
    alike = grid <= _NEIGHBOUR * step and step <= _NEIGHBOUR * grid
    beyond = abs(ends[0] - value), abs(ends[1] - low - grid / 2), abs(high - grid / 2 - ends[2])
    return alike and max(beyond) <= grid


def _again(former: tuple[float, ...], step: Decimal) -> Rounded:
    """What was shown, or that on a coarser grid where the rule has become stricter."""
    value, low, high, grid = former
    if float(step) <= grid:
        return value, low, high, grid
    ends = (ROUND_HALF_EVEN, value), (ROUND_FLOOR, low), (ROUND_CEILING, high)
    shown = [_to(end, step, rounding) for rounding, end in ends]
    return shown[0], shown[1], shown[2], float(step)


def _size(step: float, unit: str, within: tuple[float, float]) -> str:
    if unit == "people":
        return f"{step:g} people"
    return f"{float(Decimal(str(step)) * 100):g} %" if within == (0.0, 1.0) else f"{step:g}"
