"""Exports in the form of Worklytics: weekly aggregates, and the collaboration graph."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

import pyarrow as pa

from vesica.evidence.compute import pc
from vesica.evidence.fields import Field
from vesica.evidence.reader import Chunk, Event, Excluded
from vesica.evidence.source import Source
from vesica.evidence.tabular import TabularReader, table_batch
from vesica.evidence.viva import metric_date
from vesica.schema import DType

__all__ = ["WorklyticsAggregates", "WorklyticsGraph"]

_PERSONAL = r"(?i)^(tenure|hris|demographic|wellbeing|burnout|health|survey|sentiment)\b"


def _of(name: str, dtype: DType, *headers: str, required: bool = True) -> Field:
    return Field(name=name, dtype=dtype, headers=headers, required=required)


_WEEK = replace(metric_date("measures"), headers=("week",))


class WorklyticsAggregates(TabularReader):
    """One measure per employee, week and key; what says nothing about work is left out."""

    name = "worklytics_aggregates"
    tables = ("measures",)
    fields = (
        _of("person_id", DType.PERSON, "employeeId"),
        _WEEK,
        _of("measure", DType.LABEL, "key"),
        _of("value", DType.NUMBER, "value"),
    )

    def chunks(
        self, columns: Mapping[str, pa.Array], rows: int, source: Source
    ) -> Iterator[Event]:
        """Measures, without tenure, well-being and the like."""
        out = pc.match_substring_regex(columns["measure"], _PERSONAL)
        left = pc.sum(out).as_py()
        if left:
            basis = "tenure, well-being or attributes of the person"
            yield Excluded(basis=basis, rows=left)
        kept = {name: cells.filter(pc.invert(out)) for name, cells in columns.items()}
        yield Chunk(table="measures", batch=table_batch("measures", kept), rows=rows - left)


class WorklyticsGraph(TabularReader):
    """Ties of the kind ``collaboration``, weighted by the minutes that the source spent."""

    name = "worklytics_graph"
    tables = ("ties",)
    fields = (
        _of("source_id", DType.PERSON, "employeeIdSource"),
        _of("target_id", DType.PERSON, "employeeIdTarget"),
        _WEEK,
        _of("weight", DType.NUMBER, "weeklyCollaborationTimeMinutes", required=False),
        _of("seconds", DType.NUMBER, "weeklyCollaborationTimeSeconds", required=False),
        _of("tool", DType.LABEL, "tool", "source", "dataSource", "integration", required=False),
    )

    def chunks(
        self, columns: Mapping[str, pa.Array], rows: int, source: Source
    ) -> Iterator[Event]:
        """One tie per row; the graph that is split by tool names the tool in the kind."""
        minutes = columns.get("weight", pa.nulls(rows, DType.NUMBER.arrow))
        if "seconds" in columns:
            per_minute = pc.divide(columns["seconds"].cast(pa.float64()), 60.0)
            rounded = pc.round(per_minute, ndigits=6).cast(DType.NUMBER.arrow)
            minutes = pc.coalesce(minutes, rounded)
        tool = columns.get("tool", pa.nulls(rows, pa.string()))
        kind = pc.binary_join_element_wise("collaboration in ", tool, "")
        ties = dict(columns) | {
            "kind": pc.coalesce(pc.utf8_slice_codeunits(kind, 0, 120), "collaboration"),
            "weight": minutes,
        }
        yield Chunk(table="ties", batch=table_batch("ties", ties), rows=rows)
