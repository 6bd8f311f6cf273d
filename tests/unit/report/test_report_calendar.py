"""Calendar entries at an hour, and of a whole day."""

from __future__ import annotations

from vesica.report.ics import Entry, ics


def _lines(**entry):
    made = Entry(uid="a@b", title="Ada, Ben", text="45 minutes", **entry)
    return ics([made], name="Acme", made="20261123T000000Z").split("\r\n")


def test_an_hour_that_is_known_is_in_the_calendar():
    lines = _lines(day="2026-11-30", start="2026-11-30T15:30:00+01:00", minutes=45)
    assert "DTSTART:20261130T143000Z" in lines
    assert "DTEND:20261130T151500Z" in lines
    assert "TRANSP:OPAQUE" in lines


def test_without_an_hour_it_is_a_whole_day_that_blocks_nothing():
    lines = _lines(day="2026-11-30")
    assert "DTSTART;VALUE=DATE:20261130" in lines
    assert "DTEND;VALUE=DATE:20261201" in lines
    assert "TRANSP:TRANSPARENT" in lines
