"""Rounding of what one person sees: to digits, with intervals that stay true."""

from __future__ import annotations

from dataclasses import replace
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_EVEN, Decimal

from vesica.core.estimate import Estimate

__all__ = ["probability", "significant"]


_SURE = 0.01


def significant(estimate: Estimate, digits: int) -> Estimate:
    """Round to significant digits; the ends of the interval move outwards."""
    return replace(
        estimate,
        value=_digits(estimate.value, digits, ROUND_HALF_EVEN),
        low=_digits(estimate.low, digits, ROUND_FLOOR),
        high=_digits(estimate.high, digits, ROUND_CEILING),
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
