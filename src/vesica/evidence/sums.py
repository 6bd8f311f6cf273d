"""Sums over a whole file, for formats whose rows are finer than the table they fill."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import pyarrow as pa

from vesica.evidence.compute import pc
from vesica.evidence.reader import Chunk, Event
from vesica.evidence.tabular import table_batch
from vesica.schema import TABLES

__all__ = ["MeasureSums"]

_COMPACT = 1_000_000
_BATCH = 65_536
_KEY = ["person_id", "measure", "period"]


@dataclass(slots=True)
class MeasureSums:
    """Adds values up by person, measure and period."""

    parts: list[pa.Table] = field(default_factory=list)
    rows: int = 0

    def add(self, person: pa.Array, measure: pa.Array, period: pa.Array, value: pa.Array) -> None:
        """Take rows in; those without a value count nothing."""
        table = pa.table([person, measure, period, value], names=[*_KEY, "value"])
        self.parts.append(table.filter(pc.is_valid(value)))
        self.rows += len(value)
        if self.rows >= _COMPACT:
            self.parts, self.rows = [self._sum()], 0

    @staticmethod
    def counted(rows: int) -> Event:
        """Account for source rows whose sums come later."""
        batch = pa.RecordBatch.from_pylist([], schema=TABLES["measures"].arrow)
        return Chunk(table="measures", batch=batch, rows=rows)

    def _sum(self) -> pa.Table:
        table = pa.concat_tables(self.parts)
        wide = table.column("value").cast(pa.decimal128(38, 6))
        table = table.set_column(3, "value", wide)
        found = table.group_by(_KEY, use_threads=False).aggregate([("value", "sum")])
        return found.rename_columns([*_KEY, "value"])

    def chunks(self) -> Iterator[Event]:
        """Give on the sums; their source rows were counted before."""
        if not self.parts:
            return
        for batch in self._sum().to_batches(max_chunksize=_BATCH):
            columns: Mapping[str, pa.Array] = dict(
                zip(batch.schema.names, batch.columns, strict=True)
            )
            yield Chunk(table="measures", batch=table_batch("measures", columns), rows=0)

    def clear(self) -> None:
        """Forget everything."""
        self.parts, self.rows = [], 0
