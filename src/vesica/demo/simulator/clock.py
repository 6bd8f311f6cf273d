"""The simulated year: 52 weeks, working hours, weekly cycle, places and their clocks."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from vesica.demo.simulator.writing import joined

__all__ = [
    "DAY",
    "DAYS",
    "SITES",
    "START",
    "WEEKS",
    "dates",
    "day_in_week",
    "into_working_hours",
    "local_hour",
    "moments",
    "utc",
    "working_second",
]

DAY = 86_400
START = int(np.datetime64("2025-01-06", "s").astype(np.int64))  # a Monday
WEEKS = 52
DAYS = 7 * WEEKS
_SUMMER = {  # days since START on which clocks go forward and back in 2025
    "none": (DAYS + 99, DAYS + 99),
    "eu": (83, 293),
    "us": (62, 300),
}


@dataclass(frozen=True, slots=True)
class Site:
    """A place of work."""

    location: str
    time_zone: str
    country: str
    language: str
    hours: float
    summer: str
    share: float


SITES = (
    Site("Berlin", "Europe/Berlin", "DE", "de", 1.0, "eu", 0.26),
    Site("London", "Europe/London", "GB", "en", 0.0, "eu", 0.16),
    Site("New York", "America/New_York", "US", "en", -5.0, "us", 0.20),
    Site("Krakow", "Europe/Warsaw", "PL", "pl", 1.0, "eu", 0.12),
    Site("Pune", "Asia/Kolkata", "IN", "en", 5.5, "none", 0.16),
    Site("Singapore", "Asia/Singapore", "SG", "en", 8.0, "none", 0.10),
)


def _offsets() -> np.ndarray:
    day = np.arange(DAYS + 15)
    rows = []
    for site in SITES:
        first, last = _SUMMER[site.summer]
        rows.append(site.hours * 3600 + 3600 * ((day >= first) & (day < last)))
    return np.array(rows).astype(np.int64)


_OFFSETS = _offsets()
_WEEKDAYS = np.cumsum([0.20, 0.21, 0.205, 0.20, 0.145, 0.02, 0.02])


def day_in_week(rng: np.random.Generator, week: np.ndarray) -> np.ndarray:
    """Draw a day (since the start) in each given week; few fall on a weekend."""
    drawn = np.searchsorted(_WEEKDAYS, rng.random(len(week)) * _WEEKDAYS[-1])
    return week * 7 + np.minimum(drawn, 6)


def working_second(rng: np.random.Generator, size: int) -> np.ndarray:
    """Draw local seconds of the day: a peak before noon and one after."""
    before = rng.random(size) < 0.5
    hour = rng.normal(np.where(before, 10.4, 14.9), np.where(before, 1.3, 1.7))
    return (np.clip(hour, 6.5, 21.5) * 3600).astype(np.int64)


def utc(day: np.ndarray, second: np.ndarray, site: np.ndarray) -> np.ndarray:
    """Return UTC seconds since 1970 of a local day (since the start) and second."""
    return START + day * DAY + second - _OFFSETS[site, day]


def _local(time: np.ndarray, site: np.ndarray) -> np.ndarray:
    day = np.clip((time - START) // DAY, 0, DAYS + 14)
    return time - START + _OFFSETS[site, day]


def local_hour(time: np.ndarray, site: np.ndarray) -> np.ndarray:
    """Return the local hour of the day [h]."""
    return (_local(time, site) % DAY) / 3600.0


def into_working_hours(rng: np.random.Generator, time: np.ndarray, site: np.ndarray) -> np.ndarray:
    """Move what would happen at night or on a weekend to the next working morning."""
    local = _local(time, site)
    second = local % DAY
    wait = np.where(second < 7 * 3600, 8 * 3600 - second, 0)
    wait = np.where(second > 20 * 3600, 32 * 3600 - second, wait)
    weekday = ((local + wait) // DAY) % 7
    wait = wait + DAY * np.where(weekday >= 5, 7 - weekday, 0)
    spread = (rng.random(len(time)) * 7200).astype(np.int64)
    return time + np.where(wait > 0, wait + spread, 0)


def moments(time: np.ndarray) -> pa.Array:
    """Write UTC seconds as ISO 8601 with a Z."""
    text = pa.array(time.astype(np.int64)).cast(pa.timestamp("s")).cast(pa.string())
    options = pc.ReplaceSliceOptions(start=10, stop=11, replacement="T")
    return joined(pc.call_function("utf8_replace_slice", [text], options), "Z")


def dates(day: np.ndarray, *, missing: np.ndarray | None = None) -> pa.Array:
    """Write days since the start as dates; null where ``missing``."""
    return pa.array((day + START // DAY).astype(np.int32), mask=missing).cast(pa.date32())
