"""A calendar file (RFC 5545): entries at an hour, or of a whole day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from vesica.report.words import clean

__all__ = ["Entry", "ics"]

_OCTETS = 75


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry, of a whole day where no hour is known.

    Parameters
    ----------
    uid : str
        Stable name of the entry, so that a second import replaces the first.
    day : str
        ISO date.
    title, text : str
        What it is, and what to know.
    start : str
        When it begins, UTC, ISO 8601; empty for the whole day.
    minutes : int
        How long it takes, where it has a beginning.
    """

    uid: str
    day: str
    title: str
    text: str
    start: str = ""
    minutes: int = 0


def ics(entries: Sequence[Entry], *, name: str, made: str) -> str:
    """Write a calendar.

    Parameters
    ----------
    entries : sequence of Entry
        In any order.
    name : str
        Of the calendar.
    made : str
        UTC time of the plan, ``20261123T090000Z``.
    """
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Vesica//plan//EN",
        "CALSCALE:GREGORIAN",
        f"X-WR-CALNAME:{_text(name)}",
    ]
    for entry in sorted(entries, key=lambda e: (e.day, e.start, e.uid)):
        lines += [
            "BEGIN:VEVENT",
            f"UID:{_text(entry.uid)}",
            f"DTSTAMP:{made}",
            *_when(entry),
            f"SUMMARY:{_text(entry.title)}",
            f"DESCRIPTION:{_text(entry.text)}",
            f"TRANSP:{'OPAQUE' if entry.start else 'TRANSPARENT'}",
            "END:VEVENT",
        ]
    lines.append("END:VCALENDAR")
    return "".join(f"{folded}\r\n" for line in lines for folded in _folded(line))


def _when(entry: Entry) -> tuple[str, str]:
    if not entry.start:
        day = date.fromisoformat(entry.day)
        return (
            f"DTSTART;VALUE=DATE:{day:%Y%m%d}",
            f"DTEND;VALUE=DATE:{day + timedelta(days=1):%Y%m%d}",
        )
    begin = datetime.fromisoformat(entry.start).astimezone(UTC)
    end = begin + timedelta(minutes=entry.minutes)
    return f"DTSTART:{begin:%Y%m%dT%H%M%SZ}", f"DTEND:{end:%Y%m%dT%H%M%SZ}"


def _text(text: str) -> str:
    for sign in ("\\", ";", ","):
        text = text.replace(sign, "\\" + sign)
    return clean(text)


def _folded(line: str) -> list[str]:
    """Lines of at most 75 octets; the next ones begin with a space."""
    out, part = [], ""
    for letter in line:
        if len((part + letter).encode()) > _OCTETS:
            out.append(part)
            part = " "
        part += letter
    return [*out, part]
