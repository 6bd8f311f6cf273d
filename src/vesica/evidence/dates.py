"""Dates of the forms that files have; a column decides between day first and month first."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import date
from typing import Literal

import pyarrow as pa

from vesica.evidence.compute import pc
from vesica.evidence.values import Converted, Trouble, by_unique

__all__ = ["Decision", "Order", "decide_order", "iso", "named", "to_dates", "triple", "year_of"]

Order = Literal["dmy", "mdy", "unknown"]
Decision = Order | Callable[[], Order]
"""Day first or month first, or what finds out; it is asked once a cell can be read both ways."""
_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})(?:[-/.](\d{1,2}))?(?:[T ].*)?")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_QUARTER = re.compile(r"(\d{4})[- ]?Q([1-4])")
_TRIPLE = re.compile(r"(\d{1,2})([./-])(\d{1,2})[./-](\d{4})(?:[ T,]+(.*))?")
_NAMED = re.compile(
    r"(?:(\d{1,2})[. -]+([A-Za-z]{3,9})|([A-Za-z]{3,9})[. ]+(\d{1,2})),?[ -]+(\d{4})"
    r"(?:[ T,]+(.*))?"
)
_MONTH_NAMES = "jan feb mar apr may jun jul aug sep oct nov dec"
_MONTHS = {name: at for at, name in enumerate(_MONTH_NAMES.split(), start=1)}


def triple(cell: str, order: Decision) -> tuple[date, str]:
    """Date of three numbers, and what stands behind it."""
    found = _TRIPLE.fullmatch(cell)
    if not found:
        raise ValueError
    first, sign, second, year, rest = found.groups()
    swapped = sign != "." and (order if isinstance(order, str) else order()) == "mdy"
    day, month = (second, first) if swapped else (first, second)
    return date(int(year), int(month), int(day)), rest or ""


def named(cell: str) -> tuple[date, str]:
    """Date with the name of a month, and what stands behind it."""
    found = _NAMED.fullmatch(cell)
    if not found:
        raise ValueError
    d1, m1, m2, d2, year, rest = found.groups()
    month = _MONTHS.get((m1 or m2)[:3].lower())
    if month is None:
        raise ValueError
    return date(int(year), month, int(d1 or d2)), rest or ""


def iso(cell: str) -> date:
    """Date with the year first; a month or a quarter is its first day."""
    found = _ISO.fullmatch(cell) or _COMPACT.fullmatch(cell)
    if found:
        year, month, day = found.groups()
        return date(int(year), int(month), int(day or 1))
    quarter = _QUARTER.fullmatch(cell)
    if not quarter:
        raise ValueError
    return date(int(quarter.group(1)), 3 * int(quarter.group(2)) - 2, 1)


def _date(cell: str, order: Decision) -> date:
    for parse in (iso, lambda c: triple(c, order)[0], lambda c: named(c)[0]):
        try:
            day = parse(cell)
        except ValueError:
            continue
        if 1900 <= day.year <= 2200:
            return day
    raise ValueError


def to_dates(cells: pa.Array, name: str, order: Decision) -> Converted:
    """Dates; each different cell is parsed once."""
    values, bad = by_unique(cells, lambda c: _date(c, order), pa.date32())
    if not pc.any(bad).as_py():
        return Converted(values)
    fix = "write dates as YYYY-MM-DD; the day must exist"
    return Converted(values, (Trouble(bad, name, "not a date", fix),))


def decide_order(cells: Iterable[pa.Array], *, period: bool) -> Order:
    """Day first or month first, by the values of the whole column.

    A number above 12 decides. Where none is, and the dates begin weeks or months, the one
    reading decides in which all of them do. Otherwise it is ``"unknown"``.
    """
    seen: dict[tuple[int, int, int], None] = {}
    for batch in cells:
        for cell in pc.unique(batch).to_pylist():
            found = _TRIPLE.fullmatch(cell.strip()) if cell else None
            if not found or found.group(2) == ".":
                continue
            first, second = int(found.group(1)), int(found.group(3))
            if first > 12 >= second:
                return "dmy"
            if second > 12 >= first:
                return "mdy"
            seen[first, second, int(found.group(4))] = None
    if not seen or all(a == b for a, b, _ in seen):
        return "dmy"
    if period:
        fits = [o for o in ("dmy", "mdy") if _begins(seen, day_first=o == "dmy")]
        if len(fits) == 1:
            return "dmy" if fits[0] == "dmy" else "mdy"
    return "unknown"


def _begins(triples: Iterable[tuple[int, int, int]], *, day_first: bool) -> bool:
    try:
        days = [date(y, b, a) if day_first else date(y, a, b) for a, b, y in triples]
    except ValueError:
        return False
    return all(d.day == 1 for d in days) or any(
        all(d.weekday() == weekday for d in days) for weekday in (6, 0)
    )


def year_of(cell: str) -> int:
    """Year of a date in any form, or the year itself; the order of day and month is no matter.

    Raises
    ------
    ValueError
        If there is no such year.
    """
    found = re.fullmatch(r"(\d{4})(?:\.0)?", cell) or re.search(r"(?<!\d)(\d{4})(?!\d)", cell)
    found = _COMPACT.fullmatch(cell) or found
    year = int(found.group(1)) if found else 0
    if not 1900 <= year <= 2100:
        raise ValueError
    return year
