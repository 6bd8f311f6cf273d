"""Viva Insights meeting query: how much people called together, and whom no subject says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

import pyarrow as pa

from vesica.evidence.compute import pc
from vesica.evidence.fields import Field
from vesica.evidence.reader import Event, Excluded
from vesica.evidence.source import Source
from vesica.evidence.sums import MeasureSums
from vesica.evidence.tabular import TabularReader
from vesica.schema import DType

__all__ = ["VivaMeetingQuery"]


def _of(name: str, dtype: DType, *headers: str, required: bool = False) -> Field:
    return Field(name=name, dtype=dtype, headers=headers, required=required, lenient=not required)


class VivaMeetingQuery(TabularReader):
    """Measures of the organiser, by week: the only person whom the query names.

    Attendees are counted and not named, so there are no ties. Subjects have no place.
    """

    name = "viva_meeting_query"
    tables = ("measures",)
    fields = (
        _of("meeting", DType.REFERENCE, "MeetingId", required=True),
        _of("person_id", DType.PERSON, "Organizer", "OrganizerId", "Organiser", required=True),
        _of(
            "time",
            DType.TIME,
            "Collaboration_start_time",
            "StartTime",
            "StartDate",
            "MetricDate",
            required=True,
        ),
        _of("attendees", DType.COUNT, "Number_of_attendees", "Attendees", required=True),
        _of("hours", DType.NUMBER, "Attendee_meeting_hours"),
        _of("cancelled", DType.FLAG, "Cancelled", "IsCancelled"),
        _of("whole_day", DType.FLAG, "All_Day_Meeting"),
    )

    def __init__(self) -> None:
        self._sums = MeasureSums()

    def restart(self) -> None:
        """Forget the sums."""
        self._sums.clear()

    def chunks(
        self, columns: Mapping[str, pa.Array], rows: int, source: Source
    ) -> Iterator[Event]:
        """Count the meetings that took place among people, and add them up."""
        left = {
            "cancelled": columns.get("cancelled"),
            "a day that is blocked": columns.get("whole_day"),
            "nobody else took part": pc.less(columns["attendees"], 2),
        }
        kept = pa.repeat(pa.scalar(True), rows)
        for basis, mask in left.items():
            if mask is not None:
                out = pc.and_(kept, pc.fill_null(mask, False))
                kept = pc.and_not(kept, out)
                if pc.any(out).as_py():
                    yield Excluded(basis=basis, rows=pc.sum(out).as_py())
        columns = {name: cells.filter(kept) for name, cells in columns.items()}
        person, n = columns["person_id"], len(columns["person_id"])
        week = pc.floor_temporal(columns["time"], unit="week").cast(pa.date32())
        ones = pa.repeat(pa.scalar(Decimal(1), DType.NUMBER.arrow), n)
        for name, value in {
            "meetings organised": ones,
            "attendee hours in meetings organised": columns.get("hours"),
        }.items():
            if value is not None:
                self._sums.add(person, pa.repeat(pa.scalar(name), n), week, value)
        yield self._sums.counted(n)

    def rest(self) -> Iterator[Event]:
        """The sums."""
        yield from self._sums.chunks()
