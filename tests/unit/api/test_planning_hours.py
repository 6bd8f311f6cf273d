"""When two people in different time zones both work, by hand."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from vesica.api.planning_hours import meeting_start, workday

MONDAY = date(2026, 11, 30)


def _start(first, second, *, monday=MONDAY, minutes=45, turn=0):
    start = meeting_start(workday(*first), workday(*second), monday=monday, minutes=minutes,
                          turn=turn)  # fmt: skip
    return None if start is None else start.isoformat()[:16]


@pytest.mark.parametrize(
    ("first", "second", "start"),
    [
        # 8 to 16 and 14 to 22 UTC
        (("Europe/Berlin", 9, 17), ("America/New_York", 9, 17), "2026-11-30T14:00"),
        # 8:15 is the first full quarter after 3:15 + 5 h in Kathmandu, 5 h 45 min ahead
        (("Europe/Berlin", 9, 17), ("Asia/Kathmandu", 14, 22), "2026-11-30T08:15"),
        # New York's Monday evening is Tokyo's Tuesday morning
        (("America/New_York", 14, 22), ("Asia/Tokyo", 7, 15), "2026-11-30T22:00"),
        # a night shift goes on into the next day
        (("Europe/Berlin", 22, 6), ("Europe/Berlin", 4, 12), "2026-12-01T03:00"),
        (("America/New_York", 9, 17), ("Asia/Tokyo", 9, 17), None),
        (("Europe/Berlin", 9, 17), ("Europe/Berlin", None, 17), None),
        (("Europe/Berlin", 9, 17), ("Middle-earth/Shire", 9, 17), None),
    ],
)
def test_the_first_quarter_at_which_both_work(first, second, start):
    assert _start(first, second) == start
    assert _start(second, first) == start


def test_the_hour_follows_the_clocks_of_the_week():
    both = ("Europe/Berlin", 9, 17), ("America/New_York", 9, 17)
    # From 14 March 2027 New York is an hour ahead of its winter, and Berlin not yet.
    assert _start(*both, monday=date(2027, 3, 15)) == "2027-03-15T13:00"


def test_pairs_that_share_a_person_get_days_of_their_own():
    both = ("Europe/Berlin", 9, 17), ("Europe/Berlin", 9, 17)
    days = [_start(*both, turn=turn)[:10] for turn in range(6)]
    assert days == [(MONDAY + timedelta(days=k)).isoformat() for k in (0, 1, 2, 3, 4, 0)]


def test_less_than_a_meeting_in_common_is_no_meeting():
    first, second = ("Europe/Berlin", 9, 13), ("Europe/Berlin", 12, 17)
    assert _start(first, second, minutes=60) == "2026-11-30T11:00"
    assert _start(first, second, minutes=61) is None
