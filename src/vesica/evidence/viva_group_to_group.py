"""Viva Insights group-to-group query: how much units work with each other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pyarrow as pa

from vesica.evidence.compute import pc
from vesica.evidence.fields import Field, one_of
from vesica.evidence.reader import Chunk, Event, Excluded
from vesica.evidence.source import Source
from vesica.evidence.tabular import TabularReader, table_batch
from vesica.evidence.viva import GROUP_ATTRIBUTES, metric_date
from vesica.schema import DType

__all__ = ["VivaGroupToGroup"]

_SMALL = 5
_METRICS = {
    "percent": ("Percent_Group_collaboration_time_invested",),
    "minutes": ("Group_collaboration_time_invested",),
    "emails": ("Group_email_sent_count",),
    "meetings": ("Group_meeting_count",),
}


def _group(name: str, side: str, *, required: bool) -> Field:
    headers = tuple(f"{side}Collaborator_{a}" for a in GROUP_ATTRIBUTES)
    return Field(name=name, dtype=DType.LABEL, headers=headers, required=required)


def _size(name: str, side: str) -> Field:
    header = f"{side}Collaborator_GroupSize"
    return Field(name=name, dtype=DType.COUNT, headers=(header,), lenient=True)


class VivaGroupToGroup(TabularReader):
    """Metrics of the unit. Where a group is smaller than five people, it is a person nearly."""

    name = "viva_group_to_group"
    tables = ("metrics",)
    fields = (
        _group("org_unit", "Primary", required=True),
        _group("other", "Secondary", required=True),
        _size("own_size", "Primary"),
        _size("other_size", "Secondary"),
        metric_date("metrics"),
        *(
            Field(name=name, dtype=DType.NUMBER, headers=headers, lenient=True)
            for name, headers in _METRICS.items()
        ),
    )

    def lacking(self, found: set[str]) -> list[str]:
        """Two groups, a date and at least one metric."""
        return super().lacking(found) + one_of(_METRICS, found)

    def chunks(
        self, columns: Mapping[str, pa.Array], rows: int, source: Source
    ) -> Iterator[Event]:
        """One metric for everything that was counted between two groups."""
        small = pa.repeat(pa.scalar(False), rows)
        for size in (columns.get("own_size"), columns.get("other_size")):
            if size is not None:
                small = pc.or_(small, pc.fill_null(pc.less(size, _SMALL), False))
        left = pc.sum(small).as_py()
        if left:
            yield Excluded(basis=f"a group of fewer than {_SMALL} people", rows=left)
        columns = {name: cells.filter(pc.invert(small)) for name, cells in columns.items()}
        counted = rows - left
        for name in (name for name in _METRICS if name in columns):
            given = pc.is_valid(columns[name])
            words = pc.binary_join_element_wise(f"{name} with ", columns["other"], "")
            metrics = {
                "org_unit": columns["org_unit"],
                "metric": pc.utf8_slice_codeunits(words, 0, 120),
                "period": columns["period"],
                "value": columns[name],
            }
            metrics = {column: cells.filter(given) for column, cells in metrics.items()}
            yield Chunk(table="metrics", batch=table_batch("metrics", metrics), rows=counted)
            counted = 0
