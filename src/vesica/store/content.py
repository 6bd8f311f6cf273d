"""Hash of the values in Parquet files, whatever wrote them."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, cast

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from numpy.typing import NDArray

from vesica.core.ahead import ahead

__all__ = ["content_hash"]

_BATCH = 131_072
_THREADS = 2


class _ColumnHash:
    """Hash of one column as two byte streams that do not depend on how rows are cut in batches.

    ``shape`` takes the length of every string (-1 if null) or a byte per row (1 if there is a
    value); ``data`` takes the values end to end, zeros for nulls.
    """

    def __init__(self, kind: pa.DataType) -> None:
        self._kind = kind
        self._shape = hashlib.sha256()
        self._data = hashlib.sha256()

    def update(self, values: pa.Array) -> None:
        if pa.types.is_boolean(self._kind):
            values = values.cast(pa.uint8())
        if pa.types.is_string(self._kind):
            self._update_strings(cast(pa.StringArray, values))
        else:
            self._update_fixed(values)

    def _update_strings(self, values: pa.StringArray) -> None:
        full = cast(pa.StringArray, pc.fill_null(values, "")) if values.null_count else values
        if len(full) == 0:
            return
        _, offsets, data = full.buffers()
        start = full.offset
        ends = np.frombuffer(cast(Any, offsets), np.int32)[start : start + len(full) + 1]
        lengths = np.diff(ends)
        if values.null_count:
            lengths[_missing(values)] = -1
        self._shape.update(lengths.tobytes())
        if data is not None:
            self._data.update(memoryview(data)[ends[0] : ends[-1]])

    def _update_fixed(self, values: pa.Array) -> None:
        width = values.type.bit_width // 8
        data = values.buffers()[1]
        if data is None:
            return
        raw = np.frombuffer(cast(Any, data), np.uint8)
        rows = raw[values.offset * width : (values.offset + len(values)) * width]
        present = np.ones(len(values), np.uint8)
        if values.null_count:
            missing = _missing(values)
            present[missing] = 0
            rows = rows.reshape(-1, width).copy()
            rows[missing] = 0
        self._shape.update(present.tobytes())
        self._data.update(rows.tobytes())

    def digest(self) -> bytes:
        return self._shape.digest() + self._data.digest()


def _missing(values: pa.Array) -> NDArray[np.bool_]:
    return values.is_null().to_numpy(zero_copy_only=False)


def content_hash(files: Sequence[Path], schema: pa.Schema) -> str:
    """SHA-256 over the values of the rows in the order in which the files hold them.

    It does not depend on the writer, its version, its encodings, its row groups, or on how the
    rows are spread over the files. It depends on names, types and order of the columns.

    Parameters
    ----------
    files : sequence of Path
        Parquet files that have at least the columns of ``schema``.
    schema : Schema
        Columns that count, in order; strings, numbers, decimals, dates, times or flags.

    Returns
    -------
    str
        64 hexadecimal characters.
    """
    columns = [_ColumnHash(field.type) for field in schema]
    rows = 0
    with ThreadPoolExecutor(_THREADS) as pool:
        for path in files:
            with pq.ParquetFile(path) as file:
                for batch in ahead(file.iter_batches(_BATCH, columns=schema.names)):
                    rows += batch.num_rows
                    cells = (_typed(batch.column(field.name), field.type) for field in schema)
                    list(pool.map(_ColumnHash.update, columns, cells))
    whole = hashlib.sha256(f"vesica content 1 {rows}".encode())
    for field, column in zip(schema, columns, strict=True):
        whole.update(f"\n{field.name}\t{field.type}\t".encode() + column.digest())
    return whole.hexdigest()


def _typed(values: pa.Array, kind: pa.DataType) -> pa.Array:
    return values if values.type == kind else values.cast(kind)
