"""Business metrics of all units as arrays over the periods of their calendar."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from vesica.incentives.calendar import Calendar, calendar

__all__ = ["Series", "series"]

Floats = NDArray[np.float64]
_MONTHS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """One metric of all units; NaN where there is no value."""

    units: Mapping[str, int]
    calendar: Calendar
    value: Floats


def series(rows: Sequence[tuple[str, date, int]], *, first_month: int) -> Series:
    """One metric of all units from rows of unit, period and value [10⁻⁶]."""
    where = calendar([day for _, day, _ in rows], first_month=first_month)
    units = {name: k for k, name in enumerate(sorted({unit for unit, _, _ in rows}))}
    first = where.periods[0]
    value = np.full((len(units), len(where.periods)), np.nan)
    for unit, day, value_e6 in rows:
        at = ((day.year - first.year) * _MONTHS + day.month - first.month) // where.step
        value[units[unit], at] = value_e6 / 1e6
    return Series(units=units, calendar=where, value=value)
