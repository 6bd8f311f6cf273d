"""Consolidation: the rows of a staged file that are new, one per key, in the table's order."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute
import pyarrow.parquet as pq
from numpy.typing import NDArray

from vesica.core.ahead import ahead
from vesica.engine import sqltext
from vesica.engine.base import Consolidated
from vesica.engine.duckdb import DuckDBEngine
from vesica.schema import DType, OnRepeat, Table
from vesica.settings import EngineSettings

__all__ = ["consolidate"]

log = logging.getLogger(__name__)
pc: Any = pyarrow.compute

_ROW_GROUP = 122_880
_TEXT = frozenset({DType.PERSON, DType.ACCOUNT, DType.REFERENCE, DType.LABEL})


def consolidate(
    staged: Path,
    earlier: Sequence[Path],
    table: Table,
    out: Path,
    *,
    settings: EngineSettings,
    scratch: Path,
) -> Consolidated:
    """Write the rows of a staged file that are new, one per key, in the table's order.

    The file is the same, byte for byte, for any order of the staged rows and any number of
    threads. Of a table that keeps what it has (messages), a row whose key exists is a repeat. Of
    a table where the newest speaks (rosters), only a row equal to the newest one is a repeat; a
    row that differs supersedes it.

    Parameters
    ----------
    staged : Path
        Parquet file with the table's columns, in any order of rows, with any repeats.
    earlier : sequence of Path
        Sealed files of the table, oldest first.
    table : Table
        The evidence table.
    out : Path
        File to write; it must not exist.
    settings : EngineSettings
        Memory, threads and disk to use.
    scratch : Path
        Folder below which to spill.
    """
    staged, out, earlier = staged.resolve(), out.resolve(), [path.resolve() for path in earlier]
    with DuckDBEngine(settings, scratch) as engine:
        engine.lock([staged, out, *earlier])
        total = engine.number(f"SELECT COUNT(*) FROM read_parquet({sqltext.literal(staged)})")
        unique = not sqltext.stand_together(table, earlier) and not engine.number(
            sqltext.spare_keys(table, staged)
        )
        fresh = sqltext.fresh_rows(table, staged, earlier, unique=unique)
        rows = ahead(engine.stream(fresh, table.name))
        accepted = _write(_first_of_each(rows, table), table, out)
        superseding = 0
        if earlier and table.on_repeat is OnRepeat.LATEST:
            superseding = engine.number(sqltext.superseding_rows(table, out, earlier))
    log.info("%s: %d rows accepted of %d staged", table.name, accepted, total)
    return Consolidated(accepted=accepted, repeated=total - accepted, superseding=superseding)


def _write(batches: Iterable[pa.RecordBatch], table: Table, out: Path) -> int:
    """Write batches as row groups of one size; return how many rows there were."""
    schema = table.arrow
    told = [c.name for c in table.columns if c.dtype is not DType.REFERENCE]
    rows, waiting = 0, schema.empty_table()
    with pq.ParquetWriter(
        out,
        schema,
        compression="zstd",
        compression_level=1,
        use_dictionary=told,
        write_statistics=told,
        store_decimal_as_integer=True,
    ) as writer:
        for batch in batches:
            rows += batch.num_rows
            waiting = pa.concat_tables([waiting, pa.Table.from_batches([batch]).cast(schema)])
            while waiting.num_rows >= _ROW_GROUP:
                writer.write_table(waiting.slice(0, _ROW_GROUP), _ROW_GROUP)
                waiting = waiting.slice(_ROW_GROUP)
        if waiting.num_rows:
            writer.write_table(waiting, _ROW_GROUP)
    return rows


def _first_of_each(batches: Iterable[pa.RecordBatch], table: Table) -> Iterator[pa.RecordBatch]:
    """Rows whose key differs from that of the row before; equal keys stand together."""
    # Comparing numbers is cheap, and leaves few rows to compare texts of.
    key = sorted(table.key, key=lambda name: table.column(name).dtype in _TEXT)
    last: pa.RecordBatch | None = None
    for batch in batches:
        known = 0 if last is None else 1
        both = batch if last is None else pa.concat_batches([last, batch])
        repeats = _like_the_row_before(both, key)
        last = batch.slice(batch.num_rows - 1)
        if len(repeats):
            kept = np.ones(both.num_rows, dtype=bool)
            kept[repeats] = False
            batch = batch.filter(pa.array(kept[known:]))
        yield batch


def _like_the_row_before(batch: pa.RecordBatch, key: Sequence[str]) -> NDArray[np.int64]:
    rows = np.arange(1, batch.num_rows)
    for name in key:
        cells = batch.column(name)
        these, those = cells.take(pa.array(rows)), cells.take(pa.array(rows - 1))
        neither = pc.and_(pc.is_null(these), pc.is_null(those))
        same = pc.or_(pc.fill_null(pc.equal(these, those), False), neither)
        rows = rows[same.to_numpy(zero_copy_only=False)]
    return rows
