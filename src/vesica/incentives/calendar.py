"""Where in the fiscal year the newest figures stand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from vesica.core.payout import FiscalYear
from vesica.errors import EstimationError

__all__ = ["Calendar", "calendar"]

_MONTHS = (1, 3)
_WEEKS_PER_MONTH = 365.25 / 7 / 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """Periods of a metric, and the fiscal year that its next period lies in.

    Parameters
    ----------
    periods : tuple of date
        First day of each period without a gap, the newest last.
    step : int
        Months in a period.
    year : FiscalYear
        The year that is forecast.
    known, ahead : int
        Its periods that are over, and those still to come.
    """

    periods: tuple[date, ...]
    step: int
    year: FiscalYear
    known: int
    ahead: int

    @property
    def weeks_left(self) -> float:
        """Weeks of the year still to come."""
        return self.ahead * self.step * _WEEKS_PER_MONTH


def calendar(days: Sequence[date], *, first_month: int = 1) -> Calendar:
    """Set periods in order and see how far the fiscal year is.

    Parameters
    ----------
    days : sequence of date
        First days of the periods that have a value, in any order.
    first_month : int
        Month in which the fiscal year begins.

    Raises
    ------
    EstimationError
        If they are neither months nor quarters.
    """
    months = sorted({day.year * 12 + day.month - 1 for day in days})
    step = min((b - a for a, b in pairwise(months)), default=0)
    if step not in _MONTHS or any((m - months[0]) % step for m in months):
        raise EstimationError(
            f"The {len(months)} periods of the metric are neither months nor quarters.",
            hint="Import one value per month or per quarter, dated by the first day.",
        )
    every = range(months[0], months[-1] + 1, step)
    following = months[-1] + step
    over = (following % 12 - (first_month - 1)) % 12
    if over % step:
        raise EstimationError(
            f"The fiscal year begins in month {first_month}, inside a period of {step} months.",
            hint="Set first_month in [case] of vesica.toml, or import months.",
        )
    started = following - over
    ends = started // 12 + (first_month > 1)
    return Calendar(
        periods=tuple(date(m // 12, m % 12 + 1, 1) for m in every),
        step=step,
        year=FiscalYear(year=ends, first_month=first_month),
        known=over // step,
        ahead=(12 - over) // step,
    )
