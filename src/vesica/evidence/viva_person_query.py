"""Viva Insights person query: attributes of people, and their weekly collaboration metrics."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pyarrow as pa

from vesica.evidence.compute import pc
from vesica.evidence.fields import Field, one_of
from vesica.evidence.reader import Chunk, Event
from vesica.evidence.source import Source
from vesica.evidence.tabular import TabularReader, table_batch
from vesica.evidence.viva import METRICS, metric_date
from vesica.evidence.words import rank
from vesica.schema import DType

__all__ = ["VivaPersonQuery"]


def _metric(name: str) -> Field:
    return Field(name=name, dtype=DType.NUMBER, headers=(name,), lenient=True)


class VivaPersonQuery(TabularReader):
    """One row per person and week: a dated row of people, and one measure for every metric."""

    name = "viva_person_query"
    tables = ("people", "measures")
    fields = (
        Field(
            name="person_id", dtype=DType.PERSON, headers=("PersonId", "Person Id"), required=True
        ),
        metric_date("people"),
        Field(name="manager_id", dtype=DType.PERSON, headers=("ManagerId", "Manager Id")),
        Field(
            name="level",
            dtype=DType.COUNT,
            headers=("LevelDesignation", "Level Designation", "Level"),
            parse=rank,
            lenient=True,
        ),
        Field(name="function", dtype=DType.LABEL, headers=("FunctionType", "Function")),
        Field(name="org_unit", dtype=DType.LABEL, headers=("Organization", "Organisation")),
        Field(name="location", dtype=DType.LABEL, headers=("Region", "Location", "Country")),
        Field(name="time_zone", dtype=DType.LABEL, headers=("TimeZone",)),
        Field(name="hired_on", dtype=DType.DATE, headers=("HireDate",)),
        *(_metric(name) for name in METRICS),
    )
    unlike = ("meetingid",)

    def lacking(self, found: set[str]) -> list[str]:
        """Person, date and at least one metric."""
        return super().lacking(found) + one_of(METRICS, found)

    def chunks(
        self, columns: Mapping[str, pa.Array], rows: int, source: Source
    ) -> Iterator[Event]:
        """People first; measures of the same source rows are not counted again."""
        yield Chunk(table="people", batch=table_batch("people", columns), rows=rows)
        for metric in METRICS:
            if metric not in columns:
                continue
            given = pc.is_valid(columns[metric])
            values = columns[metric].filter(given)
            measures = {
                "person_id": columns["person_id"].filter(given),
                "measure": pa.repeat(pa.scalar(metric.replace("_", " ").lower()), len(values)),
                "period": columns["valid_from"].filter(given),
                "value": values,
            }
            yield Chunk(table="measures", batch=table_batch("measures", measures), rows=0)
