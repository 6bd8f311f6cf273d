"""Rounding that keeps intervals true and never makes a zero out of something small."""

from __future__ import annotations

from dataclasses import replace
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_EVEN, Decimal

from vesica.core.estimate import Estimate, Hidden, Shown

__all__ = ["probability", "significant", "unit_share"]


_SURE = 0.01


def significant(estimate: Estimate, digits: int) -> Estimate:
    """Round to significant digits; the ends of the interval move outwards."""
    return replace(
        estimate,
        value=_digits(estimate.value, digits, ROUND_HALF_EVEN),
        low=_digits(estimate.low, digits, ROUND_FLOOR),
        high=_digits(estimate.high, digits, ROUND_CEILING),
    )


def unit_share(estimate: Estimate, step: float) -> Shown:
    """Round a share to a grid; next to 0 and to 1 it is held back instead.

    The low end goes down to the grid, or to one significant digit below the first grid line, so
    that it is zero only where it was zero.
    """
    grid = Decimal(str(step))
    value = _to_grid(estimate.value, grid, ROUND_HALF_EVEN)
    if value <= 0:
        return Hidden(why=f"under {_percent(grid)}")
    if value >= 1:
        return Hidden(why=f"over {_percent(1 - grid)}")
    low = _to_grid(estimate.low, grid, ROUND_FLOOR)
    high = min(_to_grid(estimate.high, grid, ROUND_CEILING), Decimal(1))
    return replace(
        estimate,
        value=float(value),
        low=float(low) if low > 0 else _digits(max(estimate.low, 0.0), 1, ROUND_FLOOR),
        high=float(high),
    )


def probability(value: float, digits: int) -> float:
    """Round a probability; nothing is said more surely than 1 to 99 in a hundred."""
    return min(max(round(value, digits), _SURE), 1.0 - _SURE)


def _digits(value: float, digits: int, rounding: str) -> float:
    exact = Decimal(value)
    if exact == 0:
        return 0.0
    place = Decimal(1).scaleb(exact.adjusted() - digits + 1)
    return float(exact.quantize(place, rounding=rounding))


def _to_grid(value: float, grid: Decimal, rounding: str) -> Decimal:
    # Ten digits of the share are kept, so that 0.15 from a sum of floats is on the grid.
    exact = Decimal(f"{value:.10f}")
    return (exact / grid).quantize(Decimal(1), rounding=rounding) * grid


def _percent(share: Decimal) -> str:
    return f"{float(share * 100):g} %"
