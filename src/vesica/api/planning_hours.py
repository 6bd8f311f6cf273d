"""Working hours in time zones, and when two people both work."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

__all__ = ["Workday", "meeting_start", "workday"]

_QUARTER = 15
_FRIDAY = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Workday:
    """When somebody works.

    Parameters
    ----------
    zone : ZoneInfo
        Where.
    begin, end : int
        Local hours; an end that is not later than the beginning is on the next day.
    """

    zone: ZoneInfo
    begin: int
    end: int

    def span(self, day: date) -> tuple[datetime, datetime]:
        """Beginning and end of the working hours that begin on a day, UTC."""
        start = datetime.combine(day, time(), tzinfo=self.zone) + timedelta(hours=self.begin)
        length = timedelta(hours=(self.end - self.begin) % 24)
        begin = start.astimezone(UTC)
        return begin, begin + length

    def minutes(self, day: date) -> tuple[float, float]:
        """Beginning and end on a day [minutes after midnight UTC]; the end may pass 1,440."""
        begin, end = self.span(day)
        first = begin.hour * 60.0 + begin.minute
        return first, first + (end - begin).total_seconds() / 60


def workday(zone: str | None, begin: int | None, end: int | None) -> Workday | None:
    """Return somebody's working hours, if time zone and hours are known."""
    if begin is None or end is None or not zone:
        return None
    try:
        return Workday(zone=ZoneInfo(zone), begin=begin, end=end)
    except (KeyError, ValueError, OSError):
        return None


def meeting_start(
    first: Workday | None, second: Workday | None, *, monday: date, minutes: int, turn: int = 0
) -> datetime | None:
    """Return the first full quarter of an hour of a week from which both work long enough, UTC.

    ``None`` where the hours of one are not known, or they share too little.

    Parameters
    ----------
    first, second : Workday or None
        Working hours of both.
    monday : date
        First day of the week.
    minutes : int
        Length of the meeting [min].
    turn : int
        Which day of the week comes first; 0 for Monday.
    """
    if first is None or second is None:
        return None
    for offset in range(_FRIDAY + 1):
        day = monday + timedelta(days=(offset + turn) % (_FRIDAY + 1))
        for shift in (0, -1, 1):  # the same hour can be yesterday or tomorrow for the other
            other = day + timedelta(days=shift)
            if not 0 <= other.weekday() <= _FRIDAY:
                continue
            (a, b), (c, d) = first.span(day), second.span(other)
            begin = max(a, c)
            begin += timedelta(minutes=-begin.minute % _QUARTER)
            if begin + timedelta(minutes=minutes) <= min(b, d):
                return begin
    return None
